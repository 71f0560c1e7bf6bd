"""Texts made to hurt: each ends in a complaint, in a process with little memory and little time."""

import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from tests.reading.make import project

LIMIT_SECONDS = 5
LIMIT_BYTES = 400 << 20
READ = """
import resource
import sys
from pathlib import Path
import yaml
from statusgen.model.errors import InputError
from statusgen.reading import yaml_text
from statusgen.reading.load import load
if sys.argv[2] == "pure":
    yaml_text.parse_yaml.__defaults__ = (yaml.SafeLoader,)
try:
    load(Path(sys.argv[1]))
except InputError as error:
    print(error)
    sys.exit(1)
finally:
    peak = next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM"))
    used = resource.getrusage(resource.RUSAGE_SELF)
    Path(sys.argv[1], "cost").write_text(f"{peak} {used.ru_utime + used.ru_stime}")
"""
MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(
    f"a{n}: &a{n}\n  <<: [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10)
)
ALIAS_BOMB = "a0: &a0 [lol, lol]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 5)}]\n" for n in range(1, 10)
)
DEEP_BY_ALIAS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [[[[*a{n - 1}]]]]\n" for n in range(1, 40))
SHAPES = {
    "brackets": "[",
    "dashes": "- ",
    "braces": "{a: ",
    "question marks": "? ",
    "quotes": '"',
    "single quotes": "'",
    "anchors": "&a ",
    "aliases": "*a ",
    "tags": "! ",
    "colons": ": ",
    "keys": "a: ",
    "items": "- a\n",
    "nested keys": "a:\n ",
    "flow keys": "[?",
    "tabs": "\t",
    "blank lines": "\n",
    "comments": "#\n",
    "pairs": "ab: c\n",
    "bars": "|\n",
    "markers": "---\n",
    "percents": "%\n",
}


pytestmark = [pytest.mark.slow, pytest.mark.proof("S5")]


@pytest.fixture
def cost(tmp_path: Path, record_property: Callable[[str, object], None]) -> Iterator[None]:
    """What the process that reads this project used, start of Python included, goes to the scorecard."""
    yield
    kilobytes, seconds = (tmp_path / "cost").read_text().split()
    record_property("S5", f"at most {int(kilobytes) / 1024:.0f} MB for files of a project")
    record_property("S5", f"at most {float(seconds):.1f} s of CPU for files of a project")


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT_BYTES, LIMIT_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_SECONDS, LIMIT_SECONDS))


def _read(root: Path, parser: str = "fast") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", READ, str(root), parser],
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=_limited,
        check=False,
        cwd=Path(__file__).parents[2],
    )


@pytest.mark.usefixtures("cost")
@pytest.mark.parametrize("size", [30_000, (1 << 20) - 1])
def test_repeated_signs_give_a_complaint_each(tmp_path: Path, size: int):
    files = {f"incidents/{n}.yaml": (shape * size)[:size] for n, shape in enumerate(SHAPES.values())}

    done = _read(project(tmp_path, files))

    assert (done.returncode, done.stderr) == (1, "")
    assert {line.split(":")[0] for line in done.stdout.splitlines()} == set(files)


@pytest.mark.usefixtures("cost")
@pytest.mark.skipif(not hasattr(yaml, "CSafeLoader"), reason="only the Python parser is installed")
def test_repeated_signs_give_a_complaint_each_without_the_c_parser(tmp_path: Path):
    files = {f"incidents/{n}.yaml": (shape * 30_000)[:30_000] for n, shape in enumerate(SHAPES.values())}

    done = _read(project(tmp_path, files), "pure")

    assert (done.returncode, done.stderr) == (1, "")
    assert {line.split(":")[0] for line in done.stdout.splitlines()} == set(files)


@pytest.mark.usefixtures("cost")
@pytest.mark.parametrize(
    ("bomb", "said"),
    [
        (MERGE_BOMB, "3:3: merge keys '<<' are not read (write the values out)"),
        (ALIAS_BOMB, "more than 50000 values in one file (split it)"),
        (DEEP_BY_ALIAS, "aliases nest more than 32 deep (write the values out)"),
        (
            "a: &a [" + "x, " * 20_000 + "]\nb: [*a, *a, *a, *a]",
            "more than 50000 values in one file (split it)",
        ),
        ("a: &a x\nb: [" + "*a, " * 51 + "]\n", "more than 50 aliases (write the values out)"),
        ("title: &a [*a]\n", "1:12: an alias stands inside what it repeats (write the values out)"),
        ("title: |\n  " + "x" * (257 << 10), "1:8: a text is longer than 256 kB (shorten it)"),
        ("title: x\n" + "a: b\n" * 200_000, "3:1: duplicate key 'a', first in line 2 (keep one)"),
        ("title: x\n" + "".join(f"k{n}: b\n" for n in range(60_000)), "more than 50000 values in one file"),
        ("title: x\nupdates:\n" + "  - x\n" * 40_000, "holds a text, not a mapping"),
    ],
    ids=["merges", "aliases", "deep", "wide", "many", "self", "long", "twice", "keys", "items"],
)
def test_a_bomb_gives_a_complaint(tmp_path: Path, bomb: str, said: str):
    done = _read(project(tmp_path, {"incidents/a.yaml": bomb}))

    assert (done.returncode, done.stderr) == (1, "")
    assert said in done.stdout
    assert len(done.stdout) < 20_000


@pytest.mark.usefixtures("cost")
def test_nested_json_and_endless_numbers_in_reports_give_complaints(tmp_path: Path):
    lines = ["[" * 16_000, '{"a":' * 3_000, '{"count":' + "9" * 10_000 + "}", '"' * 9_999, "x" * 20_000]

    done = _read(project(tmp_path, {"reports/a.jsonl": "\n".join(lines)}))

    assert (done.returncode, done.stderr) == (1, "")
    assert {line.split(":")[1] for line in done.stdout.splitlines()} == {"1", "2", "3", "4", "5"}
