"""Programs that bring a build: a command of the person's own; and wrangler, in whose place a small program stands."""

import json
import os
from pathlib import Path

import pytest

from statusgen.model.errors import HostError
from statusgen.model.publishing import PublishTarget
from statusgen.model.secrets import Secret
from statusgen.publishing.sending import Order, publish
from statusgen.publishing.targets import target_for
from tests.publishing.make import a_site, a_world, build_of, contents
from tests.versioning.make import write

RECORDING = """#!/usr/bin/env python3
import json, os, pathlib, shutil, sys
here = pathlib.Path({here!r})
folder = next(word for word in sys.argv if word.startswith("/") and os.path.isdir(word))
shutil.copytree(folder, here / "came", dirs_exist_ok=True)
(here / "call.json").write_text(json.dumps([sys.argv[1:], dict(os.environ)]))
if (here / "fails").exists():
    print("some progress")
    print("Authentication error [code: 10000] for token-of-ours", file=sys.stderr)
    sys.exit(3)
"""
ENVIRON = {"PATH": os.environ["PATH"], "TOKEN": "token-of-ours", "ACCOUNT": "0f0f", "OTHER": "not for others"}
CLOUDFLARE = PublishTarget(
    id="cf", cloudflare_pages="chirp-status", token=Secret("$TOKEN"), account=Secret("$ACCOUNT")
)


def a_program(path: Path, here: Path) -> Path:
    write(path, RECORDING.format(here=str(here))).chmod(0o755)
    return path


def test_a_command_gets_the_folder_as_a_word_and_as_a_variable(tmp_path: Path) -> None:
    program = a_program(tmp_path / "upload.py", tmp_path)
    target = PublishTarget(
        id="own", command=(str(program), "--from={folder}", "{folder}", "$(touch pwned); `x`")
    )
    world = a_world(tmp_path, ENVIRON)

    assert publish(build_of(a_site(1)), target_for(target, world), Order(), world).is_changed

    argv, environ = json.loads((tmp_path / "call.json").read_text())
    assert argv[2] == "$(touch pwned); `x`"
    assert argv[0] == f"--from={argv[1]}"
    assert environ["STATUSGEN_FOLDER"] == argv[1]
    assert environ["STATUSGEN_TAKEN_AT"] == "2025-03-10T09:01:00Z"
    assert contents(tmp_path / "came") == a_site(1)
    assert not Path(argv[1]).exists()
    assert not (tmp_path / "pwned").exists()


def test_a_command_that_fails_or_is_not_there_is_told(tmp_path: Path) -> None:
    program = a_program(tmp_path / "upload.py", tmp_path)
    (tmp_path / "fails").touch()
    world = a_world(tmp_path, ENVIRON)
    for command, words in (
        ((str(program), "{folder}"), "ended with 3: Authentication error"),
        (("./is-not-there",), "cannot run './is-not-there': no such file or directory"),
    ):
        target = target_for(PublishTarget(id="own", command=command), world)
        with pytest.raises(HostError, match=words):
            publish(build_of(a_site(1)), target, Order(), world)
    with pytest.raises(HostError, match="cannot go back by itself"):
        target.restore()


def test_a_command_that_hangs_is_ended_with_the_run(tmp_path: Path) -> None:
    left = [20]

    def pause(seconds: float) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise HostError("its deadline is over")

    world = a_world(tmp_path, ENVIRON, pause=pause)
    target = target_for(PublishTarget(id="own", command=("sh", "-c", "echo $$ >pid; sleep 600")), world)
    with pytest.raises(HostError, match="its deadline is over"):
        publish(build_of(a_site(1)), target, Order(), world)
    assert not Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}").exists()


def test_wrangler_is_called_with_the_project_and_nothing_of_ours_but_its_keys(tmp_path: Path) -> None:
    a_program(tmp_path / "node_modules" / ".bin" / "wrangler", tmp_path)
    world = a_world(tmp_path, ENVIRON)
    publish(build_of(a_site(1)), target_for(CLOUDFLARE, world), Order(), world)

    argv, environ = json.loads((tmp_path / "call.json").read_text())
    assert argv[:2] == ["pages", "deploy"]
    assert argv[3:] == [
        "--project-name=chirp-status",
        "--branch=main",
        f"--commit-message=statusgen {build_of(a_site(1)).digest[:12]}",
        "--commit-dirty=true",
    ]
    assert environ["CLOUDFLARE_API_TOKEN"] == "token-of-ours"
    assert environ["CLOUDFLARE_ACCOUNT_ID"] == "0f0f"
    assert "OTHER" not in environ
    assert contents(tmp_path / "came") == a_site(1)


def test_what_wrangler_says_is_told_without_the_token(tmp_path: Path) -> None:
    a_program(tmp_path / "node_modules" / ".bin" / "wrangler", tmp_path)
    (tmp_path / "fails").touch()
    world = a_world(tmp_path, ENVIRON)
    with pytest.raises(
        HostError, match=r"wrangler ended with 3: Authentication error .* for … \(look at 'token'"
    ):
        publish(build_of(a_site(1)), target_for(CLOUDFLARE, world), Order(), world)


def test_without_wrangler_or_its_token_it_is_said_what_to_do(tmp_path: Path) -> None:
    world = a_world(tmp_path, {**ENVIRON, "PATH": str(tmp_path)})
    with pytest.raises(HostError, match=r"wrangler is not installed \(npm install wrangler\)"):
        publish(build_of(a_site(1)), target_for(CLOUDFLARE, world), Order(), world)
    with pytest.raises(HostError, match=r"\$TOKEN is not set \('token' of target 'cf' names it\)"):
        target_for(CLOUDFLARE, a_world(tmp_path))
