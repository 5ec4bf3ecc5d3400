"""Who is to be told what of a request, and when: in the recipient's own working hours, a yes at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import outbox
from bot.charter.sight import Sight
from bot.clock import Clock
from bot.introductions.candidates import colleague
from bot.introductions.consents import preference
from bot.introductions.machine import OPEN
from bot.introductions.working_time import HOUR, add, between, day_of, next_morning, next_working
from models.introductions import Ask, Introduction
from models.outbox import OutboxEntry
from models.people import Colleague

LATER = 5 * 8 * HOUR
"""Working time after which the requester is asked what came of an introduction that was made."""
MUCH_LATER = 10 * 8 * HOUR
"""The same where nobody has said that it was made."""
PROMISE = "promise"
AFTERWARDS = dt.timedelta(minutes=1)
"""How long after the answer the promise says that it was kept: never before, since the answer may take its time."""
OF_DAY = "asks_of_day"
NOT_NEEDED = "not_needed"
"""The kind of what a connector is told who agreed to what is withdrawn then."""
INTRODUCED = "introduced"
"""The kind of what a requester is told once the introduction was made."""
OVER = "over"
"""The kind of what a requester is told where what was agreed comes to nothing."""
MINUTES = 10_000
"""What a day is multiplied by in the key of a second list on it, to which its hour and minute are added."""


def told_at(sight: Sight, person: Colleague) -> dt.datetime:
    """When somebody would be told of an ask put to them now: in working hours, or next morning with the others."""
    held = preference(sight, person.id)
    if held is not None and held.pace == "daily":
        return next_morning(sight.now, person.tz)
    return next_working(sight.now, person.tz)


def put(sight: Sight, clock: Clock, ask: Ask, person: Colleague, at: dt.datetime) -> None:
    """Have somebody told of a new ask."""
    held = preference(sight, person.id)
    kind, subject = ("ask", ask.id)
    if held is not None and held.pace == "daily":
        kind, subject = OF_DAY, _as_number(day_of(at, person.tz))
    outbox.tell(sight.session, clock, ask.workspace_id, kind, subject, person.id, due_at=at)


def remind(sight: Sight, clock: Clock, ask: Ask, person: Colleague) -> dt.datetime | None:
    """Have whoever said "later" told of all that waits for them; gives when (None: there is no time left for it).

    That is the next morning, unless silence counts as no before: then when half of their working time is over.
    """
    now = clock.now()
    left = between(now, ask.until, person.tz)
    if not left:
        return None
    morning = next_morning(now, person.tz)
    at = morning if morning < ask.until else add(now, left / 2, person.tz)
    day = _as_number(day_of(at, person.tz))
    posted = sight.session.scalar(
        select(OutboxEntry.shown).filter_by(
            workspace_id=ask.workspace_id, kind=OF_DAY, subject_id=day, recipient_id=person.id
        )
    )
    # A list that was posted would be changed in place, which notifies nobody: this one is a message of its own.
    subject = day * MINUTES + int(f"{at:%H%M}") if posted else day
    outbox.tell(sight.session, clock, ask.workspace_id, OF_DAY, subject, person.id, due_at=at)
    return at


def bring_up_to_date(session: Session, clock: Clock, ask: Ask, tz: str | None) -> None:
    """Have what was said of an ask say how it stands now; what was not said yet, and is no longer asked, is dropped."""
    for entry in _of(session, ask, tz):
        key = (ask.workspace_id, entry.kind, entry.subject_id, ask.addressee_id)
        if _perhaps_said(entry):
            outbox.tell(session, clock, *key)
        elif entry.kind == "ask" and ask.state not in OPEN:
            # A list of the day is left to be said: it says what waits by then, if anything does.
            outbox.unsay(session, *key)
        elif entry.kind == "ask" and entry.state == "dropped":  # a no that was taken back: it is asked again
            outbox.tell(session, clock, *key, due_at=next_working(clock.now(), tz))


def take_back(session: Session, ask: Ask, tz: str | None) -> bool:
    """Take back what was put down for an ask; False where it was said already, or is being said just now.

    A list of the day is left: it says what waits by then, if anything does.
    """
    entries = _of(session, ask, tz)
    # Lists of the day that were posted before the ask was put have nothing of it.
    if any(_perhaps_said(one) and (one.kind == "ask" or one.due_at >= ask.asked_at) for one in entries):
        return False
    for one in entries:
        if one.kind == "ask":
            outbox.unsay(session, ask.workspace_id, one.kind, one.subject_id, ask.addressee_id)
    return True


def _of(session: Session, ask: Ask, tz: str | None) -> Sequence[OutboxEntry]:
    """What was put down for an ask: a message of its own, or the lists of its day and later ones."""
    first = _as_number(day_of(ask.asked_at, tz))
    subject = OutboxEntry.subject_id
    return session.scalars(
        select(OutboxEntry)
        .where(
            OutboxEntry.workspace_id == ask.workspace_id,
            OutboxEntry.recipient_id == ask.addressee_id,
            ((OutboxEntry.kind == "ask") & (OutboxEntry.subject_id == ask.id))
            | ((OutboxEntry.kind == OF_DAY) & (subject.between(first, 99_999_999) | (subject >= first * MINUTES))),
        )
        .execution_options(populate_existing=True)
    ).all()


def _perhaps_said(entry: OutboxEntry) -> bool:
    return bool(entry.shown) or entry.state in ("sending", "unclear")


def promise(session: Session, clock: Clock, introduction: Introduction) -> None:
    """Have the requester told at once by when they hear, and at that hour, whatever there is to tell by then."""
    outbox.tell(session, clock, *_to_requester(PROMISE, introduction))
    outbox.tell(session, clock, *_to_requester("introduction", introduction), due_at=introduction.answer_by)


def kept(session: Session, clock: Clock, introduction: Introduction, at: dt.datetime) -> None:
    """Have the promise say from then on that it was kept, or withdrawn; not yet posted, it is not said any more.

    The answer is a message of its own, since one that is changed in place notifies nobody.
    """
    key = _to_requester(PROMISE, introduction)
    entry = _entry(session, key)
    if entry is None:
        return
    if _perhaps_said(entry):
        outbox.tell(session, clock, *key)
        entry.due_at = at
        session.flush()
    else:
        outbox.unsay(session, *key)


def is_answered(sight: Sight, introduction_id: int, answer_by: dt.datetime) -> bool:
    """Whether the viewer was told how a request of theirs ended; by the promised hour they are."""
    key = (sight.viewer.workspace_id, "introduction", introduction_id, sight.viewer.id)
    return sight.now >= answer_by or outbox.is_posted(sight.session, *key)


def agreed(sight: Sight, clock: Clock, introduction: Introduction) -> None:
    """Have the requester told of a yes at once, and asked later what came of it."""
    outbox.tell(sight.session, clock, *_to_requester("introduction", introduction))
    kept(sight.session, clock, introduction, clock.now() + AFTERWARDS)
    _ask_what_came(sight, clock, introduction, MUCH_LATER)


def made(sight: Sight, clock: Clock, introduction: Introduction) -> None:
    """Have the requester told that the introduction was made: by a message of its own, if they know of the yes."""
    key = _to_requester("introduction", introduction)
    if _posted(sight.session, key):
        outbox.tell(sight.session, clock, *_to_requester(INTRODUCED, introduction), anew=True)
    outbox.tell(sight.session, clock, *key)
    _ask_what_came(sight, clock, introduction, LATER)


def unmade(sight: Sight, clock: Clock, introduction: Introduction, agreed_at: dt.datetime) -> None:
    """Have what the requester was told say that it is yet to be made; what came of it is asked as if never made."""
    outbox.tell(sight.session, clock, *_to_requester("introduction", introduction))
    if outbox.is_told(sight.session, *_to_requester(INTRODUCED, introduction)):
        _say_no_more(sight.session, clock, _to_requester(INTRODUCED, introduction))
    at = add(agreed_at, MUCH_LATER, colleague(sight, introduction.requester_id).tz)
    introduction.follow_up_at = at
    key = _to_requester("came_of_it", introduction)
    entry = _entry(sight.session, key)
    if entry is not None and not _posted(sight.session, key):
        entry.due_at = at  # told again, the earlier time would count
    else:
        outbox.tell(sight.session, clock, *key, due_at=at, anew=True)
    sight.session.flush()


def came(sight: Sight, clock: Clock, introduction: Introduction, connector: Colleague) -> None:
    """Have requester and connector told what came of it: whoever introduced them hears how it went."""
    closed(sight.session, clock, introduction)
    at = next_working(clock.now(), connector.tz)
    key = (introduction.workspace_id, "thanks", introduction.id, connector.id)
    outbox.tell(sight.session, clock, *key, due_at=at)


def closed(session: Session, clock: Clock, introduction: Introduction) -> None:
    """Bring what the requester was told up to date once a request is over; nothing is left to be asked of them.

    What was promised and not yet told is told still, where it is not they who ended it.
    """
    for kind in ("introduction", INTRODUCED, "came_of_it"):
        key = _to_requester(kind, introduction)
        entry = _entry(session, key)
        if entry is None:
            continue
        if kind != "introduction" or introduction.state == "withdrawn":
            _say_no_more(session, clock, key)
        else:
            said = _perhaps_said(entry)
            outbox.tell(session, clock, *key)
            if introduction.state == "none" and not said:
                # A yes that came to nothing before it was told is told as any other no, at the promised hour.
                entry.due_at = max(introduction.answer_by, clock.now())
                session.flush()
                kept(session, clock, introduction, entry.due_at + AFTERWARDS)
    if introduction.state == "withdrawn":
        kept(session, clock, introduction, clock.now())


def over(session: Session, clock: Clock, introduction: Introduction, *, at_once: bool = False) -> None:
    """Have the requester told that what was agreed comes to nothing: at once and by a message of its own.

    What was posted of the yes is changed in place, which notifies nobody. Whoever has not read of the yes yet is told
    at the promised hour, as of any other no; or `at_once`.
    """
    key = _to_requester("introduction", introduction)
    posted = _posted(session, key)
    closed(session, clock, introduction)
    if posted:
        outbox.tell(session, clock, *_to_requester(OVER, introduction))
    elif at_once:
        outbox.tell(session, clock, *key)
        kept(session, clock, introduction, clock.now() + AFTERWARDS)


def _say_no_more(session: Session, clock: Clock, key: tuple[int, str, int, int]) -> None:
    """Bring what was said up to date; what was not is not said any more."""
    if _posted(session, key):
        outbox.tell(session, clock, *key)
    else:
        outbox.unsay(session, *key)


def _posted(session: Session, key: tuple[int, str, int, int]) -> bool:
    """Whether something was said to somebody, or is being said just now."""
    entry = _entry(session, key)
    return entry is not None and _perhaps_said(entry)


def _entry(session: Session, key: tuple[int, str, int, int]) -> OutboxEntry | None:
    return session.scalar(
        select(OutboxEntry)
        .filter_by(workspace_id=key[0], kind=key[1], subject_id=key[2], recipient_id=key[3])
        .execution_options(populate_existing=True)
    )


def not_needed(sight: Sight, clock: Clock, ask: Ask) -> None:
    """Have whoever agreed told that it is not needed any more: they may be about to write."""
    at = next_working(clock.now(), colleague(sight, ask.addressee_id).tz)
    outbox.tell(sight.session, clock, ask.workspace_id, NOT_NEEDED, ask.id, ask.addressee_id, due_at=at)


def objected(sight: Sight, clock: Clock, ask: Ask, officer: Colleague, *, anew: bool = False) -> None:
    """Have the privacy officer told that a contact asked not to be contacted (`anew`), or that this was a mistake."""
    outbox.tell(sight.session, clock, ask.workspace_id, "objected", ask.id, officer.id, anew=anew)


def _ask_what_came(sight: Sight, clock: Clock, introduction: Introduction, after: dt.timedelta) -> None:
    requester = colleague(sight, introduction.requester_id)
    at = add(clock.now(), after, requester.tz)
    introduction.follow_up_at = min(at, introduction.follow_up_at or at)
    outbox.tell(sight.session, clock, *_to_requester("came_of_it", introduction), due_at=at)


def _to_requester(kind: str, introduction: Introduction) -> tuple[int, str, int, int]:
    return introduction.workspace_id, kind, introduction.id, introduction.requester_id


def _as_number(day: dt.date) -> int:
    return day.year * 10_000 + day.month * 100 + day.day
