"""Which deals need somebody most: the order in which digests and coverage tell of them. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from models.keys import fold


@dataclass(frozen=True)
class Weight:
    """What says how much a deal needs somebody, as its reader may know it.

    `missing` is in how many parts nobody of ours is in dialogue though they are asked for now, `risks` how many risks
    are open, `to_meet` that somebody is still to be met by whoever of ours the playbook asks for, `due` the day it is
    to be closed, `amount` in hundredths of its own currency: no rates are known here, so several are compared by their
    figures.
    """

    deal_id: int
    name: str
    missing: int = 0
    risks: int = 0
    to_meet: bool = False
    due: dt.date | None = None
    amount: int | None = None

    @property
    def needs(self) -> bool:
        """Whether it needs anybody."""
        return self.missing > 0 or self.risks > 0 or self.to_meet


def order(one: Weight) -> tuple[int, int, dt.date, int, str, int]:
    """What to sort by, for the neediest to come first.

    1. More parts missing: each is a person who can still say no.
    2. More risks.
    3. Due sooner, or overdue for longer: what is due later can wait; what is due on no day waits longest.
    4. More money; no amount counts as none.
    5. By name, then by id, so that the order is always the same.
    """
    return (-one.missing, -one.risks, one.due or dt.date.max, -(one.amount or 0), fold(one.name), one.deal_id)


def ranked(weights: Iterable[Weight]) -> list[Weight]:
    """Those that need somebody, the neediest first."""
    return sorted((one for one in weights if one.needs), key=order)
