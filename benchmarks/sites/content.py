"""Made-up incidents, the same for every generator: four updates of about 60 words over 50 components."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

GROUPS, COMPONENTS, UPDATES, WORDS = 8, 50, 4, 60
END = datetime(2025, 3, 10, tzinfo=UTC)
SPAN = timedelta(days=3650)
"""So long is the past over which incidents are spread, however many."""
STATUSES = ("investigating", "identified", "monitoring", "resolved")
_SYLLABLES = ("ka", "lo", "ri", "ten", "sa", "mu", "ne", "dor", "vi", "pel", "to", "ash", "ine", "gar", "us")


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """One thing that was said."""

    at: datetime
    status: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One incident with all that was said of it."""

    id: str
    title: str
    components: Sequence[str]
    updates: Sequence[Update]

    @property
    def started_at(self) -> datetime:
        """When it began: ten minutes before anybody said so."""
        return self.updates[0].at - timedelta(minutes=10)


def component_ids() -> list[str]:
    """Names of all components, in their order."""
    return [f"service-{number:02}" for number in range(COMPONENTS)]


def incidents(count: int, *, edited: bool = False) -> list[Incident]:
    """So many incidents, spread evenly; `edited`: one in the middle of the past says something else."""
    dice = random.Random(count)
    vocabulary = ["".join(dice.choices(_SYLLABLES, k=dice.randint(1, 4))) for _ in range(2000)]
    made = [_incident(index, count, dice, vocabulary) for index in range(count)]
    if edited:
        made[count // 2] = _edited(made[count // 2])
    return made


def _incident(index: int, count: int, dice: random.Random, vocabulary: Sequence[str]) -> Incident:
    at = END - SPAN + SPAN * index / count
    at -= timedelta(microseconds=at.microsecond)
    updates = []
    for number, status in enumerate(STATUSES):
        at += timedelta(minutes=dice.randint(5, 40), seconds=1)
        updates.append(Update(at=at, status=status, text=_text(number, dice, vocabulary)))
    return Incident(
        id=f"{updates[0].at:%Y-%m-%d}-{index:05}",
        title=" ".join(dice.choices(vocabulary, k=5)).capitalize(),
        components=sorted(dice.sample(component_ids(), dice.randint(1, 3))),
        updates=updates,
    )


def _text(number: int, dice: random.Random, vocabulary: Sequence[str]) -> str:
    """The second and third of an incident hold Markdown: emphasis, code, a link, a list."""
    words = dice.choices(vocabulary, k=WORDS)
    half = WORDS // 2
    if number == 1:
        words[5], words[20] = f"**{words[5]}**", f"`{words[20]}`"
        return f"{_prose(words[:half])}\n\n{_prose(words[half:])}"
    if number == 2:
        words[8] = f"[{words[8]}](https://example.com/{words[9]})"
        items = "\n".join(f"- {' '.join(words[half + at : half + at + 6])}" for at in range(0, 18, 6))
        return f"{_prose(words[:half])}\n\n{items}\n\n{_prose(words[half + 18 :])}"
    return f"{_prose(words[:half])}\n\n{_prose(words[half:])}"


def _prose(words: Sequence[str]) -> str:
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    return "\n".join(lines).capitalize() + "."


def _edited(one: Incident) -> Incident:
    last = one.updates[-1]
    said = Update(at=last.at, status=last.status, text=f"Somebody edited this. {last.text}")
    return Incident(id=one.id, title=one.title, components=one.components, updates=[*one.updates[:-1], said])
