"""Choosing one of several people."""

from __future__ import annotations

from bot.network.resolving import Several
from handlers.values import Asked
from handlers.views.kit import Message, actions, esc, option, section, select

ECHOED = 50
"""Characters of what was typed that a choice carries: its value takes 150, escapes and record ids among them."""


def whom(
    action_id: str, asked: str, several: Several, *, strength: int | None = None, met: bool = False, noted: bool = False
) -> Message:
    """A picker of people and accounts; what is picked goes to `action_id` as an `Asked`.

    A choice has no room for a note (`noted`: one was typed), so the person is told where it goes.
    """

    def value(contact: int | None = None, account: int | None = None) -> str:
        return Asked(who=asked[:ECHOED], contact=contact, account=account, strength=strength, met=met).dump()

    options = [
        option(
            person.name,
            value(contact=person.contact_id),
            ", ".join(
                part
                for part in (person.title, person.account, "asked not to be contacted" if person.left_alone else None)
                if part
            )
            or None,
        )
        for person in several.people
    ]
    options += [option(a.name, value(account=a.account_id), "Account") for a in several.accounts]
    text = f"{'Whom' if several.people else 'Which account'} do you mean by {esc(asked)}?"
    if noted:
        text += "\nYour note does not fit in here: put it in afterwards with *Correct*."
    return Message(text, (section(text), actions(select(action_id, "Choose ...", options))))
