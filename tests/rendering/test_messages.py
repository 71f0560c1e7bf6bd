"""The words of messages: what is known, when, and not more."""

import pytest

from statusgen.model.errors import InputError
from statusgen.rendering.messages import Scribe
from tests.notifying.make import between, edition, incident, row, rows, said, work


def message(*editions, which=-1, overrides=None):
    """The words of the last change."""
    return Scribe(overrides).write([between(*editions)[which]], editions[-1])


def test_a_component_that_fails():
    page = edition(5, components=(row("web", "major_outage", 3, "HTTPS check fails everywhere"),))
    words = message(rows(web="operational"), page)
    assert words.subject == "Web: Major outage"
    assert words.text == (
        "Web: major outage, since 2025-03-10 12:03 UTC; before that, operational.\n"
        "- HTTPS check fails everywhere\n"
        "\n"
        "As the status page of Chirp had it at 2025-03-10 12:05 UTC. It may have changed since.\n"
        "https://status.chirp.example/components/web/\n"
    )


def test_evidence_that_vanished_claims_nothing():
    words = message(rows(web="major_outage"), rows(5, web="unknown"))
    assert words.subject == "Web: not measured any more"
    assert "Nothing can be said of it now; it was last known as major outage." in words.text
    assert "operational" not in words.text.lower()


def test_an_end_that_nobody_saw_says_so():
    words = message(rows(web="major_outage"), rows(5, web="unknown"), rows(60, web="operational"))
    assert words.subject == "Web: Operational"
    assert "In between it was not measured." in words.text


def test_many_components_are_one_message():
    changes = between(
        rows(web="operational", api="operational"), rows(5, web="major_outage", api="partial_outage")
    )
    words = Scribe(None).write(changes, rows(5, web="major_outage", api="partial_outage"))
    assert words.subject == "Chirp: 2 components changed"
    assert "Web: major outage" in words.text
    assert "Api: partial outage" in words.text
    assert words.text.endswith("\nhttps://status.chirp.example/\n")


def test_an_update_of_an_incident():
    page = edition(
        5,
        components=(row("web", "operational"),),
        incidents=(incident(said("a", 4, "identified", "We **know** why.\n\nMore soon.")),),
    )
    words = message(rows(web="operational"), page)
    assert words.subject == "Identified: Sign-in fails"
    assert words.text.startswith(
        "Sign-in fails\nIdentified, 2025-03-10 12:04 UTC\n\nWe **know** why.\n\nMore soon.\n\nConcerns: Web\n"
    )
    assert words.text.endswith("https://status.chirp.example/incidents/ddos/\n")


def test_what_the_monitor_wrote_says_so():
    from dataclasses import replace

    update = replace(said("a", 4, "investigating"), written_by="monitor")
    words = message(edition(), edition(5, incidents=(incident(update),)))
    assert "No person wrote this." in words.text


def test_an_incident_that_was_taken_back_is_not_called_resolved():
    words = message(edition(1, incidents=(incident(said("a", 1)),)), edition(9))
    assert words.subject == "Taken off the page: Sign-in fails"
    assert "resolved" not in words.text.lower()


def test_planned_work_has_its_times():
    words = message(edition(), edition(5, maintenance=(work(60, 120),)))
    assert words.subject == "Planned: We move"
    assert "Planned from 2025-03-10 13:00 UTC to 2025-03-10 14:00 UTC" in words.text


NASTY = [
    "a\r\nBcc: x@y",
    "\u2028\x85\x0b",
    "{{ 7 * 191 }}{% include 'base.html' %}",
    "\u202eevil",
    "🚀",
    "</script>]]>",
]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_no_text_breaks_a_line_or_runs(text):
    page = edition(5, incidents=(incident(said("a", 4, "identified", text), title=f"T{text}"),))
    words = message(edition(), page)
    assert len(words.subject.splitlines()) == 1
    assert "1337" not in words.subject + words.text
    assert "\r" not in words.text


def test_a_project_has_its_own_words(tmp_path):
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "incident.txt").write_text("[{{ view.page }}] {{ view.title }}\n{{ view.word }}!\n")
    page = edition(5, incidents=(incident(said("a", 4, "identified")),))
    words = message(edition(), page, overrides=tmp_path)
    assert (words.subject, words.text) == ("[Chirp] Sign-in fails", "Identified!\n")


@pytest.mark.parametrize("fault", ["{{ view.nothing }}", "{% if %}", "{{ 1 / 0 }}"])
def test_a_fault_in_them_is_told_with_its_file(tmp_path, fault):
    folder = tmp_path / "messages"
    folder.mkdir()
    (folder / "incident.txt").write_text(f"first\n{fault}\n")
    page = edition(5, incidents=(incident(said("a", 4, "identified")),))
    with pytest.raises(InputError, match=r"messages/incident\.txt:"):
        message(edition(), page, overrides=tmp_path)
