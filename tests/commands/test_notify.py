"""`notify` as a person or a build runs it: each change once, through crashes, fresh clones and receivers that hang."""

import functools
import json
import random
import re
import shutil
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from standardwebhooks.webhooks import Webhook

from tests.commands.make import quickly
from tests.notifying.make import Letters, contents, mail_server, sink
from tests.scorecard import IS_PROOF
from tests.targets import serve

KILLS = 100 if IS_PROOF else 12
EACH = 6
"""Changes before each."""
SETTINGS = """\
page: {{name: Chirp, url: "{url}"}}
groups:
  - {{id: chirp, name: Chirp, components: [{{id: web, name: Web}}, {{id: api, name: API}}]}}
notify:
{notify}
"""


NOW = datetime.now(UTC)
"""One instant for all: an update that is written again with another time is another update."""


def ago(minutes):
    return f"{NOW - timedelta(minutes=minutes):%Y-%m-%dT%H:%M:%SZ}"


def settle(root, *receivers, url="https://status.chirp.example/"):
    """A project with these receivers, its page built, and nothing told yet."""
    lines = "\n".join(f"  - {json.dumps(one)}" for one in receivers) or "  []"
    (root / "statusgen.yaml").write_text(SETTINGS.format(url=url, notify=lines))
    (root / "incidents").mkdir(exist_ok=True)
    build(root)


def build(root):
    ran = quickly("-C", root, "build")
    assert ran.code == 0, ran.err


def notify(root, *words):
    return quickly("-C", root, "notify", *words)


def write(root, name="ddos", *updates, impact="{web: major_outage}", title='"Sign-in fails"'):
    """Write an incident."""
    said = updates or [(5, "investigating", "We look into it.")]
    lines = [f"title: {title}", f"impact: {impact}", "updates:"]
    for minutes, status, text in said:
        lines += [f"  - at: {ago(minutes)}", f"    status: {status}", f"    text: {json.dumps(text)}"]
    (root / "incidents" / f"{name}.yaml").write_text("\n".join(lines) + "\n")


def tell_of(root, name="ddos", *updates, **more):
    """Write an incident and build the page."""
    write(root, name, *updates, **more)
    build(root)


def waited_for(what):
    """Wait until it is so; far longer than it ever takes."""
    for _ in range(1200):
        if what():
            return True
        time.sleep(0.05)
    return False


def mailbox(post):
    """A receiver of mail."""
    server = f"smtp+plain://127.0.0.1:{post.port}"
    return {"id": "mail", "email": ["a@chirp.example"], "sender": "x@chirp.example", "server": server}


def kinds(server):
    """What each request tells of, in short."""
    documents = [json.loads(heard.body) for heard in server.heard]
    return [
        f"{d['incident']['name']}: {d['incident']['status']}"
        if "incident" in d
        else f"{d['component']['name']}: {d['component_update']['new_status']}"
        for d in documents
    ]


def test_the_first_run_tells_nothing_and_the_next_what_changed(tmp_path):
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url}, url="http://127.0.0.1:9/")
        ran = notify(tmp_path)
        assert ran.code == 4
        assert "--from-now" in ran.err
        assert "nothing to compare with" in notify(tmp_path, "--from-now").err
        assert notify(tmp_path).out == "nothing to tell\n"
        tell_of(tmp_path)
        assert notify(tmp_path).out == "hook: 2 sent\n"
        assert notify(tmp_path).out == "nothing to tell\n"
        assert sorted(kinds(server)) == ["Sign-in fails: investigating", "Web: major_outage"]


def test_a_webhook_gets_the_form_of_statuspage_with_the_pages_own_words(tmp_path, monkeypatch):
    monkeypatch.setenv("KEY", "s3cret")
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url, "secret": "$KEY"})
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        assert notify(tmp_path).code == 0
    documents = {"incident" in d: d for d in (json.loads(heard.body) for heard in server.heard)}
    entry = next(path for path in (tmp_path / "site" / "incidents").glob("*.json"))
    summary = json.loads((tmp_path / "site" / "api" / "v2" / "summary.json").read_text())
    assert documents[True]["incident"] == json.loads(entry.read_text())["incident"]
    assert set(documents[True]) == {"meta", "page", "incident"}
    assert set(documents[False]) == {"meta", "page", "component_update", "component"}
    assert documents[False]["page"] == {
        "id": summary["page"]["id"],
        "status_indicator": summary["status"]["indicator"],
        "status_description": summary["status"]["description"],
    }
    web = next(row for row in summary["components"] if row["name"] == "Web")
    update = documents[False]["component_update"]
    assert update["component_id"] == documents[False]["component"]["id"] == web["id"]
    assert (update["old_status"], update["new_status"]) == ("operational", "major_outage")
    for heard in server.heard:
        Webhook(b"s3cret").verify(heard.body, dict(heard.headers))


