"""A build becomes a deploy of Netlify: it is told what there is, and asks for what it lacks."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from hashlib import sha1
from typing import Any
from urllib.parse import quote

from statusgen.model.builds import Build, Live, Sent
from statusgen.model.errors import HostError, PassingError
from statusgen.model.publishing import PublishTarget
from statusgen.model.times import format_moment, parse_moment
from statusgen.publishing.patience import TRIES, patiently
from statusgen.publishing.targets import Letter, Reply, World

API = "https://api.netlify.com/api/v1"
_TITLE = "statusgen"
"""What the title of our deploys begins with; the time and the digest of the build follow."""
_AT_ONCE = 4
_LOOKS = 120
"""How often we look whether a deploy is ready, a second apart or more."""
_READY, _FAILED = "ready", "error"


class NetlifyTarget:
    """A site of Netlify."""

    def __init__(self, target: PublishTarget, world: World, api: str = "") -> None:
        self._site = (
            f"{api or API}/sites/{quote(world.reveal(target.netlify or '', 'netlify', target), safe='')}"
        )
        self._deploys = f"{api or API}/deploys"
        self._token = world.reveal(target.token or "", "token", target)
        self._names = ", ".join(f"${name}" for name in target.token.names) if target.token else ""
        self._world = world
        self.shown = f"Netlify's '{target.netlify}'"

    def live(self) -> Live:
        """What its published deploy says of itself."""
        deploy = self._ask("GET", self._site).get("published_deploy") or {}
        prefix, _, rest = str(deploy.get("title") or "").partition(" ")
        when, _, digest = rest.partition(" ")
        if prefix != _TITLE:
            return Live()
        return Live(digest=digest or None, taken_at=_moment(when))

    def send(self, build: Build, live: Live, *, is_forced: bool) -> Sent:  # noqa: ARG002 (it keeps every deploy)
        """Tell the digests, send what it asks for, and wait until it is published."""
        digests = {path: sha1(data, usedforsecurity=False).hexdigest() for path, data in build.files.items()}
        when = format_moment(build.taken_at) if build.taken_at else "-"
        title = quote(f"{_TITLE} {when} {build.digest}")
        body = {"files": {f"/{path}": digest for path, digest in digests.items()}, "async": True}
        deploy = self._ask("POST", f"{self._site}/deploys?title={title}", json.dumps(body).encode())
        address = f"{self._deploys}/{quote(str(deploy['id']), safe='')}"
        deploy = self._until(address, deploy, ("prepared", "uploading", _READY))
        wanted = frozenset(map(str, deploy.get("required") or ()))
        # One path for each content is enough: it knows files by their digests.
        paths = {digest: path for path, digest in digests.items() if digest in wanted}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            list(
                pool.map(lambda path: self._upload(address, path, build.files[path]), sorted(paths.values()))
            )
        self._until(address, deploy, (_READY,))
        written = sum(digests[path] in wanted for path in build.manifest)
        return Sent(written=written, kept=len(build.manifest) - written, removed=0)

    def restore(self) -> Live:
        """Publish the deploy before again."""
        now = (self._ask("GET", self._site).get("published_deploy") or {}).get("id")
        found = self._ask("GET", f"{self._site}/deploys?per_page=50").get("list") or []
        ours = [one for one in found if str(one.get("title") or "").startswith(f"{_TITLE} ")]
        ready = [one["id"] for one in ours if one.get("state") == _READY]
        later = ready[ready.index(now) + 1 :] if now in ready else ready
        if not later:
            raise HostError(f"{self.shown} keeps no build before this one")
        self._ask("POST", f"{self._site}/deploys/{quote(str(later[0]), safe='')}/restore")
        return self.live()

    def _upload(self, address: str, path: str, data: bytes) -> None:
        self._ask("PUT", f"{address}/files/{quote(path)}", data, kind="application/octet-stream")

    def _until(self, address: str, deploy: dict[str, Any], states: tuple[str, ...]) -> dict[str, Any]:
        for number in range(_LOOKS):
            state = deploy.get("state")
            if state in states:
                return deploy
            if state == _FAILED:
                raise HostError(f"{self.shown} could not publish it: {_line(deploy.get('error_message'))}")
            self._world.pause(min(1.0 + number / 10, 5.0) if number else 0.2)
            deploy = self._ask("GET", address)
        raise HostError(f"{self.shown} takes long, and still says '{_line(deploy.get('state'))}'")

    def _ask(
        self, method: str, url: str, body: bytes | None = None, kind: str = "application/json"
    ) -> dict[str, Any]:
        """Its answer, tried again while that helps: each request may come twice and mean the same."""
        headers = {"authorization": f"Bearer {self._token}", "content-type": kind}
        letter = Letter(method=method, url=url, headers=headers, body=body)
        try:
            return patiently(lambda: self._answer(self._world.ask(letter)), self._world)
        except PassingError as error:
            # Each request was tried on its own: all of them again would be no better.
            raise HostError(f"{error} ({TRIES} times)") from None

    def _answer(self, reply: Reply) -> dict[str, Any]:
        if reply.status in (401, 403):
            raise HostError(f"{self.shown} does not let us in: is the token of {self._names} still good?")
        if reply.status == 404:
            raise HostError(f"{self.shown} is not there, or not shown to the owner of {self._names}")
        if reply.status == 429 or reply.status >= 500:
            words = f"{self.shown} is busy: it answers with status {reply.status}"
            raise PassingError(words, after=_seconds(reply.headers, self._world.now()))
        if not 200 <= reply.status < 300:
            raise HostError(f"{self.shown} refuses, with status {reply.status}")
        try:
            document = json.loads(reply.text or "{}")
        except (ValueError, RecursionError):
            raise PassingError(f"{self.shown} answers with what is no JSON") from None
        return document if isinstance(document, dict) else {"list": document}


def _seconds(headers: Any, now: datetime) -> float | None:
    """How long it asks us to wait, in either of its ways."""
    if (written := str(headers.get("retry-after", ""))).isdigit():
        return float(written)
    reset = _moment(str(headers.get("x-ratelimit-reset", "")))
    return max((reset - now).total_seconds(), 0.0) if reset else None


def _moment(written: str) -> datetime | None:
    try:
        return parse_moment(written)
    except ValueError:
        return None


def _line(said: object) -> str:
    return " ".join(str(said or "it says nothing").split())[:200]
