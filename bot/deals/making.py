"""Making a deal in Slack. It opens nothing: whoever makes it is merely proposed as its lead."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import stages, team
from bot.deals.money import read_money
from bot.deals.playbook import Playbook, Playbooks
from bot.deals.roles import role_of_lead
from bot.deals.seen import deals_shown
from bot.errors import BadInput
from bot.network.accounts import find_accounts
from bot.network.near import near_account
from bot.network.who import clean
from models.base import new_id
from models.deals import Deal
from models.keys import fold
from models.people import Colleague

SOURCE: Final = "Slack"
NAME_MOST: Final = 120
"""Characters of a deal's name made here."""


@dataclass(frozen=True)
class Wish:
    """A deal as somebody wants it made: the account and amount as typed, playbook and stage by their ids."""

    name: str
    account: str = ""
    playbook: str | None = None
    stage: str | None = None
    amount: str = ""
    expected_close: dt.date | None = None


def make(sight: Sight, clock: Clock, playbooks: Playbooks, wish: Wish) -> Deal:
    """Make a deal, and have its maker proposed as its lead.

    Raises `BadInput`, naming the field. An account that is hidden from the maker is one that was never stored.
    """
    name = clean(wish.name)
    if not name:
        raise BadInput("What is the deal called? For example: Acme renewal.", field="name")
    if len(name) > NAME_MOST:
        raise BadInput(f"That is longer than {NAME_MOST} characters: a short name is found again.", field="name")
    account_id = the_account(sight, wish.account)
    if _is_taken(sight, name, account_id):
        words = "An open deal with this account is called like that already. Give this one another name."
        raise BadInput(words if account_id else words.replace("with this account ", ""), field="name")
    amount, currency = _money(wish.amount)
    playbook = playbooks.choose(wish.playbook)
    now = clock.now()
    deal = Deal(
        workspace_id=sight.viewer.workspace_id,
        id=new_id(),
        name=name,
        account_id=account_id,
        playbook=playbook.id,
        stage=_first_stage(playbook, wish.stage),
        stage_since=now,
        amount=amount,
        currency=currency,
        expected_close=wish.expected_close,
        is_open=True,
        made_by_id=sight.viewer.id,
        version=1,
        source=SOURCE,
        created_at=now,
        opened_at=now.date(),
    )
    sight.session.add(deal)
    sight.session.flush()
    me = sight.viewer.id
    stages.record(
        sight.session,
        clock,
        deal,
        "sales",
        deal.stage,
        now,
        source=SOURCE,
        seen_by_id=me,
        first=True,
        playbook=playbook,
    )
    maker = sight.session.get_one(Colleague, (sight.viewer.workspace_id, sight.viewer.id))
    team.propose_maker(sight, clock, deal, role_of_lead(playbooks.seller_roles, maker))
    return deal


def the_account(sight: Sight, words: str) -> int | None:
    """The one account that is meant, of those listed for the viewer; None where none is named.

    What is hidden is looked for as if it had never been stored, and no suggestion is drawn from it.
    """
    said = clean(words)
    if not said:
        return None
    found = find_accounts(sight, said)
    if len(found) == 1:
        return found[0].account_id
    if found:
        names = ", ".join(one.name for one in found[:5])
        raise BadInput(f"Several accounts are called like that: {names}. Write which one in full.", field="account")
    near = near_account(sight, said, "{}")
    meant = f" Did you mean {near}?" if near else ""
    raise BadInput(
        f"I know of no account called “{said[:80]}”.{meant} Write its name or mail domain, or leave the field empty.",
        field="account",
    )


def _is_taken(sight: Sight, name: str, account_id: int | None) -> bool:
    """Whether the viewer sees an open deal of that name with the account; one they don't see changes nothing."""
    query = deals_shown(sight).with_only_columns(Deal.name)
    same = Deal.account_id.is_(None) if account_id is None else Deal.account_id == account_id
    return fold(name) in {fold(one) for one in sight.session.scalars(query.where(Deal.is_open.is_(True), same))}


def _first_stage(playbook: Playbook, chosen: str | None) -> str:
    stage = playbook.sales_stage(chosen or "") or playbook.sales_stages[0]
    if stage.ends:
        raise BadInput("A deal begins at a stage that does not end it.", field="stage")
    return stage.name


def _money(text: str) -> tuple[int | None, str | None]:
    if not text.strip():
        return None, None
    read = read_money(text)
    if read is None:
        raise BadInput("Write the amount like 420k, €1.2m or 250,000 USD.", field="amount")
    return read
