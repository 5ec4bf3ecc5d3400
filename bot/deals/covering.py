"""How the parts of one deal stand, by what was read of it for one reader. Pure but for the charter's decisions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals import places
from bot.deals.at_once import DealRead, Lines
from bot.deals.covered import STATES, Cell, Column, RoleStanding, State
from bot.deals.known import WARMER, Known
from bot.deals.needs import DealNeeds
from bot.deals.playbook import Engaged, Need, Playbooks, key_of
from bot.deals.risks import THREAD
from bot.deals.survivability import Survivability, Thread, survivability
from bot.deals.vocabulary import BUYING_ROLES, SELLER_ROLES, STANCES, TOUCHES
from models.deals import Engagement

Rule = tuple[Engaged, int]
"""What counts as a dialogue, and how warm a relationship must be at least (a place in `WARMER`)."""
_ANY: Final[Rule] = (Engaged(tuple(TOUCHES), THREAD.days), 0)
"""What counts as a dialogue with somebody whom the playbook does not ask for."""
_WORDS: Final = {key_of(role): role for role in SELLER_ROLES}
_ORDER: Final = {role: place for place, role in enumerate((*BUYING_ROLES, *STANCES))}


@dataclass(frozen=True)
class Carried:
    """Of whom of theirs, of whose ties and of which seats a reader is told by the states of a deal's parts; ids."""

    contacts: frozenset[int]
    ties: frozenset[int]
    seats: frozenset[int]


