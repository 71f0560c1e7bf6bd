"""What stands around every page, as templates see it."""

from dataclasses import dataclass

from markupsafe import Markup

from statusgen.rendering.clocks import Moment
from statusgen.rendering.editions import Edition
from statusgen.rendering.subscriptions import Subscription
from statusgen.rendering.texts import Phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """The picture in the place of the name, as an `img` has it."""

    light: str
    dark: str | None
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around every page."""

    lang: str
    direction: str
    """`ltr` or `rtl`."""
    title: str
    stale_title: str
    """What the script makes of it when the page has expired; empty when it claims nothing of now."""
    brand: Phrase
    description: str
    root: str
    """Put before every link inside the site."""
    pages: str
    """Put before every link to a page in the page's language."""
    editions: tuple[Edition, ...]
    """The page in each of the site's languages; none where there is one language."""
    styles: tuple[Markup, ...]
    """Stylesheets that stand inside the page."""
    style_files: tuple[str, ...]
    """Those that are files of their own; they apply after the others."""
    icon: str
    stale_icon: str
    """The script takes it when the page has expired."""
    logo: Logo | None
    policy: str
    scripts: tuple[Markup, ...]
    linked_data: Markup
    """What the page is about, for search engines; may be empty."""
    canonical: str | None
    contact: str | None
    report: str | None
    """Where readers report a problem."""
    has_tries: bool
    """There is a page on which the reader's own browser asks."""
    live: str | None
    """The script that renews the page while it stands open; None where the page stands alone."""
    live_digest: str
    taken_at: str | None
    """For the scripts, as is the next one; None on a page that tells of the past alone."""
    expires_at: str | None
    as_of: Moment | None
    """None on a page that tells of the past alone."""
    valid_until: Moment | None
    is_awaited: bool
    """There are checks, and nothing came of them yet; matters where `valid_until` is None."""
    kept_by: str
    """`hour` or `day` where latencies of the page's time are kept by that; else empty."""
    has_places: bool
    """There is a page of places."""
    is_home: bool
    subscriptions: tuple[Subscription, ...]
    """To what tells of the page's subject."""
    found_by_programs: tuple[Subscription, ...]
    """Those and what tells of more."""
    social_image: str | None
    """The address of the picture that chats show beside a link to the home page; None where there is none."""
    is_linked: bool
    """There are other pages to lead to."""
