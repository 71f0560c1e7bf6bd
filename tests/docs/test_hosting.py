"""nginx serves a site with the very block that docs/hosting.md shows."""

import http.client
import re
from pathlib import Path

import pytest

from statusgen.rendering.site import render
from tests.probing.test_nginx import PROGRAM, free_ports, running
from tests.rendering import make

TYPES = Path("/etc/nginx/mime.types")
pytestmark = [pytest.mark.nginx, pytest.mark.skipif(PROGRAM is None or not TYPES.exists(), reason="no nginx")]
CONF = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  include {types};
  {block}
}}
"""
UTF8 = {
    "index.html": "text/html; charset=utf-8",
    "status.txt": "text/plain; charset=utf-8",
    "index.md": "text/markdown; charset=utf-8",
    "maintenance.ics": "text/calendar; charset=utf-8",
    "status.json": "application/json",
    "api/v1/endpoints/statuses": "application/json",
    "manifest.webmanifest": "application/manifest+json",
    "assets/icon.svg": "image/svg+xml",
}


def block():
    text = Path("docs/hosting.md").read_text(encoding="utf-8")
    return re.search(r"```nginx\n(.*?)```", text, re.DOTALL)[1]


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    root = tmp_path_factory.mktemp("hosting")
    for path, data in render(make.rich()).items():
        file = root / "www" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    (number,) = free_ports(1)
    own = (
        block().replace("listen 80;", f"listen 127.0.0.1:{number};").replace("/var/www/status", f"{root}/www")
    )
    assert f"{root}/www" in own
    (root / "nginx.conf").write_text(CONF.format(types=TYPES, block=own))
    root.chmod(0o755)
    with running(number, PROGRAM, "-p", f"{root}/", "-c", str(root / "nginx.conf")):
        yield number


def asked(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", f"/{path}", headers={"Host": "status.chirp.example"})
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


@pytest.mark.parametrize("path", UTF8)
def test_every_kind_of_file_has_its_type_and_may_be_read_from_anywhere(port, path):
    status, headers, body = asked(port, path)

    assert (status, headers["Content-Type"]) == (200, UTF8[path])
    assert headers.get_all("Access-Control-Allow-Origin") == ["*"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers.get_all("Cache-Control") == ["public, max-age=30"]
    assert body == render(make.rich())[path]


def test_what_is_named_by_its_content_is_kept_for_ever(port):
    (style,) = (path for path in render(make.rich()) if path.endswith(".css"))
    _, headers, _ = asked(port, style)
    assert headers.get_all("Cache-Control") == ["public, max-age=31536000, immutable"]
    assert headers["Content-Type"] == "text/css; charset=utf-8"


def test_what_is_not_there_is_our_page_and_is_not_kept(port):
    for path in ("nothing/here", "_headers", "build.json"):
        status, headers, body = asked(port, path)
        assert (status, b"Not found" in body) == (404, True), path
        assert headers["Cache-Control"] is None
        assert headers["Access-Control-Allow-Origin"] == "*"


def test_folders_lead_to_their_pages(port):
    assert asked(port, "components/sign-in/")[0] == 200
