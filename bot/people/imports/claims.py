"""What colleagues call the accounts of the people they know, tied to accounts that came in later.

Without this an embargo imported after the relationships would not reach people known only by what a colleague wrote.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.people.imports.lookups import chunks, rows_in
from models.base import Base
from models.network import HalfTie, Relationship

_table = Base.metadata.tables[Relationship.__tablename__]
_half_ties = Base.metadata.tables[HalfTie.__tablename__]


def tie_claims(session: Session, workspace_id: int, accounts: Mapping[str, int]) -> None:
    """Tie the relationships that name one of these accounts (by folded name or domain) and were tied to none."""
    query = select(_table.c.id, _table.c.account_name_key).where(
        _table.c.workspace_id == workspace_id, _table.c.account_id.is_(None), _table.c.removed_at.is_(None)
    )
    found = list(rows_in(session, query, _table.c.account_name_key, accounts.keys()))
    if not found:
        return
    statement = (
        update(_table)
        .where(_table.c.workspace_id == workspace_id, _table.c.id == bindparam("the_id"))
        .values(account_id=bindparam("account"))
    )
    beside = (
        update(_half_ties)
        .where(_half_ties.c.workspace_id == workspace_id, _half_ties.c.relationship_id == bindparam("the_id"))
        .values(account_id=bindparam("account"))
    )
    for some in chunks(found):
        rows = [{"the_id": row.id, "account": accounts[row.account_name_key]} for row in some]
        session.connection().execute(statement, rows)
        session.connection().execute(beside, rows)  # searches read it beside the tie
