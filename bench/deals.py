"""Made-up deals of any number, written straight into a database: who is on them, who matters in them, what was said.

The same number gives the same deals on every database. Of a hundred contacts ten are in no directory, three have
objected, three are to be left alone; of a hundred accounts four are under embargo.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from models import accounts as a
from models import deals as d
from models.network import HalfTie, Line, Relationship
from models.people import Colleague, Workspace

WORKSPACE = 1
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
STAGES = ("Mutual interest", "Qualification", "Discovery", "Evaluation", "Proposal", "Negotiation")
BUYING = ("Seeing a need", "Looking at what there is", "Comparing suppliers", "Deciding")
ROLES = ("economic buyer", "technical buyer", "user buyer", "coach", "legal", "procurement", "influencer")
STANCES = ("champion", "supporter", "neutral", "sceptic")
PARTS = ("account executive", "solution engineer", "executive sponsor", "customer success")
TITLES = ("CFO", "CTO", "Head of Purchasing", "General Counsel", "VP Operations", "Analyst")
KINDS = ("meeting", "call", "email")

Row = dict[str, Any]
_ALWAYS = {"source": "made up", "created_at": NOW, "updated_at": NOW}


class MadeUp:
    """So many deals, with all that hangs on them, as rows of tables."""

    def __init__(self, deals: int) -> None:
        self.lot = Random(deals)
        self.rows: dict[type[Any], list[Row]] = defaultdict(list)
        self._last = 0
        self.deals: list[int] = []
        self.colleagues = [self._colleague(number) for number in range(max(12, deals // 10))]
        for _ in range(deals):
            self._deal()

    def store(self, session: Session) -> None:
        """Write all of it, in an order in which every reference is there."""
        session.add(Workspace(id=WORKSPACE, name="Made up", created_at=NOW))
        session.flush()
        for table in (
            *(Colleague, a.Account, a.Contact, a.ContactAddress, a.Seat, a.Holding, a.Affiliation),
            *(Relationship, Line, HalfTie),
            *(d.Deal, d.DealMember, d.StageRecord, d.Stakeholder, d.Observation, d.Engagement, d.Gap),
        ):
            if self.rows[table]:
                session.execute(insert(table), self.rows[table])

    def _add(self, table: type[Any], **values: Any) -> int:
        self._last += 1
        given = {name: value for name, value in _ALWAYS.items() if hasattr(table, name)}
        self.rows[table].append({"workspace_id": WORKSPACE, "id": self._last, **given, **values})
        return self._last

    def _colleague(self, number: int) -> int:
        # Everybody is managed by one of the first few, and these by the very first.
        manager = None if number == 0 else 1 if number < 4 else 1 + self.lot.randrange(4)
        accepted = 1 if self.lot.random() < 0.9 else None
        title = "VP Sales" if number % 17 == 0 else "Account Manager"
        name = f"Colleague {number:05}"
        return self._add(
            Colleague,
            name=name,
            name_key=name.lower(),
            title=title,
            manager_id=manager,
            kind="member",
            charter_accepted_version=accepted,
        )

    def _deal(self) -> None:
        lot, at = self.lot, NOW - dt.timedelta(days=self.lot.randrange(200))
        account = self._add(
            a.Account,
            name=f"Account {self._last}",
            name_key=f"account {self._last}",
            embargoed=lot.random() < 0.04,
            created_at=at,
        )
        team = lot.sample(self.colleagues, 4)
        stage, buying = lot.choice(STAGES), lot.choice((None, *BUYING))
        deal = self._add(
            d.Deal,
            name=f"Deal {self._last}",
            account_id=account,
            stage=stage,
            stage_since=at,
            buying_stage=buying,
            buying_since=at if buying else None,
            owner_id=team[0],
            is_open=True,
            created_at=at,
            version=1,
        )
        self.deals.append(deal)
        for colleague, part in zip(team, PARTS, strict=True):
            self._add(d.DealMember, deal_id=deal, colleague_id=colleague, seller_role=part)
        self._moves(deal, at, (("sales", STAGES[0]), ("sales", stage), ("buying", buying)))
        people = [self._contact(account, at) for _ in range(4)]
        for contact in people[1:]:
            if lot.random() < 0.3:
                self._add(Line, contact_id=contact, superior_id=people[0])
        for contact in people:
            self._known(contact, lot.sample(team, lot.randrange(3)) + lot.sample(self.colleagues, 1), at)
            self._stakeholder(deal, {"contact_id": contact, "seat_id": None}, team, at)
            if lot.random() < 0.5:
                self._talked(deal, contact, lot.choice(team))
        if lot.random() < 0.3:
            self._stakeholder(deal, {"contact_id": None, "seat_id": self._seat(account, at)}, team, at)
        if lot.random() < 0.3:
            key = lot.choice(("single_thread", "gone_cold"))
            self._add(d.Gap, deal_id=deal, key=key, subject_id=0, state="open", version=1, raised_at=at)

    def _moves(self, deal: int, at: dt.datetime, moves: tuple[tuple[str, str | None], ...]) -> None:
        for number, (side, stage) in enumerate(moves):
            if stage is not None:
                when = at - dt.timedelta(days=20 if number == 0 else 0)
                of = {"side": side, "stage": stage, "at": when, "recorded_at": when, "looked_at": when}
                self._add(d.StageRecord, deal_id=deal, **of)

    def _seat(self, account: int, at: dt.datetime) -> int:
        title = self.lot.choice(TITLES)
        return self._add(a.Seat, account_id=account, title=title, title_key=title.lower(), created_at=at)

    def _contact(self, account: int, at: dt.datetime) -> int:
        lot = self.lot
        in_directory = lot.random() < 0.9
        name = f"Contact {self._last}" if in_directory else None
        contact = self._add(
            a.Contact,
            name=name,
            name_key=name.lower() if name else None,
            in_directory=in_directory,
            do_not_contact=lot.random() < 0.03,
            objected_at=at if lot.random() < 0.03 else None,
            purpose="sales",
            created_at=at,
        )
        address = f"c{contact}@customer.example"
        self._add(a.ContactAddress, contact_id=contact, address=address, domain="customer.example")
        self._add(a.Affiliation, contact_id=contact, account_id=account, basis="seat")
        if in_directory:
            until = (NOW - dt.timedelta(days=lot.randrange(30))).date() if lot.random() < 0.05 else None
            seat = self._seat(account, at)
            self._add(a.Holding, seat_id=seat, contact_id=contact, until=until)
        return contact

    def _known(self, contact: int, ours: list[int], at: dt.datetime) -> None:
        for colleague in dict.fromkeys(ours):
            touched = (NOW - dt.timedelta(days=self.lot.randrange(300))).date()
            flags = {"private": self.lot.random() < 0.2, "reviewed": self.lot.random() < 0.9}
            known = self._add(
                Relationship,
                colleague_id=colleague,
                contact_id=contact,
                contact_name=f"Known {contact}",
                strength=3,
                last_touch=touched,
                created_at=at,
                **{**flags, "version": 1},
            )
            warm = {"steady": self.lot.uniform(-3, 3), "relationship_id": known, **flags}
            for node, other, ours_first in ((contact, colleague, True), (colleague, contact, False)):
                self._add(HalfTie, node_id=node, neighbour_id=other, neighbour_is_colleague=ours_first, **warm)

    def _stakeholder(self, deal: int, who: Row, team: list[int], at: dt.datetime) -> None:
        lot = self.lot
        one = self._add(d.Stakeholder, deal_id=deal, **who, created_at=at)
        said = [("buying_role", lot.choice(ROLES), lot.choice((None, *team)))]
        if lot.random() < 0.5:
            said.append(("stance", lot.choice(STANCES), lot.choice(team)))
        if lot.random() < 0.3:
            said.append(("power", "high", lot.choice(team)))
        for about, value, observer in said:
            of = {"about": about, "value": value, "observer_id": observer, "observed_at": at}
            self._add(d.Observation, stakeholder_id=one, **of)

    def _talked(self, deal: int, contact: int, colleague: int) -> None:
        at = NOW - dt.timedelta(days=self.lot.randrange(150))
        pair = {"deal_id": deal, "contact_id": contact, "colleague_id": colleague}
        self._add(d.Engagement, **pair, kind=self.lot.choice(KINDS), at=at)

    def tables(self) -> Iterator[tuple[str, int]]:
        """The name of each table, and how many rows of it there are."""
        for table, rows in self.rows.items():
            yield str(table.__tablename__), len(rows)
