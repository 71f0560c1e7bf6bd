import os
import random
import subprocess
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, InputError, LockedError, StatusgenError
from statusgen.versioning.commits import commit
from statusgen.versioning.git import Limits
from statusgen.versioning.repositories import repository
from tests.versioning.make import INCIDENT, World, files, hook, quick, write

NEW = "incidents/2025-03-11-new.yaml"


def kept(world: World, folder: Path, *names: str, message: str = "Sign-in: identified"):
    """Commit the files."""
    return commit(world.open(folder), [folder / name for name in names], message, world.patience())


def refused(world: World, folder: Path, *names: str, ending: type[StatusgenError] = HostError) -> str:
    """Why the files are not committed; and nothing has changed."""
    before = state(world, folder)
    with pytest.raises(ending) as caught:
        kept(world, folder, *names)
    assert type(caught.value) is ending
    assert state(world, folder) == before
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(folder), "HERE")


def state(world: World, folder: Path) -> tuple[object, ...]:
    """All that a person could have lost."""
    return (
        world.git(folder, "for-each-ref"),
        world.git(folder, "status", "--porcelain=v2", "-z", "--untracked-files=all"),
        world.git(folder, "ls-files", "--stage", "-z"),
        files(folder),
    )


def test_a_changed_file_is_committed(world):
    folder = world.start()
    write(folder / INCIDENT, "title: Sign-in fails\n")
    made = kept(world, folder, INCIDENT)
    assert made.paths == (INCIDENT,)
    assert made.id == world.head(folder)
    assert (
        world.git(folder, "log", "--format=%an <%ae> %s", "-1")
        == "Ada <ada@chirp.example> Sign-in: identified\n"
    )
    assert world.shown(folder, "HEAD", INCIDENT) == "title: Sign-in fails\n"
    assert world.git(folder, "status", "--porcelain") == ""


def test_a_new_file_is_committed(world):
    folder = world.start()
    write(folder / NEW, "title: Web\n")
    assert kept(world, folder, NEW).paths == (NEW,)
    assert world.git(folder, "show", "--name-status", "--format=", "HEAD") == f"A\t{NEW}\n"


def test_a_file_that_is_gone_is_committed(world):
    folder = world.start()
    (folder / INCIDENT).unlink()
    kept(world, folder, INCIDENT)
    assert world.git(folder, "show", "--name-status", "--format=", "HEAD") == f"D\t{INCIDENT}\n"


def test_files_of_a_folder_are_committed_together(world):
    folder = world.start()
    write(folder / NEW, "title: Web\n")
    write(folder / INCIDENT, "title: Other\n")
    assert kept(world, folder, "incidents").paths == (INCIDENT, NEW)


def test_where_nothing_differs_nothing_is_committed(world):
    folder = world.start()
    before = world.head(folder)
    os.utime(folder / INCIDENT)
    assert kept(world, folder, INCIDENT) is None
    assert world.head(folder) == before


def test_what_else_is_changed_or_staged_stays_as_it_is(world):
    folder = world.start()
    write(folder / "staged.txt", "staged\n")
    world.git(folder, "add", "staged.txt")
    write(folder / "staged.txt", "staged and changed\n")
    write(folder / "announced.txt", "announced\n")
    world.git(folder, "add", "-N", "announced.txt")
    world.git(folder, "rm", "--quiet", "--cached", "statusgen.yaml")
    write(folder / "app.py", "changed\n")
    write(folder / "stray.txt", "stray\n")
    before = state(world, folder)
    write(folder / INCIDENT, "title: Sign-in fails\n")
    write(folder / NEW, "title: Web\n")

    kept(world, folder, INCIDENT, NEW)

    assert world.git(folder, "show", "--name-only", "--format=", "HEAD").split() == [INCIDENT, NEW]
    world.git(folder, "reset", "--quiet", "--soft", "HEAD^")
    world.git(folder, "rm", "--quiet", "--cached", NEW)
    world.git(folder, "reset", "--quiet", "--", INCIDENT)
    (folder / NEW).unlink()
    world.git(folder, "checkout", "--quiet", "--", INCIDENT)
    assert state(world, folder) == before


