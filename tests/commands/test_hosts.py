"""`init --ci` writes what fits the project, and nothing over what is there."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

from statusgen import __version__
from statusgen.writing.pipelines import PIPELINES
from tests.commands.make import Ran, quickly, statusgen
from tests.versioning.make import World, a_world, write

PLAIN = """
page: {name: Chirp, url: https://status.chirp.example/}
components: [{id: web, name: Web, check: "https://chirp.example/"}]
"""
RICH = """
page: {name: Chirp, url: https://chirp.example/status/, social_image: true}
every: 10m
history: postgresql://status:$DATABASE_PASSWORD@db.chirp.example/status
vantages:
  ci-one: {network: ci}
  ci-two: {network: ci, every: 2m}
  pk-khi: {country: PK, network: eyeball}
notify:
  - {id: ops, webhook: "https://hooks.chirp.example/$HOOK_PATH"}
components:
  - id: web
    name: Web
    check: {url: "https://chirp.example/", headers: {Authorization: Bearer $API_TOKEN}}
  - {id: live, name: Live, check: "wss://chirp.example/${LIVE_KEY}"}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(tmp_path / "project/statusgen.yaml", PLAIN)
    return tmp_path / "project"


def init(project: Path, *words: object) -> Ran:
    return quickly("init", project, *words)


def workflow(project: Path, name: str) -> str:
    return (project / f".github/workflows/{name}.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("host", PIPELINES)
def test_every_host_gets_its_files_and_is_told_what_is_left_to_do(project, host):
    made = init(project, "--ci", host)

    assert made.code == 0, made.err
    files = [path for path in project.rglob("*") if path.is_file() and path.name != "statusgen.yaml"]
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert (
            f"--ci {'container' if file.name == 'Containerfile' else host}` of statusgen {__version__}"
            in text
        )
        assert f"wrote {file}" in made.out
        assert not re.search(r"\[[=%#]|[=%#]\]", text), "a template shows through"
        assert not re.search(r"[ \t]$", text, re.MULTILINE)
    assert f"next, for {host}" in made.out


def test_a_new_project_and_its_pipeline_are_made_at_once(tmp_path):
    made = quickly("--json", "init", tmp_path / "x", "--from", "https://chirp.example/", "--ci", "github")

    assert made.code == 0, made.err
    assert made.document["pipelines"] == ["github"]
    assert {"statusgen.yaml", ".github/workflows/status.yml"} <= set(made.document["written"])
    assert quickly("-C", tmp_path / "x", "lint").code == 0


def test_what_is_there_stays_unless_told(project):
    mine = write(project / ".github/workflows/status.yml", "mine\n")

    refused = init(project, "--ci", "github")

    assert refused.code == 2
    assert ".github/workflows/status.yml is there already" in refused.err
    assert mine.read_text() == "mine\n"
    assert sorted(path.name for path in mine.parent.iterdir()) == ["status.yml"]
    settings = (project / "statusgen.yaml").read_bytes()
    assert init(project, "--ci", "github", "--force").code == 0
    assert mine.read_text() != "mine\n"
    assert (project / "statusgen.yaml").read_bytes() == settings


def test_twice_is_as_once(project):
    init(project, "--ci", "gitlab")
    again = quickly("--json", "init", project, "--ci", "gitlab")

    assert (again.code, again.document["written"]) == (0, [])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--ci", "github", "--from", "https://x.example"], "leave --from and --name out"),
        (
            ["--ci", "github", "--vantage", "pk-khi"],
            "there is no vantage 'pk-khi' (statusgen.yaml has local)",
        ),
        (["--vantage", "local"], "add --ci github"),
        (["--ci", "jenkins"], "'jenkins' is not one of"),
    ],
)
def test_words_that_cannot_be_meant_are_refused(project, words, said):
    refused = init(project, *words)

    assert refused.code == 2
    assert said in refused.err
    assert [path.name for path in project.iterdir()] == ["statusgen.yaml"]


def test_a_link_out_of_the_project_is_not_followed(project):
    outside = project.parent / "outside"
    outside.mkdir()
    (project / ".github").symlink_to(outside)

    assert init(project, "--ci", "github").code == 1
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize("name", ['"; touch pwned; #', "$(touch pwned)"])
def test_a_vantage_that_would_be_a_command_is_a_mistake_in_the_settings(project, name):
    write(project / "statusgen.yaml", PLAIN + "vantages: {'" + name + "': {network: ci}}\n")

    refused = init(project, "--ci", "github", "--ci", "kubernetes")

    assert refused.code == 1
    assert "statusgen.yaml:4" in refused.err
    assert [path.name for path in project.iterdir()] == ["statusgen.yaml"]


def test_probes_of_a_host_are_those_of_its_network_or_those_named(project):
    write(project / "statusgen.yaml", RICH)

    plain = quickly("--json", "init", project, "--ci", "github").document
    assert plain["vantages"] == ["ci-one", "ci-two"]
    rows = yaml.safe_load(workflow(project, "status-probe"))["jobs"]["probe"]["strategy"]["matrix"]["include"]
    assert [(row["vantage"], row["every"], row["runner"]) for row in rows] == [
        ("ci-one", "10m", "ubuntu-latest"),
        ("ci-two", "2m", "ubuntu-latest"),
    ]
    # A machine of a cloud in America does not stand in a home in Karachi.
    init(project, "--ci", "github", "--vantage", "pk-khi", "--force")
    (row,) = yaml.safe_load(workflow(project, "status-probe"))["jobs"]["probe"]["strategy"]["matrix"][
        "include"
    ]
    assert row["runner"] == ["self-hosted", "pk-khi"]


def test_where_nobody_probes_only_the_page_is_built(project):
    write(project / "statusgen.yaml", PLAIN + "vantages: {a: {network: datacenter}, b: {network: eyeball}}\n")

    made = init(project, "--ci", "github", "--ci", "gitlab")

    assert made.code == 0
    assert "probed from elsewhere: a, b" in made.out
    assert not (project / ".github/workflows/status-probe.yml").exists()
    jobs = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    assert {"check", "pages"} <= jobs.keys()
    assert "probe" not in jobs


def test_a_machine_that_publishes_what_it_builds_has_what_its_targets_need(project):
    target = 'publish: [{id: s3, bucket: "s3://chirp/", options: {secret_access_key: $KEY}}]\n'
    write(project / "statusgen.yaml", PLAIN + target)

    made = quickly("--json", "init", project, "--ci", "systemd", "--ci", "container")

    assert made.document["secrets"] == ["KEY"]
    assert f"statusgen[cloud]=={__version__}" in (project / "Containerfile").read_text()
    assert quickly("--json", "init", project, "--ci", "netlify").document["secrets"] == []


@pytest.mark.parametrize(
    ("folder", "writable"),
    [
        ("/srv/www/status", ["/srv/www"]),
        ("/srv/www/status/", ["/srv/www"]),
        ("../www", []),
        ("../../www/status", ["/srv/www"]),
        ("/var/www/100 %/page", ['"/var/www/100 %%"']),
    ],
)
def test_a_unit_may_write_where_the_page_is_published(project, folder, writable):
    write(project / "statusgen.yaml", f'{PLAIN}publish: [{{id: web, folder: "{folder}"}}]\n')

    quickly("init", project, "--ci", "systemd")

    (unit,) = (project / "deploy/systemd").glob("*.service")
    lines = unit.read_text().splitlines()
    paths = [line.removeprefix("ReadWritePaths=") for line in lines if line.startswith("ReadWritePaths=")]
    assert paths == ["/srv/status", *writable]
    made = [shlex.split(line)[-1] for line in lines if line.startswith("#   install --directory")]
    assert made == [path.strip('"').replace("%%", "%") for path in writable]


@pytest.mark.parametrize("folder", ["/status", "/status/", "../../../status"])
def test_a_unit_is_not_written_that_could_write_everywhere(project, folder):
    write(project / "statusgen.yaml", f'{PLAIN}publish: [{{id: web, folder: "{folder}"}}]\n')

    refused = quickly("init", project, "--ci", "systemd")

    assert refused.code == 2
    assert "a 'folder' of 'publish' lies right below /" in refused.err
    assert not (project / "deploy").exists()


def test_each_step_is_given_the_secrets_that_it_needs_and_pull_requests_none(project):
    write(project / "statusgen.yaml", RICH)

    made = quickly("--json", "init", project, "--ci", "github", "--ci", "kubernetes")

    assert made.document["secrets"] == ["API_TOKEN", "DATABASE_PASSWORD", "HOOK_PATH", "LIVE_KEY"]
    named = {
        name: set(re.findall(r"secrets\.(\w+)", workflow(project, name)))
        for name in ("status", "status-check", "status-probe")
    }
    assert named == {
        "status": {"DATABASE_PASSWORD", "HOOK_PATH"},
        "status-check": set(),
        "status-probe": {"API_TOKEN", "DATABASE_PASSWORD", "LIVE_KEY"},
    }
    assert "statusgen build" not in workflow(project, "status-check")
    assert "contents: write" not in workflow(project, "status-probe")


def test_this_version_is_installed_with_what_the_settings_need(project):
    init(project, "--ci", "netlify", "--ci", "container")
    write(project / "statusgen.yaml", RICH)
    init(project, "--ci", "github", "--ci", "cloudflare")

    assert f"'statusgen=={__version__}'" in (project / "netlify.toml").read_text()
    assert f'"statusgen=={__version__}"' in (project / "Containerfile").read_text()
    assert f'"statusgen[og,postgres,ws]=={__version__}"' in workflow(project, "status")
    assert f'"statusgen[og,postgres,ws]=={__version__}"' in (project / "cloudflare-build.sh").read_text()


def test_a_host_that_has_no_folders_says_so(project):
    write(project / "statusgen.yaml", RICH)

    made = init(project, "--ci", "netlify")

    assert "serves the page at the root of an address, not at https://chirp.example/status/" in made.out


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)


@pytest.mark.parametrize(("branch", "written"), [("trunk", "trunk"), ("$(touch${IFS}pwned)", "main")])
def test_the_branch_is_that_of_the_repository_where_it_means_itself(world, branch, written):
    root = write(world.folder / "project/statusgen.yaml", PLAIN).parent
    world.git(root, "init", "--quiet", f"--initial-branch={branch}")
    world.git(root, "remote", "add", "origin", "https://ada:letmein@git.example/$(touch pwned)")

    made = statusgen("init", "--ci", "github", "--ci", "kubernetes", cwd=root, environ=world.environ)

    assert made.code == 0, made.err
    assert f'branches: ["{written}"]' in workflow(root, "status")
    cluster = (root / "deploy/kubernetes.yaml").read_text()
    assert "pwned" not in cluster
    assert "letmein" not in cluster


def test_a_project_below_the_top_of_a_repository_is_told_why_not(world):
    root = write(world.folder / "all/status/statusgen.yaml", PLAIN).parent
    world.git(root.parent, "init", "--quiet")

    refused = statusgen("init", "--ci", "github", cwd=root, environ=world.environ)

    assert refused.code == 2
    assert "hosts look at its top alone" in refused.err
    assert not (root / ".github").exists()
