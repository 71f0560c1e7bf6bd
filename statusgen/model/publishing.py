"""Where the site goes once it is built: `publish:` in the settings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from statusgen.model.forms import any_text, text
from statusgen.model.keeping import is_branch
from statusgen.model.scalars import Duration, Flag, Id, Line, MaybeSecret, PageUrl, scalar
from statusgen.model.secrets import Secret, secret_or_text

STRICT = ConfigDict(extra="forbid")
_BUCKET = re.compile(r"(?:s3|gs|az|abfss?)://[A-Za-z0-9][A-Za-z0-9._-]*(?:/[^\s?#]*)?", re.ASCII)
_REMOTE = re.compile(
    r"(?:[A-Za-z0-9._][A-Za-z0-9._-]*@)?(?:[A-Za-z0-9][A-Za-z0-9._-]*|\[[0-9a-fA-F:]+\]):"
    r"(?:/[A-Za-z0-9_@+][A-Za-z0-9._@+-]*)+",
    re.ASCII,
)
"""What ssh and rsync could take for an option begins none of its parts."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
_DOMAIN = re.compile(r"(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}", re.ASCII)


class TargetKind(StrEnum):
    """The key of a target that holds its address."""

    FOLDER = "folder"
    BRANCH = "branch"
    BUCKET = "bucket"
    RSYNC = "rsync"
    NETLIFY = "netlify"
    CLOUDFLARE_PAGES = "cloudflare_pages"
    COMMAND = "command"


def _parse_branch(written: str) -> str:
    if not is_branch(written):
        raise ValueError(f"'{written}' is no name of a branch (write gh-pages)")
    return written


def _parse_bucket(written: str) -> str:
    if not _BUCKET.fullmatch(written) or ".." in written.split("/"):
        raise ValueError("that is not a bucket (write s3://chirp-status, gs://… or az://…)")
    return written.rstrip("/")


def _parse_remote(written: str) -> str:
    if not _REMOTE.fullmatch(written) or any(ord(c) < 0x20 for c in written):
        raise ValueError("that is not a folder on a host (write deploy@web.example.com:/srv/www/status)")
    return written


def _parse_name(written: str) -> str | Secret:
    if not written.startswith("$") and not _NAME.fullmatch(written):
        raise ValueError(f"'{written}' is no name of a site (write chirp-status)")
    return secret_or_text(written)


def _parse_domain(written: str) -> str:
    if not _DOMAIN.fullmatch(written):
        raise ValueError(f"'{written}' is no domain (write status.example.com)")
    return written


def _parse_token(written: str) -> Secret:
    """A token in a file of git is everybody's."""
    found = secret_or_text(written)
    if not isinstance(found, Secret):
        raise ValueError("a token stands in the settings themselves (write $NAME, and set that)")
    return found


_BRANCH_FORM = any_text("not a branch (write gh-pages)", r"^[A-Za-z0-9_]", examples=["gh-pages"])
_BUCKET_FORM = text(
    "not a bucket (write s3://chirp-status)", r"^(?:s3|gs|az|abfss?)://", examples=["s3://chirp-status"]
)
_REMOTE_FORM = text(
    "not a folder on a host (write deploy@web.example.com:/srv/www/status)",
    r":/",
    examples=["deploy@web.example.com:/srv/www/status"],
)
_NAME_FORM = any_text(
    "not a name of a site (write chirp-status)", r"^[$A-Za-z0-9]", examples=["chirp-status"]
)
_DOMAIN_FORM = text("not a domain (write status.example.com)", r"\.", examples=["status.example.com"])
_TOKEN_FORM = text("not a secret (write $NAME)", r"\$", examples=["$NETLIFY_AUTH_TOKEN"])

Branch = Annotated[str, BeforeValidator(scalar(_parse_branch)), WithJsonSchema(_BRANCH_FORM)]
Bucket = Annotated[str, BeforeValidator(scalar(_parse_bucket)), WithJsonSchema(_BUCKET_FORM)]
Remote = Annotated[str, BeforeValidator(scalar(_parse_remote)), WithJsonSchema(_REMOTE_FORM)]
SiteName = Annotated[str | Secret, BeforeValidator(scalar(_parse_name)), WithJsonSchema(_NAME_FORM)]
Domain = Annotated[str, BeforeValidator(scalar(_parse_domain)), WithJsonSchema(_DOMAIN_FORM)]
Token = Annotated[Secret, BeforeValidator(scalar(_parse_token)), WithJsonSchema(_TOKEN_FORM)]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishTarget:
    """A place to publish to. It has exactly one of `folder`, `branch`, `bucket`, `rsync`, `netlify`,
    `cloudflare_pages` and `command`."""

    __pydantic_config__ = STRICT
    id: Id
    """Its name: for `--target`, and in what is told of it."""
    folder: Line | None = None
    """A folder of this machine, which a web server serves."""
    branch: Branch | None = None
    """A branch that a host serves, `gh-pages`, in the remote of this repository."""
    remote: Line | None = None
    """Of `branch`: another remote, by its name or address."""
    domain: Domain | None = None
    """Of `branch`: what `CNAME` says; the host of `url` unless given, where that is a domain of your own."""
    keep_history: Flag = False
    """Of `branch`: keep a commit for each build; else the newest and the one before alone."""
    bucket: Bucket | None = None
    """A bucket of S3 and its like, Google or Azure, and a prefix if you like: `s3://chirp-status/page`.
    Needs `statusgen[cloud]`."""
    options: Mapping[Line, MaybeSecret] = field(default_factory=dict)
    """Of `bucket`: what its store needs to know: `endpoint`, `region`, `access_key_id`, `secret_access_key`;
    values may name secrets. What is missing is looked for where the store's own programs look."""
    rsync: Remote | None = None
    """A folder on a host that ssh reaches: `deploy@web.example.com:/srv/www/status`."""
    ssh_config: Line | None = None
    """Of `rsync`: a file of ssh's settings in place of your own."""
    netlify: SiteName | None = None
    """The id of a site of Netlify, or its domain there."""
    cloudflare_pages: SiteName | None = None
    """A project of Cloudflare Pages. Needs the program `wrangler`."""
    account: SiteName | None = None
    """Of `cloudflare_pages`: the id of the account."""
    deploy_branch: Branch = "main"
    """Of `cloudflare_pages`: the branch whose builds are the project's production."""
    token: Token | None = None
    """Of `netlify` and `cloudflare_pages`: what proves that we may. Write `$NAME`."""
    command: tuple[Line, ...] = ()
    """A program and its arguments, `[./upload.sh, '{folder}']`; no shell reads them. Needs
    `allow_commands: true`."""
    url: PageUrl | None = None
    """Where readers find what is published there; `page.url` for an only target."""
    deadline: Duration = timedelta(minutes=10)
    """So long one run tries."""

    @property
    def kinds(self) -> tuple[TargetKind, ...]:
        """Which of them it has."""
        return tuple(kind for kind in TargetKind if getattr(self, kind))

    @property
    def kind(self) -> TargetKind:
        """The one it has."""
        return self.kinds[0]
