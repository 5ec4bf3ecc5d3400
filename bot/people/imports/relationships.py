"""Importing relationships: what colleagues know, in their name, waiting for their review."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from bot.network.titles import title_key
from bot.people.imports.cells import Cells, Refused
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, outcome_of, take_each
from bot.people.imports.lookups import AccountBook, ContactBook, a_colleague, colleagues_by_email, rows_of_pairs
from bot.people.imports.reading import Columns
from bot.people.imports.rules import LEFT_OUT, Rules
from bot.people.ties import refresh_affiliations, replace_half_ties
from models.base import Base
from models.keys import fold
from models.network import Relationship

FROM_IMPORT = "import "
"""How the source of every imported row begins. What has another source was said by its owner in person."""

KEPT = "left as its owner put it"
REMOVED = "stays removed, as its owner wished"


class RelationshipRow(NamedTuple):
    """One row of the file, read."""

    colleague: str
    contact: str
    contact_name: str | None
    title: str | None
    account: str | None
    strength: int | None
    kind: str | None
    last_touch: dt.date | None
    note: str | None
    private: bool


class RelationshipsImport(ImportKind[RelationshipRow]):
    """`relationships`: colleague_email and contact_email say which; the rest is what the colleague knows."""

    columns = Columns(
        needed=("colleague_email", "contact_email"),
        used=("contact_name", "title", "account", "strength", "kind", "last_touch", "note", "private"),
    )

    def parse(self, cells: Cells) -> RelationshipRow:
        """Read a row."""
        return RelationshipRow(
            colleague=cells.needed_address("colleague_email"),
            contact=cells.needed_address("contact_email"),
            contact_name=cells.text("contact_name", 200),
            title=cells.text("title", 200),
            account=cells.text("account", 200),
            strength=cells.whole("strength", 1, 5),
            kind=cells.text("kind", 60),
            last_touch=cells.date("last_touch", latest=self.run.today),
            note=cells.note("note"),
            # A no loosens nothing: it is the same as an empty cell.
            private=bool(cells.yes("private")),
        )

    def key(self, row: RelationshipRow) -> Hashable:
        """One relationship a pair."""
        return row.colleague, row.contact

    def apply(self, session: Session, rows: Sequence[RelationshipRow]) -> list[Done | Refused]:
        """Take a batch, its contacts, half ties and affiliations."""
        workspace_id = self.run.workspace_id
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.contacts.write(session)
        batch.relationships.write(session)
        touched = [one for one in batch.relationships if one.new or one.changed]
        replace_half_ties(
            session,
            workspace_id,
            [one.values for one in touched],
            replaced=[one.id for one in touched if not one.new],
        )
        refresh_affiliations(session, workspace_id, {one["contact_id"] for one in touched})
        return answers


class _Batch:
    def __init__(self, kind: RelationshipsImport, session: Session, rows: Sequence[RelationshipRow]) -> None:
        self.run = kind.run
        workspace_id = self.run.workspace_id
        self.colleagues = colleagues_by_email(session, workspace_id, {row.colleague for row in rows})
        self.accounts = AccountBook.load(session, workspace_id, {row.account for row in rows if row.account})
        self.contacts = ContactBook(session, self.run, [row.contact for row in rows])
        self.rules = Rules.load(session, workspace_id, {one.id for one in self.colleagues.values()})
        self.relationships = Drafts(Relationship, workspace_id)
        pairs = {
            (colleague.id, contact.id)
            for row in rows
            if (colleague := self.colleagues.get(row.colleague)) and (contact := self.contacts.find(row.contact))
        }
        table = Base.metadata.tables[Relationship.__tablename__]
        # Locked (where the database can): an owner's own correction must not slip in between and be written over.
        for values in rows_of_pairs(session, table, workspace_id, ("colleague_id", "contact_id"), pairs):
            self.relationships.load((values["colleague_id"], values["contact_id"]), values)

    def take(self, row: RelationshipRow) -> Done:
        colleague_id = a_colleague(self.colleagues, row.colleague)
        contact = self.contacts.check(row.contact)
        tie = self.relationships.get((colleague_id, contact.id)) if contact else None
        if tie is not None and tie["removed_at"] is not None:
            return Done("unchanged", (REMOVED,))
        if self.rules.leave_out(colleague_id, row.contact):
            return Done("unchanged", (LEFT_OUT,))
        if tie is None:
            self._begin(row, colleague_id, contact or self.contacts.begin(row.contact))
            return Done("added")
        if tie["owner_edited_at"] is not None or not tie["source"].startswith(FROM_IMPORT):
            return Done("unchanged", (KEPT,))
        return Done(outcome_of(new=False, changed=self._change(row, tie)))

    def _words(self, row: RelationshipRow) -> dict[str, Any]:
        return {
            "contact_name": row.contact_name,
            "contact_name_key": fold(row.contact_name) if row.contact_name else None,
            "title": row.title,
            "title_key": title_key(row.title) if row.title else None,
            "account_name": row.account,
            "account_name_key": fold(row.account) if row.account else None,
            "account_id": self.accounts.find(row.account) if row.account else None,
            "strength": row.strength,
            "kind": row.kind,
            "note": row.note,
        }

    def _begin(self, row: RelationshipRow, colleague_id: int, contact: Draft) -> None:
        private = row.private or self.rules.private(colleague_id, row.contact)
        decided = self.rules.settled(colleague_id, row.contact, private=private)
        self.relationships.create(
            (colleague_id, contact.id),
            **self._words(row),
            colleague_id=colleague_id,
            contact_id=contact.id,
            last_touch=row.last_touch,
            private=private,
            open=False,
            reviewed=self.run.reviewed or decided,
            evidence="counts" if decided else None,
            source=self.run.source,
            version=1,
            created_at=self.run.now,
            updated_at=self.run.now,
        )

    def _change(self, row: RelationshipRow, tie: Draft) -> bool:
        """Say anew what the file says otherwise. New words wait for the owner's review like the first ones did."""
        words = self._words(row)
        account_id = words.pop("account_id")
        # A link follows the words; that an account was imported since is nothing for the owner to look at.
        linked = tie.put(account_id=account_id) if row.account else False
        worded = tie.fill(**words)
        if row.last_touch and (tie["last_touch"] is None or row.last_touch > tie["last_touch"]):
            worded |= tie.put(last_touch=row.last_touch)
        if worded and not self.rules.settled(
            tie["colleague_id"], row.contact, private=tie["private"], reviewed=self.run.reviewed
        ):
            tie.put(reviewed=False)
        if worded:
            tie.put(source=self.run.source)
        stricter = row.private and tie.put(private=True, open=False)
        if worded or stricter or linked:
            tie.put(version=tie["version"] + 1, updated_at=self.run.now)
        return worded or stricter or linked
