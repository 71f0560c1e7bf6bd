"""Findings that have fixes become changed files, each read again before it is written."""

import os
from collections.abc import Sequence
from pathlib import Path as Folder

from statusgen.linting.findings import Finding
from statusgen.model.edits import Fix
from statusgen.model.errors import InputError
from statusgen.model.sheets import Path
from statusgen.reading.decode import decode
from statusgen.reading.load import Reading
from statusgen.reading.nodes import Items, Plain, Source, plain
from statusgen.reading.yaml_text import parse_yaml
from statusgen.writing.fixes import apply


def mend(root: Folder, reading: Reading, findings: Sequence[Finding]) -> tuple[str, ...]:
    """What was done, a line each. A file whose fixes would change more than they say is left as it is."""
    sources = {source.file: source for source in reading.sources.values()}
    fixable = [finding for finding in findings if finding.fix and finding.where.file in sources]
    done: list[str] = []
    for file in sorted({finding.where.file for finding in fixable}):
        here = sorted((f for f in fixable if f.where.file == file), key=lambda f: f.where)
        if _mended(root, sources[file], [finding.fix for finding in here if finding.fix]):
            done += [f"{f.where}: {f.fix.says} [{f.code}]" for f in here if f.fix]
    return tuple(done)


def _mended(root: Folder, source: Source, fixes: Sequence[Fix]) -> bool:
    path = Folder(os.path.realpath(root / source.file))
    edits = [edit for fix in fixes for edit in fix.edits]
    return apply(path, edits, lambda data: _means(data, source, fixes))


def _means(data: bytes, source: Source, fixes: Sequence[Fix]) -> bool:
    """The file says what it said, but for what was fixed."""
    try:
        parsed = parse_yaml(decode(data, source.file), source.file)
    except InputError:
        return False
    if parsed.root is None or parsed.problems:
        return False
    return plain(parsed.root) == _wanted(source, fixes)


def _wanted(source: Source, fixes: Sequence[Fix]) -> Plain:
    """The file's data with what the fixes say, its updates in the order of the file."""
    data = plain(source.root)
    for path, value in (pair for fix in fixes for pair in fix.meaning):
        _set(data, path, value)
    updates = source.root.nodes.get("updates")
    if isinstance(updates, Items) and isinstance(data, dict):
        order = sorted(
            range(len(updates.nodes)), key=lambda n: (updates.nodes[n].line, updates.nodes[n].column)
        )
        items = data["updates"]
        data["updates"] = [items[index] for index in order] if isinstance(items, list) else items
    return data


def _set(data: Plain, path: Path, value: str | tuple[str, ...]) -> None:
    *above, last = path
    for step in above:
        data = (
            data[int(step)] if isinstance(data, list) else data[str(step)] if isinstance(data, dict) else data
        )
    new: Plain = list(value) if isinstance(value, tuple) else value
    if isinstance(data, dict):
        data[str(last)] = new
    elif isinstance(data, list):
        data[int(last)] = new
