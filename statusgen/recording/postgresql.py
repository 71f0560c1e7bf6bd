"""The store in a PostgreSQL server, or in any other that speaks its protocol and its plain SQL.

Rounds are rows that are only added: one for each line, with the bytes that a file would have. Any number of
processes write at once; a reader sees one moment of the base from `slots` to the last row.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from itertools import count
from typing import Any, TypeVar

from psycopg import IsolationLevel, ServerCursor
from psycopg.abc import Query
from psycopg.sql import SQL, Identifier

from statusgen.model.errors import HostError, LockedError
from statusgen.model.secrets import Secret
from statusgen.model.tallies import Slot
from statusgen.recording.database_faults import NAME
from statusgen.recording.database_link import Connection, Link
from statusgen.recording.database_schema import VERSION, migrate, version_in
from statusgen.recording.lines import MAX_LINE, round_of, version_of
from statusgen.recording.lines import VERSION as LINE_VERSION
from statusgen.recording.stores import Kept, Part
from statusgen.recording.tally_lines import VERSION as TALLY_VERSION
from statusgen.recording.tally_lines import version_of_document

T = TypeVar("T")
Row = tuple[Any, ...]

WRITING, READING = 30.0, 5.0
"""Seconds of patience with a server that is away: a restart takes a few, and a round must not be lost."""

_LINES = """SELECT vantage, day, substring(line from 1 for %(longest)s) FROM statusgen_rounds
    WHERE day BETWEEN %(first)s AND %(last)s
    AND (day, vantage) IN (SELECT * FROM unnest(%(days)s::date[], %(vantages)s::text[]))
    ORDER BY day, vantage, id"""
_TALLIES = """SELECT vantage, day, document FROM statusgen_tallies
    WHERE day BETWEEN %(first)s AND %(last)s
    AND (day, vantage) IN (SELECT * FROM unnest(%(days)s::date[], %(vantages)s::text[]))
    ORDER BY day, vantage"""
_SET_ASIDE = """SELECT vantage, day, line FROM statusgen_damaged
    WHERE day BETWEEN %(first)s AND %(last)s
    AND (day, vantage) IN (SELECT * FROM unnest(%(days)s::date[], %(vantages)s::text[]))
    ORDER BY day, vantage, id"""
_TABLES = {
    Part.ROUNDS: "statusgen_rounds",
    Part.TALLY: "statusgen_tallies",
    Part.ASIDE: "statusgen_damaged",
}
_DURABLE = """SELECT set_config('synchronous_commit', 'on', true)
    WHERE current_setting('synchronous_commit', true) = 'off'"""


class Postgresql:
    """A base that the settings name, and in it the first schema of the search path."""

    def __init__(
        self,
        address: str | Secret,
        environ: Mapping[str, str],
        *,
        monotonic: Callable[[], float],
        pause: Callable[[float], None],
    ) -> None:
        self._writing = Link(address, environ, _prepare_writing, monotonic=monotonic, pause=pause)
        self._reading = Link(address, environ, _prepare_reading, monotonic=monotonic, pause=pause)
        self._another = partial(Link, address, environ, _prepare_writing, monotonic=monotonic, pause=pause)
        self._names = count()
        self._cursors = 0
        self._is_behind = True
        """Something was written since the reading connection began to look."""

    @property
    def name(self) -> str:
        """As `Store` has it: not the address."""
        return NAME

    def where(self, slot: Slot, part: Part) -> str:
        """Its table and the values to look for."""
        return f"{NAME}, {_TABLES[part]}, {slot.vantage} {slot.day}"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """As `Store` has it: a row is held as long as the connection lives."""
        holding = self._another()
        try:
            if not holding.patiently(_hold, WRITING):
                raise LockedError(f"another process compacts {NAME} (try again when it is done)")
            yield
        finally:
            # Told, not only left: a server may notice late that somebody is gone.
            with suppress(HostError):
                holding.once(lambda connection: connection.execute("ROLLBACK"))
            holding.close()

    def slots(self, first: date, last: date) -> Mapping[Slot, Kept]:
        """As `Store` has it. What is read next is of the same moment."""
        self._is_behind = True
        marks, tallies, aside = self._read(lambda connection: _slots(connection, first, last))
        return {slot: Kept(marks.get(slot), slot in tallies) for slot in sorted({*marks, *tallies, *aside})}

    def append(self, slot: Slot, lines: Sequence[bytes]) -> str:
        """As `Store` has it. When the server goes away in the very end, lines may be there twice, which
        readers take for once.
        """
        self._write(lambda connection: _append(connection, slot, lines))
        return f"{NAME}, {slot.vantage} {slot.day}"

    def lines(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        for slot, line in self._stream(_LINES, slots, rows=100):
            yield slot, line + b"\n"

    def tallies(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        yield from self._stream(_TALLIES, slots, rows=8)

    def keep_tally(self, slot: Slot, document: bytes) -> None:
        """As `Store` has it."""
        self._write(lambda connection: _keep_tally(connection, slot, document))

    def drop_rounds(self, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
        """As `Store` has it. False also when it was done and the answer was lost."""
        return self._write(lambda connection: _drop_rounds(connection, slot, mark, damaged))

    def set_aside(self, slots: Collection[Slot]) -> Iterator[tuple[Slot, bytes]]:
        """As `Store` has it."""
        if self._read(version_in) >= 2:
            for slot, line in self._stream(_SET_ASIDE, slots, rows=100):
                yield slot, line + b"\n"

    def close(self) -> None:
        """All connections."""
        self._writing.close()
        self._reading.close()
        self._is_behind = True

    def _write(self, work: Callable[[Connection], T]) -> T:
        def whole(connection: Connection) -> T:
            with connection.transaction():
                connection.execute(_DURABLE)
                return work(connection)

        self._is_behind = True
        return self._writing.patiently(whole, WRITING)

    def _read(self, work: Callable[[Connection], T]) -> T:
        """In the moment that was looked at before, unless that is over."""

        def whole(connection: Connection) -> T:
            if self._is_behind and not self._cursors:
                connection.rollback()
                self._is_behind = False
            return work(connection)

        return self._reading.patiently(whole, READING)

    def _stream(self, query: Query, slots: Collection[Slot], *, rows: int) -> Iterator[tuple[Slot, bytes]]:
        """Some rows at a time."""
        if not slots:
            return
        name = f"statusgen_{next(self._names)}"
        cursor = self._read(lambda connection: _opened(connection, name, query, slots))
        if cursor is None:
            return
        self._cursors += 1
        try:
            while some := self._reading.once(lambda _connection: cursor.fetchmany(rows)):
                for vantage, day, value in some:
                    yield Slot(vantage, day), value
        finally:
            self._cursors -= 1
            if not cursor.connection.closed:
                self._reading.once(lambda _connection: cursor.close())


def _prepare_writing(connection: Connection) -> None:
    connection.isolation_level = IsolationLevel.READ_COMMITTED
    version = version_in(connection)
    if version > VERSION:
        raise _newer()
    if version < VERSION:
        migrate(connection)


def _prepare_reading(connection: Connection) -> None:
    connection.isolation_level = IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.autocommit = False


def _hold(connection: Connection) -> bool:
    """Whether nobody else does."""
    connection.execute("BEGIN")
    return bool(connection.execute("SELECT id FROM statusgen_schema FOR UPDATE SKIP LOCKED").fetchall())


def _slots(
    connection: Connection, first: date, last: date
) -> tuple[Mapping[Slot, str], Collection[Slot], Collection[Slot]]:
    """Marks of lines, and who has a tally, and who lines that were set aside."""
    version = version_in(connection)
    if not version:
        return {}, (), ()
    marks = connection.execute(
        "SELECT vantage, day, count(*), max(id) FROM statusgen_rounds WHERE day BETWEEN %s AND %s"
        " GROUP BY vantage, day",
        [first, last],
    )
    found = {Slot(vantage, day): _mark(number, greatest) for vantage, day, number, greatest in marks}
    days = "SELECT DISTINCT vantage, day FROM {} WHERE day BETWEEN %s AND %s"
    tables = ["statusgen_tallies", *(["statusgen_damaged"] if version >= 2 else [])]
    tallies, *aside = (
        {Slot(*row) for row in connection.execute(SQL(days).format(Identifier(table)), [first, last])}
        for table in tables
    )
    return found, tallies, aside[0] if aside else ()


def _mark(number: int, greatest: int) -> str:
    # Numbers are never given twice, so a line that came, or one that went, makes another mark.
    return f"{number}:{greatest}"


def _opened(
    connection: Connection, name: str, query: Query, slots: Collection[Slot]
) -> ServerCursor[Row] | None:
    """What finds rows of these slots; None in a base without tables."""
    if not version_in(connection):
        return None
    days = [slot.day for slot in slots]
    values = {
        "first": min(days),
        "last": max(days),
        "days": days,
        "vantages": [slot.vantage for slot in slots],
        "longest": MAX_LINE + 1,
    }
    return connection.cursor(name, binary=True).execute(query, values, binary=True)


def _append(connection: Connection, slot: Slot, lines: Sequence[bytes]) -> None:
    newest = "SELECT line FROM statusgen_rounds WHERE day = %s AND vantage = %s ORDER BY id DESC LIMIT 8"
    versions = (
        version_of(line) for (line,) in connection.execute(newest, [slot.day, slot.vantage], binary=True)
    )
    if next((version for version in versions if version), 0) > LINE_VERSION:
        raise _newer()
    kept = [line.removesuffix(b"\n")[: MAX_LINE + 1] for line in lines if not line.isspace()]
    connection.execute(
        "INSERT INTO statusgen_rounds (day, vantage, began_at, line)"
        " SELECT %s, %s, began_at, line FROM unnest(%s::timestamptz[], %s::bytea[]) AS new (began_at, line)",
        [slot.day, slot.vantage, [_began_at(line, slot) for line in kept], kept],
    )


def _began_at(line: bytes, slot: Slot) -> datetime | None:
    round_ = round_of(line, slot.vantage)
    return round_.at if round_ else None


def _keep_tally(connection: Connection, slot: Slot, document: bytes) -> None:
    there = "SELECT document FROM statusgen_tallies WHERE day = %s AND vantage = %s"
    for (old,) in connection.execute(there, [slot.day, slot.vantage], binary=True):
        version = version_of_document(old)
        if version is None:
            _set_aside(connection, slot, old.splitlines())
        elif version > TALLY_VERSION:
            raise _newer()
    connection.execute(
        "INSERT INTO statusgen_tallies (day, vantage, document) VALUES (%s, %s, %s)"
        " ON CONFLICT (day, vantage) DO UPDATE SET document = excluded.document",
        [slot.day, slot.vantage, document],
    )


def _drop_rounds(connection: Connection, slot: Slot, mark: str, damaged: Sequence[bytes]) -> bool:
    # Exactly the rows that were counted go. One that somebody adds meanwhile stays, whatever its number.
    held = "SELECT id FROM statusgen_rounds WHERE day = %s AND vantage = %s ORDER BY id FOR UPDATE"
    ids = [number for (number,) in connection.execute(held, [slot.day, slot.vantage])]
    if not ids or _mark(len(ids), ids[-1]) != mark:
        return False
    _set_aside(connection, slot, damaged)
    connection.execute(
        "DELETE FROM statusgen_rounds WHERE day = %s AND vantage = %s AND id = ANY(%s)",
        [slot.day, slot.vantage, ids],
    )
    return True


def _set_aside(connection: Connection, slot: Slot, damaged: Sequence[bytes]) -> None:
    there = "SELECT line FROM statusgen_damaged WHERE day = %s AND vantage = %s"
    known = {line for (line,) in connection.execute(there, [slot.day, slot.vantage], binary=True)}
    new = [line.removesuffix(b"\n") for line in damaged]
    connection.execute(
        "INSERT INTO statusgen_damaged (day, vantage, line) SELECT %s, %s, unnest(%s::bytea[])",
        [slot.day, slot.vantage, [line for line in new if line not in known]],
    )


def _newer() -> HostError:
    return HostError(f"{NAME} was written by a newer statusgen (update this one to add to it)")
