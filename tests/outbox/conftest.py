"""An outbox with Ana and Raj as whom to tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from models.outbox import OutboxEntry
from models.people import Colleague, Workspace
from models.session import Database
from tests.conftest import NOW

if TYPE_CHECKING:
    from tests.outbox.gallery import Gallery
    from tests.outbox.hall import Hall


@dataclass(frozen=True)
class Outbox:
    """A workspace with people, and what is to be said to them."""

    database: Database
    workspace_id: int
    ana: int
    raj: int

    def entries(self) -> list[OutboxEntry]:
        """All that is or was to be said, by subject."""
        with self.database.read() as session:
            return list(session.scalars(select(OutboxEntry).order_by(OutboxEntry.subject_id, OutboxEntry.recipient_id)))

    def change(self, **values: object) -> None:
        """Set columns of all entries."""
        with self.database.write() as session:
            for entry in session.scalars(select(OutboxEntry)):
                for name, value in values.items():
                    setattr(entry, name, value)


@pytest.fixture
def outbox(database: Database, workspace_id: int) -> Outbox:
    """Two members of ours, and nothing to be said yet."""
    ids = {}
    with database.write() as session:
        session.get_one(Workspace, workspace_id).slack_team_id = "T0INITRODE"
        for name in ("ana", "raj"):
            colleague = Colleague(
                workspace_id=workspace_id,
                slack_user_id=f"U0{name.upper()}",
                name=name.title(),
                name_key=name,
                kind="member",
                slack_seen_at=NOW,
                source="x",
                created_at=NOW,
            )
            session.add(colleague)
            session.flush()
            ids[name] = colleague.id
    return Outbox(database, workspace_id, **ids)


@pytest.fixture
def hall(outbox: Outbox) -> Iterator[Hall]:
    """A deal's channel in a stand-in Slack."""
    from tests.outbox.hall import a_hall

    with a_hall(outbox) as found:
        yield found


@pytest.fixture
def gallery(hall: Hall) -> Gallery:
    """The same, with pictures that are there only after a while."""
    from tests.outbox.gallery import SLOW, Gallery

    hall.slack.share_after(SLOW)
    return Gallery(hall)
