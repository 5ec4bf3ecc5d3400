"""The button that says what words mean, wherever it stands."""

from __future__ import annotations

from collections.abc import Sequence

from bot.errors import Stale
from handlers.house import House
from handlers.values import ANOTHER_TIME, Words
from handlers.views import glossary as view
from handlers.views.kit import Form


def register(house: House) -> None:
    """Add the button."""
    house.opens("words", lambda _turn, click: explained(Words.load(click.value).words))


def explained(keys: Sequence[str]) -> Form:
    """What words mean; raises `Stale` where a button of another version asks for one that is none any more."""
    try:
        return view.explained(keys)
    except KeyError:
        raise Stale(ANOTHER_TIME) from None
