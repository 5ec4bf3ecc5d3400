"""What buttons and forms carry: typed record ids, checked on arrival. Never names, never anything to be trusted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from bot.errors import Stale
from bot.people.mine import Waits
from bot.people.paging import PAGE, Spot
from bot.people.paging import Place as ListPlace

ANOTHER_TIME = "That button is from another time. Please ask again."
LARGEST = 2**63
LONGEST_SOURCE = 200
"""The most characters that are kept of where something known came from."""
Id = Annotated[int, Field(ge=0, lt=LARGEST)]
"""A record's id; a larger number would break the database's driver."""

_ONE = "[0-9a-z]{1,13}[!?]?"
Spots = Annotated[str, Field(pattern=rf"^({_ONE}(\.{_ONE}){{0,{PAGE - 1}}})?$")]
"""Entries of a list, short enough for a choice in a menu (150 characters): ids to the base 36, and what waited."""
_MARKS: dict[Waits, str] = {"": "", "look": "!", "evidence": "?"}
_WAITED = {mark: waited for waited, mark in _MARKS.items()}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


Stamp = Annotated[str, Field(pattern=r"^([0-9a-f]{8})?$")]
"""A mark of how a relationship stood when a button or form about it was made."""


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
            raise Stale(ANOTHER_TIME) from None


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
    strength: Annotated[int, Field(ge=1, le=5)] | None = None
    note: str = ""
    met: bool = False


class Mine(Value):
    """One of the clicker's own relationships, what to do with it, and the entries on the screen beside it."""

    id: Id
    do: str = ""
    seen: Stamp = ""
    on: Spots = ""

    @property
    def place(self) -> ListPlace:
        """The part of the list it was clicked in."""
        return ListPlace(shown=_spots(self.on))


class Place(Value):
    """A part of the list of what is held in the clicker's name; `mark`: what they were told waits."""

    on: Spots = ""
    after: Spots = ""
    before: Spots = ""
    mark: str = ""

    @classmethod
    def of(cls, place: ListPlace, mark: str = "") -> Place:
        """The value for a part of the list."""
        after, before = (written([spot] if spot else []) for spot in (place.after, place.before))
        return cls(on=written(place.shown), after=after, before=before, mark=mark)

    @property
    def place(self) -> ListPlace:
        """The part of the list."""
        after, before = (next(iter(_spots(text)), None) for text in (self.after, self.before))
        return ListPlace(shown=_spots(self.on), after=after, before=before)


class Rule(Value):
    """A rule to take back, and the entries on the screen."""

    rule: Id
    on: Spots = ""

    @property
    def place(self) -> ListPlace:
        """The part of the list it was clicked in."""
        return ListPlace(shown=_spots(self.on))


def written(spots: Iterable[Spot]) -> str:
    """Entries of a list as `Spots`."""
    return ".".join(_base36(spot.relationship_id) + _MARKS[spot.waited] for spot in spots)


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, last = divmod(number, len(_DIGITS))
        digits = _DIGITS[last] + digits
    return digits or "0"


def _spots(text: str) -> tuple[Spot, ...]:
    found = []
    for one in filter(None, text.split(".")):
        mark = one[-1] if one[-1] in _WAITED else ""
        number = int(one.removesuffix(mark), len(_DIGITS))
        if number >= LARGEST:
            raise Stale(ANOTHER_TIME)
        found.append(Spot(number, _WAITED[mark]))
    return tuple(found)


class Departure(Value):
    """What an undo of `left` needs."""

    contact: Id
    holdings: tuple[Id, ...]
    on: dt.date
    title: str = ""


class Seat(Value):
    """A seat whose holder is to be named; `instead` of whom a colleague named before."""

    seat: Id
    instead: bool = False


class Agreed(Value):
    """The charter that a button was shown with."""

    version: Annotated[int, Field(ge=1, lt=LARGEST)]
    mark: Annotated[str, Field(pattern="^[0-9a-f]{16}$")]


class Listed(Value):
    """What was read out of a message, for a choice to name by its place."""

    who: tuple[str, ...]


