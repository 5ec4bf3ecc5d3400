"""How several deals stand, for one reader: those with an account, or those of whoever manages people; worst first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.deals import seen
from bot.deals.coverage import AT_ONCE, DealCoverage, coverage, figure, open_deals
from bot.deals.places import Topics
from bot.deals.playbook import Playbooks
from bot.deals.ranking import order
from bot.deals.showing import name_of
from bot.deals.survivability import Survivability, survivability
from bot.errors import Stale
from models.deals import Deal

NOT_THERE = "I know of no such account."
"""What is said of an account that the viewer may not see, and of one that was never stored."""


@dataclass(frozen=True)
class Several:
    """Open deals as their reader may know them, worst first; what of them together hangs by one thread.

    `account` is that of all of them, by name; None: they are those of the reader's people (`manages`: there are such
    people) and their own. `people` is how many of ours are in dialogue with how many of theirs, where the charter lets
    a group of so many be spoken of. `of` is how many deals there are, where not all of them were read.
    """

    account: str | None
    manages: bool
    deals: tuple[DealCoverage, ...]
    together: Survivability
    people: tuple[int, int] | None
    of: int | None = None

    @property
    def short(self) -> int:
        """In how many of them somebody is to be met now."""
        return sum(bool(one.missing) for one in self.deals)

    @property
    def needing(self) -> int:
        """How many of them need somebody: those of which a digest tells."""
        return sum(one.needs_somebody for one in self.deals)

    @property
    def hanging(self) -> int:
        """How many of them hang by one thread."""
        return sum(one.threads.hangs_by_one for one in self.deals)


def of_one(sight: Sight, playbooks: Playbooks, deal: Deal) -> Several:
    """One deal alone, in the form of several."""
    return _several(sight, coverage(sight, playbooks, [deal]))


def of_account(
    sight: Sight, playbooks: Playbooks, account_id: int, *, most: int | None = AT_ONCE, told: Topics | None = None
) -> Several:
    """How the open deals stand that the viewer sees with an account, at `most` so many (None: all), those due first.

    `told` as `bot.deals.coverage.coverage` has it. Raises `Stale` for an account hidden from them.
    """
    name = name_of(sight, account_id)
    if name is None:
        raise Stale(NOT_THERE)
    deals, number = open_deals(sight, account_id=account_id, most=most)
    found = _several(sight, coverage(sight, playbooks, deals, told=told), account=name)
    return replace(found, of=number if number > len(deals) else None)


def of_team(sight: Sight, playbooks: Playbooks, *, most: int | None = AT_ONCE, told: Topics | None = None) -> Several:
    """How the open deals stand of the people whom the viewer manages, and the viewer's own.

    Who manages nobody has their own alone, as `/o2o deal` lists them. At `most` so many (None: all), those due first;
    `told` as in `of_account`.
    """
    manages = sight.session.scalar(select(seen.people_below(sight).limit(1).subquery())) is not None
    deals, number = open_deals(sight, most=most)
    found = _several(sight, coverage(sight, playbooks, deals, told=told), manages=manages)
    return replace(found, of=number if number > len(deals) else None)


def worst_first(found: Iterable[DealCoverage]) -> tuple[DealCoverage, ...]:
    """By how much they need somebody, in the order of `bot.deals.ranking`."""
    return tuple(sorted(found, key=lambda one: order(one.weight())))


def _several(
    sight: Sight, found: Sequence[DealCoverage], *, account: str | None = None, manages: bool = False
) -> Several:
    # Over all of them: who carries one deal alone may be one of several with the account.
    pairs = {pair for one in found for pair in one.talks}
    together = survivability(pairs, {line for one in found for line in one.lines})
    said = figure(sight, together.ours, together.ours)
    return Several(account, manages, worst_first(found), together, (said[0], together.theirs) if said else None)
