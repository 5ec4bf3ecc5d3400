"""Deals of an office, with the clock's work done when a test says so."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.charter import load_charter
from bot.deals import engaging, nudging, stages
from bot.deals.playbook import load_playbooks
from models.accounts import Contact, ContactAddress, Holding, Seat
from models.base import new_id
from models.deals import Deal, DealMember, Gap, Observation, StageRecord, Stakeholder
from models.outbox import OutboxEntry
from models.session import Database
from tests.conftest import NOW
from tests.introductions.office import Office

ROOT = Path(__file__).parents[2]
CHARTER = load_charter(ROOT / "charter.yaml")
PLAYBOOKS = load_playbooks(ROOT / "playbook.yaml")
PEOPLE = ("ana", "raj", "lee", "zoe", "mia", "kim", "pia", "tom")


class Desk(Office):
    """An office with deals; `ana` leads them all."""

    def __init__(self, database: Database, workspace_id: int) -> None:
        super().__init__(database, workspace_id)
        self.charter = CHARTER
        self.joins(*PEOPLE, charter_accepted_version=CHARTER.version)

    def deal(self, name: str = "Acme", stage: str = "Evaluation", **values: Any) -> int:
        """A deal that stands somewhere already: nobody is told of that."""
        with self.database.write() as session:
            made: dict[str, Any] = {
                "workspace_id": self.workspace_id,
                "id": new_id(),
                "name": name,
                "stage": stage,
                "is_open": True,
                "owner_id": self.ids["ana"],
                "source": "x",
                "created_at": self.clock.now(),
            }
            deal = Deal(**made | values)
            session.add(deal)
            session.flush()
            role = {"workspace_id": self.workspace_id, "deal_id": deal.id, "source": "x"}
            session.add(DealMember(colleague_id=self.ids["ana"], seller_role="account executive", **role))
            session.add(DealMember(colleague_id=self.ids["lee"], seller_role="solution engineer", **role))
            stages.record(session, self.clock, deal, "sales", stage, self.clock.now(), source="x", first=True)
            return deal.id

    def moves(self, deal_id: int, stage: str, side: stages.Side = "sales", at: dt.datetime | None = None) -> None:
        """One side moves."""
        with self.database.write() as session:
            deal = stages.locked(session, self.workspace_id, deal_id)
            assert deal is not None
            stages.record(session, self.clock, deal, side, stage, at or self.clock.now(), source="x")

    def ticks(self, **later: float) -> int:
        """The clock runs, so much later."""
        self.clock.advance(**later)
        return nudging.tick(self.database, self.clock, self.charter, self.settings, PLAYBOOKS)

    def contact(self, name: str, deal_id: int | None = None, seat: int | None = None, **observed: str) -> int:
        """Somebody of theirs, in the directory; in a deal as Ana observed."""
        with self.database.write() as session:
            contact = Contact(
                workspace_id=self.workspace_id,
                name=name,
                name_key=name.casefold(),
                in_directory=True,
                source="crm",
                purpose="selling",
                created_at=NOW,
            )
            session.add(contact)
            session.flush()
            address = f"{name.casefold()}@acme.example"
            held = {"workspace_id": self.workspace_id, "contact_id": contact.id}
            session.add(ContactAddress(address=address, domain="acme.example", **held))
            if seat is not None:
                session.add(Holding(seat_id=seat, since=dt.date(2020, 1, 1), source="crm", **held))
            contact_id = contact.id
        if deal_id is not None:
            self.stakeholder(deal_id, contact_id=contact_id, **observed)
        return contact_id

    def stakeholder(self, deal_id: int, contact_id: int | None = None, seat_id: int | None = None, **seen: str) -> None:
        """Somebody, or a seat, matters in a deal as Ana observed."""
        with self.database.write() as session:
            one = Stakeholder(
                workspace_id=self.workspace_id,
                deal_id=deal_id,
                contact_id=contact_id,
                seat_id=seat_id,
                source="x",
                created_at=self.clock.now(),
            )
            session.add(one)
            session.flush()
            for about, value in seen.items():
                session.add(
                    Observation(
                        workspace_id=self.workspace_id,
                        stakeholder_id=one.id,
                        about=about,
                        value=value,
                        observer_id=self.ids["ana"],
                        observed_at=self.clock.now(),
                        source="x",
                    )
                )

    def seat(self, account_id: int, title: str = "CFO") -> int:
        """A job of theirs."""
        with self.database.write() as session:
            seat = Seat(
                workspace_id=self.workspace_id,
                account_id=account_id,
                title=title,
                title_key=title.casefold(),
                source="crm",
                created_at=NOW,
            )
            session.add(seat)
            session.flush()
            return seat.id

    def engages(self, deal_id: int, name: str, contact_id: int) -> None:
        """One of ours says that they met one of theirs."""
        with self.database.write() as session:
            deal = session.get_one(Deal, (self.workspace_id, deal_id))
            now = self.clock.now()
            engaging.engage(session, self.clock, deal, contact_id, self.ids[name], "meeting", now, "said")

    def gaps(self) -> dict[str, str]:
        """How what is missing stands."""
        with self.database.read() as session:
            return {one.key: one.state for one in session.scalars(select(Gap).order_by(Gap.key))}

    def told(self) -> list[tuple[str, str]]:
        """What is to be said, in what order, and to whom: a name, or `room`."""
        names = {number: name for name, number in self.ids.items()}
        with self.database.read() as session:
            rows = session.scalars(select(OutboxEntry).order_by(OutboxEntry.due_at, OutboxEntry.kind)).all()
            return [(one.kind, names.get(one.recipient_id or 0, "room")) for one in rows]

    def waiting(self) -> int:
        """Moves nobody has looked at."""
        with self.database.read() as session:
            return len(session.scalars(select(StageRecord.id).where(StageRecord.looked_at.is_(None))).all())
