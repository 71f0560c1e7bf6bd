"""Templates are compiled once for all languages; ours for later processes too, as Python keeps our code."""

import sys
from contextlib import suppress
from functools import cache
from hashlib import sha256
from importlib.util import cache_from_source
from io import BytesIO
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket

_ENGINE = Path(__file__).with_name("engine.py")
"""What it says of the language of templates decides what they become."""


_SUM = 32
"""Bytes of the checksum that stands in front."""


class Compiled(jinja2.BytecodeCache):
    """In memory."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[str, CodeType | None]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Put in what was compiled of the same source."""
        checksum, code = self._made.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._made[bucket.key] = (bucket.checksum, bucket.code)


class CompiledBeside(Compiled):
    """On disk too, where Python keeps what it compiles of this package: who can write there can change our
    code, which is not so of a project's cache."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """From memory, else from disk; what is damaged or of another version is compiled anew."""
        super().load_bytecode(bucket)
        if bucket.code is None:
            data = b""
            with suppress(OSError):
                data = _place(bucket).read_bytes()
            # Neither of the library's ways to read is made for what is damaged.
            if sha256(data[_SUM:]).digest() == data[:_SUM]:
                bucket.load_bytecode(BytesIO(data[_SUM:]))
            super().dump_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled, where we may write and Python does."""
        super().dump_bytecode(bucket)
        if not sys.dont_write_bytecode:
            with suppress(OSError):
                place = _place(bucket)
                beside = place.with_name(f"{place.name}.new")
                place.parent.mkdir(parents=True, exist_ok=True)
                data = bucket.bytecode_to_string()
                beside.write_bytes(sha256(data).digest() + data)
                beside.replace(place)


WITH_THEMES, OURS = Compiled(), CompiledBeside()


def _place(bucket: Bucket) -> Path:
    return Path(cache_from_source(str(_ENGINE.with_name(f"template-{bucket.key[:16]}-{_dialect()}.py"))))


@cache
def _dialect() -> str:
    """Of what else than its source a compiled template depends on."""
    return sha256(jinja2.__version__.encode() + _ENGINE.read_bytes()).hexdigest()[:16]
