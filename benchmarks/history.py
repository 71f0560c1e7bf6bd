"""How large evidence grows, and how long it takes to write and to read: 50 checks, a round every 5 minutes.

One day of rounds is committed round by round in three layouts: lines in a file a day (ours), a YAML file a
site overwritten each round, and an SQLite base. Then five years of the main branch beside a data branch:
a tally a day, and a commit at once when a check changes. Sizes are those after `git repack -adf`.
"""

import random
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from statusgen.model.evidence import ProbeResult, Round
from statusgen.model.tallies import DAY, Slot
from statusgen.model.words import Layer, Outcome
from statusgen.recording.files import Files
from statusgen.recording.journal import append, read
from statusgen.recording.lines import line_of
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import by_day, tally_of

COMPONENTS, STEP, YEARS = 50, timedelta(minutes=5), 5
START = datetime(2025, 1, 1, tzinfo=UTC)
NAMES = [f"component-{number}" for number in range(COMPONENTS)]
FAILURES = 1 / 10_000
"""So likely a check begins to fail for some rounds: more than one outage a day among 50."""
KIB, MIB = 1024, 1024 * 1024

Files_ = Mapping[str, bytes]


def rounds(start: datetime, count: int, seed: int) -> Iterator[Round]:
    """Made-up rounds: latencies around each component's own, failures that last some rounds."""
    dice = random.Random(seed)
    usual = {name: dice.uniform(20, 400) for name in NAMES}
    failing: dict[str, int] = {}
    for index in range(count):
        results = {}
        for name in NAMES:
            if dice.random() < FAILURES:
                failing[name] = dice.randint(1, 12)
            if failing.get(name, 0) > 0:
                failing[name] -= 1
                results[name] = ProbeResult(Outcome.FAILED, None, Layer.TCP, "refused")
            else:
                results[name] = ProbeResult(Outcome.OK, round(usual[name] * dice.lognormvariate(0, 0.15)))
        late = timedelta(seconds=dice.randint(0, 3))
        yield Round(
            at=start + index * STEP + late,
            vantage="local",
            results=results,
            controls_passed=2,
            controls_all=2,
        )


def lines_layout(day: Iterable[Round], _folder: Path) -> Iterator[Files_]:
    """Ours: a line a round, a file a day."""
    data = b""
    for round_ in day:
        data += line_of(round_)
        yield {f"history/local/{START:%Y-%m-%d}.jsonl": data}


def yaml_layout(day: Iterable[Round], _folder: Path) -> Iterator[Files_]:
    """A YAML file a site, overwritten: what Upptime does."""
    for round_ in day:
        yield {
            f"history/{name}.yml": (
                f"url: https://{name}.example\nstatus: {'up' if result.latency_ms else 'down'}\n"
                f"code: {200 if result.latency_ms else 0}\nresponseTime: {result.latency_ms or 0}\n"
                f"lastUpdated: {round_.at.isoformat()}\nstartTime: {START.isoformat()}\n"
            ).encode()
            for name, result in round_.results.items()
        }


def sqlite_layout(day: Iterable[Round], folder: Path) -> Iterator[Files_]:
    """A base that grows by a row a check."""
    path = folder / "history.db"
    base = _sqlite(path)
    for round_ in day:
        _insert(base, round_)
        yield {"history.db": path.read_bytes()}
    base.close()


def _sqlite(path: Path) -> sqlite3.Connection:
    base = sqlite3.connect(path)
    base.execute("create table results (at integer, component text, outcome text, ms integer)")
    base.execute("create index by_time on results (component, at)")
    return base


def _insert(base: sqlite3.Connection, round_: Round) -> None:
    at = int(round_.at.timestamp())
    with base:
        base.executemany(
            "insert into results values (?, ?, ?, ?)",
            [(at, name, result.outcome, result.latency_ms) for name, result in round_.results.items()],
        )


def committed(folder: Path, versions: Iterable[Files_]) -> int:
    """Bytes of `.git` after a commit for each version, packed well."""
    is_new = not (folder / ".git").exists()
    if is_new:
        _git(folder, "init", "-q", "-b", "main")
    with subprocess.Popen(
        ["git", "-C", str(folder), "fast-import", "--quiet"], stdin=subprocess.PIPE
    ) as process:
        assert process.stdin
        for number, files in enumerate(versions):
            message = b"Evidence of local: 50 ok"
            parent = b"from refs/heads/main^0\n" if number == 0 and not is_new else b""
            process.stdin.write(
                b"commit refs/heads/main\ncommitter a <a@example> %d +0000\n" % (START.timestamp() + number)
            )
            process.stdin.write(b"data %d\n%s\n%s" % (len(message), message, parent))
            for name, data in files.items():
                process.stdin.write(b"M 100644 inline %s\ndata %d\n%s\n" % (name.encode(), len(data), data))
    return _packed(folder)


