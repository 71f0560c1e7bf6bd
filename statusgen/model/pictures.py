"""Pictures that people put into their texts or name as their logo, as they are published."""

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture's bytes, without what a camera wrote about the place."""

    data: bytes = field(repr=False)
    kind: str
    """`png`, `jpeg`, `gif`, `webp` or `avif`, and `svg` of a logo: how its name ends."""
    width: int | None = None
    """Pixels as shown; None when the file does not tell cheaply."""
    height: int | None = None

    @property
    def name(self) -> str:
        """By its content, so that it may be cached for ever and equal pictures are one file."""
        return f"{hashlib.sha256(self.data).hexdigest()[:16]}.{self.kind}"
