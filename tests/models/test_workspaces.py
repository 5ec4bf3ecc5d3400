"""Which workspace a Slack team's bot works in."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from models import workspaces
from models.people import Workspace
from models.session import Database

NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
AT_ONCE = 4


@pytest.mark.parametrize("local", [True, False])
def test_processes_that_start_at_once_bind_one_workspace(database: Database, local: bool) -> None:
    if local:
        with database.write() as session:
            workspaces.create_local(session, NOW)
    start = Barrier(AT_ONCE)

    def binds(_: int) -> int:
        start.wait()
        with database.write() as session:
            return workspaces.bind(session, "T0ACME", "Acme", NOW).id

    with ThreadPoolExecutor(AT_ONCE) as pool:
        bound = set(pool.map(binds, range(AT_ONCE)))
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(Workspace)) == 1
    assert len(bound) == 1
