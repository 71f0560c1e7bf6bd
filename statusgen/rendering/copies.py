"""Our templates and assets, and copies of them: what each came from, and whether that has changed."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_NOTES = {".html": ("{# ", " #}"), ".css": ("/* ", " */"), ".js": ("/* ", " */")}
"""How a note stands in a file, by its ending."""
_WORDS = "copy of statusgen {version} {name} {mark}"
_NOTE = re.compile(rb"(?:\{#|/\*) copy of statusgen (\S+) (\S+) ([0-9a-f]{12}) (?:#\}|\*/)\r?\n?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One of our files that a project may have its own of."""

    name: str
    """From the folder of templates."""
    data: bytes

    @property
    def mark(self) -> str:
        """By its content."""
        return hashlib.sha256(self.data).hexdigest()[:12]

    def copy(self, version: str) -> bytes:
        """The file with a note of what it is a copy of; what it makes is the same."""
        begin, end = _NOTES[Path(self.name).suffix]
        words = _WORDS.format(version=version, name=self.name, mark=self.mark)
        return f"{begin}{words}{end}\n".encode() + self.data


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A project's file of the same name as one of ours."""

    original: Original
    data: bytes
    version: str | None
    """Of which it is a copy; None where it says nothing of that."""
    is_old: bool
    """Ours has changed since."""

    @property
    def text(self) -> bytes:
        """Without the note."""
        return without_note(self.data)


def originals(folder: Path) -> dict[str, Original]:
    """Our files by name, sorted."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {
        name: Original(name=name, data=(folder / name).read_bytes())
        for name in names
        if Path(name).suffix in _NOTES
    }


def copies(ours: Path, theirs: Path) -> Iterator[Copy]:
    """Files of a project that stand in the place of ours."""
    for name, original in originals(ours).items():
        path = theirs / name
        if path.is_file():
            data = path.read_bytes()
            note = _NOTE.match(data)
            yield Copy(
                original=original,
                data=data,
                version=note[1].decode() if note else None,
                is_old=note is not None and note[3].decode() != original.mark,
            )


def without_note(data: bytes) -> bytes:
    """A copy's own bytes: readers of the page need not load what it came from."""
    return _NOTE.sub(b"", data, count=1) if _NOTE.match(data) else data
