"""What goes out to the CRM: a file by one colleague's eyes, signed webhooks by a channel's."""

from __future__ import annotations

import csv
import datetime as dt
import io
import time

import pytest
from sqlalchemy import select

from bot import spreadsheets
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.deals import stages
from bot.deals.crm import outgoing, signing
from bot.deals.crm.contact_roles import HEADER, as_csv, contact_roles
from bot.deals.crm.sending import send_all
from bot.deals.engaging import engage
from bot.deals.stakeholders import observe
from bot.spreadsheets import harmless
from models.accounts import Account, ContactAddress
from models.crm import CrmOutgoing
from models.deals import Deal, Engagement, Stakeholder
from models.governance import DecisionParty
from models.people import Colleague
from tests.conftest import NOW
from tests.deals.a_crm import Crm
from tests.people.conftest import ROOT, company, peopled

__all__ = ["company", "peopled"]

SECRET = "s" * 32
HEAD = "external_id,name,account,stage,owner_email,team,stakeholders"
TEAM = "raj@ours.example:solution engineer"
JANE, BILL = "jane@acme.example", "bill@acme.example"


@pytest.fixture
def crm():
    made = Crm()
    yield made
    made.close()


@pytest.fixture(params=["sqlite"])
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def charter():
    return load_charter(ROOT / "charter.yaml")


@pytest.fixture(scope="module")
def open_charter():
    """One that shows what was observed to every member."""
    return load_charter(ROOT / "bench" / "open_charter.yaml")


@pytest.fixture
def selling(peopled, clock):
    """Ana's deal at Acme with Jane and Bill, and one of the CRM's that Ana has nothing to do with."""
    agreed = load_charter(ROOT / "charter.yaml").version
    peopled.bring("colleagues", "email,name,charter_accepted", f"mia@ours.example,Mia,{agreed}")
    peopled.bring(
        "org",
        "contact_email,contact_name,title,account",
        f"{JANE},Jane Doe,CFO,Acme Corp",
        f"{BILL},Bill,,",
        "lee@initech.example,Lee,,",
    )
    rows = [
        f"D-1,Acme renewal,Acme Corp,Evaluation,ana@ours.example,{TEAM},{JANE}:economic buyer:champion;{BILL}::sceptic",
        "D-2,Initech,Initech,Evaluation,mia@ours.example,,lee@initech.example:coach:",
    ]
    report = peopled.bring("deals", HEAD, *rows)
    assert report.rejected == 0, peopled.rejects(report)
    return peopled


def eyes(session, company, charter, who):
    colleague = next(one for one in company.all(Colleague) if one.email == f"{who}@ours.example")
    return Sight(session, charter, Viewer.of(colleague, charter), NOW, company.settings.warmth)


def contact(company, address):
    return company.one(ContactAddress, address=address).contact_id


def says(company, charter, clock, who, address, deal="D-1", **seen):
    with company.database.write() as session:
        sight = eyes(session, company, charter, who)
        observe(sight, clock, company.one(Deal, external_id=deal).id, contact(company, address), None, seen)


def meets(company, clock, who, address, kind="meeting"):
    with company.database.write() as session:
        deal = session.merge(company.one(Deal, external_id="D-1"))
        colleague = company.one(Colleague, email=f"{who}@ours.example").id
        engage(session, clock, deal, contact(company, address), colleague, kind, clock.now(), "said")


def moves(company, clock, stage):
    with company.database.write() as session:
        deal = stages.locked(session, company.workspace_id, company.one(Deal, external_id="D-1").id)
        ana = company.one(Colleague, email="ana@ours.example").id
        stages.record(session, clock, deal, "buying", stage, clock.now(), source="said", seen_by_id=ana)


def sends(company, clock, charter, url):
    return send_all(company.database, clock, charter, company.workspace_id, url, SECRET)


# -- the file -----------------------------------------------------------------------------------------


def exported(company, charter, who, **how):
    with company.database.read() as session:
        rows, decided = contact_roles(eyes(session, company, charter, who), **how)
    assert decided or not rows
    return list(csv.DictReader(io.StringIO(as_csv(rows))))


def test_contact_roles_are_what_the_colleague_sees(selling, charter, clock):
    meets(selling, clock, "raj", BILL)
    moves(selling, clock, "comparing")
    jane, bill = exported(selling, charter, "ana")
    assert tuple(jane) == HEADER
    assert jane == {
        "deal_external_id": "D-1",
        "contact_email": JANE,
        "contact_role": "economic buyer",
        "is_primary": "true",
        "stance": "",
        "last_engaged": "",
        "engaged_by": "",
        "buying_stage": "comparing",
        "buying_stage_since": NOW.date().isoformat(),
    }
    assert (bill["contact_role"], bill["is_primary"], bill["stance"]) == ("", "false", "")
    assert (bill["last_engaged"], bill["engaged_by"]) == (NOW.date().isoformat(), "solution engineer")
    assert [row["stance"] for row in exported(selling, charter, "ana", stances=True)] == ["champion", "sceptic"]


