"""What others think of the files that `init --ci` writes, of our action, and of workflows in the guides."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from statusgen.writing.pipelines import PIPELINES
from tests.commands.make import quickly
from tests.commands.test_hosts import PLAIN, RICH
from tests.versioning.make import write

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
ANALYZE = shutil.which("systemd-analyze")
BRANCH = PLAIN.replace("components:", "history: git-branch:status-data\ncomponents:")
PROJECTS = {
    "plain": PLAIN,
    "branch": BRANCH + "vantages: {a: {network: ci}, b: {network: ci, every: 2m}, c: {network: eyeball}}\n",
    "rich": RICH,
}
PINNED = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with all files for all kinds of projects, and the workflows of the guides."""
    folder = tmp_path_factory.mktemp("written")
    hosts = [word for host in PIPELINES for word in ("--ci", host)]
    for name, text in PROJECTS.items():
        write(folder / name / "statusgen.yaml", text)
        made = quickly("init", folder / name, *hosts)
        assert made.code == 0, made.err
        (folder / name / "statusgen.yaml").unlink()
    for guide in sorted((ROOT / "docs").glob("*.md")):
        for number, block in enumerate(blocks(guide)):
            write(folder / f"guides/.github/workflows/{guide.stem}-{number}.yml", block)
    return folder


def blocks(guide: Path) -> list[str]:
    """The whole workflows that a guide shows."""
    found = re.findall(r"^```yaml\n(.*?)^```", guide.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return [block for block in found if re.search(r"^jobs:", block, re.MULTILINE)]


def files(folder: Path, pattern: str) -> list[Path]:
    found = sorted(path for path in folder.rglob(pattern) if path.is_file())
    assert found, pattern
    return found


def workflows(folder: Path) -> list[Path]:
    return [path for path in files(folder, "*.yml") if path.parent.name == "workflows"]


def judged(*command: object) -> None:
    """The tool finds nothing."""
    done = subprocess.run(
        [str(word) for word in command],
        env={**os.environ, "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def scripts(path: Path) -> Iterator[tuple[str, str]]:
    """Every script of a file, with its shell."""
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.name == ".gitlab-ci.yml":
        for job in document.values():
            lines = [*job.get("before_script", ()), *job.get("script", ())] if isinstance(job, dict) else []
            yield from (("bash", line) for line in lines)
        return
    jobs: Mapping[str, Any] = document.get("jobs") or {"action": document["runs"]}
    for job in jobs.values():
        yield from (("bash", step["run"]) for step in job["steps"] if "run" in step)


def test_workflows_fit_the_schemas_of_their_hosts(written):
    for schema in ("vendor.github-workflows", "custom.github-workflows-require-timeout"):
        judged(BIN / "check-jsonschema", "--builtin-schema", schema, *workflows(written))
    judged(
        BIN / "check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", *files(written, ".gitlab-ci.yml")
    )
    judged(BIN / "check-jsonschema", "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")


@pytest.mark.proof("S19", "judgements of zizmor without a finding")
def test_zizmor_finds_nothing(written):
    ours = [path for path in workflows(written) if ".github" in path.parts]
    judged(BIN / "zizmor", "--offline", "--persona=pedantic", *ours, ROOT / "action.yml")
    judged(BIN / "zizmor", "--offline", *[path for path in workflows(written) if ".forgejo" in path.parts])


def test_shellcheck_finds_nothing_in_any_step(written, tmp_path):
    texts: dict[str, None] = {}
    for path in [*workflows(written), *files(written, ".gitlab-ci.yml"), ROOT / "action.yml"]:
        texts |= dict.fromkeys(f"#!/bin/{shell}\n{script}\n" for shell, script in scripts(path))
    made = [write(tmp_path / f"{number}.sh", text) for number, text in enumerate(texts)]
    assert len(made) > 10
    judged(BIN / "shellcheck", *made, *files(written, "cloudflare-build.sh"))


@pytest.mark.parametrize("kind", ["github", "forgejo"])
def test_rights_are_few_and_nothing_of_others_reaches_a_shell(written, kind):
    for path in [path for path in workflows(written) if f".{kind}" in path.parts]:
        text = path.read_text(encoding="utf-8")
        document = yaml.safe_load(text)
        assert document["permissions"] == {}, path
        for name, job in document["jobs"].items():
            assert job["permissions"], (path, name)
            assert set(job.get("needs", "").split()) <= document["jobs"].keys()
            for step in job["steps"]:
                assert "${{" not in step.get("run", ""), (path, step)
        for use in re.findall(r"uses: (.*)", text):
            assert PINNED.fullmatch(use), (path, use)
        # `on` is a boolean to YAML 1.1.
        if "pull_request" in document[True]:
            assert "secrets." not in text
            assert {right for job in document["jobs"].values() for right in job["permissions"].values()} == {
                "read"
            }


def test_expressions_name_what_there_is(written):
    known = re.compile(
        r"github\.(token|ref|ref_name|repository|run_id|event\.pull_request\.number)"
        r"|secrets\.[A-Z_]+|steps\.deploy\.outputs\.page_url"
    )
    for path in workflows(written):
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for job in document["jobs"].values():
            rows = job.get("strategy", {}).get("matrix", {}).get("include", [])
            columns = {f"matrix.{key}" for key in set.intersection(*map(set, rows))} if rows else set()
            for expression in re.findall(r"\$\{\{ (.*?) \}\}", json.dumps(job)):
                assert known.fullmatch(expression) or expression in columns, (path, expression)


@pytest.mark.skipif(ANALYZE is None, reason="no systemd-analyze")
def test_units_are_right_and_hardened(written, tmp_path):
    for unit in files(written, "statusgen-*.*"):
        text = unit.read_text(encoding="utf-8").replace("/opt/statusgen/bin/statusgen", "/bin/true")
        write(tmp_path / unit.name, text)
    units = [str(path) for path in sorted(tmp_path.iterdir())]
    done = subprocess.run(
        [str(ANALYZE), "verify", *units], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    services = [unit for unit in units if unit.endswith(".service")]
    # Ten is a service without any; below two it is called OK.
    judged(str(ANALYZE), "security", "--offline=true", "--threshold=20", *services)


def test_the_container_and_the_cluster_are_right(written):
    judged(BIN / "hadolint", *files(written, "Containerfile"))
    judged(BIN / "kubernetes-validate", "--strict", "--no-warn", *files(written, "kubernetes.yaml"))
    for path in files(written, "Containerfile"):
        assert re.search(r"^USER 10001", path.read_text(), re.MULTILINE)


def test_the_guides_show_workflows(written):
    assert len(workflows(written / "guides")) >= 1
