"""`/o2o help`."""

from __future__ import annotations

from handlers.commands.table import Command
from handlers.house import House
from handlers.views import help as view


def register(house: House) -> None:
    """Add the command."""
    house.command(
        Command(
            "help",
            lambda _turn, _text: view.message(
                [command for command in house.commands.all if command.in_help],
                [command for command in house.commands.all if not command.in_help and command.word != "help"],
            ),
            usage="help",
            about="What I understand.",
            example="help",
            in_help=False,
            also=("hi", "hello", "?"),
        )
    )
