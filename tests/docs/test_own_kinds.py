"""The page about probing says of programs and jobs what their probes do."""

from statusgen.arguments.import_results import import_results
from statusgen.importing.importers import IMPORTERS
from statusgen.probing.calls import MEANINGS
from tests.docs.probing import rows
from tests.probing.test_heartbeat import HEARD
from tests.probing.test_programs import ENDINGS


def test_what_programs_end_with_is_told_as_it_is():
    told = {row[0]: row[1:] for row in rows(("it ends with", "outcome", "layer", "reason"))}
    seen = {text.removeprefix("exit "): tuple(word or "" for word in words) for text, words in ENDINGS}

    assert {code: told[code] for code in "0123"} == {code: seen[code] for code in "0123"}
    assert {seen["4"], seen["255"], seen["kill -SEGV $$"]} == {told["anything else, or a signal"]}


def test_what_a_heartbeat_can_be_is_told_as_it_is():
    told = {row[1:] for row in rows(("the file", "outcome", "layer", "reason"))}

    assert {tuple(word or "" for word in words) for _, words in HEARD} <= told


def test_what_a_call_is_answered_is_told():
    told = {row[0] for row in rows(("status", "meaning"))}

    assert told == {str(status) for status in MEANINGS}


def test_the_tools_that_can_be_typed_are_those_that_are_read():
    kind = next(one for one in import_results.params if one.name == "kind")

    assert list(kind.type.choices) == list(IMPORTERS)
