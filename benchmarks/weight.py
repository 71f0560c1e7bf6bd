"""What the home page weighs and when it is first painted: its style inside it, and in a file of its own.

The line is a slow phone's: 400 kbit a second, 400 ms there and back. Chromium delays each request by that; it
does not play TCP, whose first flight of ten packets (14 KB) the sizes are to be held against.
"""

import gzip
import re
import statistics
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from playwright.sync_api import Browser, sync_playwright

from statusgen.rendering.site import render
from tests.browser.make import ARGUMENTS, TYPES
from tests.rendering import make

RUNS = 11
LINE = {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000}
FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
BUDGET = 14 * 1024
_STYLE = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>\n')


def main() -> None:
    """Print sizes, then the medians of first paint of pairs of loads."""
    many = make.many(50)
    outage = replace(make.rich(), components=many.components, groups=many.groups)
    for name, snapshot in (("calm", many), ("outage", outage)):
        files = render(snapshot)
        print(f"{name}, 50 components, 90 days")
        _sizes(files)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(ARGUMENTS))
            _paints(browser, files)
            browser.close()


def _sizes(files: Mapping[str, bytes]) -> None:
    inside, linked = _both(files["index.html"])
    (style,) = (data for path, data in files.items() if path.startswith("assets/style."))
    print(f"  page with its style   {_packed(inside):7,} bytes (budget {BUDGET:,}; {len(inside):,} unpacked)")
    print(
        f"  page, style beside it {_packed(linked):7,} + {_packed(style):,} bytes ({len(style):,} unpacked)"
    )
    script = re.findall(rb"<script>(.*?)</script>", inside, re.DOTALL)
    print(f"  script                {sum(map(len, script)):7,} bytes unpacked")


def _packed(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


def _both(page: bytes) -> tuple[bytes, bytes]:
    """The page as it is and with a link to its style; without a policy, which would forbid one of them."""
    page = _POLICY.sub(b"", page)
    return page, _STYLE.sub(b'<link rel="stylesheet" href="style.css">', page)


def _paints(browser: Browser, files: Mapping[str, bytes]) -> None:
    found = _STYLE.search(files["index.html"])
    assert found
    inside, linked = _both(files["index.html"])
    served = {"inside.html": inside, "linked.html": linked, "style.css": found[1]}
    server = _serve({path: gzip.compress(data, 6, mtime=0) for path, data in served.items()})
    address = f"http://127.0.0.1:{server.server_port}/"
    pairs = [
        (_paint(browser, address + "inside.html"), _paint(browser, address + "linked.html"))
        for _ in range(RUNS)
    ]
    server.shutdown()
    print(
        f"  first paint           {statistics.median(one for one, _ in pairs):7,.0f} ms with its style inside"
    )
    print(
        f"                        {statistics.median(two for _, two in pairs):7,.0f} ms with a file beside it"
    )


def _paint(browser: Browser, address: str) -> float:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", LINE)
    page.goto(address, wait_until="load")
    page.wait_for_function(FIRST_PAINT)
    painted = float(page.evaluate(FIRST_PAINT))
    context.close()
    return painted


def _serve(packed: Mapping[str, bytes]) -> ThreadingHTTPServer:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            data = packed.get(self.path[1:])
            self.send_response(200 if data else 404)
            self.send_header(
                "Content-Type", TYPES["." + self.path.rpartition(".")[2]] if data else "text/plain"
            )
            self.send_header("Content-Encoding", "gzip" if data else "identity")
            self.send_header("Content-Length", str(len(data or b"")))
            self.end_headers()
            with suppress(BrokenPipeError):  # a browser that is closed reads no icon
                self.wfile.write(data or b"")

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    main()
