"""PostgreSQL's own: restarts, rights, versions of the tables, what is told when it fails, and what people ask it."""

import dataclasses
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from socket import create_server
from threading import Thread

import psycopg
import pytest

from statusgen.model.errors import HostError
from statusgen.model.secrets import secret_or_text
from statusgen.model.tallies import Slot
from statusgen.recording import database_link, postgresql
from statusgen.recording.database_address import parameters_of
from statusgen.recording.database_schema import STEPS, VERSION
from statusgen.recording.lines import line_of
from tests.commands.make import statusgen
from tests.postgresql import NEEDED, PASSWORD, Server, server
from tests.recording.make import START, a_round
from tests.recording.places import ENVIRON, Base, Folder, append, opened, read
from tests.scorecard import IS_PROOF

pytestmark = [*NEEDED, pytest.mark.slow]
CRASHES = 10 if IS_PROOF else 3
SLOT = Slot("local", START.date())
DOCS = Path(__file__).parents[2] / "docs" / "database.md"
SETTINGS = """page: {{name: Chirp}}
history: {address}
components:
  - {{id: web, name: Web, check: http://127.0.0.1:9/}}
"""


@pytest.fixture
def own(postgresql: Server) -> Base:
    """A base of its own, whose owner the address names."""
    return Base(postgresql.address(postgresql.base()))


def admin(postgresql: Server, place: Base) -> psycopg.Connection:
    """A superuser in that base."""
    return postgresql.admin(place.address.rpartition("/")[2])


def as_role(postgresql: Server, place: Base, *grants: str) -> Base:
    """The same base as a new role sees it, with these rights."""
    postgresql._made += 1
    role = f"role{postgresql._made}"
    with admin(postgresql, place) as superuser:
        superuser.execute(f"CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")
        for grant in grants:
            superuser.execute(f"GRANT {grant} TO {role}")
    return Base(re.sub(r"//\w+:", f"//{role}:", place.address))


_LOOP = """
import sys
from statusgen.model.errors import HostError
from tests.recording.make import a_round
from tests.recording.places import Base, append
number = int(sys.argv[2])
while True:
    try:
        append(Base(sys.argv[1]), a_round(number))
        print(number, flush=True)
    except HostError:
        pass  # it reported instead of waiting on
    number += 1
"""


@pytest.mark.proof("S1")
def test_a_server_that_crashes_loses_no_acknowledged_round(
    record_property: Callable[[str, object], None],
) -> None:
    with server(fsync=True) as running:
        place = Base(running.address(running.base()))
        command = [sys.executable, "-c", _LOOP, place.address]
        acknowledged: list[int] = []
        writers = [
            subprocess.Popen([*command, str(first * 10_000)], stdout=subprocess.PIPE, text=True)
            for first in range(4)
        ]
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(int(writer.stdout.readline()))
        for crash in range(CRASHES):
            time.sleep(0.3)
            running.stop("immediate" if crash % 2 == 0 else "fast")
            time.sleep(0.5)
            running.start()
        for writer in writers:
            assert writer.stdout is not None
            acknowledged.append(int(writer.stdout.readline()))
            writer.terminate()
            acknowledged += [
                int(line) for line in writer.stdout.read().splitlines(keepends=True) if "\n" in line
            ]
            writer.wait(timeout=30)
        history = read(place)
    kept = {round_.at for round_ in history.rounds}
    lost = {a_round(number).at for number in acknowledged} - kept
    record_property(
        "S1", f"{len(lost)} of {len(acknowledged):,} rounds lost in {CRASHES} crashes of PostgreSQL"
    )
    assert (lost, history.damaged_lines) == (set(), 0)
    assert len(acknowledged) > 4 * CRASHES


def test_a_writer_waits_for_a_server_that_restarts(own: Base) -> None:
    with server() as running:
        base = running.base()
        pauses: list[float] = []

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            if len(pauses) == 3:
                running.start()

        place = Base(running.address(base), pause)
        with opened(place) as store:
            store.append(SLOT, [line_of(a_round(0))])
            running.stop("immediate")
            store.append(SLOT, [line_of(a_round(1))])
        assert len(pauses) >= 3
        assert read(place).rounds == (a_round(0), a_round(1))


def test_a_writer_reports_when_the_server_stays_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "WRITING", 1.0)
    with server() as running:
        place = Base(running.address(running.base()))
        with opened(place) as store:
            store.append(SLOT, [line_of(a_round(0))])
            running.stop()
            with pytest.raises(HostError, match="cannot be reached"):
                store.append(SLOT, [line_of(a_round(1))])
            with pytest.raises(HostError, match="cannot be reached"):
                store.slots(SLOT.day, SLOT.day)


