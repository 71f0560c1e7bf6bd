"""What a parser takes, its form takes; what editors offer is read."""

import re
from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from pydantic import BeforeValidator, PlainValidator, TypeAdapter, ValidationError, WithJsonSchema

from statusgen.model import (
    check_scalars,
    checks,
    incidents,
    keeping,
    project,
    publishing,
    receivers,
    scalars,
    security,
    theme,
)
from statusgen.model.forms import or_nothing, spelt
from statusgen.model.scalars import text_of
from tests.reading.editor_view import seen


def _scalars() -> dict[str, Any]:
    found = {}
    for module in (
        scalars,
        check_scalars,
        incidents,
        checks,
        keeping,
        project,
        publishing,
        receivers,
        security,
        theme,
    ):
        for name, value in vars(module).items():
            is_ours = get_origin(value) is Annotated and any(
                isinstance(one, BeforeValidator | PlainValidator) for one in get_args(value)
            )
            if is_ours:
                found[name] = value
    return found


SCALARS = _scalars()
SIMPLE = sorted(
    SCALARS.keys() - {"CheckOrUrl", "KeepingOrStore", "DraftingOrDuration", "LogoOrFile", "AccentOrColour"}
)
"""Those of one value, or of one value among other things."""
ANYTHING = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=12)


def form(name: str) -> Any:
    """As it reaches a schema."""
    return TypeAdapter(SCALARS[name]).json_schema()


def is_read(name: str, value: Any) -> bool:
    """The parser takes it."""
    try:
        TypeAdapter(SCALARS[name]).validate_python(value)
    except ValidationError:
        return False
    return True


def is_fine(name: str, value: Any) -> bool:
    """An editor has nothing against it."""
    return bool(Draft7Validator(form(name)).is_valid(value))


def patterns(node: Any) -> list[str]:
    """Every pattern in a form, but those of keys."""
    if isinstance(node, list):
        return [one for child in node for one in patterns(child)]
    if not isinstance(node, dict):
        return []
    own = [node["pattern"]] if "pattern" in node else []
    return own + [one for key, child in node.items() if key != "propertyNames" for one in patterns(child)]


def offered(node: Any) -> list[Any]:
    """Every value that an editor offers."""
    if isinstance(node, list):
        return [one for child in node for one in offered(child)]
    if not isinstance(node, dict):
        return []
    own = [*node.get("enum", ()), *node.get("examples", ())]
    return own + [one for key, child in node.items() if key != "propertyNames" for one in offered(child)]


@pytest.mark.parametrize("name", sorted(SCALARS))
def test_every_scalar_has_a_form_of_its_own(name):
    notes = get_args(SCALARS[name])
    has_form = any(isinstance(one, WithJsonSchema) for one in notes)

    assert has_form or any(hasattr(one, "__get_pydantic_json_schema__") for one in notes), (
        f"editors would take anything for {name}: give it a form (statusgen/model/scalar_forms.py)"
    )
    Draft7Validator.check_schema(form(name) if name in SIMPLE else {})


@pytest.mark.parametrize("name", SIMPLE)
def test_what_editors_offer_is_read(name):
    for value in offered(form(name)):
        assert is_read(name, str(value)), value
        assert is_fine(name, value), value


