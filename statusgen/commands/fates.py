"""What the hosts of page and product have in common becomes a warning: they would fall together."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from statusgen.commands.examinations import Level, Note
from statusgen.model.sentences import listed
from statusgen.probing.whereabouts import Whereabouts

_MOST = 3
"""Hosts that one sentence names."""
_ELSEWHERE = "publish the page at another host, of another company"

BONDS: Mapping[str, tuple[Callable[[Whereabouts], set[str]], str]] = {
    "address": (lambda one: one.addresses, _ELSEWHERE),
    "network": (lambda one: one.networks, _ELSEWHERE),
    "autonomous system": (lambda one: one.systems, _ELSEWHERE),
    "name server": (lambda one: one.name_servers, "give the page a domain with name servers of its own"),
    "provider": (lambda one: one.providers, _ELSEWHERE),
    "provider of names": (lambda one: one.name_providers, "let another company serve the page's domain"),
}
"""What hosts can have in common, the closest first: one that is named says what follows from it too."""
_IMPLIED = {
    "address": {"network", "autonomous system", "provider"},
    "network": {"autonomous system"},
    "name server": {"provider of names"},
}


def compare(page: Whereabouts, product: Sequence[Whereabouts]) -> Iterator[Note]:
    """A note for each bond; one that all is well when there is none, and one for what nobody could say."""
    told = list(_bonds(page, product))
    yield from told
    unknown = sorted({what for one in (page, *product) for what in one.unknown})
    if unknown:
        yield Note(Level.ODD, f"not all could be found out: {', '.join(unknown)}", "try it again online")
    if not told and page.addresses and any(one.addresses for one in product):
        yield Note(Level.WELL, f"{page.host} shares nothing that was found with what it watches")


def _bonds(page: Whereabouts, product: Sequence[Whereabouts]) -> Iterator[Note]:
    said = dict[str, set[str]]()
    """Hosts of which a closer bond was told, by the bonds that it implies."""
    for bond, (of, remedy) in BONDS.items():
        sharing = [one for one in product if of(one) & of(page) and one.host not in said.get(bond, set())]
        if not sharing:
            continue
        for implied in _IMPLIED.get(bond, ()):
            said.setdefault(implied, set()).update(one.host for one in sharing)
        common = sorted(set.union(*(of(one) & of(page) for one in sharing)))
        text = f"{page.host} has the {bond} {_some(common)} in common with {_some([o.host for o in sharing])}"
        yield Note(Level.ODD, f"{text}: your status page would fall with your product", remedy)


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return listed([*names[:_MOST], f"{more} more"] if more > 0 else names)
