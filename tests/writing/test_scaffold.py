"""A new project's files say what was asked for, whatever the names."""

import yaml
from hypothesis import given
from hypothesis import strategies as st

from statusgen.writing.scaffold import Start, Target, scaffold

# What YAML cannot hold at all is refused before it gets here.
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)

PAGE_ID = "kctbh9vrtdwd"


@given(NAMES, NAMES)
def test_any_name_means_itself(name, described):
    target = Target(id="web", name=name, description=described, url="https://example.com/")

    settings = yaml.safe_load(
        scaffold(Start(name=name, page_id=PAGE_ID, targets=(target,)))["statusgen.yaml"]
    )

    assert (settings["page"]["name"], settings["page"]["id"]) == (name, PAGE_ID)
    (component,) = settings["components"]
    assert (component["name"], component["description"]) == (name, described)


def test_the_example_names_a_component_and_publishes_nothing():
    target = Target(id="web", name="Web", description=None, url="https://example.com/")

    example = yaml.safe_load(
        scaffold(Start(name="Chirp", page_id=PAGE_ID, targets=(target,)))["incidents/example.yaml"]
    )

    assert example["draft"] is True
    assert list(example["impact"]) == ["web"]


def test_what_is_built_stays_out_of_git():
    target = Target(id="web", name="Web", description=None, url="https://example.com/")

    ignored = scaffold(Start(name="Chirp", page_id=PAGE_ID, targets=(target,)))[".gitignore"].splitlines()

    assert {"/site/", "/.statusgen/"} <= set(ignored)
