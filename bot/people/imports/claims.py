"""What colleagues call the accounts of the people they know, tied to accounts that came in later.

Without this an embargo imported after the relationships would not reach people known only by what a colleague wrote.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.people.imports.kind import Run
from bot.people.imports.lookups import AccountBook, chunks
from bot.people.ties import refresh_affiliations
from models.base import Base
from models.network import Relationship

SOME = 500
"""Relationships a transaction."""

_table = Base.metadata.tables[Relationship.__tablename__]


class Claims:
    """Ties relationships that name an account to it, some at a time."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._names: dict[str, int] | None = None

    def link_some(self, session: Session, after: int) -> int | None:
        """Tie the next ones whose id is above `after`; the id to go on from, None when all are done."""
        unlinked = (
            (_table.c.workspace_id == self._run.workspace_id)
            & _table.c.account_id.is_(None)
            & _table.c.account_name.is_not(None)
            & _table.c.removed_at.is_(None)
        )
        if self._names is None:
            self._names = self._known(
                session, session.scalars(select(_table.c.account_name).where(unlinked).distinct())
            )
        if not self._names:
            return None
        # Passing over those that can't be tied costs less than asking for them by a long list of names.
        found = session.execute(
            select(_table.c.id, _table.c.contact_id, _table.c.account_name)
            .where(unlinked, _table.c.id > after)
            .order_by(_table.c.id)
            .limit(SOME)
        ).all()
        tied = [
            {"the_id": row.id, "account": self._names[row.account_name]}
            for row in found
            if row.account_name in self._names
        ]
        if tied:
            statement = (
                update(_table)
                .where(_table.c.workspace_id == self._run.workspace_id, _table.c.id == bindparam("the_id"))
                .values(account_id=bindparam("account"))
            )
            session.connection().execute(statement, tied)
        people = {row.contact_id for row in found if row.account_name in self._names}
        refresh_affiliations(session, self._run.workspace_id, people)
        return found[-1].id if len(found) == SOME else None

    def _known(self, session: Session, names: Iterable[str | None]) -> dict[str, int]:
        known: dict[str, int] = {}
        for some in chunks([name for name in names if name]):
            book = AccountBook.load(session, self._run.workspace_id, some)
            known |= {name: account_id for name in some if (account_id := book.find(name)) is not None}
        return known
