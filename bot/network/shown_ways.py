"""Ways as a viewer is shown them: with names where they may be told, with the decisions behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.network.portrait import Portrait, portraits
from bot.network.warmth import Band
from bot.network.ways import Search, Way, ways
from models.reading import CONTACT_FACTS, TIE_FACTS


@dataclass(frozen=True)
class Middle:
    """A contact in the middle of a way, and what they are to the next one on it."""

    contact: Portrait
    next: str
    line: Literal["reports to", "leads", "in touch with"]


@dataclass(frozen=True)
class Tie:
    """A way by a colleague whom the viewer may see by name.

    `band` is that of the colleague's own tie: with the contact, or with the first one it leads `through`.
    The last three are there only where the charter grants the relationship in full.
    """

    relationship_id: int
    colleague: str
    slack_user_id: str | None
    mine: bool
    band: Band
    through: tuple[Middle, ...] = ()
    kind: str | None = None
    last_touch: dt.date | None = None
    note: str | None = None


@dataclass(frozen=True)
class Somebody:
    """The warmest way by a colleague whom the viewer may only know to exist: its band, and whether it is direct."""

    band: Band
    direct: bool


@dataclass(frozen=True)
class Ways:
    """The ways to one contact: `named` by colleagues the viewer may see by name, the warmest first, each by another.

    `hangs_on` is whom all the named ways lead through, where there are several; `beside` then the warmest way that
    does not, if there is one.
    """

    contact: Portrait
    named: tuple[Tie, ...] = ()
    somebody: Somebody | None = None
    hangs_on: str | None = None
    beside: Tie | None = None

    @property
    def none(self) -> bool:
        """That the viewer may know of no way."""
        return not self.named and self.somebody is None


def ways_to(
    sight: Sight,
    contact_ids: Iterable[int],
    faces: Mapping[int, Portrait] = MappingProxyType({}),
    *,
    most: int | None = None,
) -> tuple[list[Ways], list[Decided]]:
    """The ways to these contacts (listed for the viewer) that the viewer may see, with the decisions behind them.

    They come in the order given; contacts with none are left out. `faces` are the portraits there are already; `most`
    ends the search once so many are found.
    """
    found: dict[int, tuple[Search, Search | None]] = {}
    for contact_id in contact_ids:
        search = ways(sight, contact_id)
        if search.named or search.somebody:
            found[contact_id] = search, _beside(sight, contact_id, search)
        if len(found) == most:
            break
    chains = [way for pair in found.values() for search in pair if search for way in (*search.named, search.somebody)]
    telling = _Telling(sight, [way for way in chains if way is not None], found, faces)
    shown = [telling.ways(telling.faces[contact_id], *pair) for contact_id, pair in found.items()]
    return shown, telling.decided


def bottleneck(named: Sequence[Way]) -> int | None:
    """The contact through whom all of several ways lead, next to where they end; None where there is none."""
    last = {way.through[-1] if way.through else 0 for way in named}
    return next(iter(last)) or None if len(named) > 1 and len(last) == 1 else None


def _beside(sight: Sight, contact_id: int, search: Search) -> Search | None:
    avoided = bottleneck(search.named)
    return ways(sight, contact_id, most=1, avoiding=avoided) if avoided else None


class _Telling:
    """Puts names to ways that were found, all in a few statements."""

    def __init__(self, sight: Sight, chains: Sequence[Way], ends: Iterable[int], faces: Mapping[int, Portrait]) -> None:
        self.sight = sight
        # In the order of the ways: that of their ids is another one each time the same people are stored.
        middles = list(dict.fromkeys(middle for way in chains if way.named for middle in way.through))
        self.faces = {**faces, **portraits(sight, {*ends, *middles} - faces.keys())}
        self.colleagues = sight.reading.names({way.colleague_id for way in chains if way.named})
        self.superiors = sight.reading.superiors(middles)
        self.decided: list[Decided] = []
        self._decision = cache(sight.decide_bits)  # ties of one contact mostly have the same facts
        self._decide(chains, middles)
        full = [one.subject_id for one in self.decided if one.decision.outcome == "full"]
        self.whole = sight.reading.whole(full)

    def _decide(self, chains: Sequence[Way], middles: Collection[int]) -> None:
        for way in chains:
            decision, code = self._decision("relationship", way.facts, TIE_FACTS)
            self.decided.append(Decided(way.relationship_id, decision, code))
        lines = {pair for way in chains for pair, informal in zip(way.through, way.informal, strict=True) if informal}
        for contact_id in middles:
            face = self.faces[contact_id]
            self.decided.append(Decided(contact_id, *face.decision(self.sight)))
            if contact_id in lines:  # that they are in touch with somebody is an observation
                self.decided.append(Decided(contact_id, *self._decision("observation", face.facts, CONTACT_FACTS)))

    def ways(self, contact: Portrait, search: Search, beside: Search | None) -> Ways:
        named = tuple(self._tie(contact, way) for way in search.named)
        avoided = bottleneck(search.named)
        other = beside.named[0] if beside and beside.named else None
        warmth = self.sight.warmth
        somebody = search.somebody
        return Ways(
            contact,
            named,
            Somebody(warmth.band(somebody.warmth), direct=not somebody.through) if somebody else None,
            self.faces[avoided].name if avoided else None,
            self._tie(contact, other) if other else None,
        )

    def _tie(self, contact: Portrait, way: Way) -> Tie:
        name, slack_user_id = self.colleagues[way.colleague_id]
        after = (*way.through, contact.contact_id)[1:]
        through = tuple(
            Middle(self.faces[one], self.faces[other].name, "in touch with" if informal else self._line(one, other))
            for one, other, informal in zip(way.through, after, way.informal, strict=True)
        )
        return Tie(
            way.relationship_id,
            name,
            slack_user_id,
            way.colleague_id == self.sight.viewer.id,
            self.sight.warmth.band(way.strength),
            through,
            *self.whole.get(way.relationship_id, ()),
        )

    def _line(self, one: int, other: int) -> Literal["reports to", "leads"]:
        return "reports to" if (one, other) in self.superiors else "leads"
