"""`status`: pages of this project, of statusgen and of Statuspage, also hostile, slow and broken ones."""

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from statusgen.commands import status as command
from statusgen.commands.claims import as_known, read_claim
from statusgen.model.times import format_moment
from tests.commands.make import quickly
from tests.commands.pages import ESCAPES, ours, said, theirs, web

PROJECT = """\
page: {name: Chirp, url: "https://status.chirp.example/"}
components:
  - {id: web, name: Web, check: "https://chirp.example/"}
  - {id: mail, name: Mail}
"""
INCIDENT = """\
title: Mail is late
impact: {mail: partial_outage}
updates:
  - {at: 2025-03-10T10:00Z, status: identified, text: It is late.}
"""


def told(address, *more):
    return quickly("status", address, *more)


def test_the_projects_own_page_as_a_build_would_say_it_now(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(PROJECT)
    (tmp_path / "incidents").mkdir()
    (tmp_path / "incidents/mail.yaml").write_text(INCIDENT)
    ran = quickly("-C", tmp_path, "status")

    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[0] == "Chirp status: Partly down"
    assert lines[2].endswith("; there is no evidence, so nothing is claimed of what is measured")
    assert any(line.split()[:3] == ["Partly", "down", "Mail"] for line in lines)
    # Nothing was ever measured, so nothing is claimed of it.
    assert any(line.split()[:3] == ["Not", "known", "Web"] for line in lines)
    assert "Identified: Mail is late, since 2025-03-10T10:00:00Z" in lines
    assert sorted(path.name for path in tmp_path.iterdir()) == ["incidents", "statusgen.yaml"]


def test_bad_files_are_told_as_everywhere(tmp_path):
    (tmp_path / "statusgen.yaml").write_text(PROJECT.replace("name: Mail", "nmae: Mail"))
    ran = quickly("-C", tmp_path, "status")
    assert (ran.code, "statusgen.yaml:4:" in ran.err) == (1, True)


def test_a_page_of_statusgen_is_read_from_its_own_document():
    with web({"/status.json": said(ours()), "/api/v2/summary.json": said(theirs())}) as address:
        ran = told(address)

    assert ran.code == 0, ran.err
    assert ran.out.splitlines() == [
        "Chirp status: Down",
        "Sign-in is down",
        "As of 2025-03-10T11:05:20Z, written by people; nothing here is measured",
        "",
        "Operational  Web",
        "Down         Sign-in  seen from Berlin",
        "",
        "Identified: Sign-in fails, since 2025-03-10T09:45:00Z",
        "In progress: New keys, since 2025-03-10T11:00:00Z",
        "",
        "https://status.chirp.example/",
    ]


def test_a_page_of_statuspage_is_told_as_their_word():
    with web({"/api/v2/summary.json": said(theirs())}) as address:
        ran = told(address + "/")

    assert ran.code == 0, ran.err
    lines = ran.out.splitlines()
    assert lines[:2] == ["Fernpost status: Slow", "Minor Service Outage"]
    assert lines[2].endswith("; these are their words, and they name no end")
    assert lines[4:6] == ["Partly down  Sending", "Operational  Web"]
    assert [line for line in lines if "since" in line] == [
        "Monitoring: Mail is late, since 2025-03-10T09:45:00Z",
        "In progress: Disks, since 2025-03-10T11:00:00Z",
    ]


def test_a_page_of_that_form_may_leave_out_what_it_has_nothing_for():
    document = {key: value for key, value in theirs().items() if key in ("page", "status", "components")}
    with web({"/api/v2/summary.json": said(document)}) as address:
        assert told(address, "--json").document["incidents"] == []


def test_both_documents_of_the_demo_tell_the_same_parts():
    site = Path(__file__).resolve().parents[2] / "site"
    own = read_claim((site / "status.json").read_bytes())
    other = read_claim((site / "api/v2/summary.json").read_bytes())

    assert own is not None
    assert other is not None
    assert (own.source, other.source) == ("statusgen", "statuspage")
    assert [(p.name, p.status) for p in own.parts] == [(p.name, p.status) for p in other.parts]
    assert [entry.title for entry in own.incidents] == [entry.title for entry in other.incidents]


def test_an_answer_that_is_no_document_of_ours_leads_to_theirs():
    answers = {"/status.json": (200, {}, b"<html>"), "/api/v2/summary.json": said(theirs())}
    with web(answers) as address:
        assert told(address, "--json").document["source"] == "statuspage"
        assert told(f"{address}/index.html", "--json").document["source"] == "statuspage"
        assert told(f"{address}/api/v2/summary.json", "--json").document["source"] == "statuspage"


def test_a_page_that_has_expired_is_not_believed():
    ended = ours(expires_at="2025-03-10T11:20:00Z")
    with web({"/status.json": said(ended)}) as address:
        ran, document = told(address), told(address, "--json").document

    lines = ran.out.splitlines()
    assert lines[:3] == [
        "Chirp status: Not known",
        "Not known: the page should have been renewed by 2025-03-10T11:20:00Z",
        "Last verified at 2025-03-10T11:05:20Z",
    ]
    assert "Not known    Web  was operational" in lines
    assert (document["is_stale"], document["status"]) == (True, "unknown")
    assert {one["status"] for one in document["components"]} == {"unknown"}


def test_a_page_holds_until_its_end_and_not_a_second_longer():
    claim = read_claim(json.dumps(ours(expires_at="2025-03-10T11:20:00Z")).encode())
    end = datetime(2025, 3, 10, 11, 20, tzinfo=UTC)

    assert not as_known(claim, end - timedelta(seconds=1)).is_stale
    assert as_known(claim, end).is_stale


FRESH = format_moment(datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1))
CODES = (
    ({}, (0, 3, 3, 3)),
    ({"headline": {"status": "operational", "text": "Fine"}, "components": []}, (0, 0, 0, 0)),
    ({"headline": {"status": "degraded_performance", "text": "Slow"}, "components": []}, (0, 0, 3, 3)),
    (
        {
            "headline": {"status": "operational", "text": "x"},
            "components": [{"name": "a", "status": "partial_outage"}],
        },
        (0, 3, 3, 3),
    ),
    ({"headline": {"status": "unknown", "text": "Not known"}, "components": []}, (0, 0, 0, 3)),
    ({"headline": {"status": "splendid", "text": "New word"}, "components": []}, (0, 0, 0, 3)),
    ({"headline": {"status": "under_maintenance", "text": "Work"}, "components": []}, (0, 0, 0, 0)),
    ({"expires_at": "2025-03-10T11:20:00Z"}, (0, 0, 0, 3)),
)


