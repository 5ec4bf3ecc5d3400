"""What a requester needs who may use a connector's name: a text with it, to send themselves."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.charter.sight import Sight
from bot.errors import Stale
from bot.introductions import cascade
from bot.introductions.candidates import colleague
from bot.introductions.drafts import in_the_name_of
from bot.introductions.held import own_introduction
from bot.introductions.listing import stands
from bot.introductions.machine import MOVED_ON
from bot.introductions.once_agreed import still_allowed
from bot.introductions.shown import Standing
from models.introductions import Introduction
from models.network import Relationship


@dataclass(frozen=True)
class NameLent:
    """A request answered with "use my name", and the text for it.

    `first_time`: as far as is known here the requester has not written to the contact before, so the text must end
    with how to object.
    """

    standing: Standing
    requester: str
    text: str
    first_time: bool


def name_lent(sight: Sight, introduction_id: int) -> NameLent:
    """The text of a request of the viewer's own whose connector lends their name. Raises `Stale` for any other.

    Decided again under the charter in force, by all of it but its limits: where it refuses, nothing is given.
    """
    row = own_introduction(sight, introduction_id)
    standing = stands(sight, row)
    if standing.state != "agreed" or standing.how != "use_name" or standing.connector is None:
        raise Stale(MOVED_ON)
    lent = next(one for one in cascade.asks_of(sight, row) if one.role == "owner" and one.state == "yes")
    if not still_allowed(sight, lent, row):
        raise Stale("Their name may not be used any more. Nothing to do.")
    me = colleague(sight, sight.viewer.id).name
    text = in_the_name_of(standing.connector, standing.contact.name, me, standing.purpose)
    return NameLent(standing, me, text, _first_time(sight, row))


def _first_time(sight: Sight, row: Introduction) -> bool:
    """Whether the viewer neither logged that they know the contact nor was introduced to them before."""
    own = select(Relationship.id).where(
        Relationship.workspace_id == row.workspace_id,
        Relationship.colleague_id == sight.viewer.id,
        Relationship.contact_id == row.contact_id,
        Relationship.removed_at.is_(None),
    )
    before = select(Introduction.id).where(
        Introduction.workspace_id == row.workspace_id,
        Introduction.requester_id == sight.viewer.id,
        Introduction.contact_id == row.contact_id,
        Introduction.id != row.id,
        Introduction.state.in_(("made", "met")),
    )
    return sight.session.scalar(own.limit(1)) is None and sight.session.scalar(before.limit(1)) is None
