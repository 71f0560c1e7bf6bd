"""nginx serves the folder that is swapped beneath it, under the load of wrk."""

import re
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from statusgen.publishing.folder import publish
from tests.probing.test_nginx import PROGRAM, free_ports, running
from tests.publishing.make import a_site
from tests.scorecard import IS_PROOF

WRK = shutil.which("wrk")
PUBLISHINGS = 200 if IS_PROOF else 20
pytestmark = [
    pytest.mark.nginx,
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAM is None or WRK is None, reason="no nginx or no wrk"),
]
CONF = """
daemon off; master_process off; pid nginx.pid; error_log error.log;
events {{}}
http {{
  access_log off; client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
  types {{ text/html html; }}
  server {{ listen 127.0.0.1:{port}; root www; }}
}}
"""
LOADS = """
local paths = {"/", "/pages/1/", "/never/changes.txt", "/status.json"}
local number = 0
request = function()
  number = number + 1
  return wrk.format("GET", paths[number % #paths + 1])
end
"""


def test_no_request_fails_while_the_folder_is_swapped(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    lock, (port,) = tmp_path / "lock", free_ports(1)
    publish(a_site(0), tmp_path / "www", lock=lock)
    (tmp_path / "nginx.conf").write_text(CONF.format(port=port))
    (tmp_path / "loads.lua").write_text(LOADS)
    tmp_path.chmod(0o755)
    command = [str(WRK), "-t1", "-c4", "-d300s", "--timeout", "60s", "-s", str(tmp_path / "loads.lua")]
    with (
        running(port, PROGRAM, "-p", f"{tmp_path}/", "-c", str(tmp_path / "nginx.conf")),
        subprocess.Popen([*command, f"http://127.0.0.1:{port}"], stdout=subprocess.PIPE, text=True) as wrk,
    ):
        for number in range(1, PUBLISHINGS + 1):
            publish(a_site(number % 60), tmp_path / "www", lock=lock)
        wrk.send_signal(signal.SIGINT)  # it tells what it saw, and ends
        told, _ = wrk.communicate(timeout=120)

    requests = int(re.search(r"(\d+) requests in", told)[1])
    failed = sum(int(count) for count in re.findall(r"Non-2xx or 3xx responses: (\d+)", told))
    sockets = sum(int(count) for count in re.findall(r"(?:connect|read|write|timeout) (\d+)", told))
    record_property(
        "S17", f"{failed + sockets} of {requests:,} requests to nginx during {PUBLISHINGS} publishings failed"
    )
    assert requests > PUBLISHINGS
    assert (failed, sockets) == (0, 0)
