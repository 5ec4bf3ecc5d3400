"""A company to prepare digests for: a CRM's deals, and around each open one people, words and dialogues drawn by lot.

The same CRM gives the same company. Who is hidden, and how, is in it too: accounts under embargo, people in no
directory, objections, private relationships and such as nobody has looked at, colleagues who have left us or have not
agreed to the charter, seats that are empty or whose holder is hidden, words that were taken back.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bench.real_company import OURS
from bench.real_crm import HEADERS, TABLES, write_crm
from bot.people.imports import run_import
from bot.settings import Settings
from models import accounts as a
from models import deals as d
from models import migrations, workspaces
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.session import Database

MONDAY = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
MADE = MONDAY - dt.timedelta(days=7)
SEED = 6
KINDS = ("new business", "new business", "new business", "renewal", "tender", "simple")
STAGES = {
    "new business": ("Discovery", "Evaluation", "Proposal", "Negotiation", "On hold"),
    "renewal": ("Looking back", "Showing what came of it", "Offer", "Settling terms"),
    "tender": ("Before publication", "Writing the offer", "Offer handed in", "Waiting for the signature"),
    "simple": ("Talking", "Offered"),
}
"""To which half of the open deals have moved on: the sample's know but two stages. One is in no playbook."""
THEIRS = {
    "new business": ("Seeing a need", "Comparing suppliers", "Deciding", "Settling the contract", "Bought"),
    "renewal": ("Using it", "Looking at others", "Deciding", "Renewed"),
    "tender": ("Planning what to buy", "Published", "Awarded", "Signed"),
    "simple": ("Using it",),
}
ASKED = ("economic buyer", "technical buyer", "user buyer", "coach", "procurement")
ROLES = (*ASKED, *ASKED, *ASKED, "legal", "influencer", "outside adviser")
STANCES = ("champion", "champion", "champion", "supporter", "neutral", "sceptic", "opponent")
PARTS = (*("account executive", "solution engineer", "executive sponsor", "legal counsel"), "customer success")
NEEDS = {
    "new business": (
        "interest-user",
        "coach",
        "technical",
        "champion",
        "economic",
        "procurement",
        "sponsor",
        "counsel",
    ),
    "renewal": ("renewal-users", "renewal-economic", "renewal-champion", "renewal-procurement"),
    "tender": ("tender-users", "tender-technical", "tender-questions", "tender-contract"),
    "simple": ("none",),
}
ANSWERS = ("open", "met", "not_needed", "assigned", "snoozed", "closed", "over")
BOUNDS = (14, 21, 30, 45, 60, 90)
"""Days after which something stops counting: on the very day it is as good as over, or still counts."""
RISKS = ("single_thread", "gone_cold", "no_economic_buyer")
Row = dict[str, Any]


class At:
    """A clock that stands."""

    def __init__(self, now: dt.datetime) -> None:
        self._now = now

    def now(self) -> dt.datetime:
        """When it is."""
        return self._now


def stored(crm: Path, folder: Path, agreed: int) -> tuple[Database, int]:
    """The company of a CRM in a database of its own, and its workspace; `agreed` is the charter's version."""
    database = Database(f"sqlite:///{folder}/company.db")
    migrations.upgrade(database)
    with database.write() as session:
        workspace_id = workspaces.create_local(session, MADE).id
    write_crm(crm, folder)
    settings = Settings(_env_file=None, O2O_DOMAINS=OURS)
    for kind in HEADERS:
        run_import(database, workspace_id, kind, folder / f"{kind}.csv", settings=settings, clock=At(MADE), pause=0)
    with database.write() as session:
        Peopled(session, workspace_id, agreed).store()
    return database, workspace_id