def test_a_round_whose_answer_was_lost_counts_once(own: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = postgresql._append
    calls = []

    def cut_after_commit(link: database_link.Link, work: Callable, patience: float) -> object:
        def work_and_lose(connection: psycopg.Connection) -> object:
            done = work(connection)
            if not calls:
                calls.append(1)
                raise psycopg.OperationalError("server closed the connection unexpectedly")
            return done

        return patiently(link, work_and_lose, patience)

    patiently = database_link.Link.patiently
    monkeypatch.setattr(database_link.Link, "patiently", cut_after_commit)
    append(own, a_round())
    with opened(own) as store:
        assert [line for _, line in store.lines([SLOT])] == [line_of(a_round())] * 2
    assert read(own).rounds == (a_round(),)
    assert whole is postgresql._append


def test_a_server_that_hangs_is_left(own: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database_link, "_ANSWERING", 6)
    monkeypatch.setattr(postgresql, "WRITING", 0.0)
    append(own, a_round())
    with opened(own) as store:
        store.append(SLOT, [line_of(a_round(1))])
        with pytest.raises(HostError, match="took too long"):
            store._writing.once(lambda connection: connection.execute("SELECT pg_sleep(30)"))


def test_a_server_that_says_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "READING", 0.0)
    with create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        place = Base(f"postgresql://u:p@127.0.0.1:{port}/b?connect_timeout=2")
        before = time.monotonic()
        with opened(place) as store, pytest.raises(HostError, match="cannot be reached"):
            store.slots(SLOT.day, SLOT.day)
        assert time.monotonic() - before < 10


@contextmanager
def cut_off(port: int, after: int) -> Iterator[int]:
    """A way to the server on which nothing comes back after so many bytes; yields its port."""
    with create_server(("127.0.0.1", 0)) as listening:

        def carry() -> None:
            from socket import create_connection

            client, _ = listening.accept()
            upstream = create_connection(("127.0.0.1", port))
            Thread(target=_copy, args=(client, upstream, 1 << 60), daemon=True).start()
            _copy(upstream, client, after)

        Thread(target=carry, daemon=True).start()
        yield listening.getsockname()[1]


def _copy(one, other, most: int) -> None:
    passed = 0
    while data := one.recv(4096):
        passed += len(data)
        if passed <= most:
            other.sendall(data)


