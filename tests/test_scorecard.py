"""The scorecard and the list of skips, in runs of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROVED = """
import pytest

@pytest.mark.proof("S9", "servers named right")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_counted(number):
    assert number != {wrong}

@pytest.mark.proof("S1")
@pytest.mark.parametrize("number", [1, 2])
def test_figures(number, record_property):
    record_property("S1", f"0 of 1,00{{number}} kills tore a page")
    record_property("S5", f"at most {{number}}.5 MB")
    record_property("S6", "none lost")
    assert number != {wrong}

@pytest.mark.proof("S2")
def test_skipped():
    pytest.skip("no disk to spare")

@pytest.fixture
def broken():
    assert {wrong} == 0

@pytest.mark.proof("S3")
def test_broken(broken, record_property):
    record_property("S3", "all handled")
"""


def run(folder: Path, test: str, *options: str) -> tuple[int, str]:
    """Exit code and output of a run of pytest on one file under our conftest."""
    (folder / "test_it.py").write_text(test)
    ours = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-c", ROOT / "pyproject.toml"]
    command = [sys.executable, "-m", "pytest", *ours, "--rootdir", folder, *options, folder / "test_it.py"]
    done = subprocess.run(
        [str(word) for word in command],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def rows(output: str) -> dict[str, list[str]]:
    """What was measured, by line of the scorecard."""
    found: dict[str, list[str]] = {}
    name = None
    for row in output[output.index("measured (") :].splitlines()[1:]:
        name = row[:4].strip() or name
        if name is None or not name.startswith("S"):
            break
        found.setdefault(name, []).append(row[69:])
    return found


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["0", "2"])
def test_figures_of_a_kind_become_one(tmp_path, processes):
    code, output = run(tmp_path, PROVED.format(wrong=0), "--proof", "--numprocesses", processes)

    assert code == 0, output
    said = rows(output)
    assert said["S9"] == ["3 of 3 servers named right"]
    assert said["S1"] == ["0 of 2,003 kills tore a page"]
    assert said["S5"] == ["at most 2.5 MB"]
    assert said["S6"] == ["none lost"]
    assert said["S2"] == ["skipped: no disk to spare"]
    assert said["S3"] == ["all handled"]
    assert said["S22"] == ["not yet"]


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["0", "2"])
def test_what_failed_is_never_a_good_figure(tmp_path, processes):
    code, output = run(tmp_path, PROVED.format(wrong=2), "--proof", "--numprocesses", processes)

    assert code == 1
    said = rows(output)
    assert said["S9"] == ["FAILED test_it.py::test_counted[2]", "2 of 3 servers named right"]
    assert said["S1"] == ["FAILED test_it.py::test_figures[2]", "0 of 2,003 kills tore a page"]
    assert said["S3"] == ["FAILED test_it.py::test_broken"]


@pytest.mark.slow
def test_a_line_that_there_is_not_is_refused(tmp_path):
    code, output = run(tmp_path, PROVED.format(wrong=0).replace('"S9"', '"S99"'))

    assert code == pytest.ExitCode.USAGE_ERROR
    assert "the scorecard has no line 'S99'" in output


SKIPPED = """
import pytest

def test_passes():
    pass

def test_is_skipped():
    pytest.skip("the moon is not full")
"""


@pytest.mark.slow
def test_a_skip_that_is_not_on_the_list_fails_the_run(tmp_path):
    known = tmp_path / "skips.txt"
    known.write_text("# known\ntest_it.py::test_other  for another reason\n")

    code, output = run(tmp_path, SKIPPED, "--skips", str(known))

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "not on the list of skips: test_it.py::test_is_skipped (Skipped: the moon is not full)" in output


@pytest.mark.slow
@pytest.mark.parametrize("tests", ["", "\ndef test_passes():\n    pass\n"])
def test_a_module_that_skips_itself_fails_the_run_too(tmp_path, tests):
    known = tmp_path / "skips.txt"
    known.write_text("# none\n")
    other = tmp_path / "test_other.py"
    other.write_text("def test_passes():\n    pass\n")
    module = f'import pytest\n\npytest.importorskip("no_such_module")\n{tests}'

    code, output = run(tmp_path, module, "--skips", str(known), str(other))

    assert code == pytest.ExitCode.TESTS_FAILED
    assert "not on the list of skips: test_it.py (Skipped: could not import 'no_such_module'" in output


@pytest.mark.slow
def test_a_skip_that_is_on_the_list_is_counted_aloud(tmp_path):
    known = tmp_path / "skips.txt"
    known.write_text("test_it.py::test_is_skipped  the moon is seldom full\n")

    code, output = run(tmp_path, SKIPPED, "--skips", str(known))

    assert code == 0
    assert "1 skipped\n" in output


def test_every_line_of_the_list_of_skips_names_a_test_and_a_reason():
    for line in (ROOT / "tests/skips.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, _, reason = line.partition("  ")
        path, _, test = name.partition("::")
        assert reason.strip(), line
        assert f"def {test}" in (ROOT / path).read_text(encoding="utf-8"), line
