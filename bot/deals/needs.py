"""What a deal needs now, as a reader is told of it: who of ours is to be in dialogue with whom of theirs, and who is.

What is hidden from the reader is left out before anything is ranked or counted. That somebody is in dialogue is either
said aloud for the deal (`bot.deals.engaging`), which everybody may know who may know of whom it is with, or seen by a
reader to whom the charter gives the relationship in full.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from sqlalchemy import select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.counterparts import Counterpart, Dialogues, counterparts, dialogues
from bot.deals.needed import needed_by, needed_since
from bot.deals.off_map import stage_of
from bot.deals.ours import Member, stand_ins, team_of
from bot.deals.playbook import Need, Playbook, Playbooks, SalesStage, key_of
from bot.deals.seen import playbook_of
from bot.deals.stages import history
from bot.network.warmth import Band
from models.deal_reading import between
from models.deals import Deal, Gap
from models.people import Colleague
from models.reading import TIE_FACTS

WARMER: Final[Sequence[Band]] = ("weak", "familiar", "strong")
"""The bands, from the coldest to the warmest."""
Engaged = Literal["said", "seen", ""]


@dataclass(frozen=True)
class Known:
    """A relationship of one of ours with one of theirs that the reader sees by name.

    `recent` is its last touch, where the reader sees the relationship in full.
    """

    colleague_id: int
    contact_id: int
    band: Band
    own: bool
    recent: dt.date | None
    decided: Decided


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
    known: dict[tuple[int, int], Known] = field(default_factory=dict)
    pairs: Counter[int] = field(default_factory=Counter)
    decided: tuple[Decided, ...] = ()


def standing(sight: Sight, playbooks: Playbooks, deal: Deal) -> DealNeeds:
    """What a deal needs now, for the viewer of `sight` (a person or a channel), who may see the deal."""
    playbook = playbook_of(playbooks, deal)
    needs = open_needs(playbook, deal, stage_of(sight.session, playbook, deal))
    if not needs:
        return DealNeeds(deal, playbook)
    team = team_of(sight, deal)
    parts = {need.ours: tuple(one for one in team if key_of(need.ours) in one.parts) for need in needs}
    could = stand_ins(sight, [role for role, people in parts.items() if not people])
    seen, decided = counterparts(sight, deal)
    known = known_of(sight, seen, [*team, *(one for people in could.values() for one in people)])
    aloud = dialogues(sight, deal, seen)
    gaps = gaps_of(sight, deal)
    moves = history(sight.session, deal, "sales", playbook), history(sight.session, deal, "buying", playbook)
    lead = sight.session.get(Colleague, (deal.workspace_id, deal.owner_id)) if deal.owner_id else None
    found = []
    for need in needs:
        holders = parts[need.ours]
        # Where nobody plays the part, anybody on the team will do.
        engaging = holders or tuple(team)
        people = tuple(one for one in seen if one.plays(need.theirs))
        warm = _warm_enough(sight, need, engaging, people, known)
        is_said = _is_said(sight, need, engaging, aloud)
        since = needed_since(playbook, need, deal, *moves)
        found.append(
            NeedStanding(
                need,
                needed_by(since, need.within, lead.tz if lead else None),
                holders or tuple(could.get(need.ours, ())),
                not holders,
                "said" if is_said else "seen" if warm else "",
                None if is_said else next((one for one in warm if one.own), None),
                people,
                gaps.get(need.id),
            )
        )
    pairs = Counter(one.colleague_id for one in aloud.said)
    asked = [gaps[one.id] for one in needs if one.id in gaps]
    pairs.update(one.assigned_to_id for one in asked if one.state == "assigned" and one.assigned_to_id)
    return DealNeeds(deal, playbook, tuple(found), tuple(team), known, pairs, tuple(decided))


def open_needs(playbook: Playbook, deal: Deal, ours: SalesStage | None) -> tuple[Need, ...]:
    """What the playbook asks for where the deal stands; nothing where it is quiet, or the deal over or off its map."""
    if playbook.quiet or not deal.is_open or ours is None:
        return ()
    theirs = playbook.buying_stage(deal.buying_stage or "")
    at = theirs.id if theirs else None
    # Whoever has bought is not to be introduced to anybody for it: whether it is won is asked instead.
    return () if playbook.have_bought(ours.id, at) else playbook.needs_at(ours.id, at)


def gaps_of(sight: Sight, deal: Deal) -> dict[str, Gap]:
    """What was said to each need, by its id."""
    rows = sight.session.scalars(
        select(Gap)
        .where(Gap.workspace_id == deal.workspace_id, Gap.deal_id == deal.id, Gap.subject_id == 0)
        .execution_options(populate_existing=True)
    )
    return {one.key: one for one in rows}


def known_of(sight: Sight, people: Sequence[Counterpart], ours: Sequence[Member]) -> dict[tuple[int, int], Known]:
    """The relationships between these that the viewer sees by name."""
    tables, shift = sight.tables, sight.warmth.shift(sight.now)
    contact_ids = sorted({one.face.contact_id for one in people if one.face})
    found = {}
    for one in between(sight.reading, contact_ids, {member.colleague_id for member in ours}, tables.relationship):
        if not tables.named(one.facts):
            continue
        decision, code = sight.decide_bits("relationship", one.facts, TIE_FACTS)
        odds = max(x for x in (one.steady, None if one.fading is None else one.fading - shift) if x is not None)
        found[one.colleague_id, one.contact_id] = Known(
            one.colleague_id,
            one.contact_id,
            sight.warmth.band(sight.warmth.strength(odds)),
            one.colleague_id == sight.viewer.id,
            one.last_touch if decision.outcome == "full" else None,
            Decided(one.relationship_id, decision, code),
        )
    return found


def _warm_enough(
    sight: Sight,
    need: Need,
    ours: Sequence[Member],
    people: Sequence[Counterpart],
    known: dict[tuple[int, int], Known],
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
