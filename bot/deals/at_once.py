"""All that is read of deals for one reader, however many: the number of statements does not hang on how many they are.

What is hidden from the reader has been left out of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.counterparts import Counterpart, Dialogues, counterparts_of, dialogues_of
from bot.deals.known import Known, Pair, known_of
from bot.deals.off_map import stage_in
from bot.deals.ours import Member, stand_ins, teams_of
from bot.deals.places import may
from bot.deals.playbook import Need, Playbook, Playbooks, SalesStage, key_of
from bot.deals.seen import playbook_of
from bot.deals.stages import Histories, Move, histories
from bot.deals.stakeholders import Written
from models.account_reading import known_to_any
from models.deals import Deal, Gap
from models.ids import of_deals


@dataclass(frozen=True)
class DealRead:
    """A deal as one reader may know it: who of ours and of theirs is in it, and what was said aloud of them.

    `zone` is its lead's; `could` are colleagues who could play what is asked for now and nobody does; `gaps` what was
    said to each need, by its id; `moves` the histories of our side and theirs.
    """

    deal: Deal
    playbook: Playbook
    stage: SalesStage | None
    moves: tuple[Sequence[Move], Sequence[Move]]
    team: tuple[Member, ...]
    zone: str | None
    could: Mapping[str, Sequence[Member]]
    people: tuple[Counterpart, ...]
    known: Mapping[Pair, Known]
    aloud: Dialogues
    gaps: Mapping[str, Gap]
    decided: tuple[Decided, ...]

    def players(self, ours: str) -> tuple[Member, ...]:
        """Who on the team plays a part of ours."""
        return tuple(one for one in self.team if key_of(ours) in one.parts)


def read_deals(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, DealRead]:
    """These deals as the viewer, who may see them, may know them."""
    books = {deal.id: playbook_of(playbooks, deal) for deal in deals}
    moves = histories(sight.session, deals, ("sales", "buying"), partial(playbook_of, playbooks))
    stages = {deal.id: stage_in(books[deal.id], deal, moves[deal.id, "sales"]) for deal in deals}
    teams = teams_of(sight, deals)
    lacking = {deal.id: _lacking(books[deal.id], deal, stages[deal.id], teams.of[deal.id]) for deal in deals}
    fitting = stand_ins(sight, set().union(*lacking.values()))
    written = Written(sight, [deal.id for deal in deals])
    seen = counterparts_of(sight, [deal.id for deal in deals], written)
    people = {number: tuple(some) for number, (some, _) in seen.items()}
    could = {number: {role: fitting[role] for role in roles} for number, roles in lacking.items()}
    known = _known(sight, people, {number: [*teams.of[number], *_all(could[number])] for number in people})
    aloud = dialogues_of(sight, deals, people, written)
    gaps = gaps_of(sight, deals)
    return {
        deal.id: DealRead(
            deal,
            books[deal.id],
            stages[deal.id],
            (moves[deal.id, "sales"], moves[deal.id, "buying"]),
            tuple(teams.of[deal.id]),
            teams.zones.get(deal.id),
            could[deal.id],
            people[deal.id],
            known[deal.id],
            aloud[deal.id],
            gaps[deal.id],
            tuple(seen[deal.id][1]),
        )
        for deal in deals
    }


def stages_of(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, SalesStage | None]:
    """The stage of ours by which it is said what each of these deals needs."""
    books = {deal.id: playbook_of(playbooks, deal) for deal in deals}
    lost = [deal for deal in deals if deal.is_open and books[deal.id].sales_stage(deal.stage) is None]
    moves: Histories = histories(sight.session, lost, ("sales",), partial(playbook_of, playbooks)) if lost else {}
    return {deal.id: stage_in(books[deal.id], deal, moves.get((deal.id, "sales"), ())) for deal in deals}


def open_needs(playbook: Playbook, deal: Deal, ours: SalesStage | None) -> tuple[Need, ...]:
    """What the playbook asks for where the deal stands; nothing where it is quiet, or the deal over or off its map."""
    if playbook.quiet or not deal.is_open or ours is None:
        return ()
    theirs = playbook.buying_stage(deal.buying_stage or "")
    at = theirs.id if theirs else None
    # Whoever has bought is not to be introduced to anybody for it: whether it is won is asked instead.
    return () if playbook.have_bought(ours.id, at) else playbook.needs_at(ours.id, at)


def gaps_of(sight: Sight, deals: Sequence[Deal]) -> dict[int, dict[str, Gap]]:
    """What was said to each need of each of these deals, by its id."""
    found: dict[int, dict[str, Gap]] = {deal.id: {} for deal in deals}
    rows = sight.session.scalars(
        select(Gap).where(of_deals(Gap, deals), Gap.subject_id == 0).execution_options(populate_existing=True)
    )
    for one in rows:
        found[one.deal_id][one.key] = one
    return found


def known_at_all(sight: Sight, found: Iterable[Dialogues]) -> frozenset[int]:
    """Those of theirs in these deals of whom the viewer may know that somebody of ours knows them.

    In a channel as `bot.deals.places.way_in` tells it: not of whom is to be left alone.
    """
    of_all = list(found)
    theirs = {contact_id for one in of_all for contact_id in one.parts}
    if sight.viewer.is_channel:
        theirs = theirs.difference(*(one.alone for one in of_all)) if "ways" in may(sight) else set()
    if not theirs or sight.tables.no_ties:
        return frozenset()
    return frozenset(known_to_any(sight.reading, theirs, sight.tables.relationship))


Lines = Mapping[int, Sequence[int]]
"""To whom each of theirs reports."""


def lines_among(sight: Sight, found: Collection[DealRead]) -> Lines:
    """Who of theirs reports to whom, where the directory tells the viewer of both."""
    theirs = {contact_id for one in found for contact_id in _in_directory(sight, one)}
    lines: dict[int, list[int]] = defaultdict(list)
    for contact_id, superior_id in sight.reading.superiors(theirs):
        if superior_id in theirs:
            lines[contact_id].append(superior_id)
    return lines


def _lacking(playbook: Playbook, deal: Deal, stage: SalesStage | None, team: Iterable[Member]) -> frozenset[str]:
    """The parts of ours that are asked for now, and that nobody plays."""
    played = frozenset().union(*(one.parts for one in team))
    return frozenset(need.ours for need in open_needs(playbook, deal, stage) if key_of(need.ours) not in played)


def _known(
    sight: Sight, people: Mapping[int, Sequence[Counterpart]], ours: Mapping[int, Sequence[Member]]
) -> dict[int, dict[Pair, Known]]:
    """The relationships that the viewer sees by name, between those of each deal alone."""
    theirs = {number: {one.face.contact_id for one in some if one.face} for number, some in people.items()}
    found = known_of(
        sight,
        set().union(*theirs.values()),
        {one.colleague_id for some in ours.values() for one in some},
    )
    with_them: dict[int, list[Known]] = defaultdict(list)
    for one in found.values():
        with_them[one.contact_id].append(one)
    known: dict[int, dict[Pair, Known]] = {}
    for number, contacts in theirs.items():
        who = {one.colleague_id for one in ours[number]}
        some = [one for contact_id in sorted(contacts) for one in with_them.get(contact_id, ())]
        known[number] = {(one.colleague_id, one.contact_id): one for one in some if one.colleague_id in who}
    return known


def _all(could: Mapping[str, Sequence[Member]]) -> list[Member]:
    return [one for some in could.values() for one in some]


def _in_directory(sight: Sight, one: DealRead) -> Iterable[int]:
    if sight.viewer.is_channel:
        return one.aloud.parts
    return [each.face.contact_id for each in one.people if each.face and each.face.from_directory]


__all__ = [
    "DealRead",
    "gaps_of",
    "known_at_all",
    "lines_among",
    "open_needs",
    "read_deals",
    "stages_of",
]
