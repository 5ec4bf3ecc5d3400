"""What buttons and forms carry: typed record ids, checked on arrival. Never names, never anything to be trusted."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import Stale

Id = Annotated[int, Field(ge=0, lt=2**63)]
"""A record's id; a larger number would break the database's driver."""


class Value(BaseModel):
    """A button's value or a form's metadata."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    def dump(self) -> str:
        """As Slack carries it."""
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def load(cls, text: str) -> Self:
        """Read it back; what does not fit was tampered with or is from another version."""
        try:
            return cls.model_validate_json(text)
        except ValidationError:
            raise Stale("That button is from another time. Please ask again.") from None


def figure(chosen: str | None) -> int | None:
    """The strength chosen in a form (1 to 5; what no form offers becomes 0, which is refused), or None."""
    return None if not chosen else int(chosen) if chosen in ("1", "2", "3", "4", "5") else 0


class Answer(Value):
    """The answer that a Why? belongs to."""

    answer: Id


class Asked(Value):
    """What somebody typed, to be asked or filled in again, and whom they picked."""

    who: str
    contact: Id | None = None
    account: Id | None = None
    strength: int | None = None
    note: str = ""
    met: bool = False


class Mine(Value):
    """One of the clicker's own relationships, and what to do with it."""

    id: Id
    do: str = ""
    page: Id = 1
    version: Id = 0


class Departure(Value):
    """What an undo of `left` needs."""

    contact: Id
    holdings: tuple[Id, ...]
    on: dt.date
    title: str = ""


class Page(Value):
    """A page of a list."""

    page: Id


class Seat(Value):
    """A seat whose holder is to be named; `instead` of whom a colleague named before."""

    seat: Id
    instead: bool = False


class Listed(Value):
    """What was read out of a message, for a choice to name by its place."""

    who: tuple[str, ...]


class Suggestion(Value):
    """A proposal, and those it is shown with."""

    id: Id
    among: tuple[Id, ...] = ()
