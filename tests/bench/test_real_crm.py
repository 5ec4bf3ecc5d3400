"""A real CRM's deals go in through the default playbook, and counted by stage, agent and account are the CRM's own."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from sqlalchemy import func, select

from bench import real_crm
from bench.real_company import NoData
from bot.deals.playbook import load_playbooks
from models.accounts import Account
from models.deals import Deal, DealMember, StageRecord
from models.people import Colleague
from tests.conftest import cannot_run
from tests.people.conftest import company

__all__ = ["company"]

TEAMS = "sales_agent,manager,regional_office\nAl Agent,Max Manager,West\nBea Agent,Max Manager,West\n"
ACCOUNTS = "account,sector,subsidiary_of\nBigco,x,\nSmallco,x,Bigco\n"
PIPELINE = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
D1,Al Agent,Gizmo,Smallco,Won,2016-10-20,2017-03-01,1054
D2,Al Agent,Gizmo,,Engaging,2016-10-20,,
D3,Bea Agent,Gizmo,Bigco,Prospecting,,,
D4,Bea Agent,Gizmo,Bigco,Lost,2016-10-20,2017-03-01,0
"""


@pytest.fixture
def sample(tmp_path, monkeypatch):
    folder = tmp_path / "data" / "crm"
    folder.mkdir(parents=True)
    for name, text in (("sales_teams", TEAMS), ("accounts", ACCOUNTS), ("sales_pipeline", PIPELINE)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    monkeypatch.setenv("O2O_DATA", str(folder.parent))
    return real_crm.crm_folder()


@pytest.fixture
def real():
    try:
        return real_crm.crm_folder()
    except NoData as error:
        cannot_run("the real CRM", str(error))


BY = {
    "stage": ("deal_stage", Deal.stage),
    "agent": ("sales_agent", Colleague.name),
    "account": ("account", func.coalesce(Account.name, "")),
    "stage, agent and account": ("deal_stage || '/' || sales_agent || '/' || account", None),
}


def counted(company, what):
    """How many deals there are by this, and what they are worth (in whole units of their currency)."""
    column = BY[what][1]
    if column is None:
        column = Deal.stage + "/" + Colleague.name + "/" + func.coalesce(Account.name, "")
    query = (
        select(column, func.count(), func.coalesce(func.sum(Deal.amount), 0))
        .join(Colleague, (Colleague.workspace_id == Deal.workspace_id) & (Colleague.id == Deal.owner_id))
        .outerjoin(Account, (Account.workspace_id == Deal.workspace_id) & (Account.id == Deal.account_id))
        .group_by(column)
    )
    with company.database.read() as session:
        return {name: (number, int(worth) // 100) for name, number, worth in session.execute(query)}


def in_plain_sql(folder, what, where="1"):
    query = (
        f"SELECT {BY[what][0]}, count(*), coalesce(sum(close_value), 0) FROM sales_pipeline WHERE {where} GROUP BY 1"
    )
    found = real_crm.as_tables(folder).execute(query)
    return {name: (number, int(worth)) for name, number, worth in found}


def goes_in_whole(company, folder, out):
    real_crm.write_crm(folder, out)
    for kind in real_crm.HEADERS:
        report = company.bring_file(kind, out / f"{kind}.csv")
        assert (report.rejected, report.ignored_columns, report.notes) == (0, (), ()), company.rejects(report)
    for what in BY:
        assert counted(company, what) == in_plain_sql(folder, what), what
    deals = company.all(Deal)
    playbook = load_playbooks(company.settings.playbook).choose(None, "new business")
    ends = {one.stage: playbook.sales_stage(one.stage).ends for one in deals}
    assert all((one.outcome, one.is_open) == (ends[one.stage], ends[one.stage] is None) for one in deals)
    # Each has one stage so far, which nobody is told of, and its agent and their manager on the team.
    records = company.all(StageRecord)
    assert Counter(one.deal_id for one in records) == Counter(one.id for one in deals)
    assert all(one.looked_at is not None for one in records)
    assert company.count(DealMember) == 2 * len(deals)
    again = company.bring_file("deals", out / "deals.csv")
    assert (again.unchanged, company.count(StageRecord)) == (len(deals), len(deals))
    return len(deals)


def test_a_small_one_goes_in(company, sample, tmp_path):
    assert goes_in_whole(company, sample, tmp_path / "out") == 4


def test_the_real_one_goes_in(company, real, tmp_path):
    assert goes_in_whole(company, real, tmp_path / "out") == 8800
    assert in_plain_sql(real, "account")[""][0] == 1425


def test_what_can_not_go_in_is_named(company, real, tmp_path):
    """Without one of the agents and one of the accounts: just their deals are left, each with the reason."""
    out = tmp_path / "out"
    real_crm.write_crm(real, out)
    agent, account = "Darcel Schlecht", "Isdom"
    for kind, gone in (("colleagues", agent), ("accounts", account)):
        rows = (out / f"{kind}.csv").read_text(encoding="utf-8").splitlines()
        (out / f"{kind}.csv").write_text("\n".join(row for row in rows if gone not in row), encoding="utf-8")
        assert company.bring_file(kind, out / f"{kind}.csv").rejected == 0
    report = company.bring_file("deals", out / "deals.csv")
    left = f"sales_agent = '{agent}' OR account = '{account}'"
    assert report.rejected == sum(number for number, _ in in_plain_sql(real, "stage", left).values())
    with report.rejects_path.open(encoding="utf-8", newline="") as file:
        reasons = Counter(row["reason"].partition(": ")[2] for row in csv.DictReader(file))
    assert len(reasons) == 2
    assert all("import accounts first" in one or "import colleagues first" in one for one in reasons)
    for what in BY:
        assert counted(company, what) == in_plain_sql(real, what, f"NOT ({left})"), what


def test_without_data_it_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("O2O_DATA", str(tmp_path))
    assert real_crm.main([str(tmp_path)]) == 1
    assert "sales_pipeline" in capsys.readouterr().err
    assert real_crm.main([]) == real_crm.main(["--help"]) == 2
