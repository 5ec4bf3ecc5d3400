"""What holds for any file: twice is once, no row is lost, a rejected row changes nothing."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.base import new_id
from models.people import Workspace
from tests.conftest import new_database
from tests.people.conftest import NOW, Company

OURS = ["ana@ours.example", "raj@ours.example", "Zoe@Ours.example"]
THEIRS = ["jane@acme.example", "Bill@acme.example", "kim@initech.example", "jo@nowhere.example", "gone@acme.example"]
BAD = ["", "nobody", "x@@y", "=1+1", "\u202e", "a\nb", '"', "nobody@ours.example", "x" * 250]
NAMES = ["Acme Corp", "acme corp", "Initech", "New Co", "acme.example", ""]
DATES = ["", "", "2020-01-01", "2023-05-06", "2026-01-02", "2031-01-01", "yesterday"]
MARKS = ["", "", "yes", "no", "maybe"]


def one_of(*good: str, bad: bool = True) -> st.SearchStrategy[str]:
    return st.sampled_from([*good, *good, *BAD] if bad else list(good))


KINDS: dict[str, dict[str, st.SearchStrategy[str]]] = {
    "colleagues": {
        "email": one_of(*OURS),
        "name": one_of("Ana", "Raj"),
        "slack_user_id": st.sampled_from(["", "", "U1A", "U2B", "?"]),
        "title": one_of("CFO", "Head of IT", ""),
        "manager_email": one_of(*OURS, ""),
        "charter_accepted": st.sampled_from(["", "1", "2", "-1"]),
    },
    "accounts": {
        "name": one_of("Acme Corp", "ACME CORP", "Initech", "Group"),
        "domains": one_of("acme.example", "initech.example; acme.test", "gmail.com", ""),
        "lead_email": one_of(*OURS, ""),
        "parent": one_of("Acme Corp", "Group", ""),
        "sensitive": st.sampled_from(MARKS),
        "embargoed": st.sampled_from(MARKS),
        "cleared_emails": one_of(";".join(OURS), OURS[0], ""),
    },
    "org": {
        "contact_email": one_of(*THEIRS),
        "contact_name": one_of("Jane Doe", "Bill", ""),
        "account": one_of(*NAMES, bad=False),
        "title": one_of("CFO", "finance chief", "Controller", "", bad=False),
        "seniority": one_of("", "director", bad=False),
        "reports_to_email": one_of(*THEIRS, "", bad=False),
        "since": st.sampled_from(DATES),
        "until": st.sampled_from(DATES),
        "do_not_contact": st.sampled_from(MARKS),
    },
    "relationships": {
        "colleague_email": one_of(*OURS),
        "contact_email": one_of(*THEIRS),
        "contact_name": one_of("Jane Doe", "Jane", ""),
        "title": one_of("CFO", ""),
        "account": one_of(*NAMES),
        "strength": st.sampled_from(["", "1", "3", "5", "6"]),
        "last_touch": st.sampled_from(DATES),
        "note": one_of("met", ""),
        "private": st.sampled_from(MARKS),
    },
    "deals": {
        "external_id": one_of("D1", "D2", "D3"),
        "name": one_of("One", "Two"),
        "account": one_of(*NAMES),
        "stage": st.sampled_from(["Open", "Closed Won", "lost", ""]),
        "owner_email": one_of(*OURS, ""),
        "team": one_of(";".join(f"{one}:lead" for one in OURS), OURS[1], ""),
        "opened_at": st.sampled_from(DATES),
        "closed_at": st.sampled_from(DATES),
    },
}


def as_csv(columns: list[str], rows: list[list[str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([columns, *rows])
    return out.getvalue()


def a_company(folder: str) -> Company:
    database = new_database(Path(folder))
    with database.write() as session:
        workspace = Workspace(id=new_id(), name="Test", slack_team_id=None, created_at=NOW)
        session.add(workspace)
    company = Company(database, workspace.id, Path(folder))
    company.bring("colleagues", "email,name", *(f"{one},Somebody" for one in OURS[:2]))
    company.bring("accounts", "name,domains", "Acme Corp,acme.example", "Initech,initech.example")
    company.bring("relationships", "colleague_email,contact_email", "ana@ours.example,gone@acme.example")
    from models.accounts import Contact

    company.change(company.one(Contact), objected_at=NOW)
    return company


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_twice_is_once_and_no_row_is_lost(kind: str, data: Any) -> None:
    columns = list(KINDS[kind])
    rows = data.draw(st.lists(st.tuples(*KINDS[kind].values()).map(list), min_size=1, max_size=12))
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    with TemporaryDirectory() as folder:
        company = a_company(folder)
        path = company.folder / "file.csv"
        path.write_text(as_csv(columns, rows), encoding="utf-8", newline="")

        first = company.bring_file(kind, path)
        assert first.rows == len(rows) == first.added + first.changed + first.unchanged + first.rejected
        rejected = list(csv.reader(io.StringIO(company.rejects(first), newline="")))[1:]
        assert len(rejected) == first.rejected
        assert all(row[:-1] in rows for row in rejected)
        after_once = company.everything()

        second = company.bring_file(kind, path)
        assert (second.added, second.changed) == (0, 0)
        assert company.everything() == after_once

        company.database.close()

    refused = [row[:-1] for row in rejected]
    for row in refused:
        rows.remove(row)
    with TemporaryDirectory() as folder:
        company = a_company(folder)
        path = company.folder / "file.csv"
        path.write_text(as_csv(columns, rows), encoding="utf-8", newline="")
        if rows:
            assert company.bring_file(kind, path).rejected == 0
        assert nameless(company.everything()) == nameless(after_once), "a rejected row leaves no trace"
        company.database.close()


def nameless(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    """The tables without the ids, which differ from run to run (whether there is one stays)."""
    return {
        name: sorted(
            (tuple("id" if type(one) is int and one > 10**9 else one for one in row) for row in rows), key=repr
        )
        for name, rows in tables.items()
    }
