"""The charter's decisions behind how deals stand: for each part one fact by which its state may be told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from bot.audit import Decided
from bot.charter import Decision, Subject
from bot.charter.sight import Sight
from bot.deals.at_once import DealRead
from bot.deals.covering import Carried, Covering
from bot.deals.stakeholders import seats_told
from models.deal_reading import warmest_with_each
from models.reading import CONTACT_FACTS, TIE_FACTS

Decide = Callable[[Subject, int, Sequence[str]], tuple[Decision, int]]


def decisions_behind(
    sight: Sight, read: Mapping[int, DealRead], covering: Mapping[int, Covering]
) -> dict[int, tuple[Decided, ...]]:
    """What let the viewer be told of each of these deals, each decision once.

    Of whoever is seen by name all of it is there: that they are listed, what was observed, the relationships. Of who is
    not, as in a channel: that somebody in the part is listed, that a relationship with them is there, or that the
    account of the seat is listed.
    """
    carried = {number: one.carried() for number, one in covering.items()}
    ties = _ties(sight, carried.values())
    seats = _seats(sight, carried.values())
    decide = cache(sight.decide_bits)  # most have the same facts
    found = {}
    for number, one in carried.items():
        facts = read[number].aloud.facts
        found[number] = tuple(
            dict.fromkeys(
                (
                    *covering[number].decided,
                    *(_listed(each, facts[each], decide) for each in sorted(one.contacts) if each in facts),
                    *(ties[each] for each in sorted(one.ties) if each in ties),
                    *(seats[each] for each in sorted(one.seats) if each in seats),
                )
            )
        )
    return found


def _listed(subject_id: int, facts: int, decide: Decide) -> Decided:
    return Decided(subject_id, *decide("contact", facts, CONTACT_FACTS))


def _ties(sight: Sight, carried: Iterable[Carried]) -> dict[int, Decided]:
    """For each contact whom somebody merely knows: that one such relationship may be known to exist.

    It is the warmest, which who-knows speaks of as well: by another one it would be told that there are two.
    """
    wanted = {each for one in carried for each in one.ties}
    if not wanted:
        return {}
    decide = cache(sight.decide_bits)  # most have the same facts
    shift = sight.warmth.shift(sight.now)
    warmest = warmest_with_each(sight.reading, wanted, sight.tables.relationship, shift)
    return {
        contact_id: Decided(number, *decide("relationship", facts, TIE_FACTS))
        for contact_id, (number, facts) in warmest.items()
    }


def _seats(sight: Sight, carried: Iterable[Carried]) -> dict[int, Decided]:
    """For each seat that nobody has: that its account is listed."""
    decide = cache(sight.decide_bits)
    told = seats_told(sight, {each for one in carried for each in one.seats})
    return {number: _listed(number, facts, decide) for number, (_, _, facts) in told.items()}
