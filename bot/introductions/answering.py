"""What somebody who was asked for their yes may do."""

from __future__ import annotations

from typing import Literal

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.introductions.shown import AskShown

Answer = Literal["introduce", "use_name", "ask_contact", "contact_yes", "contact_no", "decline", "later"]


def answer(sight: Sight, clock: Clock, ask_id: int, version: int, said: Answer) -> AskShown:
    """Take an answer, decided again under the charter in force; gives how it stands then.

    Where the charter no longer allows the request, the ask is void instead and `closed` says so. Raises `Stale` (with
    words on how things stand) for a click that comes too late, twice, or from anybody else.
    """
    raise NotImplementedError


def suggest(sight: Sight, clock: Clock, ask_id: int, version: int, colleague_id: int) -> AskShown:
    """Say no, and who may be better placed; whether they are is not told. Raises `BadInput` and `Stale`."""
    raise NotImplementedError


def edit(sight: Sight, clock: Clock, ask_id: int, version: int, draft: str) -> AskShown:
    """Put the text to send into one's own words. Raises `BadInput` and `Stale`."""
    raise NotImplementedError


def made(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Say that the introduction one agreed to was made. Raises `Stale`."""
    raise NotImplementedError


def contact_objects(sight: Sight, clock: Clock, ask_id: int) -> AskShown:
    """Say that the contact asked not to be contacted: requests for them end at once, the privacy officer is told."""
    raise NotImplementedError
