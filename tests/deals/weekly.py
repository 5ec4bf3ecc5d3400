"""What the weekly digests of a desk say, rendered as delivery renders them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from bot.deals import digest, digesting, seen, trend
from bot.deals.digest import OfDeal, OfPerson
from bot.deals.nudging import Place
from bot.settings import Settings
from handlers.views import digest_person, digests
from handlers.views.hours import Reader
from handlers.views.kit import Message
from models.deals import Deal
from models.digests import Digest
from models.outbox import OutboxEntry
from models.session import Database
from tests.deals.desk import PLAYBOOKS, Desk

MONDAY = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
"""The first Monday after the workspace was made."""


class Weekly(Desk):
    """A desk whose people get digests; Mia manages Ana."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        super().__init__(database, workspace_id)
        for name in self.ids:
            self.changes(name, tz="Europe/London", slack_user_id=f"U0{name.upper()}")
        self.changes("ana", manager_id=self.ids["mia"])
        self.clock.at = MONDAY

    def prepares(self, *, posted: bool = True, **later: float) -> int:
        """The clock looks for digests, so much later; they come, or are lost."""
        self.clock.advance(**later)
        number = digesting.tick(self.database, self.clock, self.charter, Settings(_env_file=None), PLAYBOOKS)
        if posted:
            with self.database.write() as session:
                now = OutboxEntry.created_at == self.clock.now()
                session.execute(update(OutboxEntry).where(now).values(ts="1.0"))
        return number

    def last(self, deal_id: int | None = None, name: str = "") -> Digest:
        """The last digest of a deal, or of somebody."""
        whose = Digest.deal_id == deal_id if deal_id else Digest.colleague_id == self.ids[name]
        with self.database.read() as session:
            return session.scalars(select(Digest).where(whose).order_by(Digest.day.desc())).first() or Digest()

    def found_in_channel(self, deal_id: int, held: Digest | None = None) -> OfDeal:
        """What there is to say of a deal in its channel."""
        with self.database.read() as session:
            deal = session.get_one(Deal, (self.workspace_id, deal_id))
            sight = seen.of_channel(self.sight(session, "ana"))
            found = digest.in_channel(sight, PLAYBOOKS, deal, held)
            session.expunge_all()
            return found

    def in_channel(self, deal_id: int, held: Digest | None = None) -> Message:
        """What is said of a deal in its channel."""
        found = self.found_in_channel(deal_id, held)
        return digests.of_deal(found, Reader(self.clock.now(), dt.UTC), requests=True)

    def found_for(self, name: str, held: Digest | None = None) -> OfPerson:
        """What there is to say to somebody."""
        with self.database.read() as session:
            found = digest.for_person(self.sight(session, name), PLAYBOOKS, held)
            session.expunge_all()
            return found

    def to(self, name: str, held: Digest | None = None) -> Message:
        """What somebody is told."""
        found = self.found_for(name, held)
        return digest_person.of_person(found, Reader(self.clock.now(), dt.UTC), 1, requests=True)

    def reads(self, name: str) -> None:
        """Somebody's last digest is delivered: how things stand for them is kept."""
        held = self.last(name=name)
        self._keeps(held, self.found_for(name, held).stood)

    def posts(self, deal_id: int) -> Message:
        """A deal's last digest is delivered in its channel, or brought up to date there."""
        held = self.last(deal_id)
        self._keeps(held, self.found_in_channel(deal_id, held).stood)
        return self.in_channel(deal_id, held)

    def _keeps(self, held: Digest, stands: str) -> None:
        with self.database.write() as session:
            trend.keep(session, self.workspace_id, held.id, stands, self.clock.now().date())

    def place(self) -> Place:
        """The workspace, as the clock looks at it."""
        given = (self.database, self.clock, self.charter, Settings(_env_file=None), PLAYBOOKS)
        return Place(*given, workspace_id=self.workspace_id)


def buttons(message: Message) -> list[str]:
    """The labels of the buttons, in their order."""
    held = [one for block in message.blocks for one in _elements(block)]
    return [str(one["text"]["text"]) for one in held if one["type"] == "button"]


def _elements(block: dict[str, Any]) -> Sequence[dict[str, Any]]:
    accessory = block.get("accessory")
    inside = block.get("elements", []) if block["type"] == "actions" else []
    return [*([accessory] if accessory else []), *inside]


def figures(message: Message) -> dict[str, int]:
    """The counts of a channel's digest, by state."""
    called = {words: state for state, words in digests.CALLED.items()}
    found = re.findall(rf"(\d+)(?: roles?)? ({'|'.join(called)})\b", message.text)
    return {called[words]: int(number) for number, words in found}
