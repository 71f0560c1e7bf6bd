"""A progress bar where somebody watches, and nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from statusgen.commands.session import Progress


def progress(*, enabled: bool) -> Progress:
    """What makes bars on stderr; disabled, it makes none."""

    @contextmanager
    def bar(label: str, total: int) -> Iterator[Callable[[], None]]:
        if not enabled or total == 0:
            yield lambda: None
            return
        from rich.console import Console  # noqa: PLC0415 (only terminals pay for it)
        from rich.progress import Progress as RichProgress  # noqa: PLC0415

        with RichProgress(console=Console(stderr=True), transient=True) as shown:
            task = shown.add_task(label, total=total)
            yield lambda: shown.advance(task)

    return bar
