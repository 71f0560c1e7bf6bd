"""How pages look: each state of the stories, and what is hard to lay out. `python -m tests.browser.looks` takes them anew.

There is one family of fonts, smoothed in one way, so that pictures of another machine differ in single dots only.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image, ImageChops, ImageFilter

from statusgen.model.times import parse_moment
from statusgen.rendering.site import render
from tests.browser.inspecting import pages
from tests.browser.make import ARGUMENTS, serve
from tests.browser.nasty import NASTY
from tests.rendering import make
from tests.stories.golden import SHOTS as TELLING
from tests.stories.told import ROWS, at

KEPT = Path(__file__).parent / "looks"
FONT = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
COLOURS = 32
SMALLER = 2
"""Kept at half their size: enough to read the headlines, and a quarter of the bytes."""
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "phone": {"viewport": PHONE},
    "desktop-dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "desktop": {"viewport": DESKTOP},
    "no-script": {"viewport": PHONE, "java_script_enabled": False},
    "forced-colours": {"viewport": PHONE, "forced_colors": "active"},
    "zoomed": {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
    "printed": {"viewport": {"width": 718, "height": 1046}},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}
"""What a browser is told; `printed` is A4 within its margins. One context each serves all its pictures."""
OF_STORIES = tuple(LOOKS)[:4]
MOST_DIFFERENT = 0.004
"""Of all dots: 250 on a phone. Before, a blur evens out how letters are smoothed."""
_CLEARLY = 32
"""Of 256 shades; fewer may come of keeping few colours."""
_FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>{folder}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="assign" binding="strong"><string>DejaVu Sans</string></edit></match>
<match target="font"><edit name="hinting" mode="assign"><bool>false</bool></edit>
<edit name="antialias" mode="assign"><bool>true</bool></edit>
<edit name="rgba" mode="assign"><const>none</const></edit></match></fontconfig>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture."""

    name: str
    look: str
    files: Callable[[], Mapping[str, bytes]] = field(repr=False)
    now: str = "2025-03-10T11:06:20Z"
    path: str = "index.html"

    @property
    def file(self) -> Path:
        return KEPT / f"{self.name}-{self.look}.png"


def shots() -> tuple[Shot, ...]:
    """All of them."""
    return (*_states(), *_pages(), *_hard())


def _states() -> Iterator[Shot]:
    """Each state of each story, each look in turn; the instant at which it is told, in every look."""
    for story, rows in ROWS.items():
        telling = TELLING[story].now if story in TELLING else "2025-03-10T16:42Z"
        for number, row in enumerate(rows):
            for look in OF_STORIES if row.at == telling else (OF_STORIES[number % 4],):
                yield Shot(
                    name=f"{story}-{row.at[5:16].replace(':', '')}",
                    look=look,
                    now=row.at,
                    files=lambda story=story, instant=row.at: _home(story, instant),
                )


def _pages() -> Iterator[Shot]:
    folders = (
        "components/sign-in",
        "incidents/sign-in-fails",
        "maintenance/database",
        "maintenance",
        "history",
    )
    more = ("history/2025-03", "places", "how-we-measure", "subscribe", "is-it-just-me")
    for folder in (*folders, *more):
        for look in ("phone", "desktop-dark"):
            yield Shot(name=folder.replace("/", "-"), look=look, files=_rich, path=f"{folder}/index.html")
    for look in ("no-script", "forced-colours", "zoomed", "printed"):
        yield Shot(name="home", look=look, files=_rich)
    for folder in folders[:2]:
        for look in ("printed", "forced-colours"):
            yield Shot(name=folder.replace("/", "-"), look=look, files=_rich, path=f"{folder}/index.html")
    for look in OF_STORIES:
        yield Shot(name="home-ar", look=look, files=_spoken, path="ar/index.html")
    for folder in folders[:2]:
        name = folder.replace("/", "-") + "-ar"
        yield Shot(name=name, look="phone", files=_spoken, path=f"ar/{folder}/index.html")
    for language in ("ur", "de"):
        yield Shot(name=f"home-{language}", look="phone", files=_spoken, path=f"{language}/index.html")


