"""`/o2o intro WHO [for DEAL]`, the shortcut *Ask for an introduction*, and what a requester may click."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from bot.errors import BadInput, DomainError, Stale
from bot.introductions import afterwards, listing, requesting
from bot.introductions.afterwards import Came
from bot.introductions.deals import Names
from bot.introductions.requesting import Preparation, Wish
from bot.network.lookups import within_limit
from bot.network.portrait import portraits
from bot.network.resolving import OneOfUs, Several, Unknown
from bot.network.shown_ways import Ways
from bot.network.who_knows import WhoKnows, who_knows, who_knows_account, who_knows_contact
from bot.people import acceptance, mine
from bot.people.from_message import people_in
from handlers.boundary import Turn
from handlers.commands import asks, charter
from handlers.commands.table import Command
from handlers.commands.who_knows import tell
from handlers.house import Click, House, Submission, Used
from handlers.values import ANOTHER_TIME, LARGEST, Agreeing, Asked, Listed, Mine, Seen, Wanted
from handlers.views import introductions as view
from handlers.views import introductions_afterwards as after_view
from handlers.views import introductions_before as before
from handlers.views import who_knows as who_view
from handlers.views.errors import form_of
from handlers.views.kit import Block, Form, Message, section
from handlers.views.pickers import whom
from models.keys import fold
from models.people import Colleague

NOT_RULED = "The charter in force says nothing about introductions, so none can be asked for."
FOR = re.compile(r",?\s+for\s+(?=\S)", re.IGNORECASE)
NO_DEAL = re.compile(r",?\s+for\s*$", re.IGNORECASE)
"""A "for" with nothing behind it."""
ONLY_DEAL = re.compile(r"\s*for\s+(\S.*)", re.IGNORECASE)
TO = re.compile(r"\s*to\s+(?=\S)", re.IGNORECASE)


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
    house.opens("intro_agree", _agree, writes=True)
    house.leads("intro_purpose", _follow)
    house.opens("intro_start", lambda turn, _click: _blank(turn))
    house.opens("intro_run", _run)
    house.opens("intro_pick", _picked)
    house.opens("intro_read", _read_and_picked)
    house.submission("intro_whom", _named, writes=False)
    house.submission("intro", _sent)
    house.action("intro_withdraw", _withdraw, writes=True, stands=_stands)
    house.action("intro_came", _ask_what_came)
    house.action("intro_met", lambda turn, click: _came(turn, click, "met"), writes=True, stands=_stands)
    house.action("intro_not_kept", _not_kept, writes=True)
    house.action("intro_no_reply", lambda turn, click: _came(turn, click, "no_reply"), writes=True, stands=_stands)


def _allowed(turn: Turn) -> None:
    if turn.charter.requests is None:
        raise BadInput(NOT_RULED)


def _blank(turn: Turn) -> Form:
    _allowed(turn)
    return before.whom()


def _typed(turn: Turn, text: str) -> Message | Form:
    _allowed(turn)
    if not text.strip():
        return before.whom()
    if alone := ONLY_DEAL.fullmatch(text):
        return before.whom(deal=alone[1])
    within_limit(turn.sight, turn.clock)
    answer, deal = _found(turn, NO_DEAL.sub("", text))
    return _about(turn, answer, deal)


def _found(turn: Turn, text: str) -> tuple[WhoKnows, str | None]:
    """Whom the text means, and for which deal; a "to" before them is no part of their name, unless it is known so."""
    found = _with_deal(turn, text)
    less = TO.sub("", text, count=1) if TO.match(text) else ""
    return _with_deal(turn, less) if less and isinstance(found[0].found, Unknown) else found


def _with_deal(turn: Turn, text: str) -> tuple[WhoKnows, str | None]:
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
        return _filled(turn, found.contact.contact_id, deal=deal)
    said = tell(turn, answer)
    if isinstance(found, Unknown):
        return before.no_way(answer, found)
    if isinstance(found, OneOfUs) and _is_asker(turn, answer.asked):
        return before.yourself()
    return before.only_through_others(said) if isinstance(found, Ways) else said


def _is_asker(turn: Turn, asked: str) -> bool:
    me = turn.session.get_one(Colleague, (turn.viewer.workspace_id, turn.viewer.id))
    return fold(me.email or "") == fold(asked) or (me.slack_user_id or " ") in asked


def _filled(
    turn: Turn, contact_id: int, *, deal_id: int | None = None, deal: str | None = None, said: str = ""
) -> Message | Form:
    """The form; what is under way already; or why it is refused, with what would help. `said` stands above it."""
    try:
        prepared = requesting.prepare(turn.sight, contact_id)
    except requesting.Refused as refused:
        return _above(said, _refused(turn, refused, contact_id, deal_id, deal))
    if prepared.in_flight is not None:
        return _above(said, view.in_flight(prepared.in_flight, turn.reader))
    meant = _meant(prepared, deal_id, deal)
    return view.form(prepared, deal_id=meant, unknown_deal=deal if meant is None else None, said=said)


def _above(said: str, message: Message) -> Message:
    return (
        replace(message, text=f"{said}\n{message.text}", blocks=(section(said), *message.blocks)) if said else message
    )


def _refused(
    turn: Turn, refused: requesting.Refused, contact_id: int, deal_id: int | None, deal: str | None
) -> Message:
    """Why not; where the requester need only agree to the charter, the button that does and asks in one."""
    if turn.viewer.accepted:
        return before.refused(refused.words)
    try:
        prepared = requesting.prepare(acceptance.as_agreed(turn.sight), contact_id)
    except requesting.Refused:
        return before.refused(refused.words)
    # Seen as now: who they are once the requester has agreed would tell that somebody knows them.
    contact = portraits(turn.sight, [contact_id]).get(contact_id)
    if contact is None:
        return before.refused(refused.words)
    return before.agree_first(refused.words, contact, turn.charter, _meant(prepared, deal_id, deal))


def _meant(prepared: Preparation, deal_id: int | None, typed: str | None) -> int | None:
    """The deal that is meant, of the requester's own: what a button or the typed words name."""
    mine = prepared.deals.offered
    return deal_id if any(one == deal_id for one, _ in mine) else _deal(mine, typed)


