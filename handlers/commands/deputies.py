"""What somebody named as deputy may click."""

from __future__ import annotations

from bot.errors import DomainError
from bot.introductions import deputies
from handlers.boundary import Turn
from handlers.house import Click, House
from handlers.values import Seen
from handlers.views import deputies as view
from handlers.views.kit import Message, section


def register(house: House) -> None:
    """Add the button, and what is told of deputies."""
    house.action("deputy_no", _no, writes=True, stands=_stands)
    house.notification(deputies.NAMED, lambda turn, owner_id: view.named(deputies.named(turn.sight, owner_id)))
    house.notification(deputies.DECLINED, lambda turn, one: view.declined(deputies.declined(turn.sight, one)))
    house.notification(deputies.IN_STEAD, lambda turn, one: view.in_stead(deputies.in_stead(turn.sight, one)))


def _no(turn: Turn, click: Click) -> Message:
    return view.named(deputies.declines(turn.sight, turn.clock, Seen.load(click.value).id), replace=True)


def _stands(turn: Turn, click: Click, words: str) -> Message:
    """Whoever is not that colleague's deputy reads only that, whatever the button says."""
    try:
        told = deputies.named(turn.sight, Seen.load(click.value).id)
    except DomainError:
        return Message(words, (section(words),))
    return view.named(told, replace=True) if told.still else Message(words, (section(words),))