def _packed(folder: Path) -> int:
    """Without what an empty repository has."""
    _git(folder, "repack", "-adfq")
    _git(folder, "prune-packed", "-q")
    return _size(folder / ".git" / "objects")


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main_branch(first: int, last: int) -> Iterator[Files_]:
    """What the main branch gets beside a data branch: each day's tally, also at once after a change."""
    for number in range(first * 365, last * 365):
        start = START + number * DAY
        slot, day = Slot("local", start.date()), list(rounds(start, DAY // STEP, seed=number))
        name = f"history/local/{slot.day}.tally.jsonl"
        for index in range(1, len(day)):
            if _outcomes(day[index]) != _outcomes(day[index - 1]):
                yield {name: document_of(by_day(tally_of(slot, day[: index + 1])))}
        yield {name: document_of(by_day(tally_of(slot, day)))}


def _outcomes(round_: Round) -> Mapping[str, Outcome]:
    return {name: result.outcome for name, result in round_.results.items()}


def _timed(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def growth(folder: Path) -> None:
    """One day, a commit a round, in each layout."""
    count = DAY // STEP
    print(f"\none day, {count} rounds of {COMPONENTS} checks, a commit each")
    print(f"{'layout':<34} {'tree, a round':>14} {'.git, a round':>14}")
    for name, layout in (
        ("lines, a file a day", lines_layout),
        ("a YAML file a site", yaml_layout),
        ("SQLite", sqlite_layout),
    ):
        place = folder / name.replace(" ", "-")
        place.mkdir()
        versions = list(layout(rounds(START, count, seed=1), place))
        tree = sum(len(data) for data in versions[-1].values())
        size = committed(place, versions)
        print(f"{name:<34} {tree / count / KIB:>10.2f} KiB {size / count / KIB:>10.2f} KiB")


def five_years(folder: Path) -> None:
    """The main branch beside a data branch, after one year and after all."""
    print("\nthe main branch beside a data branch: tallies, and changes at once")
    print(f"{'years':<6} {'commits':>8} {'tree':>10} {'.git':>10}")
    place = folder / "main"
    place.mkdir()
    tree: dict[str, int] = {}
    commits = 0
    for years, versions in ((1, main_branch(0, 1)), (YEARS, main_branch(1, YEARS))):
        kept = list(versions)
        commits += len(kept)
        size = committed(place, kept)
        tree |= {name: len(data) for files in kept for name, data in files.items()}
        print(f"{years:<6} {commits:>8} {sum(tree.values()) / MIB:>6.2f} MiB {size / MIB:>6.2f} MiB")


def speed(folder: Path) -> None:
    """Appending, and reading 90 days, beside SQLite."""
    days = 90
    every = list(rounds(START, days * (DAY // STEP), seed=2))
    store, base = Files(folder / "history", folder), _sqlite(folder / "speed.db")
    ours = statistics.median(_timed(lambda r=r: append(store, r)) for r in every[:200])  # type: ignore[misc]
    theirs = statistics.median(_timed(lambda r=r: _insert(base, r)) for r in every[:200])  # type: ignore[misc]
    print(f"\nappending a round, on the disk: {ours * 1000:.2f} ms; SQLite {theirs * 1000:.2f} ms")
    by_slot: dict[Slot, list[Round]] = {}
    for round_ in every:
        by_slot.setdefault(Slot("local", round_.at.date()), []).append(round_)
    for slot, some in by_slot.items():
        (folder / "history" / "local").mkdir(parents=True, exist_ok=True)
        (folder / "history" / "local" / f"{slot.day}.jsonl").write_bytes(b"".join(map(line_of, some)))
    base.execute("delete from results")
    for round_ in every:
        _insert_quickly(base, round_)
    base.commit()
    span = {"since": START, "until": every[-1].at}
    raw = _timed(lambda: read(store, **span))
    rows = _timed(lambda: base.execute("select * from results order by at").fetchall())
    kept = store.slots(START.date(), every[-1].at.date())
    for slot, some in by_slot.items():
        store.keep_tally(slot, document_of(tally_of(slot, some, covers=kept[slot].rounds)))
    tallies = _timed(lambda: read(store, **span))
    sizes = [
        sum(p.stat().st_size for p in folder.rglob(f"*{ending}"))
        for ending in ("[0-9].jsonl", ".tally.jsonl")
    ]
    print(f"reading {days} days: rounds {raw:.2f} s, tallies {tallies:.2f} s, SQLite {rows:.2f} s")
    print(
        f"on the disk: rounds {sizes[0] / MIB:.1f} MiB, tallies by the hour {sizes[1] / MIB:.1f} MiB", end=""
    )
    print(f", SQLite {(folder / 'speed.db').stat().st_size / MIB:.1f} MiB")


def _insert_quickly(base: sqlite3.Connection, round_: Round) -> None:
    at = int(round_.at.timestamp())
    base.executemany(
        "insert into results values (?, ?, ?, ?)",
        [(at, name, result.outcome, result.latency_ms) for name, result in round_.results.items()],
    )


def main() -> None:
    """Print sizes and times."""
    if shutil.which("git") is None:
        raise SystemExit("needs git")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        growth(folder)
        five_years(folder)
        (folder / "speed").mkdir()
        speed(folder / "speed")


if __name__ == "__main__":
    main()
