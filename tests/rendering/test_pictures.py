"""Pictures of texts: files named by their content, shown wherever the text is, and no others."""

import re
from datetime import timedelta

from statusgen.model.incidents import Update
from statusgen.model.pictures import Picture
from statusgen.model.scalars import Text
from statusgen.rendering import markup
from statusgen.rendering.site import render
from statusgen.rendering.texts import Writer
from tests.rendering.make import NOW, component, incident, snapshot

GRAPH = Picture(data=b"graph", kind="png", width=40, height=30)
PHOTO = Picture(data=b"photo", kind="avif")
MINUTE = timedelta(minutes=1)


def html(text, *pictures, root=""):
    return str(Writer().prose(Text((("", text),), pictures), root).html)


def test_a_picture_has_its_name_its_words_and_its_size():
    assert html('![Errors <by> "hour"](a.png)', ("a.png", GRAPH), root="../../") == (
        f'<p><img alt="Errors &lt;by&gt; &quot;hour&quot;" height="30" loading="lazy"'
        f' src="../../pictures/{GRAPH.name}" width="40"></p>'
    )
    assert "width" not in html("![a](a.avif)", ("a.avif", PHOTO))


def test_what_was_not_read_is_a_link_as_before():
    assert "<img" not in html("![a](b.png)", ("a.png", GRAPH))
    assert "<img" not in html(f"![a](pictures/{GRAPH.name})")


def test_the_same_words_with_other_pictures_are_another_text():
    writer = Writer()
    first, second = (writer.prose(Text((("", "![a](a)"),), (("a", p),)), "").html for p in (GRAPH, PHOTO))

    assert GRAPH.name in first
    assert PHOTO.name in second


def test_the_allow_list_lets_nothing_else_of_a_picture_through():
    source = (
        f'<img src="pictures/{GRAPH.name}" width="1e9" height="40" loading="eager" onerror="x" srcset="y">'
    )

    assert markup.clean(source) == f'<img src="pictures/{GRAPH.name}" height="40">'
    for name in (
        "../x.png",
        "x.png",
        f"pictures/../{GRAPH.name}",
        "pictures/x.png",
        f"//pictures/{GRAPH.name}",
    ):
        assert "src" not in markup.clean(f'<img src="{name}">')


def test_only_pictures_that_a_page_shows_become_files():
    def update(minutes, picture):
        versions = (("en", "![a](a)"), ("ur", "![b](b)"))
        return Update(at=NOW + minutes * MINUTE, text=Text(versions, (("a", picture), ("b", PHOTO))))

    shown = incident("a", "A", {}, [update(-10, GRAPH)])
    files = render(snapshot([component("web")], incidents=(shown,)))

    assert files[f"pictures/{GRAPH.name}"] == b"graph"
    assert [path for path in files if path.startswith("pictures/")] == [f"pictures/{GRAPH.name}"]
    pages = [path for path, data in files.items() if path.endswith(".html") and GRAPH.name.encode() in data]
    assert "index.html" in pages
    assert "incidents/a/index.html" in pages
    for path in pages:
        (source,) = set(re.findall(r'src="([^"]*)"', files[path].decode()))
        assert source == "../" * path.count("/") + f"pictures/{GRAPH.name}"
