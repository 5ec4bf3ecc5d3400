"""Importing accounts."""

from __future__ import annotations

import pytest

from bot.outbox import HOME, tell
from models.accounts import Account, AccountClearance, AccountDomain, Affiliation, ContactAddress
from models.outbox import OutboxEntry
from models.people import Colleague
from tests.conftest import FixedClock

HEAD = "name,domains,lead_email,parent,sensitive,embargoed,cleared_emails"


@pytest.fixture
def ours(company):
    company.bring("colleagues", "email,name", "ana@ours.example,Ana", "raj@ours.example,Raj")
    return company


def test_what_goes_in(ours):
    report = ours.bring(
        "accounts",
        HEAD,
        "Acme  GmbH,@Acme.example; https://www.acme.test/;xn--bcher-kva.example,ana@ours.example,acme group,yes,no,"
        "ana@ours.example;raj@ours.example",
        "Acme Group,,,,,yes,",
    )
    assert (report.added, report.rejected, report.notes) == (2, 0, ())
    acme, group = ours.one(Account, name="Acme GmbH"), ours.one(Account, name="Acme Group")
    assert (acme.name_key, acme.parent_id, acme.sensitive, acme.embargoed) == ("acme gmbh", group.id, True, False)
    assert acme.lead_id == ours.one(Colleague, email="ana@ours.example").id
    assert group.embargoed
    assert {one.domain for one in ours.all(AccountDomain)} == {"acme.example", "acme.test", "bücher.example"}
    assert ours.count(AccountClearance) == 2


def test_twice_changes_nothing(ours):
    lines = [HEAD, "Acme,acme.example,ana@ours.example,Group,yes,,raj@ours.example", "Group,,,,,,"]
    ours.bring("accounts", *lines)
    before = ours.everything()
    report = ours.bring("accounts", *lines)
    assert (report.changed, report.unchanged) == (0, 2)
    assert ours.everything() == before


def test_marks_are_lifted_only_on_purpose(ours):
    ours.bring("accounts", HEAD, "Acme,,,,yes,yes,")
    report = ours.bring("accounts", HEAD, "ACME,,,,,,")
    assert report.rejected == 0
    assert ours.one(Account).embargoed
    before = ours.everything()
    report = ours.bring("accounts", HEAD, "Acme,new.example,,,yes,no,")
    assert report.rejected == 1
    assert "embargoed says no, but ACME is marked embargoed" in ours.rejects(report)
    assert "--allow-lifting" in ours.rejects(report)
    assert ours.everything() == before
    report = ours.bring("accounts", HEAD, "Acme,new.example,,,yes,no,", allow_lifting=True)
    assert report.changed == 1
    acme = ours.one(Account)
    assert (acme.sensitive, acme.embargoed) == (True, False)


def test_clearances_are_what_the_column_says(ours):
    ours.bring("accounts", HEAD, "Acme,,,,,,ana@ours.example;raj@ours.example")
    ours.bring("accounts", "name,embargoed", "Acme,yes")
    assert ours.count(AccountClearance) == 2, "without the column they stay"
    assert ours.bring("accounts", HEAD, "Acme,,,,,,raj@ours.example").changed == 1
    assert ours.one(AccountClearance).colleague_id == ours.one(Colleague, email="raj@ours.example").id
    ours.bring("accounts", HEAD, "Acme,,,,,,")
    assert ours.count(AccountClearance) == 0


def test_domains_are_only_added_and_their_people_belong_at_once(ours):
    ours.bring("accounts", HEAD, "Acme,acme.example,,,,,")
    ours.bring(
        "relationships",
        "colleague_email,contact_email",
        "ana@ours.example,jane@acme.example",
        "ana@ours.example,bill@acme.test",
    )
    assert ours.count(Affiliation) == 1
    ours.bring("accounts", HEAD, "Acme,acme.test,,,,,")
    assert ours.count(AccountDomain) == 2
    assert {one.contact_id for one in ours.all(Affiliation)} == {one.contact_id for one in ours.all(ContactAddress)}