@pytest.mark.parametrize(("change", "codes"), CODES, ids=[str(number) for number in range(len(CODES))])
def test_the_exit_code_is_that_of_the_state_where_it_is_asked_for(change, codes):
    document = ours(**{"expires_at": FRESH, **change})
    with web({"/status.json": said(document)}) as address:
        found = tuple(
            told(f"{address}/status.json", "-q", "--fail-on", word).code
            for word in ("never", "down", "degraded", "unknown")
        )
    assert found == codes


def test_json_is_one_document_with_all_that_is_claimed():
    with web({"/status.json": said(ours())}) as address:
        document = told(address, "--json").document

    assert document["page"] == {"name": "Chirp", "url": "https://status.chirp.example/"}
    assert document["components"][1] == {
        "name": "Sign-in",
        "group": "chirp",
        "status": "major_outage",
        "note": "seen from Berlin",
    }
    assert [one["title"] for one in document["incidents"]] == ["Sign-in fails"]
    assert [one["title"] for one in document["maintenance"]] == ["New keys"]


def poisoned(document):
    """The same with every text followed by what drives terminals."""
    if isinstance(document, dict):
        return {key: poisoned(value) for key, value in document.items()}
    if isinstance(document, list):
        return [poisoned(value) for value in document]
    is_form = not isinstance(document, str) or document.endswith("Z") or document in FORMS
    return document if is_form else document + ESCAPES


FORMS = {"minor", "partial_outage", "operational", "major_outage", "in_progress", "g1", "c1", "c2"}


@pytest.mark.parametrize("document", [ours(), theirs()], ids=["ours", "theirs"])
@pytest.mark.parametrize("more", [(), ("--json",)], ids=["lines", "json"])
def test_no_text_of_theirs_drives_the_terminal(document, more):
    with web({"/status.json": said(poisoned(document))}) as address:
        ran = told(f"{address}/status.json", *more)

    assert ran.code == 0, ran.err
    assert "evil" in ran.out
    assert all(letter == "\n" or letter.isprintable() for letter in ran.out + ran.err)


