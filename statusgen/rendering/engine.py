"""The template engine, speaking a page's language wherever a template prints."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from statusgen.model.sentences import Capital
from statusgen.rendering.compiled import OURS, WITH_THEMES
from statusgen.rendering.languages import Language

PREFIX = "statusgen"
"""Under this name a theme reaches the template that it replaces: `statusgen/base.html`."""
_PACKAGE = Path(__file__).resolve().parent.parent
_CONTEXT = "\x04"


def templates_folder() -> Path:
    """Our templates: inside the package when installed, beside it in a checkout."""
    inside = _PACKAGE / "templates"
    return inside if inside.is_dir() else _PACKAGE.parent / "templates"


def engine(language: Language, overrides: Path | None) -> jinja2.Environment:
    """Prints our templates, or a theme's where it has its own."""
    # A theme may gain files while a loop runs, which compiled templates would hide.
    return _made(language, [_ThemeLoader(overrides)], WITH_THEMES) if overrides else _ours(language)


class Printer:
    """Messages of templates, with what stands in their places."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._plain: dict[str, Markup] = {}
        """Those that have no places: most of them, and on every page."""

    def gettext(self, message: str, /, **values: object) -> Markup:
        """`{% trans %}` and `_()`."""
        if values:
            return self._placed(message, self._language.message(message), values)
        if message not in self._plain:
            self._plain[message] = self._placed(message, self._language.message(message), {})
        return self._plain[message]

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> Markup:
        """`{% trans %}` with `{% pluralize %}`."""
        return self._placed(one, self._language.message(one, many, count), {"num": count, **values})

    def pgettext(self, context: str, message: str, /, **values: object) -> Markup:
        """Where one English word has two meanings."""
        said = self._language.message(f"{context}{_CONTEXT}{message}")
        return self._placed(message, said.rpartition(_CONTEXT)[2], values)

    def _placed(self, message: str, said: str, values: Mapping[str, object]) -> Markup:
        # What is markup in English is so in each language. All else is text, and may stand in an attribute,
        # whose quotes are double ones.
        is_markup = "<" in message or "&" in message
        form = said if is_markup else str(escape(said)).replace("&#39;", "'")
        placed = {name: escape(self._language.printed(value)) for name, value in values.items()}
        return Markup(form % placed)  # noqa: S704 (a message of ours, in which all values are escaped)


class _ThemeLoader(jinja2.FileSystemLoader):
    """Templates of a theme; what cannot be read as one is its author's fault."""

    def get_source(
        self, environment: jinja2.Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        path = Path(self.searchpath[0], template)
        if path.exists() and not path.is_file():
            raise jinja2.TemplateSyntaxError("is not a file", 1, filename=str(path))
        try:
            return super().get_source(environment, template)
        except UnicodeDecodeError:
            raise jinja2.TemplateSyntaxError("is not UTF-8", 1, filename=str(path)) from None


@cache
def _ours(language: Language) -> jinja2.Environment:
    """Made once a process: compiling templates is most of the work of a small page."""
    return _made(language, [], OURS)


def _made(
    language: Language, theirs: Sequence[jinja2.BaseLoader], compiled: jinja2.BytecodeCache
) -> jinja2.Environment:
    ours, printer = jinja2.FileSystemLoader(templates_folder()), Printer(language)
    # Escape in every template, whatever its name ends in: select_autoescape leaves some out.
    made = jinja2.Environment(
        loader=jinja2.ChoiceLoader([*theirs, ours, jinja2.PrefixLoader({PREFIX: ours})]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Ours do not change while a process runs; so the disk is not asked at each include.
        auto_reload=bool(theirs),
        extensions=["jinja2.ext.i18n"],
        finalize=language.printed,
        bytecode_cache=compiled,
    )
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    made.globals.update(
        gettext=printer.gettext,
        ngettext=printer.ngettext,
        pgettext=printer.pgettext,
        language=language,
    )
    made.filters["capital"] = Capital
    return made
