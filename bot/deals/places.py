"""What of a deal may be told of its own accord, and where: as the charter says of each kind of place (`digest`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from bot.audit import Decided
from bot.charter.places import may_say
from bot.charter.sight import Sight
from bot.charter.vocabulary import TOPICS
from bot.deals.counterparts import parts_of_all
from bot.network.portrait import portraits
from bot.network.shown_ways import Somebody, Ways, ways_to
from models.deals import Deal, Gap
from models.reading import DO_NOT_CONTACT

Topics = frozenset[str]

EVERYTHING: Final[Topics] = frozenset(TOPICS)
"""What an answer to somebody's question may be about: it goes by the clauses alone."""
OF_MOVE: Final[Topics] = frozenset({"stages", "roles"})
"""What must be allowed in a place where a move is told."""
OF_NEED: Final[Topics] = frozenset({"roles"})
"""Where it is told what is missing."""
OF_RISK: Final[Mapping[str, Topics]] = MappingProxyType(
    {
        "single_thread": frozenset({"counts"}),
        "no_economic_buyer": frozenset({"roles"}),
        "gone_cold": frozenset({"stages"}),
        "champion_left": frozenset({"roles", "observations"}),
        "seat_vacated": frozenset({"roles"}),
    }
)
"""Where a risk is told, by its rule."""
NAMES: Final[Topics] = frozenset({"contact_names", "team_names"})
"""Where it is told by name who should meet whom, or has."""
_BANDS: Final = ("strong", "familiar", "weak")


def of_gap(gap: Gap) -> Topics:
    """What must be allowed in a place where a gap is told."""
    return OF_RISK.get(gap.key, OF_NEED)


def may(sight: Sight) -> Topics:
    """What may be told to the viewer of its own accord: in a deal's channel, or to one person."""
    return may_say(sight.charter, "deal_channel" if sight.viewer.is_channel else "direct_message")


def way_in(sight: Sight, deal: Deal, theirs: Collection[str]) -> tuple[dict[str, Somebody], list[Decided]]:
    """That somebody of ours knows whoever has these parts in a deal, and how well: for its channel, naming neither.

    Who has a part goes by everybody's latest word, which the channel does not see: none of it is told but that whoever
    it is, is known. Left out is everybody whom the directory does not tell to whoever is merely a member, has objected
    or is to be left alone. Ways are those that a mere member may know of; of several, the warmest is told.
    """
    parts = parts_of_all(sight, deal) if theirs else {}
    wanted = [contact_id for contact_id, has in parts.items() if not has.isdisjoint(theirs)]
    faces = portraits(sight, wanted)
    found: dict[str, Somebody] = {}
    behind: dict[str, list[Decided]] = {}
    for face in faces.values():
        if not face.from_directory or face.objected or face.facts & DO_NOT_CONTACT:
            continue
        shown, decided = ways_to(sight, [face.contact_id], faces)
        best = min((one for ways in shown for one in _told(ways)), key=_order, default=None)
        for part in parts[face.contact_id].intersection(theirs) if best else ():
            if best and (part not in found or _order(best) < _order(found[part])):
                found[part] = best
                behind[part] = [Decided(face.contact_id, *face.decision(sight)), *decided]
    return found, list(dict.fromkeys(one for part in sorted(behind) for one in behind[part]))


def _told(ways: Ways) -> list[Somebody]:
    """The ways without a name."""
    named = [Somebody(one.band, direct=not one.through) for one in ways.named]
    return [*named, ways.somebody] if ways.somebody else named


def _order(one: Somebody) -> tuple[bool, int]:
    return not one.direct, _BANDS.index(one.band)
