"""`/o2o next [DEAL]`: who of ours should meet whom of theirs now, and what is said to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.deals import gaps
from bot.deals.counting import count, deals_to_count_for
from bot.deals.engaging import Before
from bot.deals.gaps import Answered
from bot.deals.meetings import Meeting, meeting_for, meetings
from bot.deals.seen import playbook_of, the_deal
from bot.deals.showing import show
from bot.errors import BadInput, DomainError, Stale
from bot.network.lookups import TooMany, within_limit
from bot.network.portrait import portraits
from bot.people import directory
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.commands.which_deal import which
from handlers.house import Click, House, Submission
from handlers.values import ANOTHER_TIME, Met, Missing
from handlers.views import gaps as gap_view
from handlers.views import next as view
from handlers.views.kit import Block, Form, Message, section
from models.base import new_id
from models.deals import Deal


def register(house: House) -> None:
    """Add the command, the buttons, the menu and the forms."""
    house.command(
        Command(
            "next",
            _typed,
            usage="next [DEAL]",
            about="Who of ours should meet whom of theirs now, with the way in; in a deal's channel without its name.",
            example="next Acme renewal",
            in_help=False,
        )
    )
    house.action("gap_met", _met, writes=True, stands=stands)
    house.action("gap_menu", chosen, writes=True, stands=stands)
    house.action("gap_again", _again, writes=True, stands=stands)
    house.action("gap_undo", _undo, writes=True)
    house.action("met_count", _count, writes=True)
    house.submission("gap_not_needed", _not_needed)
    house.submission("gap_assign", _assigned)
    house.submission("gap_snooze", _snoozed)
    house.notification(gaps.ASSIGNED, _told)


def _typed(turn: Turn, text: str) -> Message:
    within_limit(turn.sight, turn.clock)
    deal = which(turn, text, "next")
    return deal if isinstance(deal, Message) else shown(turn, deal)


def picked(turn: Turn, deal: Deal) -> Message:
    """The same for a deal that was chosen."""
    within_limit(turn.sight, turn.clock)
    return replace(shown(turn, deal), replace=True)


def shown(turn: Turn, deal: Deal, said: Message | None = None) -> Message:
    """Who should meet whom in a deal, the decisions behind it recorded."""
    answer_id = new_id()
    found = meetings(turn.sight, turn.playbooks, deal)
    turn.decided += [(answer_id, one) for one in found.decided]
    return view.message(
        found,
        show(turn.sight, turn.playbooks, deal),
        turn.reader,
        turn.viewer.id,
        answer_id,
        requests=turn.charter.requests is not None,
        said=said,
    )


def _met(turn: Turn, click: Click) -> Message:
    return noted(turn, Missing.load(click.value))


def noted(turn: Turn, value: Missing) -> Message:
    """Note that the clicker has met somebody for the deal."""
    done = gaps.met(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v, value.contact)
    return _after(turn, value, done)


def chosen(turn: Turn, click: Click) -> Message | Form:
    """What was chosen in the menu beside something missing."""
    value = Missing.load(click.value)
    deal = the_deal(turn.sight, value.deal)
    need = gap_view.needed(playbook_of(turn.playbooks, deal), value.key)
    if value.do == "not":
        return gap_view.not_needed(value, need)
    if value.do == "assign":
        return gap_view.assign(value, need)
    if value.do == "until":
        return gap_view.snooze(value, need, turn.reader.today)
    if value.do == "week":
        return _after(turn, value, _snooze(turn, value, turn.reader.today + dt.timedelta(days=7)))
    if value.do != "why":
        raise Stale(ANOTHER_TIME)
    within_limit(turn.sight, turn.clock)
    found = _meeting(turn, deal, value.key)
    if found is None:
        raise Stale(gaps.MOVED_ON)
    return gap_view.why(found, playbook_of(turn.playbooks, deal))


def _meeting(turn: Turn, deal: Deal, key: str) -> Meeting | None:
    """Who should meet whom for one need, the decisions behind it recorded."""
    found = meeting_for(turn.sight, turn.playbooks, deal, key)
    if found is None:
        return None
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in found[1]]
    return found[0]


def _not_needed(turn: Turn, sent: Submission) -> Message:
    value = Missing.load(sent.metadata)
    reason = sent.values.get("reason")
    done = gaps.not_needed(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v, reason)
    return _said(turn, value, done)


def _assigned(turn: Turn, sent: Submission) -> Message:
    value = Missing.load(sent.metadata)
    who = directory.held(turn.session, turn.viewer.workspace_id, sent.values.get("colleague_id") or "")
    colleague_id = who.id if who else None
    done = gaps.assign(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v, colleague_id)
    return _said(turn, value, done)


def _snoozed(turn: Turn, sent: Submission) -> Message:
    value = Missing.load(sent.metadata)
    try:
        until = dt.date.fromisoformat(sent.values.get("until") or "")
    except ValueError:
        raise BadInput("That is no day. Choose one from the calendar.", field="until") from None
    return _said(turn, value, _snooze(turn, value, until))


def _snooze(turn: Turn, value: Missing, until: dt.date) -> Answered:
    return gaps.snooze(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v, until)


def _said(turn: Turn, value: Missing, done: Answered) -> Message:
    """What was noted; not in the list, which is as it was where a form has covered it."""
    playbook = playbook_of(turn.playbooks, done.deal)
    called = _called(turn, value.contact)
    need = gap_view.needed(playbook, value.key)
    return gap_view.answered(done, turn.reader, need, contact=value.contact, called=called, on=value.on)


def _after(turn: Turn, value: Missing, done: Answered) -> Message:
    """What was noted, above the list as it stands now where it was clicked in it."""
    said = _said(turn, value, done)
    return _with_list(turn, done.deal, said) if value.on else said


def _with_list(turn: Turn, deal: Deal, said: Message) -> Message:
    """What was done, above the list as it stands now; alone to who has looked up as much as the charter allows."""
    try:
        within_limit(turn.sight, turn.clock)
    except TooMany:
        return said  # what somebody says is noted all the same
    return shown(turn, deal, said)


def _again(turn: Turn, click: Click) -> Message:
    value = Missing.load(click.value)
    deal = gaps.ask_again(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v).deal
    need = gap_view.needed(playbook_of(turn.playbooks, deal), value.key)
    return shown(turn, deal, gap_view.asked_again(deal.name, need))


def _undo(turn: Turn, click: Click) -> Message:
    value = Met.load(click.value)
    before = Before(value.kind, value.at, value.source) if value.kind and value.at else None
    if value.gap:
        deal = gaps.undo(turn.sight, turn.clock, value.gap, value.v, value.contact or None, before).deal
    else:
        deal = gaps.unmet(turn.sight, turn.clock, value.deal, value.contact, before)
    said = gap_view.undone(deal.name)
    return _with_list(turn, deal, said) if value.on else said


def stands(turn: Turn, click: Click, words: str) -> Message:
    """How things stand to whoever's click came too late; of a deal they may not see, only the words."""
    plain = Message(words, (section(words),))
    value = Missing.load(click.value)
    if not value.on:
        return plain
    try:
        return _with_list(turn, the_deal(turn.sight, value.deal), plain)
    except DomainError:
        return plain


