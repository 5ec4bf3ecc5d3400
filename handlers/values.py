"""What buttons and forms carry: typed record ids, checked on arrival. Never names, never anything to be trusted."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import Stale


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


class Answer(Value):
    """The answer that a Why? belongs to."""

    answer: int


class Asked(Value):
    """What somebody typed, to be asked or filled in again, and whom they picked."""

    who: str
    contact: int | None = None
    account: int | None = None
    strength: int | None = None
    note: str = ""
    met: bool = False


class Mine(Value):
    """One of the clicker's own relationships, and what to do with it."""

    id: int
    do: str = ""
    page: int = 1
    version: int = 0


class Departure(Value):
    """What an undo of `left` needs."""

    contact: int
    holdings: tuple[int, ...]
    on: str
    title: str = ""


class Page(Value):
    """A page of a list."""

    page: int


class Seat(Value):
    """An empty seat whose holder is to be named."""

    seat: int