def _hard() -> Iterator[Shot]:
    for look in ("phone", "desktop"):
        yield Shot(name="thousand", look=look, files=_thousand)
    for name in NASTY:
        for look in ("narrow", "desktop"):
            yield Shot(name=name, look=look, files=lambda name=name: _nasty(name))


@cache
def _home(story: str, instant: str) -> Mapping[str, bytes]:
    return pages(at(story, instant), ("home",))


@cache
def _rich() -> Mapping[str, bytes]:
    return render(make.rich())


@cache
def _spoken() -> Mapping[str, bytes]:
    snapshot = make.rich()
    languages = ("en", "ar", "ur", "de")
    return render(replace(snapshot, page=replace(snapshot.page, languages=languages)))


@cache
def _thousand() -> Mapping[str, bytes]:
    return pages(make.many(1000), ("home",))


@cache
def _nasty(name: str) -> Mapping[str, bytes]:
    return pages(NASTY[name](), ("home",))


@contextmanager
def camera(kind: Any) -> Iterator[Callable[[Shot], Image.Image]]:
    """Takes the first screen of a page, as a reader has it when it was made. Its fonts are of one family."""
    installed = Path("/usr/bin/chromium")
    with TemporaryDirectory() as folder:
        fonts = Path(folder) / "fonts.conf"
        fonts.write_text(_FONTS.format(folder=FONT.parent, cache=folder), encoding="utf-8")
        browser = kind.launch(
            executable_path=str(installed) if installed.exists() else None,
            args=[
                *ARGUMENTS,
                "--font-render-hinting=none",
                "--disable-lcd-text",
                "--force-color-profile=srgb",
            ],
            env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
        )
        contexts: dict[str, Any] = {}

        def take(shot: Shot) -> Image.Image:
            if shot.look not in contexts:
                contexts[shot.look] = browser.new_context(**LOOKS[shot.look], reduced_motion="reduce")
            return _taken(contexts[shot.look], shot)

        try:
            yield take
        finally:
            browser.close()


def _taken(context: Any, shot: Shot) -> Image.Image:
    now = parse_moment(shot.now)
    with serve(shot.files(), date=now) as address:
        page = context.new_page()
        page.emulate_media(media="print" if shot.look == "printed" else "screen")
        if LOOKS[shot.look].get("java_script_enabled", True):
            page.clock.set_fixed_time(now)
        page.goto(f"{address}{shot.path}")
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        page.close()
    return picture.resize((picture.width // SMALLER, picture.height // SMALLER), Image.Resampling.BOX)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Which part of all dots differs clearly; all of them where the size does."""
    if one.size != other.size:
        return 1.0
    soft = [picture.convert("RGB").filter(ImageFilter.GaussianBlur(1)) for picture in (one, other)]
    red, green, blue = ImageChops.difference(*soft).split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(worst.histogram()[_CLEARLY:]) / (one.width * one.height)


def keep(picture: Image.Image, path: Path) -> None:
    """Few colours, rare ones among them: a state's is seldom more than a mark."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    """Take anew what looks different, and take away what is no longer taken."""
    from playwright.sync_api import sync_playwright

    all_shots = shots()
    for path in sorted(set(KEPT.glob("*.png")) - {shot.file for shot in all_shots}):
        path.unlink()
        print(f"gone: {path.name}")
    with sync_playwright() as playwright, camera(playwright.chromium) as take:
        for shot in all_shots:
            picture = take(shot)
            if not shot.file.exists() or difference(picture, Image.open(shot.file)) > MOST_DIFFERENT:
                keep(picture, shot.file)
                print(f"look at {shot.file.relative_to(Path.cwd())}")
    size = sum(path.stat().st_size for path in KEPT.glob("*.png"))
    print(f"{len(all_shots)} pictures, {size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
