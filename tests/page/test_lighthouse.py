"""Lighthouse finds nothing to improve on the demo's pages, as nginx serves them with gzip."""

import json
import re
import shutil
import statistics
import subprocess
from pathlib import Path

import pytest

from tests.probing.test_nginx import PROGRAM, free_ports, running
from tests.scorecard import IS_PROOF

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
LIGHTHOUSE = HERE / "node_modules/lighthouse/cli/index.js"
CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.lighthouse,
    pytest.mark.slow,
    pytest.mark.skipif(
        not LIGHTHOUSE.exists() or not shutil.which("node") or CHROMIUM is None or PROGRAM is None,
        reason="no node, Chromium, nginx or Lighthouse (run: sh tests/npm.sh)",
    ),
]
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "home": "",
    "component": "components/sign-in/",
    "incident": "incidents/2025-03-10-waves/",
}
RUNS = 3 if IS_PROOF else 1
EXPIRES, LATER = re.compile(r'data-expires="[^"]*"'), "2999-01-01T00:00:00Z"
CONF = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  types {{ text/html html; text/css css; image/svg+xml svg; application/json json; text/plain txt; image/png png; }}
  charset utf-8; gzip on; gzip_min_length 256; gzip_types text/css image/svg+xml application/json text/plain;
  server {{ listen 127.0.0.1:{port}; root {site}; error_page 404 /404.html; }}
}}
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    """The demo's page, served as it is while it is fresh: when it expires, its headline becomes another one."""
    root = tmp_path_factory.mktemp("lighthouse")
    shutil.copytree(ROOT / "site", root / "site")
    for page in (root / "site").rglob("*.html"):
        page.write_text(EXPIRES.sub(f'data-expires="{LATER}"', page.read_text("utf-8"), 1), "utf-8")
    (port,) = free_ports(1)
    (root / "nginx.conf").write_text(CONF.format(port=port, site=root / "site"))
    with running(port, PROGRAM, "-p", f"{root}/", "-c", str(root / "nginx.conf")):
        yield f"http://127.0.0.1:{port}/"


def judged(url: str, profile: str, folder: Path) -> tuple[dict[str, float], list[str]]:
    """Its points for each category, and the audits that were not passed."""
    report = folder / "report.json"
    done = subprocess.run(
        [
            *("node", str(LIGHTHOUSE), url, "--quiet", "--output=json", f"--output-path={report}"),
            f"--only-categories={','.join(CATEGORIES)}",
            *(["--preset=desktop"] if profile == "desktop" else []),
            "--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage",
        ],
        env={"PATH": "/usr/local/bin:/usr/bin:/bin", "CHROME_PATH": str(CHROMIUM), "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(report.read_text(encoding="utf-8"))
    assert told.get("runtimeError") is None
    missed = [
        f"{reference['id']} ({told['audits'][reference['id']]['score']})"
        for category in told["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"] and told["audits"][reference["id"]]["score"] not in (1, None)
    ]
    return {name: told["categories"][name]["score"] for name in CATEGORIES}, missed


@pytest.mark.parametrize("profile", ["phone", "desktop"])
@pytest.mark.parametrize("page", PAGES if IS_PROOF else ["home"])
def test_all_four_categories_have_a_hundred_points(url, page, profile, tmp_path):
    runs = [judged(url + PAGES[page], profile, tmp_path) for _ in range(RUNS)]

    medians = {name: statistics.median(points[name] for points, _ in runs) for name in CATEGORIES}
    assert medians == dict.fromkeys(CATEGORIES, 1), [missed for _, missed in runs]
