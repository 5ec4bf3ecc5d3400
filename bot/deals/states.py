"""How the parts of a deal stand, by what was said aloud of it and what its reader sees: pure, and in one place."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal, NamedTuple

from bot.charter.sight import Sight
from bot.deals import places
from bot.deals.counterparts import Dialogues
from bot.deals.covered import STATES, State
from bot.deals.engaging import Talk
from bot.deals.known import WARMER, Known
from bot.deals.playbook import Engaged, Need, Playbook, SalesStage
from bot.deals.risks import THREAD
from bot.deals.vocabulary import BUYING_ROLES, STANCES, TOUCHES

Rule = tuple[Engaged, int]
"""What counts as a dialogue, and how warm a relationship must be at least (a place in `WARMER`)."""
_ANY: Final[tuple[Rule, ...]] = ((Engaged(tuple(TOUCHES), THREAD.days), 0),)
"""What counts as a dialogue with somebody whom the playbook does not ask for."""
_ORDER: Final = {role: place for place, role in enumerate((*BUYING_ROLES, *STANCES))}


@dataclass(frozen=True)
class Asked:
    """What a playbook asks for at or before a stage of ours, and by which rules each part of theirs is engaged."""

    needs: tuple[Need, ...] = ()

    @cached_property
    def ours(self) -> tuple[str, ...]:
        """The parts of ours it asks for."""
        return tuple(dict.fromkeys(need.ours for need in self.needs))

    @cached_property
    def rules(self) -> Mapping[str, Sequence[Rule]]:
        """The rules, by the part of theirs."""
        found: dict[str, list[Rule]] = defaultdict(list)
        for need in self.needs:
            found[need.theirs].append((need.engaged, WARMER.index(need.warmth)))
        return dict(found)


@lru_cache(maxsize=256)
def asked_by(playbook: Playbook, stage: SalesStage | None) -> Asked:
    """What is asked for by a stage; nothing where the playbook is quiet, or the deal over or off its map."""
    if stage is None or playbook.quiet or stage.ends is not None:
        return Asked()
    order = [one.id for one in playbook.sales_stages]
    return Asked(tuple(need for need in playbook.needs if order.index(need.at) <= order.index(stage.id)))


class Grounds(NamedTuple):
    """By what a deal stands as it does: who of ours is on it, what was said aloud, and which relationships are seen."""

    asked: Asked
    ours: Collection[int]
    aloud: Dialogues
    seen: Iterable[Known]


class States:
    """How the parts of one deal stand; `known` are those of theirs of whom it may be told that somebody knows them.

    Where ways may not be told nobody is *known*: it is said of them what is said of whom nobody knows.
    """

    def __init__(self, eyes: Eyes, grounds: Grounds, known: frozenset[int]) -> None:
        self._eyes = eyes
        self.asked, self._ours, self._aloud, self._seen = grounds
        self._known = known if eyes.tells_of_ways else frozenset()

    @cached_property
    def roles(self) -> dict[str, State]:
        """Each part of theirs that the playbook asks for by now, or that the reader sees somebody in."""
        eyes, asked = self._eyes, self.asked.rules.keys()
        if eyes.channel and not eyes.may >= places.OF_NEED:
            return {}
        # A stance is what is thought of a person: a part it is only where the playbook asks for somebody who has it.
        found = set(asked).union(set(self.theirs).union(self._aloud.empty) - STANCES.keys())
        return {role: self._role(role) for role in sorted(found, key=lambda one: _ORDER.get(one, len(_ORDER)))}

    @cached_property
    def theirs(self) -> Mapping[str, Collection[int]]:
        """Who of theirs has each part."""
        found: dict[str, set[int]] = defaultdict(set)
        for contact_id, parts in self._aloud.parts.items():
            for part in parts:
                found[part].add(contact_id)
        return dict(found)

    def in_part(self, role: str) -> frozenset[int]:
        """Who of theirs has a part."""
        return frozenset(self.theirs.get(role, ()))

    def known_in(self, role: str) -> frozenset[int]:
        """Of these whom somebody of ours knows, as far as that may be told."""
        return self._known.intersection(self.theirs.get(role, ()))

    def empty_seat(self, role: str) -> int | None:
        """A seat that has a part and that nobody has."""
        return self._aloud.empty.get(role)

    def said_with(self, role: str) -> list[Talk]:
        """What was said aloud of those who have a part."""
        theirs = self.theirs.get(role, ())
        return [one for one in self._aloud.said if one.contact_id in theirs] if theirs else []

    def seen_with(self, role: str) -> list[Known]:
        """The relationships of our team with these that the reader sees by name."""
        theirs = self.theirs.get(role, ())
        return [one for one in self._of_team if one.contact_id in theirs] if theirs else []

    @cached_property
    def _of_team(self) -> list[Known]:
        return [one for one in self._seen if one.colleague_id in self._ours]

    def _role(self, role: str) -> State:
        came = self.comes_to(role, self.said_with(role), self.seen_with(role))
        if came and (came != "known" or self._eyes.tells_of_ways):
            return came
        theirs = self.theirs.get(role, ())
        if not self._known.isdisjoint(theirs):
            return "known"
        return "vacant" if role in self._aloud.empty and not theirs else "unknown"

    def comes_to(
        self, role: str, said: Sequence[Talk], seen: Sequence[Known]
    ) -> Literal["engaged", "cold", "known", ""]:
        """The warmest that these dialogues and relationships come to, by any of the rules of what counts."""
        if not said and not seen:
            return ""
        came = [self._by_rule(*rule, said, seen) for rule in self.asked.rules.get(role, _ANY)]
        return min((one for one in came if one), key=STATES.index, default="")

    def _by_rule(
        self, counts: Engaged, warm: int, said: Sequence[Talk], seen: Sequence[Known]
    ) -> Literal["engaged", "cold", "known", ""]:
        within = dt.timedelta(days=counts.within)
        talked = [one for one in said if one.kind in counts.by]
        touched = [one.recent for one in seen if one.recent is not None and WARMER.index(one.band) >= warm]
        # Whoever is not on the team any more has left no dialogue behind that goes on.
        if any(one.at >= self._eyes.now - within and one.colleague_id in self._ours for one in talked):
            return "engaged"
        if any(one >= self._eyes.today - within for one in touched):
            return "engaged"
        if talked or touched:
            return "cold"
        return "known" if said or seen else ""


class Eyes(NamedTuple):
    """For whom and when: whether a channel looks, what may be told where it is said, and the moment."""

    channel: bool
    may: places.Topics
    now: dt.datetime
    today: dt.date

    @classmethod
    def of(cls, sight: Sight, told: places.Topics | None = None) -> Eyes:
        """Those of a sight.

        `told` are the topics that may be said of their own accord where this is said; None: in a channel what may be
        said there, and to a person all, since it answers what they asked.
        """
        channel = sight.viewer.is_channel
        if told is None:
            told = places.may(sight) if channel else places.EVERYTHING
        return cls(channel, told, sight.now, sight.today)

    @property
    def tells_of_ways(self) -> bool:
        """Whether it may be told that somebody of ours knows a person."""
        return "ways" in self.may
