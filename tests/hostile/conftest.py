"""A company to copy, for worlds on PostgreSQL; those on SQLite see to it themselves."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres
from tests.hostile.desk import prepare


@pytest.fixture(scope="session")
def office_template(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database with an office in it, to be copied."""
    with postgres.fresh_database(postgres_server) as url:
        prepare(url)
        yield url
