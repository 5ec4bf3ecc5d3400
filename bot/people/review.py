"""The owner's decision about what was imported in their name: nothing of it is shared unseen.

A relationship that was imported waits as a whole; of one that its owner logged, what was imported about it waits alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import Stale
from bot.people import evidence
from bot.people.mine import A_STATEMENT, AS_A_WHOLE, EVIDENCE_ALONE, Mine, Sharing, edited, held_by, one, own, stamp
from bot.people.paging import mark_of_waiting
from bot.people.ties import rewrite_half_ties
from models.network import Relationship

MEANWHILE = "This was changed meanwhile; nothing was decided. `/o2o me` shows how it stands."


def share(sight: Sight, clock: Clock, relationship_id: int, sharing: Sharing, shown: str = "") -> Mine:
    """Keep a relationship private, share it as the charter says, or open it to every member. Counts as reviewed.

    What was imported about one that waited as a whole counts from now on. `shown` is the stamp of the relationship
    when its owner saw it (empty: not told); raises `Stale` if it was changed since, unless it is as wished already.
    """
    mine = own(sight, relationship_id)
    private, opened = sharing == "private", sharing == "open"
    if (mine.reviewed, mine.private, mine.open) == (True, private, opened):
        return one(sight, relationship_id)
    _as_seen(mine, shown)
    if not mine.reviewed:
        _looked_at([mine])
    mine.private, mine.open = private, opened
    evidence.weigh(sight.session, sight.warmth, [mine])
    edited(sight, clock, mine)
    return one(sight, relationship_id)


def let_count(sight: Sight, clock: Clock, relationship_id: int, *, counts: bool, shown: str = "") -> Mine:
    """Let what was imported about a reviewed relationship count, or leave it out for good; as `share` otherwise."""
    mine = own(sight, relationship_id)
    wanted = "counts" if counts else "left_out"
    if mine.evidence == wanted:
        return one(sight, relationship_id)
    _as_seen(mine, shown)
    if mine.evidence is None or not mine.reviewed:
        raise Stale("Nothing was imported about them that waits by itself. `/o2o me` shows how it stands.")
    mine.evidence = wanted
    mine.updated_at = clock.now()
    settle(sight, [mine])
    return one(sight, relationship_id)


def by_the_mails(sight: Sight, clock: Clock, relationship_id: int, shown: str = "") -> Mine:
    """Take one's own word for the strength back: how warm it is, what was imported says from now on."""
    mine = own(sight, relationship_id)
    _as_seen(mine, shown)
    evidence.weigh(sight.session, sight.warmth, [mine])
    if mine.evidence != "counts" or mine.strength is None or mine.fading is None:
        raise Stale("There is nothing to go by instead. `/o2o me` shows how it stands.")
    mine.strength = None
    edited(sight, clock, mine)
    return one(sight, relationship_id)


def share_all_waiting(sight: Sight, clock: Clock, mark: str) -> int:
    """Share, as the charter says, all that waits for the viewer's decision; gives how many.

    What came in marked private stays private. `mark` is that of `MyPage`; raises `Stale` where more, or other things,
    wait than its owner was told.
    """
    waiting = sight.session.scalars(select(Relationship).where(held_by(sight.viewer), AS_A_WHOLE | EVIDENCE_ALONE))
    found = waiting.all()
    if found and mark_of_waiting(sight) != mark:
        raise Stale("What waits for you has changed meanwhile; nothing was shared. `/o2o me` shows what waits now.")
    _looked_at(found)
    for mine in found:
        mine.updated_at = clock.now()
    settle(sight, found)
    return len(found)


def settle(sight: Sight, relationships: Sequence[Relationship]) -> None:
    """After a decision about one's own: weigh the evidence anew, and let searches see it."""
    for start in range(0, len(relationships), A_STATEMENT):
        batch = relationships[start : start + A_STATEMENT]
        evidence.weigh(sight.session, sight.warmth, batch)
        rewrite_half_ties(sight.session, batch)


def _looked_at(relationships: Sequence[Relationship]) -> None:
    for mine in relationships:
        mine.reviewed = True
        if mine.evidence == "waiting":
            mine.evidence = "counts"


def _as_seen(mine: Relationship, shown: str) -> None:
    if shown and stamp(mine) != shown:
        raise Stale(MEANWHILE)