def test_an_answer_that_never_comes_is_not_waited_for(
    postgresql: Server, own: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    from statusgen.recording import postgresql as module

    monkeypatch.setattr(database_link, "_ANSWERING", 6)
    monkeypatch.setattr(module, "READING", 0.0)
    with opened(own) as store:
        store.append(SLOT, [line_of(a_round(number)) for number in range(2_000)])
    with cut_off(postgresql.port, 40_000) as port:
        place = Base(own.address.replace(f":{postgresql.port}/", f":{port}/"))
        before = time.monotonic()
        with opened(place) as store, pytest.raises(HostError, match="went away"):
            list(store.lines([SLOT]))
        assert 3 < time.monotonic() - before < 30


def first_version(postgresql: Server, place: Base) -> None:
    """The tables as version 1 had them, with rounds and a tally in them."""
    with psycopg.connect(**parameters_of(secret_or_text(place.address), ENVIRON)) as owner:
        owner.execute("CREATE TABLE statusgen_schema (id integer PRIMARY KEY, version integer NOT NULL)")
        owner.execute("INSERT INTO statusgen_schema VALUES (1, 1)")
        for statement in STEPS[0]:
            owner.execute(statement)
        for number in range(3):
            owner.execute(
                "INSERT INTO statusgen_rounds (day, vantage, line) VALUES (%s, %s, %s)",
                [SLOT.day, SLOT.vantage, line_of(a_round(number)).rstrip(b"\n")],
            )
        owner.execute("INSERT INTO statusgen_tallies VALUES (%s, %s, %s)", [SLOT.day, "other", b"old"])


def version(postgresql: Server, place: Base) -> int:
    """Of the tables of a base."""
    with admin(postgresql, place) as superuser:
        (found,) = superuser.execute("SELECT version FROM statusgen_schema").fetchall()
    return found[0]


@pytest.mark.proof("S22", "versions of the tables in PostgreSQL that open alike")
def test_a_base_of_the_first_version_is_read_and_brought_to_ours(postgresql: Server, own: Base) -> None:
    first_version(postgresql, own)
    assert read(own).rounds == tuple(a_round(number) for number in range(3))
    with opened(own) as store:
        assert list(store.set_aside([SLOT])) == []
    assert version(postgresql, own) == 1, "who only reads changes nothing"
    append(own, a_round(3))
    assert version(postgresql, own) == VERSION == len(STEPS)
    with opened(own) as store:
        assert len(list(store.lines([SLOT]))) == 4
        assert list(store.tallies([Slot("other", SLOT.day)])) == [(Slot("other", SLOT.day), b"old")]
        mark = store.slots(SLOT.day, SLOT.day)[SLOT].rounds or ""
        assert store.drop_rounds(SLOT, mark, [b"damaged\n"])
        assert list(store.set_aside([SLOT])) == [(SLOT, b"damaged\n")]


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "version 1"])
def test_many_processes_make_the_tables_at_once(postgresql: Server, own: Base, is_new: bool) -> None:
    if not is_new:
        first_version(postgresql, own)
    code = _LOOP.replace("while True:", "for _ in range(3):").replace("pass", "raise")
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", code, own.address, str(100 + number * 10)],
            stderr=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    said = [writer.communicate(timeout=120)[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 6, said
    assert len(read(own).rounds) == (18 if is_new else 21)
    assert version(postgresql, own) == VERSION


def test_tables_of_a_newer_version_are_read_and_not_written(postgresql: Server, own: Base) -> None:
    append(own, a_round())
    with admin(postgresql, own) as superuser:
        superuser.execute(f"UPDATE statusgen_schema SET version = {VERSION + 1}")
        superuser.execute("ALTER TABLE statusgen_rounds ADD COLUMN mood text")
    assert read(own).rounds == (a_round(),)
    with pytest.raises(HostError, match="written by a newer statusgen"):
        append(own, a_round(1))
    assert read(own).rounds == (a_round(),)


def test_several_projects_share_a_base_each_in_its_schema(postgresql: Server, own: Base) -> None:
    name = own.address.rpartition("/")[2]
    places = [
        dataclasses.replace(own, address=f"{own.address}?options=-csearch_path%3D{postgresql.schema(name)}")
        for _ in range(2)
    ]
    for number, place in enumerate([own, *places]):
        append(place, a_round(number))
    for number, place in enumerate([own, *places]):
        assert read(place).rounds == (a_round(number),)


def grants(heading: str) -> list[str]:
    """What the document says a role needs."""
    section = DOCS.read_text(encoding="utf-8").partition(f"### {heading}\n")[2].partition("\n#")[0]
    return re.findall(r"GRANT (.*?) TO \w+;", section, re.DOTALL)


def built(root: Path, address: str) -> bytes:
    """What the page of a project says whose history is there."""
    (root / "statusgen.yaml").write_text(SETTINGS.format(address=address))
    now = (START + timedelta(minutes=1)).isoformat()
    ran = statusgen("build", "--now", now, cwd=root, environ=ENVIRON)
    assert ran.code == 0, ran.err
    return (root / "site" / "status.json").read_bytes()


def test_a_role_that_may_only_read_builds_the_page(postgresql: Server, own: Base, tmp_path: Path) -> None:
    empty = built(tmp_path, "files")
    for place in (own, Folder(tmp_path)):
        append(place, a_round())
    reader = as_role(postgresql, own, *grants("Who builds"))
    assert built(tmp_path, reader.address) == built(tmp_path, "files") != empty
    with pytest.raises(HostError, match="no right"):
        append(reader, a_round(1))
    assert len(read(own).rounds) == 1


def test_a_role_that_may_only_add_probes(postgresql: Server, own: Base) -> None:
    append(own, a_round())
    writer = as_role(postgresql, own, *grants("Who probes"))
    append(writer, a_round(1))
    assert len(read(writer).rounds) == 2
    with opened(writer) as store, pytest.raises(HostError, match="no right"):
        store.drop_rounds(SLOT, store.slots(SLOT.day, SLOT.day)[SLOT].rounds or "", [])
    assert len(read(own).rounds) == 2


def test_a_role_without_a_right_is_told_so(postgresql: Server, own: Base) -> None:
    stranger = as_role(postgresql, own)
    with pytest.raises(HostError, match="no right"):
        append(stranger, a_round())
    append(own, a_round())
    with pytest.raises(HostError, match="no right"):
        read(stranger)


def test_an_appended_round_outlives_a_crash_also_where_the_base_would_not_wait(
    postgresql: Server, own: Base
) -> None:
    name = own.address.rpartition("/")[2]
    with postgresql.admin() as superuser:
        superuser.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    with opened(own) as store:
        said = store._write(lambda connection: connection.execute("SHOW synchronous_commit").fetchone())
    assert said == ("on",)


def test_the_environment_of_libpq_changes_nothing(
    own: Base, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    append(own, a_round())
    names = {option.envvar.decode() for option in psycopg.pq.Conninfo.get_defaults() if option.envvar}
    assert {"PGHOST", "PGHOSTADDR", "PGOPTIONS", "PGPASSFILE", "PGSSLMODE"} <= names
    for name in names - {"PGSERVICE"}:
        monkeypatch.setenv(name, "nonsense")
    assert read(own).rounds == (a_round(),)


def test_passwords_of_a_file_are_not_used(own: Base, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".pgpass").write_text(f"*:*:*:*:{PASSWORD}\n")
    (tmp_path / ".pgpass").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    without = Base(own.address.replace(":$DATABASE_PASSWORD", ""))
    with pytest.raises(HostError, match="refused the login"):
        append(without, a_round())


BAD = {
    "a wrong password": ("postgresql://{name}:canary-wrong@127.0.0.1:{port}/{name}", "refused the login"),
    "a user that is not there": (
        "postgresql://canary-user:$DATABASE_PASSWORD@127.0.0.1:{port}/{name}",
        "refused the login",
    ),
    "a base that is not there": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:{port}/canary-base",
        "does not exist",
    ),
    "a name that is not set": (
        "postgresql://{name}:$CANARY_UNSET@127.0.0.1:{port}/{name}",
        r"\$CANARY_UNSET is not set",
    ),
    "a port on which nobody listens": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:9/{name}",
        "cannot be reached",
    ),
    "a host that is none": (
        "postgresql://{name}:$DATABASE_PASSWORD@canary-host.invalid/{name}",
        "cannot be reached",
    ),
    "encryption that it lacks": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:{port}/{name}?sslmode=require",
        "was not trusted",
    ),
    "no host": ("postgresql://{name}:$DATABASE_PASSWORD@/{name}", "names no host"),
    "no user": ("postgresql://127.0.0.1:{port}/{name}", "names no user"),
    "no base": ("postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:{port}", "names no base"),
    "a parameter that is none": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:{port}/{name}?canary=1",
        "no address",
    ),
    "a port that is none": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:canary/{name}",
        "cannot be reached|no address",
    ),
    "a secret that is no address": ("$DATABASE_PASSWORD", "no address"),
    "a schema that is not there": (
        "postgresql://{name}:$DATABASE_PASSWORD@127.0.0.1:{port}/{name}?options=-csearch_path%3Dcanary",
        "no schema",
    ),
}


