"""Problems become a page in the preview, whole without any template of the user's."""

from collections.abc import Sequence
from html import escape

from statusgen.model.errors import Problem

_PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }}
li {{ margin: 0.5rem 0; }}
code {{ font: 0.95rem/1.5 ui-monospace, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }}
</style>
</head>
<body>
<h1>{title}</h1>
<p>{text}</p>
<ul>
{items}
</ul>
</body>
</html>
"""


def error_page(problems: Sequence[Problem], last_good: bool) -> bytes:
    """What to mend, one line each; `last_good`: there is a page from before to look at."""
    count = len(problems)
    title = f"{count} {'thing needs' if count == 1 else 'things need'} mending"
    text = "This page reloads when the files are saved."
    if last_good:
        text += ' <a href="?last-good">Show the last good page</a>'
    items = "\n".join(f"<li><code>{escape(str(problem))}</code></li>" for problem in problems)
    return _PAGE.format(title=title, text=text, items=items).encode()


def waiting_page() -> bytes:
    """Before the first build."""
    return _PAGE.format(
        title="The first build is under way", text="This page reloads when it is done.", items=""
    ).encode()
