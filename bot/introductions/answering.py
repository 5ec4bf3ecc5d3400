"""What somebody who was asked for their yes may do."""

from __future__ import annotations

from typing import Final, Literal, get_args

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.introductions import cascade, machine, notices
from bot.introductions.candidates import colleague
from bot.introductions.consents import may_answer, privacy_officer
from bot.introductions.held import own_ask
from bot.introductions.listing import as_shown
from bot.introductions.machine import MOVED_ON, OPEN
from bot.introductions.objected import may_report, put_down, under_way
from bot.introductions.shown import AskShown
from bot.network.who import visible
from models.accounts import Contact
from models.introductions import Ask, Introduction
from models.people import Colleague

Answer = Literal["introduce", "use_name", "ask_contact", "contact_yes", "contact_no", "decline", "later"]


DRAFT_MOST: Final = 2000
_YES: Final = {"introduce": "introduce", "use_name": "use_name", "contact_yes": "introduce"}
"""The answers that are a yes, and how whoever gives it is going to help."""
_OF_OWNER_ALONE: Final = frozenset(("use_name", "ask_contact", "contact_yes", "contact_no"))
_GOES_ON: Final = frozenset((*_YES, "ask_contact", "later"))
"""The answers after which the request still rests on this relationship: the charter is asked again."""


def answer(sight: Sight, clock: Clock, ask_id: int, version: int, said: Answer) -> AskShown:
    """Take an answer, decided again under the charter in force; gives how it stands then.

    Where the charter no longer allows the request, the ask is void instead and `closed` says so. Raises `Stale` (with
    words on how things stand) for a click that comes too late, twice, or from anybody else.
    """
    click = _Click(sight, clock, ask_id, version)
    if said not in get_args(Answer):
        raise Stale(MOVED_ON)
    if said in _OF_OWNER_ALONE and click.ask.role != "owner":
        raise BadInput("Only whoever would make the introduction can say that; you can say yes or no.")
    if said == "use_name" and click.ask.addressee_id != click.ask.owner_id:
        raise BadInput("You answer for somebody else: only whoever knows them can let their name be used.")
    if said in _GOES_ON and not click.still_allowed():
        cascade.void(click.requester, clock, cascade.asks_of(click.requester, click.introduction))
        return click.done()
    click.take(said)
    return click.done()


def suggest(sight: Sight, clock: Clock, ask_id: int, version: int, colleague_id: int) -> AskShown:
    """Say no, and who may be better placed; whether they are is not told. Raises `BadInput` and `Stale`."""
    click = _Click(sight, clock, ask_id, version)
    other = sight.session.get(Colleague, (sight.viewer.workspace_id, colleague_id))
    if other is None or other.kind != "member" or other.left_at is not None:
        raise BadInput("Choose a colleague who is a member of this workspace.", field="colleague_id")
    if other.id in (sight.viewer.id, click.introduction.requester_id):
        raise BadInput("Choose somebody other than yourself and whoever asks.", field="colleague_id")
    click.move("decline", suggested_id=other.id)
    return click.done()


def edit(sight: Sight, clock: Clock, ask_id: int, version: int, draft: str) -> AskShown:
    """Put the text to send into one's own words. Raises `BadInput` and `Stale`."""
    row, introduction = own_ask(sight, ask_id, locked=True)
    words = visible(draft).strip()
    if not words:
        raise BadInput("Write what you would send; a sentence is enough.", field="draft")
    if len(words) > DRAFT_MOST:
        raise BadInput(f"That text has {len(words)} characters; {DRAFT_MOST} fit.", field="draft")
    shown = as_shown(sight, row, introduction)
    open_or_agreed = not shown.closed or (row.state == "yes" and introduction.state in ("asking", "agreed"))
    if row.version != version or row.role != "owner" or not open_or_agreed:
        raise Stale(shown.closed or MOVED_ON)
    machine.move(sight.session, row, "edit", clock.now(), draft=words)
    cascade.tell_of(sight, clock, row)
    return as_shown(sight, row, introduction)


