"""What a host should send with each file becomes `_headers`, which Netlify and Cloudflare Pages read."""

from statusgen.rendering.assets import Assets
from statusgen.rendering.markup import PICTURES
from statusgen.rendering.scene import Blob

PATH = "_headers"
_EVERYWHERE = {
    # Whoever may read the page may read it from a program in any browser: nothing here is private.
    "Access-Control-Allow-Origin": "*",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}
_FOR_EVER = "public, max-age=31536000, immutable"
_NOTE = """\
# Everything that has no Cache-Control here is asked for anew each time, which is what these hosts do
# by themselves. Headers of two rules for one file would be joined, so no two rules here name the same.
"""


def headers(policy: str, assets: Assets) -> Blob:
    """The file. `policy`: what all pages together need; each page carries its own, which is stricter.
    What is named by its content among the assets is kept for ever.
    """
    rules = {
        "/*": {**_EVERYWHERE, "Content-Security-Policy": policy},
        # Gatus gives these no ending by which a host would know what they are.
        "/api/v1/*": {"Content-Type": "application/json"},
        **{f"/{path}": {"Cache-Control": _FOR_EVER} for path in assets.lasting},
        f"/{PICTURES}*": {"Cache-Control": _FOR_EVER},
    }
    text = "".join(_rule(path, those) for path, those in rules.items())
    return Blob(path=PATH, data=(_NOTE + text).encode())


def _rule(path: str, those: dict[str, str]) -> str:
    return "".join([f"{path}\n", *(f"  {name}: {value}\n" for name, value in those.items())])
