"""How long `statusgen --help` takes over bare Python: the median of paired runs, in milliseconds."""

import statistics
import subprocess
import sys
import time

RUNS = 21
BUDGET_MS = 120


def main() -> None:
    """Print the medians and their difference."""
    bare = [sys.executable, "-c", "pass"]
    command = [sys.executable, "-m", "statusgen", "--help"]
    rows = [(_once(bare), _once(command)) for _ in range(RUNS + 2)][2:]
    over = statistics.median(ours - floor for floor, ours in rows)
    print(f"bare Python      {statistics.median(floor for floor, _ in rows):7.1f} ms")
    print(f"statusgen --help {statistics.median(ours for _, ours in rows):7.1f} ms")
    print(f"over bare Python {over:7.1f} ms (budget {BUDGET_MS})")


def _once(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
