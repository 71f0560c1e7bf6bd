"""Bad files become the complaints they deserve: `python -m tests.reading.bad.regenerate`, then review."""

import tempfile
from pathlib import Path

from tests.reading.make import complaints, project

FOLDER = Path(__file__).parent
CASES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".yaml", ".jsonl", ".csv"))
COMMAND = "python -m tests.reading.bad.regenerate"


def complaints_of(case: Path, root: Path) -> str:
    """What is said of one bad file in a project that is good otherwise."""
    project(root, {_name(case): case.read_bytes()})
    return "".join(line + "\n" for line in complaints(root))


def expected(case: Path) -> Path:
    """Where the complaints of a case lie."""
    return case.with_name(case.name.removesuffix(".yaml") + ".txt")


def _name(case: Path) -> str:
    if case.suffix != ".yaml":
        return f"reports/{case.name}"
    return "statusgen.yaml" if case.name.startswith("settings-") else f"incidents/{case.name}"


if __name__ == "__main__":
    for each in CASES:
        with tempfile.TemporaryDirectory() as folder:
            expected(each).write_text(complaints_of(each, Path(folder)), encoding="utf-8")
