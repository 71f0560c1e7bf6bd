"""The model's field lines become docs/settings.md: every key with its default and meaning."""

from collections.abc import Iterator
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import timedelta
from typing import Any

from statusgen.model import checks, incidents, keeping, project, publishing, receivers, security, theme
from statusgen.model.field_lines import own_lines
from statusgen.model.times import format_duration
from statusgen.model.words import Kind

SETTINGS = (
    project.Settings,
    project.Page,
    security.Security,
    theme.Logo,
    theme.Accent,
    project.Vantage,
    project.Group,
    project.Component,
    keeping.Keeping,
    project.Drafting,
    receivers.Receiver,
    receivers.QuietHours,
    publishing.PublishTarget,
    project.Lint,
)
CHECKS = (
    checks.Check,
    checks.Expect,
    checks.JsonExpect,
    checks.HtmlExpect,
    checks.Auth,
    checks.Tls,
    checks.Step,
    checks.Capture,
)
ENTRIES = (
    incidents.Entry,
    incidents.Incident,
    incidents.Maintenance,
    incidents.Announcement,
    incidents.Update,
    incidents.DeclaredScope,
    incidents.Exclusion,
)
TITLES = {
    "Settings": "`statusgen.yaml`",
    "Page": "`page`",
    "Security": "`security` of the page",
    "Logo": "`logo` of the page",
    "Accent": "`accent` of the page",
    "Vantage": "`vantages: {id: …}`",
    "Group": "`groups: [ … ]`",
    "Component": "`components: [ … ]`",
    "Keeping": "`history`",
    "Drafting": "`auto_incidents`",
    "Receiver": "`notify: [ … ]`",
    "QuietHours": "`quiet` of a receiver",
    "PublishTarget": "`publish: [ … ]`",
    "Lint": "`lint`",
    "Check": "`check`, `checks: [ … ]`",
    "Expect": "`expect` of a check",
    "JsonExpect": "`json: [ … ]` of `expect`",
    "HtmlExpect": "`html: [ … ]` of `expect`",
    "Auth": "`auth` of a check",
    "Tls": "`tls` of a check",
    "Step": "`steps: [ … ]` of a check",
    "Capture": "`capture: {name: …}` of a step",
    "Entry": "Every file",
    "Incident": "Incidents",
    "Maintenance": "Maintenances, `kind: maintenance`",
    "Announcement": "Announcements, `kind: announcement`",
    "Update": "`updates: [ … ]`",
    "DeclaredScope": "`scope` of an incident",
    "Exclusion": "`exclude: [ … ]` of an incident",
}
KINDS = {
    "Id": "id",
    "Line": "text",
    "Words": "text, or language: text",
    "Document": "text, or language: text, or `{file: …}`",
    "Flag": "true or false",
    "Integer": "whole number",
    "Count": "1 to 100",
    "Share": "share, `60%`",
    "Moment": "time with zone",
    "Day": "date",
    "Duration": "duration, `5m`",
    "Interval": "duration of a second or more, `5m`",
    "Country": "two letters",
    "Language": "language code",
    "DayOrMoment": "date, or time with zone",
    "RepeatRule": "rule of repetition",
    "Zone": "zone name",
    "PageUrl": "web address",
    "Link": "link",
    "Uri": "`mailto:`, `https://` or `tel:` address",
    "ReportLink": "`https://` or `mailto:` address",
    "HubAddress": "web address",
    "BrowserAddress": "`https://` address",
    "Target": "address, may hold `$NAME`",
    "MaybeSecret": "text, may hold `$NAME`",
    "StatusCodes": "HTTP statuses",
    "StatusWord": "status",
    "UpdateStatusWord": "update status",
    "SeverityWord": "severity",
    "ScopeWord": "scope",
    "NetworkWord": "network kind",
    "AuthorWord": "`monitor`",
    "KindWord": "kind",
    "CheckOrUrl": "check, or its address",
    "DraftingOrDuration": "duration, or keys of [`auto_incidents`](#auto_incidents)",
    "KeepingOrStore": "place, or keys of [`history`](#history)",
    "LogoOrFile": "file, or keys of [`logo`](#logo-of-the-page)",
    "AccentOrColour": "colour, or keys of [`accent`](#accent-of-the-page)",
    "FileOfTheme": "file in `templates/`",
    "ColourWord": "colour, `'#1a54ad'`",
    "StoreAddress": "place",
    "Retention": "duration",
    "MethodWord": "HTTP method",
    "Number": "number",
    "Size": "size, `500kB`",
    "Net": "address or network",
    "Pattern": "pattern (RE2)",
    "JsonPath": "JSONPath",
    "Selector": "CSS selector",
    "File": "path of a file",
    "FamilyWord": "`ipv4` or `ipv6`",
    "RedirectWord": "`follow`, `same_origin` or `none`",
    "RecordWord": "kind of DNS record",
    "TlsWord": "`1.2` or `1.3`",
    "Clock": "time of day, `22:00`",
    "WebAddress": "web address, may hold `$NAME`",
    "MailServer": "server of mail, may hold `$NAME`",
    "Mailbox": "address of mail, or `$NAME`",
    "Sender": "address of mail, or name and address",
    "Service": "address of apprise, may hold `$NAME`",
    "TopicWord": "topic",
    "Branch": "branch",
    "Bucket": "bucket",
    "Remote": "folder on a host",
    "SiteName": "name or id, may hold `$NAME`",
    "Domain": "domain",
    "Token": "`$NAME`",
}
INTRODUCTION = """\
# Settings and files

Every key, its default and its meaning. This page is made from the model (`make docs`); a test holds it to that.

Times carry an offset, `Z` or a zone's name (`2025-03-10 03:02 America/Los_Angeles`). Durations are written `800ms`,
`30s`, `5m`, `2h`, `14d`. Ids are letters a-z, digits and hyphens, at most 64. `$NAME` is filled in from the
environment at the moment of use and stands on no page, in no history and in no log.
Statuses: `operational`, `degraded_performance`, `partial_outage`, `major_outage`, `under_maintenance`, `unknown`.
"""


