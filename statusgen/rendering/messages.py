"""Changes become the words of messages, by templates that a project may replace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import jinja2

from statusgen.model.changes import Change, Step
from statusgen.model.editions import Edition
from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.receivers import Topic
from statusgen.model.words import Author, Confidence
from statusgen.rendering.engine import PREFIX, templates_folder
from statusgen.rendering.texts import clean_block, clean_line
from statusgen.rendering.wording import CONFIDENCE, STATES

_FOLDER = "messages"
_TEMPLATES = {Topic.INCIDENTS: "incident.txt", Topic.MAINTENANCE: "maintenance.txt"}
_COMPONENTS, _TEST = "components.txt", "test.txt"
_WORDS = {
    Step.OVER: "Over",
    Step.GONE: "Taken off the page",
    Step.PLANNED: "Planned",
    Step.MOVED: "Moved",
    Step.BEGUN: "Under way",
    Step.CANCELLED: "Called off",
}
_UPDATE = "Update"
_MOST_REASONS = 5
"""Of one component in a message; the page has them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a person reads."""

    subject: str
    """One line without controls."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One component in a message."""

    name: str
    step: str
    """`changed`, `lost` (no evidence any more) or `found` (evidence again)."""
    word: str
    before: str | None
    """None where nothing was known before."""
    was_unknown: bool
    """Nothing was known in between."""
    at: str
    doubt: str
    """How sure it is, where it is not confirmed; else empty."""
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What a template of messages is given, under `view`."""

    page: str
    """The service's name."""
    link: str
    """Empty where the page's address is not known."""
    as_of: str
    """The instant that the page tells of."""
    title: str = ""
    """Of the incident or planned work."""
    word: str = ""
    at: str = ""
    text: str = ""
    """Markdown as people wrote it."""
    is_of_monitor: bool = False
    """No person wrote it."""
    starts: str = ""
    ends: str = ""
    components: tuple[str, ...] = ()
    """Names of those concerned."""
    rows: tuple[Row, ...] = ()


class Scribe:
    """Writes messages with our templates, or with a project's where it has its own."""

    def __init__(self, overrides: Path | None) -> None:
        self._overrides = overrides
        theirs = [jinja2.FileSystemLoader(overrides)] if overrides else []
        ours = jinja2.FileSystemLoader(templates_folder())
        # Plain text: nothing is escaped, and nothing that makes it markup comes after.
        self._templates = jinja2.Environment(  # noqa: S701
            loader=jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({PREFIX: ours})]),
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def write(self, changes: Sequence[Change], edition: Edition) -> Message:
        """One message for changes of one kind; of several components, for all of them."""
        first = changes[0]
        if first.topic in _TEMPLATES:
            return self._printed(_TEMPLATES[first.topic], _entry(first, edition))
        return self._printed(_COMPONENTS, _rows(changes, edition))

    def sample(self, edition: Edition) -> Message:
        """A message that tells of nothing, to try the way."""
        return self._printed(_TEST, _view(edition, ""))

    def _printed(self, name: str, view: View) -> Message:
        try:
            text = self._templates.get_template(f"{_FOLDER}/{name}").render(view=view)
        except (jinja2.TemplateError, ArithmeticError, AttributeError, LookupError, TypeError) as error:
            raise self._told(name, error) from error
        subject, _, rest = text.strip().partition("\n")
        return Message(subject=clean_line(subject), text=_tidy(clean_block(rest)))

    def _told(self, name: str, error: Exception) -> Exception:
        """A fault in a project's own template as its author's problem; a fault of ours stays a bug."""
        path = self._overrides / _FOLDER / name if self._overrides else None
        if path is None or not path.exists():
            return error
        line = getattr(error, "lineno", None) or 1
        what = error.message if isinstance(error, jinja2.TemplateError) else str(error)
        return InputError([Problem(Place(str(path), line), f"template: {what}", "see templates/README.md")])


def _rows(changes: Sequence[Change], edition: Edition) -> View:
    is_alone = len(changes) == 1
    return _view(edition, changes[0].path if is_alone else "", rows=tuple(map(_row, changes)))


def _row(change: Change) -> Row:
    assert change.status is not None  # noqa: S101 (a component has one)
    is_sure = change.confidence in (Confidence.CONFIRMED, Confidence.UNKNOWN) or not change.reasons
    return Row(
        name=clean_line(change.title),
        step=change.step.value,
        word=STATES[change.status].formal,
        before=STATES[change.before].formal if change.before else None,
        was_unknown=change.was_unknown,
        at=_when(change.at),
        doubt="" if is_sure else CONFIDENCE[change.confidence],
        reasons=tuple(clean_line(reason) for reason in change.reasons[:_MOST_REASONS]),
    )


def _entry(change: Change, edition: Edition) -> View:
    names = {component.id: component.name for component in edition.components}
    update = change.update
    status = update.status if update else None
    is_over = change.step in (Step.GONE, Step.CANCELLED)
    return _view(
        edition,
        "" if is_over else change.path,
        title=clean_line(change.title),
        word=_WORDS.get(change.step) or (status.formal if status else _UPDATE),
        at=_when(change.at),
        text=clean_block(update.text).strip() if update and update.text else "",
        is_of_monitor=update is not None and update.written_by == Author.MONITOR,
        starts=_when(change.starts_at) if change.starts_at else "",
        ends=_when(change.ends_at) if change.ends_at else "",
        components=tuple(clean_line(names.get(name, name)) for name in change.components),
    )


def _view(edition: Edition, path: str, **more: object) -> View:
    return View(
        page=clean_line(edition.page.name),
        link=f"{edition.page.url}{path}" if edition.page.url else "",
        as_of=_when(edition.taken_at),
        **more,  # type: ignore[arg-type]  # fields of View, named where they are made
    )


def _when(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _tidy(text: str) -> str:
    """At most one empty line in a row, none at the ends."""
    lines: list[str] = []
    for line in text.strip().splitlines():
        if line.strip() or (lines and lines[-1]):
            lines.append(line.rstrip())
    return "\n".join(lines) + "\n"
