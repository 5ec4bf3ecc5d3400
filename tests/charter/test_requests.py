"""Whether an introduction may be asked for, and whose yes it needs."""

from pathlib import Path

import pytest

from bot.charter import FACTS, Charter, facts_of, load_charter
from bot.charter.request_checks import OF_REQUESTER_ALONE
from bot.charter.vocabulary import LIMITS
from tests.charter.random_charters import content


@pytest.fixture(scope="module")
def charter() -> Charter:
    """A charter with every section."""
    return load_charter(Path(__file__).parent / "full.yaml")


def ask(charter: Charter, *facts: str, **counts: int) -> tuple[str, tuple[str, ...]]:
    given = {name: name in facts for name in facts_of("relationship")}
    decision = charter.decide_request(given, {**dict.fromkeys(LIMITS, 0), **counts})
    said = f"refused, {decision.say}" if decision.refused else ", ".join(decision.roles)
    return said, decision.clauses


def test_the_first_rule_that_matches_refuses(charter: Charter) -> None:
    assert ask(charter) == ("refused, reason", ("F2",))
    assert ask(charter, "viewer_is_member", "owner_left") == ("refused, neutral", ("F3",))
    both = ask(charter, "viewer_is_member", "owner_left", "contact_objected")
    assert both == ("refused, reason", ("F1",))


def test_a_limit_refuses_from_its_number_on(charter: Charter) -> None:
    assert ask(charter, "viewer_is_member", asks_per_connector=2)[0] == "owner"
    refused = ("refused, neutral", ("F4",))
    assert ask(charter, "viewer_is_member", asks_per_connector=3) == refused
    assert ask(charter, "viewer_is_member", asks_per_connector=4) == refused


def test_every_clause_that_matches_asks_for_its_yes(charter: Charter) -> None:
    assert ask(charter, "viewer_is_member") == ("owner", ("K1",))
    sensitive = ask(charter, "viewer_is_member", "account_sensitive")
    assert sensitive == ("owner, account_lead", ("K1", "K2"))


def test_what_is_not_known_refuses(charter: Charter) -> None:
    assert charter.decide_request({}, {}).clauses == ("F1",)
    facts: dict[str, bool | None] = dict.fromkeys(facts_of("relationship"), False)
    facts |= {"viewer_is_member": True, "account_sensitive": None}
    assert charter.decide_request(facts, dict.fromkeys(LIMITS, 0)).clauses == ("K1", "K2")
    assert charter.decide_request(facts, {}).clauses == ("F5",)
    no_more = {**dict.fromkeys(LIMITS, 0)}
    del no_more["asks_per_connector"]
    assert charter.decide_request(facts, no_more).clauses == ("F4",)


def test_without_rules_nothing_can_be_asked() -> None:
    decision = Charter(content()).decide_request({"viewer_is_member": True}, {})
    assert (decision.refused, decision.clauses) == (True, ("DEFAULT",))


def test_the_sections_are_typed(charter: Charter) -> None:
    assert charter.requests is not None
    assert str(charter.requests.answer_within) == "3 working days"
    assert charter.requests.answer_within.unit == "working day"
    assert [clause.roles for clause in charter.consent] == [("owner",), ("owner", "account_lead")]
    assert charter.lookups is not None
    assert (charter.lookups.per_day, charter.lookups.past) == (50, "note")
    assert charter.digest is not None
    assert charter.digest.places[0].say == ("roles", "counts", "stages")
    assert charter.log is not None
    assert (charter.log.read, charter.log.beside) == (("charter_steward",), ("works_council",))
    assert str(charter.log.keep) == "12 months"
    kept = {rule.record: rule.keep for rule in charter.retention}
    assert str(kept["touch"]) == "2 years"
    assert kept["objection"] is None
    assert charter.clause("T1").effect == ("keep relationship 2 years from last_confirmed, then ask_owner")
    assert charter.clause("F4").effect == ("refuse past 3 asks_per_connector in 30 days, say neutral")


def test_what_a_reason_may_speak_of_are_facts_about_the_viewer() -> None:
    assert all(FACTS[name].about == "viewer" for name in OF_REQUESTER_ALONE)
