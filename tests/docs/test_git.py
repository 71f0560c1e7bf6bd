"""The workflow of the page on git pushes evidence from a shallow checkout that has no credential."""

import base64
import re
from pathlib import Path

import pytest
import yaml

from tests.commands.clones import BRANCH, a_project, lines_of
from tests.commands.make import statusgen
from tests.versioning.hosts import http_host
from tests.versioning.make import World, a_world

PAGE = Path("docs/git.md").read_text(encoding="utf-8")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


@pytest.mark.slow
def test_the_workflow_of_the_page_sends_evidence_with_a_token_that_no_file_holds(world):
    (text,) = (block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "jobs:" in block)
    job = yaml.safe_load(text)["jobs"]["run"]
    assert job["permissions"] == {"contents": "write"}
    (step,) = (step for step in job["steps"] if "env" in step)
    *before, command = step["run"].splitlines()
    remote = world.remote()
    a_project(world, remote)
    (world.folder / "home/.gitconfig").unlink()
    environ = world.environ | {key: str(value) for key, value in step["env"].items()} | {"TOKEN": "letmein"}
    login = "Basic " + base64.b64encode(b"x-access-token:letmein").decode()
    runner = World(world.folder, environ)
    with http_host(world.folder, login=login) as address:
        for number in range(2):
            root = world.folder / f"checkout-{number}"
            clone = [
                "-c",
                "credential.helper=" + environ["GIT_CONFIG_VALUE_0"],
                "clone",
                "--quiet",
                "--depth=1",
            ]
            runner.git(world.folder, *clone, f"{address}/up.git", str(root))
            for line in before:
                runner.git(
                    root,
                    *line.replace('"', "").removesuffix(" || true").split()[1:],
                    code=128 * (number == 0),
                )
            done = statusgen(*command.split()[1:], "--vantage", "v0", cwd=root, environ=environ)
            assert done.code == 0, done.err
            assert f"evidence pushed to origin/{BRANCH}\n" in done.out
            assert "letmein" not in (root / ".git/config").read_text()
    assert len(lines_of(world, remote)) == 2
    assert world.git(remote, "log", "-1", "--format=%an", BRANCH) == "status\n"
