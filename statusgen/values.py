"""Words on the command line become values; a wrong one is told with what to write instead."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from statusgen.model.secrets import Secret


class Moment(click.ParamType[datetime]):
    """A time with its zone, as in people's files."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        from statusgen.model.times import parse_moment  # noqa: PLC0415 (--help stays quick)

        try:
            return value if isinstance(value, datetime) else parse_moment(str(value))
        except ValueError as error:
            hint = "" if "write" in str(error) else " (write 2025-03-10T09:45Z)"
            self.fail(f"{error}{hint}", param, ctx)


class Duration(click.ParamType[timedelta]):
    """A duration, as in people's files."""

    name = "DURATION"

    def __init__(self, least: timedelta) -> None:
        self._least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        from statusgen.model.times import parse_duration  # noqa: PLC0415 (--help stays quick)

        try:
            duration = value if isinstance(value, timedelta) else parse_duration(str(value))
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if duration < self._least:
            self.fail(f"'{value}' is too short (write 1s or more)", param, ctx)
        return duration


class StorePlace(click.ParamType["str | Secret"]):
    """A store of evidence, as in the settings."""

    name = "PLACE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> "str | Secret":
        from statusgen.model.keeping import parse_store  # noqa: PLC0415 (--help stays quick)

        try:
            return parse_store(value) if isinstance(value, str) else value
        except ValueError as error:
            self.fail(str(error), param, ctx)


class MomentOrDuration(click.ParamType[datetime | timedelta]):
    """A time with its zone, or how long from then."""

    name = "TIME|DURATION"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime | timedelta:
        from statusgen.model.times import parse_duration  # noqa: PLC0415 (--help stays quick)

        if isinstance(value, (datetime, timedelta)):
            return value
        try:
            return parse_duration(str(value))
        except ValueError:
            return Moment().convert(value, param, ctx)


class Address(click.ParamType[tuple[str, int]]):
    """Where to listen: `8123`, `127.0.0.1:8123`, `[::1]:8123`. Without a host on this machine alone."""

    name = "[HOST:]PORT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, int]:
        from ipaddress import ip_address  # noqa: PLC0415 (--help stays quick)

        if isinstance(value, tuple):
            return value
        host, _, port = str(value).rpartition(":")
        bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
        try:
            address = ip_address(bare if bare not in ("", "localhost") else "127.0.0.1")
        except ValueError:
            self.fail(f"'{host}' is no address (write 8123, 127.0.0.1:8123 or [::1]:8123)", param, ctx)
        if (address.version == 6) != host.startswith("["):
            self.fail(f"'{value}' is no address with a port (write [::1]:8123)", param, ctx)
        if not (port.isascii() and port.isdecimal() and int(port) < 65_536):
            self.fail(f"'{port}' is no port (write a number up to 65535)", param, ctx)
        return str(address), int(port)


class Word(click.ParamType[Any]):
    """One of the field's words or numbers, as in people's files: named by its type in the model."""

    def __init__(self, type_name: str, name: str = "WORD") -> None:
        self.name = name
        self._type = type_name

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        try:
            return read_scalar(self._type, value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


class Impact(click.ParamType[tuple[str, Any]]):
    """A component and its status: `web=partial_outage`."""

    name = "ID=STATUS"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, Any]:
        if isinstance(value, tuple):
            return value
        component, sign, status = str(value).partition("=")
        if not sign:
            self.fail(f"'{value}' has no status (write {component or 'web'}=partial_outage)", param, ctx)
        try:
            return component.strip(), read_scalar("StatusWord", status)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def read_scalar(type_name: str, value: Any) -> Any:
    """A value as the model's scalar type of that name reads it. ValueError says what to write instead."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415 (--help stays quick)

    from statusgen.model import scalars  # noqa: PLC0415 (--help stays quick)

    try:
        return TypeAdapter(getattr(scalars, type_name)).validate_python(value)
    except ValidationError as error:
        raise ValueError(str(error.errors()[0]["ctx"]["error"])) from None
