"""Who of ours should meet whom of theirs now: the open needs of a deal with the best pairs for them, and the way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.counterparts import Counterpart
from bot.deals.known import Known
from bot.deals.needs import DealNeeds, NeedStanding, standing
from bot.deals.ours import Member
from bot.deals.pairing import Given, Open, Ours, Pair, Theirs, best_pairs
from bot.deals.playbook import Playbooks
from bot.deals.states import Eyes
from bot.network.shown_ways import Ways, ways_to
from models.deals import Deal

MEETINGS_MOST: Final = 5
"""Meetings told at once at the most: more is a list, not advice."""


@dataclass(frozen=True)
class Meeting:
    """One open need, with who should meet whom for it, as far as that can be said to its reader.

    `theirs` is None where nobody whom the reader sees can be met; `known` is the relationship of the two, and `ways`
    are the ways to whom is to be met, as far as the reader sees either. `others` of the team know them, by name.
    """

    standing: NeedStanding
    ours: Member | None = None
    theirs: Counterpart | None = None
    known: Known | None = None
    others: tuple[Member, ...] = ()
    ways: Ways | None = None

    @property
    def same_level(self) -> bool:
        """Whether the two are known to be equally senior."""
        mine, other = (one.rank if one else None for one in (self.ours, self.theirs))
        return mine is not None and mine == other


@dataclass(frozen=True)
class Meetings:
    """What is missing in a deal now: the most urgent first, and what was set aside; `more`: how many are left out."""

    needs: DealNeeds
    told: tuple[Meeting, ...] = ()
    more: int = 0
    aside: tuple[NeedStanding, ...] = ()
    decided: tuple[Decided, ...] = field(default=(), repr=False)


def meetings(sight: Sight, playbooks: Playbooks, deal: Deal) -> Meetings:
    """Who should meet whom in a deal now, for the viewer of `sight`, who may see the deal."""
    needs = standing(sight, playbooks, deal)
    missing = sorted((one for one in needs.needs if is_missing(one, sight)), key=lambda one: one.needed_by)
    pairs = pairs_for(needs, missing)
    met = [_meeting(needs, one, pairs.get(one.need.id)) for one in missing[:MEETINGS_MOST]]
    told, decided = with_ways(sight, met)
    aside = [one for one in needs.needs if not one.engaged and one not in missing]
    return Meetings(
        needs,
        tuple(told),
        len(missing) - len(met),
        tuple(one for one in aside if one.gap is not None and one.gap.state in ("assigned", "snoozed", "not_needed")),
        (*needs.decided, *decided),
    )


def meeting_for(sight: Sight, playbooks: Playbooks, deal: Deal, key: str) -> tuple[Meeting, tuple[Decided, ...]] | None:
    """The same for one need, whatever was said to it, with the decisions behind it; None where it is not needed now."""
    needs = standing(sight, playbooks, deal)
    found = next((one for one in needs.needs if one.need.id == key), None)
    if found is None:
        return None
    open_ones = [one for one in needs.needs if one is found or is_missing(one, sight)]
    told, decided = with_ways(sight, [_meeting(needs, found, pairs_for(needs, open_ones).get(key))])
    return told[0], (*needs.decided, *decided)


def is_missing(one: NeedStanding, sight: Sight | Eyes) -> bool:
    """Whether a need is open to its reader: nobody said it is met, and nobody answered it for good or for now.

    Seen in a relationship of the reader's own it is: they are asked to say so for the deal.
    """
    if one.engaged == "said" or (one.engaged == "seen" and one.own is None):
        return False
    gap = one.gap
    if gap is None or gap.state in ("open", "closed", "over"):
        return True
    return gap.state == "snoozed" and gap.until is not None and gap.until <= sight.today


def pairs_for(needs: DealNeeds, open_ones: Sequence[NeedStanding]) -> dict[str, Pair]:
    """The best pairing for these needs, by what their reader sees; `theirs` of a pair is a contact's id."""
    ours = {one.colleague_id: one for standing_ in open_ones for one in standing_.holders}
    theirs = {one.face.contact_id: one for standing_ in open_ones for one in standing_.stakeholders if one.face}
    wanted = [
        Open(
            one.need.id,
            frozenset(member.colleague_id for member in one.holders),
            frozenset(other.face.contact_id for other in one.stakeholders if other.face),
        )
        for one in open_ones
    ]
    return best_pairs(
        Given(
            wanted,
            [
                Ours(one.colleague_id, one.order, one.rank, one.function, needs.pairs[number])
                for number, one in ours.items()
            ],
            [
                Theirs(number, one.order, one.rank, one.function, one.power, one.left_alone)
                for number, one in theirs.items()
            ],
            {pair: one.band for pair, one in needs.known.items()},
        )
    )


def with_ways(sight: Sight, met: Sequence[Meeting]) -> tuple[list[Meeting], list[Decided]]:
    """The same with the ways to whom is to be met, and the decisions behind them and the relationships told."""
    faces = {one.theirs.face.contact_id: one.theirs.face for one in met if one.theirs and one.theirs.face}
    found, decided = ways_to(sight, faces, faces)
    ways = {one.contact.contact_id: one for one in found}
    told = [
        Meeting(
            one.standing,
            one.ours,
            one.theirs,
            one.known,
            one.others,
            ways.get(one.theirs.face.contact_id) if one.theirs and one.theirs.face else None,
        )
        for one in met
    ]
    return told, [*decided, *(one.known.decided for one in met if one.known)]


def _meeting(needs: DealNeeds, one: NeedStanding, pair: Pair | None) -> Meeting:
    """Who meets whom for a need; a relationship of the reader's own that meets it goes before the best pair."""
    if one.own is not None:
        pair = Pair(one.need.id, one.own.colleague_id, one.own.contact_id)
    everybody = {member.colleague_id: member for member in (*one.holders, *needs.team)}
    if pair is not None:
        ours = everybody[pair.ours]
        theirs = next(each for each in one.stakeholders if each.face and each.face.contact_id == pair.theirs)
        known = needs.known.get((pair.ours, pair.theirs))
        return Meeting(one, ours, theirs, known, _others(needs, theirs, ours))
    alone = one.holders[0] if len(one.holders) == 1 and not one.vacant else None
    could = next((each for each in one.stakeholders if each.face and not each.left_alone), None)
    return Meeting(one, alone, could, None, _others(needs, could, None) if could else ())


def _others(needs: DealNeeds, theirs: Counterpart, ours: Member | None) -> tuple[Member, ...]:
    """Who else on the team knows somebody of theirs, as far as the reader sees it by name."""
    contact_id = theirs.face.contact_id if theirs.face else 0
    return tuple(one for one in needs.team if one is not ours and (one.colleague_id, contact_id) in needs.known)
