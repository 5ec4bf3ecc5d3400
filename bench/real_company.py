"""Turn two real data sets into import files, so that o2o can be tried on a company nobody made up.

    python -m bench.real_company OUT_DIR [TODAY]

writes `colleagues.csv`, `accounts.csv`, `org.csv`, `touches.csv` and `deals.csv` into OUT_DIR. The data are
looked for in the folder `$O2O_DATA`, else in `../shared/data` beside the project. They are never part of the project.

Mail (`enron-perry`: Zhou et al. 2007, Perry and Wolfe 2011). One department, `SELLER`, plays our side; its people are
colleagues. Every other department is an account with an invented domain; its people are in the directory with their
title and seniority. People without a department are left out. Addresses are invented: first.last@DEPARTMENT.example.

Every mail is a touch, known by the name of its file: mails among people of other departments too, who are outsiders to
each other; mails among our own people alone say nothing and are left out. Who knows whom, and how well, is not in the
data: o2o finds it out from the mails. They are of 1998 to 2002, and warmth and the charter's retention look at how long
ago a mail was. So all are moved by the same whole number of days, the newest to the day before TODAY (given like
2026-11-30, else what the clock says). Nothing else about them is changed.

CRM (`crm`: the Maven Analytics sales sample, a fictitious company). Agents and their managers are colleagues too; each
account is an account with an invented domain, and its parent is what the sample calls `subsidiary_of`. Each opportunity
is a deal of its agent's; the team is the agent (account executive) and their manager (executive sponsor); its name is
made of product and account. Opportunities without an account stay without one.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

SELLER = "ENA Gas West"
"""The department that sells."""

OURS = "ours.example"
"""The mail domain of our own people (set it as O2O_DOMAINS)."""

NO_DEPARTMENT = "NA"


class NoData(Exception):
    """The data sets are not where they were looked for."""


@dataclass(frozen=True)
class Person:
    """Somebody of the mail data."""

    number: int
    name: str
    department: str
    title: str
    seniority: str


@dataclass(frozen=True)
class Mail:
    """A message: when (seconds since 1970), by whom and to whom, by the people's numbers."""

    name: str
    at: int
    sender: int
    receivers: tuple[int, ...]


