"""Measured components become Gatus' endpoints, which its remote instances and dashboards read.

Gatus knows "it works" and "it does not", by the newest result. So there is one result for each component, and
it works where the page says that it is operational. Where the page does not know, there is none.
"""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from statusgen.model.snapshot import CheckState, ComponentState
from statusgen.model.times import format_moment
from statusgen.model.words import Status
from statusgen.rendering.measuring import numbered, target_words
from statusgen.rendering.scene import Blob, Scene

FOLDER = "api/v1/endpoints/"
MOST_EVENTS = 50
"""As many as Gatus keeps."""
_NANOSECONDS = 1_000_000
"""In a millisecond."""


def blobs(scene: Scene) -> Iterator[Blob]:
    """All endpoints in one file, and one for each with its events. Addresses of Gatus have no endings."""
    endpoints = [(state, _endpoint(state, scene)) for state in scene.snapshot.components if state.is_measured]
    yield Blob(path=f"{FOLDER}statuses", data=_bytes([endpoint for _, endpoint in endpoints]))
    for state, endpoint in endpoints:
        events = _events(state)
        yield Blob(
            path=f"{FOLDER}{endpoint['key']}/statuses",
            data=_bytes({**endpoint, **({"events": events} if events else {})}),
        )


def _endpoint(state: ComponentState, scene: Scene) -> dict[str, Any]:
    group = {"group": scene.phrase(state.group.name).text} if state.group else {}
    return {
        "name": scene.phrase(state.component.name).text,
        **group,
        # Theirs are made of names; ids are names that stay.
        "key": f"{state.group.id if state.group else ''}_{state.component.id}",
        "results": [] if _is_unknown(state) else [_result(state, scene)],
    }


def _is_unknown(state: ComponentState) -> bool:
    """What people declare is known without any evidence, that it works is not."""
    return state.status is Status.UNKNOWN or (state.as_of is None and _works(state))


def _result(state: ComponentState, scene: Scene) -> dict[str, Any]:
    works = _works(state)
    reasons = [text for reason in state.reasons if (text := scene.phrase(reason.text).text)]
    return {
        "duration": _latency(state) * _NANOSECONDS,
        **({} if works or not reasons else {"errors": reasons}),
        "conditionResults": [
            {
                "condition": _condition(number, check, scene),
                "success": check.status is Status.OPERATIONAL,
            }
            for number, check in numbered(state.checks)
        ],
        "success": works,
        "timestamp": format_moment(state.as_of or scene.snapshot.taken_at),
    }


def _works(state: ComponentState) -> bool:
    """Planned work hides nothing: then it works where probes say so and people say nothing worse."""
    if state.status is Status.UNDER_MAINTENANCE:
        return state.observed is Status.OPERATIONAL
    return state.status is Status.OPERATIONAL


def _latency(state: ComponentState) -> int:
    """Of the newest look, in milliseconds; 0 where there was no answer, as with them."""
    looks = [(check.as_of, check.latency_ms) for check in state.checks if check.as_of]
    return max(looks, key=lambda look: look[0])[1] or 0 if looks else 0


def _condition(number: int | None, check: CheckState, scene: Scene) -> str:
    """What is asked, with nothing in it that is private."""
    return f"{scene.phrase(target_words(check.check, number, scene.snapshot.page))} answers"


def _events(state: ComponentState) -> list[dict[str, str]]:
    """When it began to work and to fail, as probes saw it; times without evidence begin nothing."""
    known = [span for span in state.spans if span.status is not Status.UNKNOWN]
    runs = groupby(known, key=lambda span: span.status is Status.OPERATIONAL)
    changes = [(works, next(spans).start) for works, spans in runs]
    events = [
        {"type": "HEALTHY" if works else "UNHEALTHY", "timestamp": format_moment(at)} for works, at in changes
    ]
    return events[-MOST_EVENTS:]


def _bytes(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode() + b"\n"
