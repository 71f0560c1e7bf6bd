"""A Snapshot as a whole site: what comes out, always the same, and how a theme changes it."""

import gzip
import hashlib
import json
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from posixpath import dirname, join, normpath

import pytest

from statusgen.model.checks import Check
from statusgen.model.errors import InputError
from statusgen.model.project import Page
from statusgen.model.secrets import Secret
from statusgen.rendering.site import OUTPUTS, render
from tests.rendering import make


def text(files, path="index.html"):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", files[path].decode()))


def test_everything_that_should_come_out_does():
    paths = set(render(make.rich()))
    assert {
        "index.html",
        "404.html",
        "status.json",
        "components/sign-in/index.html",
        "components/fax/index.html",
        "incidents/sign-in-fails/index.html",
        "incidents/false-alarm/index.html",
        "maintenance/index.html",
        "maintenance/database/index.html",
        "history/index.html",
        "history/2025-03/index.html",
        "history/2024-02/index.html",
        "how-we-measure/index.html",
        "is-it-just-me/index.html",
        "assets/favicon-down.svg",
    } <= paths
    assert len({output.name for output in OUTPUTS}) == len(OUTPUTS)


def test_the_same_snapshot_gives_the_same_bytes_under_any_zone_locale_and_hash_seed():
    code = (
        "import hashlib; from tests.rendering import make; from statusgen.rendering.site import render;"
        "print(hashlib.sha256(repr(render(make.rich())).encode()).hexdigest())"
    )
    digests = set()
    for zone, locale, seed in (
        ("UTC", "C", "0"),
        ("Asia/Kolkata", "de_DE.UTF-8", "1"),
        ("America/St_Johns", "tr_TR", "7"),
    ):
        environ = {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed, "PYTHONPATH": "."}
        done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, check=True)
        digests.add(done.stdout)
    assert len(digests) == 1


def test_the_script_of_most_pages_is_small_and_no_page_carries_more_than_as_much_packed():
    files = render(make.rich())
    for path, data in files.items():
        scripts = re.findall(rb"<script>(.*?)</script>", data, re.DOTALL) if path.endswith(".html") else []
        assert len(gzip.compress(b"".join(scripts))) <= 2048, path
        assert len(scripts) < 2 or path in ("history/index.html", "is-it-just-me/index.html")
        assert all(len(script) <= 2048 for script in scripts[:1]), path


@pytest.mark.parametrize("path", ["index.html", "history/index.html", "is-it-just-me/index.html"])
def test_the_policy_names_exactly_the_scripts_of_a_page_and_the_one_that_they_load(path):
    files = render(make.rich())
    page = files[path].decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    scripts = [script.encode() for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)]
    (loaded,) = (data for name, data in files.items() if name.startswith("assets/live."))
    digests = {b64encode(hashlib.sha256(script).digest()).decode() for script in (*scripts, loaded)}
    named = re.search(r"script-src ([^;]+)", policy)[1].split()
    assert set(named) == {f"'sha256-{digest}'" for digest in digests}
    assert "unsafe" not in policy
    assert " style=" not in page


def test_what_renews_an_open_page_is_named_by_its_content_and_found_from_every_page():
    files = render(make.rich())
    for path, data in files.items():
        for found in re.findall(
            r'data-(?:live|status)="([^"]+)"', data.decode() if path.endswith(".html") else ""
        ):
            there = found.lstrip("/") if path == "404.html" else normpath(join(dirname(path), found))
            assert there in files, path


def test_a_page_of_the_past_has_no_script_at_all():
    page = render(make.rich())["incidents/sign-in-february/index.html"].decode()
    assert "<script>" not in page
    assert "script-src" not in page


def test_a_page_that_people_alone_write_says_so_and_never_expires():
    page = render(make.unmeasured())["index.html"].decode()
    assert "data-expires" not in page
    assert "nothing here is measured" in text(render(make.unmeasured()))


def test_readers_report_problems_where_the_settings_say_and_nowhere_else():
    assert (
        b'<a href="https://issues.chirp.example/new" rel="noopener noreferrer">Report a problem</a>'
        in (render(make.rich())["index.html"])
    )
    assert not any(b"Report a problem" in data for data in render(make.clear()).values())


def test_without_an_address_to_try_there_is_nothing_of_it():
    files = render(make.clear())
    assert "is-it-just-me/index.html" not in files
    assert not any(b"is-it-just-me" in data for data in files.values())


def test_the_stylesheet_is_named_by_its_content():
    files = render(make.clear())
    (path,) = (path for path in files if path.endswith(".css"))
    assert path == f"assets/style.{hashlib.sha256(files[path]).hexdigest()[:10]}.css"


def test_the_home_page_answers_in_order():
    told = text(render(make.rich()))
    order = (
        "Sign-in is down for most people",
        "Since 09:45 UTC (1 h 20 min)",
        "As of 10 March 2025 11:05:20 UTC, valid until 11:20 UTC; later, treat as unknown",
        "Mobile app: Our probes fail; nobody has posted an incident",
        "60 % works again",
        "Unreachable in Pakistan since February 2024",
        "Old clients stop in May",
        "failing, being confirmed",
        "Planned work",
        "Past two weeks",
    )
    places = [told.index(words) for words in order]
    assert places == sorted(places)


def test_a_conflict_is_told_with_both_times():
    assert (
        "Our word: Operational, never posted otherwise · Our probes: Degraded performance since 10:12 UTC"
        in text(render(make.rich()))
    )


