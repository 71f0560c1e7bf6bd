"""A build lies in a folder of its own while another program takes it from there."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from statusgen.model.builds import Build


@contextmanager
def spread(build: Build) -> Iterator[Path]:
    """All files of the build, readable by everybody: what copies them copies that too."""
    with TemporaryDirectory(prefix="statusgen-") as name:
        folder = Path(name) / "site"
        for path, data in build.files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            file.chmod(0o644)
        for below in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            below.chmod(0o755)
        yield folder
