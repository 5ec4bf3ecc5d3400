"""A deal as somebody who may see it is told of it: where both sides stand, how much, by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bot.charter.sight import Sight
from bot.deals.playbook import Playbook, Playbooks, Standing
from bot.deals.seen import Part, parts_of, playbook_of
from bot.deals.stages import Histories, Move, histories
from models.accounts import Account
from models.deals import Deal
from models.ids import among

NOBODY = Part(leads=False, on_team=False, made=False, proposed=False, manages=False)
"""What a channel has to do with a deal: it only reads."""
UNNAMED: Final = "somebody"
"""Who of ours saw where the customer stands, in a place where the team is not named."""


@dataclass(frozen=True)
class Theirs:
    """The stage the customer is at, as far as we know, since when, and who of ours saw it (None: the CRM says so)."""

    stage: str
    since: dt.datetime
    seen_by: str | None


@dataclass(frozen=True)
class DealShown:
    """A deal. Stages are called as its playbook calls them; `amount` is in hundredths of the currency.

    `on_map`: that it knows ours; `bought`: that they are at their last while ours is open.
    `stands` says whether we are ahead of them or behind; `from_crm`, that our stage is the CRM's to change.
    `part` is what its reader has to do with it.
    """

    deal_id: int
    version: int
    name: str
    account: str | None
    playbook: Playbook
    stage: str
    on_map: bool
    since: dt.datetime | None
    theirs: Theirs | None
    stands: Standing
    bought: bool
    amount: int | None
    currency: str | None
    expected_close: dt.date | None
    is_open: bool
    outcome: str | None
    closed_at: dt.date | None
    lead: str | None
    from_crm: bool
    channel_id: str | None
    part: Part


def show(sight: Sight, playbooks: Playbooks, deal: Deal) -> DealShown:
    """A deal that the viewer may see, as they are told of it."""
    return show_all(sight, playbooks, [deal])[0]


def show_all(
    sight: Sight, playbooks: Playbooks, deals: Sequence[Deal], moves: Histories | None = None
) -> list[DealShown]:
    """The same for several, in their order. `moves` are the histories of their side, where they were read already."""
    accounts = _accounts(sight, deals)
    said = [deal for deal in deals if deal.buying_stage]
    if moves is None:
        moves = histories(sight.session, said, ("buying",), partial(playbook_of, playbooks)) if said else {}
    seen = {deal.id: _last_seen(deal, moves) for deal in said}
    parts = {} if sight.viewer.is_channel else parts_of(sight, deals)
    people = {deal.owner_id for deal in deals} | {one.seen_by_id for one in seen.values() if one}
    names = sight.reading.names([one for one in people if one is not None])
    found = []
    for deal in deals:
        playbook = playbook_of(playbooks, deal)
        ours, theirs = playbook.sales_stage(deal.stage), playbook.buying_stage(deal.buying_stage or "")
        by = seen.get(deal.id)
        found.append(
            DealShown(
                deal_id=deal.id,
                version=deal.version,
                name=deal.name,
                account=accounts.get(deal.account_id or 0),
                playbook=playbook,
                stage=ours.name if ours else deal.stage,
                on_map=ours is not None,
                since=deal.stage_since,
                theirs=Theirs(
                    theirs.name if theirs else deal.buying_stage,
                    deal.buying_since or deal.created_at,
                    names[by.seen_by_id][0] if by and by.seen_by_id in names else None,
                )
                if deal.buying_stage
                else None,
                stands=playbook.stands(ours.id if ours else None, theirs.id if theirs else None),
                bought=playbook.have_bought(ours.id if ours else None, theirs.id if theirs else None),
                amount=deal.amount,
                currency=deal.currency,
                expected_close=deal.expected_close,
                is_open=deal.is_open,
                outcome=deal.outcome,
                closed_at=deal.closed_at,
                lead=names[deal.owner_id][0] if deal.owner_id in names else None,
                from_crm=deal.external_id is not None,
                channel_id=deal.channel_id,
                part=parts.get(deal.id, NOBODY),
            )
        )
    return found


def told_in(may: Collection[str], shown: DealShown) -> DealShown:
    """The same without whoever of ours saw where the customer stands, in a place where the team is not named."""
    if shown.theirs is None or not shown.theirs.seen_by or "team_names" in may:
        return shown
    return replace(shown, theirs=replace(shown.theirs, seen_by=UNNAMED))


def _accounts(sight: Sight, deals: Sequence[Deal]) -> dict[int, str]:
    ids = {deal.account_id for deal in deals if deal.account_id is not None}
    if not ids or sight.blind:
        return {}
    rows = sight.session.execute(sight.accounts(Account.id, Account.name).where(among(Account.id, ids)))
    return {row.id: row.name for row in rows}


def _last_seen(deal: Deal, moves: Histories) -> Move | None:
    """The record by which the customer's stage became what it is."""
    records = [one for one in moves[deal.id, "buying"] if one.at == deal.buying_since]
    return records[-1] if records else None


def name_of(sight: Sight, account_id: int | None) -> str | None:
    """What an account is called, for a viewer for whom it is listed."""
    if account_id is None or sight.blind:
        return None
    found: str | None = sight.session.scalar(sight.accounts(Account.name).where(Account.id == account_id))
    return found


__all__ = ["NOBODY", "DealShown", "Theirs", "name_of", "show", "show_all", "told_in"]
