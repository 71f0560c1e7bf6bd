"""Settings become complaints: components nobody can place or measure, and checks that cannot end in time."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from statusgen.linting.findings import Level
from statusgen.linting.material import Complaint, Material, Rule
from statusgen.model.checks import Check
from statusgen.model.project import Component, Settings
from statusgen.model.secrets import Secret
from statusgen.model.sheets import Path
from statusgen.model.times import format_duration

LONGEST_SPACING = timedelta(seconds=10)
"""Between two attempts; a tenth of the interval where that is shorter, as probing does it."""

_ENOUGH_CONTROLS = 2
_SOON, _LONGEST_SECURITY = timedelta(days=30), timedelta(days=366)
"""A security.txt that ends so soon is to be renewed; RFC 9116 asks that it ends within a year."""


def _without_description(material: Material) -> Iterator[Complaint]:
    for path, component in components(material.project.settings):
        if component.description is None and component.retired is None:
            what = f"'{component.id}' has no description"
            yield _of_settings((*path, "id"), what, "write description: and what people do with it")


def _without_checks(material: Material) -> Iterator[Complaint]:
    settings = material.project.settings
    # A page on which nothing is measured says so by its headline, and means it.
    is_measured = any(component.all_checks for _, component in components(settings))
    for path, component in components(settings):
        if is_measured and not component.all_checks and component.retired is None:
            what = f"'{component.id}' has no check, so the page says that it is not measured"
            yield _of_settings((*path, "id"), what, "write check: and an address")


def _slow_checks(material: Material) -> Iterator[Complaint]:
    settings = material.project.settings
    shortest = min([settings.interval(name) for name in settings.vantages], default=settings.every)
    for path, component in components(settings):
        for key, check in checks(component):
            every = check.every or shortest
            longest = _longest(check, every)
            if longest > every:
                what = f"{check.attempts} attempts of {format_duration(check.timeout)} and the waits between"
                what += f" take up to {format_duration(longest)}, longer than every {format_duration(every)}"
                hint = "write a shorter timeout:, fewer attempts:, or a longer every:"
                written = (*path, *key, "timeout" if check.timeout * 2 > every else "attempts")
                yield _of_settings(written, what, hint)


def _longest(check: Check, every: timedelta) -> timedelta:
    wait = min(LONGEST_SPACING, every / 10)
    return check.timeout * check.attempts + wait * (check.attempts - 1)


def _few_controls(material: Material) -> Iterator[Complaint]:
    settings = material.project.settings
    if not any(component.all_checks for _, component in components(settings)):
        return
    count, hint = (
        len(settings.controls),
        "write controls: with a host's name and an address, tcp://192.0.2.1:443",
    )
    if count < _ENOUGH_CONTROLS:
        beginning = "one control alone" if count else "without controls, checks alone"
        what = f"{beginning} cannot tell an outage from a place that is offline"
        yield _of_settings(("controls",) if count else (), what, hint)
    elif all(_is_name(url) for url in settings.controls):
        what = "all controls are names, so a place whose name server fails looks offline"
        yield _of_settings(("controls",), what, "add an address, tcp://192.0.2.1:443, beside them")


def _is_name(url: str | Secret) -> bool:
    """Its host has to be looked up; of a secret nobody knows."""
    if isinstance(url, Secret):
        return False
    with suppress(ValueError):
        ip_address(urlsplit(url).hostname or "")
        return False
    return True


def _security_ends(material: Material) -> Iterator[Complaint]:
    security = material.project.settings.page.security
    if security is None:
        return
    left, day = security.expires - material.now, security.expires.date()
    hint = "look whether it still holds, and write a day within a year"
    if left < _SOON:
        what = f"security.txt {'ended' if left <= timedelta() else 'ends'} on {day}; nobody relies on it then"
        yield _of_settings(("page", "security", "expires"), what, hint)
    elif left > _LONGEST_SECURITY:
        what = f"security.txt ends on {day}, more than a year from now"
        yield _of_settings(("page", "security", "expires"), what, hint)


def components(settings: Settings) -> Iterator[tuple[Path, Component]]:
    """Every component with the path of keys it stands under."""
    for number, group in enumerate(settings.groups):
        for index, component in enumerate(group.components):
            yield ("groups", number, "components", index), component
    for index, component in enumerate(settings.components):
        yield ("components", index), component


def checks(component: Component) -> Iterator[tuple[Path, Check]]:
    """Its checks with the keys they stand under."""
    if component.check:
        yield ("check",), component.check
    for number, check in enumerate(component.checks):
        yield ("checks", number), check


def _of_settings(path: Path, what: str, hint: str) -> Complaint:
    return Complaint(entry=None, path=path, what=what, hint=hint)


RULES = (
    Rule("SG014", "slow-check", Level.WARNING, "A check may take longer than its interval", _slow_checks),
    Rule("SG036", "no-description", Level.NOTE, "A component without description", _without_description),
    Rule("SG037", "no-check", Level.NOTE, "A component that nobody measures", _without_checks),
    Rule("SG038", "few-controls", Level.NOTE, "Controls that prove too little", _few_controls),
    Rule(
        "SG043",
        "security-txt",
        Level.WARNING,
        "A security.txt that has ended, or ends too late",
        _security_ends,
    ),
)