def document() -> str:
    """The whole page."""
    parts = [INTRODUCTION]
    for heading, types in (("Settings", SETTINGS), ("Checks", CHECKS), ("Files in `incidents/`", ENTRIES)):
        parts.append(f"\n# {heading}\n")
        parts += ["\n".join(_section(kind)) + "\n" for kind in types]
    return "".join(parts)


def _section(kind: type[Any]) -> Iterator[str]:
    lines = own_lines(kind)
    yield f"\n## {TITLES[kind.__name__]}\n"
    yield "| key | value | default | meaning |"
    yield "|---|---|---|---|"
    for field in fields(kind):
        if field.name in lines:
            line = lines[field.name]
            text = line.text.replace("|", "\\|")
            yield f"| `{field.name}` | {_kind(line.annotation)} | {_default(field)} | {text} |"


def _kind(annotation: str) -> str:
    plain = annotation.replace(" | None", "")
    if plain.startswith("tuple["):
        return "list of " + _kind(plain[len("tuple[") : plain.index(",")])
    if plain.startswith("Mapping["):
        key, value = plain[len("Mapping[") : -1].split(", ")
        return f"{_kind(key)}: {_kind(value)}"
    return KINDS.get(plain) or f"keys of [{TITLES[plain]}](#{_anchor(TITLES[plain])})"


def _anchor(title: str) -> str:
    """As GitHub makes it: letters, digits, hyphens and underscores; spaces become hyphens."""
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def _default(field: Field[Any]) -> str:
    value = field.default if field.default_factory is MISSING else field.default_factory()
    if value is MISSING:
        return "required"
    if isinstance(value, timedelta):
        return f"`{format_duration(value)}`"
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, Kind):
        return f"`{value}`"
    if value == ((200, 299),):
        return "`200-299`"
    if field.name == "vantages":
        return "one, `local`"
    if is_dataclass(value):
        return "as below"
    if isinstance(value, tuple) and value:
        return f"`[{', '.join(str(item) for item in value)}]`"
    return f"`{value}`" if isinstance(value, int | str) and value else "none"


if __name__ == "__main__":
    print(document(), end="")
