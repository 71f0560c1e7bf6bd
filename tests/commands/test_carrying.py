"""`probe --commit` and `--push`: which branch gets what, and a clear answer where something is in the way."""

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError, StatusgenError, UsageError
from statusgen.recording.files import Files
from statusgen.recording.journal import slot_of
from statusgen.recording.tally_lines import document_of
from statusgen.recording.tallying import tally_of
from tests.commands.clones import (
    BRANCH,
    START,
    a_project,
    a_round,
    keep,
    kept,
    lines_of,
    send,
    session,
)
from tests.commands.make import statusgen
from tests.versioning.make import World, a_world, hook, write

DAY = 24 * 3600


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


def beat(world: World, root: Path, number: int, *, is_pushed: bool = True, **how: object) -> list[str]:
    """A round is kept and sent. Returns what was said."""
    said: list[str] = []
    round_ = a_round(number, **how)  # type: ignore[arg-type]
    here = session(root, world.environ, round_.at, said)
    keep(here, round_)
    send(here, round_, is_pushed=is_pushed)
    return said


def read(world: World, root: Path) -> int:
    return len(kept(session(root, world.environ)))


def subjects(world: World, folder: Path, branch: str) -> list[str]:
    return world.git(folder, "log", "--format=%s", branch).splitlines()


def names(world: World, folder: Path, branch: str) -> list[str]:
    return world.git(folder, "ls-tree", "-r", "--name-only", branch).splitlines()


# -- on people's branch


def test_a_round_in_the_folder_is_committed_and_pushed_and_nothing_else(world):
    remote = world.remote()
    root = a_project(world, remote, history="files")
    write(root / "mine.txt", "mine\n")
    write(root / "history/v0/picture.png", "no evidence\n")
    assert beat(world, root, 0)[1:] == ["pushing", "pushed to origin/main"]
    assert subjects(world, remote, "main")[0] == "Evidence of v0: 1 ok"
    assert [n for n in names(world, remote, "main") if n.startswith("history")] == [
        "history/v0/2025-03-10.jsonl"
    ]
    assert world.git(root, "status", "--porcelain") == "?? history/v0/picture.png\n?? mine.txt\n"


def test_the_next_round_carries_what_a_failed_push_left(world):
    remote = world.remote()
    root = a_project(world, remote, history="files")
    script = hook(remote, "pre-receive", "exit 1")
    with pytest.raises(HostError, match="refuses 'main'"):
        beat(world, root, 0)
    script.unlink()
    assert beat(world, root, 60)[-1] == "pushed to origin/main, with 1 earlier commit"
    assert len(lines_of(world, remote, "main")) == 2


def test_a_day_that_a_killed_run_did_not_commit_goes_along(world):
    root = a_project(world, world.remote(), history="files")
    late = a_round(0)
    keep(session(root, world.environ), late)
    beat(world, root, DAY)
    assert names(world, root, "main")[-3:-1] == ["history/v0/2025-03-10.jsonl", "history/v0/2025-03-11.jsonl"]


def test_the_command_line_sends_a_round(world):
    remote = world.remote()
    root = a_project(world, remote)
    done = statusgen("probe", "--vantage", "v0", "--push", "--json", cwd=root, environ=world.environ)
    assert done.code == 0, done.err
    assert done.document["evidence"] == {
        "commit": world.head(remote, BRANCH),
        "remote": "origin",
        "branch": BRANCH,
    }
    done = statusgen("run", "--vantage", "v1", "--push", cwd=root, environ=world.environ)
    assert done.code == 0, done.err
    assert f"evidence pushed to origin/{BRANCH}\n" in done.out
    assert names(world, remote, BRANCH)[0].startswith("history/v0/")
    assert len(lines_of(world, remote)) == 2
    assert world.git(root, "status", "--porcelain") == ""


