"""A build reaches a target: tried again while that helps, looked at afterwards, no older one unasked."""

from dataclasses import dataclass

from statusgen.model.builds import Build, Live, Sent, is_asset
from statusgen.model.errors import LockedError
from statusgen.model.times import format_moment
from statusgen.publishing.patience import patiently
from statusgen.publishing.targets import Target, World


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What was typed."""

    is_dry: bool = False
    """Change nothing."""
    is_forced: bool = False
    """Also over a newer build, or what others put there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a target."""

    is_changed: bool
    """It was, or would be, made to have another build."""
    sent: Sent | None
    """None where the numbers are not known."""


class OlderError(LockedError):
    """The build is older than what readers have."""


def publish(build: Build, target: Target, order: Order, world: World) -> Outcome:
    """Make the target have the build. OlderError for one that is older than what it has."""
    live = patiently(target.live, world)
    if live.is_whole and live.digest == build.digest:
        return Outcome(is_changed=False, sent=Sent(written=0, kept=len(build.manifest), removed=0))
    if order.is_dry:
        if not order.is_forced:
            _refuse_older(build, live, target)
        return Outcome(is_changed=True, sent=_compared(build, live))
    seen = [live]

    def send() -> Sent:
        # Asked anew at each further try: another run may have been here in between.
        return _send(build, target, seen.pop() if seen else target.live(), order)

    sent = patiently(send, world)
    after = patiently(target.live, world)
    if after.digest != build.digest and not _is_newer(after, build):
        raise LockedError(f"{target.shown} has another build by now: somebody else publishes there, too")
    return Outcome(is_changed=True, sent=sent)


def _send(build: Build, target: Target, live: Live, order: Order) -> Sent:
    if not order.is_forced:
        _refuse_older(build, live, target)
    return target.send(build, live, is_forced=order.is_forced)


def _is_newer(live: Live, build: Build) -> bool:
    """Another run brought a newer one right after ours."""
    return bool(live.taken_at and build.taken_at and live.taken_at > build.taken_at)


def restore(target: Target, world: World) -> Live:
    """Make the target have the build before."""
    return patiently(target.restore, world)


def _refuse_older(build: Build, live: Live, target: Target) -> None:
    if build.taken_at and live.taken_at and build.taken_at < live.taken_at:
        when, newer = format_moment(build.taken_at), format_moment(live.taken_at)
        raise OlderError(
            f"{target.shown} has a newer build, of {newer}: the one of {when} is not published"
            " (build anew, or insist with --force)"
        )


def _compared(build: Build, live: Live) -> Sent | None:
    if live.digest is not None and live.manifest is None:
        return None
    before = live.manifest or {}
    kept = sum(before.get(path) == digest for path, digest in build.manifest.items())
    # Assets of the build before stay for pages that are still open.
    removed = sum(not is_asset(path) for path in before.keys() - build.manifest.keys())
    return Sent(written=len(build.manifest) - kept, kept=kept, removed=removed)
