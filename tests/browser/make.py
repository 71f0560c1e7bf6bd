"""A loopback server for rendered files, and a Chromium to open them in."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath

from tests.rendering.make import NOW

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".json": "application/json",
    ".png": "image/png",
    ".js": "text/javascript; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".atom": "application/atom+xml",
    ".rss": "application/rss+xml",
    ".txt": "text/plain; charset=utf-8",
}
PLAIN = "text/plain"
POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@contextmanager
def serve(
    files: Mapping[str, bytes], *, date=NOW, policy: bool = True, plain: tuple[str, ...] = ()
) -> Iterator[str]:
    """The files at a loopback address. `date` is the server's clock, None for a server without one.

    `plain`: paths that are plain text to it, as files are whose ending a host does not know.
    """

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0].lstrip("/")
            path += "index.html" if path.endswith("/") or not path else ""
            data = files.get(path)
            body = files.get("404.html", b"") if data is None else data
            if not policy:
                body = POLICY.sub(b"", body)
            self.send_response_only(200 if data is not None else 404)
            if date is not None:
                self.send_header("Date", format_datetime(date, usegmt=True))
            kind = TYPES.get(PurePosixPath(path).suffix, TYPES[".html"])
            self.send_header("Content-Type", PLAIN if path in plain else kind)
            # As hosts of pages send it: other sites may read what is public.
            self.send_header("Access-Control-Allow-Origin", "*")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command == "GET":
                self.wfile.write(body)

        do_HEAD = do_GET  # noqa: N815 (the library's name)

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