def test_nobody_sees_the_deals_of_others(selling, charter):
    assert {row["deal_external_id"] for row in exported(selling, charter, "raj")} == {"D-1"}
    assert {row["deal_external_id"] for row in exported(selling, charter, "mia")} == {"D-2"}
    peopled_more = f"zoe@ours.example,Zoe,{charter.version}"
    selling.bring("colleagues", "email,name,charter_accepted", peopled_more)
    assert exported(selling, charter, "zoe") == []


def test_an_embargo_and_an_objection_leave_nothing(selling, charter):
    selling.bring("org", "contact_email,do_not_contact", f"{BILL},yes")
    selling.change(next(c for c in selling.all(Account) if c.name == "Acme Corp"), embargoed=True)
    assert exported(selling, charter, "ana") == []


def test_a_role_two_disagree_on_is_two_rows_and_closed_deals_are_none(selling, charter, clock):
    says(selling, charter, clock, "raj", JANE, buying_role="coach")
    rows = exported(selling, charter, "ana")
    assert [(one["contact_email"], one["contact_role"], one["is_primary"]) for one in rows] == [
        (JANE, "economic buyer", "true"),
        (JANE, "coach", "false"),
        (BILL, "", "false"),
    ]
    selling.bring("deals", "external_id,name,stage", "D-1,Acme renewal,Won")
    assert exported(selling, charter, "ana") == []


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", " =1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff201"]
)
def test_nothing_is_taken_for_a_formula(cell):
    assert harmless(cell) == f"'{cell}"
    assert harmless(f"x{cell}") == f"x{cell}"


@pytest.mark.parametrize("parted_at", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "name", ["Acme{}=1+1", "Acme{} +1", 'Acme{}"=1', "Ann{}-1; Bo", "Acme{}\uff1d1", "Acme\n@x{}-1"]
)
def test_nothing_is_taken_for_a_formula_wherever_cells_are_parted(name, parted_at):
    named = name.format(parted_at)
    made = spreadsheets.as_csv(["deal", "theirs"], [[named, named], ["x", named]])
    assert all(line.startswith('"') for line in made.splitlines() if "deal" in line or '"x"' in line)
    for delimiter in ",;\t|":
        for row in csv.reader(io.StringIO(made, newline=""), delimiter=delimiter):
            assert not [
                cell for cell in row if cell.lstrip(' \t\r\n"').startswith(tuple("=+-@\uff1d\uff0b\uff0d\uff20"))
            ]


# -- the webhook --------------------------------------------------------------------------------------


def all_three(company, charter, clock):
    moves(company, clock, "comparing")
    says(company, charter, clock, "raj", BILL, buying_role="technical buyer")
    meets(company, clock, "raj", JANE)


def test_facts_come_signed_once_and_only_what_a_channel_may_see(selling, open_charter, charter, clock, crm):
    all_three(selling, charter, clock)
    assert sends(selling, clock, open_charter, crm.url + "/from-o2o") == 1
    clock.advance(minutes=7)
    assert sends(selling, clock, open_charter, crm.url) == 2
    assert sends(selling, clock, open_charter, crm.url) == 0
    by_kind = {one["event"]: one for one in crm.events()}
    at = NOW.isoformat()
    assert {kind: {k: v for k, v in one.items() if k not in ("id", "event")} for kind, one in by_kind.items()} == {
        "deal.buying_stage": {"external_id": "D-1", "buying_stage": "comparing", "at": at},
        "deal.contact_role": {
            "external_id": "D-1",
            "contact_email": BILL,
            "at": at,
            "contact_roles": ["technical buyer"],
        },
        "deal.engaged": {
            "external_id": "D-1",
            "contact_email": JANE,
            "at": at,
            "how": "meeting",
            "engaged_by": "solution engineer",
        },
    }
    assert len({one["id"] for one in crm.events()}) == 3
    assert crm.came[0][0] == "/from-o2o"
    for _, headers, body in crm.came:
        given = headers[signing.TIMESTAMP], headers[signing.SIGNATURE]
        assert signing.wrong(SECRET, *given, body, time.time()) is None
        assert b"Raj" not in body
    with selling.database.read() as session:  # Bill's role, Jane's dialogue, and that either is in the deal
        on_record = session.scalars(select(DecisionParty.subject_id).where(DecisionParty.viewer_id == 0)).all()
    assert set(on_record) == {contact(selling, JANE), contact(selling, BILL)}


