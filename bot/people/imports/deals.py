"""Importing deals: where they stand and who of ours is on them, as the CRM says."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deals.stages import is_open
from bot.people.imports.cells import Cells, Refused, an_address, one_line
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, outcome_of, take_each
from bot.people.imports.lookups import AccountBook, a_colleague, colleagues_by_email, mappings_in
from bot.people.imports.reading import Columns
from bot.people.imports.relationships import FROM_IMPORT
from models.deals import Deal, DealMember

NO_ROLE = "team member"
"""The seller role of somebody in a team whose role the file leaves out."""

OWNER_ROLE = "deal owner"
"""The seller role of a deal's owner whom the file does not name in the team: who owns a deal is on it."""


class DealRow(NamedTuple):
    """One row of the file, read. `closes` is None where the file has no such column."""

    external_id: str
    name: str
    account: str | None
    stage: str
    owner: str | None
    team: tuple[tuple[str, str], ...]
    opened_at: dt.date | None
    closed_at: dt.date | None
    says_closed_at: bool


class DealsImport(ImportKind[DealRow]):
    """`deals`: external_id says which. The CRM is right: what it says replaces what an earlier import said."""

    columns = Columns(
        needed=("external_id", "name", "stage"),
        used=("account", "owner_email", "team", "opened_at", "closed_at"),
        later=("type", "playbook", "amount", "currency", "expected_close", "stakeholders", "channel_id"),
    )

    def parse(self, cells: Cells) -> DealRow:
        """Read a row."""
        row = DealRow(
            external_id=cells.needed("external_id", 200),
            name=cells.needed("name", 200),
            account=cells.text("account", 200),
            stage=cells.needed("stage", 100),
            owner=cells.address("owner_email"),
            team=_team(cells.parts("team")),
            opened_at=cells.date("opened_at"),
            closed_at=cells.date("closed_at"),
            says_closed_at=cells.has("closed_at"),
        )
        if row.closed_at and row.closed_at > self.run.today:
            raise Refused(f"closed_at is {row.closed_at}, which lies in the future: that is expected_close")
        if row.closed_at and row.opened_at and row.closed_at < row.opened_at:
            raise Refused("closed_at lies before opened_at")
        return row

    def key(self, row: DealRow) -> Hashable:
        """One deal an id of the CRM's."""
        return row.external_id

    def apply(self, session: Session, rows: Sequence[DealRow]) -> list[Done | Refused]:
        """Take a batch."""
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.deals.write(session)
        batch.members.write(session)
        return answers


class _Batch:
    def __init__(self, kind: DealsImport, session: Session, rows: Sequence[DealRow]) -> None:
        self.run = kind.run
        workspace_id = self.run.workspace_id
        emails = {email for row in rows for email, _ in row.team} | {row.owner for row in rows if row.owner}
        self.colleagues = colleagues_by_email(session, workspace_id, emails)
        self.accounts = AccountBook.load(session, workspace_id, {row.account for row in rows if row.account})
        self.deals = Drafts(Deal, workspace_id)
        self.members = Drafts(DealMember, workspace_id)
        self.imported: dict[int, set[int]] = defaultdict(set)
        deals = Deal.__table__
        query = select(*deals.columns).where(deals.c.workspace_id == workspace_id)
        for values in mappings_in(session, query, deals.c.external_id, {row.external_id for row in rows}):
            self.deals.load(values["external_id"], values)
        members = DealMember.__table__
        query = select(*members.columns).where(members.c.workspace_id == workspace_id)
        for values in mappings_in(session, query, members.c.deal_id, {deal.id for deal in self.deals}):
            self.members.load((values["deal_id"], values["colleague_id"]), values)
            if values["source"].startswith(FROM_IMPORT):
                self.imported[values["deal_id"]].add(values["colleague_id"])

    def take(self, row: DealRow) -> Done:
        owner = a_colleague(self.colleagues, row.owner) if row.owner else None
        team = {a_colleague(self.colleagues, email): role for email, role in row.team}
        account = self.accounts.find(row.account) if row.account else None
        if row.account and account is None:
            raise Refused(f"account {row.account!r} is not known by name or domain: import accounts first")
        deal = self.deals.get(row.external_id)
        new = deal is None
        if deal is None:
            deal = self.deals.create(row.external_id, source=self.run.source, created_at=self.run.now, version=1)
            deal.put(external_id=row.external_id)
        changed = deal.fill(name=row.name, account_id=account, stage=row.stage, owner_id=owner, opened_at=row.opened_at)
        if row.says_closed_at and (row.closed_at or is_open(row.stage, None)):
            changed |= deal.put(closed_at=row.closed_at)  # an empty one reopens a deal whose stage is open again
        changed |= deal.put(is_open=is_open(row.stage, deal["closed_at"]))
        changed |= self._replace_team(deal, team)
        return Done(outcome_of(new=new, changed=changed))

    def _replace_team(self, deal: Draft, team: dict[int, str]) -> bool:
        """Members of earlier imports who are gone go; who came in another way stays. No team given: it stays."""
        changed = False
        before = {one: self.members[deal.id, one]["seller_role"] for one in self.imported[deal.id]}
        if not team:
            team = {one: role for one, role in before.items() if role != OWNER_ROLE}
        if deal["owner_id"] is not None:
            team.setdefault(deal["owner_id"], OWNER_ROLE)
        for colleague_id in before.keys() - team.keys():
            self.members.drop((deal.id, colleague_id))
            self.imported[deal.id].discard(colleague_id)
            changed = True
        for colleague_id, role in team.items():
            member = self.members.get((deal.id, colleague_id))
            if member is not None:
                changed |= member.put(seller_role=role)
                continue
            self.members.create(
                (deal.id, colleague_id),
                deal_id=deal.id,
                colleague_id=colleague_id,
                seller_role=role,
                source=self.run.source,
            )
            self.imported[deal.id].add(colleague_id)
            changed = True
        return changed


def _team(parts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    team: dict[str, str] = {}
    for part in parts:
        email, _, role = part.partition(":")
        address = an_address("team", email.strip())
        named = one_line(role) or NO_ROLE
        if len(named) > 60:
            raise Refused(f"team gives {address} a role longer than 60 characters")
        if team.setdefault(address, named) != named:
            raise Refused(f"team names {address} twice with different roles")
    return tuple(team.items())
