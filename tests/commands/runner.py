"""Machines of hosts, as far as loopback has them: a job's steps in order, in a clone, on a clean Python."""

import base64
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.versioning.hosts import http_host
from tests.versioning.make import World

ROOT = Path(__file__).resolve().parents[2]
TOKEN = "letmein"
_OURS = ("statusgen", "_editable_impl_statusgen", "__editable__")
_EXPRESSION = re.compile(r"\$\{\{ (.*?) \}\}")


@dataclass(frozen=True)
class Python:
    """A virtual environment without statusgen, and the one wheel that its pip finds."""

    bin: Path
    wheels: Path
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """The wheel stands in the place of the index."""
        return {
            "PATH": f"{self.bin}:/usr/bin:/bin",
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_DEPS": "1",
            **self.more,
        }


def clean_python(folder: Path, wheels: Path) -> Python:
    """Libraries are there, as from a cache; statusgen is not."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    (libraries,) = (folder / "venv/lib").glob("python*/site-packages")
    beside = folder / "libraries"
    beside.mkdir()
    for entry in (Path(yaml.__file__).parent.parent).iterdir():
        if not entry.name.startswith(_OURS):
            (beside / entry.name).symlink_to(entry)
    (libraries / "libraries.pth").write_text(f"{beside}\n")
    return Python(folder / "venv/bin", wheels)


def wheel(folder: Path) -> Path:
    """The folder with our wheel."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    return folder


@dataclass
class Machine:
    """A runner with its own home, beside a git host that wants a token."""

    world: World
    python: Python
    address: str
    """Of the git host."""
    said: str = ""
    published: dict[str, Path] = field(default_factory=dict)
    count: int = 0

    @property
    def environ(self) -> dict[str, str]:
        """What a step has before its own `env`."""
        return self.world.environ | self.python.environ | {"NO_COLOR": "1"}

    def checkout(self, user: str, *options: str) -> Path:
        """A clone whose configuration holds no token."""
        self.count += 1
        folder = self.world.folder / f"checkout-{self.count}"
        helper = f"credential.helper=!f() {{ echo username={user}; echo password={TOKEN}; }}; f"
        clone = ["-c", helper, "clone", "--quiet", "--depth=1", *options, f"{self.address}/up.git"]
        self.world.git(self.world.folder, *clone, str(folder))
        assert TOKEN not in (folder / ".git/config").read_text()
        return folder

    def empty(self) -> Path:
        """An empty workspace."""
        self.count += 1
        folder = self.world.folder / f"checkout-{self.count}"
        folder.mkdir()
        return folder

    def run(self, folder: Path, script: str, environ: Mapping[str, str], *, shell: str = "bash") -> None:
        """One step, which must not fail."""
        options = ["--noprofile", "--norc", "-eo", "pipefail", "-c"] if shell == "bash" else ["-euc"]
        done = subprocess.run(
            [shell, *options, script],
            cwd=folder,
            env=self.environ | environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=600,
            check=False,
        )
        self.said += done.stdout
        assert done.returncode == 0, f"{script}\n{done.stdout}"

    def job(self, workflow: Path, name: str, known: Mapping[str, str], quick: Mapping[str, str]) -> Path:
        """A job of Actions. `known`: values of expressions; `quick`: words of scripts that would take hours."""
        job = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"][name]
        folder = self.empty()
        for step in job["steps"]:
            environ = {key: filled(str(value), known) for key, value in step.get("env", {}).items()}
            if "run" in step:
                script = step["run"]
                for long, short in quick.items():
                    script = script.replace(long, short)
                self.run(folder, script, environ | _surroundings(self.address))
            else:
                folder = self._use(step, folder)
        return folder

    def _use(self, step: Mapping[str, Any], folder: Path) -> Path:
        action = step["uses"].partition("@")[0]
        options = step.get("with", {})
        if action == "actions/checkout":
            assert options["persist-credentials"] is False
            return self.checkout("x-access-token")
        if action in ("actions/upload-pages-artifact", "actions/upload-artifact"):
            self.published[action] = self._kept(folder / options["path"], options)
        else:
            assert action in ("actions/setup-python", "actions/deploy-pages"), action
        return folder

    def _kept(self, site: Path, options: Mapping[str, Any]) -> Path:
        """Both leave hidden files out unless told, and Pages takes no links."""
        target = self.world.folder / f"artifact-{len(self.published)}"
        hidden = None if options.get("include-hidden-files") else shutil.ignore_patterns(".*")
        shutil.copytree(site, target, ignore=hidden)
        assert not [path for path in target.rglob("*") if path.is_symlink()]
        return target


def _surroundings(address: str) -> dict[str, str]:
    return {
        "CI": "true",
        "GITHUB_SERVER_URL": address,
        "GITHUB_REPOSITORY": "up.git",
        "GITHUB_REF_NAME": "main",
        "GITHUB_REF": "refs/heads/main",
    }


def filled(text: str, known: Mapping[str, str]) -> str:
    """A text with the values of its expressions."""
    return _EXPRESSION.sub(lambda match: known[match[1]], text)


@contextmanager
def machine(world: World, python: Python, user: str) -> Iterator[Machine]:
    """A machine whose git host knows one user."""
    login = "Basic " + base64.b64encode(f"{user}:{TOKEN}".encode()).decode()
    with http_host(world.folder, login=login) as address:
        yield Machine(world, python, address)
