"""The answer becomes `status.txt`: what is broken in a few lines, for terminals and for very slow lines."""

from collections.abc import Iterator, Sequence

from statusgen.model.snapshot import ComponentState
from statusgen.model.words import ScopeKind
from statusgen.rendering.columns import cut, padded, wrapped
from statusgen.rendering.headline import Top, top, validity
from statusgen.rendering.maintenances import ahead
from statusgen.rendering.scene import Blob, Scene
from statusgen.rendering.wording import DOUBT, scope_words, state_of

PATH = "status.txt"
COLUMNS = 80
MOST = 1000
"""Bytes. A page may have a thousand components that are down."""
_MORE = 40
"""Bytes kept for the line that counts what has no room."""
_WORD = 13
"""Columns of a status before the name."""
_HEADLINE, _DETAIL = 3, 2
"""Lines."""
_DETAILS = 3
"""Part of the room that details may take: the list of what is broken needs the rest."""


def blobs(scene: Scene) -> Iterator[Blob]:
    """The file."""
    yield Blob(path=PATH, data=text(scene).encode())


def text(scene: Scene) -> str:
    """At most 80 columns and 1,000 bytes. What is true and until when is never left out for room."""
    view = top(scene)
    head = [*wrapped(view.text.text, COLUMNS, _HEADLINE), cut(validity(view), COLUMNS)]
    foot = [cut(line, COLUMNS) for line in _foot(view, scene)]
    room = MOST - _size((title(view, scene), *head, "", "", *foot))
    detail = _that_fit(_details(view), room // _DETAILS)
    room -= _size(detail)
    broken = _that_fit(_broken(scene), room - _MORE, counting=True)
    room -= _size(broken)
    told = _that_fit(_told(scene), room)
    body = [title(view, scene), *head[:-1], *detail, head[-1]]
    parts = [part for part in (body, [*broken, *told], foot) if part]
    return "\n".join("\n".join(part) + "\n" for part in parts)


def title(view: Top, scene: Scene) -> str:
    """`Chirp status: Down`."""
    brand = scene.phrase(scene.snapshot.page.name)
    if scene.snapshot.headline.is_all_clear:
        return cut(f"{brand} status", COLUMNS)
    # The word stands whatever the name is.
    word = view.state.word
    return f"{cut(f'{brand} status', COLUMNS - len(word) - 2)}: {word}"


def next_word(view: Top) -> str:
    """What people promised; empty when nothing."""
    if view.next_word is None:
        return ""
    if view.is_overdue:
        return f"The next word was due by {view.next_word.text} and is late"
    return f"Next word by {view.next_word.text}"


def since(view: Top) -> str:
    """Since when it is so, and how sure that is; empty when all is well."""
    if view.since is None:
        return view.confidence.capitalize()
    words = f"Since {view.since.text} ({view.lasted})"
    sure = " ".join(part for part in (view.confidence, view.places) if part)
    return f"{words}, {sure}" if sure else words


def _details(view: Top) -> Iterator[str]:
    if view.detail:
        yield from wrapped(view.detail.text, COLUMNS, _DETAIL)
    if told := since(view):
        yield cut(told, COLUMNS)


def _foot(view: Top, scene: Scene) -> Iterator[str]:
    url = scene.snapshot.page.url
    if promised := next_word(view):
        yield promised
    if url and len(url.encode()) <= COLUMNS:
        yield url


def _broken(scene: Scene) -> Iterator[str]:
    """A line for each component that is not well, the worst first."""
    states = [(state, state_of(state)) for state in scene.snapshot.components]
    bad = [(state, shown) for state, shown in states if state.status.badness or shown is DOUBT]
    for state, shown in sorted(bad, key=lambda pair: -pair[0].status.badness):
        name = scene.phrase(state.component.name)
        where = scene.phrase(_where(state)).text
        yield cut(f"{padded(shown.word, _WORD)}{name}{f' ({where})' if where else ''}", COLUMNS)


def _where(state: ComponentState) -> str:
    if state.note:
        return state.note
    is_everywhere = state.scope is None or state.scope.kind is ScopeKind.GLOBAL
    return "" if is_everywhere else scope_words(state.scope)


def _told(scene: Scene) -> Iterator[str]:
    """What people say of it, and the work that is on."""
    for state in scene.open:
        if not state.is_standing:
            told_at = scene.clock.at(state.updates[0].at if state.updates else state.starts_at)
            yield cut(f"{state.status.formal} {told_at.text}: {scene.phrase(state.incident.title)}", COLUMNS)
    for conflict in scene.snapshot.conflicts:
        yield cut(f"{scene.name(conflict.component)}: {scene.phrase(conflict.text)}", COLUMNS)
    for work in ahead(scene):
        if work.is_active:
            yield cut(f"Planned work until {work.end.text}: {work.title}", COLUMNS)


def _that_fit(lines: Iterator[str], room: int, *, counting: bool = False) -> list[str]:
    """The first ones, and when asked how many others there are."""
    every = list(lines)
    kept: list[str] = []
    for line in every:
        if _size((*kept, line)) > room:
            break
        kept.append(line)
    left = len(every) - len(kept)
    return [*kept, f"and {left:,} more"] if left and counting else kept


def _size(lines: Sequence[str]) -> int:
    return sum(len(line.encode()) + 1 for line in lines)