BROKEN = {
    "not found": ((404, {}, b""), "it answers with status 404"),
    "an error": ((500, {}, b"secret"), "it answers with status 500"),
    "a web page": ((200, {}, b"<html>secret</html>"), "is no status page that can be read"),
    "a list": (said([1]), "is no status page that can be read"),
    "deep": ((200, {}, b"[" * 100_000), "is no status page that can be read"),
    "a huge number": ((200, {}, b'{"schema": ' + b"9" * 6000 + b"}"), "is no status page that can be read"),
    "not text": ((200, {}, b"\xff\xfe\x00"), "is no status page that can be read"),
    "a half": ((200, {}, json.dumps(ours()).encode()[:-9]), "is no status page that can be read"),
    "other types": (said(ours(components={}, incidents=1)), "is no status page that can be read"),
    "no time": (said(ours(expires_at="soon")), "is no status page that can be read"),
    "a newer schema": (said(ours(schema=2)), "is no status page that can be read"),
    "huge": ((200, {}, b'"' + b"x" * (3 * 1024 * 1024) + b'"'), "cannot read from 127.0.0.1"),
    "inside": ((302, {"Location": "http://10.1.2.3/latest"}, b""), "it redirects to where we do not follow"),
    "metadata": (
        (302, {"Location": "http://169.254.169.254/x"}, b""),
        "it redirects to where we do not follow",
    ),
    "a file": ((302, {"Location": "file:///etc/passwd"}, b""), "it redirects to where we do not follow"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_told_and_nothing_of_it_is_shown(name):
    answer, words = BROKEN[name]
    with web({"/status.json": answer}) as address:
        ran = told(f"{address}/status.json")

    assert (ran.code, ran.out) == (4, "")
    assert words in ran.err
    assert "secret" not in ran.err


def test_a_redirect_on_its_own_host_is_followed():
    answers = {"/status.json": (302, {"Location": "/new/status.json"}, b""), "/new/status.json": said(ours())}
    with web(answers) as address:
        assert told(address).code == 0


def test_odd_items_are_left_out_and_the_rest_is_told():
    odd = [
        None,
        1,
        [],
        {"name": 1, "status": "operational"},
        {"name": "no status"},
        {"name": "A", "status": "new"},
    ]
    with web({"/status.json": said(ours(components=odd, incidents=odd, maintenance=odd))}) as address:
        document = told(address, "--json").document
    assert document["components"] == [{"name": "A", "group": None, "status": "unknown", "note": None}]
    assert document["incidents"] == document["maintenance"] == []


def test_a_server_that_hangs_is_left_at_the_deadline(monkeypatch):
    monkeypatch.setattr(command, "PATIENCE", timedelta(seconds=0.5))
    with web({"/status.json": (200, {"X-Hang": "1"}, b"{")}) as address:
        began = time.monotonic()
        ran = told(f"{address}/status.json")

    assert (ran.code, ran.out) == (4, "")
    assert time.monotonic() - began < 10  # the deadline, and room for a busy machine


WRONG = {
    "ftp://chirp.example/": "write https://status.example.com/",
    "https://": "write https://status.example.com/",
    "http://[": "write https://status.example.com/",
    "": "write https://status.example.com/",
}


@pytest.mark.parametrize("url", WRONG)
def test_what_is_no_address_is_wrong_usage(url):
    ran = told(url)
    assert (ran.code, WRONG[url] in ran.err) == (2, True)


def test_a_password_in_an_address_is_never_shown():
    ran = told("http://me:hunter2@127.0.0.1:1/")
    assert (ran.code, "hunter2" in ran.out + ran.err) == (4, False)


def test_options_of_a_loop_need_the_loop():
    assert "add --watch" in quickly("status", "--every", "5s").err


def test_many_components_are_told_by_those_that_are_not_well():
    parts = [{"name": f"Part {n}", "status": "operational"} for n in range(99)]
    document = ours(components=[*parts, {"name": "Odd", "status": "partial_outage"}])
    with web({"/status.json": said(document)}) as address:
        lines = told(address).out.splitlines()

    assert "Partly down  Odd" in lines
    assert not any("Part 7" in line for line in lines)
    assert any("and 99 more that are operational" in line for line in lines)
