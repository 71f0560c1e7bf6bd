"""Page and product that would fall together are told apart from those that would not."""

import pytest

from statusgen.commands.fates import compare
from statusgen.probing.whereabouts import Whereabouts, provider_of

PAGE = "status.chirp.example"


def at(host="chirp.example", **more):
    return Whereabouts(host=host, **{key: set(value) for key, value in more.items()})


def told(page, *product):
    return [(note.level, note.text) for note in compare(page, product)]


@pytest.mark.parametrize(
    ("page", "product", "bonds"),
    [
        ({"addresses": ["192.0.2.1"]}, {"addresses": ["192.0.2.2"]}, []),
        ({"addresses": ["192.0.2.1"]}, {"addresses": ["192.0.2.1", "192.0.2.2"]}, ["address 192.0.2.1"]),
        (
            {"addresses": ["192.0.2.1"], "networks": ["192.0.2.0/24"], "systems": ["AS64500"]},
            {"addresses": ["192.0.2.2"], "networks": ["192.0.2.0/24"], "systems": ["AS64500"]},
            ["network 192.0.2.0/24"],
        ),
        (
            {"addresses": ["192.0.2.1"], "networks": ["192.0.2.0/24"], "providers": ["cloud.example"]},
            {"addresses": ["192.0.2.1"], "networks": ["192.0.2.0/24"], "providers": ["cloud.example"]},
            ["address 192.0.2.1"],
        ),
        ({"systems": ["AS64500"]}, {"systems": ["AS64500"]}, ["autonomous system AS64500"]),
        (
            {"name_servers": ["ns1.dns.example"], "name_providers": ["dns.example"]},
            {"name_servers": ["ns1.dns.example"], "name_providers": ["dns.example"]},
            ["name server ns1.dns.example"],
        ),
        (
            {"name_servers": ["ns1.dns.example"], "name_providers": ["dns.example"]},
            {"name_servers": ["ns2.dns.example"], "name_providers": ["dns.example"]},
            ["provider of names dns.example"],
        ),
        ({"providers": ["github.io"]}, {"providers": ["github.io", "x.example"]}, ["provider github.io"]),
    ],
)
def test_each_bond_is_told_once_by_its_closest_name(page, product, bonds):
    notes = told(at(PAGE, **page), at(**product))
    assert [text for level, text in notes if level == "odd"] == [
        f"{PAGE} has the {bond} in common with chirp.example: your status page would fall with your product"
        for bond in bonds
    ]


def test_hosts_of_which_a_closer_bond_was_told_are_not_told_again():
    page = at(PAGE, addresses=["192.0.2.1"], networks=["192.0.2.0/24"])
    same = at("a.example", addresses=["192.0.2.1"], networks=["192.0.2.0/24"])
    near = at("b.example", addresses=["192.0.2.9"], networks=["192.0.2.0/24"])
    assert [
        text.partition(" in common with ")[2].partition(":")[0] for _, text in told(page, same, near)
    ] == [
        "a.example",
        "b.example",
    ]


def test_nothing_in_common_is_well_and_what_is_not_known_is_told():
    page, product = at(PAGE, addresses=["192.0.2.1"]), at(addresses=["198.51.100.1"])
    assert [level for level, _ in told(page, product)] == ["well"]
    product.unknown.append("name servers")
    assert told(page, product)[0] == ("odd", "not all could be found out: name servers")


def test_when_nothing_could_be_found_out_nothing_is_said_to_be_well():
    page = at(PAGE)
    page.unknown.append("addresses")
    assert [level for level, _ in told(page, at())] == ["odd"]


@pytest.mark.parametrize(
    ("name", "provider"),
    [
        ("ec2-192-0-2-1.compute-1.amazonaws.com.", "amazonaws.com"),
        ("ns-12.awsdns-01.co.uk", "awsdns"),
        ("ns-512.awsdns-00.net", "awsdns"),
        ("chirp.github.io", "github.io"),
        ("www.chirp.com.au", "chirp.com.au"),
        ("chirp.de", "chirp.de"),
        ("localhost", "localhost"),
        ("1.2", "1.2"),
    ],
)
def test_who_keeps_a_name_is_read_off_its_end(name, provider):
    assert provider_of(name) == provider
