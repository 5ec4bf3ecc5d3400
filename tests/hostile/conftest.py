"""A company to copy, for worlds on PostgreSQL; those on SQLite see to it themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import postgres
from tests.hostile.desk import prepare


@pytest.fixture(scope="session")
def office_template(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with an office in it, to be copied."""
    with postgres.fresh_database(postgres_server) as url:
        prepare(url)
        yield url


@pytest.fixture
def office_url(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """Where an office of this test's own is, or will be."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path / 'o2o.db'}"
        return
    server, template = (request.getfixturevalue(name) for name in ("postgres_server", "office_template"))
    with postgres.fresh_database(server, copy_of=template) as url:
        yield url
