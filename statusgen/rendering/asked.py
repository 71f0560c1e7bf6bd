"""Pages are printed when somebody asks for them: who previews looks at one of thousands."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from statusgen.model.snapshot import Snapshot
from statusgen.rendering import incidents
from statusgen.rendering.printing import Printer
from statusgen.rendering.scene import Sheet
from statusgen.rendering.settled import Shelf, Site
from statusgen.rendering.site import OUTPUTS, has_templates, printers, site


class Asked(Mapping[str, bytes]):
    """The same files as of `site`.

    What a reader's browser asks for by itself is made alone; for anything else all is made, once. With a
    theme's templates all is made at once: their faults are told whichever page shows them.
    """

    def __init__(
        self, snapshot: Snapshot, *, overrides: Path | None = None, shelf: Shelf | None = None
    ) -> None:
        self._snapshot, self._overrides, self._shelf = snapshot, overrides, shelf
        self._files = Site()
        self._printers = printers(snapshot, self._files, overrides=overrides, shelf=shelf)
        self._assets = self._printers[0].press.assets
        self._printers[0].add(self._assets.blobs)
        if has_templates(overrides):
            self._files = self._whole

    def __getitem__(self, path: str) -> bytes:
        return self._files[path] if self._is_made(path) else self._whole[path]

    def __contains__(self, path: object) -> bool:
        return isinstance(path, str) and (self._is_made(path) or path in self._whole)

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole)

    def __len__(self) -> int:
        return len(self._whole)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Asked) or has_templates(self._overrides) or has_templates(other._overrides):
            return super().__eq__(other)
        return (self._snapshot, self._assets) == (other._snapshot, other._assets)

    __hash__ = None  # type: ignore[assignment]  # as of any mapping

    @cached_property
    def _whole(self) -> Site:
        return site(self._snapshot, overrides=self._overrides, shelf=self._shelf)

    def _is_made(self, path: str) -> bool:
        """Now, or already."""
        if path not in self._files:
            printer = next(one for one in reversed(self._printers) if path.startswith(one.scene.folder))
            _print(path.removeprefix(printer.scene.folder), printer)
        return path in self._files


def _print(path: str, printer: Printer) -> None:
    """What is at the path, from the root of a language; nothing where that takes making the rest."""
    state = printer.scene.incidents.get(path.removeprefix("incidents/").partition("/")[0])
    if state is not None and path == incidents.path(state):
        if printer.settled:
            printer.incident(state, printer.settled)
        else:
            printer.add([incidents.sheet(state, printer.scene)])
        return
    for output in OUTPUTS:
        if output.pages is None or not path.startswith(output.pages):
            continue
        make = incidents.tombstones if output.name == "incidents" else output.make
        for item in make(printer.scene) if printer.is_first or output.is_spoken else ():
            if item.path == path and (printer.is_first or isinstance(item, Sheet)):
                printer.add([item])
                return
