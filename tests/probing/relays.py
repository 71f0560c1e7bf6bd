"""The zoo's servers that are asked about something else: metrics, and status pages of others."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from statusgen.model.checks import Expect
from tests.probing.make import CONTENT, FAILED, HTTP, OK, SLOW, UNKNOWN, Triple, reply

METRICS = "prometheus+http://127.0.0.1:{port}"
PAGE = "statuspage+http://127.0.0.1:{port}"
FINE: Triple = (OK, None, None)
BROKEN: Triple = (FAILED, CONTENT, "threshold")
NO_DATA: Triple = (UNKNOWN, CONTENT, "no_data")
NO_QUERY: Triple = (UNKNOWN, HTTP, "query_failed")
DOCUMENT: Triple = (UNKNOWN, CONTENT, "body_mismatch")


def said(document: object, status: str = "200 OK", headers: str = "") -> bytes:
    """A server's JSON."""
    return reply(json.dumps(document).encode(), status, headers)


def answer(kind: str, result: object, **more: object) -> dict[str, object]:
    """Prometheus's envelope."""
    return {"status": "success", "data": {"resultType": kind, "result": result}, **more}


def vector(now: datetime, *numbers: str, age: timedelta = timedelta()) -> dict[str, object]:
    """Samples of one moment."""
    at = (now - age).timestamp()
    series = [{"metric": {"job": str(i)}, "value": [at, number]} for i, number in enumerate(numbers)]
    return answer("vector", series)


def watched(**more: Any) -> dict[str, Any]:
    """A check of a value that must be above zero."""
    return {"query": "up", "expect": Expect(above=0.0), "attempts": 1, **more}


def metrics(now: datetime) -> Mapping[str, tuple[Triple, bytes, dict[str, Any]]]:
    """What a server of metrics may say, each with what it comes to."""
    low = watched(expect=Expect(above=0.0, below=5.0))
    return {
        "a value as it should be": (FINE, said(vector(now, "1")), watched()),
        "all values as they should be": (FINE, said(vector(now, "1", "2", "4.9")), low),
        "a scalar": (FINE, said(answer("scalar", [now.timestamp(), "3"])), low),
        "infinity above": (FINE, said(vector(now, "+Inf")), watched()),
        "a value at the limit": (BROKEN, said(vector(now, "5")), low),
        "one value of several too low": (BROKEN, said(vector(now, "1", "0", "1")), low),
        "one too low beside one that is none": (BROKEN, said(vector(now, "NaN", "0")), low),
        "no samples": (NO_DATA, said(vector(now)), watched()),
        "a value that is no number": (NO_DATA, said(vector(now, "NaN")), watched()),
        "a part of the samples": (NO_DATA, said(vector(now, "1") | {"isPartial": True}), watched()),
        "samples of an hour ago": (
            (UNKNOWN, CONTENT, "stale_data"),
            said(vector(now, "1", age=timedelta(hours=1))),
            watched(),
        ),
        "old samples that are too low": (
            (UNKNOWN, CONTENT, "stale_data"),
            said(vector(now, "0", age=timedelta(hours=1))),
            watched(),
        ),
        "a histogram": (
            NO_QUERY,
            said(answer("vector", [{"metric": {}, "histogram": [now.timestamp(), {}]}])),
            watched(),
        ),
        "a range instead of an instant": (NO_QUERY, said(answer("matrix", [])), watched()),
        "a query with a slip": (
            NO_QUERY,
            said({"status": "error", "errorType": "bad_data", "error": "parse error"}, "400 Bad Request"),
            watched(),
        ),
        "a query that takes too long": (
            NO_QUERY,
            said({"status": "error", "errorType": "timeout", "error": "x"}, "503 Busy"),
            watched(),
        ),
        "metrics behind a login": ((UNKNOWN, HTTP, "status"), reply(b"no", "401 No"), watched()),
        "a web page where metrics should be": (DOCUMENT, reply(b"<html>hello</html>"), watched()),
        "JSON of something else": (DOCUMENT, said(["up"]), watched()),
        "a sample that is none": (NO_QUERY, said(answer("vector", [{"value": [1e300, "1"]}])), watched()),
        "metrics in broken gzip": (
            (UNKNOWN, CONTENT, "encoding"),
            reply(b"x", headers="Content-Encoding: gzip\r\n"),
            watched(),
        ),
        "metrics without end": ((UNKNOWN, CONTENT, "too_large"), reply(b" " * 3_000_000), watched()),
    }