def data_folder() -> Path:
    """Where the data sets are; raises `NoData`, saying where they were looked for."""
    named = os.environ.get("O2O_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    missing = [name for name in ("enron-perry", "crm") if not (folder / name).is_dir()]
    if missing:
        raise NoData(
            f"No data: {' and '.join(missing)} not found in {folder}. Say where they are with O2O_DATA=FOLDER."
        )
    return folder


class Addresses:
    """Invents an address for everybody, each once."""

    def __init__(self) -> None:
        self._taken: dict[str, tuple[str, str]] = {}

    def of(self, name: str, domain: str) -> str:
        """The address of this person at this domain: always the same one."""
        local = re.sub(r"[^a-z]+", ".", name.lower()).strip(".")
        address, number = f"{local}@{domain}", 1
        while self._taken.setdefault(address, (name, domain)) != (name, domain):
            number += 1
            address = f"{local}{number}@{domain}"
        return address


def domain_for(name: str) -> str:
    """An invented domain for a department or account."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") + ".example"


def people(folder: Path) -> dict[int, Person]:
    """Everybody in the mail data, by number."""
    found = {}
    for number, name, _, department, title, _, seniority in _tab_separated(folder / "employees.tsv"):
        found[int(number)] = Person(int(number), name, department, title, seniority.lower())
    return found


def mails(folder: Path) -> list[Mail]:
    """Every message of the mail data, the oldest first."""
    receivers: dict[str, set[int]] = defaultdict(set)
    for message, _, receiver in _tab_separated(folder / "recipients.tsv"):
        receivers[message].add(int(receiver))
    found = [
        Mail(row[1], int(row[2]), int(row[-1]), tuple(sorted(receivers[row[0]])))
        for row in _tab_separated(folder / "messages.tsv")
    ]
    return sorted(found, key=lambda mail: (mail.at, mail.name))


class RealCompany:
    """The two data sets as one company: each kind of import file as rows."""

    def __init__(self, folder: Path, today: dt.date) -> None:
        self._mail_folder = folder / "enron-perry"
        self._today = today
        self._addresses = Addresses()
        self._everybody = people(self._mail_folder)
        placed = [one for one in self._everybody.values() if one.department != NO_DEPARTMENT]
        self.left_out = len(self._everybody) - len(placed)
        self._ours = [one for one in placed if one.department == SELLER]
        self._theirs = [one for one in placed if one.department != SELLER]
        self._mail = {one.number: self._address(one.name) for one in self._ours} | {
            one.number: self._address(one.name, domain_for(one.department)) for one in self._theirs
        }
        self._customers = list(_comma_separated(folder / "crm" / "accounts.csv"))
        self._opportunities = list(_comma_separated(folder / "crm" / "sales_pipeline.csv"))
        agents = _comma_separated(folder / "crm" / "sales_teams.csv")
        self._manager_of = {row["sales_agent"]: row["manager"] for row in agents}
        self.without_account = sum(not row["account"] for row in self._opportunities)

    def _address(self, name: str, domain: str = OURS) -> str:
        return self._addresses.of(name, domain)

    def colleagues(self) -> Iterator[Sequence[object]]:
        """email, name, title, seniority, manager_email."""
        for one in self._ours:
            yield self._mail[one.number], one.name, one.title, one.seniority, ""
        for manager in sorted(set(self._manager_of.values())):
            yield self._address(manager), manager, "Sales manager", "", ""
        for agent, manager in self._manager_of.items():
            yield self._address(agent), agent, "Account executive", "", self._address(manager)

    def accounts(self) -> Iterator[Sequence[object]]:
        """name, domains, parent."""
        for department in sorted({one.department for one in self._theirs}):
            yield department, domain_for(department), ""
        for row in self._customers:
            yield row["account"], domain_for(row["account"]), row["subsidiary_of"]

    def org(self) -> Iterator[Sequence[object]]:
        """contact_email, contact_name, account, title, seniority."""
        for one in self._theirs:
            yield self._mail[one.number], one.name, one.department, one.title, one.seniority

    def touches(self) -> Iterator[Sequence[object]]:
        """at, from_email, to_email, kind, id."""
        everything = mails(self._mail_folder)
        newest = dt.datetime.fromtimestamp(max(mail.at for mail in everything), dt.UTC).date()
        moved = self._today - dt.timedelta(days=1) - newest
        ours = {one.number for one in self._ours}
        for mail in everything:
            # People left out are left out here as well.
            to = [one for one in mail.receivers if one in self._mail]
            if mail.sender in self._mail and not ours.issuperset({mail.sender, *to}) and to:
                at = dt.datetime.fromtimestamp(mail.at, dt.UTC) + moved
                addresses = ";".join(self._mail[one] for one in to)
                yield at.isoformat(), self._mail[mail.sender], addresses, "email", mail.name

    def deals(self) -> Iterator[Sequence[object]]:
        """external_id, name, account, stage, owner_email, team, opened_at, closed_at, amount."""
        for row in self._opportunities:
            agent = self._address(row["sales_agent"])
            manager = self._address(self._manager_of[row["sales_agent"]])
            yield (
                row["opportunity_id"],
                f"{row['product']} for {row['account'] or 'somebody'}",
                row["account"],
                row["deal_stage"],
                agent,
                f"{agent}:account executive;{manager}:executive sponsor",
                row["engage_date"],
                row["close_date"],
                row["close_value"],
            )


HEADERS = {
    "colleagues": "email,name,title,seniority,manager_email",
    "accounts": "name,domains,parent",
    "org": "contact_email,contact_name,account,title,seniority",
    "touches": "at,from_email,to_email,kind,id",
    "deals": "external_id,name,account,stage,owner_email,team,opened_at,closed_at,amount",
}


def write_company(folder: Path, out: Path, today: dt.date) -> dict[str, int]:
    """Write the import files; give back how many rows each has, and what was left out or is without an account."""
    company = RealCompany(folder, today)
    out.mkdir(parents=True, exist_ok=True)
    counts = {kind: _write(out / f"{kind}.csv", header, getattr(company, kind)()) for kind, header in HEADERS.items()}
    return counts | {
        "people without a department, left out": company.left_out,
        "deals without an account": company.without_account,
    }


def _tab_separated(path: Path) -> Iterator[list[str]]:
    # Quotes mean nothing in these files, and subjects (which are not used) may hold any byte.
    with path.open(encoding="utf-8", errors="replace", newline="\n") as file:
        for line in file:
            yield line.rstrip("\r\n").split("\t")


def _comma_separated(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header.split(","))
        for row in rows:
            writer.writerow(row)
            count += 1
    return count


def main(arguments: Sequence[str]) -> int:
    """Write the files into the folder named; exit code 2 without one, 1 without data."""
    try:
        out, *days = arguments
        [today] = [dt.date.fromisoformat(day) for day in days] or [dt.datetime.now(dt.UTC).date()]
        usable = not out.startswith("-")
    except ValueError:
        usable = False
    if not usable:
        print("Usage: python -m bench.real_company OUT_DIR [TODAY]", file=sys.stderr)
        return 2
    try:
        folder = data_folder()
    except NoData as error:
        print(error, file=sys.stderr)
        return 1
    counts = write_company(folder, Path(out), today)
    for what, count in counts.items():
        print(f"{count:>7,} {what}")
    print(f"Set O2O_DOMAINS={OURS} and import in this order: colleagues, accounts, org, touches, deals.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
