"""A command's facts for help and docs, apart from what runs it (so that views can show them)."""

from __future__ import annotations

from typing import Protocol


class Words(Protocol):
    """What help says of a command."""

    @property
    def word(self) -> str:
        """As typed."""
        ...

    @property
    def usage(self) -> str:
        """How it is written."""
        ...

    @property
    def about(self) -> str:
        """What it does."""
        ...

    @property
    def short(self) -> str:
        """What it does, in half a line, where help lists it among the others."""
        ...

    @property
    def example(self) -> str:
        """One that works."""
        ...
