"""Addresses that readers may try become a page on which their own browser asks and compares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from statusgen.model.sentences import say
from statusgen.model.snapshot import ComponentState
from statusgen.model.words import Outcome
from statusgen.rendering.assets import TRY
from statusgen.rendering.clocks import Moment
from statusgen.rendering.comparing import OLD, Seen, Words, compare, fails_in
from statusgen.rendering.scene import Scene, Sheet
from statusgen.rendering.texts import Phrase
from statusgen.rendering.wording import State, state_of

_ORIGIN = re.compile(r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d+)?(?=[/?]|$)", re.ASCII | re.IGNORECASE)
"""What a policy can name. Reading refuses others; what came otherwise must not widen the policy either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A component, where readers reach it, and what is said whatever comes of their asking."""

    href: str
    name: Phrase
    state: State
    address: str
    shown: str
    """The address in short."""
    words: Words
    """While the page holds."""
    old: Words
    """When it has expired."""
    where: str
    """Where it does not work; empty unless it works elsewhere."""
    seen_at: Moment | None
    """The newest look that counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryPage:
    """The page."""

    targets: tuple[Target, ...]


def sheets(scene: Scene) -> Iterator[Sheet]:
    """The page, where the settings name an address that is still of use."""
    targets = tried(scene)
    if targets:
        yield Sheet(
            path="is-it-just-me/index.html",
            template="just-me.html",
            title=say("Is it just me?"),
            view=TryPage(targets=tuple(_target(state, address, scene) for state, address in targets)),
            tone="unk",
            is_current=True,
            subject=(say("Is it just me?"),),
            scripts=(TRY,),
            asks=tuple(sorted({origin for _, address in targets if (origin := _origin(address))})),
        )


def tried(scene: Scene) -> tuple[tuple[ComponentState, str], ...]:
    """Present components with their addresses, in the order of the page."""
    named = scene.snapshot.page.try_from_browser
    addresses = {
        scene.renamed.get(name, name): scene.phrase(url).text for name, url in named.items() if _origin(url)
    }
    return tuple(
        (state, addresses[state.component.id])
        for state in scene.snapshot.components
        if state.component.id in addresses
    )


def _target(state: ComponentState, address: str, scene: Scene) -> Target:
    seen = _seen(state, scene)
    return Target(
        href=f"components/{state.component.id}/index.html",
        name=scene.phrase(state.component.name),
        state=state_of(state),
        address=address,
        shown=address.partition("://")[2].removesuffix("/"),
        words=compare(seen),
        old=OLD,
        where=fails_in(seen),
        seen_at=_last_look(state, scene),
    )


def _seen(state: ComponentState, scene: Scene) -> Seen:
    """In how many places all its checks pass, as far as fresh looks tell."""
    works: dict[str, bool] = {}
    for check in state.checks:
        for place in check.places:
            if place.is_fresh and place.outcome is not Outcome.UNKNOWN:
                works[place.vantage] = works.get(place.vantage, True) and place.outcome is not Outcome.FAILED
    countries = {v.id: v.vantage.country for v in scene.snapshot.vantages}
    failing = {countries.get(name) for name, is_fine in works.items() if not is_fine}
    fine = {countries.get(name) for name, is_fine in works.items() if is_fine}
    return Seen(
        works=sum(works.values()),
        places=len(works),
        failing=tuple(sorted(code for code in failing - fine if code)),
        is_measured=state.is_measured,
    )


def _last_look(state: ComponentState, scene: Scene) -> Moment | None:
    looks = (place.as_of for check in state.checks for place in check.places if place.is_fresh)
    return scene.clock.maybe(max(looks, default=None))


def _origin(address: str) -> str | None:
    """As a policy names it."""
    found = _ORIGIN.match(address)
    return found[0].lower() if found else None
