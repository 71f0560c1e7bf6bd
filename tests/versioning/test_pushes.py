import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError, StatusgenError
from statusgen.versioning.commits import commit
from statusgen.versioning.pushes import Pushed, push
from tests.kills import Aim
from tests.versioning.make import INCIDENT, World, files, hook, quick, write

NEW = "incidents/2025-03-11-new.yaml"
OURS = ("incidents", "history")


def pushed(world: World, folder: Path, *, tries: int = 12, **environ: str) -> Pushed:
    """Push what is committed."""
    return push(world.open(folder, **environ), [folder / name for name in OURS], world.patience(tries))


def wrote(world: World, folder: Path, name: str, text: str = "title: Web\n") -> str:
    """Write a file and commit it."""
    write(folder / name, text)
    made = commit(world.open(folder), [folder / name], f"Write {name}", world.patience())
    assert made is not None
    return made.id


def refused(world: World, folder: Path, *, ending: type[StatusgenError] = HostError, **environ: str) -> str:
    """Why it is not pushed; and nothing has changed here."""
    before = state(world, folder)
    with pytest.raises(ending) as caught:
        pushed(world, folder, **environ)
    assert type(caught.value) is ending
    assert state(world, folder) == before
    assert "\n" not in str(caught.value)
    return str(caught.value).replace(str(world.folder), "HERE")


def state(world: World, folder: Path) -> tuple[object, ...]:
    """All that a person could have lost; what is known of remotes may be newer."""
    return (
        world.git(folder, "for-each-ref", "refs/heads", "refs/tags", "refs/statusgen"),
        world.git(folder, "status", "--porcelain=v2", "-z", "--untracked-files=all"),
        world.git(folder, "ls-files", "--stage", "-z"),
        (folder / ".git/config").read_bytes(),
        files(folder),
    )


def moved_on(world: World, remote: Path, name: str = NEW, text: str = "title: Theirs\n") -> Path:
    """Somebody else has pushed meanwhile."""
    other = world.clone(remote, f"other-{len(list(world.folder.iterdir()))}")
    write(other / name, text)
    world.git(other, "add", ".")
    world.git(other, "commit", "--quiet", "-m", "Theirs")
    world.git(other, "push", "--quiet")
    return other


