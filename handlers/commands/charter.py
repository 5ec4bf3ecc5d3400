"""`/o2o charter`: the rules in plain words, agreeing to them, taking it back, what has changed."""

from __future__ import annotations

from bot.people import acceptance
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House
from handlers.values import Agreed
from handlers.views import agreement as agreement_view
from handlers.views import charter as view
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add the command and its buttons."""
    house.command(
        Command(
            "charter",
            _charter,
            usage="charter",
            about="The charter in force, in plain words: who sees what you share, who may ask you for what.",
            example="charter",
            in_help=False,
        )
    )
    house.action("charter_read", lambda turn, _click: shown(turn))
    house.action("charter_changes", lambda turn, _click: _changes(turn))
    house.action("charter_agree", _agree, writes=True)
    house.action("charter_withdraw", _withdraw, writes=True)


def _charter(turn: Turn, _text: str) -> Message:
    return shown(turn)


def shown(turn: Turn, said: str = "") -> Message:
    """The charter in force, with `said` above it."""
    sight = turn.sight
    return view.message(turn.charter, acceptance.agreement(sight), acceptance.earlier_version(sight), said)


def _agree(turn: Turn, click: Click) -> Message:
    shown = Agreed.load(click.value)
    try:
        mine = acceptance.accept(turn.sight, turn.clock, shown.version, shown.mark)
    except acceptance.NotInForce as another:
        return another_one(turn, another)
    return agreement_view.agreed(mine, turn.charter)


def another_one(turn: Turn, another: acceptance.NotInForce) -> Message:
    """The charter in force, for somebody who was shown another one and wanted to agree to that."""
    return shown(turn, f"{another.words} You have agreed to nothing; please read it first.")


def _withdraw(turn: Turn, click: Click) -> Message:
    Agreed.load(click.value)  # of whichever version: nobody is held to what they no longer want
    return agreement_view.withdrawn(acceptance.withdraw(turn.sight), turn.charter)


def _changes(turn: Turn) -> Message:
    sight = turn.sight
    earlier = acceptance.earlier_version(sight)
    found = acceptance.changed_since(sight, earlier) if earlier is not None else None
    return agreement_view.changes(found, earlier, acceptance.agreement(sight), turn.charter)
