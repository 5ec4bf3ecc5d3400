"""What the charter that comes with o2o gives, as a table anybody can read."""

from pathlib import Path

import pytest

from bot.charter import Charter, Subject, examine, facts_of, load_charter
from bot.charter.vocabulary import LIMITS

PATH = Path(__file__).parents[2] / "charter.yaml"

MEMBER = "viewer_is_member"
OWNER = "viewer_is_member viewer_is_owner"
TEAM = "viewer_is_member viewer_on_deal"
CLEARED = "viewer_is_member viewer_cleared"
CLEARED_TEAM = "viewer_is_member viewer_on_deal viewer_cleared"
GUEST = "viewer_is_external"
LEFT_OWNER = "viewer_is_external viewer_is_owner owner_left"


@pytest.fixture(scope="module")
def charter() -> Charter:
    """The default charter."""
    return load_charter(PATH)


def seen(charter: Charter, subject: Subject, facts: str) -> str:
    true = facts.split()
    assert set(true) <= set(facts_of(subject))
    return charter.decide(subject, {name: name in true for name in facts_of(subject)}).outcome


# What holds of the relationship, and who is shown how much of it.
RELATIONSHIPS = """
relationship                                                       owner  team    member  cleared  guest   left
-                                                                  full   hidden  hidden  hidden   hidden  hidden
owner_accepted+owner_reviewed                                      full   named   exists  exists   hidden  hidden
owner_accepted+owner_reviewed+owner_marked_open                    full   named   named   named    hidden  hidden
owner_accepted+owner_marked_open                                   full   hidden  hidden  hidden   hidden  hidden
owner_accepted+owner_reviewed+owner_marked_private                 full   hidden  hidden  hidden   hidden  hidden
owner_accepted+owner_reviewed+account_sensitive                    full   named   exists  exists   hidden  hidden
owner_accepted+owner_reviewed+owner_marked_open+account_sensitive  full   named   exists  named    hidden  hidden
owner_accepted+owner_reviewed+account_embargoed                    full   hidden  hidden  exists   hidden  hidden
owner_accepted+owner_reviewed+owner_marked_open+account_embargoed  full   hidden  hidden  named    hidden  hidden
owner_accepted+owner_reviewed+owner_left                           full   exists  exists  exists   hidden  hidden
owner_accepted+owner_reviewed+owner_marked_open+owner_left         full   exists  exists  exists   hidden  hidden
owner_accepted+owner_reviewed+contact_objected                     full   hidden  hidden  hidden   hidden  hidden
owner_accepted+owner_reviewed+contact_do_not_contact               full   exists  exists  exists   hidden  hidden
owner_reviewed                                                     full   hidden  hidden  hidden   hidden  hidden
owner_accepted+owner_reviewed+contact_in_directory                 full   named   exists  exists   hidden  hidden
owner_reviewed+owner_marked_open                                   full   hidden  hidden  hidden   hidden  hidden
"""

# What holds of the contact, and who is shown that we know of the person. "sees" is a member who may
# know of a relationship with them, "sought" a guest who once could.
CONTACTS = """
contact                                 member  sees    cleared  team    guest   sought
-                                       hidden  listed  hidden   hidden  hidden  hidden
contact_in_directory                    listed  listed  listed   listed  hidden  hidden
contact_in_directory+contact_objected   listed  listed  listed   listed  hidden  hidden
contact_in_directory+contact_do_not_contact listed listed listed listed  hidden  hidden
contact_in_directory+account_sensitive  listed  listed  listed   listed  hidden  hidden
contact_in_directory+account_embargoed  hidden  listed  listed   hidden  hidden  hidden
account_embargoed                       hidden  listed  hidden   hidden  hidden  hidden
"""

VIEWERS = {
    "owner": OWNER,
    "team": TEAM,
    "member": MEMBER,
    "cleared": CLEARED,
    "guest": GUEST,
    "left": LEFT_OWNER,
    "sees": f"{MEMBER} viewer_sees_a_relationship",
    "sought": f"{GUEST} viewer_sees_a_relationship",
}


def cells(table: str) -> list[tuple[str, str, str]]:
    """Give viewer, what holds, and disclosure of each cell."""
    head, *rows = [line.split() for line in table.strip().split("\n")]
    return [(viewer, row[0], disclosure) for row in rows for viewer, disclosure in zip(head[1:], row[1:], strict=True)]


@pytest.mark.parametrize(("viewer", "holding", "expected"), cells(RELATIONSHIPS))
def test_relationships(charter: Charter, viewer: str, holding: str, expected: str) -> None:
    facts = f"{VIEWERS[viewer]} {holding.replace('+', ' ').replace('-', '')}"
    assert seen(charter, "relationship", facts) == expected


@pytest.mark.parametrize(("viewer", "holding", "expected"), cells(CONTACTS))
def test_contacts(charter: Charter, viewer: str, holding: str, expected: str) -> None:
    facts = f"{VIEWERS[viewer]} {holding.replace('+', ' ').replace('-', '')}"
    assert seen(charter, "contact", facts) == expected


