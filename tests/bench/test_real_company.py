"""The real data become import files that go in without a reject."""

from __future__ import annotations

import csv
import datetime as dt

import pytest

from bench import real_company
from models.network import HalfTie, Relationship
from tests.conftest import NOW
from tests.people.conftest import company

__all__ = ["company"]

EMPLOYEES = """\
1	Ann Example	Trading	ENA Gas West	VP & CFO	Female	Senior
2	Bob Example	Trading	ENA Gas West	Trader	Male	Junior
3	Cy O'Example	Legal	ENA Legal	Gen Cnsl	Male	Senior
4	Di Example	Legal	ENA Legal	Attorney	Female	Junior
5	Ed Example	Other	NA	Analyst	Male	Junior
6	Cy O Example	Legal	ENA Legal	Attorney	Male	Senior
"""
# number, file, unix time, subject, sender: Ann and Cy write both ways, Bob and Di too and more, Ann to Di only one way.
MESSAGES = """\
1	a	910930020	"hi	1
2	b	910930021	re	3
3	c	920000000	x	2
4	d	920000001	x	4
5	e	920000002	x	2
6	f	1000000000	x	4
7	g	920000002	x	1
8	h	920000002	x	5
"""
RECIPIENTS = "1\t1\t3\n1\t2\t3\n2\t1\t1\n3\t1\t4\n4\t1\t2\n5\t1\t4\n6\t1\t2\n7\t1\t4\n7\t2\t2\n8\t1\t1\n1\t3\t5\n"
TEAMS = "sales_agent,manager,regional_office\nAl Agent,Max Manager,West\n"
ACCOUNTS = "account,sector,subsidiary_of\nBigco,x,\nSmallco,x,Bigco\n"
PIPELINE = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
D1,Al Agent,Gizmo,Smallco,Won,2016-10-20,2017-03-01,1054
D2,Al Agent,Gizmo,,Engaging,2016-10-20,,
D3,Al Agent,Gizmo,Bigco,Prospecting,,,
"""


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "data"
    for name, content in {
        "enron-perry/employees.tsv": EMPLOYEES,
        "enron-perry/messages.tsv": MESSAGES,
        "enron-perry/recipients.tsv": RECIPIENTS,
        "crm/sales_teams.csv": TEAMS,
        "crm/accounts.csv": ACCOUNTS,
        "crm/sales_pipeline.csv": PIPELINE,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_mapping(data, tmp_path):
    counts = real_company.write_company(data, tmp_path / "out", dt.date(2026, 12, 31))
    assert counts == {
        "colleagues": 4,
        "accounts": 3,
        "org": 3,
        "touches": 7,
        "deals": 3,
        "people without a department, left out": 1,
        "deals without an account": 1,
    }
    found = rows(tmp_path / "out" / "touches.csv")
    bob, cy, di = "bob.example@ours.example", "cy.o.example@ena-legal.example", "di.example@ena-legal.example"
    ann = "ann.example@ours.example"
    # The newest, of 9 September 2001, is moved to the day before, and the others by as many days.
    assert [tuple(row.values()) for row in found] == [
        ("2024-03-04T04:07:00+00:00", ann, cy, "email", "a"),
        ("2024-03-04T04:07:01+00:00", cy, ann, "email", "b"),
        ("2024-06-17T03:33:20+00:00", bob, di, "email", "c"),
        ("2024-06-17T03:33:21+00:00", di, bob, "email", "d"),
        ("2024-06-17T03:33:22+00:00", bob, di, "email", "e"),
        ("2024-06-17T03:33:22+00:00", ann, f"{bob};{di}", "email", "g"),
        ("2026-12-30T01:46:40+00:00", di, bob, "email", "f"),
    ]
    assert {row["contact_email"] for row in rows(tmp_path / "out" / "org.csv")} == {
        "cy.o.example@ena-legal.example",
        "di.example@ena-legal.example",
        "cy.o.example2@ena-legal.example",
    }


def goes_in(company, folder):
    """Import the files; gives how many touches say nothing of any two people."""
    for kind in real_company.HEADERS:
        report = company.bring_file(kind, folder / f"{kind}.csv")
        assert (report.rejected, report.ignored_columns) == (0, ()), company.rejects(report)
        assert report.rows == report.added + (report.unchanged if kind == "touches" else 0)
        if kind == "touches":
            silent = report.unchanged
    return silent


def test_it_goes_in(company, data, tmp_path):
    real_company.write_company(data, tmp_path / "out", NOW.date())
    assert goes_in(company, tmp_path / "out") == 0
    assert {one.evidence for one in company.all(Relationship)} == {"waiting"}
    assert company.count(Relationship) == 2, "Ann and Cy, Bob and Di; Ann got no answer from Di"


def test_the_real_data_go_in(company, tmp_path):
    try:
        folder = real_company.data_folder()
    except real_company.NoData as error:
        pytest.skip(str(error))
    counts = real_company.write_company(folder, tmp_path / "out", NOW.date())
    assert counts["deals without an account"] == 1425
    # Five are addressed to more than 30 people, or to nobody but their sender.
    assert goes_in(company, tmp_path / "out") == 5
    # Counted by itself over the three tables: pairs who wrote both ways.
    ties = [one for one in company.all(HalfTie) if one.informal]
    assert (company.count(Relationship), len(ties)) == (103, 2 * 693)


def test_without_data_it_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("O2O_DATA", str(tmp_path))
    assert real_company.main([str(tmp_path)]) == 1
    assert "enron-perry and crm not found" in capsys.readouterr().err
    for wrong in ([], ["--help"], [str(tmp_path), "tomorrow"], [str(tmp_path), "2026-01-01", "more"]):
        assert real_company.main(wrong) == 2