class Covering:
    """One deal, for one reader. `known` are those of theirs of whom they may know that somebody of ours knows them."""

    def __init__(
        self, sight: Sight, playbooks: Playbooks, read: DealRead, needs: DealNeeds, known: frozenset[int]
    ) -> None:
        self._playbooks = playbooks
        self._sight, self._read, self._needs, self._known = sight, read, needs, known
        self._may = places.may(sight)
        self._channel = sight.viewer.is_channel
        self._ours = {one.colleague_id for one in read.team}

    @cached_property
    def roles(self) -> list[RoleStanding]:
        """How each part of theirs stands that the playbook asks for by now, or that the reader sees somebody in."""
        if self._channel and not self._may >= places.OF_NEED:
            return []
        asked = {need.theirs for need in self._asked}
        found = asked.union(*self._read.aloud.parts.values(), self._read.aloud.empty)
        if self._channel and "observations" not in self._may:
            # What somebody thinks of somebody is told to nobody but where the playbook asks for it.
            found -= set(STANCES) - asked
        return [self._role(role) for role in sorted(found, key=lambda one: _ORDER.get(one, len(_ORDER)))]

    def carried(self) -> Carried:
        """What carries the states that are told, one fact for each, and who is in the dialogues that are counted."""
        aloud, contacts, ties, seats = self._read.aloud, {other for _, other in self.talks}, set(), set()
        for one in self.roles:
            theirs, rules = self._theirs(one.role), self._rules(one.role)
            said = [each for each in aloud.said if each.contact_id in theirs]
            alone = next((each for each in said if self._state(rules, [each], ()) == one.state), None)
            if alone is not None:
                contacts.add(alone.contact_id)
            elif any(self._state(rules, (), [each]) == one.state for each in self._seen(theirs)):
                continue  # they are seen by name, and so is the relationship
            elif theirs:
                through = min(theirs & self._known if one.state == "known" else theirs, default=min(theirs))
                contacts.add(through)
                ties |= {through} & self._known if one.state == "known" else set()
            elif one.role in aloud.empty:
                seats.add(aloud.empty[one.role])
        return Carried(frozenset(contacts), frozenset(ties), frozenset(seats))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The parts of ours: those that the playbook asks for first, as it has them, and then by name."""
        word = self._playbooks.seller_role
        asked = list(dict.fromkeys(need.ours for need in self._asked))
        played = sorted({word(part) or _WORDS.get(part, part) for one in self._read.team for part in one.parts})
        named = not self._channel or "team_names" in self._may
        found = []
        for ours in dict.fromkeys((*asked, *played)):
            members = self._read.players(ours)
            found.append(Column(ours, members if named else (), filled=bool(members)))
        return tuple(found)

    @cached_property
    def talks(self) -> frozenset[Thread]:
        """Who of ours is in touch with whom of theirs; in a channel that may be told of no counts nobody is."""
        if self._channel and "counts" not in self._may:
            return frozenset()
        since = self._sight.now - THREAD
        pairs = {(one.colleague_id, one.contact_id) for one in self._read.aloud.said if one.at >= since}
        return frozenset(pairs.union(pair for pair in self._read.known if pair[0] in self._ours))

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

    @cached_property
    def _asked(self) -> tuple[Need, ...]:
        """What the playbook asks for at or before our stage."""
        stage, book = self._read.stage, self._read.playbook
        if stage is None or book.quiet or stage.ends is not None:
            return ()
        order = [one.id for one in book.sales_stages]
        return tuple(need for need in book.needs if order.index(need.at) <= order.index(stage.id))

    def _role(self, role: str) -> RoleStanding:
        theirs = self._theirs(role)
        said = [one for one in self._read.aloud.said if one.contact_id in theirs]
        known = self._seen(theirs)
        rules = self._rules(role)
        empty = role in self._read.aloud.empty
        there = not theirs.isdisjoint(self._known)
        state: State = "known" if there else "vacant" if empty and not theirs else "unknown"
        return RoleStanding(
            role,
            self._state(rules, said, known) or state,
            named=bool(theirs) or empty,
            needed=any(one.need.theirs == role for one in self._needs.needs),
            last=max((one.at.date() for one in said), default=None),
            cells=tuple(self._cell(ours, who, rules, said, known) for ours, who in self._players)
            if said or known
            else self._nothing,
            people=() if self._channel else tuple(one for one in self._read.people if one.plays(role)),
        )

    def _theirs(self, role: str) -> set[int]:
        return {contact_id for contact_id, parts in self._read.aloud.parts.items() if role in parts}

    def _seen(self, theirs: Collection[int]) -> list[Known]:
        """The relationships of our team with these that the reader sees by name."""
        return [one for one in self._read.known.values() if one.contact_id in theirs and one.colleague_id in self._ours]

    def _rules(self, role: str) -> list[Rule]:
        return [(need.engaged, WARMER.index(need.warmth)) for need in self._asked if need.theirs == role] or [_ANY]

    @cached_property
    def _nothing(self) -> tuple[Cell, ...]:
        return tuple(Cell(column.ours, "") for column in self.columns)

    @cached_property
    def _players(self) -> list[tuple[str, frozenset[int]]]:
        played = [(column.ours, self._read.players(column.ours)) for column in self.columns]
        return [(ours, frozenset(one.colleague_id for one in members)) for ours, members in played]

    def _cell(
        self, ours: str, who: Collection[int], rules: Sequence[Rule], said: Sequence[Engagement], known: Sequence[Known]
    ) -> Cell:
        talked = [one for one in said if one.colleague_id in who]
        state = self._state(rules, talked, [one for one in known if one.colleague_id in who])
        # What is merely known is a relationship, which a channel is told of for nobody's part.
        return Cell(ours, "" if self._channel and state == "known" else state)

    def _state(
        self, rules: Sequence[Rule], said: Sequence[Engagement], known: Sequence[Known]
    ) -> Literal["engaged", "cold", "known", ""]:
        """The warmest that these dialogues and relationships come to, by any of the rules of what counts."""
        if not said and not known:
            return ""
        came = [self._by_rule(*rule, said, known) for rule in rules]
        return min((one for one in came if one), key=STATES.index, default="")

    def _by_rule(
        self, counts: Engaged, warm: int, said: Sequence[Engagement], known: Sequence[Known]
    ) -> Literal["engaged", "cold", "known", ""]:
        within = dt.timedelta(days=counts.within)
        talked = [one for one in said if one.kind in counts.by]
        seen = [one.recent for one in known if one.recent is not None and WARMER.index(one.band) >= warm]
        # Whoever is not on the team any more has left no dialogue behind that goes on.
        if any(one.at >= self._sight.now - within and one.colleague_id in self._ours for one in talked):
            return "engaged"
        if any(one >= self._sight.today - within for one in seen):
            return "engaged"
        if talked or seen:
            return "cold"
        return "known" if said or known else ""