def _called(turn: Turn, contact_id: int) -> str:
    face = portraits(turn.sight, [contact_id]).get(contact_id) if contact_id else None
    return face.name if face else ""


def _told(turn: Turn, gap_id: int) -> Message | None:
    """What somebody is told to whom a gap was assigned, as it stands for them now."""
    gap, deal = gaps.assigned(turn.sight, gap_id)
    if gap.state != "assigned" or gap.assigned_to_id != turn.viewer.id:
        return gap_view.not_assigned(deal.name)
    found = _meeting(turn, deal, gap.key)
    if found is None:
        return gap_view.not_assigned(deal.name)
    names = turn.sight.reading.names([gap.answered_by_id] if gap.answered_by_id else [])
    by = names[gap.answered_by_id][0] if gap.answered_by_id in names else None
    requests = turn.charter.requests is not None
    deal_shown = show(turn.sight, turn.playbooks, deal)
    return gap_view.assigned(found, deal_shown, turn.reader, turn.viewer.id, by=by, requests=requests)


# -- a meeting that was noted for oneself, counted for a deal ---------------------------------------------------


def counting(turn: Turn, contact_id: int, called: str) -> list[Block]:
    """Offers to count a meeting with somebody for the deals of the viewer's in which they are a stakeholder."""
    deals = deals_to_count_for(turn.sight, contact_id)
    return gap_view.count_it([(one.id, one.name) for one in deals], contact_id, called) if deals else []


def _count(turn: Turn, click: Click) -> Message:
    value = Met.load(click.value)
    done = count(turn.sight, turn.clock, value.deal, value.contact)
    return gap_view.counted(done, value.contact, _called(turn, value.contact))
