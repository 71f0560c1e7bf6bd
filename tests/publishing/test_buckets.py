"""A bucket of a real S3 server in this process: whole at any time, whatever fails, whoever else publishes."""

import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from statusgen.model.errors import HostError, LockedError, PassingError, StatusgenError
from statusgen.model.publishing import PublishTarget
from statusgen.model.secrets import Secret
from statusgen.publishing.buckets import BucketTarget
from statusgen.publishing.clouds import Cloud, cloud
from statusgen.publishing.sending import Order, Outcome, publish, restore
from statusgen.publishing.targets import World
from tests.probing.test_nginx import free_ports
from tests.publishing.hosts import Between, serving
from tests.publishing.make import a_site, a_world, broken, build_of
from tests.scorecard import IS_PROOF

obstore = pytest.importorskip("obstore")
SERVER = Path(__file__).parent.parent / "clients/venv/bin/moto_server"
pytestmark = [
    pytest.mark.clients,
    pytest.mark.skipif(not SERVER.exists(), reason="no moto (run: sh tests/clients.sh)"),
]
SECRETS = {"KEY": "AKIA-of-ours", "SECRET": "not-to-be-told"}
MINUTES = timedelta(minutes=1)


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    (port,) = free_ports(1)
    url = f"http://127.0.0.1:{port}"
    command = [SERVER, "--host", "127.0.0.1", "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _await(url, server)
            yield url
        finally:
            server.terminate()


def _await(url: str, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        assert server.poll() is None
        with suppress(OSError):
            urllib.request.urlopen(url).close()
            return
        time.sleep(0.1)
    raise AssertionError("moto does not answer")


class Store:
    """A bucket of its own, as its readers see it and as we publish to it."""

    def __init__(self, endpoint: str, name: str) -> None:
        self.address = f"{endpoint}/{name}"
        urllib.request.urlopen(urllib.request.Request(self.address, method="PUT")).close()
        self.target = PublishTarget(
            id="s3",
            bucket=f"s3://{name}/page",
            options={
                "endpoint": endpoint,
                "region": "us-east-1",
                "access_key_id": Secret("$KEY"),
                "secret_access_key": Secret("$SECRET"),
            },
        )
        self.clock = datetime(2025, 3, 10, 10, tzinfo=UTC)
        self.reader = cloud(self.target, self.world())._store

    def world(self) -> World:
        return a_world(Path(), SECRETS, now=lambda: self.clock)

    def place(self) -> BucketTarget:
        return BucketTarget(cloud(self.target, self.world()), self.world())

    def published(self, version: int, **order: bool) -> Outcome:
        return publish(build_of(a_site(version)), self.place(), Order(**order), self.world())

    def load(self, path: str) -> tuple[bytes, dict[str, str]] | None:
        """As the server has it; only who may read is another question than for a reader."""
        try:
            found = obstore.get(self.reader, path)
            return bytes(found.bytes()), found.attributes
        except FileNotFoundError:
            return None

    def read(self, path: str) -> bytes | None:
        found = self.load(path)
        return found[0] if found else None

    def held(self) -> dict[str, bytes]:
        names = cloud(self.target, self.world()).names("")
        mine = [name for name in sorted(names) if not name.startswith(".statusgen/") and name != "build.json"]
        return {name: self.read(name) or b"" for name in mine}

    def pages(self, version: int) -> dict[str, bytes]:
        """What is there once this version is, without older styles."""
        return {path: data for path, data in self.held().items() if path in a_site(version)}


@pytest.fixture
def store(endpoint: str, request: pytest.FixtureRequest) -> Store:
    return Store(endpoint, f"bucket-{abs(hash(request.node.name)) % 10**8}")


def test_a_build_is_published_with_types_and_times_to_keep(store: Store) -> None:
    first, again = store.published(1), store.published(1)

    assert (first.is_changed, again.is_changed) == (True, False)
    assert store.held() == a_site(1)
    kinds = {path: store.load(path)[1]["Content-Type"] for path in ("index.html", "status.json")}
    assert kinds == {"index.html": "text/html; charset=utf-8", "status.json": "application/json"}
    assert store.load("index.html")[1]["Cache-Control"] == "public, max-age=30"
    assert store.load("assets/style.0000000001.css")[1]["Cache-Control"] == "public, immutable"


def test_only_what_changed_is_sent_and_old_styles_stay_for_two_builds(store: Store) -> None:
    store.published(1)
    sent = store.published(2).sent
    assert (sent.written, sent.kept, sent.removed) == (len(a_site(2)) - 1, 1, 1)

    styles = lambda: sorted(path for path in store.held() if path.startswith("assets/"))  # noqa: E731
    assert styles() == ["assets/style.0000000001.css", "assets/style.0000000002.css"]
    store.published(3)
    assert len(styles()) == 3
    store.published(4)
    assert styles() == [f"assets/style.{version:010}.css" for version in (2, 3, 4)]
    assert "only/1/index.html" not in store.held()


def test_the_build_before_comes_back_and_the_other_one_again(store: Store) -> None:
    with pytest.raises(HostError, match="keeps no build before"):
        store.published(1) and store.place().restore()
    for version in (2, 3):
        store.published(version)

    assert restore(store.place(), store.world()).taken_at.minute == 2
    assert store.pages(2) == a_site(2)
    assert restore(store.place(), store.world()).taken_at.minute == 3
    assert store.pages(3) == a_site(3)
    kept = cloud(store.target, store.world()).names(".statusgen/kept/")
    assert len(kept) <= len(a_site(1)) + 1


def test_older_builds_and_sites_of_others_are_left_alone(store: Store) -> None:
    store.published(2)
    with pytest.raises(LockedError, match=r"s3://.* has a newer build"):
        store.published(1)

    other = replace(store.target, bucket=f"{store.target.bucket}/other")
    urllib.request.urlopen(
        urllib.request.Request(f"{store.address}/page/other/index.html", data=b"theirs", method="PUT")
    ).close()
    place = BucketTarget(cloud(other, store.world()), store.world())
    with pytest.raises(HostError, match=r"holds a site that statusgen did not publish .*--force"):
        publish(build_of(a_site(1)), place, Order(), store.world())
    publish(build_of(a_site(1)), place, Order(is_forced=True), store.world())


class Failing(Cloud):
    """Fails from its nth operation on, as a process that is killed there; looks at the page after each."""

    def __init__(self, store: Store, number: int, *, is_done: bool) -> None:
        real = cloud(store.target, store.world())
        super().__init__(real._store, real.shown, real._keys)
        self._left = number
        self._is_done = is_done
        self._lock = threading.Lock()
        self._page = store
        self.loads, self.breaks = 0, list[str]()
        self.styles = [path for path in store.held() if path.startswith("assets/")]

    @property
    def is_through(self) -> bool:
        return self._left > 0

    def _act(self, work: Callable[[], Any]) -> Any:
        with self._lock:
            self._left -= 1
            if self._left < 0 or (self._left == 0 and not self._is_done):
                raise HostError("cut")
            done = work()
            self._look()
            if self._left == 0:
                raise HostError("cut")
            return done

    def _look(self) -> None:
        # The home page, one that is in every build, and the styles of the builds that readers have open.
        self.loads += 1
        self.breaks += broken(self._page.read, ["index.html", "pages/1/index.html"], self.styles[-1:])

    def put(self, *arguments: Any) -> None:
        self._act(lambda: super(Failing, self).put(*arguments))

    def copy(self, *arguments: Any) -> None:
        self._act(lambda: super(Failing, self).copy(*arguments))

    def delete(self, *arguments: Any) -> None:
        self._act(lambda: super(Failing, self).delete(*arguments))

    def claim(self, *arguments: Any) -> str | None:
        return self._act(lambda: super(Failing, self).claim(*arguments))


@pytest.mark.parametrize("is_done", [False, True])
def test_whatever_operation_fails_no_load_is_broken_and_the_next_run_completes(
    store: Store, is_done: bool, record_property: Callable[[str, object], None]
) -> None:
    store.published(1)
    loads, breaks, version = 0, [], 1
    for number in range(1, 200, 1 if IS_PROOF else 8):
        version += 1
        failing = Failing(store, number, is_done=is_done)
        with_fault = BucketTarget(failing, store.world())
        try:
            publish(build_of(a_site(version % 60)), with_fault, Order(is_forced=True), store.world())
        except HostError:
            assert not failing.is_through
        loads, breaks = loads + failing.loads, breaks + failing.breaks
        if failing.is_through:
            break
        # The claim of a run that died holds for a while.
        store.clock += 6 * MINUTES
        store.published(version % 60, is_forced=True)
        assert store.pages(version % 60) == a_site(version % 60)
        assert not [
            path for path in store.held() if path.startswith("only/") and path not in a_site(version % 60)
        ]
    record_property("S17", f"{len(breaks)} of {loads:,} loads between the operations of a bucket were broken")
    assert breaks == []
    assert failing.is_through


def test_another_build_after_one_that_was_cut_is_whole_too(store: Store) -> None:
    store.published(1)
    for number in (2, 5, 9, 13):
        failing = BucketTarget(Failing(store, number, is_done=True), store.world())
        with pytest.raises(HostError, match="cut"):
            publish(build_of(a_site(30)), failing, Order(is_forced=True), store.world())
        store.clock += 6 * MINUTES
        store.published(1, is_forced=True)
        assert {p: d for p, d in store.held().items() if not p.startswith("assets/style.")} == {
            p: d for p, d in a_site(1).items() if not p.startswith("assets/style.")
        }


@pytest.mark.proof("S6", "crowds of eight that published to one bucket left the newest build whole")
def test_of_eight_at_once_the_newest_stays_whole(store: Store) -> None:
    store.published(1)

    def one(number: int) -> StatusgenError | None:
        for _ in range(40):
            try:
                store.published(10 + number)
            except PassingError:
                continue
            except LockedError as error:
                return error
            return None
        raise AssertionError("no turn came")

    with ThreadPoolExecutor(8) as pool:
        refused = [error for error in pool.map(one, range(8)) if error]
    assert store.pages(17) == a_site(17)
    assert all("newer build" in str(error) for error in refused)


def test_a_claim_of_a_run_that_died_ends_and_one_that_lives_holds(store: Store) -> None:
    store.published(1)
    claim = cloud(store.target, store.world()).claim
    assert claim(".statusgen/lock", b"2025-03-10T10:05:00Z", None)
    with pytest.raises(PassingError, match="another run publishes to s3://"):
        store.published(2)
    store.clock += 6 * MINUTES
    store.published(2)
    assert store.pages(2) == a_site(2)


def test_a_bucket_that_there_is_not_and_options_that_it_does_not_know(store: Store) -> None:
    gone = replace(store.target, bucket="s3://there-is-none")
    with pytest.raises(HostError, match="there is no s3://there-is-none"):
        BucketTarget(cloud(gone, store.world()), store.world()).send(
            build_of(a_site(1)), store.place().live(), is_forced=False
        )
    odd = replace(store.target, options={"colour": "red"})
    with pytest.raises(HostError, match=r"one of these options is none that s3://.* knows: colour"):
        cloud(odd, store.world())


def test_a_key_that_is_not_set_is_named(store: Store) -> None:
    with pytest.raises(HostError, match=r"\$KEY is not set \('access_key_id' of target 's3' names it\)"):
        cloud(store.target, a_world(Path()))


@pytest.fixture
def between(store: Store) -> Iterator[Between]:
    """The same bucket behind a host that fails at times."""
    endpoint = store.address.rpartition("/")[0]
    with serving(Between(endpoint)) as server:
        store.target = replace(store.target, options={**store.target.options, "endpoint": server.address})
        yield server


@pytest.mark.proof("S17", "publishings to hosts that throttled, failed or cut completed by themselves")
@pytest.mark.parametrize("fault", ["throttled", "down", "cut"])
def test_what_passes_is_tried_again(store: Store, between: Between, fault: str) -> None:
    between.fault, between.fail_each = fault, 7
    store.published(1)
    between.fail_each = 0
    assert store.held() == a_site(1)


@pytest.mark.parametrize("fault", ["expired", "unknown"])
def test_keys_that_end_in_the_middle_leave_a_whole_page_and_are_named(
    store: Store, between: Between, fault: str
) -> None:
    store.published(1)
    between.fault, between.seen, between.fail_each = fault, 0, 20
    with pytest.raises(HostError, match=r"does not let us in \(look at \$KEY and \$SECRET\)") as told:
        store.published(2)
    assert SECRETS["SECRET"] not in str(told.value)
    between.fail_each = 0
    assert broken(store.read, [path for path in store.held() if path.endswith(".html")]) == []
    store.clock += 6 * MINUTES
    store.published(2)
    assert store.pages(2) == a_site(2)