@pytest.mark.parametrize("name", SIMPLE)
@settings(max_examples=40)
@given(data=st.data())
def test_what_is_read_is_not_complained_of(name, data):
    """Written in any way: what a person writes plainly, an editor may take for a number or a boolean."""
    shapes = [st.from_regex(re.sub(r"\\s", " ", one), fullmatch=True) for one in patterns(form(name))]
    words = st.sampled_from([str(one) for one in offered(form(name))] or ["true"])
    # Broken ones too: near what is right lie the values on which the two may differ.
    near = st.one_of(*shapes, words).flatmap(
        lambda word: st.sampled_from([word, word.upper(), word[1:], f" {word}"])
    )
    text = data.draw(st.one_of(near, near, ANYTHING))
    assume("\n" not in text)

    if is_read(name, text):
        assert is_fine(name, text)
        if re.fullmatch(r"[+-]?\w[\w.+-]*", text, re.ASCII) and text.lower() not in ("null", "", "~"):
            assert is_fine(name, seen(text)), "without quotes"


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("Id", ["Web", "-a", "a b", "a" * 65, "", -5, [], {}]),
        ("Line", ["", "  ", [], {"en": "x"}]),
        ("Words", ["", [], {}, {"english": "x"}, {"en": ""}, {"en": []}]),
        ("Flag", ["yes", "no", "on", 1, "True", []]),
        ("Integer", ["5x", "1_000", 1.5, True, "1" * 16]),
        ("Count", [0, 101, "0", "101", "three", -1]),
        ("Share", ["60", 60, 0.6, "101%", "100.5%", "60 percent"]),
        ("Moment", ["soon", "2025-03-10", "2025-03-10 09:45", "2025-13-10T09:45Z", 2025, "10.3.2025 09:45Z"]),
        ("Day", ["soon", "2025-02-32", "2025-3-1", "1969-12-31", 2025]),
        ("DayOrMoment", ["Sunday", "2025-02-32", "2025-03-10 09:45", 2025]),
        ("RepeatRule", ["every Sunday", "BYDAY=SU", "FREQ=HOURLY", "FREQ=", 5, []]),
        ("Document", ["", [], {}, {"english": "x"}, {"file": ""}, {"file": "a.md", "en": "x"}]),
        ("Duration", ["5", 5, "5 minutes", "m", "-5m", ""]),
        ("Interval", ["5", 5, "5 minutes"]),
        ("Country", ["PAK", "P", "1a", 1]),
        ("Language", ["english", "e", "en_US", "EN"]),
        ("Zone", ["+05:00", "", "Asia Karachi"]),
        ("PageUrl", ["example.com", "ftp://example.com", "https://a.example/?x", "https:// a"]),
        ("Link", ["example.com", "javascript:alert(1)", "/path"]),
        (
            "Uri",
            ["http://example.com", "example.com", "javascript:alert(1)", "mailto:a b", "https://", "", 5],
        ),
        (
            "ReportLink",
            ["example.com", "http://example.com/", "javascript:alert(1)", "/report", "https://", "tel:5"],
        ),
        (
            "HubAddress",
            ["hub.example.com", "ftp://hub.example.com/", "https://", "https://me:word@hub.example/", "/hub"],
        ),
        (
            "BrowserAddress",
            [
                *(
                    "example.com",
                    "http://example.com/",
                    "wss://example.com/",
                    "https://",
                    "$TARGET",
                    "//a.example/",
                ),
                *("https://me:word@example.com/", "https://me@example.com/", "https://example.com/#top"),
                *(
                    "https://[2001:db8::1]/",
                    "https://b\u00fccher.example/",
                    "https://a_b.example/",
                    "https://a;b/",
                ),
                *("https://*.example.com/", "https:///a", "https://a.example'/", "https://a b.example/"),
            ],
        ),
        ("Target", ["example.com", "ftp://example.com", "https://a b", "https:/a"]),
        ("MaybeSecret", [[], {}]),
        ("StatusCodes", [20, 1000, "2xx", "200-", [200, "x"], {}]),
        ("StatusWord", ["broken", "major_outtage", "", 5, True]),
        ("UpdateStatusWord", ["done", "investigatin", ""]),
        ("SeverityWord", ["bad", "highest"]),
        ("ScopeWord", ["world", ""]),
        ("NetworkWord", ["home"]),
        ("KindWord", ["incidents", "outage"]),
        ("MethodWord", ["FETCH", "", 1]),
        ("Number", ["many", "", "1e9", "1.", True]),
        ("Size", ["big", "5GB", "-1", ""]),
        ("Net", ["example.com", "192.0.2.0-9", ""]),
        ("Pattern", ["", "  "]),
        ("JsonPath", ["status", "", "@.a"]),
        ("Selector", ["", " "]),
        ("File", ["", " "]),
        ("FamilyWord", ["4", "ipv5"]),
        ("RedirectWord", ["yes", "follows"]),
        ("RecordWord", ["AAA", "ANY"]),
        ("TlsWord", ["1.1", "1.4", "TLS 1.2"]),
        ("AuthorWord", ["robot", "", 5]),
        ("StoreAddress", ["", "folder", "git-branch:", "mysql://localhost/status", "postgresql:status", []]),
        ("Clock", ["24:00", "7:00", "22", "22:60", "", "ten", []]),
        ("WebAddress", ["example.com", "ftp://a.example/", "HTTPS://a.example/", "", []]),
        ("MailServer", ["mail.example.com", "https://a.example/", "smtp:a", ""]),
        ("Mailbox", ["ops", "a@b@c", "a b@c.example", "", {}]),
        ("Sender", ["Chirp", "Chirp <status>", ""]),
        ("Service", ["discord", ""]),
        ("TopicWord", ["everything", ""]),
        ("Retention", ["5", 5, "5 minutes", ""]),
        ("ColourWord", ["blue", "#12345", "rgb(1, 2, 3)", "", []]),
        ("Branch", ["", "-pages", "/pages", []]),
        ("Bucket", ["chirp", "https://chirp.example/", "s3:chirp", "", []]),
        ("Remote", ["web.example.com", "srv/www", "", []]),
        ("SiteName", ["", "-chirp", " chirp", []]),
        ("Domain", ["chirp", "", []]),
        ("Token", ["letmein", "", []]),
        ("FileOfTheme", ["logo.svg", "/etc/templates/a.svg", "https://x.example/a.svg", "", 5, []]),
    ],
)
def test_bad_words_are_refused_by_both(name, bad):
    for value in bad:
        assert not is_fine(name, value), value
        assert not is_read(name, value if isinstance(value, list | dict) else str(value)), value


