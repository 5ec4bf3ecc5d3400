"""Agreeing to the charter, taking it back, and what has changed since one agreed.

An agreement is to one version of one charter: the one in force, or it does not count.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.charter import Charter, examine
from bot.charter.changes import News, news
from bot.charter.sight import Sight
from bot.charter.table import Literal as Term
from bot.clock import Clock
from bot.errors import Stale
from models.governance import CharterVersion
from models.people import Colleague

Greeting = Literal["first", "changed"]


@dataclass(frozen=True)
class Agreement:
    """How a colleague stands to the charter.

    Attributes:
        version: The version they agreed to last; None: to none, or they took it back.
        on: When they did.
        holds: Whether that is the version in force.
        new: Whether they have agreed just now.
    """

    version: int | None
    on: dt.datetime | None
    holds: bool
    new: bool = False


class NotInForce(Stale):
    """The version that somebody wants to agree to is not the one in force."""


def agreement(sight: Sight) -> Agreement:
    """How the viewer stands to the charter in force."""
    mine = _mine(sight, anew=True)
    return Agreement(
        mine.charter_accepted_version,
        mine.charter_accepted_at,
        holds=mine.charter_accepted_version == sight.charter.version,
    )


def accept(sight: Sight, clock: Clock, version: int, mark: str) -> Agreement:
    """Agree to the charter in force; who has agreed already has done so when they first did.

    Args:
        sight: The viewer's.
        clock: Tells when.
        version: The version they were shown.
        mark: `mark_of` the charter they were shown.

    Raises:
        NotInForce: They were shown another one.
    """
    charter = sight.charter
    if (version, mark) != (charter.version, mark_of(charter)):
        raise NotInForce(f"That was version {version}. Version {charter.version} is in force now.")
    new = _put(
        sight.session,
        sight,
        Colleague.charter_accepted_version.is_distinct_from(version),
        charter_accepted_version=version,
        charter_accepted_at=clock.now(),
        charter_shown_version=version,
    )
    return replace(agreement(sight), new=new)


def as_agreed(sight: Sight) -> Sight:
    """What the viewer sees, or would see, once they have agreed."""
    viewer = replace(sight.viewer, accepted=True)
    return Sight(sight.session, sight.charter, viewer, sight.now, sight.warmth, sight.privacy_contact)


def withdraw(sight: Sight) -> bool:
    """Take an agreement back, to whichever version; gives whether there was one."""
    return _put(
        sight.session,
        sight,
        Colleague.charter_accepted_version.is_not(None),
        charter_accepted_version=None,
        charter_accepted_at=None,
        # They know the charter: they are not greeted as if they had never heard of it.
        charter_shown_version=sight.charter.version,
    )


def earlier_version(sight: Sight) -> int | None:
    """The version to compare the one in force with: what the viewer agreed to, or else the one before; None: none."""
    held = _mine(sight).charter_accepted_version
    if held is not None and held != sight.charter.version:
        return held
    before = select(CharterVersion.version).where(
        *_in_force_here(sight), CharterVersion.version < sight.charter.version
    )
    return sight.session.scalar(before.order_by(CharterVersion.version.desc()).limit(1))


def changed_since(sight: Sight, version: int) -> tuple[News, ...] | None:
    """What has changed since an earlier version; None where its text was never in force here."""
    text = sight.session.scalar(
        select(CharterVersion.text)
        .where(*_in_force_here(sight), CharterVersion.version == version)
        .order_by(CharterVersion.id.desc())
        .limit(1)
    )
    # Its shape is enough: it was good in its day, whatever is asked of a charter today.
    old = examine(text).charter if text is not None else None
    return news(old, sight.charter) if old is not None else None


def greeting(sight: Sight) -> Greeting | None:
    """How to greet the viewer: they have agreed to nothing yet, or to another version; None: they need no greeting.

    Each version greets once: `greeted` says that it has.
    """
    if sight.viewer.accepted or sight.viewer.is_channel:
        return None
    mine = _mine(sight)
    if mine.charter_shown_version == sight.charter.version:
        return None
    return "first" if mine.charter_accepted_version is None and mine.charter_shown_version is None else "changed"


def greeted(session: Session, sight: Sight) -> bool:
    """Note that the viewer was greeted; False: they were before, in this moment."""
    version = sight.charter.version
    fresh = Colleague.charter_shown_version.is_distinct_from(version)
    return _put(session, sight, fresh, charter_shown_version=version)


def mark_of(charter: Charter) -> str:
    """A short mark of a charter's very text, to be carried in buttons."""
    return charter.hash[:16]


@lru_cache(maxsize=16)
def shares_only_agreed(charter: Charter) -> bool:
    """Whether nobody but themselves sees anything of what somebody has logged who has not agreed."""
    table = charter.table("relationship")
    of_others = [Term("owner_accepted", holds=False), Term("viewer_is_owner", holds=False)]
    return not table.at_least[1] & table.space.matching(of_others) & table.space.possible


@lru_cache(maxsize=16)
def asks_only_agreed(charter: Charter) -> bool:
    """Whether only who has agreed can ask for an introduction."""
    requests = charter.requests
    return requests is not None and any(
        rule.limit is None and set(rule.when) == {"not viewer_accepted"} for rule in requests.refuse
    )


def _mine(sight: Sight, *, anew: bool = False) -> Colleague:
    key = (sight.viewer.workspace_id, sight.viewer.id)
    return sight.session.get_one(Colleague, key, populate_existing=anew)


def _put(session: Session, sight: Sight, where: ColumnElement[bool], **values: Any) -> bool:
    """Change the viewer's row where `where` holds; gives whether it did. Two at once: one of them."""
    viewer = sight.viewer
    mine = update(Colleague).where(Colleague.workspace_id == viewer.workspace_id, Colleague.id == viewer.id, where)
    return session.execute(mine.values(**values).returning(Colleague.id)).first() is not None


def _in_force_here(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    return CharterVersion.workspace_id == sight.viewer.workspace_id, CharterVersion.charter_id == sight.charter.id
