"""A connection to a database: made when needed, again when lost, and waited for no longer than told."""

import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Timer
from typing import Any, TypeVar

import psycopg

from statusgen.model.errors import HostError
from statusgen.model.secrets import Secret
from statusgen.recording.database_address import parameters_of
from statusgen.recording.database_faults import Fault, fault_of, refusal

T = TypeVar("T")
Connection = psycopg.Connection[tuple[Any, ...]]

_ANSWERING = 60
"""Seconds for the answer to one statement, or for the next rows of one."""
_PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)
"""Seconds between attempts; the last one again and again."""


class _FaultError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


class Link:
    """One connection at a time; `prepare` is done to each before its use."""

    def __init__(
        self,
        address: str | Secret,
        environ: Mapping[str, str],
        prepare: Callable[[Connection], None],
        *,
        monotonic: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._address, self._environ, self._prepare = address, environ, prepare
        self._monotonic, self._pause = monotonic, pause
        self._open: Connection | None = None

    def patiently(self, work: Callable[[Connection], T], patience: float) -> T:
        """Do the work, from its beginning again when it fails for what may pass, so many seconds long.

        It may have been done although it failed: the answer can be lost too. HostError in the end.
        """
        end = self._monotonic() + patience
        attempt = 0
        while True:
            try:
                return self._once(work)
            except _FaultError as error:
                pause = _PAUSES[min(attempt, len(_PAUSES) - 1)]
                if not error.fault.is_passing or self._monotonic() + pause > end:
                    raise HostError(error.fault.words) from None
            self._pause(pause)
            attempt += 1

    def once(self, work: Callable[[Connection], T]) -> T:
        """Do the work in the connection as it is. HostError when that fails."""
        try:
            return self._once(work)
        except _FaultError as error:
            raise HostError(error.fault.words) from None

    def close(self) -> None:
        """Nothing is held any more."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def _once(self, work: Callable[[Connection], T]) -> T:
        try:
            if self._open is None or self._open.closed:
                self._open = self._connected()
            with _within(_ANSWERING, self._open):
                return work(self._open)
        except psycopg.Error as error:
            self.close()
            fault = fault_of(error)
            if fault is None:
                raise
            raise _FaultError(fault) from None
        except BaseException:
            self.close()
            raise

    def _connected(self) -> Connection:
        parameters = parameters_of(self._address, self._environ)
        try:
            # Statements that are prepared on the server would not survive a pooler.
            made = psycopg.connect(**parameters, autocommit=True, prepare_threshold=None)  # type: ignore[arg-type]  # all text
        except psycopg.Error as error:
            raise _FaultError(refusal(error, parameters)) from None
        try:
            with _within(_ANSWERING, made):
                made.execute(f"SET statement_timeout = {_ANSWERING - 5}000")
                self._prepare(made)
        except BaseException:
            made.close()
            raise
        return made


@contextmanager
def _within(seconds: float, connection: Connection) -> Iterator[None]:
    """End the connection if this takes longer: a server that hangs keeps no promise of its own."""
    timer = Timer(seconds, _cut, [connection.fileno()])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _cut(handle: int) -> None:
    with socket.fromfd(handle, socket.AF_INET, socket.SOCK_STREAM) as same:
        same.shutdown(socket.SHUT_RDWR)
