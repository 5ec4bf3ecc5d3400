"""A small office whose people ask each other for introductions, and a clock to wind."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter import Charter
from bot.charter.sight import Sight, Viewer
from bot.introductions import answering, cascade, listing, requesting, ticking
from bot.introductions.requesting import Wish
from bot.introductions.shown import AskShown, Standing
from bot.people import mine
from bot.people.capture import Entry, log
from bot.people.mine import Sharing
from bot.people.review import share
from bot.settings import Settings
from models.accounts import ContactAddress
from models.base import new_id
from models.introductions import Ask, Introduction
from models.keys import fold
from models.network import Relationship
from models.outbox import OutboxEntry
from models.people import Colleague
from models.session import Database
from tests.conftest import NOW, FixedClock

T = TypeVar("T")
OURS = ("ours.example",)
JANE = "jane@acme.example"
PEOPLE = ("ana", "raj", "zoe", "lee", "mia")
"""Ana asks; Raj, Zoe and Lee are asked; Mia leads and manages."""
CONTENT: Mapping[str, Any] = yaml.safe_load((Path(__file__).parent / "charter.yaml").read_text(encoding="utf-8"))


def charter(**requests: Any) -> Charter:
    """The charter of these tests, its section about requests changed; the same one for the same changes.

    What is worked out of a charter is kept with it, and takes longer than most tests.
    """
    return _charter(json.dumps(requests, sort_keys=True))


@cache
def _charter(requests: str) -> Charter:
    return Charter({**CONTENT, "requests": {**CONTENT["requests"], **json.loads(requests)}})


class Office:
    """People of ours in one workspace. What they do, they do in a transaction of their own at the clock's time."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        self.database, self.workspace_id = database, workspace_id
        self.clock = FixedClock()
        self.charter = charter()
        self.settings = Settings(_env_file=None, O2O_DOMAINS="ours.example", O2O_PRIVACY_CONTACT="priya@ours.example")
        self.ids: dict[str, int] = {}

    def joins(self, *names: str, **values: Any) -> None:
        """These people are members of ours who have agreed to the charter."""
        with self.database.write() as session:
            for name in names:
                self.ids[name] = new_id()
                made: dict[str, Any] = {
                    "workspace_id": self.workspace_id,
                    "id": self.ids[name],
                    "slack_user_id": f"U0{name.upper()}",
                    "email": f"{name}@ours.example",
                    "name": name.capitalize(),
                    "name_key": fold(name),
                    "kind": "member",
                    "charter_accepted_version": 1,
                    "source": "test",
                    "created_at": NOW,
                }
                session.add(Colleague(**made | values))

    def changes(self, name: str, **values: Any) -> None:
        """Something about somebody changes."""
        with self.database.write() as session:
            person = session.get_one(Colleague, (self.workspace_id, self.ids[name]))
            for key, value in values.items():
                setattr(person, key, value)

    def sight(self, session: Session, name: str) -> Sight:
        """What somebody sees."""
        person = session.get_one(Colleague, (self.workspace_id, self.ids[name]))
        viewer = Viewer.of(person, self.charter)
        contact = self.settings.privacy_contact
        return Sight(session, self.charter, viewer, self.clock.now(), self.settings.warmth, contact)

    def does(self, name: str, what: Callable[..., T], *given: Any, **named: Any) -> T:
        """Somebody does something."""
        with self.database.write() as session:
            return what(self.sight(session, name), *given, **named)

    def knows(self, name: str, address: str = JANE, strength: int = 4, **said: Any) -> None:
        """Somebody logs whom they know."""
        self.does(name, log, self.clock, OURS, Entry(address=address, strength=strength, **said))

    def forgets(self, name: str, address: str = JANE) -> None:
        """Somebody removes a relationship."""
        self.does(name, mine.remove, self.clock, self.relationship(name, address))

    def shares(self, name: str, sharing: Sharing, address: str = JANE) -> None:
        """Somebody says who may know of a relationship of theirs."""
        self.does(name, share, self.clock, self.relationship(name, address), sharing)

    def relationship(self, name: str, address: str = JANE) -> int:
        """The id of somebody's relationship."""
        contact_id = self.contact(address)
        with self.database.read() as session:
            mine = (Relationship.colleague_id == self.ids[name]) & (Relationship.contact_id == contact_id)
            return session.scalars(select(Relationship.id).where(mine)).one()

    def contact(self, address: str = JANE) -> int:
        """The id of a contact."""
        with self.database.read() as session:
            return session.scalars(select(ContactAddress.contact_id).where(ContactAddress.address == address)).one()

    def asks_for(self, name: str, address: str = JANE, **wish: Any) -> Standing:
        """Somebody asks for an introduction."""
        wanted = Wish(self.contact(address), **{"purpose": "open_deal", **wish})
        return self.does(name, requesting.request, self.clock, wanted)

    def ticks(self, **later: float) -> None:
        """The clock is wound on and the worker looks at what is due, as often as there is anything to do."""
        self.clock.advance(**later)
        ticking.tick(self.database, self.clock, self.charter, self.settings)

    def waits(self, name: str) -> list[AskShown]:
        """What waits for somebody's answer."""
        return [one for one in self.does(name, listing.waiting) if not one.closed]

    def says(self, name: str, said: str) -> AskShown:
        """Somebody answers the one thing that waits for them; a no is not taken back in the time there is for that."""
        shown = self.answers(name, said)
        if said in ("decline", "contact_no"):
            self.clock.advance(seconds=cascade.TO_RECONSIDER.total_seconds())
        return shown

    def answers(self, name: str, said: str) -> AskShown:
        """Somebody answers the one thing that waits for them, and no time passes."""
        (ask,) = self.waits(name)
        return self.does(name, answering.answer, self.clock, ask.ask_id, ask.version, said)

    def stands(self, name: str = "ana") -> Standing:
        """The newest request of somebody's, as they may know it."""
        return self.does(name, listing.mine)[0]

    def asked(self) -> list[tuple[str, str, str]]:
        """Who was asked in which role, and how that stands, in order."""
        names = {number: name for name, number in self.ids.items()}
        rows = self.rows(Ask, Ask.asked_at, Ask.attempt, Ask.role != "owner")
        return [(names[one.addressee_id], one.role, one.state) for one in rows]

    def rows(self, model: type[T], *order: Any) -> list[T]:
        """All rows of a table."""
        with self.database.read() as session:
            found = list(session.scalars(select(model).order_by(*order)))
            session.expunge_all()
            return found

    def introduction(self) -> Introduction:
        """The one request there is."""
        (found,) = self.rows(Introduction)
        return found

    def told(self, name: str) -> list[tuple[str, int, dt.datetime, int, str]]:
        """What the outbox holds for somebody: kind, subject, when it is due, how often it changed, its state."""
        return sorted(
            (one.kind, one.subject_id, one.due_at, one.wanted, one.state)
            for one in self.rows(OutboxEntry)
            if one.recipient_id == self.ids[name]
        )
