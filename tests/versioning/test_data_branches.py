"""A branch that nobody checks out, with contents that mean nothing to git."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.versioning.data_branches import DataBranch, bring_in, data_branch
from statusgen.versioning.data_pushes import Letter, Sent, keep_here, send_there
from statusgen.versioning.refusals import RefusalError
from statusgen.versioning.repositories import held
from statusgen.versioning.trees import Version, contents
from tests.versioning.make import World, hook

NOON = datetime(2025, 3, 10, 12, tzinfo=UTC)


class Folder:
    """What is here, by name; the branch's lines come in, and lines that only we have go out."""

    def __init__(self, branch: DataBranch, **files: bytes) -> None:
        self.branch = branch
        self.files = dict(files)
        self.meetings = 0

    def meet(self, _base: Version, theirs: Version) -> Mapping[str, bytes | None]:
        self.meetings += 1
        there = dict(zip(theirs.ids, contents(self.branch.git, [*theirs.ids.values()]), strict=True))
        self.files = {**there, **self.files}
        return {name: data for name, data in self.files.items() if there.get(name) != data}


def a_branch(world: World, folder: Path) -> DataBranch:
    return data_branch(world.open(folder), "data", lambda name: "/" not in name and name.isalpha())


def sent(world: World, folder: Folder, *, now: datetime = NOON, tries: int = 12) -> Sent:
    return send_there(folder.branch, folder.meet, Letter(subject="Evidence", now=now), world.patience(tries))


def test_what_one_sends_another_gets(world):
    remote = world.remote()
    one = Folder(a_branch(world, world.start("one", remote)), a=b"1\n")
    two = Folder(a_branch(world, world.clone(remote, "two")), b=b"2\n")
    first = sent(world, one)
    assert (first.commit, first.files, first.is_long) == (world.head(remote, "data"), 1, False)
    assert sent(world, two).files == 1
    assert two.files == {"a": b"1\n", "b": b"2\n"}
    assert world.git(remote, "rev-list", "--count", "data") == "2\n"
    one.files["c"] = b"3\n"
    sent(world, one)
    assert one.files == {"a": b"1\n", "b": b"2\n", "c": b"3\n"}


def test_where_nothing_is_new_nobody_is_asked(world):
    remote = world.remote()
    folder = Folder(a_branch(world, world.start("one", remote)), a=b"1\n")
    before = sent(world, folder)
    remote.rename(world.folder / "away")
    assert sent(world, folder) == replace(before, files=0)


def test_a_fetch_by_hand_is_brought_in_without_the_network(world):
    remote = world.remote()
    one, two = world.start("one", remote), world.clone(remote, "two")
    sent(world, Folder(a_branch(world, one), a=b"1\n"))
    world.git(two, "fetch", "--quiet")
    remote.rename(world.folder / "away")
    folder = Folder(a_branch(world, two))
    bring_in(folder.branch, folder.meet)
    bring_in(folder.branch, folder.meet)
    assert (folder.files, folder.meetings) == ({"a": b"1\n"}, 1)


def test_while_another_process_joins_it_is_left_to_that_one(world):
    remote = world.remote()
    one, two = world.start("one", remote), world.clone(remote, "two")
    sent(world, Folder(a_branch(world, one), a=b"1\n"))
    world.git(two, "fetch", "--quiet")
    folder = Folder(a_branch(world, two))
    with folder.branch.alone():
        bring_in(folder.branch, folder.meet)
    assert folder.meetings == 0


def test_a_lock_that_is_held_for_long_is_told(tmp_path):
    with (
        held(tmp_path / "lock", "sends"),
        pytest.raises(RefusalError, match="another statusgen sends") as caught,
        held(tmp_path / "lock", "sends", patience=0),
    ):
        pass
    assert caught.value.ending is LockedError


def test_a_lock_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(RefusalError, match=r"cannot write .*file"), held(tmp_path / "file/lock", "sends"):
        pass


def test_a_branch_that_always_moves_on_ends_the_tries(world):
    remote = world.remote()
    folder = Folder(a_branch(world, world.start("one", remote)), a=b"1\n")
    sent(world, folder)
    move = "git update-ref refs/heads/data $(git commit-tree -p data -m x data^{tree})"
    hook(remote, "pre-receive", f"unset GIT_QUARANTINE_PATH GIT_OBJECT_DIRECTORY; {move}")
    folder.files["b"] = b"2\n"
    with pytest.raises(LockedError) as caught:
        sent(world, folder, tries=3)
    assert str(caught.value) == (
        "not pushed: 'data' on origin moved on 3 times meanwhile (the rounds are safe here; try again)"
    )
    assert len(world.slept) == 3


def test_people_s_own_reference_is_not_moved_where_it_is_checked_out(world):
    root = world.start("one")
    folder = Folder(a_branch(world, root), a=b"1\n")
    letter = Letter(subject="Evidence", now=NOON)
    made = keep_here(folder.branch, folder.meet, letter, world.patience())
    assert (made.commit, made.remote) == (world.head(root, "data"), None)
    world.git(root, "worktree", "add", "--quiet", "../look", "data")
    folder.files["b"] = b"2\n"
    with pytest.raises(HostError, match=r"not committed: 'data' is checked out in '.*/look'"):
        keep_here(folder.branch, folder.meet, letter, world.patience())


def test_what_is_committed_here_first_is_pushed_later(world):
    remote = world.remote()
    root = world.start("one", remote)
    folder = Folder(a_branch(world, root), a=b"1\n")
    keep_here(folder.branch, folder.meet, Letter(subject="Evidence", now=NOON), world.patience())
    assert world.git(remote, "branch", "--list", "data") == ""
    assert sent(world, folder).files == 1
    assert world.shown(remote, "data", "a") == "1\n"


def test_a_worktree_shares_the_folder_of_its_repository(world):
    root = world.start("one", world.remote())
    world.git(root, "worktree", "add", "--quiet", "-b", "side", "../side")
    assert (
        a_branch(world, world.folder / "side").folder
        == a_branch(world, root).folder
        == root / ".git/statusgen/data"
    )


def test_commits_that_are_made_are_on_the_disk(world):
    git = world.open(world.start("one")).git
    assert git.durable == ("core.fsync=loose-object,index,reference",)
    trace = world.folder / "trace"
    git.run("hash-object", "-w", "--stdin", stdin=b"x\n", extra={"GIT_TRACE2_EVENT": str(trace)})
    assert "core.fsync=loose-object,index,reference" in trace.read_text()


def test_an_object_that_is_missing_is_told(world):
    git = world.open(world.start("one")).git
    with pytest.raises(RefusalError, match="git lacks the object 012345678"):
        contents(git, ["0123456789" * 4])