def test_a_circle_of_parents(ours):
    report = ours.bring("accounts", "name,parent", "A,B", "B,A", "C,Nowhere")
    assert report.added == 3
    assert len(report.notes) == 2


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("Other,acme.example,,,,,", "domains has acme.example, which belongs to Acme"),
        ("Other,Gmail.com,,,,,", "domains has gmail.com, where anybody gets an address"),
        ("Other,ours.example,,,,,", "domains has ours.example, which is our own"),
        ("Other,not a domain,,,,,", "domains has 'not a domain', which is no domain"),
        ("Other,,nobody@ours.example,,,,", "nobody@ours.example is no colleague"),
        ("Other,,,,,,nobody@ours.example", "nobody@ours.example is no colleague"),
        ("Other,,,OTHER,,,", "parent is the account itself"),
        ("Other,,,,perhaps,,", "sensitive is 'perhaps': write yes or no"),
        (",x.example,,,,,", "name is empty"),
        (f"{'n' * 201},,,,,,", "name is longer than 200"),
        (f"{'ß' * 150},,,,,,", "name is longer than 200"),
    ],
)
def test_a_bad_row_is_named_and_changes_nothing(ours, row, reason):
    ours.bring("accounts", HEAD, "Acme,acme.example,,,,,")
    before = ours.everything()
    report = ours.bring("accounts", HEAD, row)
    assert report.rejected == 1
    assert reason in ours.rejects(report)
    assert ours.everything() == before


def test_a_domain_twice_in_one_file(ours):
    report = ours.bring("accounts", HEAD, "Acme,acme.example,,,,,", "Other,acme.example,,,,,")
    assert (report.added, report.rejected) == (1, 1)
    assert "belongs to Acme" in ours.rejects(report)


def test_what_shows_its_deals_is_brought_up_to_date_when_others_may_see_it(ours):
    """What was said in the channel of its deal, and the Home of whoever leads that; of no other deal."""
    ours.bring("accounts", HEAD, "Acme,acme.example,,,,,", "Other,,,,,,")
    deals = "external_id,name,account,stage,owner_email,channel_id"
    lines = (deals, "D-1,One,Acme,Proposal,ana@ours.example,C0ACME", "D-2,Two,Other,Proposal,raj@ours.example,C0OTHER")
    ours.bring("deals", *lines)
    people = [ours.one(Colleague, name=name).id for name in ("Ana", "Raj")]
    with ours.database.write() as session:
        for room in ("C0ACME", "C0OTHER"):
            tell(session, FixedClock(), ours.workspace_id, "digest_deal", 1, room=room)
        for one in people:
            tell(session, FixedClock(), ours.workspace_id, HOME, 0, one)

    def told_again(kind, *lines, **options):
        for one in ours.all(OutboxEntry):
            ours.change(one, state="shown", ts="1.0")
        assert ours.bring(kind, *lines, **options).rejected == 0
        due = ours.all(OutboxEntry, state="due")
        return {one.room or one.recipient_id for one in due}

    its = {"C0ACME", people[0]}
    assert told_again("accounts", "name,embargoed", "Acme,yes") == its
    assert told_again("accounts", "name,embargoed", "Acme,yes") == set()
    assert told_again("accounts", "name,sensitive", "Acme,yes") == its
    assert told_again("accounts", "name,cleared_emails", "Acme,ana@ours.example;raj@ours.example") == its
    assert told_again("accounts", "name,cleared_emails", "Acme,ana@ours.example") == its
    assert told_again("accounts", "name,domains", "Acme,acme.test") == set()
    assert told_again("accounts", "name,embargoed", "Acme,no", allow_lifting=True) == its
    assert told_again("deals", deals, "D-2,Two,Acme,Proposal,raj@ours.example,C0OTHER") == {"C0OTHER", people[1]}
