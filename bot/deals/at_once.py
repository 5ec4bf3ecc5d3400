"""All that is read of deals for one reader, many at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.counterparts import Counterpart, Dialogues, counterparts, dialogues
from bot.deals.needs import DealNeeds, Known, known_of, standing
from bot.deals.off_map import stage_of
from bot.deals.ours import Member, team_of
from bot.deals.places import may
from bot.deals.playbook import Playbook, Playbooks, SalesStage
from bot.deals.seen import playbook_of
from models.account_reading import warmest_of
from models.deals import Deal


@dataclass(frozen=True)
class DealRead:
    """A deal as one reader may know it: who of ours and of theirs is in it, and what was said aloud of them."""

    deal: Deal
    playbook: Playbook
    playbooks: Playbooks
    stage: SalesStage | None
    team: tuple[Member, ...]
    people: tuple[Counterpart, ...]
    aloud: Dialogues
    known: Mapping[tuple[int, int], Known] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()


def read_deals(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, DealRead]:
    """These deals as the viewer, who may see them, may know them."""
    found = {}
    for deal in deals:
        playbook = playbook_of(playbooks, deal)
        team = team_of(sight, deal)
        people, decided = counterparts(sight, deal)
        found[deal.id] = DealRead(
            deal,
            playbook,
            playbooks,
            stage_of(sight.session, playbook, deal),
            tuple(team),
            tuple(people),
            dialogues(sight, deal, people),
            known_of(sight, people, team),
            tuple(decided),
        )
    return found


def needs_in(sight: Sight, found: Mapping[int, DealRead]) -> dict[int, DealNeeds]:
    """What each of these deals needs now."""
    return {number: standing(sight, one.playbooks, one.deal) for number, one in found.items()}


def known_at_all(sight: Sight, found: Collection[DealRead]) -> frozenset[int]:
    """Those of theirs of whom the viewer may know that somebody of ours knows them."""
    theirs = {contact_id for one in found for contact_id in (*one.aloud.parts, *_faces(one))}
    if sight.viewer.is_channel:
        # As `bot.deals.places.way_in` tells it: not of whom is to be left alone.
        theirs = theirs.difference(*(one.aloud.alone for one in found)) if "ways" in may(sight) else set()
    if not theirs or sight.tables.no_ties:
        return frozenset()
    shift = sight.warmth.shift(sight.now)
    return frozenset(warmest_of(sight.reading, theirs, sight.tables.relationship, shift))


def lines_among(sight: Sight, found: Collection[DealRead]) -> set[tuple[int, int]]:
    """Who of theirs reports to whom, where the directory tells the viewer of both."""
    theirs = {contact_id for one in found for contact_id in _in_directory(sight, one)}
    return {pair for pair in sight.reading.superiors(theirs) if theirs.issuperset(pair)}


def _faces(one: DealRead) -> list[int]:
    return [each.face.contact_id for each in one.people if each.face]


def _in_directory(sight: Sight, one: DealRead) -> list[int]:
    if sight.viewer.is_channel:
        return list(one.aloud.parts)
    return [each.face.contact_id for each in one.people if each.face and each.face.from_directory]


__all__ = ["DealRead", "Known", "known_at_all", "lines_among", "needs_in", "read_deals"]
