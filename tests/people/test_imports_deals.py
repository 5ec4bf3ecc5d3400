"""Importing deals."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.deals.stages import is_open
from bot.outbox import tell
from models.accounts import Account, Affiliation, Contact, ContactAddress
from models.deals import Deal, DealMember, Observation, ProposedMember, StageRecord, Stakeholder
from models.outbox import OutboxEntry
from models.people import Colleague
from tests.conftest import NOW, FixedClock

HEAD = "external_id,name,account,stage,owner_email,team,opened_at,closed_at"
TEAM = "raj@ours.example:solution engineer;ana@ours.example"
ONE = f"D-1,Acme renewal,ACME.example,Negotiation,ana@ours.example,{TEAM},2026-01-02,"


@pytest.mark.parametrize(
    ("stage", "open_"),
    [
        ("Negotiation", True),
        ("Closing", True),
        ("Winning plan", True),
        ("Disclosed", True),
        ("Won", False),
        ("Closed Won", False),
        ("closedwon", False),
        ("CLOSED-LOST", False),
        ("Closed_lost", False),
        ("6 - lost", False),
    ],
)
def test_which_stages_are_open(stage, open_):
    assert is_open(stage, None) is open_
    assert not is_open(stage, dt.date(2026, 1, 1))


def test_what_goes_in(peopled):
    report = peopled.bring("deals", HEAD, ONE, "D-2,Nobody's,,Closed Lost,,,,2026-02-01")
    assert (report.added, report.rejected, report.notes) == (2, 0, ())
    deal, lost = peopled.one(Deal, external_id="D-1"), peopled.one(Deal, external_id="D-2")
    ana, raj = peopled.one(Colleague, email="ana@ours.example"), peopled.one(Colleague, email="raj@ours.example")
    assert (deal.name, deal.stage, deal.is_open, deal.owner_id) == ("Acme renewal", "Negotiation", True, ana.id)
    assert deal.account_id == peopled.one(Account, name="Acme Corp").id
    assert deal.opened_at == dt.date(2026, 1, 2)
    assert {(one.colleague_id, one.seller_role) for one in peopled.all(DealMember)} == {
        (raj.id, "solution engineer"),
        (ana.id, "team member"),
    }
    assert (lost.account_id, lost.is_open, lost.closed_at) == (None, False, dt.date(2026, 2, 1))


def test_twice_changes_nothing(peopled):
    lines = [HEAD, ONE, "D-2,Two,,Won,,,,2026-02-01"]
    peopled.bring("deals", *lines)
    before = peopled.everything()
    report = peopled.bring("deals", *lines)
    assert (report.changed, report.unchanged) == (0, 2)
    assert peopled.everything() == before


def roles(company):
    names = {one.id: one.email.partition("@")[0] for one in company.all(Colleague)}
    return {names[one.colleague_id]: one.seller_role for one in company.all(DealMember)}


def test_a_team_given_replaces_the_imported_one(peopled):
    peopled.bring("colleagues", "email,name", "zoe@ours.example,Zoe")
    peopled.bring("deals", HEAD, ONE)
    assert peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,,,").unchanged == 1
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,zoe@ours.example:sponsor,,")
    assert roles(peopled) == {"zoe": "sponsor", "ana": "deal owner"}


def test_who_came_onto_the_team_in_another_way_stays(peopled):
    peopled.bring("deals", HEAD, ONE)
    raj = peopled.one(Colleague, email="raj@ours.example")
    peopled.change(peopled.one(DealMember, colleague_id=raj.id), source="confirmed by the lead")
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,ana@ours.example:lead,,")
    assert roles(peopled) == {"ana": "lead", "raj": "solution engineer"}


def test_who_owns_a_deal_is_on_its_team(peopled):
    head = "external_id,name,stage,owner_email"
    peopled.bring("deals", head, "D-1,One,Open,ana@ours.example")
    assert roles(peopled) == {"ana": "deal owner"}
    assert peopled.bring("deals", head, "D-1,One,Open,").unchanged == 1
    peopled.bring("deals", head, "D-1,One,Open,raj@ours.example")
    assert roles(peopled) == {"raj": "deal owner"}


def test_a_deal_closes_and_opens_again(peopled):
    peopled.bring("deals", HEAD, ONE)
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,,,2026-11-01")
    assert not peopled.one(Deal).is_open
    peopled.bring("deals", "external_id,name,stage", "D-1,Acme renewal,Won")
    assert (peopled.one(Deal).is_open, peopled.one(Deal).closed_at) == (False, dt.date(2026, 11, 1))
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Evaluation,,,,")
    assert (peopled.one(Deal).is_open, peopled.one(Deal).closed_at) == (True, None)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("D-1,Other name,Globex,Open,,,,", "account 'Globex' is not known by name or domain: import accounts first"),
        ("D-1,Other name,,Open,,x@ours.example:lead,,", "x@ours.example is no colleague we know"),
        ("D-1,Other name,,Open,x@ours.example,,,", "x@ours.example is no colleague we know"),
        ("D-1,Other name,,Open,,ana@ours.example:a;Ana@ours.example:b,,", "team names ana@ours.example twice"),
        ("D-1,Other name,,Open,,lead:ana@ours.example,,", "team is 'lead', which is no e-mail address"),
        (f"D-1,Other name,,Open,,ana@ours.example:{'r' * 61},,", "a role longer than 60 characters"),
        ("D-1,Other name,,,,,,", "stage is empty"),
        (",Other name,,Open,,,,", "external_id is empty"),
        ("D-1,Other name,,Open,,,,2027-01-01", "lies in the future: that is expected_close"),
        ("D-1,Other name,,Open,,,2026-02-01,2026-01-01", "closed_at lies before opened_at"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(peopled, row, reason):
    peopled.bring("deals", HEAD, ONE)
    before = peopled.everything()
    report = peopled.bring("deals", HEAD, row)
    assert report.rejected == 1
    assert reason in peopled.rejects(report)
    assert peopled.everything() == before


def test_another_customer_is_not_opened_to_whom_somebody_here_let_in(peopled):
    peopled.bring("colleagues", "email,name", "zoe@ours.example,Zoe", "lee@ours.example,Lee")
    peopled.bring("accounts", "name,domain", "Umbra,umbra.example")
    peopled.bring("deals", HEAD, ONE)
    ana, zoe, lee = (peopled.one(Colleague, email=f"{one}@ours.example") for one in ("ana", "zoe", "lee"))
    deal = peopled.one(Deal)
    with peopled.database.write() as session:
        for who in (zoe, lee):
            about = {
                "deal_id": deal.id,
                "colleague_id": who.id,
                "seller_role": "sponsor",
                "source": "confirmed in Slack",
            }
            of = {"workspace_id": peopled.workspace_id, "confirmed_by_id": ana.id, "confirmed_at": NOW}
            session.add(DealMember(**about, **of))
    head = "external_id,name,account,stage,team"
    members = "ana@ours.example:team member;lee@ours.example:lawyer"
    peopled.bring("deals", head, f"D-1,Acme renewal,Acme Corp,Negotiation,{members}")
    assert roles(peopled) == {"ana": "team member", "zoe": "sponsor", "lee": "lawyer"}
    peopled.bring("deals", head, f"D-1,Acme renewal,Umbra,Negotiation,{members}")
    assert roles(peopled) == {"ana": "team member", "lee": "lawyer"}  # the file names Lee for this one
    assert peopled.one(DealMember, colleague_id=lee.id).confirmed_by_id is None
    asked = peopled.one(ProposedMember)
    assert (asked.colleague_id, asked.seller_role, asked.declined_at) == (zoe.id, "sponsor", None)
    assert [(one.subject_id, one.recipient_id) for one in peopled.all(OutboxEntry)] == [(asked.id, ana.id)]
    before = peopled.everything()
    assert peopled.bring("deals", head, f"D-1,Acme renewal,Umbra,Negotiation,{members}").unchanged == 1
    assert peopled.everything() == before


# -- the rest of the columns --------------------------------------------------------------------------

WHOLE = "external_id,name,account,stage,type,playbook,amount,currency,expected_close,stakeholders,channel_id,closed_at"
JANE = "jane@acme.example:Economic_Buyer:champion"
BILL = "bill@acme.example::sceptic"
FULL = f'D-1,Acme renewal,Acme Corp,Evaluation,renewal,Renewal,"12,000.50",eur,2027-01-31,{JANE};{BILL},C0123ABCD,'


def stakeholders(company):
    contacts = {one.contact_id: one.address for one in company.all(ContactAddress)}
    return {contacts[one.contact_id]: one for one in company.all(Stakeholder)}


def observed(company):
    names = {one.id: address.partition("@")[0] for address, one in stakeholders(company).items()}
    return [(names[one.stakeholder_id], one.about, one.value, one.observer_id) for one in company.all(Observation)]


def test_every_column_goes_in(peopled):
    report = peopled.bring("deals", WHOLE, FULL)
    assert (report.added, report.rejected, report.ignored_columns) == (1, 0, ())
    deal = peopled.one(Deal)
    assert (deal.kind, deal.playbook, deal.amount, deal.currency) == ("renewal", "renewal", 1_200_050, "EUR")
    assert (deal.expected_close, deal.channel_id, deal.version) == (dt.date(2027, 1, 31), "C0123ABCD", 1)
    assert sorted(observed(peopled)) == [
        ("bill", "stance", "sceptic", None),
        ("jane", "buying_role", "economic buyer", None),
        ("jane", "stance", "champion", None),
    ]
    assert all(one.named_by_id is None for one in peopled.all(Stakeholder))
    bill = peopled.one(ContactAddress, address="bill@acme.example")
    assert peopled.one(Contact, id=bill.contact_id).source == "import deals.csv"
    assert peopled.all(Affiliation, contact_id=bill.contact_id)  # so that an embargo of Acme's covers them at once


def test_every_column_twice_changes_nothing(peopled):
    peopled.bring("deals", WHOLE, FULL)
    before = peopled.everything()
    assert peopled.bring("deals", WHOLE, FULL).unchanged == 1
    assert peopled.everything() == before


def test_stakeholders_given_replace_those_of_the_file_before(peopled):
    peopled.bring("deals", WHOLE, FULL)
    jane = stakeholders(peopled)["jane@acme.example"]
    ana = peopled.one(Colleague, email="ana@ours.example")
    peopled.change(jane, named_by_id=ana.id)
    head = "external_id,name,stage,stakeholders"
    assert peopled.bring("deals", head, "D-1,Acme renewal,Evaluation,").unchanged == 1
    peopled.bring("deals", head, "D-1,Acme renewal,Evaluation,lee@acme.example:coach:")
    now = stakeholders(peopled)
    assert now["bill@acme.example"].removed_at is not None
    assert now["jane@acme.example"].removed_at is now["lee@acme.example"].removed_at is None
    peopled.bring("deals", head, "D-1,Acme renewal,Evaluation,bill@acme.example::neutral")
    now = stakeholders(peopled)
    assert now["bill@acme.example"].removed_at is None
    assert [value for name, _, value, _ in observed(peopled) if name == "bill"] == ["sceptic", "neutral"]


def test_whom_a_colleague_took_out_stays_out(peopled):
    peopled.bring("deals", WHOLE, FULL)
    peopled.change(stakeholders(peopled)["bill@acme.example"], removed_at=NOW)
    assert peopled.bring("deals", WHOLE, FULL).unchanged == 1
    assert stakeholders(peopled)["bill@acme.example"].removed_at == NOW


def history(company):
    return [(one.stage, one.at, one.looked_at is None) for one in company.all(StageRecord)]


def test_the_first_stage_is_told_to_nobody_and_a_move_counts_from_the_import_on(peopled):
    clock = FixedClock()
    head = "external_id,name,stage"
    peopled.bring("deals", head, "D-1,One,Proposal", clock=clock)
    clock.advance(hours=5)
    assert peopled.bring("deals", head, "D-1,One,Proposal", clock=clock).unchanged == 1
    peopled.bring("deals", head, "D-1,One,Negotiation", clock=clock)
    assert history(peopled) == [("Proposal", NOW, False), ("Negotiation", clock.now(), True)]
    deal = peopled.one(Deal)
    assert (deal.stage, deal.stage_since, deal.version) == ("Negotiation", clock.now(), 2)
    clock.advance(hours=1)
    peopled.bring("deals", head, "D-1,One,NEGOTIATION", clock=clock)
    deal = peopled.one(Deal)
    assert (deal.stage, deal.stage_since) == ("NEGOTIATION", clock.now() - dt.timedelta(hours=1))
    assert history(peopled)[2][2] is False
    clock.advance(hours=1)
    peopled.bring("deals", head, "D-1,One,Closed Lost", clock=clock)
    assert (peopled.one(Deal).outcome, peopled.one(Deal).is_open) == ("lost", False)


def test_a_file_that_is_older_than_a_webhook_moves_nothing(peopled):
    head = "external_id,name,stage"
    peopled.bring("deals", head, "D-1,One,Proposal")
    [record] = peopled.all(StageRecord)
    peopled.change(record, at=NOW + dt.timedelta(minutes=4))
    peopled.bring("deals", head, "D-1,One,Discovery")
    assert peopled.one(Deal).stage == "Proposal"
    assert history(peopled)[1] == ("Discovery", NOW, False)


def test_a_file_says_when_the_crm_was_last_heard(peopled):
    """So that a webhook of before it, told late or again, changes none of what the file says."""
    clock = FixedClock()
    head = "external_id,name,stage"
    for hours in (0, 5):
        clock.advance(hours=hours)
        peopled.bring("deals", head, "D-1,One,Proposal", clock=clock)
        assert (peopled.one(Deal).told_at, peopled.one(Deal).version) == (clock.now(), 1)
    ahead = clock.now() + dt.timedelta(minutes=4)
    peopled.change(peopled.one(Deal), told_at=ahead)
    peopled.bring("deals", head, "D-1,One,Proposal", clock=clock)
    assert peopled.one(Deal).told_at == ahead


def test_a_deal_that_came_closed_was_closed_then(peopled):
    peopled.bring("deals", "external_id,name,stage,closed_at", "D-1,One,Won,2026-02-01")
    deal = peopled.one(Deal)
    assert (deal.outcome, deal.is_open) == ("won", False)
    assert history(peopled) == [("Won", dt.datetime(2026, 2, 1, tzinfo=dt.UTC), False)]


def test_stages_the_playbook_does_not_know_are_counted(peopled):
    rows = [f"D-{at},One,Hors catégorie" for at in range(12)]
    report = peopled.bring("deals", "external_id,name,stage", *rows, "D-13,One,closedwon")
    assert report.rejected == 0
    [note] = report.notes
    assert note.startswith("12 rows: the playbook 'New business' does not know the stage 'Hors catégorie': add it to")


def test_a_channel_is_about_one_deal(peopled):
    head = "external_id,name,stage,channel_id"
    peopled.bring("deals", head, "D-1,One,Proposal,C0123ABCD")
    report = peopled.bring(
        "deals", head, "D-2,Two,Proposal,C0123ABCD", "D-3,Three,Proposal,C9", "D-4,Four,Proposal,G99"
    )
    assert (report.added, report.rejected) == (1, 2)
    assert "bound to another deal" in peopled.rejects(report)
    twice = peopled.bring("deals", head, "D-5,Five,Proposal,C777", "D-6,Six,Proposal,C777")
    assert (twice.added, twice.rejected) == (1, 1)


def test_what_was_said_in_a_channel_is_taken_away_when_the_deal_goes_to_another(peopled):
    head = "external_id,name,stage,channel_id"
    peopled.bring("deals", head, "D-1,One,Proposal,C0123ABCD")
    with peopled.database.write() as session:
        tell(session, FixedClock(), peopled.workspace_id, "nudge", 1, room="C0123ABCD")
    peopled.change(peopled.one(OutboxEntry), state="shown", shown=1, ts="1.0")
    peopled.bring("deals", head, "D-1,One,Proposal,C0123ABCD")
    assert peopled.one(OutboxEntry).state == "shown"
    peopled.bring("deals", head, "D-1,One,Proposal,C777")
    assert peopled.one(OutboxEntry).state == "due"


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("playbook", "Renewals", "playbook 'Renewals' is none of new-business, renewal"),
        ("amount", "12.000", "amount is '12.000': write a number like 12000.50"),
        ("amount", "-5", "write a number like 12000.50"),
        ("amount", "€5", "write a number like 12000.50"),
        ("currency", "EURO", "currency is 'EURO': write it like EUR"),
        ("expected_close", "soon", "write a date like 2026-11-30"),
        ("channel_id", "#general", "write it like C0123ABCD"),
        ("stakeholders", "jane", "stakeholders is 'jane', which is no e-mail address"),
        ("stakeholders", "jane@acme.example:economic byer:", "Did you mean `economic buyer`?"),
        ("stakeholders", "jane@acme.example::champ", "the stance 'champ', which is none. Did you mean `champion`?"),
        ("stakeholders", "jane@acme.example::xyz", "Known here: champion, supporter"),
        ("stakeholders", "jane@acme.example:coach:;JANE@acme.example:legal:", "twice and says otherwise"),
        ("stakeholders", "raj@ours.example:coach:", "raj@ours.example is one of our own people"),
        ("stakeholders", "gone@acme.example:coach:", "gone@acme.example: a privacy request is on file"),
    ],
)
def test_a_bad_cell_of_these_is_named_and_changes_nothing(peopled, column, cell, reason):
    peopled.bring("org", "contact_email,contact_name", "gone@acme.example,Gone")
    gone = peopled.one(ContactAddress, address="gone@acme.example").contact_id
    peopled.change(peopled.one(Contact, id=gone), objected_at=NOW)
    before = peopled.everything()
    report = peopled.bring("deals", f"external_id,name,stage,{column}", f'D-1,One,Proposal,"{cell}"')
    assert report.rejected == 1
    assert reason in peopled.rejects(report)
    assert peopled.everything() == before