def test_the_first_commit_of_a_repository_leaves_what_is_staged(world):
    folder = world.folder / "status"
    world.git(world.folder, "init", "--quiet", str(folder))
    write(folder / "app.py", "one\n")
    world.git(folder, "add", "app.py")
    write(folder / NEW, "title: Web\n")
    kept(world, folder, NEW)
    assert world.git(folder, "show", "--name-only", "--format=", "HEAD") == f"{NEW}\n"
    assert world.git(folder, "status", "--porcelain") == "A  app.py\n"


@pytest.mark.parametrize(
    "name",
    ["-rf", "*.yaml", ":(exclude)x", ":!x", "a b\tc", "line\nbreak", '"quoted"', "été.yaml", "{}", "$(id)"],
)
def test_odd_names_are_names(world, name):
    folder = world.start()
    write(folder / "incidents" / name, "title: Web\n")
    write(folder / "incidents" / "other.yaml", "title: Other\n")
    assert kept(world, folder, f"incidents/{name}").paths == (f"incidents/{name}",)
    assert world.git(folder, "show", "-z", "--name-only", "--format=", "HEAD") == f"incidents/{name}\0"


def test_a_name_that_is_no_text_is_a_name(world):
    folder = world.start()
    name = os.fsdecode(b"incidents/\xff.yaml")
    write(folder / name, "title: Web\n")
    assert kept(world, folder, name).paths == (name,)


def test_line_ends_are_git_s_own_matter(world):
    folder = world.start()
    write(folder / ".gitattributes", "*.yaml text eol=crlf\n")
    (folder / INCIDENT).write_bytes(b"title: Sign-in fails\r\n")
    kept(world, folder, INCIDENT)
    assert world.shown(folder, "HEAD", INCIDENT) == "title: Sign-in fails\n"
    assert (folder / INCIDENT).read_bytes() == b"title: Sign-in fails\r\n"
    (folder / INCIDENT).write_bytes(b"title: Sign-in fails\n")
    assert kept(world, folder, INCIDENT) is None


def test_a_project_below_the_top_is_committed_from_there(world):
    folder = world.start()
    write(folder / "ops" / "status" / INCIDENT, "title: Web\n")
    made = kept(world, folder / "ops" / "status", INCIDENT)
    assert made.paths == (f"ops/status/{INCIDENT}",)


def test_a_project_behind_a_link_is_committed(world):
    folder = world.start()
    link = world.folder / "link"
    link.symlink_to(folder)
    write(folder / NEW, "title: Web\n")
    assert commit(world.open(link), [link / NEW], "Web", world.patience()).paths == (NEW,)


def test_a_worktree_beside_the_repository_has_a_branch_of_its_own(world):
    folder = world.start()
    other = world.folder / "other"
    world.git(folder, "worktree", "add", "--quiet", "-b", "fix", str(other))
    write(other / NEW, "title: Web\n")
    kept(world, other, NEW)
    assert world.git(folder, "log", "--format=%s", "fix").split("\n")[0] == "Sign-in: identified"
    assert not (folder / NEW).exists()


def test_a_new_file_outside_of_a_sparse_checkout_is_committed(world):
    folder = world.start()
    world.git(folder, "sparse-checkout", "set", "docs")
    assert not (folder / INCIDENT).exists()
    write(folder / NEW, "title: Web\n")
    kept(world, folder, NEW)
    assert world.shown(folder, "HEAD", NEW) == "title: Web\n"
    assert world.shown(folder, "HEAD", INCIDENT) == "title: Sign-in\n"