class Suggestion(Value):
    """A proposal, and those it is shown with."""

    id: Id
    among: tuple[Id, ...] = ()


class Wanted(Value):
    """Whom an introduction is wanted to, and for which deal."""

    contact: Id
    deal: Id | None = None


class Agreeing(Agreed):
    """The same, and the introduction that is then asked for."""

    contact: Id
    deal: Id | None = None


class Seen(Value):
    """A request or an ask, as it stood (`v`, its version) when the button or form about it was made."""

    id: Id
    v: Annotated[int, Field(ge=0, lt=2**31)] = 0
    do: Annotated[str, Field(max_length=20)] = ""


class Setting(Value):
    """How somebody wants to be asked from now on: `do` says which setting, the rest what it becomes."""

    do: Annotated[str, Field(max_length=20)]
    day: dt.date | None = None
    days: Annotated[int, Field(ge=1, le=366)] | None = None
    who: Id | None = None


Part = Annotated[str, Field(pattern=r"^[a-z ]{0,20}$")]
"""The part that somebody is named for: a buying role or a stance; empty: not said."""


class OfDeal(Value):
    """A deal as it stood (`v`, its version) when the button or form about it was made, and what to do with it."""

    id: Id
    v: Annotated[int, Field(ge=0, lt=2**31)] = 0
    do: Annotated[str, Field(max_length=20)] = ""
    part: Part = ""


class DealMeant(Value):
    """What is to be done with a deal that is yet to be chosen, and the words behind it; `deal` once it is."""

    do: Annotated[str, Field(max_length=20)]
    words: Annotated[str, Field(max_length=40)] = ""
    deal: Id | None = None


class InDeal(Value):
    """Somebody of theirs, or a seat, in a deal: to be observed."""

    deal: Id
    contact: Id | None = None
    seat: Id | None = None
    part: Part = ""


class OnTeam(Value):
    """A colleague on a deal's team."""

    deal: Id
    who: Id


class Missing(Value):
    """Something missing in a deal: the playbook's need, who is to be met, and how it stood (`v`, 0: never spoken of).

    `do` is what was chosen in its menu; `on`: it was shown in the list of all that is missing, to be shown anew.
    """

    deal: Id
    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    contact: Id = 0
    v: Annotated[int, Field(ge=0, lt=2**31)] = 0
    do: Annotated[str, Field(max_length=6)] = ""
    on: bool = False


class Met(Value):
    """A meeting said for a deal, with what was known before it (to take it back); `gap` is what it answered, if any."""

    deal: Id
    contact: Id = 0
    gap: Id = 0
    v: Annotated[int, Field(ge=0, lt=2**31)] = 0
    kind: Annotated[str, Field(max_length=16)] = ""
    at: AwareDatetime | None = None
    source: Annotated[str, Field(max_length=LONGEST_SOURCE, pattern=r"^[^\x00]*$")] = ""
    on: bool = False


class OfRisk(Value):
    """A risk that was told, as it stood (`v`, its version) when the button or form about it was made."""

    gap: Id
    v: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Words(Value):
    """Words to be explained, by their keys in the glossary."""

    words: Annotated[tuple[Annotated[str, Field(max_length=30)], ...], Field(min_length=1, max_length=40)]


class Covering(Value):
    """Whose coverage is shown: a deal's, an account's or (neither) that of the viewer's people, from `at` on.

    `do` is what was chosen in a menu, `answer` the answer it belongs to.
    """

    deal: Id = 0
    account: Id = 0
    at: Annotated[int, Field(ge=0, le=100_000)] = 0
    do: Annotated[str, Field(max_length=8)] = ""
    answer: Id = 0


class HomePage(Value):
    """A page of the people to confirm in App Home, from 0."""

    page: Annotated[int, Field(ge=0, lt=2**31)] = 0


class Version(Value):
    """Settings as they stood (0: as they come) when the form about them was made."""

    v: Annotated[int, Field(ge=0, lt=2**31)] = 0
