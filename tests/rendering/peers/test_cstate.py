"""cState's `index.json`: its keys and types, and never greener than the page."""

import json
from dataclasses import replace

import jsonschema
import pytest

from statusgen.model.incidents import Announcement, Update
from statusgen.model.project import Group
from statusgen.model.words import Status
from statusgen.rendering.site import render
from tests.rendering import make
from tests.rendering.make import DAY, NOW
from tests.rendering.peers.make import FLAG, PAGES, TEXT, closed, each, read

PATH = "index.json"
WORD = {"enum": ["ok", "notice", "disrupted", "down"]}
TIME = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$"}
COLOUR = {"type": "string", "pattern": "^#[0-9a-f]{6}$"}
PINNED = {
    "is": {"const": "issue"},
    "title": TEXT,
    "createdAt": TIME,
    "lastMod": TIME,
    "permalink": TEXT,
    "affected": each(TEXT),
    "filename": TEXT,
}
ISSUE = {
    **PINNED,
    "severity": {"enum": ["notice", "disrupted", "down"]},
    "resolved": {"const": False},
    "informational": {"const": False},
    "resolvedAt": {"const": ""},
}
INDEX = closed(
    {
        "is": {"const": "index"},
        "cStateVersion": TEXT,
        "apiVersion": {"const": "2.0"},
        "title": TEXT,
        "languageCodeHTML": TEXT,
        "languageCode": TEXT,
        "baseURL": TEXT,
        "description": TEXT,
        "summaryStatus": WORD,
        "categories": each(
            closed(
                {"name": TEXT, "hideTitle": FLAG, "closedByDefault": FLAG, "description": TEXT}, "description"
            )
        ),
        "pinnedIssues": each(closed(PINNED)),
        "systems": each(
            closed(
                {
                    "name": TEXT,
                    "description": TEXT,
                    "category": TEXT,
                    "status": WORD,
                    "unresolvedIssues": each(closed(ISSUE)),
                },
                "description",
            )
        ),
        "buildDate": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
        "buildTime": {"type": "string", "pattern": r"^\d\d:\d\d$"},
        "buildTimezone": {"const": "UTC"},
        **{f"color{name}": COLOUR for name in ("Brand", "Ok", "Disrupted", "Down", "Notice")},
        "alwaysKeepBrandColor": TEXT,
        "logo": TEXT,
        "googleAnalytics": {"const": ""},
    }
)


@pytest.mark.parametrize("page", PAGES)
def test_it_has_their_keys_and_types(page):
    index = read(PAGES[page](), PATH)
    jsonschema.validate(index, INDEX)

    assert {system["category"] for system in index["systems"]} <= {one["name"] for one in index["categories"]}


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (Status.OPERATIONAL, "ok"),
        (Status.UNDER_MAINTENANCE, "notice"),
        (Status.UNKNOWN, "notice"),
        (Status.DEGRADED_PERFORMANCE, "disrupted"),
        (Status.PARTIAL_OUTAGE, "disrupted"),
        (Status.MAJOR_OUTAGE, "down"),
    ],
)
def test_only_what_the_page_calls_operational_is_ok(status, wanted):
    index = read(make.snapshot([make.component(status=status)]), PATH)
    assert index["systems"][0]["status"] == index["summaryStatus"] == wanted


def test_systems_stand_in_the_categories_of_their_groups():
    index = read(make.rich(), PATH)
    assert [(one["name"], one["hideTitle"]) for one in index["categories"]] == [
        ("Chirp", False),
        ("For developers", False),
        ("Other", True),
    ]
    assert [system["category"] for system in index["systems"]] == [
        *5 * ["Chirp"],
        *2 * ["For developers"],
        "Other",
    ]


def test_an_open_incident_stands_with_each_system_that_it_names():
    index = read(make.rich(), PATH)
    issues = {system["name"]: system["unresolvedIssues"] for system in index["systems"]}

    assert issues["Sign-in"] == issues["Mobile app"]
    assert issues["Sign-in"] == [
        {
            "is": "issue",
            "title": "Sign-in fails for most people",
            "createdAt": "2025-03-10 09:45:00 +0000 UTC",
            "lastMod": "2025-03-10 10:52:00 +0000 UTC",
            "permalink": "https://status.chirp.example/incidents/sign-in-fails/",
            "severity": "disrupted",
            "resolved": False,
            "informational": False,
            "resolvedAt": "",
            "affected": ["Sign-in", "Mobile app"],
            "filename": "sign-in-fails.yaml",
        }
    ]
    assert [issue["title"] for issue in issues["Search"]] == ["Unreachable in Pakistan"]
    assert issues["API"] == []


def test_an_incident_under_an_earlier_id_is_found():
    state = make.component("post", "Mail")
    renamed = replace(state, component=replace(state.component, was=("mail",)))
    told = make.incident("one", "Mail is late", {"mail": make.SLOW}, make.open_incident().updates[::-1])
    (system,) = read(make.snapshot([renamed], incidents=(told,)), PATH)["systems"]
    assert system["unresolvedIssues"][0]["affected"] == ["Mail"]


def test_pinned_news_stands_until_it_expires():
    def told(**more):
        note = Announcement(
            id="note",
            title=make.words("In May"),
            updates=(Update(at=NOW - DAY, text=make.words("x")),),
            **more,
        )
        return read(make.snapshot([make.component()], announcements=(note,)), PATH)["pinnedIssues"]

    assert [issue["title"] for issue in told(pin=True)] == ["In May"]
    assert (
        told(pin=True)[0]["permalink"] == "https://status.chirp.example/history/2025-03/index.html#note-note"
    )
    assert told(pin=True, expires_at=NOW) == told() == []


def test_permalinks_lead_somewhere():
    files = render(make.rich())
    index = json.loads(files[PATH])
    issues = [*index["pinnedIssues"], *(i for system in index["systems"] for i in system["unresolvedIssues"])]
    assert issues
    for issue in issues:
        path = issue["permalink"].removeprefix("https://status.chirp.example/").partition("#")[0]
        assert (path if path.endswith(".html") else f"{path}index.html") in files


def test_the_build_is_dated_in_utc():
    index = read(make.clear(), PATH)
    assert (index["buildDate"], index["buildTime"], index["buildTimezone"]) == ("2025-03-10", "11:05", "UTC")


def test_a_group_called_other_is_shown():
    group = Group(id="rest", name=make.words("Other"))
    names = [one["name"] for one in read(make.snapshot([make.component(group=group)]), PATH)["categories"]]
    assert names == ["Other"]
