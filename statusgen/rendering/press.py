"""Sheets become HTML: templates, a page's frame, and the policy that lets nothing else run."""

import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import jinja2
from markupsafe import Markup

from statusgen.model.errors import InputError, Place, Problem
from statusgen.model.sentences import Joined, say
from statusgen.rendering import icons, markup, social
from statusgen.rendering.assets import STALE, Assets, Stylesheet, digest
from statusgen.rendering.clocks import Moment
from statusgen.rendering.data_urls import blob_url, data_url
from statusgen.rendering.editions import address, editions
from statusgen.rendering.engine import engine
from statusgen.rendering.frames import Frame, Logo
from statusgen.rendering.linked_data import linked_data
from statusgen.rendering.scene import Blob, Scene, Sheet
from statusgen.rendering.subscriptions import subscriptions
from statusgen.rendering.texts import Phrase
from statusgen.rendering.trying import tried
from statusgen.rendering.wording import KEPT_BY

_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What the code in a theme's template can raise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Around:
    """What is the same around every page of thousands."""

    brand: Phrase
    description: str
    url: str | None
    """The site's own address, where it can be linked to."""
    contact: str | None
    report: str | None
    as_of: Moment
    valid_until: Moment | None
    is_measured: bool
    kept_by: str
    has_tries: bool


class Press:
    """Prints sheets with our templates, or with a theme's where it has its own."""

    def __init__(
        self, scene: Scene, assets: Assets, overrides: Path | None, *, is_alone: bool = False
    ) -> None:
        """`is_alone`: for a page without any file beside it."""
        self._scene, self._overrides = scene, overrides
        self.assets = assets
        self._is_alone = is_alone
        self._templates = engine(scene.language, overrides)
        self._subscriptions = subscriptions(scene)
        self._around = _around(scene)

    def page(self, sheet: Sheet) -> bytes:
        """The page's bytes. A fault in a theme's template is an InputError with its line."""
        try:
            template = self._templates.get_template(sheet.template)
            text = template.render(frame=self._frame(sheet), view=sheet.view)
        except _FAULTS as error:
            raise self._told(error) from error
        return text.encode()

    def _frame(self, sheet: Sheet) -> Frame:
        scene, root = self._scene, self._root(sheet)
        around = self._around
        whose = say("{name} status", name=around.brand.text)
        expires_at = None if sheet.is_settled else around.valid_until
        as_of = None if sheet.is_settled else around.as_of
        names = ([] if sheet.is_settled else [STALE]) + list(sheet.scripts)
        scripts = [self.assets.scripts[name] for name in names]
        inside, files = self._styles(sheet)
        return Frame(
            lang=scene.language.tag,
            direction=scene.language.direction,
            title=Joined([sheet.title, whose], " · ") if sheet.title else whose,
            stale_title=Joined([say("Not known"), *sheet.subject, whose], " · ") if sheet.is_current else "",
            brand=around.brand,
            description=sheet.description or around.description,
            root=root,
            pages=root + scene.folder if sheet.is_absolute else "../" * sheet.path.count("/"),
            editions=() if self._is_alone else editions(sheet, scene),
            # Ours or a theme's: code, not people's texts.
            styles=tuple(Markup(style) for style in inside),  # noqa: S704
            style_files=tuple(root + style.path for style in files),
            icon=self._icon(sheet.tone, root),
            stale_icon=self._icon(icons.STALE, root),
            logo=self._logo(root),
            policy=self._policy(scripts, inside, files, sheet.asks),
            # Our own script, or a theme's: code, not people's texts.
            scripts=tuple(Markup(script) for script in scripts),  # noqa: S704
            canonical=_canonical(around.url, scene.folder + sheet.path),
            linked_data=linked_data(sheet, scene),
            contact=around.contact,
            report=around.report,
            has_tries=around.has_tries,
            live=None if self._is_alone else root + self.assets.live,
            live_digest=self.assets.live_digest,
            taken_at=as_of.iso if as_of else None,
            expires_at=expires_at.iso if expires_at else None,
            as_of=as_of,
            valid_until=expires_at,
            is_awaited=around.is_measured,
            kept_by=around.kept_by,
            has_places=around.is_measured,
            is_home=sheet.path == "index.html",
            subscriptions=self._subscriptions[sheet.feeds[0]],
            found_by_programs=tuple(link for folder in sheet.feeds for link in self._subscriptions[folder]),
            social_image=social.address(scene) if sheet.path == "index.html" else None,
            is_linked=not self._is_alone or self._scene.snapshot.page.url is not None,
        )

    def _styles(self, sheet: Sheet) -> tuple[list[str], list[Stylesheet]]:
        """Texts that stand inside the page, and stylesheets that it links to.

        What tells of the present is what people open in an outage: it is whole in one round trip. Pages of
        the past are many and read in peace: they share files.
        """
        if self._is_alone:
            # In a comment or a string, the only places for it, `<\/` means the same to CSS.
            return [style.inside.replace("</", "<\\/") for style in self.assets.styles], []
        is_whole = sheet.is_current and not sheet.is_absolute
        files = list(self.assets.styles)
        inside = []
        # Once one is a file, those after it are too: the order is what decides between equals.
        while is_whole and files and files[0].is_movable:
            inside.append(files.pop(0).inside)
        return inside, files

    def _icon(self, tone: str, root: str) -> str:
        if self._is_alone:
            return data_url(icons.ICONS[tone], "svg+xml")
        return root + icons.path_of(tone)

    def _logo(self, root: str) -> Logo | None:
        logo = self.assets.logo
        if logo is None:
            return None
        dark = self._address(logo.dark, root) if logo.dark else None
        return Logo(light=self._address(logo.light, root), dark=dark, width=logo.width, height=logo.height)

    def _address(self, blob: Blob, root: str) -> str:
        return blob_url(blob) if self._is_alone else root + blob.path

    def widest_policy(self, sheets: Sequence[Sheet]) -> str:
        """What all pages together need, for hosts that send a policy with every file."""
        asks = sorted({origin for sheet in sheets for origin in sheet.asks})
        inside = [style.inside for style in self.assets.styles if style.is_movable]
        return self._policy(list(self.assets.scripts.values()), inside, self.assets.styles, asks)

    def _policy(
        self,
        scripts: Sequence[str],
        inside: Sequence[str],
        files: Sequence[Stylesheet],
        asks: Sequence[str],
    ) -> str:
        """No style applies, no script runs and no origin is asked but these, and the script they load."""
        ours = "data:" if self._is_alone else "'self'"
        styles = [_named(style) for style in inside] + (["'self'"] if files else [])
        parts = ["default-src 'none'", f"style-src {' '.join(styles)}", f"img-src {ours}"]
        parts += [] if self._is_alone else ["manifest-src 'self'"]
        if scripts:
            hashes = [*map(_named, scripts), *([] if self._is_alone else [f"'{self.assets.live_digest}'"])]
            parts += [f"script-src {' '.join(hashes)}", " ".join(["connect-src 'self'", *asks])]
        return "; ".join([*parts, "base-uri 'none'", "form-action 'none'"])

    def _root(self, sheet: Sheet) -> str:
        if sheet.is_absolute:
            url = self._scene.snapshot.page.url
            return (urlsplit(url).path if url else "") or "/"
        return "../" * (self._scene.folder + sheet.path).count("/")

    def _told(self, error: Exception) -> Exception:
        """A theme's fault as its author's problem; a fault of ours stays a bug."""
        place = _place(error, self._overrides) if self._overrides else None
        if place is None:
            return error
        what = error.message if isinstance(error, jinja2.TemplateError) else str(error)
        return InputError([Problem(place, f"template: {what}", "see templates/README.md")])


