"""What an owner decided for everybody at a mail domain holds for what is imported in their name."""

from __future__ import annotations

import pytest

from models.accounts import Contact, ContactAddress
from models.network import Relationship
from models.people import Colleague
from models.review import ReviewRule
from models.touches import Touch
from tests.conftest import NOW
from tests.people.conftest import Company
from tests.people.test_imports_touches import ANSWERED, HEAD, SENT, counts


def rule(company: Company, verdict: str, domain: str = "acme.example") -> None:
    ana = company.one(Colleague, email="ana@ours.example")
    made = ReviewRule(
        workspace_id=company.workspace_id, colleague_id=ana.id, domain=domain, verdict=verdict, created_at=NOW
    )
    with company.database.write() as session:
        session.add(made)


@pytest.mark.parametrize("reviewed", [None, "yes"])
@pytest.mark.parametrize(
    ("verdict", "expected"),
    [("shared", (True, "counts", False)), ("private", (True, "counts", True)), ("left_out", None)],
)
def test_what_an_owner_decided_for_a_domain_holds_for_imports(peopled, verdict, expected, reviewed):
    rule(peopled, verdict)
    elsewhere = ANSWERED.replace("jane@acme", "joe@initech").replace("m2", "m3")
    others = (elsewhere, SENT.replace("jane@acme", "joe@initech").replace("m1", "m4"))
    report = peopled.bring("touches", HEAD, SENT, ANSWERED, *others, reviewed=reviewed)
    ties = {one.contact_id: one for one in peopled.all(Relationship)}
    joe = peopled.one(ContactAddress, address="joe@initech.example").contact_id
    assert ties.pop(joe).evidence == ("counts" if reviewed else "waiting")
    assert [(one.reviewed, one.evidence, one.private) for one in ties.values()] == ([expected] if expected else [])
    if expected is None:
        assert report.notes == ("2 rows: left out, as its owner decided for everybody at that mail domain.",)
        assert (peopled.count(Contact), peopled.count(Touch)) == (1, 2)


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [("shared", (True, "counts", False)), ("private", (True, "counts", True)), ("left_out", None)],
)
def test_it_holds_for_relationships_too(peopled, verdict, expected):
    rule(peopled, verdict)
    head, row = "colleague_email,contact_email,strength", "ana@ours.example,jane@acme.example,4"
    report = peopled.bring("relationships", head, row)
    ties = [(one.reviewed, one.evidence, one.private) for one in peopled.all(Relationship)]
    assert ties == ([expected] if expected else [])
    if expected is None:
        assert counts(report) == (0, 0, 1, 0)
        assert report.notes == ("1 row: left out, as its owner decided for everybody at that mail domain.",)
        assert peopled.count(Contact) == 0
        return
    assert counts(peopled.bring("relationships", head, row)) == (0, 0, 1, 0)
    peopled.bring("relationships", head, row.replace(",4", ",5"))
    assert peopled.one(Relationship).reviewed


def test_a_decision_to_keep_private_shares_nothing_that_others_see(peopled):
    head, row = "colleague_email,contact_email,strength", "ana@ours.example,jane@acme.example,"
    peopled.bring("relationships", head, row, reviewed="yes")
    rule(peopled, "private")
    peopled.bring("touches", HEAD, SENT, ANSWERED, reviewed="yes")
    assert peopled.one(Relationship).evidence == "waiting"
    peopled.bring("relationships", head, row + "4", reviewed="yes")
    assert not peopled.one(Relationship).reviewed
