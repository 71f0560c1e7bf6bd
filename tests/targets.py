"""Small local targets for the demo and for tests: real HTTP servers that behave as they are told."""

import sys
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BEHAVIOURS: dict[str, tuple[int, float]] = {
    "healthy": (200, 0.0),
    "slow": (200, 0.4),
    "failing": (503, 0.0),
}
"""Status to answer with, and seconds to wait first."""


def serve(behaviour: str, port: int = 0, ready: Callable[[int], None] | None = None) -> ThreadingHTTPServer:
    """A server on loopback in a thread of its own; `ready` is told its port."""
    status, wait = BEHAVIOURS[behaviour]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            time.sleep(wait)
            body = f"{behaviour}\n".encode()
            self.send_response(status)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    if ready:
        ready(server.server_port)
    return server


def main() -> None:
    """Run one target until killed; prints its port."""
    serve(sys.argv[1], ready=lambda port: print(port, flush=True))
    threading.Event().wait()


if __name__ == "__main__":
    main()
