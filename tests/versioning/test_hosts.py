import base64
import socket
import subprocess
import time
from datetime import timedelta
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.versioning.commits import commit
from statusgen.versioning.git import Limits
from statusgen.versioning.pushes import Pushed, push
from statusgen.versioning.repositories import repository
from tests.versioning.hosts import http_host
from tests.versioning.make import INCIDENT, World, write
from tests.versioning.test_pushes import moved_on

pytestmark = pytest.mark.slow
PASSWORD = "hunter2%2F"


def pushed(world: World, folder: Path, **environ: str) -> Pushed:
    """Push a new commit."""
    write(folder / INCIDENT, f"title: {time.monotonic()}\n")
    found = world.open(folder, **environ)
    commit(found, [folder / INCIDENT], "Web", world.patience())
    return push(found, [folder / "incidents"], world.patience())


def refused(world: World, address: str, **environ: str) -> str:
    """Why nothing can be pushed to the address; quickly, and without asking anybody."""
    folder = world.start()
    world.git(folder, "remote", "add", "origin", address)
    start = time.monotonic()
    with pytest.raises(HostError) as caught:
        pushed(world, folder, **environ)
    assert time.monotonic() - start < 15
    told = str(caught.value)
    assert told.startswith("not pushed: origin: ")
    assert "the commit is safe here" in told
    assert "hunter2" not in told
    assert "\n" not in told
    return told.removeprefix("not pushed: ")


def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def ssh(world: World, words: str, code: int = 255) -> dict[str, str]:
    """An ssh that fails as the real one does."""
    path = write(world.folder / "ssh", f"#!/bin/sh\necho '{words}' >&2\nexit {code}\n")
    path.chmod(0o755)
    return {"GIT_SSH": str(path), "GIT_SSH_VARIANT": "ssh"}


def test_a_push_over_http_carries_commits(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    with http_host(world.folder) as address:
        world.git(folder, "remote", "set-url", "origin", f"{address}/up.git")
        pushed(world, folder)
        moved_on(world, remote)
        assert pushed(world, folder).left_behind == ""
    assert world.head(folder) == world.head(remote, "main")


def test_a_push_over_git_s_own_protocol_carries_commits(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    port = closed_port()
    words = ["git", "daemon", "--listen=127.0.0.1", f"--port={port}", "--export-all", "--reuseaddr"]
    host = subprocess.Popen(
        [*words, "--enable=receive-pack", f"--base-path={world.folder}"], env=world.environ
    )
    try:
        world.git(folder, "remote", "set-url", "origin", f"git://127.0.0.1:{port}/up.git")
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        moved_on(world, remote)
        assert pushed(world, folder).left_behind == ""
    finally:
        host.terminate()
        host.wait()
    assert world.head(folder) == world.head(remote, "main")


def test_a_push_over_ssh_carries_commits(world):
    remote = world.remote()
    folder = world.start(remote=remote)
    path = write(
        world.folder / "ssh", '#!/bin/sh\nwhile [ "$1" != host ]; do shift; done; shift\neval "$*"\n'
    )
    path.chmod(0o755)
    world.git(folder, "remote", "set-url", "origin", f"ssh://host{remote}")
    moved_on(world, remote)
    assert pushed(world, folder, GIT_SSH=str(path), GIT_SSH_VARIANT="ssh").left_behind == ""
    assert world.head(folder) == world.head(remote, "main")


def test_a_stored_password_is_used_and_never_printed(world):
    remote = world.remote()
    login = "Basic " + base64.b64encode(b"ada:hunter2/").decode()
    with http_host(world.folder, login=login) as address:
        folder = world.start()
        with_password = address.replace("//", f"//ada:{PASSWORD}@")
        world.git(folder, "remote", "add", "origin", f"{with_password}/up.git")
        assert pushed(world, folder).remote == "origin"
        world.git(folder, "config", "branch.main.remote", f"{with_password}/up.git")
        assert pushed(world, folder).remote == f"{address}/up.git"
    assert world.head(folder) == world.head(remote, "main")


def test_a_password_that_is_not_accepted_is_told(world):
    world.remote()
    with http_host(world.folder, login="Basic other") as address:
        with_password = address.replace("//", f"//ada:{PASSWORD}@")
        assert refused(world, f"{with_password}/up.git") == (
            "origin: the host does not accept the name and the password "
            "(the commit is safe here; store a new token with your credential helper)"
        )


def test_nobody_is_asked_for_a_password(world):
    world.remote()
    with http_host(world.folder, login="Basic other") as address:
        assert refused(world, f"{address}/up.git") == (
            "origin: the host asks for a name and a password, and there is nobody to ask "
            "(the commit is safe here; store a token with a credential helper, or use ssh)"
        )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (
            403,
            "you may not push there (the commit is safe here; ask for the right to write, or push to a fork)",
        ),
        (
            404,
            "there is no such repository, or it is not shown to you (the commit is safe here; git remote -v shows the address)",
        ),
        (503, "the host fails at the moment (the commit is safe here; when it works again: git push)"),
    ],
)
def test_a_host_that_refuses(world, status, told):
    with http_host(world.folder, status=status) as address:
        with_password = address.replace("//", f"//ada:{PASSWORD}@")
        assert refused(world, f"{with_password}/up.git") == f"origin: {told}"


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_host_where_nobody_listens(world, scheme):
    assert refused(world, f"{scheme}://127.0.0.1:{closed_port()}/up.git") == (
        "origin: the host cannot be reached (the commit is safe here; when the network is back: git push)"
    )


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_host_that_has_no_address(world, scheme):
    assert refused(world, f"{scheme}://nowhere.invalid/up.git") == (
        "origin: the name of the host 'nowhere.invalid' is not found "
        "(the commit is safe here; when the network is back: git push)"
    )


