"""Every kind of store, for the tests of what all of them do."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.postgresql import NEEDED, Server, server
from tests.recording.places import Base, Folder, Place


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """A server without the cost of outliving a power cut."""
    with server() as running:
        yield running


@pytest.fixture(scope="session")
def shared(postgresql: Server) -> str:
    """The name of a base for many tests."""
    return postgresql.base()


@pytest.fixture
def base(postgresql: Server, shared: str) -> Base:
    """A place with nothing in it, as a project among others has it."""
    schema = postgresql.schema(shared)
    return Base(f"{postgresql.address(shared)}?options=-csearch_path%3D{schema}")


@pytest.fixture(params=["files", pytest.param("postgresql", marks=[*NEEDED, pytest.mark.slow])])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Each kind of store in turn, with nothing in it."""
    return request.getfixturevalue("base") if request.param == "postgresql" else Folder(tmp_path)
