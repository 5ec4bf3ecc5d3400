"""A person's open introductions, both directions: what they asked for, and what they were asked."""

from __future__ import annotations

import datetime as dt
from typing import cast

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.introductions import deals, telling
from bot.introductions.candidates import Rules, colleague
from bot.introductions.cascade import reconsidered_until
from bot.introductions.held import TAKEN_BACK, own_ask, own_introduction
from bot.introductions.machine import OPEN
from bot.introductions.once_agreed import still_allowed
from bot.introductions.shown import AskShown, How, Standing, State
from bot.network.portrait import Portrait, portraits
from models.accounts import Contact
from models.introductions import Ask, Introduction, Report

__all__ = ["AskShown", "Standing", "ask", "mine", "standing", "waiting"]

RECENTLY = dt.timedelta(days=30)
"""How long what is closed stays in the list of what one asked for."""


def mine(sight: Sight, most: int | None = None) -> list[Standing]:
    """What the viewer asked for: all under way, and what was closed in the last 30 days; newest first.

    At `most` so many, and then what is under way before what is closed.
    """
    rows = sight.session.scalars(
        select(Introduction)
        .where(
            Introduction.workspace_id == sight.viewer.workspace_id,
            Introduction.requester_id == sight.viewer.id,
            Introduction.closed_at.is_(None) | (Introduction.closed_at > sight.now - RECENTLY),
        )
        .order_by(
            *([Introduction.closed_at.is_not(None)] if most is not None else []),
            Introduction.asked_at.desc(),
            Introduction.id,
        )
        .limit(most)
    ).all()
    return [stands(sight, row) for row in rows]


def standing(sight: Sight, introduction_id: int) -> Standing:
    """A request of the viewer's own; raises `Stale` for any other, or none."""
    return stands(sight, own_introduction(sight, introduction_id))


def waiting(sight: Sight, most: int | None = None) -> list[AskShown]:
    """What waits for the viewer: asks to answer, soonest `until` first, then what they agreed to and have yet to do.

    Whoever lets their name be used has nothing more to do. Of `most` so many none is read on.
    """
    rows = sight.session.execute(
        select(Ask, Introduction)
        .join(Introduction, (Introduction.workspace_id == Ask.workspace_id) & (Introduction.id == Ask.introduction_id))
        .where(
            Ask.workspace_id == sight.viewer.workspace_id,
            Ask.addressee_id == sight.viewer.id,
            Ask.state.in_(OPEN) | ((Ask.state == "yes") & (Ask.role == "owner") & (Introduction.state == "agreed")),
        )
        .order_by(*([Ask.state == "yes"] if most is not None else []), Ask.until, Ask.id)
        .limit(most)
    ).all()
    shown = [as_shown(sight, one, of) for one, of in rows]
    return [one for one in shown if not one.closed] + [
        one for one in shown if one.state == "yes" and one.how != "use_name"
    ]


def ask(sight: Sight, ask_id: int) -> AskShown:
    """What the viewer was asked, however it stands by now; raises `Stale` for anybody else's, or none."""
    return as_shown(sight, *own_ask(sight, ask_id))


def state_now(sight: Sight, row: Introduction) -> State:
    """The state of a request by the clock: over at the promised hour, whether anybody came round to it or not."""
    if row.state == "asking" and sight.now >= row.answer_by:
        return "none"
    return cast("State", row.state)


def stands(sight: Sight, row: Introduction) -> Standing:
    """A request as its requester, the viewer, may know it."""
    state = state_now(sight, row)
    # Not `state`: over by the clock alone, nobody has agreed to it, and so nobody can have taken that back.
    connector = _connector(sight, row) if row.state in ("agreed", "made", "met", "no_reply", "none") else None
    name, slack_user_id = (
        sight.reading.names([connector.addressee_id])[connector.addressee_id] if connector else ("", None)
    )
    again = Rules(sight, row.contact_id).wait_until() if state in ("none", "withdrawn") else None
    return Standing(
        introduction_id=row.id,
        version=row.version,
        state=state,
        contact=called(row),
        purpose=row.purpose,
        deal=deals.name_of(sight, row.deal_id),
        answer_by=row.answer_by,
        needed_by=row.needed_by,
        connector=name or None,
        connector_slack_id=slack_user_id,
        how=cast("How | None", connector.how) if connector else None,
        ask_again_from=again,
        asked_at=row.asked_at,
        draft=row.draft,
        taken_back=row.state == "none" and connector is not None,
        may_be_unanswered=may_be_unanswered(sight, row),
    )


