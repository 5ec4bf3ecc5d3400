"""Taking what the CRM tells: the stage, in whatever order it is told, and the few other things the CRM knows best.

The CRM wins for the stage; o2o wins for people: of them, only whose deal it is comes from here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.deals import stages
from bot.deals.crm.deliveries import keep, row_of
from bot.deals.crm.told import Particulars, Told
from bot.deals.moved_account import ask_again
from bot.deals.playbook import Playbooks
from bot.people.imports.cells import Refused
from bot.people.imports.deals import OWNER_ROLE
from bot.people.imports.lookups import AccountBook, KnownColleague, a_colleague, colleagues_by_email
from bot.people.imports.relationships import FROM_IMPORT
from models.base import new_id
from models.deals import Deal, DealMember
from models.upsert import insert_unless_there

SOURCE: Mapping[str, str] = {"deals": "CRM webhook", "hubspot": "HubSpot webhook"}
MEMBER_SOURCE = FROM_IMPORT + "by CRM webhook"
"""The source of an owner's place in the team: as an import's, so that a later word of the CRM's replaces it."""
NOTHING_MORE = Particulars()

Outcome = Literal["moved", "same", "repeated", "late", "unknown deal"]


@dataclass(frozen=True)
class Taken:
    """What became of one word of the CRM's; `notes` say what of it was left aside, and how to mend that."""

    told: Told
    outcome: Outcome
    stage_known: bool | None = None
    notes: tuple[str, ...] = ()


def take(session: Session, clock: Clock, workspace_id: int, playbooks: Playbooks, told: Sequence[Told]) -> list[Taken]:
    """Take what was told, and note what became of it; in one transaction. Safe to repeat."""
    query = select(Deal.external_id, Deal.id).where(
        Deal.workspace_id == workspace_id, Deal.external_id.in_({one.external_id for one in told})
    )
    known = {row.external_id: row.id for row in session.execute(query)}
    of_deal: dict[int, list[Told]] = defaultdict(list)
    taken: list[Taken] = []
    for one in told:
        if one.external_id in known:
            of_deal[known[one.external_id]].append(one)
        else:
            taken.append(Taken(one, "unknown deal"))
    if of_deal:
        taking = _Taking(session, clock, workspace_id, playbooks, [one for some in of_deal.values() for one in some])
        # By id, so that two deliveries about the same deals don't wait for each other for ever; of a deal by time.
        for deal_id in sorted(of_deal):
            taken += taking.of(deal_id, sorted(of_deal[deal_id], key=lambda one: one.at))
    keep(session, [_row(workspace_id, clock, one) for one in taken])
    return taken


class _Taking:
    def __init__(
        self, session: Session, clock: Clock, workspace_id: int, playbooks: Playbooks, told: Sequence[Told]
    ) -> None:
        self.session, self.clock, self.workspace_id, self.playbooks = session, clock, workspace_id, playbooks
        emails = {one.particulars.owner_email for one in told if one.particulars.owner_email}
        accounts = {one.particulars.account for one in told if one.particulars.account}
        nobody: dict[str, KnownColleague] = {}
        self.colleagues = colleagues_by_email(session, workspace_id, emails) if emails else nobody
        self.accounts = AccountBook.load(session, workspace_id, accounts) if accounts else AccountBook({}, {})

    def of(self, deal_id: int, told: Sequence[Told]) -> list[Taken]:
        deal = stages.locked(self.session, self.workspace_id, deal_id)
        if deal is None:
            return [Taken(one, "unknown deal") for one in told]
        playbook = self.playbooks.choose(deal.playbook, deal.kind)
        ends = stages.ends_by(playbook)
        taken = []
        for one in told:
            outcome = stages.record(
                self.session, self.clock, deal, "sales", one.stage, one.at, source=SOURCE[one.via], ends=ends
            )
            taken_too = outcome in ("moved", "same") and self._says_more(deal, one)
            notes = self._particulars(deal, one) if taken_too else ()
            taken.append(Taken(one, outcome, playbook.sales_stage(one.stage) is not None, tuple(notes)))
        self.session.flush()
        return taken

    def _says_more(self, deal: Deal, told: Told) -> bool:
        """Whether it says anything beside the stage, and that newer than whatever said it last, files included."""
        return told.particulars != NOTHING_MORE and (deal.told_at is None or told.at > deal.told_at)

    def _particulars(self, deal: Deal, told: Told) -> list[str]:
        said, notes = told.particulars, []
        deal.told_at = told.at
        before, account = _facts(deal), deal.account_id
        for name in ("name", "amount", "currency", "expected_close"):
            if (value := getattr(said, name)) is not None:
                setattr(deal, name, value)
        if said.account:
            found = self.accounts.find(said.account)
            if found is None:
                notes.append("account is not known by name or domain: import accounts first")
            else:
                deal.account_id = found
        if said.closed == "no":
            deal.is_open, deal.outcome, deal.closed_at = True, None, None
        elif said.closed is not None:
            deal.is_open, deal.outcome = False, said.closed
            deal.closed_at = deal.closed_at or told.at.date()
        if said.owner_email:
            notes += self._owner(deal, said.owner_email)
        if deal.account_id != account:
            theirs = {deal.owner_id: OWNER_ROLE} if deal.owner_id is not None else {}
            self.session.flush()
            ask_again(self.session, self.clock, self.workspace_id, {deal.id: theirs}, MEMBER_SOURCE)
        deal.version += _facts(deal) != before
        return notes

    def _owner(self, deal: Deal, email: str) -> list[str]:
        try:
            owner = a_colleague(self.colleagues, email)
        except Refused:
            return ["owner_email is no colleague's: import colleagues first"]
        if owner == deal.owner_id:
            return []
        deal.owner_id = owner
        members = self.session.scalars(
            select(DealMember).where(DealMember.workspace_id == self.workspace_id, DealMember.deal_id == deal.id)
        ).all()
        for one in members:
            # The owner before was in the team as its owner only.
            if one.colleague_id != owner and one.seller_role == OWNER_ROLE and one.source.startswith(FROM_IMPORT):
                self.session.delete(one)
        self.session.flush()
        made = {
            "workspace_id": self.workspace_id,
            "id": new_id(),
            "deal_id": deal.id,
            "colleague_id": owner,
            "seller_role": OWNER_ROLE,
            "source": MEMBER_SOURCE,
        }
        insert_unless_there(self.session, DealMember, made)
        return []


def _facts(deal: Deal) -> tuple[object, ...]:
    return (
        *(deal.name, deal.account_id, deal.amount, deal.currency, deal.expected_close),
        *(deal.is_open, deal.outcome, deal.closed_at, deal.owner_id),
    )


def _row(workspace_id: int, clock: Clock, taken: Taken) -> dict[str, object]:
    told = taken.told
    said = {"external_id": told.external_id, "stage": told.stage, "at": told.at, "stage_known": taken.stage_known}
    return row_of(workspace_id, clock.now(), told.via, told.key, taken.outcome, **said)