def test_every_form_has_its_bad_words():
    (mark,) = (m for m in test_bad_words_are_refused_by_both.pytestmark if m.name == "parametrize")  # type: ignore[attr-defined]

    assert {row[0] for row in mark.args[1]} == set(SIMPLE)


@pytest.mark.parametrize("name", ["StatusWord", "UpdateStatusWord", "KindWord"])
@given(word=ANYTHING)
@example(word="down ")
def test_a_word_is_refused_by_both_or_read_by_both(name, word):
    assert is_read(name, word) == is_fine(name, word)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2025-03-10 09:45", "the time has no zone"),
        ("2025-03-10", "the time has no time of day"),
        ("yesterday", "not a time"),
        (5, "not a time"),
    ],
)
def test_a_time_hears_what_it_lacks(text, says):
    (error,) = Draft7Validator(form("Moment")).iter_errors(text)

    assert error.schema["errorMessage"].startswith(f"{says} (write 2025-03-10T09:45Z")


@pytest.mark.parametrize("name", SIMPLE)
def test_a_key_that_may_be_left_out_may_be_left_empty(name):
    optional = Draft7Validator(or_nothing(form(name)))

    assert optional.is_valid(None)
    assert not Draft7Validator(form(name)).is_valid(None)
    assert TypeAdapter(SCALARS[name] | None).validate_python(None) is None


def test_a_word_is_spelt_in_every_way_that_is_read():
    assert re.fullmatch(spelt("in_progress"), "In-Progress")
    assert not re.fullmatch(spelt("in_progress"), "inprogress")


def test_texts_may_be_numbers():
    assert seen("title: 12") == {"title": 12}
    assert is_fine("Words", 12)
    assert TypeAdapter(scalars.Words).validate_python("12") == text_of("12")
