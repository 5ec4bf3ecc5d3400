"""What a cell of an import file may hold, and how it is read."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from bot.people.capture import NOTE_MOST
from models.keys import address_key, domain_of, fold

YES = frozenset({"yes", "y", "true", "t", "1"})
NO = frozenset({"no", "n", "false", "f", "0"})
_BIDI = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x200B, 0xFEFF))
"""Marks that turn the reading direction around or stand for nothing: they only serve to disguise a name."""
_SECONDS = re.compile(r"[0-9]{9,11}(\.[0-9]+)?")
_EARLIEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
"""Before it, nobody sent a mail that is still kept; what looks so is a number of another sort."""
_AMOUNT = re.compile(r"([0-9]{1,13}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,9}))?")
_ISO_DATE = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T ].*)?")

known_address: Callable[[str], str | None] = lru_cache(maxsize=1 << 16)(address_key)
"""`address_key`, remembered for the addresses a file repeats (in bounded memory)."""


class Refused(Exception):
    """A row that can't be taken; the reason says what would be right. It goes to the rejects, the others go in."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def one_line(text: str) -> str:
    """Text for a name or title: on one line, control characters and disguising marks taken out."""
    if not text.isprintable():
        text = "".join(" " if unicodedata.category(char) == "Cc" else char for char in text.translate(_BIDI))
    return " ".join(text.split())


def many_lines(text: str) -> str:
    """Text for a note: line breaks stay, other control characters go."""
    if not text.isprintable():
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        text = "".join(char for char in text if char in "\n\t" or unicodedata.category(char) != "Cc")
    return text.strip()


def domain_key(text: str) -> str | None:
    """The normal form of a mail domain as it ends an address, or None if it is none; `@`, `www.` and schemes go."""
    bare = re.sub(r"^[a-z]+://", "", text.strip().casefold()).removeprefix("@").removeprefix("www.").rstrip("./")
    address = known_address("x@" + bare) if bare else None
    return domain_of(address) if address else None


