"""What a deal needs now, as a reader is told of it: who of ours is to be in dialogue with whom of theirs, and who is.

What is hidden from the reader is left out before anything is ranked or counted. That somebody is in dialogue is either
said aloud for the deal (`bot.deals.engaging`), which everybody may know who may know of whom it is with, or seen by a
reader to whom the charter gives the relationship in full.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.at_once import DealRead, open_needs, read_deals, stages_of
from bot.deals.counterparts import Counterpart, Dialogues
from bot.deals.known import WARMER, Known, Pair
from bot.deals.needed import needed_by, needed_since
from bot.deals.ours import Member
from bot.deals.playbook import Need, Playbook, Playbooks
from bot.deals.seen import playbook_of
from models.deals import Deal, Gap

Engaged = Literal["said", "seen", ""]


@dataclass(frozen=True)
class NeedStanding:
    """How one need stands.

    `holders` play the part on our side; where nobody does (`vacant`), they are colleagues who could. `engaged` says
    whether it is met: said aloud for the deal, or seen by this reader; `own` is the reader's own relationship by which.
    `stakeholders` are those of theirs whom the reader sees in the part. `gap` is what was said to it, if anything was.
    """

    need: Need
    needed_by: dt.date
    holders: tuple[Member, ...]
    vacant: bool
    engaged: Engaged
    own: Known | None
    stakeholders: tuple[Counterpart, ...]
    gap: Gap | None


@dataclass(frozen=True)
class DealNeeds:
    """All that a deal needs now, in the playbook's order; nothing where the playbook is quiet or the deal over.

    `pairs` is in how many dialogues each of ours is in this deal already, as far as the reader may know.
    """

    deal: Deal
    playbook: Playbook
    needs: tuple[NeedStanding, ...] = ()
    team: tuple[Member, ...] = ()
    known: Mapping[Pair, Known] = field(default_factory=dict)
    pairs: Counter[int] = field(default_factory=Counter)
    decided: tuple[Decided, ...] = ()


def standing(sight: Sight, playbooks: Playbooks, deal: Deal) -> DealNeeds:
    """What a deal needs now, for the viewer of `sight` (a person or a channel), who may see the deal."""
    return standings(sight, playbooks, [deal])[deal.id]


def standings(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, DealNeeds]:
    """The same for each of these deals; the number of statements does not depend on how many they are."""
    stages = stages_of(sight, playbooks, deals)
    asking = [deal for deal in deals if open_needs(playbook_of(playbooks, deal), deal, stages[deal.id])]
    read = read_deals(sight, playbooks, asking) if asking else {}
    nothing = {deal.id: DealNeeds(deal, playbook_of(playbooks, deal)) for deal in deals if deal.id not in read}
    return {**nothing, **{number: needs_in(sight, one) for number, one in read.items()}}


def needs_in(sight: Sight, read: DealRead) -> DealNeeds:
    """What a deal needs now, by what was read of it."""
    deal, playbook = read.deal, read.playbook
    found = []
    for need in open_needs(playbook, deal, read.stage):
        holders = read.players(need.ours)
        # Where nobody plays the part, anybody on the team will do.
        engaging = holders or read.team
        people = tuple(one for one in read.people if one.plays(need.theirs))
        warm = _warm_enough(sight, need, engaging, people, read.known)
        is_said = _is_said(sight, need, engaging, read.aloud)
        since = needed_since(playbook, need, deal, *read.moves)
        found.append(
            NeedStanding(
                need,
                needed_by(since, need.within, read.zone),
                holders or tuple(read.could.get(need.ours, ())),
                not holders,
                "said" if is_said else "seen" if warm else "",
                None if is_said else next((one for one in warm if one.own), None),
                people,
                read.gaps.get(need.id),
            )
        )
    pairs = Counter(one.colleague_id for one in read.aloud.said)
    asked = [read.gaps[one.need.id] for one in found if one.need.id in read.gaps]
    pairs.update(one.assigned_to_id for one in asked if one.state == "assigned" and one.assigned_to_id)
    return DealNeeds(deal, playbook, tuple(found), read.team, read.known, pairs, read.decided)


def _warm_enough(
    sight: Sight,
    need: Need,
    ours: Sequence[Member],
    people: Sequence[Counterpart],
    known: Mapping[Pair, Known],
) -> list[Known]:
    """The relationships by which the viewer sees that a need is met: seen in full, warm enough and lately touched.

    When somebody was last in touch is not told to those who are told only who it is: then nothing may hang on it.
    """
    since = sight.today - dt.timedelta(days=need.engaged.within)
    pairs = [(one.colleague_id, other.face.contact_id) for one in ours for other in people if other.face]
    found = [known[pair] for pair in pairs if pair in known]
    warm = WARMER.index(need.warmth)
    return [one for one in found if WARMER.index(one.band) >= warm and one.recent is not None and one.recent >= since]


def _is_said(sight: Sight, need: Need, ours: Sequence[Member], aloud: Dialogues) -> bool:
    """Whether it was said aloud for the deal that one of these is in dialogue with somebody of theirs in the part."""
    since = sight.now - dt.timedelta(days=need.engaged.within)
    who = {one.colleague_id for one in ours}
    return any(
        one.colleague_id in who
        and one.kind in need.engaged.by
        and one.at >= since
        and need.theirs in aloud.parts.get(one.contact_id, ())
        for one in aloud.said
    )
