"""A recording becomes a picture of its last screen: letters, no font from elsewhere."""

import re
from io import StringIO

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from tests.docs.terminal import COLUMNS, MORE, PROMPT

_FORMAT = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
)
_THEME = TerminalTheme((24, 26, 31), (222, 224, 228), [(24, 26, 31)] * 8, [(24, 26, 31)] * 8)
"""One ink on dark paper, readable on a light page and on a dark one."""


def still(lines: list[str], title: str) -> str:
    """The lines as an SVG; what was typed is bold."""
    console = Console(
        record=True, width=COLUMNS, file=StringIO(), force_terminal=True, color_system="truecolor"
    )
    for line in lines:
        is_typed = line.startswith((PROMPT, MORE))
        console.print(Text(line, style="bold" if is_typed else ""), soft_wrap=True)
    return console.export_svg(title=title, theme=_THEME, code_format=_FORMAT, unique_id="incident")
