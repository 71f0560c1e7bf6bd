"""Secrets in every place that takes one are found nowhere else, whatever servers, settings and commands do."""

import asyncio
import base64
import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.commands.make import quickly
from tests.probing.make import reply, says, serving
from tests.probing.zoo import ZOO
from tests.scorecard import IS_PROOF

PLACES = (
    *("USER", "PASSWORD", "PATH_TOKEN", "QUERY", "FRAGMENT", "HEADER", "BEARER", "BODY"),
    *("AUTH_USER", "AUTH_PASSWORD", "AUTH_TOKEN", "PROXY_PASSWORD", "STEP", "SEND", "ARGUMENT", "CONTROL"),
)
"""All that a check may hold a secret in."""
SECRETS = {
    name: f"canary{name.lower().replace('_', '')}{number}x7/+%q"
    for number, name in enumerate((*PLACES, "UNUSED"))
}
"""What the environment holds; each is a text that has to be quoted somewhere."""
CAPTURED = "canarycaptured9x7"
"""What an answer holds and a later step sends."""
WRITTEN = {
    name: f"canary-written-{name}" for name in ("path", "query", "header", "text", "no-text", "control")
}
"""What people wrote into their settings themselves, which may stand there and nowhere else."""
CANARIES = (*SECRETS.values(), *WRITTEN.values(), CAPTURED, "canary")
HOST = "127.0.0.1"
KINDS = ZOO if IS_PROOF else ZOO[::6]
Slip = Callable[[random.Random, str, int], str]
ENDLESS = ("flood", "endless", "hang")


def settings_for(urls: list[str], giving: str) -> str:
    """Checks with a secret in every place for each URL; one server gives something to capture."""
    checks = [checks_of(url, number) for number, url in enumerate(urls)]
    checks += [[{"url": giving, "id": "capturing", "steps": steps_of(giving)}], [told_to_a_program()]]
    components = [{"id": f"k{number}", "name": f"K {number}", "checks": c} for number, c in enumerate(checks)]
    controls = [f"http://{HOST}:9/$CONTROL", f"http://{HOST}:9/{WRITTEN['control']}"]
    top = {"page": {"name": "Chirp"}, "every": "20s", "allow_commands": "true", "controls": controls}
    return json.dumps(top | {"components": components})


SENDERS = ("tcp", "udp", "ws", "wss")
MORE = {"attempts": "1", "timeout": "2s"}


def checks_of(url: str, number: int) -> list[object]:
    return [
        *(web_checks(url) if url.startswith("http") else socket_checks(url)),
        {"url": f"$URL_{number}", **MORE},
    ]


def web_checks(url: str) -> list[object]:
    scheme, _, rest = url.partition("://")
    host, _, _ = rest.partition("/")
    login = {"user": "$AUTH_USER", "password": "$AUTH_PASSWORD"}
    return [
        {
            "url": f"{scheme}://$USER:$PASSWORD@{host}/$PATH_TOKEN?token=$QUERY#$FRAGMENT",
            "headers": {"X-Key": "$HEADER", "Authorization": "Bearer $BEARER"},
            **MORE,
        },
        {
            "url": f"{scheme}://{host}/{WRITTEN['path']}?token={WRITTEN['query']}",
            "headers": {"X-Key": WRITTEN["header"]},
            "expect": {"text": WRITTEN["text"], "no_text": WRITTEN["no-text"]},
            **MORE,
        },
        {"id": "post", "url": url, "method": "POST", "body": "key=$BODY", "auth": login, **MORE},
        {"id": "token", "url": url, "auth": {"token": "$AUTH_TOKEN"}, **MORE},
        {
            "id": "proxied",
            "url": "http://chirp.example/",
            "proxy": f"http://me:$PROXY_PASSWORD@{host}",
            **MORE,
        },
        {"id": "steps", "url": url, "steps": steps_of(url), **MORE},
    ]


def steps_of(url: str) -> list[object]:
    taken = {"token": {"pattern": "(canarycaptured[0-9a-z]+)"}}
    return [
        {"url": f"{url}?$STEP", "capture": taken},
        {"url": f"{url}?{{token}}", "headers": {"X-Taken": "{token}"}, "expect": {"text": "never there"}},
    ]