def may_be_unanswered(sight: Sight, row: Introduction) -> bool:
    """Whether the contact may have left it without a reply: it was made, or it is time to ask what came of it."""
    due = row.follow_up_at is not None and row.follow_up_at <= sight.now
    return row.state == "made" or (row.state == "agreed" and due)


def called(row: Introduction) -> Portrait:
    """The contact in the words in which the requester asked for them."""
    return Portrait(row.contact_id, row.called, row.called_title, row.called_account, address=row.called_address)


def as_shown(sight: Sight, row: Ask, of: Introduction) -> AskShown:
    """An ask as its addressee, the viewer, is told of it."""
    requester, slack_user_id = sight.reading.names([of.requester_id])[of.requester_id]
    face = portraits(sight, [of.contact_id]).get(of.contact_id)
    agreed = row.state == "yes" and of.state in ("agreed", "made", "met", "no_reply")
    writes = row.role == "owner" and (agreed or row.state == "asking_contact")
    closed = telling.closed(sight, row, of, requester)
    undo_until = reconsidered_until(row, of)
    return AskShown(
        ask_id=row.id,
        version=row.version,
        state=cast("telling.AskState", row.state),
        role=row.role,
        requester=requester,
        requester_slack_id=slack_user_id,
        contact=face or telling.NOT_SEEN,
        purpose=of.purpose,
        deal=deals.name_of(sight, of.deal_id),
        # What was written about somebody is not read on by whoever may not know of them any more.
        reason=of.reason if face else None,
        draft=(row.draft or of.draft) if face else "",
        needed_by=of.needed_by,
        until=row.until,
        why_you=telling.why_you(sight, row, of, face.name if face else telling.NOT_SEEN.name),
        how=cast("How | None", row.how),
        contact_address=face.address if face and writes else "",
        requester_address=(colleague(sight, of.requester_id).email or "") if face and writes else "",
        first_time=_first_time(sight, row, of),
        closed=closed,
        introduction_state=state_now(sight, of),
        undo_until=undo_until if undo_until is not None and sight.now < undo_until else None,
        unmade_until=_unmade_until(sight, row, of),
        reported_at=_reported_at(sight, of),
        stands_in_for=telling.stands_in_for(sight, row),
        stage=deals.stage_of(sight, of.deal_id),
        remind_at=row.remind_at if row.state == "later" and row.remind_at and row.remind_at > sight.now else None,
    )


def _unmade_until(sight: Sight, row: Ask, of: Introduction) -> dt.datetime | None:
    """Until when the addressee, who said so, can take back that it was made; None where they can't (any more).

    What came of it is then about to be asked; and what may not be made any more would end as if nobody had agreed.
    """
    said = row.role == "owner" and row.state == "yes" and of.state == "made"
    if not said or of.follow_up_at is None or of.follow_up_at <= sight.now:
        return None
    return of.follow_up_at if still_allowed(sight, row, of) else None


def _connector(sight: Sight, row: Introduction) -> Ask | None:
    """Who agreed for the relationship (and may have taken it back): its owner, or who answered in their place.

    Nobody else is ever named.
    """
    return sight.session.scalar(
        select(Ask).where(
            Ask.workspace_id == row.workspace_id,
            Ask.introduction_id == row.id,
            TAKEN_BACK if row.state == "none" else (Ask.role == "owner") & (Ask.state == "yes"),
        )
    )


def _reported_at(sight: Sight, of: Introduction) -> dt.datetime | None:
    return sight.session.scalar(
        select(Report.at)
        .join(Contact, (Contact.workspace_id == Report.workspace_id) & (Contact.id == Report.contact_id))
        .where(
            Report.workspace_id == of.workspace_id,
            Report.contact_id == of.contact_id,
            Report.colleague_id == sight.viewer.id,
            Contact.objected_at.is_(None),
        )
    )


def _first_time(sight: Sight, row: Ask, of: Introduction) -> bool:
    """Whether the addressee has not introduced anybody to the contact before.

    What others did is left out of it: that somebody else knows the contact is not told by a line that is missing.
    """
    before = sight.session.scalar(
        select(Ask.id)
        .join(Introduction, (Introduction.workspace_id == Ask.workspace_id) & (Introduction.id == Ask.introduction_id))
        .where(
            Ask.workspace_id == row.workspace_id,
            Ask.addressee_id == sight.viewer.id,
            Ask.role == "owner",
            Ask.state == "yes",
            Introduction.contact_id == of.contact_id,
            Introduction.id != of.id,
            Introduction.state.in_(("made", "met", "no_reply")),
        )
        .limit(1)
    )
    return before is None
