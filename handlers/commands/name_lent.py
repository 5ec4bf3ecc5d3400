"""What a requester may click who may use somebody's name."""

from __future__ import annotations

from bot.errors import Stale
from bot.introductions import listing
from bot.introductions.in_the_name import name_lent
from handlers.boundary import Turn
from handlers.house import Click, House
from handlers.values import Seen
from handlers.views import introductions as standing_view
from handlers.views import introductions_named as view
from handlers.views.kit import Form, Message


def register(house: House) -> None:
    """Add the button."""
    house.opens("intro_copy", _copy)


def told(turn: Turn, introduction_id: int) -> Message:
    """How a request stands, for its requester; with a text where they may use somebody's name."""
    try:
        return view.message(name_lent(turn.sight, introduction_id), turn.reader, turn.settings.privacy_contact)
    except Stale as stale:
        standing = listing.standing(turn.sight, introduction_id)
        no_longer = stale.words if standing.state == "agreed" and standing.how == "use_name" else ""
        return standing_view.standing_message(standing, turn.reader, said=no_longer)


def _copy(turn: Turn, click: Click) -> Form:
    return view.copy(name_lent(turn.sight, Seen.load(click.value).id), turn.settings.privacy_contact)
