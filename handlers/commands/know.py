"""`/o2o know` and `/o2o met`, their form and the global shortcut: logging a relationship."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.network.portrait import portraits
from bot.network.who import LONGEST, parse_who
from bot.people.capture import Entry, Logged, NeedsMore, know, log, parse_entry
from handlers.agreeing import until_agreed
from handlers.boundary import Turn
from handlers.commands.next import counting
from handlers.commands.table import Command
from handlers.house import Click, House, Submission
from handlers.values import Asked, figure
from handlers.views import capture as view
from handlers.views.kit import Form, Message
from handlers.views.pickers import whom
from models.network import Relationship


def register(house: House) -> None:
    """Add the commands, the shortcut, the buttons and the form."""
    house.command(
        Command(
            "know",
            _know,
            usage="know WHO, [strength] [note]",
            about="Log that you know somebody: strength 1 (a little) to 5 (very well), a note to yourself.",
            example="know jane@acme.com, 4 worked together at Initech",
            writes=True,
            form=_blank,
            also=("knows",),
        )
    )
    house.command(
        Command(
            "met",
            _met,
            usage="met WHO",
            about="Note that you met or spoke with somebody today.",
            example="met jane@acme.com",
            writes=True,
            form=_blank_met,
        )
    )
    house.shortcut("log_relationship", _blank)
    house.opens("know_open", _prefilled)
    house.action("know_pick", _picked, writes=True)
    house.submission("know", _sent)


def _know(turn: Turn, text: str) -> Message | Form:
    who, entry = parse_entry(text)
    return _log(turn, who, entry, met=False)


def _met(turn: Turn, text: str) -> Message | Form:
    who, entry = parse_entry(text)
    return _log(turn, who, replace(entry, met_on=turn.clock.now().date()), met=True)


def _log(turn: Turn, who: str, entry: Entry, *, met: bool) -> Message | Form:
    try:
        done = know(turn.sight, turn.clock, turn.settings.domains, who, entry)
        return until_agreed(turn, _noted(turn, done, met=met), private=done.private)
    except NeedsMore as more:
        if more.people is not None:
            typed = parse_who(who).typed
            return whom("know_pick", typed, more.people, strength=entry.strength, met=met, noted=entry.note is not None)
        kept = Asked(who=who[:LONGEST], strength=entry.strength, note=(entry.note or "")[:LONGEST], met=met)
        return view.form(more.entry, kept=kept)


def _noted(turn: Turn, done: Logged, *, met: bool) -> Message:
    """What is stored now; a meeting is offered to be counted for a deal in which they matter."""
    said = view.logged(done, met=met)
    if not met:
        return said
    mine = turn.session.get_one(Relationship, (turn.viewer.workspace_id, done.relationship_id))
    return replace(said, blocks=(*said.blocks, *counting(turn, mine.contact_id, done.called)))


def _blank(_turn: Turn) -> Form:
    return view.form(Entry())


def _blank_met(_turn: Turn) -> Form:
    return view.form(Entry(), kept=Asked(who="", met=True))


def _prefilled(turn: Turn, click: Click) -> Form:
    asked = Asked.load(click.value)
    if asked.contact is not None:
        face = portraits(turn.sight, [asked.contact]).get(asked.contact)
        if face is not None:
            return view.form(Entry(contact_id=face.contact_id), called=face.name)
    who = parse_who(asked.who)
    account = who.account or (who.after if not who.address else None)
    entry = Entry(address=who.address, name=who.name, account=account, strength=asked.strength, note=asked.note or None)
    return view.form(entry, kept=asked)


def _picked(turn: Turn, click: Click) -> Message:
    asked = Asked.load(click.value)
    entry = Entry(contact_id=asked.contact or 0, strength=asked.strength, met_on=_today(turn, asked))
    done = log(turn.sight, turn.clock, turn.settings.domains, entry)
    return replace(until_agreed(turn, _noted(turn, done, met=asked.met), private=done.private), replace=True)


def _today(turn: Turn, asked: Asked) -> dt.date | None:
    return turn.clock.now().date() if asked.met else None


def entry_of(sent: Submission, *, contact_id: int | None = None, met_on: dt.date | None = None) -> Entry:
    """What a sent form says about somebody; `contact_id` names whom a picker named."""
    values = sent.values
    return Entry(
        address=values.get("address"),
        contact_id=contact_id,
        name=values.get("name"),
        title=values.get("title"),
        account=values.get("account"),
        strength=figure(values.get("strength")),
        kind=values.get("kind"),
        note=values.get("note"),
        private=values.get("sharing") == "private",
        met_on=met_on,
    )


def _sent(turn: Turn, sent: Submission) -> Message:
    asked = Asked.load(sent.metadata)
    entry = entry_of(sent, contact_id=asked.contact, met_on=_today(turn, asked))
    done = log(turn.sight, turn.clock, turn.settings.domains, entry)
    return until_agreed(turn, view.done(done), private=done.private)
