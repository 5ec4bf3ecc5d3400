"""How several deals stand, for one reader: those with an account, or those of whoever manages people; worst first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals import seen
from bot.deals.coverage import DealCoverage, coverage, deals_at, deals_of_team, figure
from bot.deals.playbook import Playbooks
from bot.deals.showing import name_of
from bot.deals.survivability import Survivability, survivability
from bot.errors import Stale
from models.keys import fold

NOT_THERE = "I know of no such account."
"""What is said of an account that the viewer may not see, and of one that was never stored."""


@dataclass(frozen=True)
class Several:
    """Open deals as their reader may know them, worst first; what of them together hangs by one thread.

    `account` is that of all of them, by name; None: they are those of the reader's people (`manages`: there are such
    people) and their own. `people` is how many of ours talk to how many of theirs, where the charter lets a group of so
    many be spoken of.
    """

    account: str | None
    manages: bool
    deals: tuple[DealCoverage, ...]
    together: Survivability
    people: tuple[int, int] | None

    @property
    def short(self) -> int:
        """In how many of them something is missing now."""
        return sum(bool(one.missing) for one in self.deals)

    @property
    def hanging(self) -> int:
        """How many of them hang by one thread."""
        return sum(one.threads.hangs_by_one for one in self.deals)


def of_account(sight: Sight, playbooks: Playbooks, account_id: int) -> Several:
    """How the open deals stand that the viewer sees with an account. Raises `Stale` for an account hidden from them."""
    name = name_of(sight, account_id)
    if name is None:
        raise Stale(NOT_THERE)
    return _several(sight, name, False, coverage(sight, playbooks, deals_at(sight, account_id)))


def of_team(sight: Sight, playbooks: Playbooks) -> Several:
    """How the open deals stand of the people whom the viewer manages, and the viewer's own.

    Who manages nobody has their own alone, as `/o2o deal` lists them.
    """
    manages = sight.session.scalar(select(seen.people_below(sight).limit(1).subquery())) is not None
    deals = deals_of_team(sight) if manages else seen.deals_of(sight)
    return _several(sight, None, manages, coverage(sight, playbooks, deals))


def worst_first(found: Iterable[DealCoverage]) -> tuple[DealCoverage, ...]:
    """By how much is missing now, then by when the deal is due, then by name."""

    def order(one: DealCoverage) -> tuple[int, dt.date, str, int]:
        return -len(one.missing), one.deal.expected_close or dt.date.max, fold(one.deal.name), one.deal.deal_id

    return tuple(sorted(found, key=order))


def _several(sight: Sight, account: str | None, manages: bool, found: Sequence[DealCoverage]) -> Several:
    # Over all of them: who carries one deal alone may be one of several with the account.
    pairs = {pair for one in found for pair in one.talks}
    together = survivability(pairs, {line for one in found for line in one.lines})
    said = figure(sight, together.ours, together.ours)
    return Several(account, manages, worst_first(found), together, (said[0], together.theirs) if said else None)
