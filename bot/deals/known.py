"""The relationships between ours and theirs in deals, as far as a reader sees them by name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Final

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.network.warmth import Band
from models.deal_reading import between
from models.reading import OWNER_REVIEWED, TIE_FACTS

Pair = tuple[int, int]
"""One of ours, one of theirs."""
WARMER: Final[tuple[Band, ...]] = ("weak", "familiar", "strong")
"""The bands, from the coldest to the warmest."""


@dataclass(frozen=True)
class Known:
    """A relationship of one of ours with one of theirs that the reader sees by name.

    `recent` is its last touch, where the reader sees the relationship in full; one of their own that was imported says
    none until they have looked at it.
    """

    colleague_id: int
    contact_id: int
    band: Band
    own: bool
    recent: dt.date | None
    decided: Decided


def known_of(sight: Sight, theirs: Collection[int], ours: Collection[int]) -> dict[Pair, Known]:
    """The relationships between these that the viewer sees by name."""
    tables, shift = sight.tables, sight.warmth.shift(sight.now)
    if not tables.some_named or not theirs or not ours:
        return {}
    decide = cache(sight.decide_bits)  # most have the same facts
    found = {}
    for one in between(sight.reading, sorted(theirs), ours, tables.relationship):
        if not tables.named(one.facts):
            continue
        decision, code = decide("relationship", one.facts, TIE_FACTS)
        odds = max(x for x in (one.steady, None if one.fading is None else one.fading - shift) if x is not None)
        found[one.colleague_id, one.contact_id] = Known(
            one.colleague_id,
            one.contact_id,
            sight.warmth.band(sight.warmth.strength(odds)),
            one.colleague_id == sight.viewer.id,
            one.last_touch if decision.outcome == "full" and one.facts & OWNER_REVIEWED else None,
            Decided(one.relationship_id, decision, code),
        )
    return found
