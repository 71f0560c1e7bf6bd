"""Real repositories with a home of their own: nothing of this machine's settings counts."""

import os
import random
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from statusgen.versioning.patience import Patience
from statusgen.versioning.repositories import Repository, repository

INCIDENT = "incidents/2025-03-10-ddos.yaml"


@dataclass(frozen=True)
class World:
    """A folder with a home, clones and remotes in it."""

    folder: Path
    environ: dict[str, str]
    slept: list[float] = field(default_factory=list)

    def git(self, folder: Path, *arguments: str, code: int = 0, stdin: str = "") -> str:
        """Git as a person types it."""
        done = subprocess.run(
            ["git", *arguments],
            cwd=folder,
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == code, done.stderr
        return done.stdout

    def remote(self, name: str = "up.git") -> Path:
        """An empty repository to push to."""
        path = self.folder / name
        self.git(self.folder, "init", "--quiet", "--bare", "--initial-branch=main", str(path))
        return path

    def start(self, name: str = "status", remote: Path | None = None) -> Path:
        """A repository with one commit, pushed to the remote when there is one."""
        path = self.folder / name
        self.git(self.folder, "init", "--quiet", "--initial-branch=main", str(path))
        write(path / "statusgen.yaml", "page: {name: Chirp}\n")
        write(path / "app.py", "one\n")
        write(path / INCIDENT, "title: Sign-in\n")
        self.git(path, "add", ".")
        self.git(path, "commit", "--quiet", "-m", "Begin")
        if remote is not None:
            self.git(path, "remote", "add", "origin", remote.as_uri())
            self.git(path, "push", "--quiet", "-u", "origin", "main")
        return path

    def clone(self, remote: Path, name: str) -> Path:
        """Another person's clone."""
        path = self.folder / name
        self.git(self.folder, "clone", "--quiet", remote.as_uri(), str(path))
        return path

    def open(self, folder: Path, **environ: str) -> Repository:
        """The repository of a folder, as commands open it."""
        found = repository(folder, {**self.environ, **environ})
        assert found is not None
        return found

    def patience(self, tries: int = 12) -> Patience:
        """Notes how long it would have waited."""
        return Patience(sleep=self.slept.append, chance=random.Random(1).random, tries=tries)

    def head(self, folder: Path, name: str = "HEAD") -> str:
        """The commit of a name."""
        return self.git(folder, "rev-parse", name).strip()

    def shown(self, folder: Path, name: str, path: str) -> str:
        """A file as it stands in a commit."""
        return self.git(folder, "show", f"{name}:{path}")


def a_world(folder: Path) -> World:
    """A world whose git knows who it is, and nothing else."""
    home = folder / "home"
    home.mkdir()
    write(home / ".gitconfig", "[user]\n\tname = Ada\n\temail = ada@chirp.example\n")
    return World(folder, clean_environ(home))


def clean_environ(home: Path) -> dict[str, str]:
    """What a shell has, without this machine's settings of git."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
    }


def write(path: Path, text: str) -> Path:
    """Write a file and the folders on its way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def hook(repository: Path, name: str, script: str) -> Path:
    """A hook in a repository, bare or not."""
    folder = repository / "hooks" if repository.suffix == ".git" else repository / ".git/hooks"
    path = write(folder / name, f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def files(folder: Path) -> Mapping[str, bytes]:
    """All files but git's own."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }


def quick() -> Patience:
    """Really waits."""
    return Patience(sleep=time.sleep, chance=random.random)
