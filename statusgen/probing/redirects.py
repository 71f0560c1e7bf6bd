"""A redirect becomes the next address, or an end."""

import httpx

from statusgen.model.words import Layer
from statusgen.probing.faults import FaultError
from statusgen.probing.questions import is_reachable

_REDIRECTS = {301, 302, 303, 307, 308}
_SEE_OTHER = 303
_REWRITE_POST = {301, 302}
_SCHEMES = {"http", "https"}


def next_hop(url: httpx.URL, response: httpx.Response) -> httpx.URL | None:
    """Where an answer sends us; None when it does not. Raises FaultError where we do not follow."""
    location = response.headers.get("location")
    if response.status_code not in _REDIRECTS or not location:
        return None
    try:
        target = url.join(location)
    except (httpx.InvalidURL, ValueError):
        raise FaultError(Layer.HTTP, "redirect_blocked") from None
    if target.scheme not in _SCHEMES or not is_reachable(target):
        raise FaultError(Layer.HTTP, "redirect_blocked")
    return target


def redirected_method(method: str, status: int) -> str:
    """How the next address is asked: as browsers do it (the Fetch standard)."""
    if status == _SEE_OTHER and method not in ("GET", "HEAD"):
        return "GET"
    return "GET" if status in _REWRITE_POST and method == "POST" else method
