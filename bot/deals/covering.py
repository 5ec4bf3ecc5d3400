"""How the parts of one deal stand, by what was read of it for one reader. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from bot.audit import Decided
from bot.deals.at_once import DealRead, Lines
from bot.deals.covered import Cell, Column, RoleStanding, State
from bot.deals.engaging import Talk
from bot.deals.known import Known
from bot.deals.meetings import is_missing
from bot.deals.needs import DealNeeds, NeedStanding
from bot.deals.ours import LEAD, Member
from bot.deals.playbook import Playbooks, key_of
from bot.deals.risks import THREAD
from bot.deals.states import Eyes, Grounds, States, asked_by
from bot.deals.survivability import Survivability, Thread, survivability
from bot.deals.vocabulary import SELLER_ROLES

_LEAD: Final = key_of(LEAD)
_WORDS: Final = {key_of(role): role for role in SELLER_ROLES}


@dataclass(frozen=True)
class Carried:
    """Of whom of theirs, of whose ties and of which seats a reader is told by the states of a deal's parts; ids."""

    contacts: frozenset[int]
    ties: frozenset[int]
    seats: frozenset[int]


class Covering:
    """One deal, for one reader. `known` are those of theirs of whom they may know that somebody of ours knows them."""

    def __init__(
        self, eyes: Eyes, playbooks: Playbooks, read: DealRead, needs: DealNeeds, known: frozenset[int]
    ) -> None:
        self._playbooks, self._eyes = playbooks, eyes
        self._read, self._needs = read, needs
        self._ours = {one.colleague_id for one in read.team}
        asked = asked_by(read.playbook, read.stage)
        self._states = States(eyes, Grounds(asked, self._ours, read.aloud, read.known.values()), known)

    @cached_property
    def roles(self) -> list[RoleStanding]:
        """How each part of theirs stands that the playbook asks for by now, or that the reader sees somebody in."""
        return [self._role(role, state) for role, state in self._states.roles.items()]

    def carried(self) -> Carried:
        """What carries the states that are told, one fact for each, and who is in the dialogues that are counted."""
        states, contacts, ties, seats = self._states, {other for _, other in self.talks}, set(), set()
        for role, state in states.roles.items():
            theirs, known, seat = states.in_part(role), states.known_in(role), states.empty_seat(role)
            alone = next((one for one in states.said_with(role) if states.comes_to(role, [one], ()) == state), None)
            if alone is not None:
                contacts.add(alone.contact_id)
            elif any(states.comes_to(role, (), [one]) == state for one in states.seen_with(role)):
                continue  # they are seen by name, and so is the relationship
            elif state == "known" and known:
                contacts.add(min(known))
                ties.add(min(known))
            elif theirs:
                contacts.add(min(theirs))
            elif seat is not None:
                seats.add(seat)
        return Carried(frozenset(contacts), frozenset(ties), frozenset(seats))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The parts of ours: those that the playbook asks for first, as it has them, and then by name.

        In a channel where the team may not be named there are none: nobody there is to read who of ours talks to them.
        """
        if self._eyes.channel and "team_names" not in self._eyes.may:
            return ()
        word = self._playbooks.seller_role
        asked = self._states.asked.ours
        # Who leads the deal is a column where they play no part beside it.
        parts = {part for one in self._read.team for part in (one.parts - {_LEAD} or one.parts)}
        played = sorted(word(part) or _WORDS.get(part, part) for part in parts)
        found = []
        for ours in dict.fromkeys((*asked, *played)):
            members = self._read.players(ours)
            found.append(Column(ours, members))
        return tuple(found)

    @cached_property
    def talks(self) -> frozenset[Thread]:
        """Who of ours is in dialogue with whom of theirs, as was said aloud for the deal, and nothing else.

        By what some readers see besides, one would read that a deal hangs by one thread, and another that it doesn't.
        In a channel that may be told of no counts nobody is.
        """
        if self._eyes.channel and "counts" not in self._eyes.may:
            return frozenset()
        since = self._eyes.now - THREAD
        return frozenset((one.colleague_id, one.contact_id) for one in self._read.aloud.said if one.at >= since)

    def among(self, lines: Lines) -> frozenset[tuple[int, int]]:
        """Those of these lines that are among the people of this deal."""
        theirs = self._read.aloud.parts.keys() | {other for _, other in self.talks}
        return frozenset((one, other) for one in theirs for other in lines.get(one, ()) if other in theirs)

    def threads(self, lines: Lines) -> Survivability:
        """What hangs by one thread."""
        return survivability(self.talks, self.among(lines))

    @property
    def decided(self) -> tuple[Decided, ...]:
        """The decisions behind what is told: of whom they are, what was observed, and the relationships seen."""
        known = [one.decided for pair, one in self._read.known.items() if pair[0] in self._ours]
        return tuple(dict.fromkeys((*self._read.decided, *known)))

    def _role(self, role: str, state: State) -> RoleStanding:
        said, known = self._states.said_with(role), self._states.seen_with(role)
        open_ones = [one for one in self._open if one.need.theirs == role]
        return RoleStanding(
            role,
            state,
            named=bool(self._states.in_part(role)) or self._states.empty_seat(role) is not None,
            needed=bool(open_ones),
            needed_by=min((one.needed_by for one in open_ones), default=None),
            last=max((one.at.date() for one in said), default=None),
            cells=tuple(self._cell(role, ours, who, said, known) for ours, who in self._players)
            if said or known
            else self._nothing,
            people=() if self._eyes.channel else tuple(one for one in self._read.people if one.plays(role)),
        )

    @cached_property
    def _open(self) -> list[NeedStanding]:
        return [one for one in self._needs.needs if is_missing(one, self._eyes)]

    @cached_property
    def _nothing(self) -> tuple[Cell, ...]:
        return tuple(Cell(column.ours, "") for column in self.columns)

    @cached_property
    def _players(self) -> list[tuple[str, tuple[Member, ...]]]:
        return [(column.ours, self._read.players(column.ours)) for column in self.columns]

    def _cell(
        self, role: str, ours: str, players: Sequence[Member], said: Sequence[Talk], known: Sequence[Known]
    ) -> Cell:
        state = self._of_ours(role, players, said, known)
        if state == "known" and (self._eyes.channel or not self._eyes.tells_of_ways):
            state = ""  # a relationship, which a channel is told of for nobody's part
        if self._eyes.channel:
            return Cell(ours, state)
        behind = (one for one in players if state and self._of_ours(role, [one], said, known) == state)
        return Cell(ours, state, tuple(behind))

    def _of_ours(
        self, role: str, players: Sequence[Member], said: Sequence[Talk], known: Sequence[Known]
    ) -> State | Literal[""]:
        who = {one.colleague_id for one in players}
        talked = [one for one in said if one.colleague_id in who]
        return self._states.comes_to(role, talked, [one for one in known if one.colleague_id in who])
