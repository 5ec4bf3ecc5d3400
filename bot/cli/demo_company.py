"""Who lives in the demo: the invented company, or the one in a folder of import files."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from sqlalchemy import select, update

from bot.charter import load_charter
from bot.clock import Clock
from bot.errors import SettingsError
from bot.people.imports import KINDS, run_import
from bot.people.objections import record_objection
from bot.settings import Settings
from models.people import Colleague
from models.session import Database

if TYPE_CHECKING:
    import sandbox

SAMPLE = Path(__file__).parents[2] / "sandbox" / "company"
PRIVACY_CONTACT = "privacy@initrode.example"
AGREED = ("relationships", "touches")
"""What counts as looked at by its owners in a folder of import files."""
SAMPLE_AGREED = ("relationships",)
"""The same in the invented company, whose touches and `relationships-to-review.csv` wait."""
WRITTEN_ON = dt.date(2026, 11, 23)
"""The day the invented touches were thought of as today's."""
MOST_PEOPLE = 60
"""Slack users made out of a folder's colleagues at the most; the page lists them all."""

INTRO: dict[str, Any] = {
    "title": "Initrode sells to Acme. Who of us knows whom there?",
    "lines": [
        "You are in a stand-in Slack on your own machine: everybody here is invented, nothing leaves it.",
        "Act as different people: the same question gets each of them what the charter lets them see.",
    ],
    "tries": [
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o who-knows cfo@acme",
            "where": "C0SALES",
            "say": "Ana is on the Acme deal, so she sees who knows their CFO. Click Why these?",
        },
        {
            "as": "U0MIA",
            "who": "Mia",
            "do": "/o2o cfo@acme",
            "where": "C0SALES",
            "say": "Mia is not on the deal: she sees her own, and that somebody else does.",
        },
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o ceo@acme",
            "where": "C0SALES",
            "say": "None of us knows their CEO: the ways lead through people who do.",
        },
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o intro cfo@acme",
            "where": "C0SALES",
            "say": "Ana asks for an introduction. Then act as Raj and open the conversation with o2o.",
        },
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o next",
            "where": "C0ACME",
            "say": "Who of ours should meet whom of theirs in this channel's deal.",
        },
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o coverage",
            "where": "C0ACME",
            "say": "Which of their parts in this deal nobody of ours talks to. Picture draws it.",
        },
        {
            "as": "U0ZOE",
            "who": "Zoe",
            "do": "/o2o digest",
            "where": "C0SALES",
            "say": "Zoe manages Ana: what her weekly digest would say. Home, in the conversation with o2o, has more.",
        },
        {
            "as": "U0LEE",
            "who": "Lee",
            "do": "/o2o deal stage theirs comparing suppliers",
            "where": "C0ACME",
            "say": "Lee says where the customer stands: o2o couples their stages with ours.",
        },
        {
            "as": "U0RAJ",
            "who": "Raj",
            "do": "/o2o know omar.haddad@acme.example, 4 met at a trade fair",
            "where": "C0SALES",
            "say": "Raj logs that he knows Acme's lawyer; then ask as Ana.",
        },
        {
            "as": "U0ANA",
            "who": "Ana",
            "do": "/o2o me",
            "where": "C0SALES",
            "say": "Three people were imported in Ana's name: nobody sees them before she has looked.",
        },
        {
            "as": "U0ZOE",
            "who": "Zoe",
            "do": "/o2o me",
            "where": "C0SALES",
            "say": "Zoe's mails with Acme were imported: once she shares that, Ana's way to the CEO has a spare.",
        },
        {
            "as": "U0PAT",
            "who": "Pat",
            "do": "/o2o who-knows cfo@acme",
            "where": "C0PARTNER",
            "say": "Pat is a guest, and gets nothing.",
        },
    ],
}


def company(data: Path | None) -> sandbox.Company:
    """The people and channels of the stand-in Slack. Raises a SettingsError where that is not installed."""
    try:
        import sandbox  # here: a bot without the demo comes without the sandbox's libraries
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The demo needs the sandbox's libraries ({error.name} is missing): install o2o[sandbox]."
        ) from error
    if data is None:
        return sandbox.load_company()
    users = [
        {
            "id": f"U{number:06d}",
            "name": re.sub(r"[^a-z0-9._-]", "", row["email"].partition("@")[0].lower()) or f"user{number}",
            "real_name": row["name"],
            "email": row["email"],
            "title": row.get("title") or "",
            "admin": number == 1,  # somebody must be: the first of the file
            **({"tz": row["tz"]} if row.get("tz") in available_timezones() else {}),
        }
        for number, row in enumerate(_colleagues(data), start=1)
    ]
    guest = {
        "id": "U0GUEST",
        "name": "guest",
        "real_name": "A Guest",
        "email": "guest@partner.example",
        "kind": "guest",
    }
    return sandbox.Company.from_json(
        {
            "team": {"id": "T0YOURS", "name": "Your company", "domain": "yours"},
            "users": [*users, guest],
            "channels": [
                {"id": "C0GENERAL", "name": "general", "members": [user["id"] for user in users], "bot": True},
                {"id": "C0SALES", "name": "sales", "members": [user["id"] for user in users], "bot": True},
            ],
        }
    )


