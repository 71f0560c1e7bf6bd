"""`status.json` has exactly the keys and types that it promises, on every kind of page."""

import json
import re

import pytest

from statusgen.model.words import Confidence, FindingKind, ScopeKind, Severity, Status, Trend, UpdateStatus
from statusgen.rendering.site import render
from tests.rendering import make

TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


def time(value):
    return isinstance(value, str) and TIME.fullmatch(value) is not None


def text(value):
    return isinstance(value, str)


def number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def count(value):
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def share(value):
    return number(value) and 0 <= value <= 1


def flag(value):
    return isinstance(value, bool)


def country(value):
    return text(value) and re.fullmatch("[A-Z]{2}", value) is not None


class Maybe:
    """Null, or what it holds."""

    def __init__(self, shape):
        self.shape = shape


class Keyed:
    """An object with names of its own, each with the same shape."""

    def __init__(self, shape):
        self.shape = shape


SCOPE = {"kind": ScopeKind, "countries": [country], "networks": [count]}
UPDATE = {"id": text, "at": time, "status": Maybe(UpdateStatus), "text": Maybe(text)}
REPORT = {
    "country": Maybe(country),
    "count": count,
    "expected": Maybe(number),
    "is_spike": flag,
    "at": Maybe(time),
    "minutes": count,
    "since": Maybe(time),
    "trend": Trend,
    "cities": [text],
    "problems": [{"problem": text, "share": share}],
    "source": Maybe(text),
}
WAVE = {
    "starts_at": time,
    "ends_at": Maybe(time),
    "peak": count,
    "peak_at": time,
    "minutes": count,
    "expected": Maybe(number),
    "countries": [{"country": country, "peak": count}],
}
FINDING = {
    "kind": FindingKind,
    "country": Maybe(country),
    "vantages": [text],
    "components": [text],
    "text": text,
}
COMPONENT = {
    "id": text,
    "name": text,
    "group": Maybe(text),
    "status": Status,
    "declared": Status,
    "observed": Maybe(Status),
    "confidence": Confidence,
    "scope": Maybe(SCOPE),
    "reasons": [{"text": text, "source": {"probes", "people", "reports"}}],
    "note": Maybe(text),
    "since": Maybe(time),
    "as_of": Maybe(time),
    "uptime": Keyed({"up": Maybe(share), "measured": share}),
    "reports": [REPORT],
}
CONFLICT = {
    "component": text,
    "declared": Status,
    "observed": Status,
    "since": time,
    "kind": {"undeclared", "forgotten", "overrun"},
    "declared_at": Maybe(time),
    "observed_at": time,
}
INCIDENT = {
    "id": text,
    "title": text,
    "status": UpdateStatus,
    "severity": Severity,
    "starts_at": time,
    "ends_at": Maybe(time),
    "impact": Keyed(Status),
    "components": [text],
    "next_update_by": Maybe(time),
    "waves": [WAVE],
    "path": text,
    "updates": [UPDATE],
}
MAINTENANCE = {
    "id": text,
    "title": text,
    "status": UpdateStatus,
    "is_active": flag,
    "starts_at": time,
    "ends_at": time,
    "repeat": Maybe(text),
    "next": Maybe({"starts_at": time, "ends_at": time}),
    "components": [text],
    "path": text,
    "updates": [UPDATE],
}
COUNTRY = {
    "country": country,
    "status": Status,
    "works": flag,
    "vantages": [text],
    "components": [{"id": text, "status": Status, "since": Maybe(time)}],
}
STATUS = {
    "schema": {1},
    "page": {"name": text, "url": Maybe(text)},
    "taken_at": time,
    "expires_at": Maybe(time),
    "headline": {"status": Status, "text": text, "confidence": Confidence},
    "components": [COMPONENT],
    "conflicts": [CONFLICT],
    "incidents": [INCIDENT],
    "maintenance": [MAINTENANCE],
    "reports": [REPORT],
    "findings": [FINDING],
    "countries": [COUNTRY],
    "candour": Maybe(
        {
            "since": time,
            "outages": count,
            "untold": [{"component": text, "start": time, "end": time}],
            "median_seconds_to_first_word": Maybe(count),
            "updates": {"promised": count, "in_time": count},
            "ends": {"named": count, "held": count},
        }
    ),
}


def faults(value, shape, where="$"):
    """Where a value is not of its shape; keys must be those of the shape, all of them and no others."""
    if isinstance(shape, Maybe):
        return [] if value is None else faults(value, shape.shape, where)
    if isinstance(shape, Keyed):
        return [f for name, one in value.items() for f in faults(one, shape.shape, f"{where}.{name}")]
    if isinstance(shape, dict):
        if list(value) != list(shape):
            return [f"{where}: {sorted(value.keys() ^ shape.keys())}"]
        return [f for name, one in shape.items() for f in faults(value[name], one, f"{where}.{name}")]
    if isinstance(shape, list):
        return [f for n, one in enumerate(value) for f in faults(one, shape[0], f"{where}[{n}]")]
    if isinstance(shape, set):
        return [] if value in shape else [f"{where}: {value!r}"]
    if isinstance(shape, type):
        return [] if value in list(shape) else [f"{where}: {value!r}"]
    return [] if shape(value) else [f"{where}: {value!r}"]


@pytest.mark.parametrize(
    "snapshot", [make.rich(), make.clear(), make.unmeasured()], ids=["rich", "clear", "people"]
)
def test_every_key_and_type_is_as_promised(snapshot):
    assert faults(json.loads(render(snapshot)["status.json"]), STATUS) == []


def test_the_examination_notices_a_key_too_many_one_too_few_and_a_wrong_type():
    status = json.loads(render(make.clear())["status.json"])

    assert faults(status | {"more": 1}, STATUS) == ["$: ['more']"]
    assert faults({k: v for k, v in status.items() if k != "page"}, STATUS) == ["$: ['page']"]
    assert faults(status | {"taken_at": "10 March"}, STATUS) == ["$.taken_at: '10 March'"]
    status["components"][0]["uptime"]["90d"]["up"] = 99.9
    assert faults(status, STATUS) == ["$.components[0].uptime.90d.up: 99.9"]
