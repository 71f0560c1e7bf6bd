"""Where most files were never read before, other cores parse some while the first ones are read."""

from collections.abc import Callable, Sequence
from pathlib import Path

from statusgen.forks import Forks, cores
from statusgen.model.digests import SIZE
from statusgen.model.errors import InputError
from statusgen.packing import packed
from statusgen.reading.entries import Written
from statusgen.reading.files import read_bytes
from statusgen.reading.kept import Kept, made_of
from statusgen.reading.text_files import MAX_YAML


class ReadAhead:
    """Brings what others read into the store, in time for who reads all files in order."""

    def __init__(
        self, files: Sequence[str], kept: Kept | None, root: Path, read: Callable[[str], Written]
    ) -> None:
        self._kept, self._root, self._read = kept, root, read
        is_cold = kept is not None and kept.store.is_open and len(kept.store) < len(files) // 2
        self._forks = Forks(files if is_cold else (), self._piece, cores())
        self._foreign = {*files[self._forks.border :]} if is_cold else set()

    def reach(self, file: str) -> None:
        """To be called before a file is read."""
        if file in self._foreign and self._kept:
            self._foreign.clear()
            for _, piece in self._forks.results():
                self._kept.store.put(piece[:SIZE], piece[SIZE:])

    def _piece(self, file: str) -> bytes | None:
        """Its key and what is kept of it; None where something must be told, which who reads all does."""
        if self._kept is None:
            return None
        try:
            data = read_bytes(self._root, file, MAX_YAML)
            made = made_of(self._read(file)) if self._kept.is_missing(file, data) else None
        except InputError:
            return None
        return self._kept.key(file, data) + packed(made) if made else None