def test_mail_goes_to_each_address_and_incidents_are_threads(tmp_path, monkeypatch):
    monkeypatch.setenv("ON_CALL", "b@chirp.example")
    with mail_server() as server:
        receiver = {
            "id": "mail",
            "email": ["a@chirp.example", "$ON_CALL"],
            "sender": "Chirp <status@chirp.example>",
            "server": f"smtp+plain://127.0.0.1:{server.port}",
            "tell": ["incidents"],
        }
        settle(tmp_path, receiver)
        notify(tmp_path, "--from-now")
        tell_of(tmp_path, "ddos", (9, "investigating", "First."))
        assert notify(tmp_path).code == 0
        tell_of(tmp_path, "ddos", (9, "investigating", "First."), (1, "resolved", "Over."))
        assert notify(tmp_path).code == 0
    assert [to[0] for to, _ in server.taken] == ["a", "b", "a", "b"]
    first, _, last, _ = [message for _, message in server.taken]
    assert [first["Subject"], last["Subject"]] == ["Investigating: Sign-in fails", "Resolved: Sign-in fails"]
    assert last["In-Reply-To"] == first["Message-ID"]
    assert b"b@chirp.example" not in contents(tmp_path)


def test_a_dry_run_prints_and_does_nothing(tmp_path):
    with sink() as server:
        hook = {"id": "hook", "webhook": server.url}
        chat = {"id": "chat", "apprise": "json://127.0.0.1:9/"}
        settle(tmp_path, hook, chat)
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        before = contents(tmp_path)
        ran = notify(tmp_path, "--dry-run")
        assert contents(tmp_path) == before
        assert server.heard == []
    assert ran.code == 0
    assert re.findall(r"^to (.*)$", ran.out, re.MULTILINE) == [
        "hook: Web: Major outage",
        "hook: Investigating: Sign-in fails",
        "chat: Web: Major outage",
        "chat: Investigating: Sign-in fails",
    ]
    assert "We look into it." in ran.out
    assert len(quickly("-C", tmp_path, "--json", "notify", "--dry-run").document["messages"]) == 4


def test_a_test_message_says_that_it_is_one(tmp_path):
    with sink() as server, mail_server() as post:
        settle(tmp_path, {"id": "hook", "webhook": server.url}, mailbox(post))
        assert notify(tmp_path, "--test").code == 0
        assert len(server.heard) == 1
        assert post.taken[0][1]["Subject"] == "Test: messages of Chirp arrive here"
        assert notify(tmp_path, "--test", "--only", "mail").code == 0
        assert (len(server.heard), len(post.taken)) == (1, 2)
    assert not (tmp_path / ".statusgen" / "notify" / "state.json").exists()


def test_what_failed_waits_and_comes_later_and_nobody_else_gets_it_twice(tmp_path):
    with sink() as well, sink(*["401"] * 2) as ill:
        settle(tmp_path, {"id": "well", "webhook": well.url}, {"id": "ill", "webhook": ill.url})
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        ran = notify(tmp_path)
        assert ran.code == 4
        assert "receiver 'ill': it answers with status 401 (tried again at the next run)" in ran.err
        tell_of(tmp_path, "ddos", (5, "investigating", "We look into it."), (1, "monitoring", "Better."))
        notify(tmp_path)
        notify(tmp_path)
    assert sorted(kinds(well)) == sorted(
        ["Web: major_outage", "Sign-in fails: investigating", "Sign-in fails: monitoring"]
    )
    assert len(set(well.ids)) == len(well.ids) == 3
    assert len(set(ill.ids)) == 3
    assert Counter(ill.ids)[ill.ids[0]] == 3


