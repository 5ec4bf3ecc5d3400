"""All of one's open deals, from App Home."""

from __future__ import annotations

from bot.deals import seen, showing
from handlers.boundary import Turn
from handlers.house import Click, House
from handlers.views import deals as view
from handlers.views.kit import Message


def register(house: House) -> None:
    """Add the button."""
    house.action("home_deals", _all)


def _all(turn: Turn, _click: Click) -> Message:
    deals = seen.deals_of(turn.sight, most=view.LISTED_MOST + 1)
    return view.listed(showing.show_all(turn.sight, turn.playbooks, deals), turn.reader)
