"""Taking back what one said by a wrong click, or can't keep: nobody is stuck with it."""

from __future__ import annotations

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.introductions import cascade, machine, notices
from bot.introductions.candidates import colleague
from bot.introductions.consents import may_answer
from bot.introductions.held import own_ask
from bot.introductions.listing import as_shown
from bot.introductions.machine import MOVED_ON
from bot.introductions.shown import AskShown
from bot.introductions.telling import NOT_LOOKED_FOR
from bot.introductions.turns import keep_place
from models.introductions import Ask, Introduction


def cannot(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Say that one can't introduce them after all: the requester, who knows of the yes, is told so. Raises `Stale`.

    It does not count as a no of theirs: they may ask again at once. The others who said yes are told that it is over.
    """
    row, introduction = _agreed_to(sight, ask_id, version, "agreed")
    requester = sight.of(colleague(sight, introduction.requester_id))
    machine.move(sight.session, row, "cannot", clock.now())
    machine.move(sight.session, introduction, "cannot", clock.now())
    cascade.void(requester, clock, cascade.asks_of(requester, introduction))
    cascade.tell_of(requester, clock, row)
    notices.over(sight.session, clock, introduction, at_once=True)
    return as_shown(sight, row, introduction)


def unmade(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Take back that the introduction was made, while nothing came of it: it is agreed as before. Raises `Stale`.

    Not once it is asked what came of it, nor where it may not be made any more: it stays made.
    """
    row, introduction = _agreed_to(sight, ask_id, version, "made")
    shown = as_shown(sight, row, introduction)
    if shown.unmade_until is None:
        raise Stale(shown.closed or MOVED_ON)
    requester = sight.of(colleague(sight, introduction.requester_id))
    machine.move(sight.session, introduction, "unmade", clock.now())
    given = [one.answered_at for one in cascade.asks_of(requester, introduction) if one.state == "yes"]
    notices.unmade(requester, clock, introduction, max(one for one in given if one is not None))
    keep_place(requester, introduction, clock.now())
    cascade.tell_of(requester, clock, row)
    return as_shown(sight, row, introduction)


def reconsider(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Take a no back: what was asked waits for an answer as before it. Raises `Stale`.

    Decided again under the charter in force: where the request may not go on through them, the no stays.
    """
    row, introduction = own_ask(sight, ask_id, locked=True)
    shown = as_shown(sight, row, introduction)
    if row.version != version or shown.undo_until is None or not introduction.active:
        raise Stale(shown.closed or MOVED_ON)
    requester = sight.of(colleague(sight, introduction.requester_id))
    # First, and undone by what is raised: what the contact is said to want counts against asking through them.
    # The time up to the promised hour itself is only for who asks the contact first: they go on doing that.
    event = "ask_on" if row.state == "no" and row.until >= introduction.answer_by else "reconsider"
    machine.move(sight.session, row, event, clock.now(), answered_at=None, suggested_id=None)
    decision = cascade.allowed(requester, clock, introduction, row.owner_id)
    if decision is None or not may_answer(requester, introduction, row):
        raise Stale(NOT_LOOKED_FOR)
    cascade.tell_of(requester, clock, row)
    cascade.look(requester, introduction, row.until)
    return as_shown(sight, row, introduction)


def _agreed_to(sight: Sight, ask_id: int, version: int, state: str) -> tuple[Ask, Introduction]:
    """What the viewer agreed to introduce, locked, with the request in this state; raises `Stale` for anything else."""
    row, introduction = own_ask(sight, ask_id, locked=True)
    shown = as_shown(sight, row, introduction)
    if row.version != version or row.role != "owner" or row.state != "yes" or introduction.state != state:
        raise Stale(shown.closed or MOVED_ON)
    return row, introduction