def test_only_one_receiver_is_sent_to_and_the_others_wait(tmp_path):
    with sink() as one, sink() as other:
        settle(tmp_path, {"id": "one", "webhook": one.url}, {"id": "other", "webhook": other.url})
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        notify(tmp_path, "--only", "one")
        assert (len(one.heard), len(other.heard)) == (2, 0)
        notify(tmp_path)
        assert (len(one.heard), len(other.heard)) == (2, 2)


def test_quiet_hours_hold_messages_and_lose_none(tmp_path):
    hours = datetime.now(UTC)
    now, then = f"{hours - timedelta(hours=2):%H:%M}", f"{hours + timedelta(hours=2):%H:%M}"
    quiet = {"start": now, "end": then, "zone": "UTC"}
    with sink() as server:
        receiver = {"id": "hook", "webhook": server.url, "tell": ["incidents"]}
        settle(tmp_path, receiver | {"quiet": quiet})
        notify(tmp_path, "--from-now")
        tell_of(tmp_path, impact="{web: partial_outage}")
        assert notify(tmp_path).out == "nothing to tell now; 1 wait\n"
        assert server.heard == []
        settle(tmp_path, receiver)
        assert notify(tmp_path).code == 0
        assert kinds(server) == ["Sign-in fails: investigating"]


def test_a_page_that_has_expired_tells_what_people_said_and_nothing_of_components(tmp_path):
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url})
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        path = tmp_path / "site" / "status.json"
        document = json.loads(path.read_text())
        path.write_text(json.dumps(document | {"expires_at": ago(1)}))
        ran = notify(tmp_path)
        assert "has expired: what it says of components is not told" in ran.err
        assert kinds(server) == ["Sign-in fails: investigating"]
        path.write_text(json.dumps(document))
        assert notify(tmp_path).code == 0
        assert kinds(server)[1:] == ["Web: major_outage"]


def test_a_page_that_was_built_before_the_last_one_is_not_compared(tmp_path):
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url})
        old = (tmp_path / "site" / "status.json").read_text()
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        notify(tmp_path)
        document = json.loads(old)
        (tmp_path / "site" / "status.json").write_text(json.dumps(document | {"taken_at": ago(60)}))
        assert "older than the one of" in notify(tmp_path).err
        assert len(server.heard) == 2


def test_an_old_page_given_again_repeats_nothing(tmp_path):
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url})
        old = shutil.copy(tmp_path / "site" / "status.json", tmp_path / "old.json")
        tell_of(tmp_path)
        for _ in range(3):
            assert notify(tmp_path, "--since", old).code == 0
        assert len(server.heard) == 2


@contextmanager
def published(folder):
    """A host that serves a folder."""
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    handler.log_message = lambda *_: None
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_fresh_clone_compares_with_the_published_page(tmp_path):
    host, root = tmp_path / "host", tmp_path / "clone"
    host.mkdir()
    root.mkdir()
    with published(host) as url, sink() as server:
        settle(root, {"id": "hook", "webhook": server.url}, url=url)
        assert "nothing to compare with" in notify(root, "--dry-run").err
        for said in ([(9, "investigating", "A.")], [(9, "investigating", "A."), (1, "resolved", "B.")]):
            shutil.copytree(root / "site", host, dirs_exist_ok=True)
            shutil.rmtree(root / ".statusgen")
            tell_of(root, "ddos", *said)
            assert notify(root).code == 0
        shutil.copytree(root / "site", host, dirs_exist_ok=True)
        shutil.rmtree(root / ".statusgen")
        assert notify(root).out == "nothing to tell\n"
    assert sorted(kinds(server)) == [
        "Sign-in fails: investigating",
        "Sign-in fails: resolved",
        "Web: major_outage",
        "Web: operational",
    ]


NASTY = r'"T \r\nBcc: x@y ]]> </script> {{7*7}} \u202e مرحبا 🚀 \u2028 =?utf-8?q?=0D=0ABcc:_y@x?="'
"""As YAML has it."""


