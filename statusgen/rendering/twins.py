"""Pages become Markdown beside them: `index.md` with what `index.html` says, for programs that read."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from statusgen.model.sentences import listed
from statusgen.rendering.components import ComponentPage
from statusgen.rendering.entries import Entry
from statusgen.rendering.headline import validity
from statusgen.rendering.home import Home
from statusgen.rendering.incidents import Card, IncidentPage
from statusgen.rendering.markdown import line, link, markdown
from statusgen.rendering.plain import next_word, since
from statusgen.rendering.quarrels import Quarrel
from statusgen.rendering.rows import Row
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.texts import Prose

_HTML, _MARKDOWN = "index.html", "index.md"
Blocks = Iterator[str]


def twin(sheet: Sheet, scene: Scene) -> Iterator[Blob]:
    """The page in Markdown, where it is of a kind that has one."""
    write = TWINS.get(type(sheet.view))
    if write is not None:
        root = "../" * sheet.path.count("/")
        text = "\n\n".join(block for block in write(sheet.view, root, scene) if block) + "\n"
        yield Blob(path=path_of(sheet.path), data=text.encode())


def path_of(path: str) -> str:
    """Where the twin of a page lies: beside it."""
    return path.removesuffix(_HTML) + _MARKDOWN


def _home(view: Home, root: str, scene: Scene) -> Blocks:
    top = view.top
    yield f"# {line(f'{scene.phrase(scene.snapshot.page.name)} status: {top.text}')}"
    yield line(top.detail.text) if top.detail else line(top.intro.text) if top.intro else ""
    yield _facts(since(top), next_word(top), f"{validity(top)}.")
    yield from _section("Where our word and our probes disagree", map(_quarrel, view.conflicts))
    yield from _cards("Open incidents", view.active, root)
    yield from _section("Standing conditions", (_standing(card, root) for card in view.standing))
    yield from _section("What the failures have in common", (f"- {line(f.text)}." for f in view.findings))
    for notice in view.notices:
        yield f"## {line(notice.title.text)}"
        for entry in notice.entries:
            yield from _entry(entry, level=3)
    for section in view.sections:
        yield from _section(line(section.name.text), (_row(row, root) for row in section.rows))
    works = (f"- {link(w.title.text, root + w.href)}: {w.start.text} to {w.end.text}" for w in view.ahead)
    yield from _section("Planned work", works)
    past = (_past(card, root) for day in view.recent for card in day.cards)
    yield from _section("Past two weeks", past, "No incident ended in the last two weeks.")


def _component(view: ComponentPage, root: str, scene: Scene) -> Blocks:
    word = "Retired" if view.is_retired else view.row.state.word
    yield f"# {line(f'{view.row.name}: {word}')}"
    yield line(view.description.text) if view.description else ""
    if not view.is_retired:
        yield _facts(*_now(view), _as_of(scene))
    yield from _section("Where our word and our probes disagree", map(_quarrel, view.conflicts))
    if not view.is_retired:
        yield from _section("Why", _why(view))
    days = (f"- {day.day}: {line(day.what)}" for day in view.bad_days)
    if view.is_measured:
        yield from _section("Bad days", days, "None seen in the time measured.")
    yield from _section("Uptime", (f"- {u.window}: {u.up}, {u.coverage} measured" for u in view.uptimes))
    yield from _section("Incidents", (_past(c, root) for c in view.incidents), "None was ever posted.")


def _incident(view: IncidentPage, root: str, scene: Scene) -> Blocks:
    card = view.card
    yield f"# {line(card.title.text)}"
    names = listed([name.text for name in card.names])
    lasted = f"Since {card.start.text} ({card.lasted})" if card.is_open else f"Lasted {card.lasted}"
    promise = ""
    if card.promise:
        late, soon = f"The next word was due by {card.promise.text} and is late", "Next word by "
        promise = late if card.is_overdue else soon + card.promise.text
    clocks = [f"{clock.label}: {clock.at.text}" for clock in view.clocks]
    facts = [f"State: {card.word}", lasted, promise, f"Concerns: {names}" if names else "", *clocks]
    facts += [f"Where: {card.where}" if card.where else "", view.filtering]
    facts += [f"Cause: {view.cause}" if view.cause else "", view.told]
    yield _facts(*facts, _as_of(scene) if card.is_open else "")
    yield "## Updates"
    for entry in view.entries:
        yield from _entry(entry, level=3)
    if view.postmortem:
        yield "## Postmortem"
        yield _prose(view.postmortem)
    links = (f"- {link(one.name.text, root + one.href)}" for one in view.related)
    yield from _section("Related", links)


TWINS: Mapping[type, Callable[[Any, str, Scene], Blocks]] = {
    Home: _home,
    ComponentPage: _component,
    IncidentPage: _incident,
}
"""By what stands on the page."""


def _section(title: str, lines: Iterator[str], otherwise: str = "") -> Blocks:
    body = "\n".join(lines) or otherwise
    if body:
        yield f"## {title}"
        yield body


def _facts(*facts: str) -> str:
    return "\n".join(f"- {line(fact)}" for fact in facts if fact)


def _as_of(scene: Scene) -> str:
    clock, expires_at = scene.clock, scene.snapshot.expires_at
    as_of = f"As of {clock.dated(scene.snapshot.taken_at).text}"
    if expires_at is None:
        return f"{as_of}."
    return f"{as_of}, valid until {clock.at(expires_at).text}; later, treat as unknown."


def _now(view: ComponentPage) -> Iterator[str]:
    if view.row.aside:
        yield view.row.aside
    if view.row.note:
        yield view.row.note.text
    if view.since:
        told = f"Since {view.since.text} ({view.lasted})"
        yield f"{told}, {view.confidence}" if view.confidence else told
    if view.where and not view.row.aside:
        yield view.where


def _why(view: ComponentPage) -> Iterator[str]:
    said = [text.text for text in view.said] or [view.declared.formal]
    seen = [view.observed.formal if view.observed else "Not measured", *(text.text for text in view.seen)]
    yield _facts(*(f"Our word: {text}" for text in said))
    yield _facts(*(f"Our probes: {text}" for text in seen))
    yield from (_facts(f"People report: {text}") for text in view.heard)
    yield from (_facts(f"Warning: {warning}") for warning in view.row.warnings)


def _quarrel(told: Quarrel) -> str:
    said = f"since {told.declared_at.text}" if told.declared_at else "never posted otherwise"
    seen = f"{told.observed.formal} since {told.observed_at.text}"
    words = f"{told.name}: {told.text}. Our word: {told.declared.formal}, {said}. Our probes: {seen}."
    return f"- {line(words)}"


def _cards(title: str, cards: tuple[Card, ...], root: str) -> Blocks:
    if cards:
        yield f"## {title}"
    for card in cards:
        yield f"### {link(card.title.text, root + path_of(card.href))}"
        yield _facts(f"Since {card.start.text} ({card.lasted})", *(name.text for name in card.names))
        if card.latest:
            yield from _entry(card.latest, level=4)


def _standing(card: Card, root: str) -> str:
    return f"- {link(card.title.text, root + path_of(card.href))}, since {card.month}"


def _past(card: Card, root: str) -> str:
    lasted = f"since {card.start.text}" if card.is_open else f"{card.start.text}, lasted {card.lasted}"
    return f"- {link(card.title.text, root + path_of(card.href))}: {lasted}"


def _row(row: Row, root: str) -> str:
    parts = [row.state.word, row.aside, row.note.text if row.note else "", row.why.text if row.why else ""]
    parts += [f"uptime {row.uptime}" if row.uptime else "", row.coverage]
    words = "; ".join(part for part in parts if part)
    return f"- {link(row.name.text, root + path_of(row.href))}: {line(words)}"


def _entry(entry: Entry, level: int) -> Blocks:
    yield f"{'#' * level} {line(f'{entry.word}, {entry.at.text}')}"
    facts = ["Written by the monitor" if entry.is_of_monitor else ""]
    facts += [f"Written {entry.backdated.text}, and dated back" if entry.backdated else ""]
    facts += [f"{change.name}: {change.state.word}" for change in entry.changes]
    facts += [entry.recovered, f"Expected to be over by {entry.eta.text}" if entry.eta else ""]
    facts += [f"Next word by {entry.next_word.text}" if entry.next_word else ""]
    if entry.text:
        yield _prose(entry.text)
    yield _facts(*facts)


def _prose(text: Prose) -> str:
    """People's words, set apart from ours."""
    return "\n".join(f"> {one}".rstrip() for one in markdown(str(text.html)).split("\n"))
