"""Targets and spots of other tools find the checks and the places of our settings."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from statusgen.importing.sightings import Spot
from statusgen.model.checks import Check
from statusgen.model.project import Component, Settings, Vantage
from statusgen.model.secrets import Secret


def owner(target: str | None, settings: Settings, chosen: Component | None) -> tuple[Component, Check] | None:
    """The check that asks the same: of the same address, else the first of the same host."""
    if chosen:
        asked = [(chosen, check) for check in chosen.all_checks]
        return _nearest(target, asked) or (asked[0] if asked else None)
    return _nearest(
        target, [(one, check) for _, one in settings.all_components() for check in one.all_checks]
    )


def _nearest(target: str | None, asked: Sequence[tuple[Component, Check]]) -> tuple[Component, Check] | None:
    host = host_of(target)
    same = [(one, check) for one, check in asked if host and host_of(_address(check)) == host]
    exact = [pair for pair in same if _bare(_address(pair[1])) == _bare(target)]
    return next(iter((*exact, *same)), None)


def _address(check: Check) -> str | None:
    return None if isinstance(check.url, Secret) else check.url


def _bare(address: str | None) -> str:
    return (address or "").partition("#")[0].rstrip("/").casefold()


def host_of(target: str | None) -> str | None:
    """The host of an address, or of what is a host already."""
    try:
        return urlsplit(target if target and "//" in target else f"//{target or ''}").hostname
    except ValueError:
        return None


def vantage(spot: Spot, settings: Settings, prefix: str) -> str | None:
    """The place that fits best: of that network, of that kind, of that country."""
    fitting = [
        (_closeness(place, spot), name)
        for name, place in sorted(settings.vantages.items())
        if name.startswith(prefix) and _fits(place, spot)
    ]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else None


def _fits(place: Vantage, spot: Spot) -> bool:
    """Nothing that the settings say of it speaks against it, and the country is said."""
    if spot.country is None or place.country != spot.country:
        return False
    is_kind = place.network is None or spot.network is None or place.network == spot.network
    return is_kind and (place.asn is None or place.asn == spot.asn)


def _closeness(place: Vantage, spot: Spot) -> tuple[bool, bool]:
    return place.asn is not None, place.network is not None and place.network == spot.network


def proposed_id(spot: Spot, prefix: str) -> str:
    """What such a place could be called."""
    return "-".join(part for part in (prefix, (spot.country or "").lower(), spot.network) if part)


def proposal(name: str, spot: Spot) -> str:
    """The line of the settings that makes a place of a spot. Without a number it takes all networks there."""
    known = {"country": spot.country, "network": spot.network}
    return f"{name}: {{{', '.join(f'{key}: {value}' for key, value in known.items() if value)}}}"