def intro(data: Path | None) -> dict[str, Any]:
    """What the page says first, and what it offers to try."""
    if data is None:
        return INTRO
    tries = [
        {
            "as": f"U{number:06d}",
            "who": row["name"].split()[0],
            "do": "/o2o me",
            "where": "C0SALES",
            "say": f"What is held in {row['name']}'s name.",
        }
        for number, row in enumerate(_colleagues(data)[:3], start=1)
    ]
    return {
        "title": "Your own data, in a stand-in Slack",
        "lines": [f"Imported from {data}. Nothing leaves this machine."],
        "tries": tries,
    }


def fill(
    database: Database,
    workspace_id: int,
    settings: Settings,
    clock: Clock,
    data: Path | None,
    say: Callable[[str], object],
) -> None:
    """Import the company, the way an operator would."""
    agreed = SAMPLE_AGREED if data is None else AGREED
    files = [(kind, (data or SAMPLE) / f"{kind}.csv", kind in agreed) for kind in KINDS]
    if data is None:
        files.append(("relationships", SAMPLE / "relationships-to-review.csv", False))
    with TemporaryDirectory() as folder:
        if data is None:
            moved = _as_of_today(SAMPLE / "touches.csv", Path(folder), clock)
            files = [(kind, moved if kind == "touches" else path, reviewed) for kind, path, reviewed in files]
        _import(database, workspace_id, settings, clock, files, say)
    _agree(database, workspace_id, settings, clock)
    if data is None:
        with database.write() as session:
            record_objection(session, clock, workspace_id, "nora.lind@acme.example")


def on_both_sides(
    database: Database, workspace_id: int, settings: Settings, clock: Clock, say: Callable[[str], object]
) -> None:
    """Give the invented deals what they are worth, who matters in them at the customer, and a channel."""
    with TemporaryDirectory() as folder:
        path = _as_of_today(SAMPLE / "deals-in-the-demo.csv", Path(folder), clock, "expected_close")
        _import(database, workspace_id, settings, clock, [("deals", path, False)], say)


def _agree(database: Database, workspace_id: int, settings: Settings, clock: Clock) -> None:
    """Whoever has agreed, to whichever version, has agreed to the charter that is tried here.

    Where the data says of nobody that they did, all have: else nobody would see anything.
    """
    version = load_charter(settings.charter).version
    everybody = update(Colleague).where(Colleague.workspace_id == workspace_id)
    with database.write() as session:
        agreed = select(Colleague.id).where(
            Colleague.workspace_id == workspace_id, Colleague.charter_accepted_version.is_not(None)
        )
        if session.scalars(agreed.limit(1)).first() is None:
            session.execute(everybody.values(charter_accepted_version=version, charter_accepted_at=clock.now()))
        else:
            some = everybody.where(Colleague.charter_accepted_version.is_not(None))
            session.execute(some.values(charter_accepted_version=version))


def _as_of_today(path: Path, folder: Path, clock: Clock, column: str = "at") -> Path:
    """Invented times moved by whole days to before (or after) today: evidence fades, and the demo shall not."""
    days = dt.timedelta(days=(clock.now().date() - WRITTEN_ON).days)
    moved = folder / path.name
    with path.open(encoding="utf-8", newline="") as read, moved.open("w", encoding="utf-8", newline="") as write:
        rows = csv.DictReader(read)
        out = csv.DictWriter(write, rows.fieldnames or ())
        out.writeheader()
        for row in rows:
            moment = dt.datetime.fromisoformat(row[column]) + days
            out.writerow({**row, column: moment.isoformat() if column == "at" else moment.date().isoformat()})
    return moved


def _import(
    database: Database,
    workspace_id: int,
    settings: Settings,
    clock: Clock,
    files: Sequence[tuple[str, Path, bool]],
    say: Callable[[str], object],
) -> None:
    for kind, path, reviewed in files:
        if not path.exists():
            continue
        report = run_import(
            database,
            workspace_id,
            kind,
            path,
            settings=settings,
            clock=clock,
            reviewed="the demo's own data" if reviewed else None,
            pause=0.0,
        )
        rejected = f", {report.rejected} rejected: see {report.rejects_path}" if report.rejected else ""
        done = f"{report.added:>6} added" if report.added or not report.changed else f"{report.changed:>6} changed"
        say(f"  {kind:<14} {done} from {path.name}{rejected}")


def _colleagues(data: Path) -> list[dict[str, str]]:
    with (data / "colleagues.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for _, row in zip(range(MOST_PEOPLE), csv.DictReader(file), strict=False)]


__all__ = ["KINDS", "company", "fill", "intro"]
