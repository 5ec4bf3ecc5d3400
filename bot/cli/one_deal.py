"""Which deal is meant at the shell: by its name, or by its id in the CRM where several are called the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select

from bot.charter.sight import Sight
from bot.deals.seen import OFFERED_MOST
from bot.deals.showing import name_of
from models.deals import Deal
from models.keys import fold


def the_one(sight: Sight, among: Select[Deal], called: Iterable[Deal], text: str) -> Deal | None:
    """The one deal of those `called` that has this name in full, else the one `among` them all that has this id."""
    same = [one for one in called if fold(one.name) == fold(text)]
    if len(same) == 1:
        return same[0]
    return sight.session.scalar(among.where(Deal.external_id == text.strip()))


def told_apart(sight: Sight, deals: Sequence[Deal]) -> str:
    """The first of these deals, each with its account, as far as it is listed for the viewer, and its id in the CRM."""
    return ", ".join(_told(sight, one) for one in deals[:OFFERED_MOST])


def _told(sight: Sight, deal: Deal) -> str:
    account = name_of(sight, deal.account_id)
    at = f" at {account[:80]}" if account else ""
    return f"“{deal.name[:80]}”{at}" + (f" ({deal.external_id})" if deal.external_id else "")
