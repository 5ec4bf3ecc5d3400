"""How a colleague likes to be asked: pause, deputy, pace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.charter.sight import Sight

Pace = Literal["at_once", "daily"]


@dataclass(frozen=True)
class Preferences:
    """`paused_until` is the last day of a pause (None: not paused); `deputy` is who stands in meanwhile."""

    paused_until: dt.date | None = None
    deputy_id: int | None = None
    deputy: str | None = None
    pace: Pace = "at_once"


def mine(sight: Sight) -> Preferences:
    """How the viewer likes to be asked; a pause that is over is none."""
    raise NotImplementedError


def save(sight: Sight, *, paused_until: dt.date | None, deputy_id: int | None, pace: Pace) -> Preferences:
    """Keep all three. Raises `BadInput` naming the field."""
    raise NotImplementedError
