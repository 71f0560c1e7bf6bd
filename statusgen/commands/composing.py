"""What was typed becomes the parts of an entry: a text, an impact, a name."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from statusgen.commands.pipeline import working_folder
from statusgen.commands.session import Session
from statusgen.linting.tokens import tokens
from statusgen.model.errors import StatusgenError, UsageError
from statusgen.model.layout import INCIDENT_SCHEMA
from statusgen.model.project import Settings
from statusgen.model.scalars import Text, text_of
from statusgen.model.words import Status
from statusgen.reading.references import todays_ids, unknown_component
from statusgen.writing import disk
from statusgen.writing.modelines import modelines
from statusgen.writing.yaml_text import settled

KEPT = "text.md"
_CUT = (
    "<!-- What follows is not published. Write above, in Markdown; save and close. An empty text stops. -->"
)


@contextmanager
def composed(session: Session, text: str | None, about: str, *, is_edited: bool) -> Iterator[Text | None]:
    """The text given, or what a person makes of it in their editor, for as long as it is put into a file.

    UsageError when it cannot be published. What was written in an editor is kept when anything fails.
    """
    if not is_edited:
        yield _readable(text)
        return
    kept = working_folder(session.root) / KEPT
    edited = _edited(session, text or "", about)
    disk.keep(kept, f"{edited}\n".encode())
    try:
        yield _readable(edited)
    except (StatusgenError, OSError):
        session.tell(f"your text is kept in {kept} (give it again with -m - < {kept})")
        raise
    kept.unlink()


def _edited(session: Session, text: str, about: str) -> str:
    edited = session.edit(f"{text}\n\n{_CUT}\n<!-- {about.replace('--', '- -')} -->\n", ".md") or ""
    edited = edited.partition(_CUT)[0].strip()
    if not edited:
        raise UsageError("the text is empty, so nothing was written")
    return edited


def _readable(text: str | None) -> Text | None:
    if text is None:
        return None
    if not settled(text).strip():
        raise UsageError("the text is empty (write -m TEXT, or leave it out)")
    refuse_secrets(text)
    return text_of(settled(text))


def refuse_secrets(text: str) -> None:
    """UsageError for a text that everybody will read and that holds what nobody should."""
    for kind, _, _ in tokens(text):
        raise UsageError(
            f"{kind} stands in the text, and nothing was written (leave it out, and make a new one)"
        )


def known(settings: Settings, impact: Mapping[str, Status]) -> dict[str, Status]:
    """The impact by today's ids; UsageError for what the settings do not name."""
    ids = todays_ids(settings)
    for name in impact:
        if name not in ids:
            what, hint = unknown_component(name, ids)
            raise UsageError(f"{what} ({hint})")
    return {ids[name]: status for name, status in impact.items()}


def head(session: Session) -> tuple[str, ...]:
    """The comments that let editors check the file while it is written, where the schema lies beside."""
    return modelines(f"../{INCIDENT_SCHEMA}") if (session.root / INCIDENT_SCHEMA).is_file() else ()
