"""What people are told of introductions without having asked: a renderer for each kind in the outbox."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import Stale
from bot.introductions import afterwards, listing
from bot.introductions.notices import INTRODUCED, NOT_NEEDED, OVER, PROMISE, is_answered
from bot.introductions.objected import reported
from bot.introductions.together import TOGETHER, together
from handlers.boundary import Turn
from handlers.commands import answering, asks, name_lent
from handlers.house import House
from handlers.views import introductions as view
from handlers.views import introductions_afterwards as after_view
from handlers.views import introductions_back as back_view
from handlers.views import introductions_made as made_view
from handlers.views.kit import Message

Render = Callable[[Turn, int], Message | None]


def register(house: House) -> None:
    """Add what renders each kind of notification, as things stand when it is delivered."""
    renderers: dict[str, Render] = {
        "ask": lambda turn, ask_id: answering.shown(turn, listing.ask(turn.sight, ask_id)),
        "asks_of_day": lambda turn, _day: asks.of_day(turn),
        PROMISE: _promise,
        "introduction": name_lent.told,
        INTRODUCED: name_lent.told,
        OVER: lambda turn, one: back_view.cannot(listing.standing(turn.sight, one), turn.reader),
        NOT_NEEDED: lambda turn, ask_id: back_view.not_needed(listing.ask(turn.sight, ask_id)),
        "came_of_it": _came_of_it,
        "thanks": lambda turn, one: after_view.thanks(afterwards.thanks(turn.sight, one)),
        "objected": lambda turn, ask_id: after_view.objected(reported(turn.sight, ask_id), ask_id),
        TOGETHER: _together,
        "receipt": lambda turn, month: after_view.receipt(afterwards.receipt(turn.sight, month)),
    }
    for kind, render in renderers.items():
        house.notification(kind, _if_there(render))


def _promise(turn: Turn, introduction_id: int) -> Message:
    standing = listing.standing(turn.sight, introduction_id)
    answered = is_answered(turn.sight, introduction_id, standing.answer_by)
    return view.promise(standing, turn.reader, answered=answered)


def _came_of_it(turn: Turn, introduction_id: int) -> Message:
    standing = listing.standing(turn.sight, introduction_id)
    kept = afterwards.noted(turn.sight, introduction_id)
    return after_view.with_evidence(view.came_of_it(standing, turn.reader), kept, standing.contact.name)


def _together(turn: Turn, ask_id: int) -> Message:
    try:
        return made_view.together(together(turn.sight, ask_id))
    except Stale as stale:
        return made_view.not_opened(stale.words)


def _if_there(render: Render) -> Render:
    """Says nothing about what is no longer the recipient's, or gone."""

    def rendered(turn: Turn, subject_id: int) -> Message | None:
        try:
            return render(turn, subject_id)
        except Stale:
            return None

    return rendered
