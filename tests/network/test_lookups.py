"""What somebody has looked up in the last day is counted, whatever they ever looked up before."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import event

from bot.audit import NOBODY, Decided, Ruling, record
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.cli.demo import ROOT
from bot.network.lookups import DAY, TooMany, within_limit
from models.session import Database
from tests.conftest import NOW, FixedClock

CHARTER = load_charter(ROOT / "charter.yaml")
SHOWN = Ruling("shown", ("A1",), CHARTER.id, CHARTER.version, CHARTER.hash, subject="relationship")
ANA = 7


class Asking:
    """Somebody who looks people up."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self.database, self.workspace_id, self.clock = database, workspace_id, FixedClock()

    def looked_up(self, times: int, ago: dt.timedelta, viewer_id: int = ANA) -> None:
        """So many answers, of three decisions each, so long ago."""
        clock = FixedClock(NOW - ago)
        with self.database.write() as session:
            for number in range(times):
                answer_id = int(ago.total_seconds()) * 1000 + number
                record(session, clock, self.workspace_id, viewer_id, answer_id, [Decided(NOBODY, SHOWN)] * 3)

    def looks(self) -> None:
        """Ana looks somebody up; raises what `within_limit` raises."""
        viewer = Viewer(self.workspace_id, ANA, member=True, external=False, accepted=True)
        with self.database.read() as session:
            within_limit(Sight(session, CHARTER, viewer), self.clock)


@pytest.fixture
def asking(database: Database, workspace_id: int) -> Asking:
    return Asking(database, workspace_id)


def test_so_many_in_a_day_and_those_of_others_and_of_before_do_not_count(asking: Asking) -> None:
    most = CHARTER.lookups.per_day if CHARTER.lookups else 0
    asking.looked_up(most, DAY)
    asking.looked_up(most, dt.timedelta(hours=1), viewer_id=ANA + 1)
    asking.looked_up(most - 1, DAY - dt.timedelta(seconds=1))
    asking.looks()
    asking.looked_up(1, dt.timedelta(hours=1))
    with pytest.raises(TooMany):
        asking.looks()


@pytest.mark.parametrize("kind", ["sqlite"])  # how the other one looks depends on what it knows of the table
def test_only_those_of_the_last_day_are_read(asking: Asking) -> None:
    looks: list[Any] = []
    asking.looked_up(50, 2 * DAY)
    event.listen(asking.database.engine, "before_cursor_execute", lambda *given: looks.append(given[2:4]))
    asking.looks()
    (counted,) = [one for one in looks if "decision_parties" in one[0]]
    with asking.database.read() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {counted[0]}", counted[1])
        steps = " ".join(str(step[3]) for step in plan)
    assert "ix_decision_parties_viewer_id (workspace_id=? AND viewer_id=? AND at>?)" in steps
