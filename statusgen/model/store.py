"""What rooms ask of the place where pieces of work are kept."""

from typing import Protocol


class Store(Protocol):
    """Pieces by digests of all that they were made of."""

    @property
    def is_open(self) -> bool:
        """It takes more."""

    def __len__(self) -> int:
        """How many pieces there are."""

    def has(self, key: bytes) -> bool:
        """Whether there is a piece, damaged or not; who asks has a use for it."""

    def sum(self, key: bytes) -> tuple[int, str] | None:
        """Length and SHA-256 in hex of a piece, damaged or not; None where there is none."""

    def get(self, key: bytes) -> bytes | None:
        """The piece, None where there is none that is whole."""

    def put(self, key: bytes, data: bytes) -> bool:
        """Keep a piece; False where that cannot be."""


class Nowhere:
    """A store that keeps nothing, for who remembers by himself."""

    is_open = False

    def __len__(self) -> int:
        return 0

    def has(self, _key: bytes) -> bool:
        """It has no use for more."""
        return True

    def sum(self, _key: bytes) -> None:
        """Nothing is kept."""

    def get(self, _key: bytes) -> None:
        """Nothing is kept."""

    def put(self, _key: bytes, _data: bytes) -> bool:
        """Nothing can be kept."""
        return False
