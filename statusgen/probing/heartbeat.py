"""The time of a file that a job touches becomes whether the job was heard of in time."""

import os
import re
import stat
from datetime import UTC, datetime, timedelta

from statusgen.model.evidence import ProbeResult
from statusgen.model.times import format_duration, format_moment
from statusgen.model.words import Layer, Outcome
from statusgen.probing.aside import aside
from statusgen.probing.faults import FaultError
from statusgen.probing.findings import Finding
from statusgen.probing.network import Network
from statusgen.probing.questions import Question
from statusgen.probing.trails import Trail

AHEAD = timedelta(minutes=2)
"""Clocks differ; a time further ahead says nothing."""
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)
"""The name is a file's: nothing that leads elsewhere."""
_NOT_THERE = (FileNotFoundError, NotADirectoryError)


async def probe_heartbeat(question: Question, _network: Network, trail: Trail) -> ProbeResult:
    """Look when the job's file was touched."""
    check = question.check
    if check.within is None or not _NAME.fullmatch(check.name):
        raise FaultError(Layer.LOCAL, "check_invalid")
    path = str(question.root / check.heartbeat_file)
    try:
        state = await aside(lambda: os.stat(path))  # noqa: PTH116 (a look, and all of it)
    except _NOT_THERE:
        raise FaultError(Layer.CONTENT, "heartbeat_missing") from None
    except (OSError, ValueError):
        raise FaultError(Layer.LOCAL, "check_invalid") from None
    if not stat.S_ISREG(state.st_mode):
        raise FaultError(Layer.CONTENT, "heartbeat_missing")
    return _judge(question, datetime.fromtimestamp(state.st_mtime, UTC), check.within, trail)


def _judge(question: Question, heard: datetime, within: timedelta, trail: Trail) -> ProbeResult:
    wanted, is_late = format_duration(within), question.now - heard > within
    trail.note(Finding(name="within", wanted=wanted, found=format_moment(heard), holds=not is_late))
    if heard > question.now + AHEAD:
        raise FaultError(Layer.LOCAL, "heartbeat_future")
    if is_late:
        raise FaultError(Layer.CONTENT, "heartbeat_late")
    return ProbeResult(Outcome.OK)