def socket_checks(url: str) -> list[object]:
    """Of kinds whose addresses hold nothing but a host; those of others stand only as whole secrets."""
    scheme, _, host = url.partition("://")
    if "+" in scheme or scheme in ("heartbeat", "command"):
        return []
    inside = {"url": f"{scheme}://$USER:$PASSWORD@{host}", **MORE}
    if scheme == "dns":
        inside["resolver"] = f"{HOST}:9"
    if scheme not in SENDERS:
        return [inside, inside | {"id": "b"}]
    return [inside | {"send": "hello"}, {"id": "send", "url": url, "send": "key=$SEND", **MORE}]


def told_to_a_program() -> object:
    return {
        "id": "program",
        "url": f"command://{sys.executable}",
        "arguments": ["-c", "exit($ARGUMENT)"],
        **MORE,
    }


def forms(token: str) -> set[str]:
    """The token as it could stand somewhere."""
    if len(token) < 8:
        return {token}
    whole = {base64.b64encode(pad + token.encode()).decode()[4:-4] for pad in (b"", b":", b"::")}
    return {token, quote(token), quote(token, safe=""), quote_plus(token), token.encode().hex(), *whole}


def found(text: str) -> list[str]:
    """Which canaries stand in a text."""
    return [form for token in CANARIES for form in forms(token) if form in text]


def files_of(root: Path) -> dict[str, str]:
    """All that was written, names too, but the settings themselves."""
    return {
        str(path.relative_to(root)): path.read_bytes().decode("latin-1")
        for path in root.rglob("*")
        if path.is_file() and path.name != "statusgen.yaml"
    }


async def said_by(root: Path, environ: dict[str, str], *arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "statusgen", "-C", str(root), *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        env={**os.environ, **environ},
    )
    out, _ = await asyncio.wait_for(process.communicate(), 240)
    assert process.returncode in {0, 1}, out
    return out.decode()


async def preview_of(root: Path, environ: dict[str, str]) -> str:
    """What the preview prints and serves, while it probes."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "statusgen", "-C", str(root), "-v", "dev", "--probe", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, **environ},
    )
    assert process.stdout is not None
    url = (await process.stdout.readline()).decode().removeprefix("preview: ").strip()
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        pages = [(await client.get(path)).text for path in ("/", "/status.json", "/how-we-measure/")]
    process.send_signal(signal.SIGINT)
    _, err = await asyncio.wait_for(process.communicate(), 30)
    return "".join([*pages, err.decode()])


def everything(root: Path) -> dict[str, str]:
    """All commands, while the zoo stands: what was printed and written."""

    async def go() -> dict[str, str]:
        async with AsyncExitStack() as stack:
            checks = [
                await stack.enter_async_context(one.standing()) for one in KINDS if not is_endless(one.name)
            ]
            urls = [str(check.url).replace("localhost", HOST) for check in checks]
            environ = SECRETS | {
                f"URL_{number}": f"{url}{SECRETS['PATH_TOKEN']}" if url.endswith("/") else url
                for number, url in enumerate(urls)
            }
            port = await stack.enter_async_context(serving(says(reply(CAPTURED.encode()))))
            (root / "statusgen.yaml").write_text(settings_for(urls, f"http://{HOST}:{port}/"))
            said = {
                " ".join(arguments): await said_by(root, environ, *arguments)
                for arguments in (
                    ("probe",), ("run",), ("--json", "-v", "run"), ("-v", "build"), ("lint",), ("lint", "--json"),
                )
            }  # fmt: skip
            explained = [("-v", "probe", "--explain"), ("--json", "probe", "--explain")]
            said |= {" ".join(words): await said_by(root, environ, *words) for words in explained}
            return said | {"dev": await preview_of(root, environ)}

    return asyncio.run(go()) | files_of(root)


def is_endless(name: str) -> bool:
    return any(word in name for word in ENDLESS) and not IS_PROOF


@pytest.fixture(scope="module")
def sinks(tmp_path_factory):
    return everything(tmp_path_factory.mktemp("canaries"))


def but_expected(name: str, text: str) -> str:
    """An explanation names what the settings themselves say is expected; nothing else may stand there."""
    for written in (WRITTEN["text"], WRITTEN["no-text"]) if "--explain" in name else ():
        text = text.replace(written, "")
    return text


@pytest.mark.slow
@pytest.mark.proof("S13")
def test_no_output_of_any_command_holds_a_secret(sinks, record_property):
    hits = {name: found(but_expected(name, text)) for name, text in sinks.items()}
    hits = {name: forms for name, forms in hits.items() if forms}

    record_property(
        "S13", f"{len(hits)} in {len(sinks)} sinks, {len(KINDS)} servers, {len(PLACES) + 1} places"
    )
    assert hits == {}


@pytest.mark.slow
def test_no_page_names_the_host_of_a_check_unless_asked(sinks):
    assert [name for name, text in sinks.items() if HOST in text and "--explain" not in name] == []


@pytest.mark.slow
def test_the_checks_were_really_put(sinks):
    history = "".join(text for name, text in sinks.items() if name.startswith("history/"))

    assert '"failed"' in history
    assert "secret_missing" not in history
    assert history.count('"k0/') >= 3
    assert sinks["site/index.html"].count("K 1")


@pytest.mark.proof("S13")
def test_no_complaint_about_bad_settings_repeats_a_secret(tmp_path, record_property):
    """Slips of the pen beside secrets: letters lost, doubled or exchanged, lines moved, types mistaken."""
    dice = random.Random(20250310)
    count = 20_000 if IS_PROOF else 600
    for _ in range(count):
        text = slipped(dice, BESIDE_SECRETS)
        (tmp_path / "statusgen.yaml").write_text(text)
        ran = quickly("-C", tmp_path, "lint", *dice.choice([(), ("--json",), ("-v",)]))
        assert "hunter2" not in ran.out + ran.err, (text, ran)
        assert ran.code in {0, 1}, (text, ran)
    record_property("S13", f"0 in {count} complaints about slips")


BESIDE_SECRETS = """\
page: {name: Chirp, url: "https://status.example/"}
every: 5m
controls:
  - https://me:hunter2a@control.example/hunter2b