def test_a_cleared_deal_team_sees_names_under_embargo(charter: Charter) -> None:
    facts = f"{CLEARED_TEAM} owner_accepted owner_reviewed account_embargoed"
    assert seen(charter, "relationship", facts) == "named"


def test_somebody_unknown_sees_nothing(charter: Charter) -> None:
    assert seen(charter, "relationship", "owner_accepted owner_reviewed owner_marked_open") == "hidden"
    assert seen(charter, "contact", "contact_in_directory") == "hidden"


def test_a_member_of_whom_nothing_else_is_known_sees_nothing(charter: Charter) -> None:
    decision = charter.decide("relationship", {"viewer_is_member": True})
    assert decision.outcome == "hidden"


def test_observations_are_for_the_deal_team(charter: Charter) -> None:
    member = {"viewer_is_member": True}
    assert charter.decide("observation", dict.fromkeys(facts_of("observation"), False) | member).outcome == "hidden"
    on_deal = charter.decide(
        "observation", dict.fromkeys(facts_of("observation"), False) | member | {"viewer_on_deal": True}
    )
    assert (on_deal.outcome, on_deal.clauses) == ("shown", ("O2",))


def test_nothing_is_wrong_with_it_but_that_nobody_agreed_yet() -> None:
    report = examine(PATH.read_bytes())
    assert report.problems == ()
    assert [warning.field for warning in report.warnings] == ["charter, agreed_by"]


def test_its_head_says_what_it_must(charter: Charter) -> None:
    head = " ".join(charter.head)
    assert "a colleague's yes to one request" in head
    assert "not consent in the sense of data-protection law" in head
    assert "Saying no has no consequences" in head
    assert "not answering, nor keeping a contact private" in head
    assert "never used to appraise anybody" in head
    for clause in charter.clauses():
        assert clause.because.endswith("."), clause.id


# What comes of a request of a member who has agreed, to one connector who has.
REQUESTS = """
where                                                    asks
-                                                        owner
viewer_on_deal                                           owner
account_sensitive                                        owner,account_lead
account_embargoed                                        F6
account_embargoed+viewer_cleared                         owner
account_embargoed+viewer_cleared+account_sensitive       owner,account_lead
contact_objected                                         F1
contact_objected+contact_do_not_contact+account_embargoed F1
contact_do_not_contact                                   F5
owner_left                                               F8
asks_per_requester=9                                     owner
asks_per_requester=10                                    F4
asks_per_requester=10+contact_do_not_contact+asks_per_connector=3 F4
noes_for_requester=1                                     F9
noes_from_contact=1                                      F10
asks_per_contact=2                                       owner
asks_per_contact=3                                       F11
asks_per_connector=2                                     owner
asks_per_connector=3                                     F12
"""


@pytest.mark.parametrize("row", REQUESTS.strip().split("\n")[1:])
def test_requests(charter: Charter, row: str) -> None:
    where, expected = row.split()
    assert asked(charter, f"{MEMBER} viewer_accepted owner_accepted owner_reviewed", where) == expected


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (f"{GUEST} owner_accepted", "F2"),
        (f"{GUEST} viewer_accepted owner_accepted", "F2"),
        (f"{MEMBER} owner_accepted", "F3"),
        (f"{MEMBER} viewer_on_deal viewer_cleared owner_accepted", "F3"),
        (f"{MEMBER} viewer_accepted", "F7"),
        (MEMBER, "F3"),
    ],
)
def test_whoever_has_not_agreed_neither_asks_nor_is_asked(charter: Charter, who: str, expected: str) -> None:
    assert asked(charter, who, "-") == expected


def asked(charter: Charter, who: str, where: str) -> str:
    """The rule that refuses a request, or whose yes it needs."""
    held = [part for part in where.split("+") if part != "-" and "=" not in part] + who.split()
    counts = {name: int(number) for name, _, number in (part.partition("=") for part in where.split("+")) if number}
    facts = {name: name in held for name in facts_of("relationship")}
    decision = charter.decide_request(facts, {**dict.fromkeys(LIMITS, 0), **counts})
    reasons = {rule.id for rule in charter.requests.refuse if rule.say == "reason"} if charter.requests else set()
    assert (decision.say == "reason") == (decision.refused and decision.clauses[0] in reasons)
    return decision.clauses[0] if decision.refused else ",".join(decision.roles)


def test_every_limit_there_is_is_set(charter: Charter) -> None:
    assert charter.requests is not None
    assert {rule.limit for rule in charter.requests.refuse} - {None} == set(LIMITS)
    assert (str(charter.requests.answer_within), charter.requests.connectors) == ("3 working days", 3)
    assert charter.requests.stand_in == ("deputy", "manager")
    assert any(rule.record == "request" for rule in charter.retention)
    assert all(charter.clause(rule.id).because for rule in charter.requests.refuse)
