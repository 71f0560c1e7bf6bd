"""What a survey found becomes a file, and what that file still says of a folder is remembered.

Damage is found by a checksum. Nothing of it needs to be safe on the disk: what is lost is looked at again.
"""

import json
import os
import sys
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import AnyStr

from statusgen.publishing.survey import NO_SIGN, SIZE, Memory, Survey, is_sure

_FORMAT = b"statusgen folder 1 "
_NO_DIGEST = "0" * 64


def remember(found: Survey, digests: Mapping[str, str], at: int, place: tuple[int, int]) -> bytes:
    """The file. `at`: when the folders held just these names, in nanoseconds; what may have changed since and
    not show it is left out. `digests`: of files that are sure. `place`: device and number of the folder.
    """
    folders = list(found.folders)
    files = list(found.entries)
    head = {"place": place, "folders": len(folders), "files": len(files)}
    names = _packed(folders), _packed(files)
    head["names"] = [len(part) for part in names]
    signs = [sign if is_sure(sign, at) else NO_SIGN for sign in found.folders.values()]
    known = (digests.get(path, _NO_DIGEST) for path in files)
    line = json.dumps(head).encode()
    body = b"".join((line, b"\n", *names, *signs, *found.entries.values(), "".join(known).encode()))
    return _FORMAT + sha256(body).hexdigest().encode() + b"\n" + body


def recall(data: bytes, place: tuple[int, int]) -> Memory | None:
    """What is remembered of the folder; None when it is of another one, or damaged."""
    first, _, body = data.partition(b"\n")
    if first != _FORMAT + sha256(body).hexdigest().encode():
        return None
    line, _, rest = body.partition(b"\n")
    head = json.loads(line)
    if tuple(head["place"]) != place:
        return None
    first_names, second_names = head["names"]
    folders = _unpacked(rest[:first_names])
    files = _unpacked(rest[first_names : first_names + second_names])
    rest = rest[first_names + second_names :]
    middle = SIZE * len(folders)
    end = middle + SIZE * len(files)
    known = _cut(rest[end:].decode(), len(_NO_DIGEST))
    return Memory(
        folders=dict(zip(folders, _cut(rest[:middle], SIZE), strict=True)),
        entries=dict(zip(files, _cut(rest[middle:end], SIZE), strict=True)),
        digests={path: digest for path, digest in zip(files, known, strict=True) if digest != _NO_DIGEST},
    )


def _cut(text: AnyStr, size: int) -> list[AnyStr]:
    return [text[start : start + size] for start in range(0, len(text), size)]


def _packed(paths: Iterable[str]) -> bytes:
    return os.fsencode("".join(f"{path}\0" for path in paths))


def _unpacked(names: bytes) -> list[str]:
    # The same paths are remembered of two folders, and stand in what is to be published.
    return [sys.intern(path) for path in os.fsdecode(names).split("\0")[:-1]]