def test_a_command_inside_a_hook_commits_to_the_repository_of_the_files(world):
    other = world.start("other")
    folder = world.start()
    write(folder / NEW, "title: Web\n")
    here = world.open(folder, GIT_DIR=str(other / ".git"), GIT_INDEX_FILE=str(other / ".git/index"))
    commit(here, [folder / NEW], "Web", world.patience())
    assert world.shown(folder, "HEAD", NEW) == "title: Web\n"


def test_hooks_run_as_they_do_by_hand(world):
    folder = world.start()
    hook(
        folder, "pre-commit", "git diff --cached --name-only -- '*.yaml' > seen; locale charmap >> seen 2>&1"
    )
    hook(folder, "commit-msg", 'echo "Refs: OPS-1" >> "$1"')
    write(folder / NEW, "title: Web\n")
    kept(world, folder, NEW)
    assert (folder / "seen").read_text() == f"{NEW}\nUTF-8\n"
    assert world.git(folder, "log", "-1", "--format=%B") == "Sign-in: identified\nRefs: OPS-1\n\n"


def test_a_hook_that_leaves_something_running_holds_nobody_up(world):
    folder = world.start()
    hook(folder, "post-commit", "sleep 20 &")
    write(folder / NEW, "title: Web\n")
    start = time.monotonic()
    kept(world, folder, NEW)
    assert time.monotonic() - start < 10


def test_a_hook_that_refuses_is_quoted(world):
    folder = world.start()
    hook(folder, "pre-commit", "printf '\\033[31myamllint\\033[0m: line 3\\nis too long\\n'; exit 1")
    write(folder / NEW, "title: Web\n")
    assert refused(world, folder, NEW, ending=InputError) == (
        f"{NEW}:1:1: not committed: a hook of this repository refuses: 'yamllint: line 3 / is too long' "
        "(the file is written; mend it and run the command again, or git commit by hand)"
    )


def test_a_hook_of_messages_refuses_too(world):
    folder = world.start()
    hook(folder, "commit-msg", "echo 'no ticket in the first line' >&2; exit 3")
    write(folder / INCIDENT, "title: Web\n")
    assert "refuses: 'no ticket in the first line'" in refused(world, folder, INCIDENT, ending=InputError)


def test_a_hook_that_hangs_is_ended_with_all_it_started(world):
    folder = world.start()
    hook(folder, "pre-commit", "sleep 77 & echo $! > pid; wait")
    write(folder / NEW, "title: Web\n")
    limits = Limits(hooks=timedelta(seconds=0.5))
    found = repository(folder, world.environ, limits=limits)
    with pytest.raises(
        HostError, match=r"^not committed: git commit did not end within 0.5 s \(the file is written\)$"
    ):
        commit(found, [folder / NEW], "Web", world.patience())
    assert is_gone(int((folder / "pid").read_text()))
    (folder / "pid").unlink()
    assert world.git(folder, "status", "--porcelain") == "?? incidents/2025-03-11-new.yaml\n"


def test_a_hook_that_hangs_after_the_commit_does_not_undo_it(world):
    folder = world.start()
    hook(folder, "post-commit", "sleep 77")
    write(folder / NEW, "title: Web\n")
    found = repository(folder, world.environ, limits=Limits(hooks=timedelta(seconds=1)))
    assert commit(found, [folder / NEW], "Web", world.patience()).id == world.head(folder)
    assert world.git(folder, "status", "--porcelain") == ""


def is_gone(process: int) -> bool:
    """Ended, whether or not somebody has taken note."""
    path = Path(f"/proc/{process}/stat")
    return not path.exists() or path.read_text().rpartition(")")[2].split()[0] == "Z"


def half_merged(world: World, folder: Path) -> None:
    """Two branches that changed one line."""
    world.git(folder, "switch", "--quiet", "-c", "side")
    write(folder / "app.py", "side\n")
    world.git(folder, "commit", "--quiet", "-am", "Side")
    world.git(folder, "switch", "--quiet", "main")
    write(folder / "app.py", "main\n")
    world.git(folder, "commit", "--quiet", "-am", "Main")


