"""Settings, samples, and rounds that become short lines."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from statusgen.importing.importers import IMPORTERS
from statusgen.importing.parts import parse
from statusgen.importing.rounds import Harvest, Order, harvest
from statusgen.model.checks import Check
from statusgen.model.evidence import Round
from statusgen.model.project import Component, Page, Settings, Vantage
from statusgen.model.scalars import text_of
from statusgen.model.words import NetworkKind

NOW = datetime(2025, 3, 10, 16, 42, tzinfo=UTC)
SAMPLES = Path(__file__).parent / "samples"
EYEBALL, DATACENTER = NetworkKind.EYEBALL, NetworkKind.DATACENTER
PLACES = {
    "local": Vantage(),
    "ooni-pk": Vantage(country="PK", network=EYEBALL),
    "ooni-pk-64501": Vantage(country="PK", network=EYEBALL, asn=64501),
    "ooni-us": Vantage(country="US"),
    "ooni-de": Vantage(country="DE"),
    "globalping-pk-homes": Vantage(country="PK", network=EYEBALL),
    "globalping-pk-dc": Vantage(country="PK", network=DATACENTER),
    "globalping-us": Vantage(country="US", network=DATACENTER),
    "globalping-de": Vantage(country="DE"),
}


def settings(**more: Any) -> Settings:
    """Chirp's web and API on one host, seen from places that imports may fill."""
    web = Check(url="https://chirp.example/", slow_after=timedelta(seconds=1))
    api = Check(url="https://chirp.example/api")
    components = (
        Component(id="web", name=text_of("Web"), check=web),
        Component(id="api", name=text_of("API"), check=api),
        Component(id="people", name=text_of("People")),
    )
    return Settings(
        **({"page": Page(name=text_of("Chirp")), "components": components, "vantages": PLACES} | more)
    )


def imported(kind: str, *samples: str, now: datetime = NOW, **more: Any) -> Harvest:
    """What the samples come to."""
    documents = [one for name in samples for one in parse((SAMPLES / name).read_bytes())]
    return harvested(kind, documents, now=now, **more)


def harvested(kind: str, documents: list[object], *, now: datetime = NOW, **more: Any) -> Harvest:
    """What the documents come to."""
    made = more.pop("settings", settings())
    order = {"source": kind, "seen_at": now, "vantage": None, "prefix": kind, "component": None} | more
    return harvest(IMPORTERS[kind].read(documents, now), made, Order(**order))


def lines(rounds: list[Round]) -> list[str]:
    """`09:46:03 ooni-pk web failed dns dns_nxdomain`, one for each result."""
    return [
        " ".join(
            str(part)
            for part in (
                f"{one.at:%d %H:%M:%S}",
                one.vantage,
                key,
                result.outcome,
                result.failed_at,
                result.reason,
                result.latency_ms,
            )
            if part is not None
        )
        for one in rounds
        for key, result in one.results.items()
    ]
