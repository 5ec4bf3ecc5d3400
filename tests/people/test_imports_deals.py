"""Importing deals."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.deals.stages import is_open
from models.accounts import Account
from models.deals import Deal, DealMember
from models.people import Colleague

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
