"""Pydantic's locations become the places a person must look at."""

import pytest
from pydantic import ValidationError

from statusgen.model.errors import InputError
from statusgen.model.incidents import Announcement, Incident, Maintenance
from statusgen.model.nodes import Source, plain
from statusgen.model.project import Settings
from statusgen.reading.validate import adapter, place_of, validate
from statusgen.reading.wording import _WORDINGS, words
from statusgen.reading.yaml_text import parse_yaml

SETTINGS = """\
page:
  nam: Chirp
groups:
  - id: chirp
    name: Chirp
    components:
      - {id: web, name: Web, check: nonsense}
      - id: api
        check:
          url: https://api.example/
          headers: {Accept: [a]}
vantages:
  Home: {}
"""


def source(text: str) -> Source:
    root = parse_yaml(text, "a.yaml").root
    assert root is not None
    return Source("a.yaml", root)


@pytest.mark.parametrize(
    ("error_type", "location", "place"),
    [
        pytest.param("unexpected_keyword_argument", ("page", "nam"), (2, 3), id="an unknown key itself"),
        pytest.param("missing", ("page", "name"), (2, 3), id="the mapping a key is missing from"),
        pytest.param("missing", ("groups", 0, "components", 1, "name"), (8, 9), id="the item of a list"),
        pytest.param("missing", ("every",), (1, 1), id="the file, for a missing key of its own"),
        pytest.param("value_error", ("groups", 0, "id"), (4, 9), id="a value"),
        pytest.param("value_error", ("vantages", "Home", "[key]"), (13, 3), id="a key that is data"),
        pytest.param(
            "value_error",
            ("groups", 0, "components", 0, "check", "url"),
            (7, 37),
            id="a value that was written short",
        ),
        pytest.param(
            "value_error",
            ("groups", 0, "components", 1, "check", "headers", "Accept"),
            (11, 29),
            id="a list in place of a value",
        ),
        pytest.param("value_error", ("nothing", "of", 3, "this"), (1, 1), id="nothing that is written"),
        pytest.param("dataclass_type", (), (1, 1), id="all of it"),
    ],
)
def test_a_location_becomes_a_place(error_type: str, location: tuple[str | int, ...], place: tuple[int, int]):
    found = place_of(source(SETTINGS), error_type, location)

    assert (found.line, found.column) == place


def test_every_error_pydantic_can_raise_for_the_model_has_words():
    raised = set()
    for data in (
        None,
        "x",
        [],
        {},
        {"page": None},
        {"page": {"name": "a"}, "groups": "b", "vantages": [], "x": "1"},
    ):
        for kind in (Settings, Incident, Maintenance, Announcement):
            with pytest.raises(ValidationError) as invalid:
                adapter(kind).validate_python(data)
            for error in invalid.value.errors():
                raised.add(error["type"])
                assert "wrong value" not in words(error, kind)[0]

    assert raised <= set(_WORDINGS)
    assert len(raised) >= 4


def test_a_key_missing_in_one_update_is_told_though_another_misspells_it():
    text = "id: a\ntitle: x\nupdates:\n  - timestamp: 2025-03-10T09:45Z\n  - status: resolved\n"

    with pytest.raises(InputError) as found:
        validate(Incident, plain(source(text).root), source(text))

    assert [str(p) for p in found.value.problems] == [
        "a.yaml:4:5: unknown key 'timestamp' (did you mean at?)",
        "a.yaml:5:5: 'at' is missing (write at: 2025-03-10T09:45Z)",
    ]


def test_a_value_of_many_lines_is_told_in_one():
    text = "page: {name: A}\nevery: |\n" + "  a line\n" * 200

    with pytest.raises(InputError) as found:
        validate(Settings, plain(source(text).root), source(text))

    assert len(str(found.value)) < 400
    assert str(found.value).startswith("a.yaml:2:8: 'a line a line")
    assert str(found.value).endswith("is not a duration (write 800ms, 30s, 5m, 2h or 14d)")
