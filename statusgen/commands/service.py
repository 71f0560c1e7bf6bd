"""The loop of `run`: probing, the page, evidence and signs of life, each at its own pace.

A round is on disk before anything else begins. Then the page is built and the evidence sent beside the loop,
so that neither a slow build nor a slow push makes the next round late.
"""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from statusgen.commands.beats import Beat
from statusgen.commands.carrying import carry
from statusgen.commands.delivering import Delivery
from statusgen.commands.hands import Hand
from statusgen.commands.heralding import Herald
from statusgen.commands.lanes import Lanes
from statusgen.commands.outcomes import publish_built
from statusgen.commands.pipeline import undisturbed
from statusgen.commands.pulse import Pulse
from statusgen.commands.rounds import Wish, choose_vantage, describe_round, probe
from statusgen.commands.session import Session
from statusgen.commands.signs import Signs
from statusgen.model.builds import Build
from statusgen.model.errors import InputError, StatusgenError
from statusgen.model.evidence import Round
from statusgen.model.project import Settings
from statusgen.publishing.builds import read_build

_ROUNDS = 100
"""Rounds that wait for a push that hangs; older ones go with the file that they are in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a service does at its beats."""

    vantage: str | None
    page: Callable[[], tuple[int, dict[str, Any]]]
    """Builds the page, which may take its time; gives an exit code and what a document says of it."""
    target: Path
    """Where the page is built."""
    build_every: timedelta | None
    """At the least from one page to the next; None for a page after each round."""
    delivery: Delivery
    is_notifying: bool
    is_publishing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A round that is to be sent."""

    settings: Settings
    round_: Round
    wish: Wish


class Service:
    """One service, and how its parts ended last."""

    def __init__(self, session: Session, plan: Plan, herald: Herald, pulse: Pulse, beside: Lanes) -> None:
        self._session = session
        self._plan = plan
        self._herald = herald
        self._pulse = pulse
        self._codes = dict[str, int]()
        self._asked: float | None = None
        """When a page was last asked for."""
        self._is_stale = False
        """It was told that the page stays as it is."""
        self._is_settled = False
        """What stays until the end (modules, templates, texts) is there; no search for cycles looks at it."""
        self._signs = Signs(session)
        self._builder = Hand("page")
        self._pages = beside.lane("page", self._build)
        self._evidence = beside.lane("evidence", self._carry, most=_ROUNDS)
        self._targets = beside.lane("publish", self._publish)
        self._alive = beside.lane("sign", self._sign)

    async def turn(self, beat: Beat) -> int:
        """Probe at this beat; the rest goes on beside the loop. Returns the exit code."""
        pulse, settings = self._pulse, beat.reading.project.settings
        pulse.beats += 1
        pulse.missed += beat.skipped
        self._expect(beat)
        wish = Wish(every=beat.every, skipped=beat.skipped, disk=beat.disk)
        with pulse.doing("probe"):
            round_ = await probe(
                self._session, beat.reading, choose_vantage(settings, self._plan.vantage), wish
            )
        self._session.say(describe_round(round_))
        if self._plan.delivery.is_asked:
            self._evidence.ask(Parcel(settings=settings, round_=round_, wish=wish))
        return self._want_page(beat, is_due=self._is_due())

    def reload(self, beat: Beat) -> None:
        """The files were read because somebody asked for it: the page says so at once."""
        self._want_page(beat, is_due=True)

    async def finish(self) -> int:
        """Wait until all is done. Returns the exit code of what went wrong last, or 0."""
        for lane in (self._pages, self._evidence, self._targets, self._alive):
            await lane.finish()
        self._builder.rest()
        told = await self._herald.finish()
        return next((code for code in self._codes.values() if code), told)

    def close(self) -> None:
        """What was left out of the search for cycles is no more, however the loop ended."""
        if self._is_settled:
            gc.unfreeze()

    def _expect(self, beat: Beat) -> None:
        self._pulse.expect("probe", beat.every)
        slower = max((one for one in (beat.every, self._plan.build_every) if one), default=None)
        self._pulse.expect("page", slower)
        if self._is_published(beat.reading.project.settings):
            self._pulse.expect("publish", slower)
        else:
            self._pulse.forget("publish")
            self._codes.pop("publish", None)

    def _is_due(self) -> bool:
        pause = self._plan.build_every
        if pause is None or self._asked is None:
            return True
        return self._session.monotonic() - self._asked >= pause.total_seconds()

    def _want_page(self, beat: Beat, *, is_due: bool) -> int:
        if not beat.is_current:
            if not self._is_stale:
                self._session.tell("the page was not built; the last good one stays")
            self._is_stale = True
            return InputError.exit_code
        self._is_stale = False
        if is_due:
            self._asked = self._session.monotonic()
            self._pages.ask(beat)
        return 0

    async def _build(self, beats: Sequence[Beat]) -> None:
        settings = beats[-1].reading.project.settings
        try:
            with self._pulse.doing("page"):
                self._codes["page"], document = await self._builder.do(self._page)
        except StatusgenError as error:
            self._fail("page", error)
            return
        self._session.data(document)
        if not self._is_published(settings):
            self._end(settings)
            return
        try:
            # Read by who builds: no other page comes in between.
            build = await self._builder.do(lambda: read_build(self._plan.target))
        except StatusgenError as error:
            self._fail("publish", error)
            self._end(settings)
        else:
            self._targets.ask((settings, build))

    def _page(self) -> tuple[int, dict[str, Any]]:
        """Looking for cycles among all objects of a page holds the loop up for 0.1 s, time and again. So they
        are looked for once, among what is left of it; what the first page leaves stays, and is left out then.
        """
        with undisturbed():
            made = self._plan.page()
        gc.collect()
        if not self._is_settled:
            gc.freeze()
            self._is_settled = True
        return made

    def _is_published(self, settings: Settings) -> bool:
        return self._plan.is_publishing and bool(settings.publish)

    async def _publish(self, wishes: Sequence[tuple[Settings, Build]]) -> None:
        settings, build = wishes[-1]
        try:
            with self._pulse.doing("publish"):
                document = await publish_built(self._session, settings, build)
        except StatusgenError as error:
            self._fail("publish", error)
        else:
            self._codes["publish"] = 0
            self._session.data(document)
        self._end(settings)

    def _end(self, settings: Settings) -> None:
        """Readers have the page, as far as that could be: whoever waits for it is told."""
        if self._plan.is_notifying:
            self._herald.go(settings, self._plan.target)
        if settings.heartbeat_url is not None and self._is_well():
            self._alive.ask(settings)

    def _is_well(self) -> bool:
        """The last round was kept, and what should reach others did."""
        is_kept = not self._pulse.work["probe"].is_failing
        return is_kept and not self._codes.get("evidence") and not self._codes.get("publish")

    async def _carry(self, parcels: Sequence[Parcel]) -> None:
        for parcel in parcels:
            # All that waits is committed in its order, and sent once.
            is_pushed = self._plan.delivery.is_pushed and parcel is parcels[-1]
            delivery = replace(self._plan.delivery, is_committed=True, is_pushed=is_pushed)
            try:
                with self._pulse.doing("evidence"):
                    document = await carry(
                        self._session, parcel.settings, parcel.round_, delivery, parcel.wish
                    )
            except StatusgenError as error:
                self._fail("evidence", error)
                continue
            self._codes["evidence"] = 0
            self._session.data(document)

    async def _sign(self, settings: Sequence[Settings]) -> None:
        try:
            with self._pulse.doing("sign"):
                await self._signs.give(settings[-1])
        except StatusgenError as error:
            self._codes["sign"] = error.exit_code  # told already, once
        else:
            self._codes["sign"] = 0

    def _fail(self, name: str, error: StatusgenError) -> None:
        self._codes[name] = error.exit_code
        self._session.complain(error)
        self._session.tell("trying again at the next beat")