@pytest.mark.parametrize("word", ["--dry-run", "--explain"])
def test_what_is_not_recorded_is_not_committed(world, word):
    root = a_project(world, None)
    done = statusgen("probe", "--vantage", "v0", word, "--commit", cwd=root, environ=world.environ)
    assert done.code == 2
    assert "nothing is recorded to be committed" in done.err


def test_evidence_goes_out_although_the_page_cannot_be_built(world):
    remote = world.remote()
    root = a_project(world, remote)
    write(root / "templates/home.html", "{% broken")
    done = statusgen("run", "--vantage", "v0", "--push", cwd=root, environ=world.environ)
    assert done.code != 0
    assert len(lines_of(world, remote)) == 1


# -- on a branch of its own


def test_rounds_go_to_the_branch_and_people_see_changes_and_days(world):
    remote = world.remote()
    root = a_project(world, remote)
    for number in range(3):
        beat(world, root, number * 60)
    assert subjects(world, remote, "main") == ["Begin"]
    beat(world, root, 300, is_down=True)
    beat(world, root, 360, is_down=True)
    beat(world, root, 420)
    beat(world, root, 480)
    beat(world, root, DAY)
    beat(world, root, DAY + 60)
    assert subjects(world, remote, "main") == [
        "Evidence of v0 on 2025-03-10",
        "web up from v0",
        "web down from v0 (tcp, refused)",
        "Begin",
    ]
    assert [n for n in names(world, remote, "main") if "history" in n] == [
        "history/v0/2025-03-10.tally.jsonl"
    ]
    assert world.git(root, "status", "--porcelain") == ""
    assert len(lines_of(world, remote)) == 9


def test_people_s_branch_alone_tells_of_past_days(world):
    remote = world.remote()
    root = a_project(world, remote)
    for number in (0, 60, DAY):
        beat(world, root, number)
    world.git(world.folder, "clone", "--quiet", "--single-branch", remote.as_uri(), "alone")
    done = statusgen("build", "--now", "2025-03-11T09:00Z", cwd=world.folder / "alone", environ=world.environ)
    assert done.code == 0, done.err
    store = Files(world.folder / "alone/history", world.folder / "alone")
    assert list(store.slots(START.date(), START.date())) == [slot_of(a_round(0))]


def test_a_fresh_clone_reads_all_at_once(world):
    remote = world.remote()
    root = a_project(world, remote)
    for number in range(3):
        beat(world, root, number * 60)
    assert read(world, world.clone(remote, "fresh")) == 3


@pytest.mark.parametrize(
    "how", [["--depth", "1"], ["--depth", "1", "--no-single-branch"], ["--filter=blob:none"]]
)
def test_shallow_and_partial_clones_work(world, how):
    remote = world.remote()
    world.git(remote, "config", "uploadpack.allowFilter", "true")
    root = a_project(world, remote)
    beat(world, root, 0)
    world.git(world.folder, "clone", "--quiet", *how, remote.as_uri(), "small")
    small = world.folder / "small"
    beat(world, small, 60, vantage="v1", is_down=True)
    beat(world, small, 120, vantage="v1")
    assert len(lines_of(world, remote)) == 3
    assert subjects(world, remote, "main") == ["web up from v1", "Begin"]
    assert read(world, small) == 3
    world.git(small, "fsck")


def test_the_first_push_of_a_day_leaves_one_commit_and_others_go_on(world):
    remote = world.remote()
    root = a_project(world, remote)
    other = world.clone(remote, "other")
    for number in (0, 60, 120):
        beat(world, root, number)
    keep(session(other, world.environ), a_round(130, "v1"))
    assert world.git(remote, "rev-list", "--count", BRANCH) == "3\n"
    beat(world, root, DAY)
    assert world.git(remote, "rev-list", "--count", BRANCH) == "1\n"
    beat(world, other, DAY + 60, vantage="v1")
    beat(world, root, DAY + 120)
    assert world.git(remote, "rev-list", "--count", BRANCH) == "3\n"
    assert len(lines_of(world, remote)) == 7
    assert read(world, root) == 7


