"""Whom a check trusts and as whom it asks: contexts are shared, files are read once, and nothing hangs."""

import asyncio
import os
import ssl

import pytest
from cryptography.hazmat.primitives import serialization

from statusgen.model.checks import Check, Tls
from statusgen.probing.resolver import Resolver
from statusgen.probing.trust import Trusts
from tests.probing.make import (
    CA,
    OTHER_CA,
    identity,
    network,
    probe_all,
    reply,
    says,
    serving,
    swept,
    triple,
    trust,
)
from tests.probing.servers import CLIENT, OTHER_AUTHORITY, OUR_AUTHORITY, journey


class Counting:
    """A maker of public trust that counts."""

    def __init__(self):
        self.built = 0

    def __call__(self):
        self.built += 1
        return trust()


def test_two_hundred_checks_build_one_context():
    public = Counting()

    async def go():
        async with serving(says(reply()), tls=identity()) as port:
            checks = {f"c{n}": Check(url=f"https://127.0.0.1:{port}/{n}") for n in range(200)}
            return await swept(checks, network=network(trusts=Trusts(public)))

    assert {one.outcome for one in asyncio.run(go()).results.values()} == {"ok"}
    assert public.built == 1


def test_checks_with_the_same_files_share_a_context_and_others_do_not(tmp_path):
    trusts = Trusts(trust)
    first = trusts.of(Tls(authority=OUR_AUTHORITY), tmp_path)
    assert trusts.of(Tls(authority=OUR_AUTHORITY, name="x.test"), tmp_path) is first
    assert trusts.of(Tls(authority=OTHER_AUTHORITY), tmp_path) is not first
    assert trusts.of(Tls(authority=OUR_AUTHORITY), tmp_path, alpn=("h2",)) is not first
    assert trusts.of(CLIENT, tmp_path) is not trusts.of(Tls(), tmp_path)


def put_to(server, tls, root):
    """One check with a `tls:` block, of a project."""

    async def go():
        async with serving(says(reply()), tls=server) as port:
            check = Check(url=f"https://127.0.0.1:{port}/", tls=tls, attempts=1)
            return (await swept({"web": check}, root=root)).results["web"]

    return triple(asyncio.run(go()))


def test_files_lie_in_the_project(tmp_path):
    (tmp_path / "certs").mkdir()
    OTHER_CA.cert_pem.write_to_path(tmp_path / "certs/ca.pem")
    tls = Tls(authority="certs/ca.pem")
    assert put_to(identity(ca=OTHER_CA), tls, tmp_path) == ("ok", None, None)
    assert put_to(identity(ca=OTHER_CA), tls, tmp_path / "certs")[2] == "check_invalid"


def _encrypted(path):
    key = serialization.load_pem_private_key(CA.private_key_pem.bytes(), None)
    how = serialization.BestAvailableEncryption(b"secret")
    form = serialization.PrivateFormat.PKCS8
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, how) + CA.cert_pem.bytes())


UNUSABLE = {
    "is missing": lambda _: None,
    "is empty": lambda path: path.write_bytes(b""),
    "is a folder": lambda path: path.mkdir(),
    "is a pipe": os.mkfifo,
    "is endless": lambda path: path.symlink_to("/dev/zero"),
    "is huge": lambda path: path.write_bytes(bytes(2_000_000)),
    "is no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
}


def test_a_key_that_needs_a_password_asks_nobody_for_it(tmp_path):
    _encrypted(tmp_path / "x.pem")
    result = put_to(identity(), Tls(certificate="x.pem"), tmp_path)
    assert result == ("unknown", "local", "check_invalid")


@pytest.mark.parametrize("make", UNUSABLE.values(), ids=UNUSABLE)
@pytest.mark.parametrize("key", ["authority", "certificate"])
def test_a_file_that_cannot_be_used_is_the_fault_of_the_check(tmp_path, make, key):
    make(tmp_path / "x.pem")
    assert put_to(identity(), Tls(**{key: "x.pem"}), tmp_path) == ("unknown", "local", "check_invalid")


def test_a_certificate_and_its_key_may_stand_in_one_file(tmp_path):
    mine = CA.issue_cert("me@client.test")
    (tmp_path / "me.pem").write_bytes(mine.private_key_and_cert_chain_pem.bytes())
    server = identity()
    server.verify_mode = ssl.CERT_REQUIRED
    CA.configure_trust(server)
    assert put_to(server, Tls(certificate="me.pem"), tmp_path) == ("ok", None, None)


def test_a_client_certificate_is_shown_to_its_own_origin_alone():
    shown = []

    def server():
        context = identity("a.test", "b.test")
        context.verify_mode = ssl.CERT_OPTIONAL
        CA.configure_trust(context)
        return context

    def noting(handler):
        async def handle(reader, writer):
            shown.append(bool(writer.get_extra_info("ssl_object").getpeercert()))
            await handler(reader, writer)

        return handle

    async def go():
        ports = {}
        onward = journey(lambda _: to(ports["b"], "b"), lambda _: reply())
        back = journey(lambda _: to(ports["a"], "a"))
        async with serving(noting(onward), tls=server()) as a, serving(noting(back), tls=server()) as b:
            ports.update(a=a, b=b)
            world = network(resolver=Resolver(lambda _: ["127.0.0.1"]), may_follow=lambda _: True)
            check = Check(url=f"https://a.test:{a}/", tls=CLIENT, attempts=1)
            return (await swept({"web": check}, network=world)).results["web"]

    def to(port, host):
        return reply(b"", "302 Found", f"Location: https://{host}.test:{port}/\r\n")

    assert triple(asyncio.run(go())) == ("ok", None, None)
    assert shown == [True, False, False]


def test_an_authority_of_ones_own_is_not_for_other_origins():
    """It may be a test authority that anybody has the key of."""

    async def go():
        context = identity("a.test", "b.test", ca=OTHER_CA)
        async with serving(says(reply()), tls=context) as b:
            there = reply(b"", "302 Found", f"Location: https://b.test:{b}/\r\n")
            async with serving(says(there), tls=context) as a:
                world = network(resolver=Resolver(lambda _: ["127.0.0.1"]), may_follow=lambda _: True)
                check = Check(url=f"https://a.test:{a}/", tls=Tls(authority=OTHER_AUTHORITY), attempts=1)
                return (await swept({"web": check}, network=world)).results["web"]

    assert triple(asyncio.run(go())) == ("failed", "tls", "tls_untrusted")


def test_the_environment_does_not_choose_whom_to_trust(monkeypatch, tmp_path):
    for name in ("SSL_CERT_FILE", "SSLKEYLOGFILE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, str(tmp_path / "no"))
    assert put_to(identity(), Tls(), tmp_path) == ("ok", None, None)
    assert list(tmp_path.iterdir()) == []


def test_one_bad_file_fails_its_checks_alone():
    checks = {
        "bad": Check(url="https://127.0.0.1:9/", tls=Tls(authority="no.pem"), attempts=1),
        "good": Check(url="https://127.0.0.1:9/", attempts=1),
    }
    results = probe_all(checks).results
    assert [results[key].reason for key in checks] == ["check_invalid", "refused"]
