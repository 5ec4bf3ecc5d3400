"""How long the digests of thousands of deals take to prepare, beside one set statement over the same tables.

    python -m bench.digests [DEALS [URL]]

Made-up deals (`bench.deals`), each with a team of four, four people of theirs and now and then a seat, on SQLite in a
temporary folder (or in the empty database of URL), under the charter that is delivered. Prepared is what a Monday
makes due: how each deal stands in its channel is found and compared with the week before, the digest is put down, and
what is to be posted. Beside it: all of coverage, as `/o2o coverage` shows it, for channels and for whoever manages all.
The least of three, in seconds of this process and by the clock. The bar: preparing takes at most ten times as long as
the statement, in seconds of this process on SQLite, and by the clock where a server has a part in it.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import String, cast, select, text, update

from bench.deals import NOW, WORKSPACE, MadeUp
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.deals.coverage import coverage
from bot.deals.digesting import prepare
from bot.deals.nudging import Place
from bot.deals.playbook import load_playbooks
from bot.settings import Settings
from models import migrations
from models.deals import Deal
from models.outbox import OutboxEntry
from models.people import Colleague
from models.session import Database

ROOT = Path(__file__).parents[1]
CHARTER, PLAYBOOKS = load_charter(ROOT / "charter.yaml"), load_playbooks(ROOT / "playbook.yaml")
MONDAY = dt.datetime(2026, 11, 30, 10, tzinfo=dt.UTC)
"""Past the digests' hour on the first Monday after all was made."""
DEALS = 5_000
BAR = 10.0
ROUNDS = 3
SET_STATEMENT = """
SELECT d.id, o.value, max(e.at), max(k.steady), max(m.seller_role), max(w.name), max(c.name), max(x.address),
    max(t.title), max(h.until),
    (SELECT max(r.at) FROM stage_records r WHERE r.workspace_id = d.workspace_id AND r.deal_id = d.id),
    (SELECT count(*) FROM gaps g WHERE g.workspace_id = d.workspace_id AND g.deal_id = d.id AND g.state = 'open')
FROM deals d
JOIN stakeholders s ON s.workspace_id = d.workspace_id AND s.deal_id = d.id AND s.removed_at IS NULL
JOIN observations o ON o.workspace_id = s.workspace_id AND o.stakeholder_id = s.id
LEFT JOIN contacts c ON c.workspace_id = s.workspace_id AND c.id = s.contact_id
LEFT JOIN contact_addresses x ON x.workspace_id = c.workspace_id AND x.contact_id = c.id
LEFT JOIN holdings h ON h.workspace_id = c.workspace_id AND h.contact_id = c.id
LEFT JOIN seats t ON t.workspace_id = h.workspace_id AND t.id = h.seat_id
LEFT JOIN engagements e ON e.workspace_id = s.workspace_id AND e.deal_id = d.id AND e.contact_id = s.contact_id
LEFT JOIN half_ties k ON k.workspace_id = c.workspace_id AND k.node_id = c.id AND k.neighbour_is_colleague
LEFT JOIN deal_members m ON m.workspace_id = d.workspace_id AND m.deal_id = d.id AND m.colleague_id = e.colleague_id
LEFT JOIN colleagues w ON w.workspace_id = m.workspace_id AND w.id = m.colleague_id
WHERE d.workspace_id = :workspace AND d.is_open
GROUP BY d.workspace_id, d.id, o.value
"""
"""The tables that coverage reads, joined once: the warmest and the latest for each word on each deal.

It asks no charter, knows no playbook, and tells nobody by name.
"""


@dataclass(frozen=True)
class At:
    """A clock that stands still."""

    at: dt.datetime

    def now(self) -> dt.datetime:
        """The moment."""
        return self.at


def stored(url: str, deals: int) -> Database:
    """Made-up deals in a database of their own, each with a channel."""
    database = Database(url)
    migrations.upgrade(database)
    with database.write() as session:
        MadeUp(deals).store(session)
        session.execute(update(Deal).values(channel_id="C" + cast(Deal.id, String)))
    with database.write() as session:
        session.execute(text("ANALYZE"))
    return database


Took = tuple[float, float, int]
"""Seconds of this process, seconds by the clock, and what came of it."""


def least(what: Callable[[int], int], before: Callable[[], None] = lambda: None) -> Took:
    """The least of some rounds, each given its number; what comes `before` each is not counted."""
    times, found = [], 0
    for number in range(ROUNDS):
        before()
        began, wall = time.process_time(), time.perf_counter()
        found = what(number)
        times.append((time.process_time() - began, time.perf_counter() - wall))
    return min(one for one, _ in times), min(one for _, one in times), found


def joined(database: Database) -> int:
    """The set statement."""
    with database.read() as session:
        return len(session.execute(text(SET_STATEMENT), {"workspace": WORKSPACE}).all())


def prepared(database: Database, week: int) -> int:
    """The digests of a week, put down: how many."""
    clock = At(MONDAY + dt.timedelta(weeks=week))
    return prepare(Place(database, clock, CHARTER, Settings(_env_file=None), PLAYBOOKS, workspace_id=WORKSPACE))


def posted(database: Database) -> None:
    """All that was put down has come: the next week is compared with it."""
    with database.write() as session:
        session.execute(update(OutboxEntry).values(ts="1.0"))


def covered(database: Database, *, manager: bool) -> int:
    """All of coverage, as each deal's channel may know it, or whoever manages everybody: how many roles."""
    with database.read() as session:
        viewer = Viewer.channel(WORKSPACE)
        if manager:
            first = select(Colleague).order_by(Colleague.id).limit(1)
            viewer = Viewer.of(session.scalars(first).one(), CHARTER)
        sight = Sight(session, CHARTER, viewer, NOW)
        return sum(len(one.roles) for one in coverage(sight, PLAYBOOKS, list(session.scalars(select(Deal)))))


def main() -> None:
    """Print the table, and whether the bar holds; exit code 1 where it does not."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else DEALS
    with tempfile.TemporaryDirectory() as folder:
        database = stored(sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/deals.db", deals)
        by = 0 if database.engine.dialect.name == "sqlite" else 1
        floor = least(lambda _: joined(database))
        took = least(lambda week: prepared(database, week), lambda: posted(database))
        rows = {
            "one set statement (rows)": floor,
            "preparing (digests)": took,
            "coverage, channels (roles)": least(lambda _: covered(database, manager=False)),
            "coverage, a manager of all (roles)": least(lambda _: covered(database, manager=True)),
        }
        database.engine.dispose()
    print(f"{deals:,} deals\n\n| what | how many | s, this process | s, by the clock | times |\n|---|---|---|---|---|")
    for what, row in rows.items():
        print(f"| {what} | {row[2]:,} | {row[0]:.2f} | {row[1]:.2f} | {row[by] / floor[by]:.1f} |")
    kept = took[by] <= BAR * floor[by] and took[2] > 0.9 * deals  # accounts under embargo are told of nowhere
    print(f"\nbar: preparing at most {BAR:.0f} times the statement: {'kept' if kept else 'NOT KEPT'}")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