def test_by_the_default_charter_nothing_of_people_leaves(selling, charter, clock, crm):
    all_three(selling, charter, clock)
    assert sends(selling, clock, charter, crm.url) == 1
    clock.advance(minutes=7)
    assert sends(selling, clock, charter, crm.url) == 0
    assert [one["event"] for one in crm.events()] == ["deal.buying_stage"]
    assert {one.state for one in selling.all(CrmOutgoing)} == {"sent", "dropped"}


def test_nothing_of_an_embargoed_account_leaves(selling, charter, clock, crm):
    all_three(selling, charter, clock)
    selling.change(next(one for one in selling.all(Account) if one.name == "Acme Corp"), embargoed=True)
    for _ in range(2):
        assert sends(selling, clock, charter, crm.url) == 0
        clock.advance(minutes=7)
    assert crm.came == []
    assert {one.state for one in selling.all(CrmOutgoing)} == {"dropped"}


def test_what_was_taken_back_in_time_never_leaves(selling, open_charter, charter, clock, crm):
    meets(selling, clock, "raj", JANE)
    sends(selling, clock, open_charter, crm.url)
    with selling.database.write() as session:
        session.delete(session.merge(selling.one(Engagement)))
    moves(selling, clock, "need")
    clock.advance(seconds=1)
    moves(selling, clock, "comparing")
    clock.advance(minutes=7)
    sends(selling, clock, open_charter, crm.url)
    assert [one["buying_stage"] for one in crm.events()] == ["comparing"]


def test_what_the_crm_said_and_deals_it_does_not_know_are_not_told(selling, open_charter, charter, clock, crm):
    selling.change(selling.one(Deal, external_id="D-1"), external_id=None)
    with selling.database.write() as session:
        deal = session.merge(next(one for one in selling.all(Deal) if one.external_id is None))
        stages.record(
            session, clock, stages.locked(session, selling.workspace_id, deal.id), "buying", "need", NOW, source="x"
        )
    clock.advance(minutes=7)
    assert sends(selling, clock, open_charter, crm.url) == 0
    assert selling.count(CrmOutgoing) == 0
    assert selling.count(Stakeholder) == 3


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_is_sent_again_later_and_later(selling, charter, clock, crm, status):
    moves(selling, clock, "comparing")
    crm.answers = [status, status]
    assert sends(selling, clock, charter, crm.url) == 0
    assert sends(selling, clock, charter, crm.url) == 0  # not at once
    assert len(crm.came) == 1
    clock.advance(seconds=31)
    sends(selling, clock, charter, crm.url)
    assert len(crm.came) == 2
    clock.advance(seconds=31)
    sends(selling, clock, charter, crm.url)
    assert len(crm.came) == 2
    assert selling.one(CrmOutgoing).answer == str(status)
    clock.advance(seconds=31)
    assert sends(selling, clock, charter, crm.url) == 1
    assert {one["id"] for one in crm.events()} == {crm.events()[0]["id"]}
    assert {path for path, _, _ in crm.came} == {"/"}
    assert selling.one(CrmOutgoing).state == "sent"


def test_nobody_is_called_for_ever(selling, charter, clock, crm):
    crm.close()
    moves(selling, clock, "comparing")
    for _ in range(outgoing.MOST_TRIES + 3):
        sends(selling, clock, charter, crm.url)
        clock.advance(hours=7)
    row = selling.one(CrmOutgoing)
    assert (row.state, row.attempts, row.answer) == ("dropped", outgoing.MOST_TRIES, "URLError")
    clock.advance(days=91)
    with selling.database.write() as session:
        outgoing.forget_old(session, clock, selling.workspace_id)
    assert selling.count(CrmOutgoing) == 0
    crm.server.server_close()


def test_two_workers_send_it_once(selling, charter, clock):
    moves(selling, clock, "comparing")
    with selling.database.write() as session:
        assert outgoing.notice(session, clock, selling.workspace_id) == 1
        assert outgoing.notice(session, clock, selling.workspace_id) == 0
        one = outgoing.claim(session, clock, selling.workspace_id)
        assert outgoing.claim(session, clock, selling.workspace_id) is None
    clock.advance(minutes=2)  # the first one died
    with selling.database.write() as session:
        two = outgoing.claim(session, clock, selling.workspace_id)
        outgoing.settle(session, clock, selling.workspace_id, one, taken=True, answer="late")
        assert session.get(CrmOutgoing, (selling.workspace_id, two.id)).state == "due"


def test_while_nothing_is_taken_the_heap_stays_small(selling, charter, clock, monkeypatch):
    monkeypatch.setattr(outgoing, "MOST_WAITING", 2)
    for stage in ("need", "comparing", "deciding"):
        moves(selling, clock, stage)
        clock.at += dt.timedelta(seconds=1)
    with selling.database.write() as session:
        assert outgoing.notice(session, clock, selling.workspace_id) == 2
        assert outgoing.notice(session, clock, selling.workspace_id) == 0
