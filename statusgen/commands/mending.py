"""Findings that have fixes become changed files, each read again before it is written."""

from collections.abc import Sequence
from pathlib import Path as Folder

from statusgen.commands.pipeline import working_folder
from statusgen.commands.session import Session
from statusgen.linting.findings import Finding
from statusgen.model.edits import Fix
from statusgen.model.errors import InputError
from statusgen.model.nodes import Items, Plain, Source, plain
from statusgen.model.sheets import Path
from statusgen.reading.decode import decode
from statusgen.reading.load import Reading
from statusgen.reading.yaml_text import parse_yaml
from statusgen.writing import disk
from statusgen.writing.fixes import edited


def mend(session: Session, reading: Reading, findings: Sequence[Finding]) -> tuple[str, ...]:
    """What was done, a line each. A fix that would change more than it says is left out."""
    sources = {source.file: (reading.files[name], source) for name, source in reading.sources.items()}
    done: list[str] = []
    with disk.edits_alone(working_folder(session.root) / "edit.lock"):
        for shown in sorted({finding.where.file for finding in findings} & set(sources)):
            file, source = sources[shown]
            here = sorted((f for f in findings if f.where.file == shown), key=lambda f: f.where)
            done += _mended(session.root / file, source, [(f, f.fix) for f in here if f.fix])
    return tuple(done)


def _mended(path: Folder, source: Source, wanted: Sequence[tuple[Finding, Fix]]) -> list[str]:
    old = disk.read(path)
    good = [(finding, fix) for finding, fix in wanted if _is_good(old, source, fix)]
    fixes = [fix for _, fix in good]
    new = edited(old, [edit for fix in fixes for edit in fix.edits])
    if not good or new is None or not _means(new, source, fixes):
        return []
    disk.replace(path, old, new)
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
