"""What can go wrong that a person can mend. Everything else is a bug and gets an id at the boundary."""

from __future__ import annotations


class DomainError(Exception):
    """An error with words for the person who caused it or can mend it.

    `words` say what is wrong and what would be right; they never hold anything the charter might hide. `field` names
    the input field it belongs to, where there is one.
    """

    def __init__(self, words: str, *, field: str | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.field = field


class BadInput(DomainError):
    """What was typed can't be taken as it is."""


class NotYours(DomainError):
    """Only somebody else may do this."""


class Stale(DomainError):
    """Things have moved on since the button was shown."""


class SettingsError(DomainError):
    """A setting is missing or wrong."""
