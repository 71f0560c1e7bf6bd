import os

import pytest

from statusgen.model.errors import HostError
from statusgen.versioning.environment import environment
from statusgen.versioning.repositories import repository
from tests.versioning.make import World, write


def told(world: World, folder, **environ: str) -> str:
    """Why the repository cannot be used."""
    with pytest.raises(HostError) as caught:
        repository(folder, {**world.environ, **environ})
    return str(caught.value).replace(str(world.folder), "HERE")


def test_a_folder_that_is_in_no_repository_has_none(world):
    assert repository(world.folder, world.environ) is None


def test_a_folder_below_belongs_to_the_repository_above(world):
    folder = world.start()
    found = world.open(folder / "incidents")
    assert (found.top, found.own) == (folder, folder / ".git")
    assert found.branch() == "refs/heads/main"
    assert found.head() == world.head(folder)


def test_odd_folder_names_are_read_whole(world):
    folder = world.start("  a\nb 'ü' ")
    assert world.open(folder).top == folder


def test_without_git_it_says_so(world):
    assert told(world, world.folder, PATH=str(world.folder)) == "git is not installed, or not on the PATH"


def test_an_old_git_is_refused(world):
    program = write(world.folder / "bin" / "git", "#!/bin/sh\necho git version 2.17.1\n")
    program.chmod(0o755)
    assert told(world, world.folder, PATH=str(program.parent)) == (
        "git cannot be used: 'git version 2.17.1' is too old (install 2.28 or later)"
    )


def test_a_repository_without_files_is_refused(world):
    remote, folder = world.remote(), world.start()
    for path in (remote, folder / ".git"):
        assert told(world, path) == (
            f"git cannot be used: 'HERE/{path.relative_to(world.folder)}' holds no files of people "
            "(it is bare, or git's own folder)"
        )


@pytest.mark.root
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_refused_with_what_to_do(world):
    folder = world.start()
    os.chown(folder, 12345, 12345)
    assert told(world, folder) == (
        "git cannot be used: git does not trust 'HERE/status', which belongs to another user "
        "(git config --global --add safe.directory 'HERE/status')"
    )


def test_a_worktree_that_lost_its_repository_is_told(world):
    folder = world.folder / "lost"
    write(folder / ".git", "gitdir: /nowhere\n")
    assert told(world, folder) == (
        "git cannot be used: git cannot read the repository: 'not a git repository: /nowhere'"
    )


def test_git_speaks_english_and_keeps_the_encoding():
    given = {"LC_ALL": "de_DE.UTF-8", "LANGUAGE": "de", "LANG": "fr_FR", "HOME": "/h", "SSH_AUTH_SOCK": "/s"}
    assert environment(given, is_watched=False) == {
        "LANG": "fr_FR",
        "LC_CTYPE": "de_DE.UTF-8",
        "LC_MESSAGES": "C",
        "HOME": "/h",
        "SSH_AUTH_SOCK": "/s",
        "GIT_TERMINAL_PROMPT": "0",
        "GCM_INTERACTIVE": "never",
    }


def test_settings_that_come_by_the_environment_stay_and_pointers_do_not():
    settings = {
        "GIT_CONFIG_COUNT": "0",
        "GIT_SSH_COMMAND": "ssh -i k",
        "GIT_AUTHOR_NAME": "Ada",
        "GIT_ASKPASS": "a",
    }
    pointers = {"GIT_DIR": "x", "GIT_INDEX_FILE": "y", "GIT_WORK_TREE": "z", "GIT_LITERAL_PATHSPECS": "1"}
    kept = environment({**settings, **pointers}, is_watched=True)
    assert kept == {**settings, "LC_MESSAGES": "C"}


def test_the_environment_is_not_in_what_is_printed(world):
    assert "hunter2" not in repr(world.open(world.start(), TOKEN="hunter2"))
