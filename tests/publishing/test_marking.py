"""A page of the past is marked, and its policy lets the mark be seen."""

import base64
import hashlib
import re

from statusgen.publishing.marking import marked


def page(style: str, head: str = "") -> bytes:
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"style-src &#39;sha256-{digest}&#39;"
    return (
        f'<html data-expires="2025-03-10T11:20:20Z"><meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"{head}<style>{style}</style><body class=x>words</body></html>"
    ).encode()


def test_a_style_inside_a_page_has_the_rules_and_its_policy_their_checksum():
    told = marked({"index.html": page("h1 { color: red }\n")}, "A <drill>")["index.html"].decode()

    (style,) = re.findall("<style>(.*?)</style>", told, re.DOTALL)
    assert style.startswith("h1 { color: red }\n")
    assert ".simulation{" in style
    assert base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() in told
    assert '<body class=x>\n<p class="simulation" role="note">A &lt;drill&gt;</p>words' in told
    assert "data-expires" not in told


def test_a_style_in_a_file_has_the_rules():
    files = {
        "assets/style.0123456789.css": b"h1{}",
        "assets/theme.0123456789.css": b"h2{}",
        "past.html": b"<body>x",
    }

    told = marked(files, "A drill")

    assert told["assets/style.0123456789.css"].startswith(b"h1{}\n.simulation{")
    assert told["assets/theme.0123456789.css"] == b"h2{}"
    assert b"A drill" in told["past.html"]
