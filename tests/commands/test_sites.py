"""Built pages on a branch: a commit each, no work of others, and a whole page whatever fails."""

import io
import re
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from statusgen.commands.sites import Branch
from statusgen.model.errors import HostError, LockedError, StatusgenError
from statusgen.model.publishing import PublishTarget
from statusgen.publishing.sending import Order, Outcome, publish, restore
from tests.commands.make import World as Clock
from tests.publishing.make import a_site, a_world, broken, build_of, without_old_styles
from tests.scorecard import IS_PROOF
from tests.versioning.make import World, write
from tests.versioning.make import a_world as a_git_world

PAGES = PublishTarget(id="pages", branch="gh-pages", url="https://status.chirp.example/")


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_git_world(tmp_path)


def a_target(world: World, clone: Path, target: PublishTarget = PAGES, **environ: str) -> Branch:
    session = Clock().session(clone)
    return Branch(replace(session, environ={**world.environ, **environ}), target)


def published(
    world: World, clone: Path, version: int, target: PublishTarget = PAGES, **order: bool
) -> Outcome:
    place = a_target(world, clone, target)
    return publish(build_of(a_site(version)), place, Order(**order), a_world(clone))


def held(world: World, remote: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    packed = subprocess.run(
        ["git", "archive", branch], cwd=remote, env=world.environ, capture_output=True, check=True
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {entry.name: archive.extractfile(entry) for entry in archive if entry.isfile()}
        return {name: file.read() for name, file in files.items()}


def whole(world: World, remote: Path) -> int | None:
    """The version that the branch holds, if it is a whole one."""
    found = held(world, remote)
    version = int(found["index.html"].split()[-1].removesuffix(b"</p>"))
    ours = without_old_styles(
        {p: d for p, d in found.items() if p not in (".nojekyll", "CNAME", "build.json")}
    )
    is_whole = ours == a_site(version)
    return version if is_whole and not broken(found.get, [p for p in found if p.endswith(".html")]) else None


def commits(world: World, remote: Path) -> int:
    return int(world.git(remote, "rev-list", "--count", "gh-pages"))


def test_a_build_becomes_a_commit_with_what_the_host_needs(world: World) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)

    assert published(world, clone, 1).is_changed
    assert not published(world, clone, 1).is_changed
    assert whole(world, remote) == 1
    assert held(world, remote)[".nojekyll"] == b""
    assert held(world, remote)["CNAME"] == b"status.chirp.example\n"
    assert (
        world.git(remote, "log", "-1", "--format=%s|%an", "gh-pages")
        == "Status page of 2025-03-10 09:01 UTC|Ada\n"
    )
    assert world.git(clone, "status", "--porcelain", "--branch").strip() == "## main...origin/main"


def test_only_what_changed_is_sent_and_only_what_was_ours_is_removed(world: World) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)
    published(world, clone, 1)
    other = world.clone(remote, "other")
    world.git(other, "switch", "--quiet", "gh-pages")
    write(other / "google1234.html", "theirs")
    world.git(other, "add", ".")
    world.git(other, "commit", "--quiet", "-m", "Proof of ownership")
    world.git(other, "push", "--quiet", "origin", "gh-pages")

    sent = published(world, clone, 2).sent

    assert (sent.written, sent.kept, sent.removed) == (len(a_site(2)) - 1, 1, 1)
    assert held(world, remote)["google1234.html"] == b"theirs"
    assert "only/1/index.html" not in held(world, remote)


@pytest.mark.parametrize(("keep_history", "expected"), [(False, 2), (True, 3)])
def test_the_branch_grows_only_when_told_to_and_the_build_before_comes_back(
    world: World, keep_history: bool, expected: int
) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)
    target = replace(PAGES, keep_history=keep_history)
    for version in (2, 3, 4):
        published(world, clone, version, target)
    assert commits(world, remote) == expected
    styles = [path for path in held(world, remote) if path.startswith("assets/")]
    assert styles == ["assets/style.0000000003.css", "assets/style.0000000004.css"], (
        "pages are open that need it"
    )

    place = a_target(world, clone, target)
    assert restore(place, a_world(clone)).taken_at.minute == 3
    assert whole(world, remote) == 3
    restore(place, a_world(clone))
    assert whole(world, remote) == 4


def test_an_older_build_is_refused_also_from_another_clone(world: World) -> None:
    remote = world.remote()
    published(world, world.start(remote=remote), 5)
    with pytest.raises(LockedError, match=r"'gh-pages' on origin has a newer build"):
        published(world, world.clone(remote, "other"), 4)
    assert whole(world, remote) == 5