def made_up_crm(folder: Path, deals: int) -> Path:
    """Files of the sample's shape, with so many opportunities, three in four of them open."""
    lot = Random(deals)
    agents = [f"Agent {number:02}" for number in range(8)]
    accounts = [f"Account {number:02}" for number in range(20)]
    rows: dict[str, list[tuple[object, ...]]] = {
        "sales_teams": [("sales_agent", "manager", "regional_office")],
        "accounts": [("account", "sector", "subsidiary_of")],
        "sales_pipeline": [
            (
                *("opportunity_id", "sales_agent", "product", "account", "deal_stage"),
                *("engage_date", "close_date", "close_value"),
            )
        ],
    }
    rows["sales_teams"] += [(one, f"Manager {number % 3}", "West") for number, one in enumerate(agents)]
    rows["accounts"] += [(one, "x", "") for one in accounts]
    for number in range(deals):
        stage = lot.choice(("Prospecting", "Engaging", "Engaging", "Won"))
        account = lot.choice(accounts) if lot.random() < 0.7 else ""
        ends = ("2017-03-01", "1054") if stage == "Won" else ("", "")
        rows["sales_pipeline"].append(
            (f"D{number}", lot.choice(agents), f"Gizmo {number}", account, stage, "2016-10-20", *ends)
        )
    folder.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows[name])
    return folder


def part_of_crm(folder: Path, out: Path, every: int) -> Path:
    """The same files with one opportunity in so many."""
    out.mkdir(parents=True, exist_ok=True)
    for name in TABLES:
        head, *rows = (folder / f"{name}.csv").read_text(encoding="utf-8-sig").splitlines()
        kept = rows[::every] if name == "sales_pipeline" else rows
        (out / f"{name}.csv").write_text("\n".join([head, *kept]) + "\n", encoding="utf-8")
    return out


