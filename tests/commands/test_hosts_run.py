"""What `init --ci` writes does its work: steps in order, from a clean Python, a page out at the end."""

import os
import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from tests.commands.make import quickly, status_of, statusgen
from tests.commands.runner import ROOT, TOKEN, Machine, Python, clean_python, filled, machine, wheel
from tests.scorecard import IS_PROOF
from tests.targets import serve
from tests.versioning.make import World, a_world, write

CANARIES = ('"; touch pwned; #', "$(touch pwned)", "`touch pwned`", "${{ github.token }}")
INCIDENT = """
title: {title}
impact: {{web: degraded_performance}}
updates:
  - {{at: 2025-03-10T09:00:00Z, status: resolved, text: {title}}}
"""
SETTINGS = """
page: {{name: {name}, url: https://status.chirp.example/}}
every: 5m
history: {history}
{vantages}
components:
  - {{id: web, name: {name}, description: {name}, check: "http://127.0.0.1:{port}/"}}
"""
BRANCH = "git-branch:status-data"
LONG = {"--for 5h30m": "--for 1s", "--for 55m": "--for 1s"}
GITHUB = {"github.token": TOKEN, "github.ref_name": "main", "github.repository": "ada/status"}


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Python:
    folder = tmp_path_factory.mktemp("python")
    return clean_python(folder, wheel(folder / "wheels"))


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


@pytest.fixture
def port() -> Iterator[int]:
    server = serve("healthy")
    yield server.server_port
    server.shutdown()
    server.server_close()


def a_project(world: World, port: int, host: str, *, history: str, vantages: str = "") -> Path:
    """A hostile project on a git host, with what the host needs."""
    root = world.folder / "project"
    remote = world.remote()
    world.git(world.folder, "init", "--quiet", "--initial-branch=main", str(root))
    name = yaml.safe_dump(" ".join(CANARIES), default_style='"', width=10_000).strip()
    text = SETTINGS.format(name=name, history=history, vantages=vantages, port=port)
    write(root / "statusgen.yaml", text)
    write(root / ".gitignore", "/site/\n/public/\n/.statusgen/\n")
    for number, canary in enumerate(CANARIES):
        title = yaml.safe_dump(canary, default_style='"').strip()
        write(root / f"incidents/canary-{number}.yaml", INCIDENT.format(title=title))
    made = quickly("init", root, "--ci", host)
    assert made.code == 0, made.err
    world.git(root, "add", ".")
    world.git(root, "commit", "--quiet", "-m", "$(touch pwned)")
    world.git(root, "remote", "add", "origin", remote.as_uri())
    world.git(root, "push", "--quiet", "-u", "origin", "main")
    (world.folder / "home/.gitconfig").unlink()
    return root


def looked_at(site: Path) -> None:
    """A whole page with fresh evidence, and all canaries as words."""
    status = status_of(site)
    assert [row["observed"] for row in status["components"]] == ["operational"], status["components"]
    assert status["components"][0]["name"] == " ".join(CANARIES)
    assert "touch pwned" in (site / "index.html").read_text()
    assert (site / "components/web/index.html").is_file()


def nothing_ran(world: World) -> None:
    """No canary became a command."""
    assert [str(path) for path in world.folder.rglob("*pwned*")] == []


@pytest.mark.parametrize("history", ["files", BRANCH] if IS_PROOF else [BRANCH])
def test_github_probes_asks_for_a_page_and_publishes_it(world, python, port, history):
    vantages = "vantages: {a: {network: ci}, b: {network: ci}, home: {network: eyeball}}"
    root = a_project(world, port, "github", history=history, vantages=vantages)
    flows = root / ".github/workflows"
    probe = yaml.safe_load((flows / "status-probe.yml").read_text())["jobs"]["probe"]
    rows = probe["strategy"]["matrix"]["include"]
    assert [(row["vantage"], row["every"], row["runner"]) for row in rows] == [
        ("a", "5m", "ubuntu-latest"),
        ("b", "5m", "ubuntu-latest"),
    ]
    with machine(world, python, "x-access-token") as runner:
        for row in rows if IS_PROOF else rows[:1]:
            known = GITHUB | {f"matrix.{key}": value for key, value in row.items()}
            runner.job(flows / "status-probe.yml", "probe", known, LONG)
        runner.job(flows / "status.yml", "build", GITHUB, {})
        looked_at(runner.published["actions/upload-pages-artifact"])
        site = runner.published["actions/upload-pages-artifact"]
        assert status_of(site)["headline"]["text"] == "All Systems Operational"
        runner.job(flows / "status-check.yml", "check", GITHUB, {})
        looked_at(runner.published["actions/upload-artifact"])
    branch = "status-data" if history == BRANCH else "main"
    kept = world.git(world.folder / "up.git", "ls-tree", "-r", "--name-only", branch).split()
    folders = {name.split("/")[1] for name in kept if name.startswith("history/")}
    assert folders == ({"a", "b"} if IS_PROOF else {"a"})
    assert TOKEN not in runner.said
    nothing_ran(world)


