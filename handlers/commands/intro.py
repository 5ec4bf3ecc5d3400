"""`/o2o intro WHO [for DEAL]`, the shortcut *Ask for an introduction*, and what a requester may click."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot.errors import BadInput, DomainError, Stale
from bot.introductions import afterwards, listing, requesting
from bot.introductions.afterwards import Came
from bot.introductions.requesting import Preparation, Wish
from bot.network.lookups import within_limit
from bot.network.resolving import Several, Unknown
from bot.network.shown_ways import Ways
from bot.network.who_knows import WhoKnows, who_knows, who_knows_account, who_knows_contact
from bot.people.from_message import people_in
from handlers.boundary import Turn
from handlers.commands import asks
from handlers.commands.table import Command
from handlers.commands.who_knows import tell
from handlers.house import Click, House, Submission, Used
from handlers.values import ANOTHER_TIME, LARGEST, Asked, Listed, Seen, Wanted
from handlers.views import introductions as view
from handlers.views import introductions_afterwards as after_view
from handlers.views import who_knows as who_view
from handlers.views.errors import form_of
from handlers.views.kit import Form, Message, section
from handlers.views.pickers import whom
from models.keys import fold

NOT_RULED = "The charter in force says nothing about introductions, so none can be asked for."
FOR = re.compile(r",?\s+for\s+(?=\S)", re.IGNORECASE)


def register(house: House) -> None:
    """Add the command, the shortcut, the buttons and the form."""
    house.command(
        Command(
            "intro",
            _typed,
            usage="intro WHO [for DEAL]",
            about="Ask for an introduction; you hear by a known hour, and nobody is named who hasn't agreed.",
            example="intro cfo@acme for Acme renewal",
            form=_blank,
            also=("introduce", "introduction"),
        )
    )
    house.message_shortcut("ask_for_introduction", _read)
    house.opens("intro_open", _open)
    house.opens("intro_pick", _picked)
    house.opens("intro_read", _read_and_picked)
    house.submission("intro_whom", _named, writes=False)
    house.submission("intro", _sent)
    house.action("intro_withdraw", _withdraw, writes=True, stands=_stands)
    house.action("intro_came", _ask_what_came)
    house.action("intro_met", lambda turn, click: _came(turn, click, "met"), writes=True, stands=_stands)
    house.action("intro_no_reply", lambda turn, click: _came(turn, click, "no_reply"), writes=True, stands=_stands)


def _allowed(turn: Turn) -> None:
    if turn.charter.requests is None:
        raise BadInput(NOT_RULED)


def _blank(turn: Turn) -> Form:
    _allowed(turn)
    return view.whom()


def _typed(turn: Turn, text: str) -> Message | Form:
    _allowed(turn)
    within_limit(turn.sight, turn.clock)
    answer, deal = _found(turn, text)
    return _about(turn, answer, deal)


def _found(turn: Turn, text: str) -> tuple[WhoKnows, str | None]:
    """Whom the text means, and the deal behind its last "for", unless that belongs to a title."""
    parts = list(FOR.finditer(text))
    if not parts:
        return who_knows(turn.sight, text), None
    who, deal = text[: parts[-1].start()], text[parts[-1].end() :]
    answer = who_knows(turn.sight, who)
    if isinstance(answer.found, Unknown):
        whole = who_knows(turn.sight, text)
        if not isinstance(whole.found, Unknown):
            return whole, None
    return answer, deal.strip()


def _about(turn: Turn, answer: WhoKnows, deal: str | None = None) -> Message | Form:
    """The form for whom was found; of several, who is meant; else what `who-knows` says."""
    found = answer.found
    if isinstance(found, Several):
        return whom("intro_pick", answer.asked, found)
    if isinstance(found, Ways) and who_view.can_be_introduced(found):
        turn.decided += [(answer.answer_id, one) for one in answer.decided]
        try:
            return _filled(turn, found.contact.contact_id, deal=deal)
        except requesting.Refused as refused:
            return view.refused(refused.words, agrees=not turn.viewer.accepted)
    said = tell(turn, answer)
    return view.only_through_others(said) if isinstance(found, Ways) else said


def _filled(turn: Turn, contact_id: int, *, deal_id: int | None = None, deal: str | None = None) -> Form:
    prepared = requesting.prepare(turn.sight, contact_id)
    if prepared.in_flight is not None:
        return form_of(view.in_flight(prepared.in_flight, turn.reader))
    meant = deal_id if any(one == deal_id for one, _ in prepared.deals) else _deal(prepared, deal)
    return view.form(prepared, deal_id=meant, unknown_deal=deal if meant is None else None)


def _deal(prepared: Preparation, typed: str | None) -> int | None:
    """The open deal that was typed: by its name, or the beginning of it where only one begins so."""
    if not typed:
        return None
    same = [one for one, name in prepared.deals if fold(name) == fold(typed)]
    alike = [one for one, name in prepared.deals if fold(name).startswith(fold(typed))]
    return same[0] if same else alike[0] if len(alike) == 1 else None


def _open(turn: Turn, click: Click) -> Form:
    _allowed(turn)
    wanted = Wanted.load(click.value)
    try:
        return _filled(turn, wanted.contact, deal_id=wanted.deal)
    except requesting.Refused as refused:
        return form_of(view.refused(refused.words, agrees=not turn.viewer.accepted))


def _picked(turn: Turn, click: Click) -> Form:
    _allowed(turn)
    within_limit(turn.sight, turn.clock)
    asked = Asked.load(click.value)
    if asked.account is not None:
        return who_view.in_modal(tell(turn, who_knows_account(turn.sight, asked.who, asked.account)))
    return _as_form(_about(turn, who_knows_contact(turn.sight, asked.who, asked.contact or 0)))


def _as_form(said: Message | Form) -> Form:
    return said if isinstance(said, Form) else replace(who_view.in_modal(said), title=view.TITLE)


def _read(turn: Turn, used: Used) -> Form:
    """Ask about the one person a message speaks of; of several, which; of none, whom."""
    _allowed(turn)
    people = people_in(turn.settings.domains, used.text)
    if not people:
        return view.whom(read=True)
    if len(people) > 1:
        return replace(who_view.whom_of(people, "intro_read"), title=view.TITLE)
    return _as_form(_asked_of(turn, who_view.asked_for(people[0])))


def _read_and_picked(turn: Turn, click: Click) -> Form:
    _allowed(turn)
    listed = Listed.load(click.metadata).who
    if click.value not in map(str, range(len(listed))):
        raise Stale(ANOTHER_TIME)
    return _as_form(_asked_of(turn, listed[int(click.value)]))


def _named(turn: Turn, sent: Submission) -> Form:
    return _as_form(_typed(turn, sent.values.get("who") or ""))


def _asked_of(turn: Turn, text: str) -> Message | Form:
    """About somebody read out of a message: what it says names no deal."""
    within_limit(turn.sight, turn.clock)
    return _about(turn, who_knows(turn.sight, text))


def _sent(turn: Turn, sent: Submission) -> Message:
    _allowed(turn)
    values = sent.values
    contact_id = Wanted.load(sent.metadata).contact
    # Left as it was offered, the text follows the purpose and the deal that were chosen.
    offered = requesting.prepare(turn.sight, contact_id).draft
    draft = values.get("draft") or ""
    wish = Wish(
        contact_id=contact_id,
        purpose=values.get("purpose") or "",
        reason=values.get("reason"),
        draft="" if draft.split() == offered.split() else draft,
        needed_by=_day(values.get("needed_by")),
        deal_id=_id(values.get("deal_id")),
        prefers_id=_id(values.get("prefers_id")),
    )
    return view.asked(requesting.request(turn.sight, turn.clock, wish), turn.reader)


def _id(value: str | None) -> int | None:
    """A record's id chosen in a form; what no form offers is none."""
    return int(value) if value and value.isascii() and value.isdigit() and int(value) < LARGEST else None


