"""The layers that hold payloads back, each of which can be taken away; the third is the policy of a page."""

from contextlib import contextmanager

import pytest
from jinja2 import Environment
from markdown import Markdown

from statusgen.rendering import engine, linked_data, markup
from statusgen.rendering.compiled import Compiled
from statusgen.rendering.speaking import language


@contextmanager
def unescaped():
    """Templates print texts as they are, Markdown lets HTML through, and data may end its element."""
    with pytest.MonkeyPatch.context() as patch:
        # What was compiled before escapes.
        made: Environment = engine._made(language("en"), [], Compiled())
        made.autoescape = False
        patch.setattr(engine, "_ours", lambda _language: made)
        patch.setattr(engine, "escape", str)
        patch.setattr(linked_data, "_UNSAFE", {})
        patch.setattr(markup, "paragraphs", lambda text: text)
        patch.setattr(markup, "parser", lambda *more: Markdown(extensions=["tables", "fenced_code", *more]))
        yield


@contextmanager
def unsanitized():
    """What the parser of Markdown made goes onto the page as it is."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markup, "clean", lambda source, *_: source)
        yield
