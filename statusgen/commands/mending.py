"""Findings that have fixes become changed files, each read again before it is written."""

import os
from collections.abc import Sequence
from pathlib import Path as Folder

from statusgen.linting.findings import Finding
from statusgen.model.edits import Fix
from statusgen.model.errors import InputError
from statusgen.model.sheets import Path
from statusgen.reading.decode import decode
from statusgen.reading.files import read_bytes
from statusgen.reading.load import Reading
from statusgen.reading.nodes import Items, Plain, Source, plain
from statusgen.reading.text_files import MAX_YAML
from statusgen.reading.yaml_text import parse_yaml
from statusgen.writing.fixes import apply, edited


def mend(root: Folder, reading: Reading, findings: Sequence[Finding]) -> tuple[str, ...]:
    """What was done, a line each. A fix that would change more than it says is left out."""
    sources = {source.file: source for source in reading.sources.values()}
    done: list[str] = []
    for file in sorted({finding.where.file for finding in findings} & set(sources)):
        here = sorted((f for f in findings if f.where.file == file and f.fix), key=lambda f: f.where)
        done += _mended(root, sources[file], [(f, f.fix) for f in here if f.fix])
    return tuple(done)


def _mended(root: Folder, source: Source, wanted: Sequence[tuple[Finding, Fix]]) -> list[str]:
    data = read_bytes(root, source.file, MAX_YAML)
    good = [(finding, fix) for finding, fix in wanted if _is_good(data, source, fix)]
    fixes = [fix for _, fix in good]
    edits = [edit for fix in fixes for edit in fix.edits]
    path = Folder(os.path.realpath(root / source.file))
    if not good or not apply(path, edits, lambda made: _means(made, source, fixes)):
        return []
    return [f"{finding.where}: {fix.says} [{finding.code}]" for finding, fix in good]


def _is_good(data: bytes, source: Source, fix: Fix) -> bool:
    made = edited(data, fix.edits)
    return made is not None and _means(made, source, [fix])


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
