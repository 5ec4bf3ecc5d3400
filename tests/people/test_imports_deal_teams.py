"""Importing who is on a deal, in which part, and whose it is."""

from __future__ import annotations

import pytest

from models.deals import Deal, DealMember, ProposedMember
from models.outbox import OutboxEntry
from models.people import Colleague
from tests.conftest import NOW

HEAD = "external_id,name,account,stage,owner_email,team,opened_at,closed_at"
TEAM = "raj@ours.example:solution engineer;ana@ours.example"
ONE = f"D-1,Acme renewal,ACME.example,Negotiation,ana@ours.example,{TEAM},2026-01-02,"


def roles(company):
    names = {one.id: one.email.partition("@")[0] for one in company.all(Colleague)}
    return {names[one.colleague_id]: one.seller_role for one in company.all(DealMember)}


def test_a_team_given_replaces_the_imported_one(peopled):
    peopled.bring("colleagues", "email,name", "zoe@ours.example,Zoe")
    peopled.bring("deals", HEAD, ONE)
    assert peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,,,").unchanged == 1
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,zoe@ours.example:sponsor,,")
    assert roles(peopled) == {"zoe": "sponsor", "ana": "account executive"}


def test_who_came_onto_the_team_in_another_way_stays(peopled):
    peopled.bring("deals", HEAD, ONE)
    raj = peopled.one(Colleague, email="raj@ours.example")
    peopled.change(peopled.one(DealMember, colleague_id=raj.id), source="confirmed by the lead")
    peopled.bring("deals", HEAD, "D-1,Acme renewal,,Negotiation,,ana@ours.example:lead,,")
    assert roles(peopled) == {"ana": "lead", "raj": "solution engineer"}


def test_who_owns_a_deal_is_on_its_team(peopled):
    head = "external_id,name,stage,owner_email"
    peopled.bring("deals", head, "D-1,One,Open,ana@ours.example")
    assert roles(peopled) == {"ana": "account executive"}
    assert peopled.bring("deals", head, "D-1,One,Open,").unchanged == 1
    peopled.bring("deals", head, "D-1,One,Open,raj@ours.example")
    assert roles(peopled) == {"raj": "account executive"}


def test_a_role_no_playbook_knows_is_kept_and_said(peopled):
    line = "D-{0},Deal {0},,Negotiation,,raj@ours.example:{1};ana@ours.example:Legal_Counsel,,"
    rows = [line.format(at, role) for at, role in enumerate(("wizard", "wizard", "solution enginer"))]
    report = peopled.bring("deals", HEAD, *rows)
    assert (report.added, report.rejected) == (3, 0)
    guess, listed = sorted(report.notes)
    assert guess.startswith(
        "1 row: no playbook knows the seller role 'solution enginer': Did you mean `solution engineer`? Or"
    )
    assert listed.startswith("2 rows: no playbook knows the seller role 'wizard': Known here: account executive, ")
    assert listed.endswith("Or add it to `seller_roles:` in playbook.yaml.")


@pytest.mark.parametrize(
    ("title", "role"),
    [("Bid manager", "bid manager"), ("Presales lead", "solution engineer"), ("Astronaut", "account executive")],
)
def test_an_owner_plays_the_part_their_title_speaks_of(peopled, title, role):
    peopled.bring("colleagues", "email,name,title", f"ana@ours.example,Ana Ortiz,{title}")
    peopled.bring("deals", "external_id,name,stage,owner_email", "D-1,One,Open,ana@ours.example")
    assert roles(peopled) == {"ana": role}


def test_a_part_changed_in_slack_stays_until_a_file_says_another(peopled):
    head = "external_id,name,stage,owner_email,team"
    peopled.bring("deals", head, "D-1,One,Open,ana@ours.example,")
    peopled.change(peopled.one(DealMember), seller_role="executive sponsor")
    for team in ("", "ana@ours.example", ""):
        peopled.bring("deals", head, f"D-1,One,Open,ana@ours.example,{team}")
        assert roles(peopled) == {"ana": "executive sponsor"}
    peopled.bring("deals", head, "D-1,One,Open,,ana@ours.example:legal counsel")
    assert roles(peopled) == {"ana": "legal counsel"}
    # Named in a team by now, so that she stays on it under another owner.
    peopled.bring("deals", head, "D-1,One,Open,raj@ours.example,")
    assert roles(peopled) == {"ana": "legal counsel", "raj": "account executive"}


def test_an_owner_of_before_is_given_a_part_and_goes_with_their_deal(peopled):
    head = "external_id,name,stage,owner_email"
    peopled.bring("deals", head, "D-1,One,Open,ana@ours.example")
    peopled.change(peopled.one(DealMember), seller_role="deal owner", source="import of before")
    peopled.bring("deals", head, "D-1,One,Open,")
    assert roles(peopled) == {"ana": "account executive"}
    peopled.change(peopled.one(DealMember), seller_role="deal owner")
    peopled.bring("deals", head, "D-1,One,Open,raj@ours.example")
    assert roles(peopled) == {"raj": "account executive"}


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
