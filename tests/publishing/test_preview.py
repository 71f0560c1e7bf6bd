import pytest

from statusgen.model.errors import Place, Problem
from statusgen.publishing.error_page import error_page
from statusgen.publishing.live import with_reload
from statusgen.publishing.preview import Preview

FILES = {
    "index.html": b"<body>home</body>",
    "components/web/index.html": b"web",
    "404.html": b"lost",
    "status.json": b"{}",
    "feed.atom": b"<feed/>",
    "x.unheard": b"?",
    "_headers": b"/*",
}
PROBLEM = Problem(Place("incidents/a.yaml", 3, 1), "unknown status '<script>'", "write resolved")


def _preview() -> Preview:
    preview = Preview()
    preview.show(FILES)
    return preview


@pytest.mark.parametrize(
    ("path", "status", "type_", "body"),
    [
        ("/", 200, "text/html; charset=utf-8", b"home"),
        ("/index.html", 200, "text/html; charset=utf-8", b"home"),
        ("/components/web/", 200, "text/html; charset=utf-8", b"web"),
        ("/components/web", 307, "text/html; charset=utf-8", b""),
        ("/components/", 404, "text/html; charset=utf-8", b"lost"),
        ("//components/web", 404, "text/html; charset=utf-8", b"lost"),
        ("/../status.json", 404, "text/html; charset=utf-8", b"lost"),
        ("/status.json", 200, "application/json", b"{}"),
        ("/feed.atom", 200, "application/atom+xml", b"<feed/>"),
        ("/x.unheard", 200, "application/octet-stream", b"?"),
        ("/_headers", 200, "text/plain; charset=utf-8", b"/*"),
    ],
)
def test_a_path_has_its_answer(path: str, status: int, type_: str, body: bytes) -> None:
    answer = _preview().answer(path)
    assert (answer.status, answer.type) == (status, type_)
    assert body in answer.body


def test_a_folder_without_its_slash_leads_to_the_one_with_it() -> None:
    assert _preview().answer("/components/web").location == "/components/web/"


def test_a_page_reloads_from_the_version_it_shows() -> None:
    preview = _preview()
    tag = f'<script src="/.statusgen/reload.js?since={preview.version}" defer></script></body>'
    assert preview.answer("/").body == b"<body>home" + tag.encode()
    assert b"script" not in preview.answer("/status.json").body


def test_the_same_build_again_is_no_new_version() -> None:
    preview = _preview()
    before = preview.version
    preview.show(dict(FILES))
    assert preview.version == before
    preview.show({})
    assert preview.version != before


def test_two_starts_have_no_version_in_common() -> None:
    assert _preview().version != _preview().version


def test_before_the_first_build_it_says_so() -> None:
    answer = Preview().answer("/")
    assert answer.status == 503
    assert b"first build" in answer.body
    assert b"reload.js" in answer.body


def test_problems_stand_in_place_of_every_page_and_escaped() -> None:
    preview = _preview()
    preview.complain([PROBLEM])
    for path in ("/", "/components/web/", "/nowhere"):
        answer = preview.answer(path)
        assert answer.status == 500
        assert b"incidents/a.yaml:3:1: unknown status &#x27;&lt;script&gt;&#x27;" in answer.body
        assert b"reload.js" in answer.body
    assert preview.answer("/status.json").status == 200


def test_the_last_good_page_can_be_seen_beside_the_problems() -> None:
    preview = _preview()
    preview.complain([PROBLEM])
    assert b'href="?last-good"' in preview.answer("/").body
    assert b"home" in preview.answer("/", wants_last_good=True).body


def test_without_a_good_page_none_is_offered() -> None:
    preview = Preview()
    preview.complain([PROBLEM])
    answer = preview.answer("/", wants_last_good=True)
    assert answer.status == 500
    assert b"last-good" not in answer.body


def test_mended_files_bring_the_page_back() -> None:
    preview = _preview()
    preview.complain([PROBLEM])
    broken = preview.version
    preview.show(FILES)
    assert preview.answer("/").status == 200
    assert preview.version != broken


def test_the_error_page_counts_what_needs_mending() -> None:
    assert b"<h1>1 thing needs mending</h1>" in error_page([PROBLEM], last_good=False)
    assert b"<h1>2 things need mending</h1>" in error_page([PROBLEM, PROBLEM], last_good=False)


@pytest.mark.parametrize(
    ("policy", "widened"),
    [
        (
            "default-src &#39;none&#39;; script-src &#39;sha256-x&#39;; style-src &#39;self&#39;",
            "default-src 'none'; script-src 'sha256-x' 'self'; style-src 'self'; connect-src 'self'",
        ),
        ("default-src 'none'", "default-src 'none'; script-src 'self'; connect-src 'self'"),
        ("img-src 'self'", "img-src 'self'"),
    ],
)
def test_a_policy_is_widened_for_the_reload_alone(policy: str, widened: str) -> None:
    from html import escape

    meta = '<meta http-equiv="Content-Security-Policy" content="{}">'
    page = with_reload(meta.format(policy).encode(), "v")
    assert page.decode().startswith(meta.format(escape(widened)))
