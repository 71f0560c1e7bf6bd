"""A body's bytes become what was found in it, within bounds that no server can widen."""

import codecs
import re
import zlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass

from statusgen.model.words import Layer
from statusgen.probing.faults import FaultError

CAP = 1024 * 1024
"""Bytes read of a body, both as sent and unpacked, where nothing needs more."""
KEPT = 2_000_000
"""Bytes kept of a body that is to be parsed."""
_GZIP, _ZLIB, _RAW = 16 + zlib.MAX_WBITS, zlib.MAX_WBITS, -zlib.MAX_WBITS
_ENCODINGS = {"": None, "identity": None, "gzip": _GZIP, "x-gzip": _GZIP, "deflate": _ZLIB}
_CHARSETS = re.compile(r"ascii|utf-(8|16|32)|iso8859|cp\d|koi8|euc|shift_jis|big5|gb")
"""Python's names of encodings of text; it has others (punycode, unicode_escape) that are none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be learnt of a body."""

    texts: frozenset[str] = frozenset()
    """Texts to look for."""
    is_kept: bool = False
    """It is to be parsed, so all of it is needed."""
    size: int = 0
    """The most bytes it ought to have; one more must be read to see that it has more."""

    @property
    def cap(self) -> int:
        """Bytes to read at most."""
        return max(CAP, self.size + 1, KEPT if self.is_kept else 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a body holds."""

    found: frozenset[str]
    """Those of the texts that stand in it."""
    text: str | None
    """All of it, where it is kept."""
    size: int
    """Bytes, unpacked."""
    is_whole: bool
    """It was read to its end, not only to the cap."""
    is_readable: bool
    """Its encoding is one that we unpack."""


async def read_body(chunks: AsyncIterator[bytes], *, encoding: str, charset: str, wanted: Wanted) -> Body:
    """Read a body to its end or the cap, and look for the texts. Raises FaultError for broken packing."""
    is_readable = encoding in _ENCODINGS
    wbits = _ENCODINGS.get(encoding)
    unpacker = _Unpacker(wbits) if wbits else None
    finder = _Finder(wanted.texts, charset)
    kept, sent, size, is_whole = list[str](), 0, 0, True
    decoder = _decoder(charset)
    async for chunk in chunks:
        sent += len(chunk)
        part = unpacker.unpack(chunk, wanted.cap - size) if unpacker else chunk[: wanted.cap - size]
        size += len(part)
        if is_readable:
            finder.feed(part)
            kept.append(decoder.decode(part) if wanted.is_kept else "")
        if sent > wanted.cap or size >= wanted.cap:
            is_whole = False
            break
    if is_whole and unpacker and sent and not unpacker.is_finished:
        raise FaultError(Layer.CONTENT, "encoding")
    return Body(
        found=frozenset(finder.found),
        text="".join(kept) if wanted.is_kept and is_readable else None,
        size=size,
        is_whole=is_whole,
        is_readable=is_readable,
    )


class _Unpacker:
    """Gzip or deflate, never more than there is room for."""

    def __init__(self, wbits: int) -> None:
        self._inflate = zlib.decompressobj(wbits)
        self._may_be_raw = wbits == _ZLIB

    def unpack(self, data: bytes, room: int) -> bytes:
        if self.is_finished:
            return b""
        try:
            part = self._inflate.decompress(data, room)
        except zlib.error:
            return self._unpack_raw(data, room)
        self._may_be_raw = False
        return part

    def _unpack_raw(self, data: bytes, room: int) -> bytes:
        """Some servers mean the bare format by "deflate"."""
        if not self._may_be_raw:
            raise FaultError(Layer.CONTENT, "encoding")
        self._may_be_raw = False
        self._inflate = zlib.decompressobj(_RAW)
        return self.unpack(data, room)

    @property
    def is_finished(self) -> bool:
        return self._inflate.eof


class _Finder:
    """Looks for texts in a stream, keeping no more of it than a text can span."""

    def __init__(self, texts: Iterable[str], charset: str) -> None:
        self.found: set[str] = set()
        self._missing = set(texts)
        self._decoder = _decoder(charset)
        self._keep = max(map(len, self._missing), default=1) - 1
        self._tail = ""

    def feed(self, data: bytes) -> None:
        if not self._missing:
            return
        window = self._tail + self._decoder.decode(data)
        self.found |= {text for text in self._missing if text in window}
        self._missing -= self.found
        self._tail = window[len(window) - self._keep :] if len(window) > self._keep else window


def _decoder(charset: str) -> codecs.IncrementalDecoder:
    return codecs.getincrementaldecoder(_known_charset(charset))(errors="replace")


def _known_charset(name: str) -> str:
    """A character encoding that Python knows and that is one; else UTF-8."""
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return "utf-8"
    return known if _CHARSETS.match(known) else "utf-8"
