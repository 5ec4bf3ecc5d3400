"""Texts that somebody could send to a contact, other than the one of the request; none names a deal of ours."""

from __future__ import annotations

from bot.introductions.requesting import ABOUT
from bot.network.who import first_word


def asking_first(contact: str, requester: str, purpose: str) -> str:
    """The text with which whoever knows the contact asks whether they want to be introduced."""
    who = first_word(requester, "They")
    return (
        f"{_greeting(contact)}, would you like to meet my colleague {requester}? {who} would like to "
        f"talk with you {ABOUT[purpose]}. If you would rather not, that is quite all right: just tell me."
    )


def in_the_name_of(connector: str, contact: str, requester: str, purpose: str) -> str:
    """The text of a requester who writes themselves, and may mention who knows the contact."""
    return (
        f"{_greeting(contact)}, my colleague {connector} said that I may mention them to you. My name is {requester}, "
        f"and I would like to talk with you {ABOUT[purpose]}. Would a short call suit you?"
    )


def _greeting(contact: str) -> str:
    return "Hello" if "@" in contact else first_word(contact, "Hello")
