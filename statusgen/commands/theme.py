"""`theme`: our templates and assets become files of the project, each for itself."""

import difflib
from collections.abc import Iterable, Sequence

from statusgen import __version__
from statusgen.commands.pipeline import inside
from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.layout import TEMPLATES
from statusgen.rendering.copies import Copy, copies, originals
from statusgen.rendering.engine import templates_folder
from statusgen.writing import disk


def show(session: Session) -> int:
    """List what can be copied, and what the project has its own of. Returns the exit code."""
    rows = [_row(name, copy) for name, copy in _theirs(session).items()]
    width = max(len(str(row["name"])) for row in rows)
    for row in rows:
        session.answer(f"{row['name']:<{width}}  {row['state']}".rstrip())
    session.data({"files": rows})
    return 0


def eject(session: Session, names: Sequence[str], *, force: bool) -> int:
    """Copy files into the project. UsageError, and nothing written, when one is unknown or there already."""
    ours = originals(templates_folder())
    chosen = [ours[_known(name, ours)] for name in dict.fromkeys(names)]
    targets = {original: inside(session.root, f"{TEMPLATES}/{original.name}") for original in chosen}
    there = [original.name for original, path in targets.items() if disk.is_there(path)]
    if there and not force:
        raise UsageError(
            f"{TEMPLATES}/{there[0]} is there already (statusgen theme diff shows it; --force writes over it)"
        )
    for original, path in targets.items():
        disk.keep(path, original.copy(__version__))
        session.say(f"wrote {TEMPLATES}/{original.name}")
    session.data({"written": [f"{TEMPLATES}/{original.name}" for original in targets]})
    return 0


def diff(session: Session, names: Sequence[str]) -> int:
    """Print how the project's files differ from ours. Returns the exit code."""
    found = {name: copy for name, copy in _theirs(session).items() if copy}
    chosen = [found[_known(name, found)] for name in dict.fromkeys(names)] if names else found.values()
    rows = []
    for copy in chosen:
        lines = list(_difference(copy))
        rows.append(_row(copy.original.name, copy) | {"diff": lines})
        session.answer(f"{copy.original.name}: {_state(copy) or 'yours'}")
        for line in lines:
            session.answer(line)
    if not rows:
        session.say(f"no file in {TEMPLATES}/ stands in the place of ours")
    session.data({"files": rows})
    return 0


def _theirs(session: Session) -> dict[str, Copy | None]:
    """All our files, each with what the project has in its place."""
    ours = templates_folder()
    found = {copy.original.name: copy for copy in copies(ours, session.root / TEMPLATES)}
    return {name: found.get(name) for name in originals(ours)}


def _known(name: str, known: Iterable[str]) -> str:
    """The name of a file of ours, also as the person's own path of it."""
    plain = name.removeprefix("./").removeprefix(f"{TEMPLATES}/")
    if plain in (names := list(known)):
        return plain
    close = difflib.get_close_matches(plain, names, n=1, cutoff=0.5)
    hint = f"did you mean {close[0]}?" if close else "statusgen theme eject lists them"
    raise UsageError(f"there is no template '{name}' to look at ({hint})")


def _row(name: str, copy: Copy | None) -> dict[str, object]:
    return {
        "name": name,
        "is_yours": copy is not None,
        "copied_from": copy.version if copy else None,
        "is_old": copy.is_old if copy else None,
        "state": _state(copy) if copy else "",
    }


def _state(copy: Copy) -> str:
    if copy.is_old:
        return f"yours, copied from {copy.version}; ours has changed since"
    return f"yours, copied from {copy.version}" if copy.version else "yours"


def _difference(copy: Copy) -> Sequence[str]:
    ours, theirs = (data.decode(errors="replace").splitlines() for data in (copy.original.data, copy.text))
    name = copy.original.name
    return list(difflib.unified_diff(ours, theirs, f"statusgen/{name}", f"{TEMPLATES}/{name}", lineterm=""))
