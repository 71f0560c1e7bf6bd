"""nginx serves the demo's page, at the golden instant and in the middle of each story before it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.make import statusgen
from tests.probing.test_nginx import PROGRAM, free_ports, running

ROOT = Path(__file__).resolve().parents[2]
STORIES = {
    "web-2019": "2019-07-11T19:20:00Z",
    "sign-in-2022": "2022-12-30T00:00:00Z",
    "pakistan-2023": "2023-05-09T15:30:00Z",
    "pakistan-2024": "2024-01-07T14:30:00Z",
    "waves-2025": None,
}
"""When each is looked at; the newest is `site/` as it lies there."""
CONF = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  types {{ text/html html; application/json json; }}
  server {{
    listen 127.0.0.1:{port}; root www;
    location ~ ^/[^/]+/api/v1/ {{ default_type application/json; }}
  }}
}}
"""


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address below which the pages lie, by the story's name."""
    if PROGRAM is None:
        pytest.skip("no nginx")
    root = tmp_path_factory.mktemp("clients")
    for name, now in STORIES.items():
        if now is None:
            shutil.copytree(ROOT / "site", root / "www" / name)
        else:
            built = statusgen("-q", "build", "-o", root / "www" / name, "--now", now, cwd=ROOT)
            assert built.code == 0, built.err
    (port,) = free_ports(1)
    (root / "nginx.conf").write_text(CONF.format(port=port))
    with running(port, PROGRAM, "-p", f"{root}/", "-c", str(root / "nginx.conf")):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(params=STORIES)
def story(request: pytest.FixtureRequest) -> str:
    """The name of each."""
    return str(request.param)


@pytest.fixture
def url(base: str, story: str) -> str:
    """A page's address."""
    return f"{base}/{story}"
