"""A redirect becomes the next address, or an end."""

import httpx

from statusgen.model.words import Layer
from statusgen.probing.faults import FaultError
from statusgen.probing.questions import is_reachable

_REDIRECTS = {301, 302, 303, 307, 308}
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