def test_a_host_that_allows_no_replacing_gets_a_longer_branch(world):
    remote = world.remote()
    world.git(remote, "config", "receive.denyNonFastForwards", "true")
    root = a_project(world, remote)
    beat(world, root, 0)
    said = beat(world, root, DAY)
    assert f"'{BRANCH}' cannot be made short on origin, so it grows (allow it to be force-pushed)" in said
    assert world.git(remote, "rev-list", "--count", BRANCH) == "2\n"


def compact(world: World, root: Path, now: datetime) -> None:
    """The first day becomes a tally, as compaction does it."""
    from statusgen.commands.keeping import history_of
    from statusgen.reading.load import load
    from statusgen.recording.journal import read_rounds

    here = session(root, world.environ, now)
    slot = slot_of(a_round(0))
    with history_of(here, load(root).project.settings.history) as store:
        mark = store.slots(slot.day, slot.day)[slot].rounds
        assert mark is not None
        rounds = [one for _, found in read_rounds(store, [slot]) for one in found if one]
        store.keep_tally(slot, document_of(tally_of(slot, rounds, covers=mark)))
        assert store.drop_rounds(slot, mark, [])


def test_what_was_compacted_goes_from_the_branch_and_from_other_clones_and_stays_gone(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    beat(world, root, 60)
    other = world.clone(remote, "other")
    assert read(world, other) == 2
    compact(world, root, START + timedelta(days=1))
    beat(world, root, DAY)
    beat(world, other, DAY + 60, vantage="v1")
    beat(world, root, DAY + 120)
    for branch in (remote, root):
        world.git(branch, "fsck")
    assert names(world, remote, BRANCH) == [
        "history/v0/2025-03-10.tally.jsonl",
        "history/v0/2025-03-11.jsonl",
        "history/v1/2025-03-11.jsonl",
    ]
    folder = other / f".git/statusgen/{BRANCH}/history/v0"
    assert sorted(path.name for path in folder.iterdir()) == ["2025-03-10.tally.jsonl", "2025-03-11.jsonl"]


def test_a_line_that_was_not_in_the_tally_stays_when_its_day_is_compacted(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    other = world.clone(remote, "other")
    keep(session(other, world.environ), a_round(30))
    compact(world, root, START + timedelta(days=1))
    beat(world, root, DAY)
    beat(world, other, DAY + 60, vantage="v1")
    assert len(world.shown(remote, BRANCH, "history/v0/2025-03-10.jsonl").splitlines()) == 1
    beat(world, root, DAY + 120)
    assert read(world, root) == 4


def test_a_branch_that_was_deleted_or_put_back_elsewhere_is_made_whole(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    old = world.head(remote, BRANCH)
    beat(world, root, 60)
    beat(world, root, DAY)
    world.git(remote, "update-ref", f"refs/heads/{BRANCH}", old)
    beat(world, root, DAY + 60)
    assert len(lines_of(world, remote)) == 4
    world.git(remote, "update-ref", "-d", f"refs/heads/{BRANCH}")
    beat(world, root, DAY + 120)
    assert len(lines_of(world, remote)) == 5
    world.git(root, "fetch", "--quiet", "--prune")
    assert read(world, root) == 5


def test_a_folder_that_was_removed_comes_back(world):
    root = a_project(world, world.remote())
    beat(world, root, 0)
    beat(world, root, 60)
    for file in (root / f".git/statusgen/{BRANCH}").rglob("*.jsonl"):
        file.unlink()
    beat(world, root, 120)
    assert read(world, root) == 3


def test_without_a_remote_the_branch_is_here(world):
    root = a_project(world, None)
    assert beat(world, root, 0, is_pushed=False) == [f"evidence committed to {BRANCH}"]
    beat(world, root, 60, is_pushed=False)
    assert len(lines_of(world, root)) == 2
    beat(world, root, DAY, is_pushed=False)
    assert world.git(root, "rev-list", "--count", BRANCH) == "1\n"
    world.git(root, "clean", "-xdfq")
    assert read(world, root) == 3
    with pytest.raises(HostError) as caught:
        beat(world, root, DAY + 60)
    assert str(caught.value) == (
        "not pushed: there is nothing to push to (the rounds are safe here; git remote add origin URL)"
    )


def test_a_remote_that_comes_later_gets_everything(world):
    root = a_project(world, None)
    beat(world, root, 0, is_pushed=False)
    remote = world.remote()
    world.git(root, "remote", "add", "origin", remote.as_uri())
    world.git(root, "push", "--quiet", "-u", "origin", "main")
    beat(world, root, 60)
    assert len(lines_of(world, remote)) == 2


def test_two_projects_of_one_repository_share_the_branch(world):
    remote = world.remote()
    root = a_project(world, remote)
    below = root / "pages/two"
    write(below / "statusgen.yaml", (root / "statusgen.yaml").read_text())
    beat(world, root, 0)
    beat(world, below, 60)
    assert names(world, remote, BRANCH) == [
        "history/v0/2025-03-10.jsonl",
        "pages/two/history/v0/2025-03-10.jsonl",
    ]
    assert (read(world, root), read(world, below)) == (1, 1)


def test_rounds_of_the_time_before_the_branch_are_read_too(world):
    root = a_project(world, world.remote(), history="files")
    beat(world, root, 0)
    settings = (root / "statusgen.yaml").read_text()
    write(root / "statusgen.yaml", settings.replace("history: files", f"history: git-branch:{BRANCH}"))
    beat(world, root, 60)
    assert read(world, root) == 2


def test_hooks_of_people_do_not_run_for_the_branch(world):
    remote = world.remote()
    root = a_project(world, remote)
    for name in ("pre-push", "pre-commit", "reference-transaction", "post-commit"):
        hook(root, name, f"touch {world.folder}/ran-{name}; exit 1")
    beat(world, root, 0)
    assert len(lines_of(world, remote)) == 1
    assert not [path.name for path in world.folder.iterdir() if path.name.startswith("ran-")]


def test_a_machine_without_a_name_commits_evidence_all_the_same(world):
    remote = world.remote()
    root = a_project(world, remote)
    (world.folder / "home/.gitconfig").write_text("[user]\n\tuseConfigOnly = true\n")
    beat(world, root, 0)
    assert world.git(remote, "log", "--format=%an <%ae>", BRANCH) == "statusgen <statusgen@localhost>\n"


def test_people_s_changes_of_branch_and_readme_there_stay(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    world.git(root, "fetch", "--quiet")
    world.git(root, "worktree", "add", "--quiet", "../look", BRANCH)
    write(world.folder / "look/README.md", "Evidence.\n")
    world.git(world.folder / "look", "add", ".")
    world.git(world.folder / "look", "commit", "--quiet", "-m", "Say what it is")
    world.git(world.folder / "look", "push", "--quiet", "origin", BRANCH)
    beat(world, root, DAY)
    assert names(world, remote, BRANCH)[0] == "README.md"


# -- clear answers


def answered(
    world: World,
    root: Path,
    number: int = 0,
    *,
    is_pushed: bool = True,
    ending: type[StatusgenError] = HostError,
) -> str:
    with pytest.raises(StatusgenError) as caught:
        beat(world, root, number, is_pushed=is_pushed)
    assert type(caught.value) is ending
    return str(caught.value).replace(str(world.folder), "HERE")


def test_outside_of_git_there_is_no_branch(world):
    (world.folder / "status").mkdir()
    write(world.folder / "status/statusgen.yaml", "page: {name: A}\nhistory: git-branch:x\n")
    done = statusgen("build", cwd=world.folder / "status", environ=world.environ)
    assert done.code == 2
    assert done.err == (
        "history is kept on the branch 'x', and '.' is in no git repository "
        "(git init, or history: files in statusgen.yaml)\n"
    )


def test_files_outside_of_git_are_kept_and_it_says_so(world):
    root = a_project(world, None, history="files")
    (root / ".git").rename(world.folder / "gone")
    assert answered(world, root, ending=UsageError) == (
        "not committed: 'HERE/status' is in no git repository "
        "(the round is kept; git init, or leave --commit and --push out)"
    )


def test_a_detached_head_keeps_rounds_and_says_where_to_commit(world):
    root = a_project(world, world.remote(), history="files")
    world.git(root, "switch", "--quiet", "--detach")
    assert answered(world, root) == (
        "not committed: HEAD is detached, and a commit would be on no branch (the round is kept; "
        "git switch -c NAME, or keep history on a branch of its own: history: git-branch:status-data)"
    )
    assert read(world, root) == 1


def test_a_detached_head_is_no_obstacle_for_a_branch_of_its_own(world):
    remote = world.remote()
    root = a_project(world, remote)
    world.git(root, "switch", "--quiet", "--detach")
    beat(world, root, 0)
    said = beat(world, root, 60, is_down=True)
    assert "HEAD is detached: changes of status are committed to no branch of yours" in said
    assert len(lines_of(world, remote)) == 2
    assert subjects(world, remote, "main") == ["Begin"]


@pytest.mark.parametrize("history", ["files", f"git-branch:{BRANCH}"])
def test_a_repository_without_a_commit_is_enough(world, history):
    remote = world.remote()
    root = a_project(world, None, history=history)
    (root / ".git").rename(world.folder / "gone")
    world.git(root, "init", "--quiet", "--initial-branch=main")
    world.git(root, "remote", "add", "origin", remote.as_uri())
    beat(world, root, 0)
    assert len(lines_of(world, remote, "main" if history == "files" else BRANCH)) == 1


def test_the_branch_that_is_checked_out_is_refused(world):
    root = a_project(world, None, history="git-branch:main")
    assert answered(world, root, ending=UsageError) == (
        "evidence cannot be kept there: 'main' is the branch that is checked out "
        "(git-branch: needs one of its own, such as git-branch:status-data)"
    )


def test_a_branch_with_other_people_s_work_is_refused_and_stays(world):
    remote = world.remote()
    root = a_project(world, remote)
    write(root / "src/app.py", "work\n")
    world.git(root, "switch", "--quiet", "-c", "work")
    world.git(root, "add", ".")
    world.git(root, "commit", "--quiet", "-m", "Work")
    world.git(root, "push", "--quiet", "origin", f"work:{BRANCH}")
    world.git(root, "switch", "--quiet", "main")
    before = world.head(remote, BRANCH)
    world.git(root, "update-ref", "-d", f"refs/remotes/origin/{BRANCH}")
    words = (
        f"the branch '{BRANCH}' holds 'src/app.py', which is no evidence "
        "({}choose a name that nothing else has: history: git-branch:NAME)"
    )
    assert answered(world, root) == "not pushed: " + words.format("the rounds are safe here; ")
    said: list[str] = []
    keep(session(root, world.environ, said=said), a_round(60))
    assert said == [f"'{BRANCH}' cannot be read: " + words.format("")]
    assert read(world, root) == 2
    assert world.head(remote, BRANCH) == before


def test_several_remotes_of_which_none_is_chosen(world):
    root = a_project(world, None)
    for name in ("one", "two"):
        world.git(root, "remote", "add", name, world.remote(f"{name}.git").as_uri())
    assert answered(world, root) == (
        f"not pushed: '{BRANCH}' has no remote of its own, and there are 2 "
        f"(the rounds are safe here; git config branch.{BRANCH}.remote one)"
    )
    world.git(root, "config", f"branch.{BRANCH}.remote", "two")
    beat(world, root, 60)


def test_a_hook_of_the_host_is_quoted(world):
    remote = world.remote()
    root = a_project(world, remote)
    hook(remote, "pre-receive", "echo 'evidence is frozen'; exit 1")
    assert answered(world, root) == (
        f"not pushed: origin refuses '{BRANCH}', pre-receive hook declined: 'evidence is frozen' "
        "(the rounds are safe here; git push origin HEAD:refs/heads/NAME makes a branch to be reviewed)"
    )
    (remote / "hooks/pre-receive").unlink()
    beat(world, root, 60)
    assert len(lines_of(world, remote)) == 2


def test_a_remote_that_is_gone(world):
    remote = world.remote()
    root = a_project(world, remote)
    remote.rename(world.folder / "away.git")
    assert answered(world, root).startswith("not pushed: origin: there is no such repository")


def test_people_s_branch_gets_its_news_although_the_branch_of_evidence_cannot_be_pushed(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    hook(remote, "update", f'test "$1" != refs/heads/{BRANCH}')
    with pytest.raises(HostError):
        beat(world, root, 60, is_down=True)
    assert subjects(world, remote, "main")[0] == "web down from v0 (tcp, refused)"


def test_news_that_could_not_be_pushed_go_with_the_next_round(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    script = hook(remote, "update", 'test "$1" != refs/heads/main')
    with pytest.raises(HostError):
        beat(world, root, 60, is_down=True)
    script.unlink()
    assert beat(world, root, 120, is_down=True)[-1] == "pushed to origin/main"
    assert subjects(world, remote, "main")[0] == "web down from v0 (tcp, refused)"


def test_a_lock_of_another_git_is_no_obstacle_for_evidence_and_told_for_people_s_branch(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    (root / ".git/index.lock").touch()
    assert answered_when_down(world, root).startswith("not committed: another git is at work here")
    assert len(lines_of(world, remote)) == 2


def test_a_lock_that_a_dead_git_left_on_a_reference_is_named(world):
    remote = world.remote()
    root = a_project(world, remote)
    beat(world, root, 0)
    lock = root / f".git/refs/statusgen/there/{BRANCH}.lock"
    lock.touch()
    assert answered(world, root, 60, ending=LockedError) == (
        "not pushed: another git is at work here, or one that died left "
        f"'HERE/status/.git/refs/statusgen/there/{BRANCH}.lock' "
        "(the rounds are safe here; try again; when no git runs, remove that file)"
    )
    lock.unlink()
    beat(world, root, 120)
    assert len(lines_of(world, remote)) == read(world, root) == 3


def answered_when_down(world: World, root: Path) -> str:
    with pytest.raises(LockedError) as caught:
        beat(world, root, 60, is_down=True)
    return str(caught.value)


@pytest.mark.parametrize("history", ["files", f"git-branch:{BRANCH}"])
def test_in_the_middle_of_a_merge_people_s_branch_is_left_alone(world, history):
    root = a_project(world, world.remote(), history=history)
    beat(world, root, 0)
    (root / ".git/MERGE_HEAD").write_text(world.head(root) + "\n")
    with pytest.raises(HostError, match=r"not committed: a merge is half done .*end it first"):
        beat(world, root, 60, is_down=True)
    assert read(world, root) == 2


def test_the_moment_of_a_commit_is_that_of_the_round(world):
    remote = world.remote()
    beat(world, a_project(world, remote), 0)
    assert (
        world.git(remote, "log", "-1", "--format=%ct", BRANCH)
        == f"{int(START.astimezone(UTC).timestamp())}\n"
    )


@pytest.mark.slow
def test_a_signal_ends_a_push_that_hangs_and_the_round_is_kept(world):
    remote = world.remote()
    root = a_project(world, remote)
    hook(remote, "pre-receive", f"touch {world.folder}/hangs; sleep 120")
    process = subprocess.Popen(
        [sys.executable, "-m", "statusgen", "probe", "--vantage", "v0", "--every", "60s", "--push"],
        cwd=root,
        env={**os.environ, **world.environ, "PYTHONPATH": str(Path.cwd())},
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (world.folder / "hangs").exists():
        time.sleep(0.05)
    process.terminate()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.splitlines()[-1]) == (130, "stopped")
    (remote / "hooks/pre-receive").unlink()
    beat(world, root, 0)
    assert len(lines_of(world, remote)) == 2
