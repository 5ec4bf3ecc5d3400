"""A database with a workspace, and a company to import into."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.charter import load_charter
from bot.people.imports import ImportReport, run_import
from bot.settings import Settings
from models.base import Base
from models.session import Database
from tests.conftest import NOW, FixedClock

ROOT = Path(__file__).parents[2]


class Company:
    """Imports text as files, and reads back what is stored."""

    def __init__(self, database: Database, workspace_id: int, folder: Path) -> None:
        self.database = database
        self.workspace_id = workspace_id
        self.folder = folder
        self.settings = Settings(_env_file=None, O2O_DOMAINS="ours.example")

    def file(self, kind: str, *lines: str) -> Path:
        path = self.folder / f"{kind}.csv"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    def bring(self, kind: str, *lines: str, **options: Any) -> ImportReport:
        return self.bring_file(kind, self.file(kind, *lines), **options)

    def bring_file(self, kind: str, path: Path, **options: Any) -> ImportReport:
        options = {"pause": 0, "settings": self.settings, "clock": FixedClock()} | options
        return run_import(self.database, self.workspace_id, kind, path, **options)

    def rejects(self, report: ImportReport) -> str:
        return report.rejects_path.read_text(encoding="utf-8") if report.rejects_path else ""

    def all(self, model: type[Any], **wanted: Any) -> list[Any]:
        with self.database.read() as session:
            found = list(session.scalars(select(model).filter_by(**wanted).order_by(model.id)))
            session.expunge_all()  # the rollback at the end of a read would empty them
            return found

    def one(self, model: type[Any], **wanted: Any) -> Any:
        (found,) = self.all(model, **wanted)
        return found

    def count(self, model: type[Any]) -> int:
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(model)) or 0

    def change(self, thing: Any, **values: Any) -> None:
        with self.database.write() as session:
            again = session.merge(thing)
            for name, value in values.items():
                setattr(again, name, value)

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table."""
        with self.database.read() as session:
            return {
                table.name: sorted((tuple(row) for row in session.execute(select(table))), key=repr)
                for table in Base.metadata.sorted_tables
            }


@pytest.fixture
def company(database: Database, workspace_id: int, tmp_path: Path) -> Company:
    return Company(database, workspace_id, tmp_path)


@pytest.fixture
def peopled(company: Company) -> Company:
    """Ana and Raj of ours, who have agreed to the charter; Acme and Initech."""
    agreed = load_charter(ROOT / "charter.yaml").version
    people = (f"ana@ours.example,Ana Ortiz,{agreed}", f"raj@ours.example,Raj Patel,{agreed}")
    company.bring("colleagues", "email,name,charter_accepted", *people)
    company.bring("accounts", "name,domains", "Acme Corp,acme.example", "Initech,initech.example")
    return company


__all__ = ["NOW", "Company", "FixedClock"]
