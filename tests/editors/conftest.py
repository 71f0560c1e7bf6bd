"""One language server for all, in a project with its schemas."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.commands.make import quickly
from tests.editors import server
from tests.reading.make import project


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its schemas."""
    root = project(tmp_path_factory.mktemp("editors"))
    assert quickly("-C", root, "schema").code == 0
    return root


@pytest.fixture(scope="session")
def editor(opened: Path) -> Iterator[server.Server]:
    """The language server, with that project open."""
    why = server.missing()
    if why:
        pytest.skip(why)
    with server.running(opened) as running:
        yield running
