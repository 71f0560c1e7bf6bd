"""Updates become posts: what feeds tell, one for each, in the markup of Statuspage's feeds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID, uuid5

from markupsafe import Markup

from statusgen.model.incidents import Announcement, Entry, Maintenance, Update
from statusgen.model.sentences import MONTHS
from statusgen.rendering.entries import entry
from statusgen.rendering.incidents import folder_of
from statusgen.rendering.related import month_href, note_anchor
from statusgen.rendering.scene import Scene

_IDS = UUID("5f0c1c9e-7a55-4c0e-9b5f-0d6c3c1a2e47")
"""What ids are derived in: neither titles nor the page's address."""
Members: TypeAlias = Mapping[str, tuple[str, ...]]
_UPDATE = "Update"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said of an entry."""

    owner: Entry
    update: Update | None
    """None: it was withdrawn."""
    at: datetime
    """When it was published."""
    word: str
    components: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One entry of a feed."""

    id: str
    """Survives new titles, new texts and another address of the page."""
    link: str
    """Absolute."""
    title: str
    html: str
    at: datetime
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed before it is written in a format."""

    title: str
    description: str
    author: str
    language: str
    home: str
    """The page it tells of; absolute."""
    url: str
    """Its own address."""
    hub: str | None
    """Who tells its readers that it is new."""
    posts: tuple[Post, ...]
    """The newest first."""

    @property
    def updated(self) -> datetime:
        """When something was last said, whenever it was built; an empty feed has the oldest time there is."""
        return max((post.at for post in self.posts), default=_NEVER)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose words a channel may tell."""

    owner: Entry
    until: datetime
    """Nothing that it says came later."""
    _groups: Members
    _scene: Scene

    @property
    def components(self) -> frozenset[str]:
        """Ids of those that it concerns."""
        return concerned(self.owner, self._groups, self._scene)

    def said(self) -> Iterator[Said]:
        """All its words, the first one first."""
        if self.owner.withdrawn:
            return _withdrawal(self.owner, self.components, self._scene)
        return _updates(self.owner, self.components, self._scene)


def speakers(scene: Scene) -> Sequence[Speaker]:
    """All of whom something was said, who may have spoken last first."""
    snapshot = scene.snapshot
    owners = (
        *(state.incident for state in snapshot.incidents),
        *(state.maintenance for state in snapshot.maintenances),
        *snapshot.announcements,
        *snapshot.withdrawn,
    )
    told = [(max(_times(owner), default=_NEVER), owner) for owner in owners]
    told.sort(key=lambda one: (one[0], one[1].id), reverse=True)
    groups = members(scene)
    return [Speaker(owner, until, groups, scene) for until, owner in told]


def order(one: Said) -> tuple[datetime, str, datetime]:
    """The newest are the greatest; several may have been written in one go."""
    return one.at, one.owner.id, one.update.at if one.update else one.at


def _times(owner: Entry) -> Iterator[datetime]:
    yield from map(written_at, owner.updates)
    yield from (at for key in ("started_at", "starts_at") if (at := getattr(owner, key, None)))


def members(scene: Scene) -> Members:
    """Ids of the components of each group."""
    return {
        group.id: tuple(component.id for component in group.components) for group in scene.snapshot.groups
    }


def concerned(owner: Entry, groups: Members, scene: Scene) -> frozenset[str]:
    """Ids of the components that it names so far."""
    if isinstance(owner, Announcement):
        return frozenset()
    impacts = [
        getattr(owner, "impact", {}),
        *(update.impact for update in owner.updates_until(scene.clock.now)),
    ]
    names = {name for impact in impacts for name in impact}
    return frozenset(
        component for name in names for component in groups.get(name, (scene.renamed.get(name, name),))
    )


def stable_id(name: str) -> UUID:
    """An id that depends on nothing but the name."""
    return uuid5(_IDS, name)


def written_at(update: Update) -> datetime:
    """When it was published: what is dated back was not there before it was written."""
    return max(update.at, update.posted_at or update.at)


def _updates(owner: Entry, components: frozenset[str], scene: Scene) -> Iterator[Said]:
    status = None
    for number, update in enumerate(owner.updates_until(scene.clock.now)):
        is_new = update.status is not None and update.status is not status
        word = update.status.formal if update.status and is_new else _UPDATE
        if isinstance(owner, Announcement) and number == 0:
            word = ""
        status = update.status or status
        yield Said(owner, update, written_at(update), word, components)