def listed(*components: tuple[str, str, str]) -> bytes:
    """A summary with these components: id, name, status."""
    rows = [{"id": i, "name": n, "status": s, "description": "hunter2"} for i, n, s in components]
    status = {"indicator": "minor", "description": "Partially Degraded Service"}
    return said(
        {
            "page": {"id": "p", "name": "Forge", "updated_at": "2020-01-01T00:00:00Z"},
            "status": status,
            "components": rows,
        }
    )


def page(indicator: str) -> bytes:
    """A page's word for itself."""
    return said({"page": {"id": "p"}, "status": {"indicator": indicator, "description": "hunter2"}})


ONE = {"component": "Git Operations", "attempts": 1}
DEGRADED: Triple = (SLOW, CONTENT, "upstream_degraded")
PARTIAL: Triple = (SLOW, CONTENT, "upstream_partial")
OUTAGE: Triple = (FAILED, CONTENT, "upstream_outage")
WORK: Triple = (UNKNOWN, CONTENT, "upstream_maintenance")
UNLISTED: Triple = (UNKNOWN, CONTENT, "upstream_unlisted")
WHOLE: dict[str, Any] = {"attempts": 1}


def _git(status: str) -> bytes:
    return listed(("8l4y", "Git Operations", status), ("4230", "Webhooks", "operational"))


PAGES: Mapping[str, tuple[Triple, bytes, dict[str, Any]]] = {
    "their component is operational": (FINE, _git("operational"), ONE),
    "their component is degraded": (DEGRADED, _git("degraded_performance"), ONE),
    "their component is partly down": (PARTIAL, _git("partial_outage"), ONE),
    "their component is down": (OUTAGE, _git("major_outage"), ONE),
    "their component is being worked on": (WORK, _git("under_maintenance"), ONE),
    "their component is something new": (UNLISTED, _git("on_fire"), ONE),
    "their component by its id": (OUTAGE, _git("major_outage"), ONE | {"component": "8l4y"}),
    "their component in other letters": (OUTAGE, _git("major_outage"), ONE | {"component": "git operations"}),
    "another of their components is down": (FINE, _git("major_outage"), ONE | {"component": "Webhooks"}),
    "their component is not listed": (UNLISTED, _git("operational"), ONE | {"component": "Pages"}),
    "two of their components have the name": (
        OUTAGE,
        listed(("a", "Git Operations", "operational"), ("b", "Git Operations", "major_outage")),
        ONE,
    ),
    "their page: none": (FINE, page("none"), WHOLE),
    "their page: minor": (DEGRADED, page("minor"), WHOLE),
    "their page: major": (PARTIAL, page("major"), WHOLE),
    "their page: critical": (OUTAGE, page("critical"), WHOLE),
    "their page: maintenance": (WORK, page("maintenance"), WHOLE),
    "their page: something new": (DOCUMENT, page("fine-ish"), WHOLE),
    "their page is an error": ((UNKNOWN, HTTP, "status"), reply(b"{}", "500 Oops"), WHOLE),
    "their page is not JSON": (DOCUMENT, reply(b"hello"), WHOLE),
    "their page is cut": (DOCUMENT, reply(_git("major_outage")[80:200]), ONE),
    "their page is nested without end": (DOCUMENT, reply(b"[" * 200_000), ONE),
    "their page has no components": (DOCUMENT, said({"components": None}), ONE),
}