def test_a_branch_that_holds_somebody_s_work_is_left_alone(world: World) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)
    world.git(clone, "push", "--quiet", "origin", "main:gh-pages")
    with pytest.raises(HostError, match=r"holds files that statusgen did not publish .*--force"):
        published(world, clone, 1)

    published(world, clone, 1, is_forced=True)
    assert whole(world, remote) == 1


@pytest.mark.parametrize("is_forced", [False, True])
def test_the_branch_that_people_work_on_is_never_published_to(world: World, is_forced: bool) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)
    before = held(world, remote, "main")
    with pytest.raises(HostError, match=r"'main' is the branch that you work on|did not publish"):
        published(world, clone, 1, replace(PAGES, branch="main"), is_forced=is_forced)
    assert held(world, remote, "main") == before


def test_a_host_that_takes_no_replacements_gets_commits(world: World) -> None:
    remote = world.remote()
    world.git(remote, "config", "receive.denyNonFastForwards", "true")
    clone = world.start(remote=remote)
    for version in (1, 2, 3):
        published(world, clone, version)
    assert (whole(world, remote), commits(world, remote)) == (3, 3)


def test_a_remote_may_be_an_address_of_its_own(world: World) -> None:
    remote, other = world.remote(), world.remote("pages.git")
    clone = world.start(remote=remote)
    published(world, clone, 1, replace(PAGES, remote=other.as_uri()))
    assert whole(world, other) == 1


def test_a_remote_out_of_reach_is_told_without_its_password(world: World) -> None:
    clone = world.start(remote=world.remote())
    target = replace(PAGES, remote="http://ada:pass%20word@127.0.0.1:1/pages.git")
    with pytest.raises(HostError, match="the host cannot be reached") as told:
        published(world, clone, 1, target)
    assert "pass" not in str(told.value)


FAILING = """#!/bin/sh
# The git before on the PATH; the call of that number fails, before or after its work.
n=$(($(cat "{folder}/n") - 1))
echo $n >"{folder}/n"
if [ $n = 0 ] && [ -e "{folder}/early" ]; then echo "fatal: cut" >&2; exit 128; fi
{git} "$@"
code=$?
if [ $n = 0 ]; then echo "fatal: cut" >&2; exit 128; fi
exit $code
"""


def test_whatever_call_of_git_fails_readers_get_a_whole_page_and_the_next_run_completes(
    world: World, record_property: Callable[[str, object], None]
) -> None:
    remote = world.remote()
    clone = world.start(remote=remote)
    published(world, clone, 1)
    program = write(
        world.folder / "bin" / "git",
        FAILING.format(folder=world.folder, git=shutil.which("git")),
    )
    program.chmod(0o755)
    loads, torn = 0, 0
    for number in range(1, 100, 1 if IS_PROOF else 10):
        version = 1 + number % 50
        (world.folder / "early").unlink(missing_ok=True)
        if number // 10 % 2:
            (world.folder / "early").touch()
        (world.folder / "n").write_text(str(number))
        with suppress(HostError):
            place = a_target(world, clone, PATH=f"{program.parent}:{world.environ['PATH']}")
            publish(build_of(a_site(version)), place, Order(is_forced=True), a_world(clone))
        loads, torn = loads + 1, torn + (whole(world, remote) is None)
        is_done = int((world.folder / "n").read_text()) > 0
        published(world, clone, version, is_forced=True)
        assert whole(world, remote) == version
        if is_done:
            break
    record_property("S17", f"{torn} of {loads:,} looks at a branch after a failed call of git were broken")
    assert torn == 0
    assert loads >= 2


@pytest.mark.proof("S6", "crowds of eight that published to one branch left the newest build whole")
def test_of_eight_at_once_the_newest_stays_whole(world: World) -> None:
    remote = world.remote()
    first = world.start(remote=remote)
    published(world, first, 1)
    clones = [world.clone(remote, f"clone{number}") for number in range(8)]

    def one(number: int) -> StatusgenError | None:
        try:
            published(world, clones[number], 10 + number)
        except LockedError as error:
            return error
        return None

    with ThreadPoolExecutor(8) as pool:
        refused = [error for error in pool.map(one, range(8)) if error]

    assert whole(world, remote) == 17
    assert all(re.search("newer build", str(error)) for error in refused)
