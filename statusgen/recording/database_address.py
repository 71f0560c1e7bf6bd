"""The address of a database becomes what libpq is told, and nothing is left to its environment."""

from collections.abc import Mapping
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.pq import Conninfo

from statusgen.model.errors import HostError
from statusgen.model.secrets import MissingSecretError, Secret, reveal

Parameters = dict[str, str | int]
CONNECTING = 10
"""Seconds for one attempt to connect, where the address says nothing else."""

_FORM = "write postgresql://user:$PASSWORD@host/base"
_NEEDED = {"host": "a host", "user": "a user", "dbname": "a base"}
_OURS: Parameters = {
    "port": 5432,
    "connect_timeout": CONNECTING,
    # A peer that is gone without a word is noticed.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
    # Tickets and passwords of whoever runs this are not what the settings say.
    "gssencmode": "disable",
    "passfile": "/dev/null/none",  # /dev/null itself would be complained of on stderr
}
_UNWRITTEN = {
    "sslcertmode": "allow",
    "require_auth": "password,md5,gss,sspi,scram-sha-256,none",
    "min_protocol_version": "3.0",
    "max_protocol_version": "3.0",
}
"""What libpq does without a word, where no empty word says the same."""
_ALWAYS: Parameters = {"client_encoding": "UTF8", "application_name": "statusgen"}


def parameters_of(address: str | Secret, environ: Mapping[str, str]) -> Parameters:
    """What to connect with, secrets filled in: use it at once. HostError when it cannot be made."""
    try:
        written = conninfo_to_dict(_revealed(address, environ))
    except MissingSecretError as missing:
        message = f"history: ${missing} is not set in the environment (set it where statusgen runs)"
        raise HostError(message) from None
    except psycopg.Error:  # whose text quotes the address
        raise HostError(f"history: that is no address of a database ({_FORM})") from None
    for name, noun in _NEEDED.items():
        if not written.get(name):
            raise HostError(f"history: the address names no {noun.removeprefix('a ')} ({_FORM})")
    given = {key: value for key, value in written.items() if value is not None}
    return {**_without_environment(), **_OURS, **given, **_ALWAYS}


def _revealed(address: str | Secret, environ: Mapping[str, str]) -> str:
    """A value stands for one part of the address, whatever signs are in it, or for the whole of it."""
    is_whole = isinstance(address, Secret) and address.text.startswith("$")
    quoted = {name: value if is_whole else quote(value, safe="") for name, value in environ.items()}
    return reveal(address, quoted)


def _without_environment() -> Parameters:
    """libpq's own default wherever a variable like PGOPTIONS says something else.

    Naming a service (PGSERVICE) is the one thing that cannot be taken back.
    """
    overruled = {
        option.keyword.decode(): (option.compiled or b"").decode()
        for option in Conninfo.get_defaults()
        if option.envvar and option.val != option.compiled and option.keyword != b"service"
    }
    return {keyword: value or _UNWRITTEN.get(keyword, "") for keyword, value in overruled.items()}
