"""What the CRM tells of a deal, read out of the body of a webhook. Pure: nothing is looked up."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, NoReturn

from bot.errors import BadInput
from bot.people.imports.cells import one_line
from models.keys import address_key, fold

Via = Literal["deals", "hubspot"]
Ending = Literal["won", "lost", "no"]

MOST_EVENTS = 200
"""Events in one delivery of HubSpot's, which sends up to 100."""
AHEAD = dt.timedelta(minutes=5)
"""How far what is told may lie in the future, since clocks differ. Further on it would count for ever."""
_EARLIEST = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)
_MILLISECONDS = 100_000_000_000
"""From here on, a number is a time in milliseconds: in seconds it would be the year 5138."""
MOST_AMOUNT = 10**13
"""More than any deal is worth in any currency."""
HUBSPOT_DEAL = "0-3"
"""HubSpot's own number for deals among its types of object."""


class Malformed(BadInput):
    """A body that can't be taken; `words` name the field and what it should be, never what it was."""


@dataclass(frozen=True)
class Particulars:
    """What a delivery may say beside the stage. None: it says nothing of it."""

    name: str | None = None
    account: str | None = None
    amount: int | None = None
    currency: str | None = None
    expected_close: dt.date | None = None
    owner_email: str | None = None
    closed: Ending | None = None


@dataclass(frozen=True)
class Told:
    """One word of the CRM's on a deal: its stage from an instant on, and what else goes with it.

    `key` is the same for the same word told again.
    """

    via: Via
    external_id: str
    stage: str
    at: dt.datetime
    key: str
    particulars: Particulars = Particulars()


def read_json(body: bytes) -> Any:
    """The JSON of a body; raises `Malformed`."""
    try:
        return json.loads(body.decode("utf-8"), parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Malformed("the body is not JSON in UTF-8") from None


def read_deal(held: Any, now: dt.datetime) -> Told:
    """The body of `POST /hooks/deals`; raises `Malformed`."""
    if not isinstance(held, dict):
        raise Malformed("the body is no JSON object")
    external_id = _needed(_identifier(held, "external_id"), "external_id")
    stage = _needed(_text(held, "stage", 100), "stage")
    at = _instant(held.get("at"), "at", now)
    particulars = Particulars(
        name=_text(held, "name", 200),
        account=_text(held, "account", 200),
        amount=_amount(held),
        currency=_currency(held),
        expected_close=_day(held),
        owner_email=_address(held),
        closed=_closed(held),
    )
    said = json.dumps(
        [external_id, stage, at.isoformat(), *(str(v) for v in vars(particulars).values())], ensure_ascii=True
    )
    return Told("deals", external_id, stage, at, _digest(said), particulars)


def read_hubspot(held: Any, now: dt.datetime) -> tuple[list[Told], int]:
    """What HubSpot's array of events says of deals' stages, and how many events speak of something else.

    Raises `Malformed`; then none of the array is to be taken.
    """
    if not isinstance(held, list) or len(held) > MOST_EVENTS:
        raise Malformed(f"the body is no JSON array of at most {MOST_EVENTS} events")
    told, others = [], 0
    for event in held:
        if not isinstance(event, dict):
            raise Malformed("an event is no JSON object")
        if not _of_a_stage(event):
            others += 1
            continue
        external_id = _needed(_identifier(event, "objectId"), "objectId")
        stage = _needed(_text(event, "propertyValue", 100), "propertyValue")
        at = _instant(event.get("occurredAt"), "occurredAt", now)
        # HubSpot's eventId is not promised to be different for different events.
        key = _digest(json.dumps([external_id, stage, at.isoformat()]))
        told.append(Told("hubspot", external_id, stage, at, key))
    return told, others


def _of_a_stage(event: Mapping[str, Any]) -> bool:
    kind = event.get("subscriptionType")
    of_deal = kind == "deal.propertyChange" or (
        kind == "object.propertyChange" and event.get("objectTypeId") == HUBSPOT_DEAL
    )
    return of_deal and event.get("propertyName") == "dealstage"


def _no_number(_text: str) -> NoReturn:
    raise ValueError("JSON knows neither NaN nor Infinity")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _needed(value: str | None, field: str) -> str:
    if value is None:
        raise Malformed(f"{field} is missing or empty", field=field)
    return value


def _text(held: Mapping[str, Any], field: str, limit: int) -> str | None:
    value = held.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Malformed(f"{field} is no text", field=field)
    try:
        value.encode("utf-8")  # JSON can hold halves of characters, which no database takes
    except UnicodeEncodeError:
        raise Malformed(f"{field} holds half a character", field=field) from None
    text = one_line(value)
    if len(text) > limit or len(fold(text)) > limit:
        raise Malformed(f"{field} is longer than {limit} characters", field=field)
    return text or None


def _identifier(held: Mapping[str, Any], field: str) -> str | None:
    value = held.get(field)
    if isinstance(value, int) and not isinstance(value, bool):
        held = {field: str(value) if abs(value) < 1 << 63 else "9" * 201}
    return _text(held, field, 200)


def _instant(value: Any, field: str, now: dt.datetime) -> dt.datetime:
    at = None
    try:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            seconds = float(value)
            at = dt.datetime.fromtimestamp(seconds / 1000 if seconds >= _MILLISECONDS else seconds, dt.UTC)
        elif isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*", value, re.ASCII):
            at = dt.datetime.fromisoformat(value)
            at = at.replace(tzinfo=dt.UTC) if at.tzinfo is None else at.astimezone(dt.UTC)
    except (ValueError, OverflowError, OSError):
        at = None
    if at is None or at < _EARLIEST:
        raise Malformed(
            f"{field} is no time like 2026-11-30T09:30:00Z, or seconds or milliseconds since 1970", field=field
        )
    if at > now + AHEAD:
        raise Malformed(f"{field} lies in the future", field=field)
    return at


def _amount(held: Mapping[str, Any]) -> int | None:
    value = held.get("amount")
    if value is None or value == "":
        return None
    number = None
    if isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        with suppress(InvalidOperation, ValueError):
            number = Decimal(value)
    if number is None or not number.is_finite() or not 0 <= number <= MOST_AMOUNT:
        raise Malformed("amount is no number like 12000.50", field="amount")
    return int((number * 100).to_integral_value())


def _currency(held: Mapping[str, Any]) -> str | None:
    text = _text(held, "currency", 3)
    if text is not None and not re.fullmatch("[A-Za-z]{3}", text):
        raise Malformed("currency is no code of three letters like EUR", field="currency")
    return text.upper() if text else None


def _day(held: Mapping[str, Any]) -> dt.date | None:
    text = _text(held, "expected_close", 40)
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text[:10]) if re.match(r"\d{4}-\d\d-\d\d", text, re.ASCII) else _no_number(text)
    except ValueError:
        raise Malformed("expected_close is no day like 2026-11-30", field="expected_close") from None


def _address(held: Mapping[str, Any]) -> str | None:
    text = _text(held, "owner_email", 320)
    if text is None:
        return None
    address = address_key(text)
    if address is None:
        raise Malformed("owner_email is no e-mail address", field="owner_email")
    return address


def _closed(held: Mapping[str, Any]) -> Ending | None:
    value = held.get("closed")
    if value is None or value == "":
        return None
    word = value.strip().casefold() if isinstance(value, str) else value
    if word == "won":
        return "won"
    if word == "lost":
        return "lost"
    if word in ("no", "false") or value is False:
        return "no"
    raise Malformed("closed is none of won, lost, no", field="closed")
