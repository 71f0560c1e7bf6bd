"""Waiting parcels reach their receivers: side by side, each within its own deadline, noted one by one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from statusgen.model.receivers import Receiver
from statusgen.notifying.channels import Channel
from statusgen.notifying.parcels import DeliveryError, Parcel, Scope

PAUSES = (1.0, 3.0, 9.0)
"""Seconds between tries of one message within a run."""
LONGEST_TRY = 15.0
"""Seconds for one try: a receiver that hangs gets a second one within its deadline."""
STALE = timedelta(days=3)
"""A message that waited for so long is no news any more; the page has it."""


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of one receiver's parcels."""

    receiver: str
    sent: list[Parcel] = field(default_factory=list)
    lost: list[Parcel] = field(default_factory=list)
    """Given up: they will never be taken, or are too old."""
    trouble: str | None = None
    """Why something was not sent; None when all was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Delivers. `note` is called once a parcel was taken (or, with True, given up), before anything else."""

    note: Callable[[Parcel, bool], None]
    sleep: Callable[[float], Awaitable[None]]
    now: Callable[[], datetime]

    async def deliver(self, receiver: Receiver, channel: Channel, parcels: Sequence[Parcel]) -> Outcome:
        """Send what there is, the oldest first, until the deadline."""
        outcome = Outcome(receiver=receiver.id)
        try:
            async with asyncio.timeout(receiver.deadline.total_seconds()):
                await self._all(channel, parcels, outcome)
        except TimeoutError:
            outcome.trouble = outcome.trouble or "it does not answer in time"
        finally:
            channel.close()
        return outcome

    async def _all(self, channel: Channel, parcels: Sequence[Parcel], outcome: Outcome) -> None:
        blocked = set[str]()
        for parcel in parcels:
            if parcel.recipient in blocked:
                continue
            if self.now() - parcel.made_at > STALE:
                self._give_up(parcel, outcome, "a message waited for three days")
                continue
            try:
                await self._one(channel, parcel)
            except DeliveryError as error:
                outcome.trouble = error.words
                if error.scope is Scope.RECEIVER:
                    return
                if error.scope is Scope.MESSAGE:
                    self._give_up(parcel, outcome, error.words)
                else:
                    # What comes later must not arrive before it.
                    blocked.add(parcel.recipient)
            else:
                self.note(parcel, False)
                outcome.sent.append(parcel)

    async def _one(self, channel: Channel, parcel: Parcel) -> None:
        for pause in PAUSES:
            try:
                return await _tried(channel, parcel)
            except DeliveryError as error:
                if error.is_hopeless or error.scope is not Scope.RECEIVER:
                    raise
            await self.sleep(pause)
        return await _tried(channel, parcel)

    def _give_up(self, parcel: Parcel, outcome: Outcome, words: str) -> None:
        self.note(parcel, True)
        outcome.lost.append(parcel)
        outcome.trouble = words


async def _tried(channel: Channel, parcel: Parcel) -> None:
    try:
        async with asyncio.timeout(LONGEST_TRY):
            await channel.send(parcel)
    except TimeoutError:
        channel.close()
        raise DeliveryError("it does not answer in time") from None