components:
  - id: web
    name: Web
    checks:
      - url: https://me:hunter2c@chirp.example/hunter2d?key=hunter2e#hunter2f
        headers: {Authorization: Bearer hunter2g, X-Key: "hunter2h"}
        expect: {status: 200, text: "hunter2i", no_text: hunter2j}
        timeout: 5s
      - url: tcp://hunter2k@chirp.example:5432
        headers:
          Cookie: a=hunter2l
  - id: api
    name: API
    check: https://chirp.example/hunter2m
"""


def slipped(dice: random.Random, text: str) -> str:
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(text))
        text = dice.choice(SLIPS)(dice, text, at)
    return text


def _moved(dice: random.Random, text: str, _at: int) -> str:
    lines = text.splitlines(keepends=True)
    lines.insert(dice.randrange(len(lines)), lines.pop(dice.randrange(len(lines))))
    return "".join(lines)


def _indented(dice: random.Random, text: str, _at: int) -> str:
    lines = text.splitlines(keepends=True)
    line = dice.randrange(len(lines))
    lines[line] = dice.choice(["  ", "\t", " ", "- "]) + lines[line].lstrip(dice.choice([" ", ""]))
    return "".join(lines)


def _exchanged(old: str, *new: str) -> Slip:
    return lambda dice, text, at: text[:at] + text[at:].replace(old, dice.choice(new), 1)


def _lost(_dice: random.Random, text: str, at: int) -> str:
    return text[:at] + text[at + 1 :]


def _added(dice: random.Random, text: str, at: int) -> str:
    return text[:at] + dice.choice("\"':,{}[]#&*!|>%@`\t\n -\\$\x00é") + text[at:]


SLIPS: tuple[Slip, ...] = (
    _lost,
    _added,
    _exchanged(": ", ":", " ", ": [", ": {", ":\n"),
    _exchanged('"', ""),
    _exchanged("://", ":", "//", ": //", ":/"),
    _exchanged("https", "htps", "", "HTTPS ", "$"),
    _moved,
    _indented,
)