def test_hostile_texts_stay_texts_everywhere(tmp_path):
    with sink() as server, mail_server() as post:
        settle(tmp_path, {"id": "hook", "webhook": server.url}, mailbox(post))
        notify(tmp_path, "--from-now")
        tell_of(tmp_path, title=NASTY, impact="{}")
        assert notify(tmp_path).code == 0
    assert json.loads(server.heard[0].body)["incident"]["name"].startswith("T ")
    message = post.taken[0][1]
    assert not message.defects
    assert message["Bcc"] is None
    assert "🚀" in message["Subject"]


CANARIES = {
    name: f"canary{name.lower()}9x7" for name in ("PATH_KEY", "SECRET", "TOKEN", "PASSWORD", "ON_CALL")
}


@pytest.mark.parametrize("fault", ["204", "401", "422", "cut"])
@pytest.mark.proof("S13", "ends of messages that leave no secret behind")
def test_no_secret_is_written_or_printed(fault, tmp_path, monkeypatch):
    for name, value in CANARIES.items():
        monkeypatch.setenv(name, value)
    with sink(*[fault] * 20) as server:
        hook = {
            "id": "hook",
            "webhook": f"{server.url}/$PATH_KEY",
            "secret": "$SECRET",
            "headers": {"Authorization": "Bearer $TOKEN"},
            "deadline": "1s",
        }
        box = {
            "id": "mail",
            "email": ["$ON_CALL"],
            "sender": "x@chirp.example",
            "server": "smtp://us:$PASSWORD@127.0.0.1:9",
            "deadline": "1s",
        }
        chat = {"id": "chat", "apprise": server.url.replace("http", "json", 1) + "/$TOKEN", "deadline": "1s"}
        settle(tmp_path, hook, box, chat)
        notify(tmp_path, "--from-now")
        tell_of(tmp_path)
        ran = [notify(tmp_path, *words) for words in (("-v",), ("--json",), ("--dry-run",), ("--test",))]
    seen = contents(tmp_path) + "".join(one.out + one.err for one in ran).encode()
    assert [name for name, value in CANARIES.items() if value.encode() in seen] == []
    assert any(CANARIES["PATH_KEY"] in heard.path for heard in server.heard)