@pytest.mark.parametrize(
    ("command", "what"),
    [
        (
            ["merge", "side"],
            "a merge is half done in this repository (the file is written; end it first: git merge --continue or --abort)",
        ),
        (
            ["rebase", "side"],
            "a rebase is half done in this repository (the file is written; end it first: git rebase --continue or --abort)",
        ),
        (
            ["cherry-pick", "side"],
            "a cherry-pick is half done in this repository (the file is written; end it first: git cherry-pick --continue or --abort)",
        ),
        (
            ["revert", "side"],
            "a revert is half done in this repository (the file is written; end it first: git revert --continue or --abort)",
        ),
    ],
)
def test_nothing_is_committed_into_the_middle_of(world, command, what):
    folder = world.start()
    half_merged(world, folder)
    world.git(folder, *command, code=1)
    write(folder / NEW, "title: Web\n")
    assert refused(world, folder, NEW) == f"not committed: {what}"


def test_a_file_in_conflict_is_not_committed(world):
    folder = world.start()
    half_merged(world, folder)
    write(folder / "app.py", "mine\n")
    world.git(folder, "stash", "--quiet")
    world.git(folder, "switch", "--quiet", "side")
    world.git(folder, "stash", "pop", code=1)
    assert refused(world, folder, "app.py") == (
        "not committed: 'app.py' is in conflict (the file is written; mend it, git add it, and commit again)"
    )


def test_a_conflict_in_another_file_stays_as_it_is(world):
    folder = world.start()
    half_merged(world, folder)
    write(folder / "app.py", "mine\n")
    world.git(folder, "stash", "--quiet")
    world.git(folder, "switch", "--quiet", "side")
    world.git(folder, "stash", "pop", code=1)
    before = world.git(folder, "status", "--porcelain=v2", "-z"), files(folder)
    write(folder / NEW, "title: Web\n")
    kept(world, folder, NEW)
    (folder / NEW).unlink()
    assert files(folder) == before[1]
    assert world.git(folder, "status", "--porcelain=v2", "-z", "app.py") == before[0]


def test_an_ignored_file_is_told_with_the_line_that_ignores_it(world):
    folder = world.start()
    write(folder / ".gitignore", "site/\n# all\n*-new.yaml\n")
    write(folder / NEW, "title: Web\n")
    assert refused(world, folder, NEW, ending=InputError) == (
        f".gitignore:3:1: not committed: git ignores '{NEW}' by the pattern '*-new.yaml' "
        "(the file is written; take that line out, or commit by hand with git add -f)"
    )


def test_a_file_outside_of_the_repository_is_not_committed(world):
    folder = world.start()
    write(world.folder / "x.yaml", "title: Web\n")
    (folder / "out").symlink_to(world.folder)
    for name in ("../x.yaml", "out/x.yaml", ".git/config"):
        assert refused(world, folder, name) == (
            f"not committed: 'HERE/{name}' does not lie in the repository 'HERE' (the file is written)"
        )


def test_a_file_in_a_submodule_is_not_committed_from_above(world):
    library = world.start("library")
    folder = world.start()
    world.git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(library), "lib")
    world.git(folder, "commit", "--quiet", "-m", "Library")
    write(folder / "lib" / NEW, "title: Web\n")
    assert refused(world, folder, f"lib/{NEW}") == (
        "not committed: 'lib' is a repository of its own (the file is written; commit there)"
    )
    assert kept(world, folder / "lib", NEW).paths == (NEW,)


def test_who_nobody_is_cannot_commit(world):
    (world.folder / "home" / ".gitconfig").unlink()
    write(world.folder / "home" / ".gitconfig", "[user]\n\tuseConfigOnly = true\n")
    folder = world.folder / "status"
    world.git(world.folder, "init", "--quiet", str(folder))
    write(folder / NEW, "title: Web\n")
    assert refused(world, folder, NEW) == (
        "not committed: git does not know who you are "
        "(the file is written; git config --global user.name 'Your Name', and the same for user.email)"
    )


