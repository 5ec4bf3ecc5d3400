"""Importing deals: where they stand, who of ours is on them and who of theirs matters, as the CRM says."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Hashable, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deals import rooms
from bot.deals.moved_account import ask_again
from bot.deals.playbook import Playbook, load_playbooks
from bot.deals.stages import ends_by, is_open
from bot.people.imports.cells import Cells, Refused, an_address, one_line
from bot.people.imports.deal_stages import StageBook
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Done, ImportKind, Run, outcome_of, take_each
from bot.people.imports.lookups import AccountBook, a_colleague, colleagues_by_email, mappings_in
from bot.people.imports.reading import Columns
from bot.people.imports.relationships import FROM_IMPORT
from bot.people.imports.stakeholders import Mattering, StakeholderBook, read_stakeholders
from bot.written.problems import suggest
from models.deals import Deal, DealMember

NO_ROLE = "team member"
"""The seller role of somebody in a team whose role the file leaves out."""

OWNER_ROLE = "deal owner"
"""The seller role of a deal's owner whom the file does not name in the team: who owns a deal is on it."""

_CURRENCY = re.compile("[A-Z]{3}")
_CHANNEL = re.compile("[CG][A-Z0-9]{2,30}")


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
    kind: str | None
    playbook: str | None
    amount: int | None
    currency: str | None
    expected_close: dt.date | None
    stakeholders: tuple[Mattering, ...]
    channel_id: str | None


class DealsImport(ImportKind[DealRow]):
    """`deals`: external_id says which. The CRM is right: what it says replaces what an earlier import said."""

    columns = Columns(
        needed=("external_id", "name", "stage"),
        used=(
            *("account", "owner_email", "team", "opened_at", "closed_at"),
            *("type", "playbook", "amount", "currency", "expected_close", "stakeholders", "channel_id"),
        ),
    )

    def __init__(self, run: Run) -> None:
        super().__init__(run)
        self.playbooks = load_playbooks(run.playbook)

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
            kind=cells.text("type", 60),
            playbook=self._playbook(cells.text("playbook", 60)),
            amount=cells.amount("amount"),
            currency=cells.code("currency", _CURRENCY, "EUR"),
            expected_close=cells.date("expected_close"),
            stakeholders=read_stakeholders(cells.parts("stakeholders")),
            channel_id=cells.code("channel_id", _CHANNEL, "C0123ABCD"),
        )
        if row.closed_at and row.closed_at > self.run.today:
            raise Refused(f"closed_at is {row.closed_at}, which lies in the future: that is expected_close")
        if row.closed_at and row.opened_at and row.closed_at < row.opened_at:
            raise Refused("closed_at lies before opened_at")
        return row

    def _playbook(self, name: str | None) -> str | None:
        if name is None:
            return None
        found = self.playbooks.find(name)
        if found is None:
            known = [one.id for one in self.playbooks.all]
            raise Refused(f"playbook {name!r} is none of {', '.join(known)}. {suggest(name, known)}")
        return found.id

    def key(self, row: DealRow) -> Hashable:
        """One deal an id of the CRM's."""
        return row.external_id

    def apply(self, session: Session, rows: Sequence[DealRow]) -> list[Done | Refused]:
        """Take a batch."""
        batch = _Batch(self, session, rows)
        answers = take_each(rows, batch.take)
        batch.write(session)
        return answers


