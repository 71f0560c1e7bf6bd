"""A world of repositories for each test."""

from pathlib import Path

import pytest

from tests.versioning.make import World, a_world


@pytest.fixture
def world(tmp_path: Path) -> World:
    return a_world(tmp_path)
