"""`/o2o left WHO`: somebody is no longer in their seat."""

from __future__ import annotations

from bot.errors import BadInput
from bot.network.resolving import Objected, OneOfUs, Person, Several, resolve
from bot.network.who import parse_who
from bot.people.capture import ObjectionOnFile
from bot.people.left import leave, undo_leave
from bot.people.seats import name_holder, seat_label
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House, Submission
from handlers.values import Asked, Departure, Seat
from handlers.views import capture as view
from handlers.views.kit import Form, Message, esc, section
from handlers.views.pickers import whom


def register(house: House) -> None:
    """Add the command and its buttons."""
    house.command(
        Command(
            "left",
            _left,
            usage="left WHO",
            about="Somebody is no longer in their seat; it falls vacant.",
            example="left jane@acme.com",
            writes=True,
            in_help=False,
        )
    )
    house.action("left_pick", _picked, writes=True)
    house.action("left_undo", _undo, writes=True)
    house.opens("seat_holder", _holder)
    house.submission("seat_holder", _named)


def _left(turn: Turn, text: str) -> Message:
    who = parse_who(text)
    if who.empty:
        raise BadInput("Who has left? Try `/o2o left jane@acme.com`.", field="who")
    found = resolve(turn.sight, who)
    if isinstance(found, Person):
        return view.left(leave(turn.sight, turn.clock, found.contact_id))
    if isinstance(found, Several) and found.people:
        return whom("left_pick", who.typed, Several(people=found.people))
    if isinstance(found, Objected):
        raise ObjectionOnFile("a privacy request is on file")
    if isinstance(found, OneOfUs):
        raise BadInput(f"{esc(found.name)} is one of us. Who leaves us, Slack tells me.")
    raise BadInput(f"I don't know of a seat that {esc(who.typed)} holds.", field="who")


def _picked(turn: Turn, click: Click) -> Message:
    return view.left(leave(turn.sight, turn.clock, Asked.load(click.value).contact or 0))


def _undo(turn: Turn, click: Click) -> Message:
    value = Departure.load(click.value)
    called = undo_leave(turn.sight, value.contact, value.holdings, value.on)
    text = f"Taken back: *{esc(called)}* has their seat as before."
    return Message(text, (section(text),), replace=True)


def _holder(turn: Turn, click: Click) -> Form:
    seat = Seat.load(click.value)
    return view.holder(seat_label(turn.sight, seat.seat), seat)


def _named(turn: Turn, sent: Submission) -> Message:
    address, name = sent.values.get("address") or "", sent.values.get("name")
    seat = Seat.load(sent.metadata)
    domains = turn.settings.domains
    label = name_holder(turn.sight, turn.clock, domains, seat.seat, address, name, instead=seat.instead)
    text = f"Noted: *{esc(name or address)}* is {esc(label)}."
    return Message(text, (section(text),), title="Holder named")
