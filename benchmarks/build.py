"""How long a build takes beside Hugo and 11ty on the same incidents: from nothing, and after one edit.

`python -m benchmarks.build 100 1000 10000`. Each row is a whole process: wall, CPU of it and those that
it waited for, memory of the largest, files made and CPU for each. The first build of a row finds no output
and no cache; then one incident of the past is edited, and it is built again; then another one, since
the first edit may make what each later one finds. `--tmp`: the
folder, a disk or `/dev/shm`, each worth a run. `--eleventy`: its program, which npm installs.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.sites import eleventy, hugo, ours
from benchmarks.sites.content import Incident, incidents

SIZES = (100, 1_000, 10_000)
NOW = "2025-03-10T16:42:00Z"
_MIB = 1 << 20
_INSTALLED = ("env", "--unset=PYTHONDONTWRITEBYTECODE")
"""As where it is installed: what is compiled stays, of Python and of templates, as Hugo is compiled."""


@dataclass(frozen=True, slots=True)
class Generator:
    """One that is measured."""

    name: str
    command: Sequence[str]
    output: str
    """Its folder of pages."""
    write: Callable[[Path, Sequence[Incident]], None]
    edit: Callable[[Path, Incident], None]


@dataclass(frozen=True, slots=True)
class Run:
    """One process, with those that it started."""

    wall: float
    cpu: float
    memory: int
    """Bytes of the largest process."""


def main() -> None:
    """Print a row for each generator, size and kind of build, with ratios to Hugo."""
    parser = argparse.ArgumentParser()
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES)
    parser.add_argument("--tmp")
    parser.add_argument("--eleventy")
    asked = parser.parse_args()
    header = f"{'incidents':>9} {'':10} {'':5} {'wall':>8} {'CPU':>8} {'memory':>8} {'files':>7} {'each':>8}"
    print(header, "  of Hugo's from nothing: wall, CPU")
    for size in asked.sizes:
        base = None
        for generator in _generators(asked.eleventy):
            with tempfile.TemporaryDirectory(dir=asked.tmp) as folder:
                runs, files = _measured(generator, Path(folder, generator.name), size)
                if generator.name == "statusgen":
                    shown = _in_dev(Path(folder, generator.name), size)
                    print(f"{size:9,} dev shows an edit after {shown:.2f} s", flush=True)
            base = base or runs["cold"]
            for word, run in runs.items():
                print(_row(generator.name, size, word, run, files, base), flush=True)


def _generators(program: str | None) -> Sequence[Generator]:
    """Hugo first: the others are compared with it."""
    build = (sys.executable, "-m", "statusgen", "-q", "build", "--now", NOW)
    found = [
        Generator("hugo", ("hugo", "--quiet"), "public", hugo.write, hugo.edit),
        Generator("statusgen", build, "site", ours.write, ours.edit),
    ]
    if program:
        found.append(Generator("11ty", (program, "--quiet"), "_site", eleventy.write, eleventy.edit))
    return found


def _measured(generator: Generator, folder: Path, size: int) -> tuple[dict[str, Run], int]:
    runs, edited = {}, incidents(size, edited=True)
    generator.write(folder, incidents(size))
    runs["cold"] = _timed(generator.command, folder)
    generator.edit(folder, edited[size // 3])
    runs["edit"] = _timed(generator.command, folder)
    generator.edit(folder, edited[size // 2])
    runs["again"] = _timed(generator.command, folder)
    files = [path for path in (folder / generator.output).rglob("*") if path.is_file()]
    assert len(files) > size, generator.name
    assert any(b"Somebody edited this" in path.read_bytes() for path in files if path.suffix == ".html")
    return runs, len(files)


def _timed(command: Sequence[str], folder: Path) -> Run:
    start = time.perf_counter()
    process = subprocess.Popen((*_INSTALLED, *command), cwd=folder, stdout=subprocess.DEVNULL)
    _, code, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(code)
    assert process.returncode == 0, command
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _in_dev(folder: Path, size: int) -> float:
    """Seconds from an edit until the preview serves its page."""
    edited = incidents(size)[size // 2]
    command = (sys.executable, "-m", "statusgen", "dev", "--port", "0")
    with subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as dev:
        assert dev.stdout
        address = next(line for line in dev.stdout if "preview: " in line).split()[-1]
        start = time.perf_counter()
        ours.edit(folder, edited)
        while b"Somebody edited this" in _page(f"{address}incidents/{edited.id}/"):
            time.sleep(0.005)
        wall = time.perf_counter() - start
        dev.terminate()
    return wall


def _page(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=60) as answer:
        return bytes(answer.read())


def _row(name: str, size: int, word: str, run: Run, files: int, base: Run) -> str:
    each = run.cpu / files * 1e6
    return (
        f"{size:9,} {name:10} {word:5} {run.wall:6.2f} s {run.cpu:6.2f} s {run.memory / _MIB:5.0f} MB"
        f" {files:7,} {each:5.0f} µs   {run.wall / base.wall:5.2f} {run.cpu / base.cpu:5.2f}"
    )


if __name__ == "__main__":
    main()
