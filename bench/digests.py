"""How long coverage of thousands of deals takes beside one set statement over the same tables.

    python -m bench.digests [DEALS]

Made-up deals (`bench.deals`), each with a team of four, four people of theirs and now and then a seat, on SQLite in a
temporary folder; a channel's eyes, under the charter that is delivered. Seconds are of processor time, the least of
three. The bar: at most ten times the statement.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bench.deals import NOW, WORKSPACE, MadeUp
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.deals.coverage import coverage
from bot.deals.playbook import load_playbooks
from models import migrations
from models.deals import Deal
from models.session import Database

ROOT = Path(__file__).parents[1]
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
GROUP BY d.id, o.value
"""
"""The tables that coverage reads, joined once: the warmest and the latest for each word on each deal.

It asks no charter, knows no playbook, and tells nobody by name.
"""


def stored(folder: str, deals: int) -> Database:
    """Made-up deals in a database of their own."""
    database = Database(f"sqlite:///{folder}/deals.db")
    migrations.upgrade(database)
    with database.write() as session:
        MadeUp(deals).store(session)
    with database.write() as session:
        session.execute(text("ANALYZE"))
    return database


def least(database: Database, what: Callable[[Session], int]) -> tuple[float, int]:
    """The least processor time of some rounds, in seconds, and what came of it."""
    times, found = [], 0
    for _ in range(ROUNDS):
        with database.read() as session:
            began = time.process_time()
            found = what(session)
            times.append(time.process_time() - began)
    return min(times), found


def joined(session: Session) -> int:
    """The set statement."""
    return len(session.execute(text(SET_STATEMENT), {"workspace": WORKSPACE}).all())


def covered(session: Session) -> int:
    """Coverage, as each deal's channel may know it."""
    charter, playbooks = load_charter(ROOT / "charter.yaml"), load_playbooks(ROOT / "playbook.yaml")
    sight = Sight(session, charter, Viewer(WORKSPACE, 0, member=True, external=False), NOW)
    return sum(len(one.roles) for one in coverage(sight, playbooks, list(session.scalars(select(Deal)))))


def main() -> None:
    """Print the table; exit code 1 where the bar is not kept."""
    deals = int(sys.argv[1]) if len(sys.argv) > 1 else DEALS
    with tempfile.TemporaryDirectory() as folder:
        database = stored(folder, deals)
        floor, rows = least(database, joined)
        took, roles = least(database, covered)
        database.engine.dispose()
    print("| deals | rows | s, one statement | roles | s, coverage | times |\n|---|---|---|---|---|---|")
    print(f"| {deals:,} | {rows:,} | {floor:.2f} | {roles:,} | {took:.2f} | {took / floor:.1f} |")
    print(f"bar: {BAR:.0f} times")
    sys.exit(took > BAR * floor)


if __name__ == "__main__":
    main()