def _day(value: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(value) if value else None
    except ValueError:
        raise BadInput("That is no day. Choose one from the calendar.", field="needed_by") from None


def _withdraw(turn: Turn, click: Click) -> Message:
    seen = Seen.load(click.value)
    standing = requesting.withdraw(turn.sight, turn.clock, seen.id, seen.v)
    done = view.withdrawn(standing)
    return asks.shown(turn, done.text, replaced=True) if seen.do == "list" else done


def _ask_what_came(turn: Turn, click: Click) -> Message:
    return view.came_of_it(listing.standing(turn.sight, Seen.load(click.value).id), turn.reader)


def _came(turn: Turn, click: Click, came: Came) -> Message:
    seen = Seen.load(click.value)
    standing = afterwards.came_of_it(turn.sight, turn.clock, seen.id, seen.v, came)
    kept = afterwards.noted(turn.sight, seen.id)
    return after_view.with_evidence(view.answered(standing, turn.reader), kept, standing.contact.name)


def _stands(turn: Turn, click: Click, words: str) -> Message:
    """How the request stands that a click came too late for; of somebody else's, only the words."""
    seen = Seen.load(click.value)
    try:
        standing = listing.standing(turn.sight, seen.id)
    except DomainError:
        return Message(words, (section(words),))
    if seen.do == "list":
        return asks.shown(turn, words, replaced=True)
    return view.standing_message(standing, turn.reader, replaces=True)
