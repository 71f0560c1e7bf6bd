"""What was typed becomes the parts of an entry: a text, an impact, a name."""

from collections.abc import Mapping

from statusgen.commands.session import Session
from statusgen.model.errors import UsageError
from statusgen.model.layout import INCIDENT_SCHEMA
from statusgen.model.project import Settings
from statusgen.model.scalars import Text, text_of
from statusgen.model.words import Status
from statusgen.reading.references import todays_ids, unknown_component
from statusgen.writing.modelines import modelines
from statusgen.writing.yaml_text import settled

_CUT = (
    "<!-- What follows is not published. Write above, in Markdown; save and close. An empty text stops. -->"
)


def compose(session: Session, text: str | None, about: str, *, is_edited: bool) -> Text | None:
    """The text given, or what a person makes of it in their editor."""
    if is_edited:
        edited = session.edit(f"{text or ''}\n\n{_CUT}\n<!-- {about.replace('--', '- -')} -->\n", ".md")
        text = (edited or "").partition(_CUT)[0].strip()
        if not text:
            raise UsageError("the text is empty, so nothing was written")
    if text is None:
        return None
    if not settled(text).strip():
        raise UsageError("the text is empty (write -m TEXT, or leave it out)")
    return text_of(settled(text))


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
