"""`--commit` and `--push`: an incident reaches the others in one command."""

import json
from pathlib import Path

import pytest

from tests.commands.make import Ran, statusgen
from tests.reading.make import project
from tests.versioning.make import World, a_world, hook, write

NEW = ("incident", "new", "Sign-in fails: #1", "-c", "sign-in=down", "-m", "We look.")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def a_project(world: World, remote: Path | None = None) -> Path:
    """A project in git, pushed where there is a remote."""
    (world.folder / "status").mkdir()
    root = project(world.folder / "status")
    write(root / ".gitignore", ".statusgen/\nsite/\n")
    world.git(world.folder, "init", "--quiet", "--initial-branch=main", str(root))
    world.git(root, "add", ".")
    world.git(root, "commit", "--quiet", "-m", "Begin")
    if remote:
        world.git(root, "remote", "add", "origin", remote.as_uri())
        world.git(root, "push", "--quiet", "-u", "origin", "main")
    return root


def ran(world: World, root: Path, *arguments: str) -> Ran:
    return statusgen(*arguments, cwd=root, environ=world.environ)


def test_an_incident_is_committed_alone(world):
    root = a_project(world)
    write(root / "mine.txt", "mine\n")
    world.git(root, "add", "mine.txt")
    done = ran(world, root, *NEW, "--commit")
    assert done.code == 0, done.err
    assert f"committed {world.head(root)[:9]}" in done.out
    assert world.git(root, "log", "-1", "--format=%s") == "Incident: Sign-in fails: #1 (investigating)\n"
    assert world.git(root, "status", "--porcelain") == "A  mine.txt\n"


def test_an_incident_is_pushed_also_when_others_were_first(world):
    remote = world.remote()
    root = a_project(world, remote)
    other = world.clone(remote, "other")
    write(other / "theirs.txt", "theirs\n")
    world.git(other, "add", ".")
    world.git(other, "commit", "--quiet", "-m", "Theirs")
    world.git(other, "push", "--quiet")
    done = ran(world, root, *NEW, "--push")
    assert done.code == 0, done.err
    assert "pushed to origin/main\n" in done.out
    assert ran(world, root, "incident", "update", "-m", "More.", "--push", "--json").document["pushed"] == {
        "remote": "origin",
        "branch": "main",
    }
    assert world.head(root) == world.head(remote, "main")
    assert world.git(remote, "rev-list", "--count", "main") == "4\n"


def test_commits_that_waited_go_along_and_are_told(world):
    root = a_project(world, world.remote())
    ran(world, root, *NEW, "--commit")
    assert (
        "pushed to origin/main, with 1 earlier commit\n"
        in ran(world, root, "incident", "resolve", "-m", "Over.", "--push").out
    )


def test_a_branch_that_stays_behind_is_told(world):
    remote = world.remote()
    root = a_project(world, remote)
    other = world.clone(remote, "other")
    write(other / "x.txt", "theirs\n")
    world.git(other, "add", ".")
    world.git(other, "commit", "--quiet", "-m", "Theirs")
    world.git(other, "push", "--quiet")
    write(root / "x.txt", "mine\n")
    done = ran(world, root, *NEW, "--push")
    assert done.code == 0
    assert (
        "your branch stays where it was: your changes to 'x.txt' (git pull --rebase brings your branch there)"
        in done.err
    )
    assert (root / "x.txt").read_text() == "mine\n"


def test_without_a_repository_the_file_is_written_and_it_says_so(world):
    (world.folder / "status").mkdir()
    root = project(world.folder / "status")
    done = ran(world, root, *NEW, "--commit", "--json")
    assert done.code == 2
    assert done.document == {
        "error": "not committed: '.' is in no git repository "
        "(the file is written; git init, or leave --commit and --push out)"
    }
    assert len(list((root / "incidents").iterdir())) == 1


@pytest.mark.parametrize(
    ("script", "code"),
    [("echo no; exit 1", 1), pytest.param("touch .git/index.lock; exit 0", 5, marks=pytest.mark.slow)],
)
def test_endings_say_who_must_act(world, script, code):
    root = a_project(world)
    if code == 5:
        (root / ".git/index.lock").touch()
    else:
        hook(root, "pre-commit", script)
    done = ran(world, root, *NEW, "--push")
    assert done.code == code
    assert "the file is written" in done.err
    assert done.err.count("\n") == 1


def test_a_push_that_fails_keeps_the_commit_and_a_second_try_sends_it(world):
    remote = world.remote()
    root = a_project(world)
    done = ran(world, root, *NEW, "--push", "-q")
    assert done.code == 4
    assert done.err == (
        "not pushed: there is nothing to push to "
        "(the commit is safe here; git remote add origin URL, then git push -u origin HEAD)\n"
    )
    world.git(root, "remote", "add", "origin", remote.as_uri())
    again = ran(world, root, "incident", "update", "-m", "More.", "--push")
    assert again.code == 0, again.err
    assert world.head(remote, "main") == world.head(root)


def test_the_document_of_a_commit_names_it(world):
    root = a_project(world)
    done = ran(world, root, *NEW, "--commit", "--json")
    assert json.loads(done.out)["commit"] == world.head(root)
    assert done.document["pushed"] is None