def test_the_job_that_asks_for_pages_asks_for_five_hours_and_a_half(world, python, port):
    root = a_project(world, port, "github", history="files")
    folder = world.folder / "programs"
    asked, clock = folder / "asked", write(folder / "clock", "1741600000")
    # Time passes when somebody sleeps.
    programs = {
        "date": f"cat {clock}",
        "sleep": f"echo $(($(cat {clock}) + $1)) > {clock}.new && mv {clock}.new {clock}",
        "gh": f'echo "$GH_REPO $*" >> {asked}; [ "$(wc -l < {asked})" != 7 ]',
    }
    for name, script in programs.items():
        write(folder / name, f"#!/bin/sh\n{script}\n").chmod(0o755)
    ready = Machine(world, Python(folder, python.wheels), "http://127.0.0.1:9")

    ready.job(root / ".github/workflows/status-probe.yml", "ask", GITHUB, {})

    # Every five minutes, as the page promises; one that was refused stopped none.
    assert asked.read_text().splitlines() == ["ada/status workflow run status.yml --ref main"] * 66
    assert ready.said.count("::warning::no page could be asked for") == 1


def test_forgejo_probes_builds_and_pushes_the_page(world, python, port):
    root = a_project(world, port, "forgejo", history=BRANCH)
    flow = root / ".forgejo/workflows/status.yml"
    (row,) = yaml.safe_load(flow.read_text())["jobs"]["probe"]["strategy"]["matrix"]["include"]
    known = GITHUB | {f"matrix.{key}": value for key, value in row.items()}
    with machine(world, python, "x-access-token") as runner:
        for _ in range(2 if IS_PROOF else 1):
            runner.job(flow, "probe", known, {})
            runner.job(flow, "page", known, {})
        if IS_PROOF:
            runner.job(flow.with_name("status-check.yml"), "check", known, {})
    page = world.folder / "page"
    world.git(world.folder, "clone", "--quiet", "--branch=pages", str(world.folder / "up.git"), str(page))
    looked_at(page)
    assert (page / ".domains").read_text() == "status.chirp.example\n"
    assert len(world.git(world.folder / "up.git", "log", "--format=%h", "pages").split()) == 1
    nothing_ran(world)


@pytest.mark.parametrize("history", ["files", BRANCH] if IS_PROOF else ["files"])
def test_gitlab_probes_and_builds_into_public(world, python, port, history):
    root = a_project(world, port, "gitlab", history=history)
    ci = yaml.safe_load((root / ".gitlab-ci.yml").read_text())
    variables = {
        key: value["value"] if isinstance(value, dict) else value
        for key, value in ci[".evidence"]["variables"].items()
    }
    (row,) = ci["probe"]["parallel"]["matrix"]
    with machine(world, python, "gitlab-ci-token") as runner:
        given = {
            "CI_SERVER_URL": runner.address,
            "CI_PROJECT_PATH": "up",
            "CI_COMMIT_BRANCH": "main",
            "CI_JOB_TOKEN": TOKEN,
        }
        for name in ("probe", "check", "pages") if IS_PROOF else ("probe", "pages"):
            folder = runner.checkout("gitlab-ci-token")
            world.git(folder, "checkout", "--quiet", "--detach")
            job = ci[name]
            environ = given | (variables if job["extends"] == ".evidence" else {}) | row
            for line in [*ci[".statusgen"]["before_script"], *job["script"]]:
                runner.run(folder, line.replace("--for 55m", LONG["--for 55m"]), environ)
            assert name != "check" or (folder / job["artifacts"]["paths"][0]).is_dir()
        looked_at(folder / "public")
    nothing_ran(world)


@pytest.mark.parametrize("host", ["cloudflare", "netlify"] if IS_PROOF else ["netlify"])
def test_hosts_that_build_only_build_from_the_evidence(world, python, port, host):
    root = a_project(world, port, host, history=BRANCH)
    ran = statusgen("probe", "--push", cwd=root, environ=world.environ | IDENTITY)
    assert ran.code == 0, ran.err
    with machine(world, python, "anybody") as runner:
        folder = runner.checkout("anybody")
        remote = (world.folder / "up.git").as_uri()
        world.git(folder, "remote", "set-url", "origin", remote)
        if host == "netlify":
            build = tomllib.loads((folder / "netlify.toml").read_text())["build"]
            runner.run(folder, build["command"], {})
            looked_at(folder / build["publish"])
        else:
            runner.run(folder, "sh cloudflare-build.sh", {})
            settings = tomllib.loads((folder / "wrangler.toml").read_text())
            looked_at(folder / settings["pages_build_output_dir"])
    nothing_ran(world)


IDENTITY = {
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@chirp.example",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@chirp.example",
}


