"""A database of this folder's own, until the one of all tests is there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.session import Database
from models.tables import Base


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables."""
    made = Database(f"sqlite:///{tmp_path / 'test.db'}", patience=30)
    Base.metadata.create_all(made.engine)
    yield made
    made.close()
