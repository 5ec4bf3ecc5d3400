"""What a requester is told who may use somebody's name: that they write themselves, and a text to begin with."""

from __future__ import annotations

from bot.introductions.in_the_name import NameLent
from handlers.values import Seen
from handlers.views.hours import Reader
from handlers.views.introductions import standing_line, withdraw_button
from handlers.views.introductions_made import EDITED_MOST, ended_with, mail_address, taking_out, to_copy
from handlers.views.kit import ROOM, Form, Message, actions, button, context, esc, fitting, quoted, section


def message(lent: NameLent, reader: Reader, privacy_contact: str | None) -> Message:
    """That they may use the name, how, and the text."""
    standing, text = lent.standing, _text(lent, privacy_contact)
    head = f"{standing_line(standing, reader)} Write to them yourself: I never write to customers."
    shown = fitting(lambda most: quoted(_text(lent, privacy_contact, most)), EDITED_MOST, ROOM - 100)
    value = Seen(id=standing.introduction_id, v=standing.version).dump()
    copy = button("Copy", "intro_copy", value, spoken=f"Copy the text to {standing.contact.name}")
    address = mail_address(standing.contact.address, lent.requester, text)
    blocks = (
        section(head),
        section(f"Text you could send (yours to change):\n{shown}"),
        taking_out(standing.contact.name, address, copy),
        context("_Later I ask you once what came of it._"),
        actions(withdraw_button(standing)),
    )
    return Message("\n".join(one["text"]["text"] for one in blocks[:2]), blocks)


def copy(lent: NameLent, privacy_contact: str | None) -> Form:
    """The text in a field in which it can be selected."""
    to = esc(lent.standing.contact.address or lent.standing.contact.name)
    return to_copy(_text(lent, privacy_contact), f"To: {to}. Change the text as you like, select it and copy it.")


def _text(lent: NameLent, privacy_contact: str | None, most: int = EDITED_MOST) -> str:
    return ended_with(lent.text, privacy_contact, most, first_time=lent.first_time)
