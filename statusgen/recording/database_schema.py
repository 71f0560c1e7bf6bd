"""The tables of a database, made by us and changed by us from one version to the next.

Every step may be done twice, so that a crash between two of them costs nothing, also on servers that cannot
take back a change of tables. Two processes at once meet at the one row of `statusgen_schema`.
"""

import psycopg
from psycopg import errors

from statusgen.recording.database_link import Connection

VERSION = 2
"""Of the tables made here."""
STEPS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE IF NOT EXISTS statusgen_rounds (
            day date NOT NULL,
            vantage text NOT NULL,
            id bigint GENERATED ALWAYS AS IDENTITY,
            began_at timestamptz,
            line bytea NOT NULL,
            PRIMARY KEY (day, vantage, id)
        )""",
        """CREATE TABLE IF NOT EXISTS statusgen_tallies (
            day date NOT NULL,
            vantage text NOT NULL,
            document bytea NOT NULL,
            PRIMARY KEY (day, vantage)
        )""",
    ),
    # Version 1 had no place for damaged lines of a day whose rounds go.
    (
        """CREATE TABLE IF NOT EXISTS statusgen_damaged (
            day date NOT NULL,
            vantage text NOT NULL,
            id bigint GENERATED ALWAYS AS IDENTITY,
            line bytea NOT NULL,
            PRIMARY KEY (day, vantage, id)
        )""",
    ),
)
"""What leads to each version from the one before."""

_SCHEMA = "CREATE TABLE IF NOT EXISTS statusgen_schema (id integer PRIMARY KEY, version integer NOT NULL)"
_MET = (
    errors.UniqueViolation,
    errors.DuplicateTable,
    errors.DuplicateObject,
    errors.InternalError_,
)
"""How two processes that make the same table at once may be told so."""


def version_in(connection: Connection) -> int:
    """The version of the tables that are there; 0 for none."""
    try:
        found = connection.execute("SELECT version FROM statusgen_schema WHERE id = 1").fetchone()
    except errors.UndefinedTable:
        connection.rollback()
        return 0
    return int(found[0]) if found else 0


def migrate(connection: Connection) -> None:
    """Bring the tables from any older version to ours."""
    try:
        with connection.transaction():
            _migrate(connection)
    except _MET as error:
        raise psycopg.errors.SerializationFailure from error  # the other one was quicker


def _migrate(connection: Connection) -> None:
    connection.execute(_SCHEMA)
    connection.execute("INSERT INTO statusgen_schema (id, version) VALUES (1, 0) ON CONFLICT (id) DO NOTHING")
    row = connection.execute("SELECT version FROM statusgen_schema WHERE id = 1 FOR UPDATE").fetchone()
    version = int(row[0]) if row else 0
    for step in STEPS[version:]:
        for statement in step:
            connection.execute(statement)
    if version < VERSION:
        connection.execute("UPDATE statusgen_schema SET version = %s WHERE id = 1", [VERSION])
