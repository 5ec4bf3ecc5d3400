"""What came of an introduction, and what an owner is told of how their relationships were used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.introductions.shown import Standing
from bot.network.portrait import Portrait

Came = Literal["met", "no_reply"]


@dataclass(frozen=True)
class Thanks:
    """What a connector is told of an introduction of theirs. `contact` is None where they may not see them any more."""

    introduction_id: int
    requester: str
    contact: Portrait | None
    came: Came


@dataclass(frozen=True)
class Receipt:
    """How often, in a month (YYYYMM), others were shown the viewer's relationships, asked for one, and met by it."""

    month: int
    looked_up: int
    asked: int
    meetings: int

    @property
    def empty(self) -> bool:
        """That there is nothing to tell."""
        return not (self.looked_up or self.asked or self.meetings)


def came_of_it(sight: Sight, clock: Clock, introduction_id: int, version: int, came: Came) -> Standing:
    """Say what came of an introduction: a meeting is the requester's own new evidence. Raises `Stale`."""
    raise NotImplementedError


def thanks(sight: Sight, introduction_id: int) -> Thanks:
    """What the viewer, who was its connector, hears of how it went. Raises `Stale`."""
    raise NotImplementedError


def receipt(sight: Sight, month: int) -> Receipt:
    """The viewer's own receipt of a month, written as YYYYMM, in their own time zone."""
    raise NotImplementedError
