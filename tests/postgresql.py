"""A PostgreSQL server of one's own: what Debian ships, in a folder of its own, on loopback."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from socket import socket

import psycopg
import pytest

PASSWORD = "canary-database-p@ss/%word"
"""Of every role; it holds what an address must quote."""
_CONF = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
max_connections = 40
password_encryption = 'scram-sha-256'
fsync = {fsync}
synchronous_commit = {fsync}
full_page_writes = {fsync}
"""
_MAKING = ("-E", "UTF8", "--no-locale", "-N")
_HBA = "host all all 127.0.0.1/32 scram-sha-256\nlocal all admin trust\n"


def _program() -> Path | None:
    beside = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("pg_ctl")
    return beside[-1] if beside else Path(on_path) if on_path else None


PG_CTL = _program()
NEEDED = [
    pytest.mark.postgresql,
    pytest.mark.skipif(PG_CTL is None, reason="no postgresql"),
]


class Server:
    """One server, whose superuser is `admin`."""

    def __init__(self, folder: Path, *, fsync: bool) -> None:
        self._folder, self._fsync = folder, fsync
        self.port = _free_port()
        self._made = 0

    def make(self) -> None:
        """The folder of its data."""
        _as_owner(self._folder, "initdb", "-D", self._data, "-U", "admin", "-A", "trust", *_MAKING)
        words = {"port": self.port, "folder": self._folder, "fsync": "on" if self._fsync else "off"}
        (self._data / "postgresql.conf").write_text(_CONF.format(**words))
        (self._data / "pg_hba.conf").write_text(_HBA)

    def start(self) -> None:
        """Returns when it answers."""
        _as_owner(self._folder, "pg_ctl", "start", "-w", "-D", self._data, "-l", self._folder / "log")

    def stop(self, mode: str = "fast") -> None:
        """`immediate` is a crash."""
        _as_owner(self._folder, "pg_ctl", "stop", "-w", "-D", self._data, "-m", mode)

    def base(self) -> str:
        """The name of a new base, which the new role of the same name owns."""
        self._made += 1
        name = f"base{self._made}"
        with self.admin() as admin:
            admin.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
            admin.execute(f"CREATE DATABASE {name} OWNER {name}")
        return name

    def admin(self, base: str = "postgres") -> psycopg.Connection:
        """A superuser's connection, each statement by itself."""
        return psycopg.connect(
            host=str(self._folder), port=self.port, user="admin", dbname=base, autocommit=True
        )

    def schema(self, base: str) -> str:
        """The name of a new schema in a base, which is quicker than a base."""
        self._made += 1
        name = f"project{self._made}"
        with self.admin(base) as admin:
            admin.execute(f"CREATE SCHEMA {name} AUTHORIZATION {base}")
        return name

    def address(self, base: str, user: str | None = None) -> str:
        """What `history:` says; the password is a name."""
        return f"postgresql://{user or base}:$DATABASE_PASSWORD@127.0.0.1:{self.port}/{base}"

    @property
    def _data(self) -> Path:
        return self._folder / "data"


@contextmanager
def server(*, fsync: bool = False) -> Iterator[Server]:
    """A server that runs; with `fsync` it loses nothing in a crash, and without it is quick."""
    # Not in pytest's folder: the server is another user, who may not look into that.
    folder = Path(tempfile.mkdtemp(prefix="statusgen-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    made = Server(folder, fsync=fsync)
    try:
        made.make()
        made.start()
        yield made
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            made.stop("immediate")
        shutil.rmtree(folder)


def _as_owner(folder: Path, program: str, *words: object) -> None:
    """Run one of the server's programs, which refuse to run as root."""
    assert PG_CTL is not None
    who = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    subprocess.run(
        [str(PG_CTL.with_name(program)), *map(str, words)],
        check=True,
        cwd=folder,
        timeout=60,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env={"LC_ALL": "C", "PATH": os.defpath},
        **({"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []} if who else {}),
    )


def _free_port() -> int:
    with closing(socket()) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
