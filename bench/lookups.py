"""What it costs to count somebody's look-ups of the last day, beside how much they ever looked up.

    python -m bench.lookups [URL]

One colleague who has looked up as often as the charter allows, of ten decisions each, on every day of a year, and
another who did so on the last day only; on SQLite in a temporary folder, or in the empty database of URL. Milliseconds,
the least of five. The bar: for the first at most three times as long as for the second.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert, text

from bench.deals import NOW
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.network.lookups import TooMany, within_limit
from models import migrations, workspaces
from models.base import new_id
from models.governance import DecisionParty, DecisionRecord
from models.session import Database

CHARTER = load_charter(Path(__file__).parents[1] / "charter.yaml")
DAYS, DECISIONS, ROUNDS, BAR = 365, 10, 5, 3.0
LONG_SINCE, NEW = 1, 2


class Standing:
    """A clock that stands."""

    def now(self) -> dt.datetime:
        """The present instant."""
        return NOW


def looked_up(database: Database, workspace_id: int, viewer_id: int, days: int) -> int:
    """Have somebody look up as often as they may on each of so many days; gives how many decisions that were."""
    a_day, number = CHARTER.lookups.per_day if CHARTER.lookups else 0, 0
    for ago in range(days):
        decisions, parties = [], []
        for answer in range(a_day):
            common = {"workspace_id": workspace_id, "at": NOW - dt.timedelta(days=ago, seconds=answer)}
            answer_id = new_id()
            for subject_id in range(DECISIONS):
                ident = new_id()
                personal = {"answer_id": answer_id, "viewer_id": viewer_id, "subject_id": subject_id, "salt": "0" * 32}
                rule = {"clauses": "A1", "fact_code": 0, "charter_id": CHARTER.id, "charter_version": CHARTER.version}
                digests = {"charter_hash": CHARTER.hash, "party_digest": f"{ident:064d}"}
                what = {"subject": "relationship", "outcome": "shown"}
                decisions.append({**common, "id": ident, **what, **rule, **digests})
                parties.append({**common, "id": ident, **personal})
        with database.write() as session:
            session.execute(insert(DecisionRecord), decisions)
            session.execute(insert(DecisionParty), parties)
        number += len(decisions)
    return number


def counted(database: Database, workspace_id: int, viewer_id: int) -> float:
    """Milliseconds to count those of the last day."""
    viewer = Viewer(workspace_id, viewer_id, member=True, external=False, accepted=True)
    least = float("inf")
    for _ in range(ROUNDS):
        with database.read() as session:
            sight, begun = Sight(session, CHARTER, viewer), time.perf_counter()
            try:
                within_limit(sight, Standing())
            except TooMany:
                least = min(least, time.perf_counter() - begun)
            else:
                raise AssertionError("the look-ups were not counted")
    return least * 1000


def main() -> None:
    """Measure, and print one table."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(sys.argv[1] if sys.argv[1:] else f"sqlite:///{folder}/o2o.db", patience=60)
        migrations.upgrade(database)
        with database.write() as session:
            workspace_id = workspaces.create_local(session, NOW).id
        number = {who: looked_up(database, workspace_id, who, days) for who, days in ((LONG_SINCE, DAYS), (NEW, 1))}
        with database.write() as session:
            session.execute(text("ANALYZE"))
        took = {who: counted(database, workspace_id, who) for who in (LONG_SINCE, NEW)}
        database.close()
    print("| decisions behind all they looked up | of the last day | ms |\n|---|---|---|")
    for who in (NEW, LONG_SINCE):
        print(f"| {number[who]:,} | {number[NEW]:,} | {took[who]:.2f} |")
    ratio = took[LONG_SINCE] / took[NEW]
    print(f"{ratio:.1f} times as long; the bar is {BAR:g}: {'held' if ratio <= BAR else 'MISSED'}")


if __name__ == "__main__":
    main()