class _Batch:
    def __init__(self, kind: DealsImport, session: Session, rows: Sequence[DealRow]) -> None:
        self.run, self.playbooks = kind.run, kind.playbooks
        workspace_id = self.run.workspace_id
        emails = {email for row in rows for email, _ in row.team} | {row.owner for row in rows if row.owner}
        self.colleagues = colleagues_by_email(session, workspace_id, emails)
        self.accounts = AccountBook.load(session, workspace_id, {row.account for row in rows if row.account})
        self.deals = Drafts(Deal, workspace_id)
        self.members = Drafts(DealMember, workspace_id)
        self.imported: dict[int, set[int]] = defaultdict(set)
        self.moved: dict[int, dict[int, str]] = {}
        deals = Deal.__table__
        # Locked, so that a webhook and an import wait for each other; by id, so that they don't wait for ever.
        query = select(*deals.columns).where(deals.c.workspace_id == workspace_id).order_by(deals.c.id)
        mine = query.with_for_update()
        for values in mappings_in(session, mine, deals.c.external_id, {row.external_id for row in rows}):
            self.deals.load(values["external_id"], values)
        held = mappings_in(session, query, deals.c.channel_id, {row.channel_id for row in rows if row.channel_id})
        self.channels: dict[str, str | None] = {values["channel_id"]: values["external_id"] for values in held}
        self.left_rooms: set[str] = set()
        deal_ids = {deal.id for deal in self.deals}
        members = DealMember.__table__
        query = select(*members.columns).where(members.c.workspace_id == workspace_id)
        for values in mappings_in(session, query, members.c.deal_id, deal_ids):
            self.members.load((values["deal_id"], values["colleague_id"]), values)
            if values["source"].startswith(FROM_IMPORT):
                self.imported[values["deal_id"]].add(values["colleague_id"])
        self.stages = StageBook(session, self.run, deal_ids)
        addresses = [one.address for row in rows for one in row.stakeholders]
        self.stakeholders = StakeholderBook(session, self.run, deal_ids, addresses)

    def write(self, session: Session) -> None:
        """Write what is new or changed, what is referred to first."""
        self.deals.write(session)
        self.members.write(session)
        self.stages.write(session)
        self.stakeholders.write(session)
        if self.moved:
            ask_again(session, self.run.clock, self.run.workspace_id, self.moved, self.run.source)
        for room in sorted(self.left_rooms):
            rooms.take_away(session, self.run.workspace_id, room)

    def take(self, row: DealRow) -> Done:
        owner = a_colleague(self.colleagues, row.owner) if row.owner else None
        team = {a_colleague(self.colleagues, email): role for email, role in row.team}
        account = self.accounts.find(row.account) if row.account else None
        if row.account and account is None:
            raise Refused(f"account {row.account!r} is not known by name or domain: import accounts first")
        if row.channel_id and self.channels.get(row.channel_id, row.external_id) != row.external_id:
            raise Refused(f"channel_id {row.channel_id} is bound to another deal: unbind it there first")
        self.stakeholders.check(row.stakeholders)
        deal = self.deals.get(row.external_id)
        new = deal is None
        if deal is None:
            deal = self.deals.create(row.external_id, source=self.run.source, created_at=self.run.now, version=1)
            deal.put(external_id=row.external_id)
        with_another = not new and account not in (None, deal["account_id"])
        changed = deal.fill(
            name=row.name,
            account_id=account,
            owner_id=owner,
            opened_at=row.opened_at,
            kind=row.kind,
            playbook=row.playbook,
            amount=row.amount,
            currency=row.currency,
            expected_close=row.expected_close,
        )
        if row.channel_id and deal["channel_id"] != row.channel_id:
            if deal["channel_id"] is not None:
                self.left_rooms.add(deal["channel_id"])
            changed |= deal.put(channel_id=row.channel_id, channel_trouble=None)
            self.channels[row.channel_id] = row.external_id
        playbook = self.playbooks.choose(deal["playbook"], deal["kind"])
        changed |= self._stage(deal, row, playbook, new=new)
        changed |= self._replace_team(deal, team, with_another=with_another)
        if changed and not new:
            deal.put(version=deal["version"] + 1)
        changed |= self.stakeholders.replace(deal, row.stakeholders)
        # No change of the deal, but a webhook that is older must not say otherwise any more.
        deal.put(told_at=max(self.run.now, deal["told_at"] or self.run.now))
        return Done(outcome_of(new=new, changed=changed), _unknown_stage(playbook, row.stage))

    def _stage(self, deal: Draft, row: DealRow, playbook: Playbook, *, new: bool) -> bool:
        ends, changed = ends_by(playbook), False
        if new:
            self.stages.begin(deal, row.stage, ends, row.closed_at)
        else:
            changed = self.stages.tell(deal, row.stage, ends)
        if row.says_closed_at and (row.closed_at or is_open(row.stage, None, ends)):
            changed |= deal.put(closed_at=row.closed_at)  # an empty one reopens a deal whose stage is open again
        return changed | deal.put(is_open=is_open(deal["stage"], deal["closed_at"], ends))

    def _replace_team(self, deal: Draft, team: dict[int, str], *, with_another: bool) -> bool:
        """Members of earlier imports who are gone go; who came in another way stays. No team given: it stays.

        `with_another`: the deal is with another customer than before.
        """
        changed = False
        before = {one: self.members[deal.id, one]["seller_role"] for one in self.imported[deal.id]}
        if not team:
            team = {one: role for one, role in before.items() if role != OWNER_ROLE}
        if deal["owner_id"] is not None:
            team.setdefault(deal["owner_id"], OWNER_ROLE)
        if with_another:
            self.moved[deal.id] = team
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


def _unknown_stage(playbook: Playbook, stage: str) -> tuple[str, ...]:
    """The remark on a stage the playbook does not know; deals in it are kept, and nothing is asked of them."""
    if playbook.sales_stage(stage) is not None:
        return ()
    mend = "add it to `crm:` of a stage in playbook.yaml"
    return (f"the playbook {playbook.name!r} does not know the stage {stage!r}: {mend}",)


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
