"""What a weekly digest would say, for machines: what the charter lets be said in its place, and no more.

The keys are always there; what may not be told is None. Documented in docs/how-to/weekly-digest.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from bot.deals import places
from bot.deals.coverage import DealCoverage
from bot.deals.digest import SHOWN, Needing, OfDeal, OfPerson, Step
from bot.deals.places import Topics

_NEEDS: Final[Mapping[str, Topics]] = MappingProxyType(
    {
        "stage": frozenset({"stages"}),
        "theirs": frozenset({"stages"}),
        "counts": frozenset({"roles", "counts"}),
        "missing": places.OF_NEED,
        "carried_by_one": frozenset({"counts"}),
        "weeks": frozenset({"counts"}),
        "way": frozenset({"ways"}),
        "next": places.OF_NEED,
        "more": frozenset({"roles", "counts"}),
        "all": frozenset({"counts"}),
        "not_read": frozenset({"counts"}),
        "needing": places.OF_NEED,
    }
)
"""What must be allowed in its place for a key to be told; nothing, where it is not listed."""


def of_deal(found: OfDeal) -> dict[str, Any]:
    """A deal's, in its channel; of the deal nothing, where its message would say nothing of it."""
    covered = found.covered if found.may & {"roles", "counts"} else None
    data = {
        **_standing(covered),
        "next": [_step(one, found.may) for one in found.steps],
        "more": found.more,
        "nothing_to_say": found.nothing if covered else None,
    }
    return {"eyes": "channel", **_allowed(data, found.may)}


def of_one(found: Needing | None, may: Topics) -> dict[str, Any]:
    """A deal by the eyes of whoever looks at it; None where nothing of deals may be told to one person.

    Its message lists no steps: `/o2o next` does.
    """
    data = {
        **_standing(found.covered if found else None),
        **dict.fromkeys(("next", "more")),
        "nothing_to_say": not found.needs if found else None,
    }
    return {"eyes": "own", **_allowed(data, may)}


def of_person(found: OfPerson, may: Topics) -> dict[str, Any]:
    """A colleague's."""
    data = {
        "deals_of_their_people": _part(found.theirs, found.of_theirs, may),
        "own_deals": _part(found.own, found.of_own, may),
        "not_read": found.not_read,
        "asks": found.asks,
        "to_look_at": found.to_look_at,
        "to_confirm": found.to_confirm,
        "nothing_to_say": found.nothing,
    }
    return _allowed(data, may)


def _part(needing: Sequence[Needing], number: int, may: Topics) -> dict[str, Any]:
    """As many deals as the message tells one by one: of the others no more than how many they are."""
    shown = [_allowed(_standing(one.covered), may) for one in needing[:SHOWN]]
    return _allowed({"all": number, "needing": shown, "more": len(needing) - len(shown)}, may)


def _allowed(data: Mapping[str, Any], may: Topics) -> dict[str, Any]:
    """The same with None for what may not be told."""
    return {key: value if _NEEDS.get(key, frozenset()) <= may else None for key, value in data.items()}


def _standing(covered: DealCoverage | None) -> dict[str, Any]:
    if covered is None:
        return dict.fromkeys(_OF_DEAL)
    deal, threads = covered.deal, covered.threads
    return {
        "deal": deal.name,
        "stage": deal.stage,
        "theirs": deal.theirs.stage if deal.theirs else None,
        "amount": None if deal.amount is None else deal.amount / 100,
        "currency": deal.currency,
        "due": deal.expected_close,
        "counts": covered.counts,
        "missing": [one.role for one in covered.missing],
        "risks": [one.key for one in covered.risks],
        "carried_by_one": {"ours": threads.carried_by_one_of_ours, "theirs": threads.carried_by_one_of_theirs},
    }


_OF_DEAL: Final = (
    "deal",
    "stage",
    "theirs",
    "amount",
    "currency",
    "due",
    "counts",
    "missing",
    "risks",
    "carried_by_one",
)


def _step(one: Step, may: Topics) -> dict[str, Any]:
    data = {
        "ours": one.need.need.ours,
        "theirs": one.need.need.theirs,
        "by": one.need.needed_by,
        "weeks": one.weeks,
        "decide": one.to_decide,
        "way": one.way is not None,
    }
    return _allowed(data, may)