def _deal(deals: Names, typed: str | None) -> int | None:
    """The open deal that was typed: by its name, or the beginning of it where only one begins so."""
    if not typed:
        return None
    same = [one for one, name in deals if fold(name) == fold(typed)]
    alike = [one for one, name in deals if fold(name).startswith(fold(typed))]
    return same[0] if same else alike[0] if len(alike) == 1 else None


def _open(turn: Turn, click: Click) -> Form:
    return opened(turn, Wanted.load(click.value))


def opened(turn: Turn, wanted: Wanted) -> Form:
    """The form for an introduction to somebody, for a deal."""
    _allowed(turn)
    return form_of(_filled(turn, wanted.contact, deal_id=wanted.deal))


def _agree(turn: Turn, click: Click) -> Form:
    """Agree to the charter, and go on with what was asked for before."""
    _allowed(turn)
    shown = Agreeing.load(click.value)
    try:
        acceptance.accept(turn.sight, turn.clock, shown.version, shown.mark)
    except acceptance.NotInForce as another:
        return form_of(charter.another_one(turn, another))
    agreed = replace(turn, sight=acceptance.as_agreed(turn.sight))
    return form_of(_filled(agreed, shown.contact, deal_id=shown.deal, said=before.having_agreed(turn.charter)))


def _follow(turn: Turn, entered: Submission) -> Block | None:
    """The text to send on, for what was chosen; one that somebody has put in their own words is left to them."""
    prepared = requesting.prepare(turn.sight, Wanted.load(entered.metadata).contact)
    text = prepared.drafts.get(entered.values.get("purpose") or "")
    return view.draft_field(text) if text and _is_offered(prepared, entered.values.get("draft")) else None


def _is_offered(prepared: Preparation, draft: str | None) -> bool:
    """Whether a text to send on is one that the form put there."""
    return (draft or "").split() in [text.split() for text in (prepared.draft, *prepared.drafts.values())]


def _run(turn: Turn, click: Click) -> Form:
    _allowed(turn)
    return _as_form(_asked_of(turn, Asked.load(click.value).who))


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
        return before.whom(read=True)
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
    # Left as it was offered, the text follows the purpose, also where Slack has not filled it anew.
    offered = _is_offered(requesting.prepare(turn.sight, contact_id), values.get("draft"))
    wish = Wish(
        contact_id=contact_id,
        purpose=values.get("purpose") or "",
        reason=values.get("reason"),
        draft="" if offered else values.get("draft") or "",
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
    agreed = listing.standing(turn.sight, seen.id).connector
    standing = requesting.withdraw(turn.sight, turn.clock, seen.id, seen.v)
    done = view.withdrawn(standing, agreed)
    return asks.shown(turn, done.text, replaced=True) if seen.do == "list" else done


def _ask_what_came(turn: Turn, click: Click) -> Message:
    return view.came_of_it(listing.standing(turn.sight, Seen.load(click.value).id), turn.reader)


def _came(turn: Turn, click: Click, came: Came) -> Message:
    seen = Seen.load(click.value)
    standing = afterwards.came_of_it(turn.sight, turn.clock, seen.id, seen.v, came)
    kept = afterwards.noted(turn.sight, seen.id)
    return after_view.with_evidence(view.answered(standing, turn.reader), kept, standing.contact.name)


def _not_kept(turn: Turn, click: Click) -> Message:
    mine.remove(turn.sight, turn.clock, Mine.load(click.value).id)
    return after_view.not_kept()


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
