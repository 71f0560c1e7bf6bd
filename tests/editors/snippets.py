"""What an editor makes of a completion: the text with tab stops filled in, at its place."""

import re
from collections.abc import Mapping

from tests.editors.server import CURSOR, Item

# VS Code's variables, on 12 October 2026 at 03:07 in Karachi.
VARIABLES = {
    "CURRENT_YEAR": "2026",
    "CURRENT_MONTH": "10",
    "CURRENT_DATE": "12",
    "CURRENT_HOUR": "03",
    "CURRENT_MINUTE": "07",
    "CURRENT_TIMEZONE_OFFSET": "+05:00",
}
_VARIABLE = re.compile(r"\$\{([A-Z_]+)\}")
_STOP = re.compile(r"\$\{(\d+)(?::([^}]*)|\|([^}]*)\|)?\}|\$(\d+)")


def typed(text: str, item: Item, stops: Mapping[int, str], variables: Mapping[str, str] = VARIABLES) -> str:
    """The text after a person took the item, went from stop to stop and typed; what is not typed stays."""
    lines = text.replace(CURSOR, "").splitlines(keepends=True) or [""]
    if item.start[0] == len(lines):
        lines.append("")
    line = lines[item.start[0]]
    # Editors indent what follows like the line on which it begins.
    indent = re.match(r" *", line)[0]  # type: ignore[index]
    new = _filled(item.text, stops, variables).replace("\n", "\n" + indent)
    lines[item.start[0]] = line[: item.start[1]] + new + line[item.end[1] :]
    return "".join(lines)


def _filled(text: str, stops: Mapping[int, str], variables: Mapping[str, str]) -> str:
    def stop(match: re.Match[str]) -> str:
        number = int(match[1] or match[4])
        first_choice = match[3].split(",")[0] if match[3] else ""
        return stops.get(number, match[2] or first_choice)

    # An editor that does not know a variable writes its name.
    return _STOP.sub(stop, _VARIABLE.sub(lambda match: variables.get(match[1], match[1]), text))
