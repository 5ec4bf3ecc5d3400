"""Choosing one of several people."""

from __future__ import annotations

from bot.network.resolving import Several
from handlers.values import Asked
from handlers.views.kit import Message, actions, esc, option, section, select


def whom(action_id: str, asked: str, several: Several) -> Message:
    """A picker of people and accounts; what is picked goes to `action_id` as an `Asked`."""
    options = [
        option(
            person.name,
            Asked(who=asked, contact=person.contact_id).dump(),
            ", ".join(part for part in (person.title, person.account) if part) or None,
        )
        for person in several.people
    ]
    options += [option(a.name, Asked(who=asked, account=a.account_id).dump(), "Account") for a in several.accounts]
    text = f"{'Whom' if several.people else 'Which account'} do you mean by {esc(asked)}?"
    return Message(text, (section(text), actions(select(action_id, "Choose ...", options))))
