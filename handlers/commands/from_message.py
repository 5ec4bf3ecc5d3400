"""The message shortcut *Log who knows whom*."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from bot.people.capture import Entry
from bot.people.from_message import AT_ONCE, OFFERED_MOST, Line, Take, keep, read
from handlers.agreeing import until_agreed
from handlers.boundary import Turn
from handlers.commands.know import entry_of
from handlers.house import House, Submission, Used
from handlers.values import figure
from handlers.views import from_message as view
from handlers.views.kit import Form, Message


def register(house: House) -> None:
    """Add the shortcut and its form."""
    house.message_shortcut("log_who_knows_whom", _read)
    house.submission("log_who_knows_whom", _sent)


def _read(turn: Turn, used: Used) -> Form:
    return view.form(read(turn.sight, turn.settings.domains, used.text, used.author))


def _sent(turn: Turn, sent: Submission) -> Message:
    lines = [_line(sent, number) for number in range(AT_ONCE) if f"address.{number}" in sent.values]
    owners = sent.chosen.get("tell", ())[:OFFERED_MOST]
    kept = keep(turn.sight, turn.clock, turn.settings.domains, lines, owners)
    logged = any(line.take == "log" for line in lines)
    return until_agreed(turn, view.done(kept), private=not logged or sent.values.get("sharing") == "private")


def _line(sent: Submission, number: int) -> Line:
    values = sent.values
    take = values.get(f"take.{number}") or "log"
    entry: Entry = replace(
        entry_of(sent),
        address=values.get(f"address.{number}"),
        name=values.get(f"name.{number}"),
        title=values.get(f"title.{number}"),
        account=values.get(f"account.{number}"),
        strength=figure(values.get(f"strength.{number}")),
        # Said once for all of them: it takes back no "private" of somebody logged before.
        private=True if values.get("sharing") == "private" else None,
    )
    # What no form offers is left out: nothing is logged that nobody chose.
    return Line(entry, cast("Take", take if take in view.TAKES else "leave"))
