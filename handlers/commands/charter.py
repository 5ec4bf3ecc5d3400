"""`/o2o charter`: the rules in plain words."""

from __future__ import annotations

from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import House
from handlers.views import charter as view
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add the command."""
    house.command(
        Command(
            "charter",
            _charter,
            usage="charter",
            about="The charter in force, in plain words: who is shown what you share.",
            example="charter",
        )
    )


def _charter(turn: Turn, _text: str) -> Message:
    return view.message(turn.charter)
