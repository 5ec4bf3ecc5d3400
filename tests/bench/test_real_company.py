"""The real data become import files that go in without a reject."""

from __future__ import annotations

import csv

import pytest

from bench import real_company
from bot.people.imports import KINDS
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
2	a	910930021	re	3
3	a	920000000	x	2
4	a	920000001	x	4
5	a	920000002	x	2
6	a	1000000000	x	4
7	a	920000002	x	1
8	a	920000002	x	5
"""
RECIPIENTS = "1\t1\t3\n1\t2\t3\n2\t1\t1\n3\t1\t4\n4\t1\t2\n5\t1\t4\n6\t1\t2\n7\t1\t4\n8\t1\t1\n1\t3\t5\n"
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
    counts = real_company.write_company(data, tmp_path / "out")
    assert counts == {
        "colleagues": 4,
        "accounts": 3,
        "org": 3,
        "relationships": 2,
        "deals": 3,
        "people without a department, left out": 1,
        "deals without an account": 1,
    }
    found = {
        (row["colleague_email"], row["contact_email"]): row for row in rows(tmp_path / "out" / "relationships.csv")
    }
    weak = found["ann.example@ours.example", "cy.o.example@ena-legal.example"]
    strong = found["bob.example@ours.example", "di.example@ena-legal.example"]
    assert (weak["strength"], weak["last_touch"]) == ("1", "1998-11-13")
    assert (strong["strength"], strong["last_touch"]) == ("3", "2001-09-09")
    assert {row["contact_email"] for row in rows(tmp_path / "out" / "org.csv")} == {
        "cy.o.example@ena-legal.example",
        "di.example@ena-legal.example",
        "cy.o.example2@ena-legal.example",
    }


def goes_in(company, folder):
    for kind in KINDS:
        report = company.bring_file(kind, folder / f"{kind}.csv")
        assert (report.rejected, report.ignored_columns) == (0, ()), company.rejects(report)
        assert report.rows == report.added


def test_it_goes_in(company, data, tmp_path):
    real_company.write_company(data, tmp_path / "out")
    goes_in(company, tmp_path / "out")


def test_the_real_data_go_in(company, tmp_path):
    try:
        folder = real_company.data_folder()
    except real_company.NoData as error:
        pytest.skip(str(error))
    counts = real_company.write_company(folder, tmp_path / "out")
    assert counts["deals without an account"] == 1425
    goes_in(company, tmp_path / "out")


def test_without_data_it_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("O2O_DATA", str(tmp_path))
    assert real_company.main([str(tmp_path)]) == 1
    assert "enron-perry and crm not found" in capsys.readouterr().err
    assert real_company.main([]) == 2