def made(sight: Sight, clock: Clock, ask_id: int, version: int) -> AskShown:
    """Say that the introduction one agreed to was made. Raises `Stale`.

    That is a fact, whatever the charter or the relationship have become meanwhile; only an objection ends it instead.
    """
    row, introduction = own_ask(sight, ask_id, locked=True)
    shown = as_shown(sight, row, introduction)
    if row.version != version or row.role != "owner" or row.state != "yes" or introduction.state != "agreed":
        raise Stale(shown.closed or MOVED_ON)
    contact = sight.session.get_one(Contact, (introduction.workspace_id, introduction.contact_id))
    if contact.objected_at is not None or contact.do_not_contact:
        cascade.give_up(sight.of(colleague(sight, introduction.requester_id)), clock, introduction)
        return as_shown(sight, row, introduction)
    machine.move(sight.session, introduction, "made", clock.now())
    notices.made(sight, clock, introduction)
    cascade.tell_of(sight, clock, row)
    return as_shown(sight, row, introduction)


def contact_objects(sight: Sight, clock: Clock, ask_id: int) -> AskShown:
    """Say that the contact asked not to be contacted: requests for them end at once, the privacy officer is told."""
    row, introduction = own_ask(sight, ask_id)
    if not may_report(sight, row, introduction):
        raise Stale(as_shown(sight, row, introduction).closed or MOVED_ON)
    of_contact = under_way(sight, introduction.contact_id)
    put_down(sight, clock, introduction.contact_id)
    for one in of_contact:
        requester = sight.of(colleague(sight, one.requester_id))
        if one.state == "agreed":
            cascade.give_up(requester, clock, one)
        else:
            cascade.void(requester, clock, cascade.asks_of(requester, one))
            cascade.look(requester, one, clock.now())
    officer = privacy_officer(sight)
    if officer is not None:
        notices.objected(sight, clock, row, officer, anew=True)
    sight.session.refresh(row)
    return as_shown(sight, row, introduction)


class _Click:
    """A click on an ask that waits for an answer; raises `Stale` where it does not (any more)."""

    def __init__(self, sight: Sight, clock: Clock, ask_id: int, version: int) -> None:
        self.sight, self.clock = sight, clock
        self.ask: Ask
        self.introduction: Introduction
        self.ask, self.introduction = own_ask(sight, ask_id, locked=True)
        self.requester = sight.of(colleague(sight, self.introduction.requester_id))
        closed = as_shown(sight, self.ask, self.introduction).closed
        if closed or self.ask.version != version or self.ask.state not in OPEN:
            raise Stale(closed or MOVED_ON)

    def still_allowed(self) -> bool:
        """Whether the charter in force lets the request go on through this relationship, and this person answer."""
        if not may_answer(self.requester, self.introduction, self.ask):
            return False
        return cascade.allowed(self.requester, self.clock, self.introduction, self.ask.owner_id) is not None

    def take(self, said: Answer) -> None:
        """Let an answer have its effect on the ask, and a last yes on the request."""
        if said in _YES:
            self.move(said, how=_YES[said] if self.ask.role == "owner" else None)
            given = [one for one in self._asks() if one.attempt == self.ask.attempt]
            cascade.agree_if_whole(self.requester, self.clock, self.introduction, given)
        elif said == "ask_contact":
            self.move(said, until=self.introduction.answer_by)
        elif said == "later":
            person = colleague(self.sight, self.sight.viewer.id)
            self.move(said, remind_at=notices.remind(self.sight, self.clock, self.ask, person))
        else:
            self.move(said)

    def move(self, event: str, **values: object) -> None:
        """Let the event happen; what the addressee was told is brought up to date."""
        machine.move(self.sight.session, self.ask, event, self.clock.now(), **values)
        cascade.tell_of(self.requester, self.clock, self.ask)

    def done(self) -> AskShown:
        """How it stands now; the clock sees to what comes next."""
        cascade.look(self.requester, self.introduction, self.clock.now())
        self.sight.session.refresh(self.ask)
        return as_shown(self.sight, self.ask, self.introduction)

    def _asks(self) -> list[Ask]:
        return list(cascade.asks_of(self.requester, self.introduction))
