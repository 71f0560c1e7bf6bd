"""What a database or its library complains of, in words of ours: theirs quote addresses and values."""

from typing import NamedTuple

import psycopg
from psycopg.conninfo import make_conninfo
from psycopg.pq import PGconn, Ping

from statusgen.recording.database_address import Parameters

NAME = "the database of 'history:'"
_RIGHTS = "docs/database.md has the rights that it needs"


class Fault(NamedTuple):
    """Why something did not work."""

    words: str
    is_passing: bool
    """It may work in a moment."""


_LOST = Fault(f"{NAME} went away in the middle (try again)", is_passing=True)
_STATES = {
    "25006": Fault(f"{NAME} is a copy that cannot be written to (name the one that can)", is_passing=False),
    "42501": Fault(f"{NAME} gives this user no right to do that ({_RIGHTS})", is_passing=False),
    "3F000": Fault(f"{NAME} has no schema to make tables in (make the one that it names)", is_passing=False),
    "53100": Fault(f"{NAME} has a full disk (make room there)", is_passing=False),
    "57014": Fault(f"{NAME} took too long (see what it is busy with)", is_passing=False),
    "53300": Fault(f"{NAME} has too many connections (allow more, or end some)", is_passing=True),
    "40001": Fault(f"{NAME} could not put this in order with what others wrote (try again)", is_passing=True),
    "40P01": Fault(f"{NAME} could not put this in order with what others wrote (try again)", is_passing=True),
}
_CLASSES = {
    "08": _LOST,
    "57": _LOST,
    "53": Fault(f"{NAME} lacks memory or room (look there)", is_passing=True),
}
_REFUSALS = {
    "too many": _STATES["53300"],
    "remaining connection slots": _STATES["53300"],
    "password": Fault(f"{NAME} refused the login (check user and password)", is_passing=False),
    "role": Fault(f"{NAME} refused the login (check user and password)", is_passing=False),
    "pg_hba": Fault(
        f"{NAME} takes no such login from here (allow this host, user and base in its pg_hba.conf)",
        is_passing=False,
    ),
    "permission": Fault(f"{NAME} gives this user no right to connect ({_RIGHTS})", is_passing=False),
    "database": Fault(f"{NAME} does not exist on that server (make it, or name another)", is_passing=False),
}
"""By a word of PostgreSQL's own English; it sends no code with these."""
_REFUSED = Fault(f"{NAME} refused the connection (check user, password and base)", is_passing=False)
_STARTING = Fault(f"{NAME} is starting or stopping (try again)", is_passing=True)
_TRUST = Fault(
    f"{NAME} was not trusted, or takes no such encryption (check sslmode and sslrootcert)", is_passing=False
)
_SILENT = Fault(f"{NAME} cannot be reached (is it running, and are host and port right?)", is_passing=True)


def refusal(error: psycopg.Error, parameters: Parameters) -> Fault:
    """Why no connection was made."""
    said = str(error)
    answer = PGconn.ping(make_conninfo("", **parameters).encode())
    if answer == Ping.OK:
        return next((fault for word, fault in _REFUSALS.items() if word in said), _REFUSED)
    if answer == Ping.REJECT:
        return _STARTING
    return _TRUST if "SSL" in said or "certificate" in said else _SILENT


def fault_of(error: psycopg.Error) -> Fault | None:
    """Why a statement failed; None when that can only be a fault of ours."""
    state = error.sqlstate
    if state is None:
        return _LOST if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else None
    other = Fault(f"{NAME} refused with SQLSTATE {state} (its log says why)", is_passing=False)
    return _STATES.get(state) or _CLASSES.get(state[:2]) or other