def test_a_commit_reaches_the_upstream(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    made = wrote(world, folder, INCIDENT)
    assert pushed(world, folder) == Pushed(
        remote="origin", branch="main", commit=made, commits=1, is_new=False
    )
    assert world.head(remote, "main") == made


def test_commits_of_earlier_days_go_along_and_are_counted(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    wrote(world, folder, INCIDENT)
    wrote(world, folder, NEW)
    assert pushed(world, folder).commits == 2
    assert pushed(world, folder).commits == 0


def test_a_branch_without_upstream_goes_to_the_only_remote_and_follows_it(world):
    remote = world.remote()
    folder = world.start()
    world.git(folder, "remote", "add", "work", remote.as_uri())
    told = pushed(world, folder)
    assert (told.remote, told.branch, told.is_new, told.commits) == ("work", "main", True, None)
    assert world.git(folder, "rev-parse", "--abbrev-ref", "@{upstream}") == "work/main\n"
    assert world.git(folder, "status", "-sb") == "## main...work/main\n"


def test_a_branch_without_upstream_joins_the_branch_that_is_there(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    world.git(folder, "branch", "--quiet", "--unset-upstream")
    moved_on(world, remote)
    wrote(world, folder, INCIDENT)
    assert pushed(world, folder).is_new
    assert world.git(folder, "status", "-sb") == "## main...origin/main\n"


def test_a_branch_goes_where_git_push_sends_it(world):
    remote, fork = world.remote(), world.remote("fork.git")
    folder = world.start(remote=remote)
    world.git(folder, "remote", "add", "fork", fork.as_uri())
    world.git(folder, "config", "remote.pushDefault", "fork")
    wrote(world, folder, INCIDENT)
    assert pushed(world, folder).remote == "fork"
    world.git(folder, "config", "--unset", "remote.pushDefault")
    world.git(folder, "switch", "--quiet", "-c", "mine")
    world.git(folder, "branch", "--quiet", "--set-upstream-to=origin/main")
    told = pushed(world, folder)
    assert (told.remote, told.branch) == ("origin", "main")


def test_where_others_pushed_meanwhile_ours_comes_on_top(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    made = wrote(world, folder, INCIDENT)
    told = pushed(world, folder)
    assert told.commit != made
    assert told.left_behind == ""
    assert world.git(remote, "log", "--format=%s", "main").split("\n")[:2] == [f"Write {INCIDENT}", "Theirs"]
    assert (
        world.head(folder) == world.head(remote, "main") == world.head(folder, "origin/main") == told.commit
    )
    assert world.git(folder, "status", "--porcelain=v2", "-b").splitlines()[-1] == "# branch.ab +0 -0"
    assert (folder / NEW).read_text() == "title: Theirs\n"
    assert world.git(folder, "for-each-ref", "refs/statusgen") == ""


def test_what_is_changed_and_staged_survives_others_pushes(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    wrote(world, folder, INCIDENT)
    write(folder / "staged.txt", "staged\n")
    write(folder / "app.py", "staged\n")
    world.git(folder, "add", "staged.txt", "app.py")
    write(folder / "app.py", "staged and changed\n")
    (folder / "statusgen.yaml").unlink()
    write(folder / "stray.txt", "stray\n")
    before = world.git(folder, "status", "--porcelain=v2", "-z"), files(folder)
    assert pushed(world, folder).left_behind == ""
    assert world.git(folder, "status", "--porcelain=v2", "-z") == before[0]
    assert files(folder) == {**before[1], NEW: b"title: Theirs\n"}


@pytest.mark.parametrize("kind", ["changed", "staged", "stray", "a folder"])
def test_a_change_in_the_way_stays_and_the_branch_stays_behind(world, kind):
    remote = world.remote()
    folder = world.start(remote=remote)
    theirs = NEW if kind in ("stray", "a folder") else "app.py"
    moved_on(world, remote, theirs)
    made = wrote(world, folder, INCIDENT)
    write(folder / theirs / "x" if kind == "a folder" else folder / theirs, "mine\n")
    if kind == "staged":
        world.git(folder, "add", theirs)
    before = state(world, folder)
    told = pushed(world, folder)
    assert state(world, folder) == before
    assert told.commit == world.head(remote, "main") != made
    assert told.left_behind.startswith("your changes")
    # Nothing is lost, and nothing is there twice, when it is pushed again.
    later = wrote(world, folder, INCIDENT, "title: Later\n")
    pushed(world, folder)
    subjects = world.git(remote, "log", "--format=%s", "main").split("\n")
    assert subjects == [f"Write {INCIDENT}", f"Write {INCIDENT}", "Theirs", "Begin", ""]
    assert world.shown(remote, "main", INCIDENT) == "title: Later\n"
    assert world.head(folder) == later


def test_a_branch_that_stayed_behind_follows_when_the_way_is_free(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote, "app.py")
    wrote(world, folder, INCIDENT)
    write(folder / "app.py", "mine\n")
    assert pushed(world, folder).left_behind == "your changes to 'app.py'"
    world.git(folder, "checkout", "--quiet", "--", "app.py")
    assert pushed(world, folder).left_behind == ""
    assert world.head(folder) == world.head(remote, "main")
    assert world.git(folder, "status", "--porcelain") == ""


def test_what_a_killed_run_left_half_moved_is_finished(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    old = wrote(world, folder, INCIDENT)
    new = pushed(world, folder).commit
    world.git(folder, "update-ref", "refs/heads/main", old)  # the files have moved, the branch has not
    pushed(world, folder)
    assert world.head(folder) == new
    assert world.git(folder, "status", "--porcelain") == ""


def test_words_and_authors_stay_when_commits_are_carried(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    write(folder / INCIDENT, "title: Web\n")
    words = "# not a comment\n\nGrüße\n\n\n  end  \n"
    author = "Zoë <zoe@chirp.example>"
    world.git(
        folder,
        "commit",
        "-qa",
        "--cleanup=verbatim",
        "-F",
        "-",
        f"--author={author}",
        "--date=@1741600000 +0500",
        stdin=words,
    )
    shape = "--format=%an|%ae|%ad|%B"
    before = world.git(folder, "log", "-1", shape, "--date=raw")
    pushed(world, folder)
    assert world.git(remote, "log", "-1", shape, "--date=raw", "main") == before
    assert "Zoë|zoe@chirp.example|1741600000 +0500|# not a comment" in before


def test_commits_that_add_change_remove_and_make_executable_are_carried(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    wrote(world, folder, "incidents/a.yaml")
    (folder / "incidents/a.yaml").chmod(0o755)
    wrote(world, folder, "incidents/a.yaml", "title: A\n")
    (folder / INCIDENT).unlink()
    commit(world.open(folder), [folder / INCIDENT], "Remove", world.patience())
    pushed(world, folder)
    listed = world.git(remote, "ls-tree", "-r", "main", "incidents")
    assert [line.split()[0] + " " + line.split("\t")[1] for line in listed.splitlines()] == [
        f"100644 {NEW}",
        "100755 incidents/a.yaml",
    ]
    assert world.git(folder, "status", "--porcelain") == ""


def test_the_same_file_changed_there_and_here_is_for_people(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote, INCIDENT)
    wrote(world, folder, INCIDENT, "title: Mine\n")
    assert refused(world, folder, ending=LockedError) == (
        f"not pushed: '{INCIDENT}' was changed there and here "
        "(the commit is safe here; look at both: git pull --rebase, then git push)"
    )


@pytest.mark.parametrize("theirs", ["removed", "moved", "the same new file"])
def test_other_ways_to_meet_in_a_file_are_for_people_too(world, theirs):
    remote = world.remote()
    folder = world.start(remote=remote)
    other = world.clone(remote, "other")
    name = NEW if theirs == "the same new file" else INCIDENT
    if theirs == "removed":
        world.git(other, "rm", "--quiet", INCIDENT)
    elif theirs == "moved":
        world.git(other, "mv", INCIDENT, "incidents/moved.yaml")
    else:
        write(other / NEW, "title: Theirs\n")
        world.git(other, "add", NEW)
    world.git(other, "commit", "--quiet", "-m", "Theirs")
    world.git(other, "push", "--quiet")
    wrote(world, folder, name, "title: Mine\n")
    assert f"'{name}' was changed there and here" in refused(world, folder, ending=LockedError)


def test_the_same_change_there_and_here_is_one(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote, NEW, "title: Web\n")
    wrote(world, folder, NEW, "title: Web\n")
    pushed(world, folder)
    assert world.head(folder) == world.head(remote, "main")
    assert world.git(remote, "log", "--format=%s", "main") == "Theirs\nBegin\n"


def test_commits_of_other_files_are_not_carried_for_people(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    mine = wrote(world, folder, "app.py")
    wrote(world, folder, INCIDENT)
    assert refused(world, folder) == (
        f"not pushed: the branch there has new commits, and your commit {mine[:9]} changes 'app.py' "
        "(the commit is safe here; what is not ours is yours to move: git pull --rebase, then git push)"
    )


def test_a_branch_with_a_merge_is_not_carried(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    world.git(folder, "switch", "--quiet", "-c", "side")
    wrote(world, folder, INCIDENT)
    world.git(folder, "switch", "--quiet", "main")
    world.git(folder, "merge", "--quiet", "--no-ff", "-m", "Merge", "side")
    moved_on(world, remote)
    assert refused(world, folder) == (
        "not pushed: the branch there has new commits, and yours holds a merge "
        "(the commit is safe here; git pull, then git push)"
    )


def test_histories_without_a_common_commit_are_for_people(world):
    remote = world.remote()
    world.start("first", remote)
    folder = world.folder / "status"
    world.git(world.folder, "init", "--quiet", "--initial-branch=main", str(folder))
    world.git(folder, "remote", "add", "origin", remote.as_uri())
    wrote(world, folder, NEW)
    assert refused(world, folder) == (
        "not pushed: the branch there and the branch here have no commit in common "
        "(the commit is safe here; git log --all shows both)"
    )


def test_a_shallow_clone_pushes_and_carries(world):
    remote = world.remote()
    world.start("first", remote)
    moved_on(world, remote, "docs.md")
    folder = world.folder / "shallow"
    world.git(world.folder, "clone", "--quiet", "--depth=1", remote.as_uri(), str(folder))
    wrote(world, folder, INCIDENT)
    pushed(world, folder)
    moved_on(world, remote)
    wrote(world, folder, INCIDENT, "title: Later\n")
    pushed(world, folder)
    assert world.head(folder) == world.head(remote, "main")


def test_a_partial_clone_carries_without_fetching_every_file(world):
    remote = world.remote()
    world.git(remote, "config", "uploadpack.allowFilter", "true")
    world.start("first", remote)
    folder = world.folder / "partial"
    world.git(world.folder, "clone", "-q", "--filter=blob:none", "--sparse", remote.as_uri(), str(folder))
    moved_on(world, remote, "big/theirs.bin")
    write(folder / NEW, "title: Web\n")
    commit(world.open(folder), [folder / NEW], "Web", world.patience())
    assert pushed(world, folder).left_behind == ""
    assert world.git(remote, "log", "--format=%s", "main") == "Web\nTheirs\nBegin\n"
    assert not (folder / "big").exists()
    missing = world.git(folder, "rev-list", "--objects", "--missing=print", "HEAD")
    assert "?" in missing


def test_carried_commits_are_signed_again_where_commits_are_signed(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    key = world.folder / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    for name, value in (("gpg.format", "ssh"), ("user.signingKey", str(key)), ("commit.gpgSign", "true")):
        world.git(folder, "config", name, value)
    moved_on(world, remote)
    wrote(world, folder, INCIDENT)
    told = pushed(world, folder)
    assert "gpgsig -----BEGIN SSH SIGNATURE" in world.git(remote, "cat-file", "commit", told.commit)


def test_without_a_remote_there_is_nothing_to_push_to(world):
    folder = world.start()
    assert refused(world, folder) == (
        "not pushed: there is nothing to push to "
        "(the commit is safe here; git remote add origin URL, then git push -u origin HEAD)"
    )


def test_with_two_remotes_a_person_chooses(world):
    folder = world.start()
    world.git(folder, "remote", "add", "fork", world.remote("fork.git").as_uri())
    world.git(folder, "remote", "add", "origin", world.remote().as_uri())
    assert refused(world, folder) == (
        "not pushed: 'main' has no upstream, and there are 2 remotes "
        "(the commit is safe here; git push -u origin main)"
    )


def test_a_branch_that_follows_a_branch_of_its_own_repository_reaches_nobody(world):
    folder = world.start(remote=world.remote())
    world.git(folder, "switch", "--quiet", "-c", "side", "--track", "main")
    assert refused(world, folder) == (
        "not pushed: this branch follows another branch of this same repository "
        "(the commit is safe here; git push -u origin side)"
    )


def test_a_detached_head_is_on_no_branch(world):
    folder = world.start(remote=world.remote())
    world.git(folder, "switch", "--quiet", "--detach")
    assert refused(world, folder) == (
        "not pushed: HEAD is detached: your commits are on no branch "
        "(the commit is safe here; git switch -c NAME, then git push -u origin NAME)"
    )


def test_a_repository_without_commits_has_nothing_to_push(world):
    folder = world.folder / "status"
    world.git(world.folder, "init", "--quiet", str(folder))
    with pytest.raises(HostError, match=r"^not pushed: there is no commit yet"):
        pushed(world, folder)


def test_a_hook_there_that_refuses_is_quoted(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    hook(remote, "pre-receive", "echo 'main is protected: ask Bob'; exit 1")
    wrote(world, folder, INCIDENT)
    assert refused(world, folder) == (
        "not pushed: origin refuses 'main', pre-receive hook declined: 'main is protected: ask Bob' "
        "(the commit is safe here; git push origin HEAD:refs/heads/NAME makes a branch to be reviewed)"
    )


def test_a_hook_here_that_refuses_is_quoted(world):
    folder = world.start(remote=world.remote())
    hook(folder, "pre-push", "echo 'tests fail' >&2; exit 1")
    wrote(world, folder, INCIDENT)
    assert refused(world, folder) == (
        "not pushed: the pre-push hook refuses: 'tests fail' "
        "(the commit is safe here; git push by hand when it agrees)"
    )


def test_a_remote_that_always_moves_on_ends_the_tries(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    wrote(world, folder, INCIDENT)
    hook(
        folder,
        "pre-push",
        f"unset GIT_DIR; cd {remote} && git update-ref refs/heads/main $(git commit-tree -p main -m x main^{{tree}})",
    )
    with pytest.raises(LockedError) as caught:
        pushed(world, folder, tries=3)
    assert str(caught.value) == (
        "not pushed: 'main' on origin moved on 3 times meanwhile (the commit is safe here; try again)"
    )
    assert len(world.slept) == 3
    assert all(0 < pause < 1 for pause in world.slept)


def test_a_lock_on_the_index_while_following_leaves_the_branch_behind(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    made = wrote(world, folder, INCIDENT)
    (folder / ".git/index.lock").touch()
    told = pushed(world, folder)
    assert told.left_behind.startswith("another git is at work here")
    assert world.head(folder) == made


def test_a_person_who_commits_meanwhile_loses_nothing(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    moved_on(world, remote)
    wrote(world, folder, INCIDENT)
    hook(
        remote,
        "post-receive",
        f"unset GIT_DIR GIT_QUARANTINE_PATH; cd {folder} && echo mine > app.py && git commit -qam Mine",
    )
    told = pushed(world, folder)
    assert told.left_behind == "another git changed 'HEAD' at the same moment"
    assert world.git(folder, "log", "--format=%s", "-1") == "Mine\n"
    assert world.git(folder, "status", "--porcelain") == ""


@pytest.mark.slow
def test_of_four_clones_that_push_at_once_nothing_is_lost(world):
    remote = world.remote()
    world.start("first", remote)
    clones = [world.clone(remote, f"clone-{number}") for number in range(4)]

    def work(number: int) -> None:
        folder = clones[number]
        write(folder / "mine.txt", f"{number}\n")
        for index in range(25):
            write(folder / f"history/{number}/{index}.jsonl", f"{index}\n")
            found = world.open(folder)
            commit(found, [folder / "history"], f"{number}/{index}", quick())
            push(found, [folder / "history"], quick())

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    subjects = world.git(remote, "log", "--format=%s", "main").split("\n")
    assert sorted(subjects[:100]) == sorted(f"{n}/{i}" for n in range(4) for i in range(25))
    assert len(world.git(remote, "ls-tree", "-r", "--name-only", "main", "history/").split()) == 100
    for number, folder in enumerate(clones):
        world.git(folder, "fsck", "--strict")
        assert world.git(folder, "status", "--porcelain") == "?? mine.txt\n"
        assert (folder / "mine.txt").read_text() == f"{number}\n"


@pytest.mark.slow
def test_kills_at_any_moment_lose_no_commit_and_leave_nothing_that_the_next_call_cannot_mend(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    others = world.clone(remote, "others")
    script = (
        "import os, random, sys, time; from pathlib import Path\n"
        "from statusgen.versioning.commits import commit\n"
        "from statusgen.versioning.pushes import push\n"
        "from statusgen.versioning.repositories import repository\n"
        "from statusgen.versioning.patience import Patience\n"
        "here = Path.cwd(); print('go', flush=True)\n"
        "found = repository(here, os.environ)\n"
        "patience = Patience(sleep=time.sleep, chance=random.random)\n"
        "commit(found, [here / sys.argv[1]], sys.argv[1], patience)\n"
        "push(found, [here / 'incidents'], patience)\n"
    )
    write(folder / "app.py", "mine\n")
    aim = Aim(0.35, random.Random(3), between=(0, 1))
    killed = 0
    for index in range(30):
        write(others / f"history/{index}.jsonl", f"{index}\n")
        commit(world.open(others), [others / "history"], f"their {index}", quick())
        push(world.open(others), [others / "history"], quick())
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
        killed += aim.kill(process)
        process.stdout.close()
    time.sleep(1)  # what git itself still does, it does to the end
    assert killed > 7
    commit(world.open(folder), [folder / "incidents"], "the rest", quick())
    push(world.open(folder), [folder / "incidents"], quick())
    for path in (folder, remote):
        world.git(path, "fsck", "--strict")
    assert world.head(folder) == world.head(remote, "main")
    assert world.git(folder, "status", "--porcelain") == " M app.py\n"
    names = world.git(remote, "ls-tree", "-r", "--name-only", "main").split()
    assert len([name for name in names if name.startswith(("incidents/", "history/"))]) == 61
    assert world.git(folder, "for-each-ref", "refs/statusgen") == ""