@pytest.mark.proof("S13", "ways a database fails told without a secret of its address")
@pytest.mark.parametrize("case", BAD)
def test_what_fails_is_told_plainly_and_without_the_address(
    postgresql: Server, shared: str, tmp_path: Path, case: str
) -> None:
    address, words = BAD[case]
    address = address.format(name=shared, port=postgresql.port)
    (tmp_path / "statusgen.yaml").write_text(SETTINGS.format(address=f"'{address}'"))
    # Adding is more patient than reading, and alone needs a schema.
    command = "probe" if "schema" in case else "build"
    for more in ("--json", "-v") if IS_PROOF else ("-v",):
        ran = statusgen(command, more, cwd=tmp_path, environ=ENVIRON)
        said = ran.out + ran.err
        assert ran.code == 4, said
        assert re.search(words, said), said
        for secret in (PASSWORD, "canary-", "p%40ss", str(postgresql.port), "Traceback", "psycopg"):
            assert secret not in said


def test_without_the_library_the_install_line_is_told(tmp_path: Path) -> None:
    (tmp_path / "psycopg.py").write_text("raise ImportError")
    (tmp_path / "statusgen.yaml").write_text(SETTINGS.format(address="postgresql://u@h/b"))
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    ran = statusgen("build", cwd=tmp_path, environ={"PYTHONPATH": paths})
    assert (ran.code, "pip install 'statusgen[postgres]'" in ran.err) == (4, True)


def test_the_queries_of_the_document_answer(postgresql: Server, own: Base) -> None:
    with opened(own) as store:
        store.append(SLOT, [line_of(a_round(number)) for number in range(5)])
        store.append(SLOT, [b"\xff damaged\n"])
        from statusgen.recording.tally_lines import document_of
        from statusgen.recording.tallying import tally_of

        store.keep_tally(SLOT, document_of(tally_of(SLOT, [a_round(number) for number in range(5)])))
    section = DOCS.read_text(encoding="utf-8").partition("## Questions")[2]
    queries = re.findall(r"```sql\n(.*?)```", section, re.DOTALL)
    reader = as_role(postgresql, own, *grants("Who builds"))
    answers = []
    with psycopg.connect(**parameters_of(secret_or_text(reader.address), ENVIRON)) as asking:
        for query in queries:
            answers.append(
                asking.execute(
                    query.replace("now()", f"timestamptz '{START.isoformat()}'").encode()
                ).fetchall()
            )
    assert len(answers) >= 4
    assert all(answers), [query for query, answer in zip(queries, answers, strict=True) if not answer]
