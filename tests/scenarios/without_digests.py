"""Most stories are about something else than the weekly digests, which would come between what they tell."""

from __future__ import annotations

from sqlalchemy import select

from bot.clock import Clock
from models.base import new_id
from models.digests import DigestSettings
from models.people import Workspace
from models.session import Database
from models.upsert import insert_unless_there


def without_digests(database_url: str, clock: Clock) -> None:
    """Have the digests turned off, unless somebody has said how they are to be."""
    database = Database(database_url, patience=30)
    try:
        with database.write() as session:
            for workspace_id in session.scalars(select(Workspace.id)).all():
                off = {"in_channels": False, "to_people": False, "pictures": False}
                as_they_come = {"weekday": 0, "minute": 540, "nothing_to_say": "line", "theme": "light"}
                since = {"since": clock.now(), "changed_at": clock.now()}
                made = {"workspace_id": workspace_id, "id": new_id(), "version": 1, **off, **as_they_come, **since}
                insert_unless_there(session, DigestSettings, made)
    finally:
        database.close()