class Peopled:
    """Puts people and words around the open deals of a workspace."""

    def __init__(self, session: Session, workspace_id: int, agreed: int) -> None:
        self._session, self._workspace_id, self._agreed = session, workspace_id, agreed
        self._lot = Random(SEED)
        self._rows: dict[type[Any], list[Row]] = defaultdict(list)
        self._last = 0
        self._deals = list(session.scalars(select(d.Deal).where(d.Deal.is_open.is_(True)).order_by(d.Deal.external_id)))
        self._agents = list(session.scalars(select(Colleague).order_by(Colleague.name)))
        self._accounts = list(session.scalars(select(a.Account).order_by(a.Account.name)))
        self._pairs: set[tuple[int, int]] = set()
        self._at: dict[int, list[int]] = defaultdict(list)
        self._seats: dict[int, list[int]] = defaultdict(list)
        self._unlisted: list[int] = []

    def store(self) -> None:
        """Draw all of it and write it."""
        self._ours()
        for number, account in enumerate(self._accounts):
            account.embargoed, account.sensitive = number % 6 == 3, number % 7 == 5
        for account in self._accounts:
            for _ in range(14):
                self._contact(account.id)
        guarded = [one.id for one in self._accounts if one.embargoed or one.sensitive]
        for number, account_id in enumerate(guarded):
            for cleared in self._lot.sample(self._everybody, 1 + number % 3):
                self._add(a.AccountClearance, account_id=account_id, colleague_id=cleared)
        for number, deal in enumerate(self._deals):
            self._deal(number, deal)
        self._session.flush()
        for table in (
            *(a.Contact, a.ContactAddress, a.Seat, a.Holding, a.Affiliation, a.AccountClearance),
            *(Relationship, HalfTie, d.DealMember, d.StageRecord, d.Stakeholder, d.Observation, d.Engagement, d.Gap),
        ):
            if self._rows[table]:
                self._session.execute(insert(table), self._rows[table])

    def _add(self, table: type[Any], **values: Any) -> int:
        self._last += 1
        always = {"source": "drawn by lot", "created_at": MADE, "updated_at": MADE}
        given = {name: value for name, value in always.items() if hasattr(table, name)}
        self._rows[table].append({"workspace_id": self._workspace_id, "id": self._last, **given, **values})
        return self._last

    def _one_in(self, number: int) -> bool:
        return self._lot.randrange(number) == 0

    def _ago(self, days: int) -> dt.datetime:
        """On a day of the last so many; one in three times one that something hangs on."""
        ago = self._lot.choice(BOUNDS) if self._one_in(3) else self._lot.randrange(days)
        return MONDAY - dt.timedelta(days=ago)

    def _ours(self) -> None:
        """A director above the managers; engineers, lawyers and others beside the agents; some have left."""
        director = self._colleague("Director", "VP Sales", None)
        others = [self._colleague(f"Other {number:02}", PARTS[number % 5].title(), director) for number in range(25)]
        self._session.execute(insert(Colleague), self._rows[Colleague])
        for number, one in enumerate(self._agents):
            one.manager_id = director if one.manager_id is None else one.manager_id
            one.slack_user_id, one.tz = f"UA{number}", (None, "Europe/London")[number % 2]
            one.charter_accepted_version = None if number % 9 == 7 else self._agreed
            one.left_at = MADE if number % 12 == 10 else None
        self._others = others
        self._everybody = [*(one.id for one in self._agents), *others]

    def _colleague(self, name: str, title: str, manager_id: int | None) -> int:
        return self._add(
            Colleague,
            name=name,
            name_key=name.lower(),
            title=title,
            manager_id=manager_id,
            kind="member",
            slack_user_id=f"UO{self._last}",
            left_at=MADE if name.endswith("07") else None,
            charter_accepted_version=None if name.endswith("11") else self._agreed,
        )

    def _contact(self, account_id: int) -> None:
        directory = not self._one_in(5)
        # Whoever comes after somebody in no directory shares their seat; every other one of them has objected.
        shared, self._unlisted = self._unlisted, []
        contact = self._add(
            a.Contact,
            name=f"Contact {self._last}" if directory else None,
            name_key=f"contact {self._last}" if directory else None,
            in_directory=directory,
            do_not_contact=self._one_in(25),
            objected_at=MADE if self._one_in(25) or (shared and len(self._at[account_id]) % 2) else None,
            purpose="sales",
        )
        at = {account_id, *([self._lot.choice(self._accounts).id] if self._one_in(8) else ())}
        for number in sorted(at):
            until = None if number == account_id else self._lot.choice((None, MONDAY.date(), MADE.date()))
            self._add(a.Affiliation, contact_id=contact, account_id=number, basis="seat", until=until)
        self._add(a.ContactAddress, contact_id=contact, address=f"c{contact}@them.example", domain="them.example")
        seat = self._add(a.Seat, account_id=account_id, title=f"Seat {contact}", title_key=f"seat {contact}")
        gone = MONDAY.date() - dt.timedelta(days=self._lot.randrange(-2, 8)) if self._one_in(4) else None
        for number in (seat, *shared):
            self._add(a.Holding, seat_id=number, contact_id=contact, until=gone)
        self._unlisted = [] if directory else [seat]
        self._seats[account_id].append(seat)
        self._at[account_id].append(contact)
        for colleague in self._lot.sample(self._everybody, self._lot.randrange(4)):
            self._known(colleague, contact)

    def _known(self, colleague: int, contact: int, days: int = 300) -> None:
        if (colleague, contact) in self._pairs:
            return
        self._pairs.add((colleague, contact))
        removed, private = self._one_in(25), self._one_in(5)
        flags = {"private": private or removed, "reviewed": not self._one_in(10)}
        flags["open"] = not flags["private"] and self._one_in(5)
        said = self._lot.choice(self._accounts).id if self._one_in(8) else None
        known = self._add(
            Relationship,
            colleague_id=colleague,
            contact_id=contact,
            contact_name=f"Known {contact}",
            strength=3,
            last_touch=self._ago(days).date(),
            account_id=said,
            removed_at=MADE if removed else None,
            created_at=MADE - dt.timedelta(days=self._lot.randrange(400)),
            version=1,
            **flags,
        )
        warm = {"steady": self._lot.uniform(-3, 3), "relationship_id": known, "account_id": said, **flags}
        for node, other, of_ours in ((contact, colleague, True), (colleague, contact, False)):
            if not removed:
                self._add(HalfTie, node_id=node, neighbour_id=other, neighbour_is_colleague=of_ours, **warm)

    def _deal(self, number: int, deal: d.Deal) -> None:
        lot = self._lot
        kind = lot.choice(KINDS)
        deal.kind = kind
        if lot.random() < 0.5:
            deal.stage = lot.choice(STAGES[kind])
            at = MONDAY - dt.timedelta(hours=lot.randrange(1, 100))
            self._moved(deal.id, "sales", deal.stage, at)
            deal.stage_since = at
        if lot.random() < 0.6:
            deal.buying_stage, deal.buying_since = lot.choice(THEIRS[kind]), MADE
            self._moved(deal.id, "buying", deal.buying_stage, MADE)
        deal.channel_id = None if self._one_in(12) else f"C{number}"
        deal.channel_trouble = "shared" if self._one_in(30) else None
        self._gaps(deal.id, kind)
        if self._one_in(2):
            here = d.DealMember.deal_id == deal.id
            # Whoever leads it is on it, whether the team's list has them or not.
            here &= d.DealMember.colleague_id != (0 if self._one_in(3) else deal.owner_id)
            self._session.execute(delete(d.DealMember).where(here))
        there = [deal.owner_id or 0]
        for colleague in lot.sample(self._others, lot.randrange(4)):
            self._add(d.DealMember, deal_id=deal.id, colleague_id=colleague, seller_role=lot.choice(PARTS))
            there.append(colleague)
        if self._one_in(30):
            deal.owner_id = None
        account_id = deal.account_id or lot.choice(self._accounts).id
        people = lot.sample(self._at[account_id], lot.randrange(6))
        elsewhere = lot.choice(self._accounts).id if self._one_in(4) else account_id
        seats = lot.sample(self._seats[elsewhere], lot.randrange(3))
        if self._one_in(3):
            empty = f"empty {deal.id}"
            seats.append(self._add(a.Seat, account_id=account_id, title=empty, title_key=empty))
        for contact in people:
            if self._one_in(4):
                self._known(lot.choice(there), contact, 30)
            self._stakeholder(deal.id, {"contact_id": contact, "seat_id": None}, there)
        for seat in seats:
            self._stakeholder(deal.id, {"contact_id": None, "seat_id": seat}, there)
        # Some who talk are not on the team, and some of those they talk to are in no part.
        spoken = {(lot.choice(self._at[account_id]), lot.choice([*there, lot.choice(self._everybody)]))}
        spoken |= {(one, lot.choice((there[0], *there))) for one in people if lot.random() < 0.7}
        for contact, colleague in sorted(spoken):
            kind_of = lot.choice(("meeting", "call", "email"))
            of = {"contact_id": contact, "colleague_id": colleague, "kind": kind_of, "at": self._ago(130)}
            self._add(d.Engagement, deal_id=deal.id, **of)

    def _moved(self, deal_id: int, side: str, stage: str, at: dt.datetime) -> None:
        self._add(d.StageRecord, deal_id=deal_id, side=side, stage=stage, at=at, recorded_at=at, looked_at=at)

    def _gaps(self, deal_id: int, kind: str) -> None:
        for key in (*self._lot.sample(RISKS, 2), self._lot.choice(NEEDS[kind])):
            until = MONDAY.date() + dt.timedelta(days=self._lot.randrange(-3, 4))
            state = self._lot.choice(ANSWERS) if key not in RISKS else self._lot.choice(("open", "open", "closed"))
            of = {"deal_id": deal_id, "key": key, "subject_id": 0, "version": 1, "raised_at": MADE}
            self._add(d.Gap, **of, state=state, until=until if state == "snoozed" else None)

    def _stakeholder(self, deal_id: int, who: Row, there: list[int]) -> None:
        lot = self._lot
        removed = MADE if self._one_in(20) else None
        one = self._add(d.Stakeholder, deal_id=deal_id, **who, removed_at=removed)
        said = [("buying_role", lot.choice(ROLES)) for _ in range(lot.choice((1, 1, 2)))]
        said += [("stance", lot.choice(STANCES)) for _ in range(lot.choice((0, 1, 1, 2)))]
        said += [(about, "") for about in ("buying_role", "stance") if self._one_in(12)]
        for about, value in said:
            by = lot.choice((None, *there))
            at = MONDAY - dt.timedelta(minutes=lot.randrange(100_000))
            self._add(d.Observation, stakeholder_id=one, about=about, value=value, observer_id=by, observed_at=at)


__all__ = ["MADE", "MONDAY", "At", "made_up_crm", "part_of_crm", "stored"]