def test_a_repository_that_is_not_there(world):
    assert refused(world, (world.folder / "gone.git").as_uri()) == (
        "origin: there is no such repository, or it is not shown to you "
        "(the commit is safe here; git remote -v shows the address)"
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (
            "git@host: Permission denied (publickey).",
            "the host does not accept your ssh key (the commit is safe here; ssh-add -l shows the keys that are offered)",
        ),
        (
            "Host key verification failed.",
            "ssh does not know the host's key (the commit is safe here; git fetch once by hand, and compare the key that it shows)",
        ),
        (
            "ssh: Could not resolve hostname host: Name or service not known",
            "the name of the host 'host' is not found (the commit is safe here; when the network is back: git push)",
        ),
        (
            "ssh: connect to host host port 22: Connection timed out",
            "the host cannot be reached (the commit is safe here; when the network is back: git push)",
        ),
        (
            "ERROR: Repository not found.",
            "there is no such repository, or it is not shown to you (the commit is safe here; git remote -v shows the address)",
        ),
        (
            "ERROR: Permission to chirp/status.git denied to ada.",
            "you may not push there (the commit is safe here; ask for the right to write, or push to a fork)",
        ),
        (
            "ERROR: The project you were looking for could not be found or you do not have permission to view it.",
            "there is no such repository, or it is not shown to you (the commit is safe here; git remote -v shows the address)",
        ),
    ],
)
def test_what_ssh_says_becomes_a_sentence(world, words, told):
    assert refused(world, "ssh://git@host/up.git", **ssh(world, words)) == f"origin: {told}"


@pytest.mark.parametrize("scheme", ["http", "git"])
def test_a_host_that_never_answers_is_given_up(world, scheme):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        folder = world.start()
        world.git(folder, "remote", "add", "origin", f"{scheme}://127.0.0.1:{silent.getsockname()[1]}/up.git")
        found = repository(folder, world.environ, limits=Limits(network=timedelta(seconds=1)))
        assert found is not None
        with pytest.raises(
            HostError, match=r"^not pushed: git push did not end within 1 s \(the commit is safe here\)$"
        ):
            push(found, [folder], world.patience())


def test_an_http_certificate_that_nobody_signed_is_told(world, tmp_path):
    import ssl
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    import trustme

    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    assert refused(world, f"https://127.0.0.1:{server.server_port}/up.git") == (
        "origin: the host's certificate is not accepted (the commit is safe here; git push by hand to see why)"
    )
    server.shutdown()
    server.server_close()
