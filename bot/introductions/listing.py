"""A person's open introductions, both directions: what they asked for, and what they were asked."""

from __future__ import annotations

from bot.charter.sight import Sight
from bot.introductions.shown import AskShown, Standing

__all__ = ["AskShown", "Standing", "ask", "mine", "standing", "waiting"]


def mine(sight: Sight) -> list[Standing]:
    """What the viewer asked for: all under way, and what was closed in the last 30 days; newest first."""
    raise NotImplementedError


def standing(sight: Sight, introduction_id: int) -> Standing:
    """A request of the viewer's own; raises `Stale` for any other, or none."""
    raise NotImplementedError


def waiting(sight: Sight) -> list[AskShown]:
    """What waits for the viewer: asks to answer, soonest `until` first, then what they agreed to and have yet to do."""
    raise NotImplementedError


def ask(sight: Sight, ask_id: int) -> AskShown:
    """What the viewer was asked, however it stands by now; raises `Stale` for anybody else's, or none."""
    raise NotImplementedError
