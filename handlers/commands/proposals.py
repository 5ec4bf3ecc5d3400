"""Suggestions from colleagues' messages: only the one they are for may log or forget them."""

from __future__ import annotations

from bot.people import proposals
from handlers.agreeing import until_agreed
from handlers.boundary import Turn
from handlers.commands.know import entry_of
from handlers.house import Click, House, Submission
from handlers.values import Suggestion
from handlers.views import capture as capture_view
from handlers.views import proposals as view
from handlers.views.kit import Form, Message, esc


def register(house: House) -> None:
    """Add the buttons, the form and what an owner is told."""
    house.notification(proposals.SUGGESTION, _told)
    house.action("proposals", _list)
    house.opens("proposal_open", _form)
    house.action("proposal_no", _no, writes=True)
    house.submission("proposal", _sent)


def _told(turn: Turn, batch_id: int) -> Message | None:
    suggested = proposals.of_batch(turn.sight, batch_id)
    return view.listing(suggested) if suggested else None


def _list(turn: Turn, _click: Click) -> Message:
    return view.listing(proposals.waiting(turn.sight))


def _form(turn: Turn, click: Click) -> Form:
    return view.form(proposals.one(turn.sight, Suggestion.load(click.value).id))


def _no(turn: Turn, click: Click) -> Message:
    asked = Suggestion.load(click.value)
    called = proposals.decline(turn.sight, asked.id)
    said = f"Forgotten: *{esc(called)}*. Nobody is told."
    return view.listing(proposals.chosen(turn.sight, asked.among), said=said, replaces=True)


def _sent(turn: Turn, sent: Submission) -> Message:
    asked = Suggestion.load(sent.metadata)
    done = proposals.accept(turn.sight, turn.clock, turn.settings.domains, asked.id, entry_of(sent))
    return until_agreed(turn, capture_view.done(done), private=done.private)
