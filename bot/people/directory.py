"""Keeping our side in step with Slack: who is a member, a guest, gone."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import publishing
from bot.clock import Clock
from bot.deals import rooms
from models.base import new_id
from models.keys import address_key, fold
from models.people import Colleague
from models.upsert import insert_unless_there

FRESH = dt.timedelta(hours=1)
"""How long what Slack said about somebody is taken as so without asking again (events tell of changes sooner)."""


@dataclass(frozen=True)
class SlackPerson:
    """What Slack says about a user. `kind` is one of `models.people.KINDS`; `is_admin` None: it did not say."""

    user_id: str
    kind: str
    gone: bool
    name: str
    email: str | None = None
    title: str | None = None
    tz: str | None = None
    is_admin: bool | None = None


def held(session: Session, workspace_id: int, slack_user_id: str) -> Colleague | None:
    """The row of a Slack user, if there is one."""
    return session.scalar(
        select(Colleague).where(Colleague.workspace_id == workspace_id, Colleague.slack_user_id == slack_user_id)
    )


INSIDERS = ("member", "bot")
"""Kinds of users who are no people from elsewhere. Bots are ours, or the channel is shared."""
STALE = dt.timedelta(days=1)
"""How long it is taken as so while Slack can't be asked."""


def still_holds(colleague: Colleague, clock: Clock) -> bool:
    """Whether what is held about the colleague may be gone by while Slack does not answer."""
    return colleague.slack_seen_at is not None and clock.now() - colleague.slack_seen_at < STALE


def is_fresh(colleague: Colleague, clock: Clock) -> bool:
    """Whether what is held about the colleague was heard from Slack lately."""
    return colleague.slack_seen_at is not None and clock.now() - colleague.slack_seen_at < FRESH


def take_in(session: Session, clock: Clock, workspace_id: int, person: SlackPerson) -> Colleague:
    """Store what Slack says about a user.

    Somebody imported before is found by address and linked. People of another team are never linked to one of ours by
    their address: the address is what their team says it is. When one of ours has become a guest, or nobody knows what,
    what was said in the deals' channels may have to be taken away from them, and what their Home shows is.
    """
    now = clock.now()
    email = address_key(person.email) if person.email and person.kind in ("member", "guest") else None
    colleague = held(session, workspace_id, person.user_id)
    same_address = (
        session.scalar(select(Colleague).where(Colleague.workspace_id == workspace_id, Colleague.email == email))
        if email
        else None
    )
    if colleague is None and same_address is not None and same_address.slack_user_id is None:
        colleague = same_address
        colleague.slack_user_id = person.user_id
    if colleague is None:
        name = person.name or person.user_id
        insert_unless_there(
            session,
            Colleague,
            {
                "workspace_id": workspace_id,
                "id": new_id(),
                "slack_user_id": person.user_id,
                "email": email if same_address is None else None,
                "name": name,
                "name_key": fold(name)[:200],
                "kind": person.kind,
                "source": "slack",
                "created_at": now,
            },
        )
        colleague = held(session, workspace_id, person.user_id)
        if colleague is None:
            raise RuntimeError("a colleague was neither there nor could be stored")
    elif email and (same_address is None or same_address is colleague):
        colleague.email = email
    was_ours = _is_ours(colleague)
    _update(colleague, person, now)
    session.flush()
    if was_ours and not _is_ours(colleague):
        rooms.look_at_all(session, clock, workspace_id)
        publishing.again(session, workspace_id, [colleague.id])
    return colleague


def _is_ours(colleague: Colleague) -> bool:
    """Whether somebody may be in a deal's channel; who is deactivated reads nothing there."""
    return colleague.kind in INSIDERS or colleague.left_at is not None


def _update(colleague: Colleague, person: SlackPerson, now: dt.datetime) -> None:
    if person.name:
        colleague.name, colleague.name_key = person.name[:200], fold(person.name)[:200]
    colleague.kind = person.kind
    colleague.tz = person.tz or colleague.tz
    colleague.title = (person.title or "")[:200] or colleague.title
    colleague.is_admin = person.is_admin
    colleague.left_at = (colleague.left_at or now) if person.gone else None
    colleague.slack_seen_at = now
