"""Reading requests and asks for those who may: the requester their own, the addressee what they were asked."""

from __future__ import annotations

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.errors import Stale
from models.introductions import Ask, Introduction

TAKEN_BACK = (Ask.role == "owner") & (Ask.state == "no") & Ask.how.is_not(None)
"""Of an ask: that its yes was taken back once all was agreed. Whoever said no at first never said how they would."""
ENDED_OPENLY = Introduction.id.in_(
    select(Ask.introduction_id).where(Ask.workspace_id == Introduction.workspace_id, TAKEN_BACK).correlate(Introduction)
)
"""Of a request: that it ended because whoever had agreed couldn't after all, and its requester was told so."""
NOT_YOURS = "This doesn't wait for you. `/o2o asks` shows what does."
"""Said alike of what is somebody else's and of what never was."""


def own_introduction(sight: Sight, introduction_id: int, *, locked: bool = False) -> Introduction:
    """A request of the viewer's own; raises `Stale` for any other, or none."""
    found = introduction(sight, introduction_id, locked=locked)
    if found is None or found.requester_id != sight.viewer.id:
        raise Stale(NOT_YOURS)
    return found


def introduction(sight: Sight, introduction_id: int, *, locked: bool = False) -> Introduction | None:
    """A request, whoever's; locked where the database can, which everybody does before they change what is behind it.

    So two who change it wait for each other, always the request before its asks, and the later one sees what the first
    did.
    """
    query = select(Introduction).where(
        Introduction.workspace_id == sight.viewer.workspace_id, Introduction.id == introduction_id
    )
    if locked:
        query = query.with_for_update(key_share=True)
    return sight.session.scalar(query.execution_options(populate_existing=True))


def own_ask(sight: Sight, ask_id: int, *, locked: bool = False) -> tuple[Ask, Introduction]:
    """What the viewer was asked, and the request behind it; raises `Stale` for anybody else's, or none."""
    query = select(Ask).where(
        Ask.workspace_id == sight.viewer.workspace_id, Ask.id == ask_id, Ask.addressee_id == sight.viewer.id
    )
    found = sight.session.scalar(query)
    request = introduction(sight, found.introduction_id, locked=locked) if found else None
    if found is None or request is None:
        raise Stale(NOT_YOURS)
    if locked:
        # Taken back by now, it is not there any more.
        found = sight.session.scalar(query.execution_options(populate_existing=True))
        if found is None:
            raise Stale(NOT_YOURS)
    return found, request
