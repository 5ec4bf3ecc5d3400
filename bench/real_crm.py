"""Turn the CRM sample alone (`crm`, see `bench.real_company`) into import files, and count in it by plain SQL.

    python -m bench.real_crm OUT_DIR

writes `colleagues.csv`, `accounts.csv` and `deals.csv` into OUT_DIR. The sample is looked for in the folder `$O2O_DATA`
(else `../shared/data` beside the project) and is never part of it. Its stages are Prospecting, Engaging, Won and Lost,
which the default playbook knows.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.real_company import OURS, Addresses, NoData, domain_for

TABLES = ("sales_pipeline", "sales_teams", "accounts")
HEADERS = {
    "colleagues": "email,name,title,manager_email",
    "accounts": "name,domains,parent",
    "deals": "external_id,name,account,stage,type,owner_email,team,amount,currency,opened_at,closed_at",
}


def crm_folder() -> Path:
    """Where the sample is; raises `NoData`, saying where it was looked for."""
    named = os.environ.get("O2O_DATA")
    folder = (Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data") / "crm"
    missing = [name for name in TABLES if not (folder / f"{name}.csv").is_file()]
    if missing:
        raise NoData(f"No data: {', '.join(missing)} not found in {folder}. Say where they are with O2O_DATA=FOLDER.")
    return folder


def as_tables(folder: Path) -> sqlite3.Connection:
    """The sample's own files as tables of a database in memory, every cell as it stands: to count in by SQL."""
    database = sqlite3.connect(":memory:")
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        database.execute(f"CREATE TABLE {name} ({', '.join(header)})")
        database.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(header))})", rows)
    return database


class RealCrm:
    """The sample as import files: each kind as rows."""

    def __init__(self, folder: Path) -> None:
        self._tables = as_tables(folder)
        self._addresses = Addresses()

    def address(self, name: str) -> str:
        """The invented address of an agent or a manager."""
        return self._addresses.of(name, OURS)

    def colleagues(self) -> Iterator[Sequence[object]]:
        """The managers, then the agents."""
        for (manager,) in self._tables.execute("SELECT DISTINCT manager FROM sales_teams ORDER BY 1"):
            yield self.address(manager), manager, "Sales manager", ""
        for agent, manager in self._tables.execute("SELECT sales_agent, manager FROM sales_teams"):
            yield self.address(agent), agent, "Account executive", self.address(manager)

    def accounts(self) -> Iterator[Sequence[object]]:
        """The accounts, with what they are part of."""
        for name, parent in self._tables.execute("SELECT account, subsidiary_of FROM accounts"):
            yield name, domain_for(name), parent

    def deals(self) -> Iterator[Sequence[object]]:
        """The opportunities, each its agent's, with their manager on the team."""
        wanted = """SELECT opportunity_id, product, account, deal_stage, p.sales_agent, manager, close_value,
            engage_date, close_date FROM sales_pipeline p JOIN sales_teams t ON t.sales_agent = p.sales_agent"""
        for key, product, account, stage, agent, manager, value, since, until in self._tables.execute(wanted):
            team = f"{self.address(agent)}:account executive;{self.address(manager)}:executive sponsor"
            name = f"{product} for {account or 'somebody'}"
            owner = self.address(agent)
            yield key, name, account, stage, "new business", owner, team, value, "USD" if value else "", since, until


def write_crm(folder: Path, out: Path) -> dict[str, int]:
    """Write the import files; give back how many rows each has."""
    crm, counts = RealCrm(folder), {}
    out.mkdir(parents=True, exist_ok=True)
    for kind, header in HEADERS.items():
        rows = list(getattr(crm, kind)())
        with (out / f"{kind}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header.split(","), *rows])
        counts[kind] = len(rows)
    return counts


def main(arguments: Sequence[str]) -> int:
    """Write the files into the folder named; exit code 2 without one, 1 without data."""
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("Usage: python -m bench.real_crm OUT_DIR", file=sys.stderr)
        return 2
    try:
        counts = write_crm(crm_folder(), Path(arguments[0]))
    except NoData as error:
        print(error, file=sys.stderr)
        return 1
    for what, count in counts.items():
        print(f"{count:>7,} {what}")
    print(f"Set O2O_DOMAINS={OURS} and import in this order: {', '.join(HEADERS)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
