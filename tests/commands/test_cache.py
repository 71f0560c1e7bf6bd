"""A build that finds what it made before shows what a build from nothing shows, whatever was edited."""

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.commands.pipeline import compose
from statusgen.commands.session import Session
from statusgen.model.layout import CACHE
from tests.commands.make import World
from tests.scorecard import IS_PROOF

SEEDS, EDITS = (20, 60) if IS_PROOF else (2, 14)
_START = datetime(2025, 3, 10, 12, 0, tzinfo=UTC)
_SETTINGS = """\
page:
  name: NAME
  url: https://status.example/
  timezones: ZONES
  languages: TONGUES
every: 5m
components:
  - {id: web, name: WEB, check: https://web.example/}
  - {id: api, name: API}
"""
_TEXTS = (
    "All is **well** again.",
    "We look into it.",
    "- one\n- two",
    "A `cable` broke, see [us](/history/).",
)
_TEMPLATE = (
    '{% extends "statusgen/incident.html" %}'
    "{% block main %}MARK {{ frame.expires_at }}{{ super() }}{% endblock %}"
)


@dataclass
class _Page:
    """A project that is edited at random, and the time."""

    root: Path
    dice: random.Random
    now: datetime = _START

    def edit(self) -> str:
        """Do something that may change the page; what it was."""
        act = self.dice.choice(_ACTS)
        act(self)
        return act.__name__

    def settings(self) -> None:
        words = {
            "NAME": self.dice.choice(["Chirp", "Chirp <b>"]),
            "ZONES": self.dice.choice(["[]", "[Asia/Karachi]"]),
            "TONGUES": self.dice.choice(["[en]", "[en, de]", "[fr, en]"]),
            "WEB": self.dice.choice(["Web", "Site"]),
            "API": self.dice.choice(["API", "Interface"]),
        }
        text = _SETTINGS
        for word, value in words.items():
            text = text.replace(word, value)
        (self.root / "statusgen.yaml").write_text(text)

    def incident(self) -> None:
        """Another one, or other words of one that is there."""
        number = self.dice.randrange(8)
        began = _START - timedelta(days=self.dice.choice([0, 1, 3, 90, 400]), hours=number)
        title = self.dice.choice(["Trouble", "{en: Trouble, de: Störung}"])
        lines = [
            f"title: {title}",
            f"impact: {{{self.dice.choice(['web', 'api'])}: degraded}}",
        ]
        if self.dice.random() < 0.4:
            lines.append(f"related: [i{self.dice.randrange(8)}]")
        if self.dice.random() < 0.2:
            lines.append(f"postmortem: '{self.dice.choice(_TEXTS[:2])}'")
        lines.append("updates:")
        statuses = ["investigating", *self.dice.choice([[], ["identified"], ["resolved"], ["resolved"]])]
        for at, status in enumerate(statuses):
            said = began + timedelta(minutes=20 * at)
            lines += [f"  - at: {said:%Y-%m-%dT%H:%M:%SZ}", f"    status: {status}", "    text: |"]
            lines += [f"      {line}" for line in self.dice.choice(_TEXTS).split("\n")]
        self._file(number).write_text("\n".join(lines) + "\n")

    def removal(self) -> None:
        self._file(self.dice.randrange(8)).unlink(missing_ok=True)

    def template(self) -> None:
        path = self.root / "templates" / self.dice.choice(["incident.html", "assets/own.css"])
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            path.unlink()
        else:
            path.write_text(
                _TEMPLATE if path.suffix == ".html" else f"b {{ order: {self.dice.randrange(3)} }}"
            )

    def history(self) -> None:
        """A round, some minutes before now, in which the check passed or failed."""
        at = self.now - timedelta(minutes=self.dice.randrange(1, 30))
        path = self.root / "history" / "local" / f"{at:%Y-%m-%d}.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        outcome = self.dice.choice(['["ok",80]', '["failed",null,"tcp","refused"]'])
        with path.open("a") as stream:
            stream.write(_line(at, outcome))

    def clock(self) -> None:
        self.now += timedelta(minutes=self.dice.choice([1, 60, 24 * 60, 3 * 24 * 60, 330 * 24 * 60]))

    def damage(self) -> None:
        """A kill or a bad disk."""
        cache = self.root / CACHE
        data = bytearray(cache.read_bytes())
        if self.dice.random() < 0.5:
            data = data[: self.dice.randrange(len(data))]
        else:
            data[self.dice.randrange(len(data))] ^= 0xFF
        cache.write_bytes(data)

    def _file(self, number: int) -> Path:
        return self.root / "incidents" / f"i{number}.yaml"


def _line(at: datetime, outcome: str) -> str:
    return f'{{"v":1,"at":"{at:%Y-%m-%dT%H:%M:%SZ}","results":{{"web":{outcome}}}}}\n'


_ACTS: tuple[Callable[[_Page], None], ...] = (
    *(_Page.incident,) * 4,
    _Page.settings,
    _Page.removal,
    _Page.template,
    _Page.history,
    *(_Page.clock,) * 2,
    _Page.damage,
)


@pytest.mark.parametrize("seed", range(SEEDS))
def test_a_page_made_with_the_cache_is_the_page_made_without(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if seed % 2:
        _share_everything(monkeypatch)
    page = _Page(tmp_path / "project", random.Random(seed))
    (page.root / "incidents").mkdir(parents=True)
    page.settings()
    for _ in range(6):
        page.incident()
    session, done = World().session(page.root), []
    for number in range(EDITS):
        # A process builds a few times, then another one does.
        if number % 5 == 4:
            session = World().session(page.root)
        done.append(page.edit())
        made = _build(session, page.now)
        cold = tmp_path / "cold"
        shutil.copytree(page.root, cold, ignore=shutil.ignore_patterns(".statusgen"))
        expected = _build(World().session(cold), page.now)
        shutil.rmtree(cold)
        assert made.keys() == expected.keys(), done
        assert [path for path in made if made[path] != expected[path]] == [], done


def _share_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine of three cores with thousands of files."""
    monkeypatch.setattr("statusgen.forks.FEWEST", 1)
    monkeypatch.setattr("statusgen.forks._can_fork", lambda: True)
    monkeypatch.setattr("statusgen.reading.ahead.cores", lambda: 3)
    monkeypatch.setattr("statusgen.rendering.printing.cores", lambda: 3)


def _build(session: Session, now: datetime) -> Mapping[str, bytes]:
    """All pages."""
    files = dict(compose(session, now).files)
    while session.caches:
        session.caches.popitem()[1].close()
    return files
