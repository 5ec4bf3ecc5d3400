"""A deal's channel: whether anything can be said in it just now, and who is told where it can't.

A channel is seen by all who are in it. One that is shared with another organization, or has guests in it, is shown
nothing, whatever the charter says; in one that is archived, or that the bot is not in, nothing can be said.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from bot import outbox, publishing
from bot.clock import Clock
from models.deals import Deal
from models.ids import among
from models.outbox import OutboxEntry
from models.people import Colleague

Trouble = Literal["shared", "guests", "archived", "gone", "refused"]
"""Why nothing can be said in a channel: shared with others (or about to be), somebody from elsewhere is in it, nobody
writes there any more, the bot is not in it, or may not write there."""
HIDDEN: Final = ("shared", "guests")
"""Those in which what was said before must not be seen any longer."""
CHANNEL: Final = "channel"
"""The kind of a look at a channel, and of what somebody is told came of it; its subject is the deal."""

DIGEST: Final = "digest_deal"
"""The kind of a deal's weekly word in its channel; its subject is the digest."""
DIGEST_PICTURE: Final = "digest_picture"
"""The kind of the picture under it, of the same subject."""
NOT_INSTEAD: Final = (CHANNEL, DIGEST, DIGEST_PICTURE)
"""What can't be said in a channel and is told nobody else: a look at it, and what is said there every week."""


@dataclass(frozen=True)
class Bound:
    """A channel that is some deal's, and what was wrong with it when it was last looked at."""

    deal_id: int
    trouble: str | None


def bound(session: Session, workspace_id: int, room: str) -> Bound | None:
    """The deal a channel is about, if it is any deal's."""
    deal = _deal_in(session, workspace_id, room)
    return None if deal is None else Bound(deal.id, deal.channel_trouble)


def look_again(session: Session, clock: Clock, workspace_id: int, room: str) -> None:
    """Have a channel looked at in which a deal is spoken of, or was: something has changed about it."""
    deal = _deal_in(session, workspace_id, room)
    if deal is not None:
        outbox.tell(session, clock, workspace_id, CHANNEL, deal.id, room=room)
    else:
        outbox.tell_again_in(session, workspace_id, room)


def look_at_all(session: Session, clock: Clock, workspace_id: int) -> None:
    """Have every channel looked at in which a deal is spoken of, or was: somebody has become a person from elsewhere.

    Only Slack knows which channels they are in. It is put down once a channel, however many have become so.
    """
    deals = select(Deal.channel_id).where(Deal.workspace_id == workspace_id, Deal.channel_id.is_not(None))
    posted = (OutboxEntry.workspace_id == workspace_id) & OutboxEntry.ts.is_not(None)
    said = select(OutboxEntry.room).where(posted, OutboxEntry.room.is_not(None))
    for room in sorted({str(one) for one in session.scalars(deals.union(said))}):
        look_again(session, clock, workspace_id, room)


def is_spoken_in(session: Session, workspace_id: int, room: str) -> bool:
    """Whether a channel is some deal's, or something is known to stand there that was said of one."""
    here = (OutboxEntry.workspace_id == workspace_id) & (OutboxEntry.room == room)
    posted = select(OutboxEntry.id).where(here, OutboxEntry.ts.is_not(None)).limit(1)
    return _deal_in(session, workspace_id, room) is not None or session.scalar(posted) is not None


def take_away(session: Session, workspace_id: int, room: str | None) -> None:
    """Have all that was said in a channel taken away where its deal is spoken of there no more."""
    if room is not None:
        outbox.tell_again_in(session, workspace_id, room)


def marks_changed(session: Session, workspace_id: int, account_ids: Collection[int]) -> None:
    """Have what shows deals with these accounts brought up to date: others may see the accounts than before."""
    if account_ids:
        _seen_otherwise(session, workspace_id, among(Deal.account_id, account_ids))


def accounts_changed(session: Session, workspace_id: int, deal_ids: Collection[int]) -> None:
    """The same of deals that are with another account than before."""
    _seen_otherwise(session, workspace_id, among(Deal.id, deal_ids))


def _seen_otherwise(session: Session, workspace_id: int, which: ColumnElement[bool]) -> None:
    """What was said in the deals' channels, pictures too, and the Homes of those who have to do with them."""
    found = session.execute(select(Deal.id, Deal.channel_id).where(Deal.workspace_id == workspace_id, which)).all()
    for room in sorted({deal.channel_id for deal in found if deal.channel_id is not None}):
        outbox.tell_again_in(session, workspace_id, room)
    if found:
        publishing.deals_changed(session, workspace_id, [deal.id for deal in found])


def note(session: Session, clock: Clock, workspace_id: int, room: str, trouble: Trouble | None) -> None:
    """Keep what was found to be wrong with a channel (None: nothing) and have whoever can act told, once.

    What was said there is brought up to date where it must not be seen any longer, or may be seen again.
    """
    deal = _deal_in(session, workspace_id, room, locked=True)
    if deal is None:
        take_away(session, workspace_id, room)
        return
    if deal.channel_trouble == trouble:
        return
    before, deal.channel_trouble = deal.channel_trouble, trouble
    if (before in HIDDEN) is not (trouble in HIDDEN):
        outbox.tell_again_in(session, workspace_id, room)
    person = whom_to_tell(session, deal)
    if person is None:
        return
    key = (workspace_id, CHANNEL, deal.id, person.id)
    if trouble is not None:
        outbox.tell(session, clock, *key, anew=before is None)
    elif outbox.is_posted(session, *key):
        outbox.tell(session, clock, *key, anew=True)
    else:
        outbox.unsay(session, *key)  # it was mended before anybody had read of it


def say_instead(session: Session, clock: Clock, workspace_id: int, room: str, kind: str, subject_id: int) -> None:
    """Have what can't be said in a deal's channel told to whoever can act on it, in a direct message."""
    deal = _deal_in(session, workspace_id, room)
    person = None if deal is None or kind in NOT_INSTEAD else whom_to_tell(session, deal)
    if person is not None:
        outbox.tell(session, clock, workspace_id, kind, subject_id, person.id)


def whom_to_tell(session: Session, deal: Deal) -> Colleague | None:
    """Whoever can act on a deal: its lead, else whoever made it, else the lead's manager."""
    lead = _colleague(session, deal, deal.owner_id)
    candidates = (lead, _colleague(session, deal, deal.made_by_id))
    manager = _colleague(session, deal, lead.manager_id) if lead is not None else None
    return next((one for one in (*candidates, manager) if one is not None and can_be_told(one)), None)


def can_be_told(person: Colleague) -> bool:
    """Whether somebody is one of us, and in Slack."""
    return person.left_at is None and person.kind == "member" and person.slack_user_id is not None


def _colleague(session: Session, deal: Deal, colleague_id: int | None) -> Colleague | None:
    return None if colleague_id is None else session.get(Colleague, (deal.workspace_id, colleague_id))


def _deal_in(session: Session, workspace_id: int, room: str, *, locked: bool = False) -> Deal | None:
    query = select(Deal).where(Deal.workspace_id == workspace_id, Deal.channel_id == room)
    if locked:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)
