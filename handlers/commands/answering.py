"""What whoever was asked for their yes may click: answer, put off, see why, edit, send, say that it is done."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.errors import BadInput, DomainError, Stale
from bot.introductions import answering, listing, taking_back
from bot.introductions.answering import Answer
from bot.introductions.consents import privacy_officer
from bot.introductions.objected import mistaken, reported
from bot.introductions.reasons import asked_because
from bot.introductions.shown import AskShown
from bot.introductions.together import bring_together, in_hand
from bot.people import directory
from handlers.boundary import Turn
from handlers.house import Click, House, Submission
from handlers.values import ANOTHER_TIME, Seen
from handlers.views import introductions_afterwards as after_view
from handlers.views import introductions_asked as view
from handlers.views import introductions_back as back_view
from handlers.views import introductions_made as made_view
from handlers.views.kit import Form, Message, esc, section

ANSWERS: dict[str, Answer] = {
    "ask_yes": "introduce",
    "ask_first": "ask_contact",
    "ask_no": "decline",
    "ask_contact_yes": "contact_yes",
    "ask_contact_no": "contact_no",
}


def register(house: House) -> None:
    """Add the buttons, the menu and the forms of an ask."""
    for action_id, said in ANSWERS.items():
        house.action(action_id, partial(_answer, said), writes=True, stands=_stands)
    house.action("ask_menu", _chosen, writes=True, stands=_stands)
    house.action("ask_open", _open)
    house.action("ask_objects", _objects, writes=True, stands=_stands)
    house.action("ask_mistaken", _mistaken, writes=True, stands=_report_stands)
    house.action("ask_made", _made, writes=True, stands=_stands)
    house.action("ask_cannot", _cannot, writes=True, stands=_stands)
    house.action("ask_reconsider", _reconsider, writes=True, stands=_no_stands)
    house.action("ask_unmade", _unmade, writes=True, stands=_stands)
    house.action("ask_group", _group, writes=True, stands=_stands)
    house.opens("ask_copy", _copy)
    house.opens("ask_text", _edit_form)
    house.submission("text_copied", lambda _turn, _sent: made_view.copied(), writes=False)
    house.submission("ask_edit", _edited)
    house.submission("ask_better", _better)


def shown(turn: Turn, ask: AskShown, *, said: str | None = None, replace: bool = False) -> Message:
    """An ask as it stands."""
    return view.message(ask, turn.reader, turn.settings.privacy_contact, said=said, replace=replace)


def _answer(said: Answer, turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    return shown(turn, answering.answer(turn.sight, turn.clock, seen.id, seen.v, said), replace=True)


def _chosen(turn: Turn, click: Click) -> Message | Form:
    choice = CHOICES.get(Seen.load(click.value).do)
    if choice is None:
        raise Stale(ANOTHER_TIME)
    return choice(turn, click)


def _ask(turn: Turn, click: Click) -> AskShown:
    return listing.ask(turn.sight, Seen.load(click.value).id)


def _open(turn: Turn, click: Click) -> Message:
    return shown(turn, _ask(turn, click), replace=Seen.load(click.value).do == "back")


def _why(turn: Turn, click: Click) -> Message:
    return view.why(asked_because(turn.sight, Seen.load(click.value).id))


def _sure(turn: Turn, click: Click) -> Message:
    officer = privacy_officer(turn.sight) is not None
    return view.really_objects(_ask(turn, click), turn.settings.privacy_contact, officer=officer)


def _really_cannot(turn: Turn, click: Click) -> Message:
    ask = _ask(turn, click)
    if not view.to_be_made(ask):
        raise Stale(ask.closed or ANOTHER_TIME)
    return back_view.really_cannot(ask)


def _cannot(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    return shown(turn, taking_back.cannot(turn.sight, turn.clock, seen.id, seen.v), replace=True)


def _reconsider(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    return shown(turn, taking_back.reconsider(turn.sight, turn.clock, seen.id, seen.v), replace=True)


def _unmade(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    return shown(turn, taking_back.unmade(turn.sight, turn.clock, seen.id, seen.v), replace=True)


def _objects(turn: Turn, click: Click) -> Message:
    return shown(turn, answering.contact_objects(turn.sight, turn.clock, Seen.load(click.value).id), replace=True)


def _mistaken(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    marked = mistaken(turn.sight, turn.clock, seen.id)
    return _reported(turn, seen) if seen.do == "officer" else back_view.mistaken(_ask(turn, click), marked=marked)


def _reported(turn: Turn, seen: Seen) -> Message:
    """How it stands with a report, for whoever made it or the privacy officer."""
    if seen.do == "officer":
        return after_view.objected(reported(turn.sight, seen.id), seen.id, replace=True)
    return shown(turn, listing.ask(turn.sight, seen.id), replace=True)


def _report_stands(turn: Turn, click: Click, words: str) -> Message:
    try:
        return _reported(turn, Seen.load(click.value))
    except DomainError:
        return Message(words, (section(words),))


def _better_form(turn: Turn, click: Click) -> Form:
    return view.better(_ask(turn, click))


def _better(turn: Turn, sent: Submission) -> Message:
    seen = Seen.load(sent.metadata)
    colleague = directory.held(turn.session, turn.viewer.workspace_id, sent.values.get("colleague_id") or "")
    if colleague is None:
        raise BadInput("I don't know them as a colleague of ours yet. Whom else?", field="colleague_id")
    answering.suggest(turn.sight, turn.clock, seen.id, seen.v, colleague.id)
    return view.suggested()


def _edit_form(turn: Turn, click: Click) -> Form:
    return made_view.edit(in_hand(turn.sight, Seen.load(click.value).id))


def _edited(turn: Turn, sent: Submission) -> Message:
    seen = Seen.load(sent.metadata)
    text = (sent.values.get("draft") or "").strip()
    most = made_view.edited_most(listing.ask(turn.sight, seen.id), turn.settings.privacy_contact, text)
    if len(text) > most:
        raise BadInput(
            f"That text has {len(text)} characters; {most} fit, with how to object at its end.", field="draft"
        )
    answering.edit(turn.sight, turn.clock, seen.id, seen.v, text)
    return made_view.saved()


def _copy(turn: Turn, click: Click) -> Form:
    return made_view.copy(in_hand(turn.sight, Seen.load(click.value).id), turn.settings.privacy_contact)


def _made(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    return shown(turn, answering.made(turn.sight, turn.clock, seen.id, seen.v), replace=True)


def _group(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    ask = bring_together(turn.sight, turn.clock, seen.id, seen.v)
    if ask.state != "yes":  # decided again, it may not be done any more
        return shown(turn, ask, replace=True)
    text = made_view.opened(ask.requester)
    return Message(text, (section(esc(text)),))


def _stands(turn: Turn, click: Click, words: str) -> Message:
    """How the ask stands that a click came too late for; of somebody else's, only the words."""
    try:
        ask = _ask(turn, click)
    except DomainError:
        return Message(words, (section(words),))
    return shown(turn, ask, said=None if ask.closed else words, replace=True)


def _no_stands(turn: Turn, click: Click, words: str) -> Message:
    """The same for a no that is not taken back: why not stands above it."""
    try:
        ask = _ask(turn, click)
    except DomainError:
        return Message(words, (section(words),))
    if back_view.is_over(ask):
        words = back_view.OVER
    return shown(turn, ask, said=None if words == ask.closed else words, replace=True)


CHOICES: dict[str, Callable[[Turn, Click], Message | Form]] = {
    "use_name": partial(_answer, "use_name"),
    "later": partial(_answer, "later"),
    "better": _better_form,
    "why": _why,
    "objects": _sure,
    "cannot": _really_cannot,
    "edit": _edit_form,
}
"""What the menu of an ask offers."""
