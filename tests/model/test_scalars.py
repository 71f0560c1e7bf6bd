"""What single values of people's files mean."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from statusgen.model import scalars
from statusgen.model.secrets import Secret
from statusgen.model.words import Status, UpdateStatus


def read(kind: Any, value: Any) -> Any:
    return TypeAdapter(kind).validate_python(value)


def fault(kind: Any, value: Any) -> str:
    with pytest.raises(ValidationError) as invalid:
        read(kind, value)
    return str(invalid.value.errors()[0]["ctx"]["error"])


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (scalars.Id, "sign-in", "sign-in"),
        (scalars.Flag, "true", True),
        (scalars.Flag, "false", False),
        (scalars.Integer, "-5", -5),
        (scalars.Count, "100", 100),
        (scalars.Share, "60%", 0.6),
        (scalars.Share, "99.95 %", 0.9995),
        (scalars.Country, "pk", "PK"),
        (scalars.Language, "pt-BR", "pt-BR"),
        (scalars.Zone, "Asia/Karachi", "Asia/Karachi"),
        (scalars.PageUrl, "https://a.example", "https://a.example/"),
        (scalars.Link, "mailto:a@b.example", "mailto:a@b.example"),
        (scalars.Target, "tcp://192.0.2.1:443", "tcp://192.0.2.1:443"),
        (scalars.Target, "$WHOLE_URL", Secret("$WHOLE_URL")),
        (scalars.Target, "https://a.example/?t=$TOKEN", Secret("https://a.example/?t=$TOKEN")),
        (scalars.MaybeSecret, "Bearer ${TOKEN}", Secret("Bearer ${TOKEN}")),
        (scalars.MaybeSecret, "5 $ a day", "5 $ a day"),
        (scalars.StatusCodes, ["200", "300-308"], ((200, 200), (300, 308))),
        (scalars.StatusWord, "Degraded Performance", Status.DEGRADED_PERFORMANCE),
        (scalars.StatusWord, "down", Status.MAJOR_OUTAGE),
        (scalars.UpdateStatusWord, "in-progress", UpdateStatus.IN_PROGRESS),
    ],
)
def test_a_text_means_what_the_type_says(kind: Any, text: Any, value: Any):
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (scalars.Id, "Web Site", "'Web Site' is not an id (write web-site)"),
        (scalars.Id, "../up", "'../up' is not an id (write up)"),
        (scalars.Id, "-a", "'-a' is not an id (write a)"),
        (scalars.Id, "a" * 65, f"'{'a' * 65}' is not an id (write {'a' * 64})"),
        (scalars.Id, "日本", "'日本' is not an id (write letters a-z, digits and hyphens)"),
        (scalars.Flag, "yes", "'yes' is not true or false (write true or false)"),
        (scalars.Integer, "1_000", "'1_000' is not a whole number (write digits only)"),
        (scalars.Integer, "٣", "'٣' is not a whole number (write digits only)"),
        (scalars.Share, "101%", "'101%' is not a share (write 60%)"),
        (
            scalars.PageUrl,
            "javascript://x",
            "'javascript://x' is not a web address (write https://status.example.com/)",
        ),
        (
            scalars.PageUrl,
            "https://a.example?",
            "the page's address holds more than host and path (write https://status.example.com/)",
        ),
        (
            scalars.Link,
            "javascript:alert(1)",
            "'javascript:alert(1)' is not a link (write an https:// or mailto: address)",
        ),
        (scalars.Words, "  ", "is empty (write some text)"),
        (scalars.Words, {}, "has no text in any language (write en: ...)"),
        (scalars.StatusWord, "major_outtage", "(did you mean major_outage?)"),
        (scalars.StatusWord, ["down"], "a list stands where one value belongs"),
    ],
)
def test_a_wrong_text_says_what_to_write(kind: Any, text: Any, said: str):
    assert fault(kind, text).endswith(said)


@pytest.mark.parametrize(
    "url",
    [
        "hunter2",
        "ftp://me:hunter2@a.example",
        "https://me:hunter2@",
        "tcp://hunter2",
        "https://hunter2:x/",
        "a b hunter2",
    ],
)
def test_a_wrong_target_is_not_repeated(url: str):
    assert "hunter2" not in fault(scalars.Target, url)