def test_an_update_written_later_is_marked():
    assert "backdated, written 10:45 UTC" in text(render(make.rich()), "incidents/sign-in-fails/index.html")


def test_what_was_withdrawn_keeps_a_page_that_says_why():
    told = text(render(make.rich()), "incidents/false-alarm/index.html")
    assert "Withdrawn: Search is down" in told
    assert "Our own monitor was offline." in told


def test_hosts_of_checks_and_secrets_stay_private_unless_shown():
    snapshot = make.rich()
    assert not any(b"internal.example" in data for data in render(snapshot).values())
    shown = replace(snapshot, page=Page(name=make.words("Chirp"), show_targets=True))
    files = render(shown)
    assert b"web.internal.example" in files["how-we-measure/index.html"]
    assert not any(b"/health" in data for data in files.values())


def test_a_check_whose_address_is_a_secret_is_never_named():
    state = make.component()
    check = Check(url=Secret("$TARGET"), headers={"x": Secret("$TOKEN")})
    component = replace(state.component, check=check)
    made = replace(state, component=component, checks=(make.check_state("web", check),))
    page = Page(name=make.words("Chirp"), show_targets=True)
    assert not any(b"TARGET" in d or b"TOKEN" in d for d in render(make.snapshot([made], page=page)).values())


def test_a_theme_replaces_one_template_and_may_extend_ours(tmp_path):
    (tmp_path / "base.html").write_text(
        '{% extends "statusgen/base.html" %}{% block foot %}<p>Run by {{ frame.brand }}</p>{% endblock %}'
    )
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets/style.css").write_text("h1 { color: red }")
    (tmp_path / "assets/logo.svg").write_text("<svg/>")
    files = render(make.clear(), overrides=tmp_path)
    assert b"<p>Run by Chirp</p>" in files["index.html"]
    assert b"<p>Run by Chirp</p>" in files["how-we-measure/index.html"]
    assert files["assets/logo.svg"] == b"<svg/>"
    assert b"h1 { color: red }" in [data for path, data in files.items() if path.endswith(".css")]


def test_what_a_theme_prints_is_escaped_whatever_its_file_is_called(tmp_path):
    (tmp_path / "partials").mkdir()
    (tmp_path / "partials/odd.txt").write_text("{{ frame.brand }}")
    (tmp_path / "home.html").write_text(
        '{% extends "base.html" %}{% block main %}{% include "partials/odd.txt" %}{% endblock %}'
    )
    page = Page(name=make.words("<b>Chirp</b>"))
    told = render(make.snapshot([make.component()], page=page), overrides=tmp_path)["index.html"]
    assert b"<b>Chirp" not in told


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("\n\n{{ nobody.knows }}", 3, "'nobody' is undefined"),
        ("\n{% if %}", 2, "Expected an expression"),
        ('{% extends "base.html" %}\n{% include "no.html" %}', 2, "no.html"),
    ],
)
def test_a_fault_in_a_theme_is_told_with_its_line(tmp_path, template, line, what):
    (tmp_path / "home.html").write_text(template)
    with pytest.raises(InputError) as told:
        render(make.clear(), overrides=tmp_path)
    (problem,) = told.value.problems
    assert (problem.where.file, problem.where.line) == (str(tmp_path / "home.html"), line)
    assert what in problem.what


def test_status_json_has_the_shape_it_promises():
    status = json.loads(render(make.rich())["status.json"])
    assert list(status) == [
        "schema",
        "page",
        "taken_at",
        "expires_at",
        "headline",
        "components",
        "conflicts",
        "incidents",
        "maintenance",
        "reports",
        "findings",
        "countries",
        "candour",
    ]
    assert status["schema"] == 1
    assert (status["taken_at"], status["expires_at"]) == ("2025-03-10T11:05:20Z", "2025-03-10T11:20:20Z")
    assert status["headline"] == {
        "status": "major_outage",
        "text": "Sign-in is down for most people",
        "confidence": "confirmed",
    }
    sign_in = next(component for component in status["components"] if component["id"] == "sign-in")
    assert sign_in["group"] == "chirp"
    assert (sign_in["declared"], sign_in["observed"]) == ("partial_outage", "major_outage")
    assert sign_in["uptime"]["90d"] == {"up": 0.9941, "measured": 0.97}
    (reports,) = sign_in["reports"]
    assert (reports["country"], reports["count"], reports["expected"]) == ("US", 40000, 40.0)
    assert status["conflicts"][0]["component"] == "mobile"


def test_status_json_tells_what_was_never_measured_as_null():
    status = json.loads(render(make.unmeasured())["status.json"])
    assert status["expires_at"] is None
    assert [component["observed"] for component in status["components"]] == [None, None]


def test_a_language_without_words_of_our_own_keeps_the_interface_english_and_marks_peoples_texts():
    page = Page(name=make.words("Τιτίβισμα"), languages=("el",))
    home = render(make.snapshot([make.component(name="Ιστός")], page=page))["index.html"].decode()
    assert '<html lang="en"' in home
    assert '<bdi lang="el">Ιστός</bdi>' in home


def test_pages_of_the_past_stay_byte_for_byte_as_time_goes_on():
    made = make.rich()
    later = replace(made, taken_at=made.taken_at + make.MINUTE, expires_at=made.expires_at + make.MINUTE)

    before, after = render(made), render(later)
    changed = {path for path in before if before[path] != after[path]}

    over = [state for state in made.incidents if not state.is_open]
    assert over
    assert not changed & {f"incidents/{state.incident.id}/index.html" for state in over}
    assert "index.html" in changed