def _around(scene: Scene) -> _Around:
    page, clock = scene.snapshot.page, scene.clock
    return _Around(
        brand=scene.phrase(page.name),
        description=scene.phrase(page.description).text if page.description else "",
        url=markup.safe_link(page.url),
        contact=markup.safe_link(page.contact),
        report=markup.safe_link(page.report_url),
        as_of=clock.dated(scene.snapshot.taken_at),
        valid_until=clock.maybe(scene.snapshot.expires_at),
        is_measured=any(state.is_measured for state in scene.snapshot.components),
        kept_by=KEPT_BY[scene.snapshot.resolution],
        has_tries=bool(tried(scene)),
    )


def _named(code: str) -> str:
    """As a policy names what may stand in a page."""
    return f"'{digest(code.encode())}'"


def _canonical(url: str | None, path: str) -> str | None:
    return address(url, path) if url and path != "404.html" else None


def _place(error: Exception, overrides: Path) -> Place | None:
    """Where in the theme it happened: the innermost line that lies there."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        frames = [(error.filename or error.name or "", error.lineno)]
    else:
        frames = [(f.filename, f.lineno or 1) for f in traceback.extract_tb(error.__traceback__)]
    inside = [(name, line) for name, line in frames if Path(name).is_relative_to(overrides)]
    return Place(inside[-1][0], inside[-1][1]) if inside else None
