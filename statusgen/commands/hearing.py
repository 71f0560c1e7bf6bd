"""Jobs call the loop over HTTP, and the files that their checks look at are touched."""

import asyncio
import errno
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING

from statusgen.commands.pulse import Pulse, watched
from statusgen.commands.session import Session
from statusgen.commands.touching import touch_for
from statusgen.commands.vitals import PAGES
from statusgen.model.checks import Check
from statusgen.model.errors import HostError, StatusgenError, UsageError
from statusgen.model.project import Settings
from statusgen.model.secrets import MissingSecretError
from statusgen.reading.settings import read_settings

if TYPE_CHECKING:
    from statusgen.probing.calls import Call, Reply

_SLOW_DISK = 5.0
"""Seconds after which a caller is told that it was not noted; the disk may still do it."""
_REMEDY = "write auth: {token: $NAME} at its check, or listen on 127.0.0.1"


class Jobs:
    """The heartbeats that can be called, as the settings of the beat say."""

    def __init__(self, session: Session, *, is_open: bool, pulse: Pulse) -> None:
        self._session = session
        self._pulse = pulse
        self._is_open = is_open
        """Other machines reach us."""
        self._checks: Mapping[str, Check] = {}
        self._touches = dict[str, asyncio.Task[StatusgenError | None]]()
        self._told = set[str]()

    def learn(self, settings: Settings, *, is_first: bool = False) -> None:
        """Take over what can be called from now on. What other machines could call without a token, cannot
        be; a loop does not begin with such a check. Raises UsageError.
        """
        from statusgen.probing.calls import has_token, heartbeats  # noqa: PLC0415 (--help stays quick)

        found = heartbeats(settings, self._session.now())
        self._checks = {path: one for path, one in found.items() if has_token(one) or not self._is_open}
        for name in sorted({one.name for path, one in found.items() if path not in self._checks}):
            words = f"other machines reach us, and anybody could call heartbeat://{name} ({_REMEDY})"
            if is_first:
                raise UsageError(words)
            self._complain(HostError(words))

    async def answer(self, call: "Call") -> "int | Reply":
        """The HTTP status for a call, or what was asked for; what counts is on the disk before it is told."""
        from statusgen.probing.calls import refusal, refusal_to_read  # noqa: PLC0415 (as above)

        if page := PAGES.get(call.path):
            return refusal_to_read(call, is_open=self._is_open) or page(self._pulse)
        check = self._checks.get(call.path)
        try:
            refused = refusal(call, check, self._session.environ)
        except MissingSecretError as error:
            self._complain(HostError(f"a call was not heard: ${error} is not set (set it and start again)"))
            return 503
        if refused is not None or check is None:
            return refused or 404
        trouble = await self._note(check)
        if trouble:
            self._complain(trouble, check.heartbeat_file)
            return 503
        self._told.discard(check.heartbeat_file)
        return 204

    async def _note(self, check: Check) -> StatusgenError | None:
        """Touch the file. Calls that come meanwhile wait for the same touch: a disk that hangs holds one."""
        file = check.heartbeat_file
        if file not in self._touches:
            self._touches[file] = asyncio.create_task(self._touch(check))
            self._touches[file].add_done_callback(lambda _: self._touches.pop(file))
        try:
            return await asyncio.wait_for(asyncio.shield(self._touches[file]), _SLOW_DISK)
        except TimeoutError:
            return HostError(f"cannot touch {file}: the disk does not answer")

    async def _touch(self, check: Check) -> StatusgenError | None:
        from statusgen.probing.aside import aside  # noqa: PLC0415 (as above)

        root, moment = self._session.root, self._session.now().timestamp()

        def work() -> StatusgenError | None:
            try:
                touch_for(root, check, moment)
            except StatusgenError as error:
                return error
            return None

        return await aside(work)

    def _complain(self, error: StatusgenError, about: str = "") -> None:
        """Once, until it went well: a job that calls every minute would fill the log."""
        about = about or str(error)
        if about not in self._told:
            self._told.add(about)
            self._session.complain(error)


@asynccontextmanager
async def hearing(
    session: Session, listen: tuple[str, int] | None, pulse: Pulse
) -> AsyncIterator[Jobs | None]:
    """Hear calls at this host and port as long as this lasts, and tell how we are; at None, none."""
    if listen is None:
        yield None
        return
    from statusgen.probing.calls import is_loopback  # noqa: PLC0415 (--help stays quick)
    from statusgen.probing.listener import listening  # noqa: PLC0415 (as above)

    host, port = listen
    jobs = Jobs(session, is_open=not is_loopback(host), pulse=pulse)
    settings, _source, _warnings = read_settings(session.root)
    jobs.learn(settings, is_first=True)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(watched(pulse))
        try:
            address = await stack.enter_async_context(listening(host, port, jobs.answer))
        except OSError as error:
            raise _refused(host, port, error) from error
        session.tell(f"listening for jobs: {address}/heartbeat/COMPONENT; also /healthz, /metrics")
        yield jobs


def _refused(host: str, port: int, error: OSError) -> StatusgenError:
    where = f"cannot listen on {f'[{host}]' if ':' in host else host}:{port}"
    match error.errno:
        case errno.EADDRINUSE:
            return HostError(f"{where}: the port is taken (name another one)")
        case errno.EACCES:
            return HostError(f"{where}: this user may not (name a port over 1023)")
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            return UsageError(f"{where}: this machine has no such address (name one that it has)")
    return HostError(f"{where}: {(error.strerror or 'no reason was given').lower()}")
