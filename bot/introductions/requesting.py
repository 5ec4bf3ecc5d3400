"""Asking for an introduction to a person, and withdrawing it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import DomainError
from bot.introductions.shown import Standing
from bot.network.portrait import Portrait

__all__ = ["Preparation", "Refused", "Standing", "Wish", "drafted", "prepare", "request", "withdraw"]


class Refused(DomainError):
    """The charter refuses the request at once, with a reason that speaks of the requester or of an objection."""


@dataclass(frozen=True)
class Preparation:
    """What a form for a request begins with.

    `deals` are open ones of the requester's as (id, name); `purposes` are those of the charter; `draft` a text somebody
    could send on. `in_flight` is the request for this person that is under way already. `own` says that the requester
    knows the person themselves. `connectors`, as (colleague id, name), are those whom the requester may see by name,
    the warmest first.
    """

    contact: Portrait
    deals: tuple[tuple[int, str], ...]
    purposes: tuple[str, ...]
    draft: str
    in_flight: Standing | None
    own: bool
    connectors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Wish:
    """What is asked for. `prefers_id` is a colleague of `Preparation.connectors` to be asked first."""

    contact_id: int
    purpose: str
    reason: str | None = None
    draft: str = ""
    needed_by: dt.date | None = None
    deal_id: int | None = None
    prefers_id: int | None = None


def prepare(sight: Sight, contact_id: int) -> Preparation:
    """What the requester may choose from; raises `Refused`, or `BadInput` for somebody not listed for the viewer."""
    raise NotImplementedError


def request(sight: Sight, clock: Clock, wish: Wish) -> Standing:
    """Ask for an introduction; where one to the person is under way already, gives that one.

    Nobody is asked yet: the clock does that, so that neither the answer nor its time tells who there is to ask. Raises
    `Refused`, and `BadInput` naming the field.
    """
    raise NotImplementedError


def withdraw(sight: Sight, clock: Clock, introduction_id: int, version: int) -> Standing:
    """Take a request back; whoever was asked need do nothing more. Raises `Stale`."""
    raise NotImplementedError


def drafted(contact: str, requester: str, purpose: str, deal: str | None) -> str:
    """A text that somebody could send to the contact."""
    raise NotImplementedError
