"""The golden page: site/ is what `make site` builds, byte for byte, whatever the surroundings."""

import re
from pathlib import Path

import pytest

from tests.commands.make import statusgen

ROOT = Path(__file__).resolve().parent.parent
NOW = re.search(r"^NOW := (\S+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)


def tree(folder: Path) -> dict[str, bytes]:
    """Path to bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    "environ",
    [
        {"TZ": "UTC", "PYTHONHASHSEED": "1"},
        {"TZ": "Asia/Kolkata", "PYTHONHASHSEED": "2", "LC_ALL": "de_DE.UTF-8"},
        {"TZ": "America/St_Johns", "PYTHONHASHSEED": "3", "LC_ALL": "C"},
    ],
    ids=lambda environ: environ["TZ"],
)
@pytest.mark.proof("S20")
def test_the_golden_page_is_rebuilt_byte_for_byte(tmp_path, environ, record_property):
    assert NOW is not None
    built = statusgen("build", "-o", tmp_path / "site", "--now", NOW[1], cwd=ROOT, environ=environ)

    assert built.code == 0, built.err
    ours, golden = tree(tmp_path / "site"), tree(ROOT / "site")
    differing = sorted(name for name in ours.keys() | golden.keys() if ours.get(name) != golden.get(name))
    record_property("S20", f"{len(differing)} under {environ['TZ']}")
    assert differing == [], "the page changed: look at it, then run `make site`"