def test_the_units_of_systemd_probe_and_one_of_them_builds(world, python, port):
    vantages = "vantages: {a: {network: datacenter}, b: {network: eyeball, every: 10m}, c: {network: ci}}"
    root = a_project(world, port, "systemd", history="files", vantages=vantages)
    units = root / "deploy/systemd"
    assert sorted(path.name for path in units.iterdir()) == [
        "statusgen-a.service",
        "statusgen-a.timer",
        "statusgen-b.service",
        "statusgen-b.timer",
    ]
    assert "OnUnitActiveSec=600s" in (units / "statusgen-b.timer").read_text()
    with machine(world, python, "x") as runner:
        runner.run(root, "python -m pip install --quiet statusgen && statusgen init --ci systemd", {})
        # The wheel brings the templates: it would write the same.
        assert runner.said.count("is as it would be") == 4
        for name in ("b", "a"):
            text = (units / f"statusgen-{name}.service").read_text()
            told = re.findall(r"^Environment=(.*)$", text, re.MULTILINE)
            own = dict(word.split("=", 1) for line in told for word in line.split())
            for before in re.findall(r"^ExecStart(?:Pre)?=-?(.*)$", text, re.MULTILINE):
                line = before.replace("/opt/statusgen/bin", str(python.bin))
                runner.run(root, shlex.join(shlex.split(line)), own)
    looked_at(root / "site")
    kept = world.git(world.folder / "up.git", "ls-tree", "-r", "--name-only", "main").split()
    assert {name.split("/")[1] for name in kept if name.startswith("history/")} == {"a", "b"}
    nothing_ran(world)


def test_the_container_runs_and_each_cronjob_pushes_what_it_saw(world, python, port):
    vantages = "vantages: {a: {network: datacenter}, b: {network: eyeball}}"
    root = a_project(world, port, "kubernetes", history=BRANCH, vantages=vantages)
    config, *jobs = yaml.safe_load_all((root / "deploy/kubernetes.yaml").read_text())
    assert [job["metadata"]["name"] for job in jobs] == ["statusgen-a", "statusgen-b"]
    with machine(world, python, "statusgen") as runner:
        runner.run(root, "python -m pip install --quiet statusgen", {})
        for job in jobs:
            (container,) = job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"]
            folder = runner.empty()
            script = container["args"][0].replace("/project", str(folder))
            own = {entry["name"]: entry["value"] for entry in container["env"]}
            where = {"REPOSITORY": f"{runner.address}/up.git", "TOKEN": TOKEN}
            runner.run(folder, script, config["data"] | own | where, shell="sh")
        text = (root / "Containerfile").read_text()
        words = re.search(r"^CMD (\[.*\])$", text, re.MULTILINE)
        # A container file's ENV reads quotes and backslashes as a shell does.
        (block,) = re.findall(r"^ENV (GIT_CONFIG(?:.*\\\n)*.*)$", text, re.MULTILINE)
        printed = subprocess.run(
            ["sh", "-c", f"printf '%s\\n' {block}"], capture_output=True, text=True, check=True
        )
        own = dict(line.split("=", 1) for line in printed.stdout.splitlines())
        world.git(root, "remote", "set-url", "origin", f"{runner.address}/up.git")
        command = ["statusgen", *yaml.safe_load(words[1]), "--for", "1s"]
        runner.run(root, shlex.join(command), own | {"TOKEN": TOKEN})
    kept = world.git(world.folder / "up.git", "ls-tree", "-r", "--name-only", "status-data").split()
    assert {name.split("/")[1] for name in kept if name.startswith("history/")} == {"a", "b"}
    nothing_ran(world)
    looked_at(root / "site")


def test_our_action_runs_a_command_and_no_other(world, python, port):
    root = a_project(world, port, "github", history="files")
    action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    install, run = action["runs"]["steps"]
    temporary = world.folder / "temporary"
    (temporary / "statusgen").mkdir(parents=True)
    with machine(world, python, "x") as runner:

        def step(written: dict[str, str], **inputs: str) -> None:
            known = {f"inputs.{key}": str(value["default"]) for key, value in action["inputs"].items()}
            known |= {f"inputs.{key}": value for key, value in inputs.items()}
            known["github.action_path"] = str(ROOT)
            environ = {key: filled(value, known) for key, value in written["env"].items()}
            runner.run(root, written["run"], environ | {"RUNNER_TEMP": str(temporary)})

        if IS_PROOF:  # asks the package registry for what the lock names
            asking = {key: os.environ[key] for key in os.environ if key.startswith(("PIP_", "SSL_", "UV_"))}
            runner.python = replace(python, more={"PIP_NO_INDEX": "0", "PIP_NO_DEPS": "0"} | asking)
            step(install)
        else:
            runner.run(root, "python -m pip install --quiet statusgen", {})
            (temporary / "statusgen/bin").symlink_to(python.bin)
        step(run, command="probe")
        step(run)
        looked_at(root / "site")
        for canary in CANARIES:
            with pytest.raises(AssertionError, match=r"Usage|unexpected|No such"):
                step(run, command=f"build {canary}")
    nothing_ran(world)