def _withdrawal(owner: Entry, components: frozenset[str], scene: Scene) -> Iterator[Said]:
    """When it was withdrawn no file says: it stands at the last time that the file knows of."""
    past = [at for at in _times(owner) if at <= scene.clock.now]
    if past:
        yield Said(owner, None, max(past), "Withdrawn", components)


def post(one: Said, scene: Scene, url: str) -> Post:
    """It as an entry of the feeds of a page at `url`."""
    owner, update = one.owner, one.update
    anchor = update.anchor(owner.id) if update else "withdrawn"
    title = scene.phrase(owner.title).text or owner.id
    link = url + _page(owner, anchor if update else "")
    return Post(
        id=stable_id(f"{owner.id} {anchor if update else '/withdrawn'}").urn,
        link=link,
        title=f"{one.word}: {title}" if one.word else title,
        html=_told(one, update, scene, url, link) if update else _taken_back(owner, scene),
        at=one.at,
        tags=(type(owner).__name__.lower(),),
    )


def _page(owner: Entry, anchor: str) -> str:
    if isinstance(owner, Announcement) and anchor:
        month = month_href(owner.updates[0].at).removesuffix("index.html")
        return f"{month}#{note_anchor(owner.id)}"
    return f"{folder_of(owner)}/{owner.id}/" + (f"#{anchor}" if anchor else "")


def _told(one: Said, update: Update, scene: Scene, url: str, link: str) -> str:
    """`<p> <small>…</small><br> <strong>Resolved</strong> - text</p>`, as scrapers of feeds expect it."""
    when = Markup("<small>{} UTC</small>").format(_day_and_time(update.at))
    head = Markup("<p> {}<br> <strong>{}</strong> - ").format(when, one.word or "Announcement")
    prose = scene.writer.prose(update.text, url, link) if update.text else None
    text = prose.html if prose else Markup("<p></p>")
    is_paragraph = text.startswith("<p>")
    text = head + text[len("<p>") :] if is_paragraph else head + Markup("</p>\n") + text
    if prose and prose.lang:
        text = Markup('<div lang="{}">{}</div>').format(prose.lang, text)
    return _window(one.owner) + text + _facts(one, update, scene)


def _window(owner: Entry) -> Markup:
    if not isinstance(owner, Maintenance) or owner.repeat:
        return Markup("")
    start, end = owner.starts_at, owner.ends_at
    until = _time(end) if start.date() == end.date() else _day_and_time(end)
    text = Markup("<p><strong>THIS IS A SCHEDULED EVENT {} - {} UTC</strong></p>\n")
    return text.format(_day_and_time(start), until)


def _day_and_time(moment: datetime) -> Markup:
    text = Markup("{} <var data-var='date'>{}</var>, {}")
    return text.format(MONTHS[moment.month - 1][:3], moment.day, _time(moment))


def _time(moment: datetime) -> Markup:
    return Markup("<var data-var='time'>{}</var>").format(f"{moment:%H:%M}")


def _facts(one: Said, update: Update, scene: Scene) -> Markup:
    """What the page tells beside the text, with dates, since a feed is read at any time."""
    shown, clock = entry(replace(update, text=None), one.owner.id, 0, scene, ""), scene.clock
    facts = [f"{change.name}: {change.state.word}" for change in shown.changes]
    facts += [shown.recovered] if shown.recovered else []
    facts += [f"Expected to be over by {clock.dated(update.eta).text}"] if update.eta else []
    facts += [f"Next word by {clock.dated(update.next_update_by).text}"] if update.next_update_by else []
    facts += [f"Backdated, written {clock.dated(one.at).text}"] if shown.backdated else []
    facts += ["Written by the monitor"] if shown.is_of_monitor else []
    items = Markup("").join(Markup("<li>{}</li>").format(fact) for fact in facts)
    return Markup("\n<ul>{}</ul>").format(items) if facts else Markup("")


def _taken_back(owner: Entry, scene: Scene) -> str:
    reason = scene.phrase(owner.withdrawn or "")
    text = Markup("<p> <strong>Withdrawn</strong> - This was posted and then taken back. {}</p>")
    return text.format(reason.text)


def is_work(owner: Entry) -> bool:
    """Planned work, which has a feed of its own."""
    return isinstance(owner, Maintenance)
