"""Texts that people wrote become phrases and prose that are safe to print."""

import re
from dataclasses import dataclass, field
from typing import Self, TypeAlias

from markupsafe import Markup

from statusgen.model.dialect import is_plain
from statusgen.model.digests import digest
from statusgen.model.pictures import Picture
from statusgen.model.scalars import Text
from statusgen.model.sentences import Sentence, Tongue, within
from statusgen.model.store import Store
from statusgen.rendering import markup

_Key: TypeAlias = tuple[str, tuple[tuple[str, str], ...]]
"""A text and the names of its pictures."""
_MOST_TEXTS = 2_000
"""Texts whose HTML is remembered: pages that show the same text are made soon after each other."""
_ILLEGAL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\U0001fffe\U0001ffff\ufeff\u2028\u2029]"
)
"""Not allowed in XML, or invisible and harmful."""
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""They let a text reorder what stands beside it."""
_BIDI_BUT_OURS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066\u2067]")
"""Around names in a sentence of a language that is written from the right we set marks ourselves."""


class Line(Sentence):
    """A sentence of ours without what people's words in it must not bring along."""

    __slots__ = ("inner",)

    inner: str

    def __new__(cls, inner: str) -> Self:
        """One line, whatever stands in its places."""
        said = str.__new__(cls, clean_line(inner))
        said.inner = inner
        return said

    def within(self, tongue: Tongue) -> str:
        """As clean in any language."""
        return clean_sentence(within(self.inner, tongue))


@dataclass(frozen=True, slots=True)
class Phrase:
    """One line of a person's words, or of ours about them."""

    text: str
    lang: str | None = None
    """Set when it is not the language of the page's own words."""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Prose:
    """A person's Markdown as clean HTML."""

    html: Markup
    lang: str | None = None
    is_untranslated: bool = False
    """It is not in the page's language."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Prints people's texts in the page's language; renders each distinct text once."""

    languages: tuple[str, ...] = ("en",)
    """The page's own before those that stand in for it."""
    first: str = ""
    """What people write in where they do not say in which language; empty for the page's own."""
    ui_language: str = "en"
    """The language of the page's own words."""
    folder: str = ""
    """Where its pages lie, from the site's root."""
    _parser: markup.Parser = field(default_factory=markup.Parser)
    shown: dict[str, Picture] = field(default_factory=dict)
    """Pictures in what was printed so far, by name; no other is published."""
    store: Store | None = None
    """Where the HTML of texts is kept between builds."""
    _made: dict[_Key, str] = field(default_factory=dict)
    _cleaned: dict[tuple[_Key, str, str], Markup] = field(default_factory=dict)

    def phrase(self, text: Text | str) -> Phrase:
        """One line without controls."""
        if isinstance(text, str):
            return Phrase(Line(text) if isinstance(text, Sentence) else clean_line(text))
        words, language = text.pick(*self.languages)
        return Phrase(clean_line(words), self._foreign(language))

    def plain(self, text: Text) -> str:
        """Markdown as it was written, for what shows no markup."""
        return clean_block(text.pick(*self.languages)[0]).strip()

    def prose(self, text: Text, root: str, here: str = "") -> Prose:
        """Markdown as HTML for a page that lies `root` away from the first of its language.

        `here`: the address at which its links must become absolute, since it is read elsewhere.
        """
        words, language = text.pick(*self.languages)
        source = clean_block(words)
        key = source, tuple((address, picture.name) for address, picture in text.pictures)
        if key not in self._made:
            if len(self._made) >= _MOST_TEXTS:
                self._made.clear()
                self._cleaned.clear()
            self._made[key] = self._html(source, text, key)
        if (key, root, here) not in self._cleaned:
            # Clean by the allow-list, the only place where text becomes markup. References such as
            # `&#11;` have become characters by then.
            cleaned = _ILLEGAL.sub("", markup.clean(self._made[key], root, here, self.folder))
            self._cleaned[key, root, here] = Markup(cleaned)  # noqa: S704
        self.shown.update({p.name: p for _, p in text.pictures if p.name in self._made[key]})
        return Prose(
            self._cleaned[key, root, here],
            self._foreign(language),
            is_untranslated=self.is_untranslated(text),
        )

    def is_untranslated(self, text: Text) -> bool:
        """The page's language lacks it, and another stands in."""
        return self._written(text.pick(*self.languages)[1]) != self.languages[0]

    def _html(self, source: str, text: Text, key: _Key) -> str:
        if self.store is None or is_plain(source):
            return self._parser.to_html(source, dict(text.pictures))
        name = digest("markdown", key)
        found = self.store.get(name)
        if found is None:
            found = self._parser.to_html(source, dict(text.pictures)).encode()
            self.store.put(name, found)
        return found.decode()

    def _foreign(self, language: str) -> str | None:
        written = self._written(language)
        return None if written == self.ui_language else written

    def _written(self, language: str) -> str:
        return language or self.first or self.languages[0]


def clean_line(text: str) -> str:
    """One line: no controls, no marks that turn the direction, single spaces."""
    return " ".join(_BIDI.sub("", _ILLEGAL.sub("", text.replace("\u2028", " "))).split())


def clean_sentence(text: str) -> str:
    """A sentence of ours, whatever plain texts stand in it."""
    return _BIDI_BUT_OURS.sub("", _ILLEGAL.sub("", text))


def clean_block(text: str) -> str:
    """Several lines with `\\n` ends and nothing that XML forbids."""
    return _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