def test_a_commit_that_cannot_be_signed_is_not_made(world):
    folder = world.start()
    world.git(folder, "config", "commit.gpgsign", "true")
    world.git(folder, "config", "gpg.program", "false")
    write(folder / NEW, "title: Web\n")
    assert refused(world, folder, NEW) == (
        "not committed: the commit could not be signed "
        "(the file is written; commit by hand to see why, or turn it off: git config commit.gpgsign false)"
    )


def test_a_lock_that_stays_is_told_and_tried_again(world):
    folder = world.start()
    write(folder / INCIDENT, "title: Web\n")
    (folder / ".git/index.lock").touch()
    assert refused(world, folder, INCIDENT, ending=LockedError) == (
        "not committed: another git is at work here, or one that died left 'HERE/.git/index.lock' "
        "(the file is written; try again; when no git runs, remove that file)"
    )
    assert len(world.slept) == 5


@pytest.mark.parametrize("name", [INCIDENT, NEW])
def test_a_lock_that_goes_is_waited_for(world, name):
    folder = world.start()
    write(folder / name, "title: Web\n")
    lock = folder / ".git/index.lock"
    lock.touch()
    threading.Timer(0.3, lock.unlink).start()
    assert commit(world.open(folder), [folder / name], "Web", quick()).paths == (name,)


def test_a_disk_that_is_full_is_told(world):
    folder = world.start()
    hook(folder, "pre-commit", "exit 0")
    write(folder / INCIDENT, "x" * 100_000 + os.urandom(50_000).hex())
    found = world.open(folder)
    limited = f'ulimit -f 20; exec {found.git.program} "$@"'
    program = write(world.folder / "git", f"#!/bin/sh\n{limited}\n")
    program.chmod(0o755)
    before = world.head(folder)
    with pytest.raises(HostError, match=r"^not committed: git refuses: '.*' \(the file is written\)$"):
        commit(
            world.open(folder, PATH=f"{world.folder}:{world.environ['PATH']}"),
            [folder / INCIDENT],
            "x",
            world.patience(),
        )
    assert world.head(folder) == before


def test_what_was_announced_and_never_committed_is_committed_next_time(world):
    folder = world.start()
    write(folder / NEW, "title: Web\n")
    world.git(folder, "add", "-N", NEW)
    assert kept(world, folder, NEW).paths == (NEW,)


@pytest.mark.slow
def test_kills_at_any_moment_leave_a_repository_that_the_next_call_mends(world):
    folder = world.start()
    script = (
        "import os, sys, time; from pathlib import Path; from statusgen.versioning.commits import commit\n"
        "from statusgen.versioning.repositories import repository\n"
        "from statusgen.versioning.patience import Patience\n"
        "here = Path.cwd(); print('go', flush=True)\n"
        "found = repository(here, os.environ)\n"
        "patience = Patience(sleep=time.sleep, chance=lambda: 0.5)\n"
        "commit(found, [here / sys.argv[1]], 'x', patience)\n"
    )
    chance = random.Random(5)
    for index in range(30):
        name = f"incidents/{index}.yaml"
        write(folder / name, f"title: {index}\n")
        process = subprocess.Popen(
            [sys.executable, "-c", script, name],
            cwd=folder,
            env={**world.environ, "PYTHONPATH": str(Path.cwd())},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0, 0.06))
        process.kill()
        process.wait()
        process.stdout.close()
    time.sleep(1)
    world.git(folder, "fsck", "--strict")
    world.git(folder, "status")
    commit(world.open(folder), [folder / "incidents"], "The rest", quick())
    assert world.git(folder, "status", "--porcelain") == ""
    assert len(world.git(folder, "ls-files", "incidents").split()) == 31
