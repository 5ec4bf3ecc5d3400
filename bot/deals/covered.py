"""How a deal stands, part by part: what `bot.deals.coverage` finds for one reader."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final, Literal, get_args

from bot.audit import Decided
from bot.deals.counterparts import Counterpart
from bot.deals.needs import DealNeeds
from bot.deals.ours import Member
from bot.deals.ranking import Weight
from bot.deals.showing import DealShown
from bot.deals.survivability import Survivability, Thread
from models.deals import Gap

State = Literal["engaged", "cold", "known", "unknown", "vacant"]
STATES: Final[tuple[State, ...]] = get_args(State)
"""How a part of theirs stands, from the warmest on."""


@dataclass(frozen=True)
class Cell:
    """How one part of ours stands with one of theirs; `state` "": nothing is known to its reader.

    `behind` are those who play it and of whom that state holds; a channel is told of none.
    """

    ours: str
    state: State | Literal[""]
    behind: tuple[Member, ...] = ()


@dataclass(frozen=True)
class RoleStanding:
    """How a buying role (or stance) of theirs stands, for one reader.

    `named`: somebody, or a seat, is named in it. `needed`: a need of the playbook for it is open, by `needed_by` at the
    latest: nobody has met it, nor answered it for now. `last` is the day of the last dialogue said aloud. `people` are
    those whom the reader sees in it; a channel sees none. `before` is how it stood in the reader's last digest (None:
    there was none, or it was not in it), and `weeks` for how many digests on end before today it has been what it is.
    """

    role: str
    state: State
    named: bool
    needed: bool
    needed_by: dt.date | None = None
    last: dt.date | None = None
    cells: tuple[Cell, ...] = ()
    people: tuple[Counterpart, ...] = ()
    before: State | None = None
    weeks: int = 0

    @property
    def missing(self) -> bool:
        """Whether it is needed now and nobody of ours is in dialogue with whoever has it."""
        return self.needed and self.state != "engaged"


@dataclass(frozen=True)
class Column:
    """A part of ours, and who plays it."""

    ours: str
    members: tuple[Member, ...]


@dataclass(frozen=True)
class DealCoverage:
    """How a deal stands for one reader: its roles in the vocabulary's order, and what hangs by one thread.

    `risks` are the open ones of which this reader may be told; `decided` are the decisions behind all of it. `talks` is
    who is in dialogue with whom and `lines` what there is among theirs, by which `threads` was found: ids, never told.
    `people` are all of theirs whom the reader sees in it, with a part or without; a channel sees none.
    """

    deal: DealShown
    roles: tuple[RoleStanding, ...]
    columns: tuple[Column, ...]
    threads: Survivability
    needs: DealNeeds
    risks: tuple[Gap, ...]
    decided: tuple[Decided, ...]
    talks: frozenset[Thread] = frozenset()
    lines: frozenset[tuple[int, int]] = frozenset()
    people: tuple[Counterpart, ...] = ()

    @property
    def counts(self) -> dict[State, int]:
        """How many roles are in each state, in the order of `STATES`."""
        return {state: sum(one.state == state for one in self.roles) for state in STATES}

    @property
    def before(self) -> dict[State, int] | None:
        """The same as of the last digest, of the roles there are now; None: there was none."""
        known = [one.before for one in self.roles if one.before is not None]
        return {state: known.count(state) for state in STATES} if known else None

    @property
    def missing(self) -> tuple[RoleStanding, ...]:
        """What is needed now and nobody of ours is in dialogue with: with those whom somebody merely knows."""
        return tuple(one for one in self.roles if one.missing)

    @property
    def needs_somebody(self) -> bool:
        """Whether anything in it is to be seen to: a need that is open, or a risk."""
        return bool(self.risks) or any(one.needed for one in self.roles)

    def weight(self, *, to_meet: bool = False) -> Weight:
        """What says how much it needs somebody; `to_meet`: whoever of ours is to meet somebody now."""
        deal = self.deal
        missing, risks = len(self.missing), len(self.risks)
        return Weight(deal.deal_id, deal.name, missing, risks, to_meet, deal.expected_close, deal.amount)


__all__ = ["STATES", "Cell", "Column", "DealCoverage", "RoleStanding", "State"]
