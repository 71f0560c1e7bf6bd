"""The hosts that we write pipelines for; every command line reads this table, so it is light."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

EACH_VANTAGE = "{vantage}"
"""Stands in the path of a file that each vantage has one of."""


class Runs(Enum):
    """Where a host's probes run."""

    HOSTED = "hosted"
    """On machines of the host: vantages of `network: ci`."""
    OWN = "own"
    """On machines of yours: all other vantages."""
    NOWHERE = "nowhere"
    """It builds only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file that a host needs."""

    template: str
    """Below `hosts/`."""
    path: str
    """In the project; `{vantage}` in it: one for each."""
    is_for_probes: bool = False
    """Left out where no vantage probes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """What one host is given."""

    runs: Runs
    files: tuple[File, ...]
    steps: tuple[str, ...]
    """What is left to a person, in order."""
    has_root_alone: bool = False
    """It serves a site at the root of its address and nowhere else."""


PIPELINES: Mapping[str, Pipeline] = {
    "github": Pipeline(
        runs=Runs.HOSTED,
        files=(
            File(template="github/status.yml", path=".github/workflows/status.yml"),
            File(template="github/status-check.yml", path=".github/workflows/status-check.yml"),
            File(
                template="github/status-probe.yml",
                path=".github/workflows/status-probe.yml",
                is_for_probes=True,
            ),
        ),
        steps=(
            "commit and push these files",
            "Settings, Pages, Source: GitHub Actions",
            "Actions, status-probe, Run workflow: the first loop; schedules start those after it",
        ),
    ),
    "gitlab": Pipeline(
        runs=Runs.HOSTED,
        files=(File(template="gitlab/gitlab-ci.yml", path=".gitlab-ci.yml"),),
        steps=(
            "Settings, CI/CD, Job token permissions: allow Git push requests to the repository",
            "Build, Pipeline schedules: one each hour on the default branch",
            "commit and push this file",
        ),
    ),
    "forgejo": Pipeline(
        runs=Runs.HOSTED,
        files=(
            File(template="forgejo/status.yml", path=".forgejo/workflows/status.yml"),
            File(template="forgejo/status-check.yml", path=".forgejo/workflows/status-check.yml"),
        ),
        steps=("Settings, Units: turn Actions on", "commit and push these files"),
    ),
    "cloudflare": Pipeline(
        runs=Runs.NOWHERE,
        has_root_alone=True,
        files=(
            File(template="cloudflare/wrangler.toml", path="wrangler.toml"),
            File(template="cloudflare/build.sh", path="cloudflare-build.sh"),
        ),
        steps=(
            "commit and push these files",
            "Workers & Pages, Create, Pages, Connect to Git; build command: sh cloudflare-build.sh",
        ),
    ),
    "netlify": Pipeline(
        runs=Runs.NOWHERE,
        has_root_alone=True,
        files=(File(template="netlify/netlify.toml", path="netlify.toml"),),
        steps=("commit and push this file", "Add new site, Import an existing project"),
    ),
    "systemd": Pipeline(
        runs=Runs.OWN,
        files=(
            File(template="systemd/statusgen.service", path="deploy/systemd/statusgen-{vantage}.service"),
            File(template="systemd/statusgen.timer", path="deploy/systemd/statusgen-{vantage}.timer"),
        ),
        steps=("what stands at the top of each .service, as root on its machine",),
    ),
    "container": Pipeline(
        runs=Runs.OWN,
        files=(File(template="container/Containerfile", path="Containerfile"),),
        steps=("what stands at the top of the Containerfile",),
    ),
    "kubernetes": Pipeline(
        runs=Runs.OWN,
        files=(
            File(template="container/Containerfile", path="Containerfile"),
            File(template="kubernetes/probes.yaml", path="deploy/kubernetes.yaml"),
        ),
        steps=(
            "build the image and push it to your registry; write its address into deploy/kubernetes.yaml",
            "kubectl apply -f deploy/kubernetes.yaml",
        ),
    ),
}
"""Every host by the word behind `--ci`."""
