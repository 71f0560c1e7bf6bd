"""Mail over real servers that others wrote: secured, refused, broken off."""

import ssl

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from statusgen.model.checks import Tls
from statusgen.model.secrets import Secret
from tests.notifying.make import Letters, mail_server, parcel, post_box
from tests.notifying.test_delivery import delivered

CA, OTHER_CA = trustme.CA(), trustme.CA()
A, B, C = "a@chirp.example", "b@chirp.example", "c@chirp.example"
TO_ALL = [parcel(number, "mail", to) for number in range(2) for to in (A, B, C)]


def context():
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("127.0.0.1").configure_cert(made)
    return made


def login(_server, _session, _envelope, _mechanism, data):
    is_good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"us@x", b"p/w%1")
    return AuthResult(success=is_good, handled=False)


def secured(handler):
    return SMTP(
        handler, tls_context=context(), require_starttls=True, authenticator=login, auth_required=True
    )


@pytest.fixture
def authority(tmp_path):
    CA.cert_pem.write_to_path(tmp_path / "ca.pem")
    return Tls(authority="ca.pem")


def test_each_address_gets_a_message_of_its_own(tmp_path):
    with mail_server() as server:
        outcome, ledger = delivered(post_box(server.port, A, B, C), TO_ALL, tmp_path)
    assert outcome.trouble is None
    assert [(to, message["To"]) for to, message in server.taken] == [(x, x) for x in (A, B, C, A, B, C)]
    assert len(set(server.ids)) == len(ledger) == 6
    assert server.taken[0][1]["From"] == "Chirp status <status@chirp.example>"
    assert server.taken[0][1].get_content().strip() == "Words."


def test_an_address_may_be_a_secret(tmp_path):
    with mail_server() as server:
        receiver = post_box(server.port, Secret("$ON_CALL"))
        outcome, _ = delivered(receiver, [parcel(1, "mail", "$ON_CALL")], tmp_path, {"ON_CALL": A})
    assert outcome.trouble is None
    assert [to for to, _ in server.taken] == [A]


@pytest.mark.parametrize("value", ["no address", f"{A}, {B}", f"{A}\r\nBcc: {B}", "Ops <ops@x.example>"])
def test_a_secret_that_is_no_address_is_not_sent_to(value, tmp_path):
    with mail_server() as server:
        receiver = post_box(server.port, Secret("$ON_CALL"), B)
        parcels = [parcel(1, "mail", "$ON_CALL"), parcel(1, "mail", B)]
        outcome, _ = delivered(receiver, parcels, tmp_path, {"ON_CALL": value})
    assert outcome.trouble == "a secret holds no address of mail"
    assert [to for to, _ in server.taken] == [B]


def test_starttls_and_a_login_with_odd_characters(tmp_path, authority):
    with mail_server(make=secured) as server:
        url = Secret(f"smtp://us%40x:$PASSWORD@127.0.0.1:{server.port}")
        receiver = post_box(0, A, server=url, tls=authority)
        outcome, _ = delivered(receiver, TO_ALL[:1], tmp_path, {"PASSWORD": "p%2Fw%251"})
    assert outcome.trouble is None
    assert len(server.taken) == 1


def test_a_wrong_password_is_told_without_it(tmp_path, authority):
    with mail_server(make=secured) as server:
        url = Secret(f"smtp://us%40x:$PASSWORD@127.0.0.1:{server.port}")
        receiver = post_box(0, A, server=url, tls=authority)
        outcome, ledger = delivered(receiver, TO_ALL[:1], tmp_path, {"PASSWORD": "wrong"})
    assert outcome.trouble == "the server of mail refuses the login"
    assert ledger == []


def test_a_server_without_starttls_gets_neither_password_nor_message(tmp_path, authority):
    with mail_server() as server:
        url = f"smtp://user:secret@127.0.0.1:{server.port}"
        outcome, _ = delivered(post_box(0, A, server=url, tls=authority), TO_ALL[:1], tmp_path)
    assert outcome.trouble == "the server of mail does not offer a secure connection"
    assert server.taken == []


def test_a_certificate_of_somebody_else_is_not_trusted(tmp_path):
    OTHER_CA.cert_pem.write_to_path(tmp_path / "other.pem")
    with mail_server(make=secured) as server:
        url = f"smtp://us%40x:secret@127.0.0.1:{server.port}"
        receiver = post_box(0, A, server=url, tls=Tls(authority="other.pem"))
        outcome, _ = delivered(receiver, TO_ALL[:1], tmp_path)
    assert outcome.trouble == "the connection to the server of mail fails"
    assert server.taken == []


def test_one_refused_address_holds_up_no_other(tmp_path):
    letters = Letters(refused={B: "550 no such person"})
    with mail_server(letters) as server:
        outcome, ledger = delivered(post_box(server.port, A, B, C), TO_ALL, tmp_path)
    assert [to for to, _ in server.taken] == [A, C, A, C]
    assert outcome.trouble == "the server of mail does not take the address (code 550)"
    assert [is_lost for _, is_lost in ledger].count(True) == 2


def test_an_address_that_is_told_to_wait_gets_nothing_out_of_order(tmp_path):
    letters = Letters(refused={B: "450 greylisted"})
    with mail_server(letters) as server:
        receiver = post_box(server.port, A, B, C)
        outcome, ledger = delivered(receiver, TO_ALL, tmp_path)
        assert [to for to, _ in server.taken] == [A, C, A, C]
        assert "code 450" in outcome.trouble
        assert len(ledger) == 4
        letters.refused = {}
        rest = [one for one in TO_ALL if one.id not in {name for name, _ in ledger}]
        delivered(receiver, rest, tmp_path)
    assert [to for to, _ in server.taken][4:] == [B, B]
    assert len(set(server.ids)) == 6
