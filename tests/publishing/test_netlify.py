"""Deploys by digest against a Netlify on the loopback, which also fails as hosts do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from statusgen.model.errors import HostError, LockedError
from statusgen.model.publishing import PublishTarget
from statusgen.model.secrets import Secret
from statusgen.publishing.netlify import NetlifyTarget
from statusgen.publishing.sending import Order, Outcome, publish, restore
from statusgen.publishing.targets import World
from tests.publishing.hosts import Netlify, ask, serving
from tests.publishing.make import a_site, a_world, build_of

SITE = PublishTarget(id="net", netlify="chirp", token=Secret("$NETLIFY_AUTH_TOKEN"))


@pytest.fixture
def host() -> Iterator[Netlify]:
    with serving(Netlify()) as server:
        yield server


def a_netlify_world(token: str = "token-of-ours", waits: list[float] | None = None) -> World:
    def pause(seconds: float) -> None:
        if waits is not None:
            waits.append(seconds)

    return a_world(Path(), {"NETLIFY_AUTH_TOKEN": token}, ask=ask, pause=pause)


def published(host: Netlify, version: int, **order: bool) -> Outcome:
    world = a_netlify_world()
    return publish(build_of(a_site(version)), NetlifyTarget(SITE, world, host.address), Order(**order), world)


def test_only_what_it_lacks_is_sent_and_builds_come_back(host: Netlify) -> None:
    assert published(host, 1).is_changed
    assert not published(host, 1).is_changed
    assert host.site() == a_site(1)
    # Pages that are the same are asked for once.
    assert len(host.uploads) == len(set(map(bytes, a_site(1).values()))) + 1
    host.uploads.clear()

    published(host, 2)
    assert "/never/changes.txt" not in host.uploads
    assert host.site() == a_site(2)
    with pytest.raises(LockedError, match="Netlify's 'chirp' has a newer build"):
        published(host, 1)

    world = a_netlify_world()
    assert restore(NetlifyTarget(SITE, world, host.address), world).taken_at.minute == 1
    assert host.site() == a_site(1)


@pytest.mark.proof("S17", "publishings to hosts that throttled, failed or cut completed by themselves")
@pytest.mark.parametrize("fault", ["throttled", "down", "cut"])
def test_what_passes_is_tried_again(host: Netlify, fault: str) -> None:
    host.fault, host.fail_each = fault, 3
    waits: list[float] = []
    world = a_netlify_world(waits=waits)
    publish(build_of(a_site(1)), NetlifyTarget(SITE, world, host.address), Order(), world)
    assert host.site() == a_site(1)
    if fault == "throttled":
        assert [wait for wait in waits if wait >= 1], "it waits for as long as it is asked to"


@pytest.mark.parametrize("fault", ["expired", "unknown"])
def test_a_token_that_ends_in_the_middle_leaves_the_page_and_names_the_setting(
    host: Netlify, fault: str
) -> None:
    published(host, 1)
    host.fault, host.seen, host.fail_each = fault, 0, 7
    with pytest.raises(
        HostError, match=r"does not let us in: is the token of \$NETLIFY_AUTH_TOKEN still good"
    ) as told:
        published(host, 2)
    assert "token-of-ours" not in str(told.value)
    assert host.site() == a_site(1)
    host.fail_each = 0
    published(host, 2)
    assert host.site() == a_site(2)


def test_a_host_that_stays_down_is_told_after_a_bounded_number_of_tries(host: Netlify) -> None:
    host.fault, host.fail_each = "down", 1
    with pytest.raises(HostError, match=r"is busy: it answers with status 503 \(6 times\)"):
        published(host, 1)
    assert host.seen == 6


def test_a_wrong_token_and_a_site_that_there_is_not(host: Netlify) -> None:
    world = a_netlify_world("another")
    with pytest.raises(HostError, match=r"is the token of \$NETLIFY_AUTH_TOKEN still good"):
        NetlifyTarget(SITE, world, host.address).live()
    gone = PublishTarget(id="net", netlify="nobody", token=SITE.token)
    with pytest.raises(HostError, match="Netlify's 'nobody' is not there"):
        NetlifyTarget(gone, a_netlify_world(), host.address).live()
