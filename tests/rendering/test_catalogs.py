"""Catalogs: every message of ours, in every language, with the same places and the language's own plurals."""

import re
from collections import Counter
from gettext import c2py

import pytest
from babel import Locale
from babel.messages.pofile import read_po

from statusgen.model.sentences import say
from statusgen.rendering.catalogs import LOCALES, TEMPLATE, path_of
from statusgen.rendering.speaking import language
from statusgen.rendering.translated import ORDER
from tests.docs.languages import PLURALS, ROOT, UNREAD, found, template, text

LANGUAGES = sorted(path.name.replace("_", "-") for path in LOCALES.iterdir() if path.is_dir())
_PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")
_TAG = re.compile(r"<[^>]*>")


def catalog(tag):
    with path_of(tag).open("rb") as file:
        return read_po(file, ignore_obsolete=False)


def is_sound(said, message):
    """Nothing in it is taken for a place that is none."""
    if any(file.startswith("templates/") for file, _ in message.locations):
        return "%" not in _PLACE.sub("", said).replace("%%", "")
    return not re.search("[{}]", _PLACE.sub("", said))


def forms(message):
    return (message.id, message.id) if isinstance(message.id, str) else message.id


def test_the_template_holds_exactly_the_messages_that_there_are():
    assert (LOCALES / TEMPLATE).read_text(encoding="utf-8") == text(template()), "run: make docs"


def test_no_message_is_both_one_form_and_several():
    kinds = {}
    for one in found():
        kinds.setdefault((one.id if isinstance(one.id, str) else one.id[0], one.context), set()).add(
            type(one.id)
        )

    assert {key for key, types in kinds.items() if len(types) > 1} == set()


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_catalog_lacks_nothing_and_has_nothing_too_much(tag):
    said, wanted = catalog(tag), template()

    assert {(m.id, m.context) for m in said if m.id} == {(m.id, m.context) for m in wanted if m.id}
    assert not said.obsolete
    missing = [
        m.id for m in said if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)
    ]
    assert missing == []
    assert [m.id for m in said if m.fuzzy] == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_each_translation_has_the_places_and_the_markup_of_its_message(tag):
    wrong = []
    for message in catalog(tag):
        if not message.id:
            continue
        one, many = forms(message)
        plural = [message.string] if isinstance(message.string, str) else list(message.string)
        for said in plural:
            # A form for one or two may say the number in words.
            may_lack = {"{count}", "%(count)s"} if len(plural) > 1 or one != many else set()
            has, needs = Counter(_PLACE.findall(said)), Counter(_PLACE.findall(many))
            is_same = set(has) <= set(needs) and set(needs) - set(has) <= may_lack
            if (
                not is_same
                or not is_sound(said, message)
                or sorted(_TAG.findall(said)) != sorted(_TAG.findall(many))
            ):
                wrong.append((many, said))
    assert wrong == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_catalog_says_that_no_native_speaker_has_read_it_and_the_docs_list_it(tag):
    assert UNREAD in path_of(tag).read_text(encoding="utf-8").partition("msgid")[0]
    assert re.search(
        rf"^\| `{tag}` \|.*{UNREAD}", (ROOT / "docs/languages.md").read_text(encoding="utf-8"), re.M
    )


@pytest.mark.parametrize("tag", PLURALS)
def test_the_header_counts_as_cldr_does(tag):
    rule = Locale.parse(tag, sep="-").plural_form
    order = [form for form in ORDER if form in rule.tags or form == "other"]
    count, expression = re.fullmatch(r"nplurals=(\d+); plural=(.+)", PLURALS[tag]).groups()
    form = c2py(expression)

    assert int(count) == len(order)
    for number in (*range(210), 1000, 999_999, 1_000_000, 2_000_000, 1_000_011):
        assert order[form(number)] == rule(number), number


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_header_of_a_catalog_is_that_one(tag):
    assert f'"Plural-Forms: {PLURALS[tag]};\\n"' in path_of(tag).read_text(encoding="utf-8")


@pytest.mark.parametrize("tag", LANGUAGES)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 11, 100])
def test_each_count_has_its_form(tag, count):
    """The catalog's form by gettext's own rule is the one that we say."""
    sentence = say("{count} day", "{count} days", count=count)
    message = catalog(tag).get("{count} day")
    form = c2py(PLURALS[tag].partition("plural=")[2])(count)

    assert sentence.within(language(tag)) == message.string[form].format(count=count)
