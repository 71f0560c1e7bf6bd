"""A build goes to every target that the settings name: who fails or hangs holds up nobody else."""

import asyncio
import random
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from typing import TypeVar
from urllib.parse import urlsplit

from statusgen.commands.pipeline import not_among_sources
from statusgen.commands.session import Session
from statusgen.commands.sites import Branch
from statusgen.model.builds import Build, Live
from statusgen.model.errors import HostError, PassingError, StatusgenError, StoppedError, UsageError
from statusgen.model.project import Settings
from statusgen.model.publishing import PublishTarget
from statusgen.model.reasons import reason_words
from statusgen.probing.exchanging import Demand, exchange
from statusgen.probing.faults import FaultError
from statusgen.probing.network import Network
from statusgen.publishing.sending import Order, Outcome, publish, restore
from statusgen.publishing.showing import is_shown
from statusgen.publishing.targets import Letter, Reply, Target, World, target_for

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of one target."""

    target: PublishTarget
    shown: str
    """Its address, for people."""
    outcome: Outcome | None = None
    restored: Live | None = None
    """What it has after a rollback."""
    is_read: bool | None = None
    """Readers get the build at its address; None when that was not looked at, or could not be."""
    error: StatusgenError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one run needs: whom to publish to, how, and what ends it."""

    session: Session
    targets: Sequence[PublishTarget]
    order: Order
    stopped: threading.Event = field(default_factory=threading.Event)
    stops: list[Callable[[], object]] = field(default_factory=list)
    """What ends the waits that a signal alone does not."""

    def stop(self) -> None:
        """End all that goes on, from another thread."""
        self.stopped.set()
        for stop in tuple(self.stops):
            stop()


def chosen(settings: Settings, names: Sequence[str]) -> tuple[PublishTarget, ...]:
    """The targets of these names, all without any. UsageError for one that there is not."""
    targets = settings.publish
    if not targets:
        raise UsageError("the settings name no target (write publish:, see docs/publishing.md)")
    known = [target.id for target in targets]
    if missing := [name for name in names if name not in known]:
        raise UsageError(f"there is no target '{missing[0]}' (there is {', '.join(known)})")
    if len(targets) == 1 and targets[0].url is None:
        targets = (replace(targets[0], url=settings.page.url),)
    return tuple(target for target in targets if not names or target.id in names)


async def publish_all(run: Run, build: Build) -> list[Done]:
    """Publish to all of them at once. What fails stands in what is returned."""

    def one(target: PublishTarget, place: Target, world: World) -> Done:
        outcome = publish(build, place, run.order, world)
        done = Done(target=target, shown=place.shown, outcome=outcome)
        if target.url is None or run.order.is_dry:
            return done
        return replace(done, is_read=is_shown(build, target.url, world))

    return await _each(run, one)


async def restore_all(run: Run) -> list[Done]:
    """Bring the build before back at all of them."""

    def one(target: PublishTarget, place: Target, world: World) -> Done:
        return Done(target=target, shown=place.shown, restored=restore(place, world))

    return await _each(run, one)


async def _each(run: Run, work: Callable[[PublishTarget, Target, World], Done]) -> list[Done]:
    """Each in a thread of its own. A signal ends their waits, and they end between two steps."""
    loop, network = asyncio.get_running_loop(), Network()
    end = run.session.monotonic

    def one(target: PublishTarget) -> Done:
        world = _world(run, loop, network, end() + target.deadline.total_seconds())
        shown = target.id
        try:
            if target.folder is not None:
                folder = run.session.root / target.folder
                not_among_sources(run.session.root, folder, "name a folder of its own in publish:")
            place = target_for(target, world)
            shown = place.shown
            return work(target, place, world)
        except StatusgenError as error:
            return Done(target=target, shown=shown, error=error)

    tasks = [asyncio.ensure_future(asyncio.to_thread(one, target)) for target in run.targets]
    try:
        return list(await asyncio.shield(asyncio.gather(*tasks)))
    except asyncio.CancelledError:
        run.stop()
        await asyncio.wait(tasks)
        raise


def _world(run: Run, loop: asyncio.AbstractEventLoop, network: Network, ends: float) -> World:
    session = run.session

    def pause(seconds: float) -> None:
        if session.monotonic() + seconds > ends:
            raise HostError("its deadline is over (deadline: gives it more)")
        if run.stopped.wait(seconds):
            raise StoppedError("stopped")

    def ask(letter: Letter) -> Reply:
        pause(0)
        demand = Demand(method=letter.method, url=letter.url, headers=letter.headers, body=letter.body)
        work = exchange(demand, session.root, session.now(), network)
        asked = asyncio.run_coroutine_threadsafe(work, loop)
        run.stops.append(asked.cancel)
        try:
            said = asked.result()
        except CancelledError:
            raise StoppedError("stopped") from None
        except FaultError as error:
            host = urlsplit(letter.url).hostname
            raise PassingError(f"no answer from {host}: {reason_words(error.reason)}") from None
        finally:
            run.stops.remove(asked.cancel)
        return Reply(status=said.status, headers=said.headers, text=said.text)

    def branch(target: PublishTarget) -> Target:
        made = Branch(session, target)
        run.stops.append(made.stop)
        return made

    return World(
        root=session.root,
        environ=session.environ,
        ask=ask,
        branch=branch,
        pause=pause,
        chance=random.random,
        now=session.now,
        monotonic=session.monotonic,
    )