class Cells:
    """One row of the file, read by column name. Every reading raises `Refused` with the column's name and the mend."""

    __slots__ = ("_positions", "_values")

    def __init__(self, positions: Mapping[str, int], values: Sequence[str]) -> None:
        self._positions = positions
        self._values = values

    def has(self, column: str) -> bool:
        """Whether the file has this column at all."""
        return column in self._positions

    def raw(self, column: str) -> str:
        """The cell, trimmed; empty where the column or the cell is missing."""
        at = self._positions.get(column)
        return self._values[at].strip() if at is not None and at < len(self._values) else ""

    def text(self, column: str, limit: int) -> str | None:
        """A name, title or other short text of at most `limit` characters; None for an empty cell."""
        text = one_line(self.raw(column))
        # A folded key may be longer than the text it is made of, and is stored in a column of the same length.
        if len(text) > limit or len(fold(text)) > limit:
            raise Refused(f"{column} is longer than {limit} characters: shorten it")
        return text or None

    def needed(self, column: str, limit: int) -> str:
        """The same, where an empty cell won't do."""
        text = self.text(column, limit)
        if text is None:
            raise Refused(f"{column} is empty: it is needed")
        return text

    def note(self, column: str) -> str | None:
        """Free text of at most `NOTE_MOST` characters; None for an empty cell."""
        text = many_lines(self.raw(column))
        if len(text) > NOTE_MOST:
            raise Refused(f"{column} is longer than {NOTE_MOST} characters: shorten it")
        return text or None

    def address(self, column: str) -> str | None:
        """An e-mail address in its normal form; None for an empty cell."""
        text = self.raw(column)
        return an_address(column, text) if text else None

    def needed_address(self, column: str) -> str:
        """The same, where an empty cell won't do."""
        address = self.address(column)
        if address is None:
            raise Refused(f"{column} is empty: it is needed")
        return address

    def addresses(self, column: str) -> tuple[str, ...]:
        """Addresses parted by `;`, each once, in the order given."""
        return tuple(dict.fromkeys(an_address(column, part) for part in self.parts(column)))

    def parts(self, column: str) -> list[str]:
        """What stands between the `;` of a cell."""
        return [part.strip() for part in self.raw(column).split(";") if part.strip()]

    def yes(self, column: str) -> bool | None:
        """A yes or a no; None for an empty cell."""
        word = self.raw(column).casefold()
        if not word:
            return None
        if word in YES:
            return True
        if word in NO:
            return False
        raise Refused(f"{column} is {_shown(word)}: write yes or no")

    def whole(self, column: str, lowest: int, highest: int) -> int | None:
        """A whole number between two others; None for an empty cell."""
        text = self.raw(column)
        if not text:
            return None
        number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1
        if not lowest <= number <= highest:
            raise Refused(f"{column} is {_shown(text)}: write a whole number from {lowest} to {highest}")
        return number

    def amount(self, column: str) -> int | None:
        """An amount of money in hundredths of its currency; None for an empty cell."""
        text = self.raw(column)
        if not text:
            return None
        match = _AMOUNT.fullmatch(text)
        # Three digits behind a point are thousands to half of the world.
        if match is None or len(match[2] or "") == 3:
            raise Refused(f"{column} is {_shown(text)}: write a number like 12000.50")
        return int((Decimal(match[1].replace(",", "") + "." + (match[2] or "0")) * 100).to_integral_value())

    def code(self, column: str, pattern: re.Pattern[str], like: str) -> str | None:
        """A code of a fixed shape, in capitals; None for an empty cell."""
        text = self.raw(column).upper()
        if text and not pattern.fullmatch(text):
            raise Refused(f"{column} is {_shown(text)}: write it like {like}")
        return text or None

    def date(self, column: str, *, latest: dt.date | None = None) -> dt.date | None:
        """A date as `2026-11-30` (a time behind it is left out), none after `latest`; None for an empty cell."""
        text = self.raw(column)
        if not text:
            return None
        match = _ISO_DATE.fullmatch(text)
        try:
            date = dt.date.fromisoformat(match[1]) if match else None
        except ValueError:
            date = None
        if date is None or date.year < 1900:
            raise Refused(f"{column} is {_shown(text)}: write a date like 2026-11-30")
        if latest is not None and date > latest:
            raise Refused(f"{column} is {date}, which lies in the future")
        return date

    def needed_instant(self, column: str, *, latest: dt.datetime) -> dt.datetime:
        """A time in ISO 8601 (one without a zone is UTC) or in seconds since 1970, none after `latest`."""
        text = self.raw(column)
        if not text:
            raise Refused(f"{column} is empty: it is needed")
        try:
            at = dt.datetime.fromtimestamp(float(text), dt.UTC) if _SECONDS.fullmatch(text) else _iso_time(text)
        except (ValueError, OverflowError, OSError):
            at = None
        if at is None or at < _EARLIEST:
            raise Refused(f"{column} is {_shown(text)}: write a time like 2026-11-30T09:30Z, or seconds since 1970")
        if at > latest:
            raise Refused(f"{column} is {_shown(text)}, which lies in the future (a time without a zone is UTC)")
        return at


def _iso_time(text: str) -> dt.datetime | None:
    if not _ISO_DATE.fullmatch(text):
        return None  # other forms of ISO 8601 look like seconds
    at = dt.datetime.fromisoformat(text)
    return at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)


def an_address(column: str, text: str) -> str:
    """The normal form of an address; `Refused` when it is none."""
    address = known_address(text)
    if address is None:
        raise Refused(f"{column} is {_shown(text)}, which is no e-mail address")
    if len(address) > 320:
        raise Refused(f"{column} is longer than 320 characters")
    return address


def _shown(text: str) -> str:
    short = one_line(text)
    return repr(short if len(short) <= 60 else short[:57] + "...")
