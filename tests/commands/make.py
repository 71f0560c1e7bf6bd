"""Running the command line as a person does, against a live local target."""

import asyncio
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from statusgen.cli import _main
from statusgen.commands.session import Session

START = datetime(2025, 3, 10, 9, 45, tzinfo=UTC)


@dataclass(frozen=True)
class Ran:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document of --json."""
        return json.loads(self.out)


def statusgen(*arguments: object, cwd: Path, environ: Mapping[str, str] | None = None) -> Ran:
    """Run a command in a folder."""
    done = subprocess.run(
        [sys.executable, "-m", "statusgen", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1", **(environ or {})},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def quickly(*arguments: object) -> Ran:
    """Run a command in this process: for tests that run many."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = _main([str(argument) for argument in arguments])
    return Ran(code, out.getvalue(), err.getvalue())


def status_of(site: Path) -> Any:
    """The built status.json."""
    return json.loads((site / "status.json").read_text(encoding="utf-8"))


class World:
    """Time that passes only when somebody sleeps or works, and not before what goes on beside is done."""

    def __init__(self) -> None:
        self.passed = 0.0
        self.set_by = timedelta()

    async def sleep(self, seconds: float) -> None:
        beside = {task for task in asyncio.all_tasks() if task.get_name().startswith("lane ")}
        if beside and asyncio.current_task() not in beside:
            await asyncio.wait(beside)
        self.passed += seconds

    def session(self, root: Path, say: Callable[[str], None] = lambda _: None) -> Session:
        return Session(
            root=root,
            now=lambda: START + timedelta(seconds=self.passed) + self.set_by,
            monotonic=lambda: self.passed,
            sleep=self.sleep,
            environ={},
            answer=lambda _: None,
            say=say,
            data=lambda _: None,
            tell=lambda _: None,
            complain=lambda _: None,
            progress=lambda _label, _length: nullcontext(lambda: None),
            choose=lambda _question, _options: None,
            edit=lambda _text, _ending: None,
        )
