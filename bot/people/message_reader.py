"""Which customer people a Slack message speaks of, and which colleagues it mentions, so that a form can be prefilled.

Nothing is looked up or stored. What is not sure is left alone: an empty field costs a few keystrokes, a wrong name or
title under somebody's address is believed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.people.reading.chunks import chunks
from bot.people.reading.markup import TEXT_READ, tokens
from bot.people.reading.people import Reader

PEOPLE_MOST = 10
"""People that are read of one message; a form with more is for nobody."""


@dataclass(frozen=True)
class PersonRead:
    """Somebody a message speaks of.

    Attributes:
        address: E-mail address in its normal form (`models.keys.address_key`).
        name: As written, without honorifics and degrees; or as an address first.last spells it.
        title: As written ("CFO", "Head of Procurement").
        account: As written ("Acme Corp").
    """

    address: str | None = None
    name: str | None = None
    title: str | None = None
    account: str | None = None


@dataclass(frozen=True)
class MessageRead:
    """What was read of a message.

    Attributes:
        people: In the order of the message, at most `PEOPLE_MOST`.
        colleagues: Slack user ids that are mentioned, in order, each once.
        own: Addresses of our own domains, in order, each once: never contacts.
    """

    people: tuple[PersonRead, ...]
    colleagues: tuple[str, ...]
    own: tuple[str, ...]


def read_message(text: str, own_domains: Collection[str] = ()) -> MessageRead:
    """Read a message's text as Slack gives it to a message shortcut (mrkdwn). Never fails.

    A person is read where there is an address that is not a department's, or a full name (two words or more) together
    with a title, an account or a word like "met". Of long texts the first `TEXT_READ` characters are read.
    """
    pieces = tokens(text)
    reader = Reader(chunks(pieces), own_domains)
    people = tuple(PersonRead(one.address, one.name, one.title, one.account) for one in reader.read())
    mentions = dict.fromkeys(piece.text for piece in pieces if piece.kind == "mention")
    return MessageRead(people[:PEOPLE_MOST], tuple(mentions), tuple(reader.own))


__all__ = ["PEOPLE_MOST", "TEXT_READ", "MessageRead", "PersonRead", "read_message"]