@pytest.mark.slow
@pytest.mark.proof("S1")
def test_killed_at_any_moment_every_change_is_told_and_a_repetition_has_the_same_id(
    tmp_path, record_property
):
    letters = Letters(delay=0.01)
    with sink(delay=0.01) as server, mail_server(letters):
        settle(tmp_path, {"id": "hook", "webhook": server.url}, mailbox(letters))
        notify(tmp_path, "--from-now")
        chance, killed, midway, made = random.Random(3), 0, 0, 0
        for turn in range(KILLS):
            for _ in range(EACH):
                made += 1
                write(tmp_path, f"n{made}", impact="{}", title=f'"Number {made}"')
            build(tmp_path)
            heard = len(server.heard) + len(letters.taken)
            process = subprocess.Popen(
                [sys.executable, "-m", "statusgen", "-C", str(tmp_path), "notify"],
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            if turn % 4:
                # Amid what it sends: starting up takes most of the time.
                some = heard + chance.randrange(1, EACH)
                waited_for(lambda some=some: len(server.heard) + len(letters.taken) >= some)
                time.sleep(chance.uniform(0, 0.03))
            else:
                time.sleep(chance.uniform(0, 1.5))
            process.kill()
            killed += process.wait() != 0
            midway += len(server.heard) + len(letters.taken) - heard > 0
        assert notify(tmp_path).code == 0
        assert notify(tmp_path).out == "nothing to tell\n"
    lost = 2 * made - len(set(server.ids)) - len(set(letters.ids))
    again = len(server.ids) - len(set(server.ids)) + len(letters.ids) - len(set(letters.ids))
    record_property(
        "S1", f"{lost} messages lost, {again} sent again under their id, in {killed} killed notifies"
    )
    assert lost == 0
    # At most the one that was on its way to each receiver when it was killed.
    assert again <= 2 * killed
    assert len({json.loads(h.body)["incident"]["name"] for h in server.heard}) == made


def test_a_receiver_that_hangs_delays_no_round(tmp_path):
    target = serve("healthy")

    def rounds():
        return sum(len(path.read_text().splitlines()) for path in (tmp_path / "history").rglob("*.jsonl"))

    with sink(*["hang"] * 20) as ill, sink() as well:
        receivers = [
            {"id": "ill", "webhook": ill.url, "deadline": "1h"},
            {"id": "well", "webhook": well.url},
        ]
        (tmp_path / "statusgen.yaml").write_text(
            f"page: {{name: Chirp}}\ncomponents: [{{id: web, name: Web, check: 'http://127.0.0.1:{target.server_port}/'}}]\n"
            f"notify: {json.dumps(receivers)}\n"
        )
        assert quickly("-C", tmp_path, "run").code == 0
        (tmp_path / "incidents").mkdir()
        (tmp_path / "incidents" / "ddos.yaml").write_text(
            f"title: Slow\nimpact: {{web: partial_outage}}\nupdates: [{{at: '{ago(3)}', status: investigating, text: A.}}]\n"
        )
        assert quickly("-C", tmp_path, "run", "--no-notify").code == 0
        assert (ill.heard, well.heard) == ([], [])
        loop = subprocess.Popen(
            [sys.executable, "-m", "statusgen", "-C", str(tmp_path), "run", "--every", "1s"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            assert waited_for(lambda: ill.heard)
            begun = rounds()
            assert waited_for(lambda: rounds() >= begun + 2)
            assert waited_for(lambda: len(well.heard) == 2)
        finally:
            loop.terminate()
            assert loop.wait(60) == 130
        assert quickly("-C", tmp_path, "notify", "--only", "well").out == "nothing to tell now; 2 wait\n"
    target.shutdown()
    assert len(set(well.ids)) == len(well.ids) == 2


def test_whoever_is_not_named_is_asked_for(tmp_path):
    settle(tmp_path)
    assert notify(tmp_path).code == 2
    with sink() as server:
        settle(tmp_path, {"id": "hook", "webhook": server.url})
        assert notify(tmp_path, "--only", "nobody").code == 2
        assert notify(tmp_path, "--since", "nothing.json").code == 2
        shutil.rmtree(tmp_path / "site")
        ran = notify(tmp_path)
    assert ran.code == 2
    assert "there is no page in" in ran.err


@pytest.mark.parametrize(
    ("receiver", "complaint"),
    [
        ({"id": "x"}, "receiver 'x' has no address (write one of webhook, email and apprise)"),
        ({"id": "x", "webhook": "https://a.example/", "apprise": "ntfy://t"}, "has webhook and apprise"),
        ({"id": "x", "email": ["a@b.example"]}, "receiver 'x' has no sender (write sender:)"),
        ({"id": "x", "email": ["nobody"]}, "that is no address of mail"),
        ({"id": "x", "webhook": "ftp://a.example/"}, "an address cannot be understood"),
        ({"id": "x", "webhook": "https://a.example/", "sender": "a@b.example"}, "'sender' is of email alone"),
        (
            {"id": "x", "webhook": "https://a.example/", "components": ["wob"]},
            "unknown component or group 'wob'",
        ),
        ({"id": "x", "webhook": "https://a.example/", "tell": []}, "'tell' is empty"),
        (
            {"id": "x", "email": ["a@b.example"], "sender": "a@b.example", "server": "smtp+plain://u:pw@h"},
            "a password would travel in the open",
        ),
        (
            {
                "id": "x",
                "webhook": "https://a.example/",
                "quiet": {"start": "25:00", "end": "07:00", "zone": "UTC"},
            },
            "'25:00' is not a time of day (write 22:00)",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_with_its_place(receiver, complaint, tmp_path):
    (tmp_path / "statusgen.yaml").write_text(
        SETTINGS.format(url="https://s.example/", notify=f"  - {json.dumps(receiver)}")
    )
    ran = quickly("-C", tmp_path, "build")
    assert ran.code == 1
    assert complaint in ran.err
    assert "statusgen.yaml:5:" in ran.err


def test_two_receivers_need_two_ids(tmp_path):
    one = {"id": "x", "webhook": "https://a.example/"}
    lines = "\n".join(f"  - {json.dumps(one)}" for _ in range(2))
    (tmp_path / "statusgen.yaml").write_text(SETTINGS.format(url="https://s.example/", notify=lines))
    assert "id 'x' is taken by the receiver in line 5" in quickly("-C", tmp_path, "build").err
