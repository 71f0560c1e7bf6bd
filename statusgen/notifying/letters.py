"""A parcel becomes a message of mail whose headers nothing can break out of."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import urlsplit

from statusgen.model.editions import PageFacts
from statusgen.model.receivers import sender_of
from statusgen.notifying.parcels import Parcel

_LONGEST = 200
"""Characters of a subject."""


def letter(parcel: Parcel, sender: str, to: str, page: PageFacts, unsubscribe: str | None) -> EmailMessage:
    """The message to one person. Its ids depend on what it tells, so a second copy is known as one."""
    name, address = sender_of(sender)
    domain = _domain(page, address)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(display_name=_line(name), addr_spec=address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = _line(parcel.subject)[:_LONGEST]
    message["Date"] = format_datetime(parcel.made_at)
    thread = f"<{parcel.thread}.{parcel.recipient}@{domain}>" if parcel.thread else None
    is_root = thread is not None and parcel.is_first
    message["Message-ID"] = thread if is_root and thread else f"<{parcel.id}@{domain}>"
    if thread and not is_root:
        message["In-Reply-To"] = thread
        message["References"] = thread
    message["Auto-Submitted"] = "auto-generated"
    if unsubscribe:
        message["List-Unsubscribe"] = f"<{unsubscribe}>"
    message.set_content(_text(parcel.text))
    return message


def _line(text: str) -> str:
    """Nothing that ends a header, wherever it came from."""
    plain = "".join(c if c.isprintable() else " " for c in _text(text))
    # What looks encoded would be decoded, line breaks and all, when the header is made.
    return " ".join(plain.replace("=?", "= ?").split())


def _text(text: str) -> str:
    """What UTF-8 can hold."""
    return text.encode("utf-8", "replace").decode()


def _domain(page: PageFacts, address: str) -> str:
    """The page's host: it stays when the sender changes."""
    host = urlsplit(page.url or "").hostname or address.rpartition("@")[2]
    return host.encode("idna", "replace").decode() if not host.isascii() else host
