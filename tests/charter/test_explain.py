"""Why? in words for the person who asks."""

from pathlib import Path

import pytest

from bot.charter import SUBJECTS, Charter, facts_of, load_charter
from bot.charter.explain import explain
from tests.charter.random_charters import content

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")


def test_the_owner_is_told_that_it_is_theirs() -> None:
    facts = {name: name.startswith("viewer_is_owner") for name in facts_of("relationship")}
    found = explain(CHARTER, CHARTER.decide("relationship", facts))
    assert found.lines() == [
        "You are shown everything about this relationship.",
        "R1: You see everything about a relationship of your own.",
        "That is because: This is yours.",
        "Decided by o2o-default, version 4.",
    ]


def test_a_cap_is_told_with_what_does_not_hold() -> None:
    true = {"viewer_is_member", "viewer_on_deal"}
    facts = {name: name in true for name in facts_of("relationship")}
    found = explain(CHARTER, CHARTER.decide("relationship", facts))
    assert found.outcome == "You are shown nothing of this relationship."
    assert [clause.id for clause in found.clauses] == ["R2", "R7", "R13"]
    assert "Its owner has not looked at it yet." in found.facts


def test_what_no_clause_allows_is_told_too() -> None:
    facts = dict.fromkeys(facts_of("contact"), False)
    found = explain(CHARTER, CHARTER.decide("contact", facts))
    assert [clause.id for clause in found.clauses] == ["DEFAULT"]
    assert found.facts == ()


def test_what_is_not_known_is_not_told_as_if_it_were() -> None:
    facts: dict[str, bool | None] = dict.fromkeys(facts_of("relationship"), False)
    facts |= {"viewer_is_member": True, "owner_reviewed": None}
    found = explain(CHARTER, CHARTER.decide("relationship", facts))
    assert "Its owner has not looked at it yet." not in found.facts
    assert len(found.unknown) == 1


def test_every_decision_has_words() -> None:
    for subject in SUBJECTS:
        for code in range(0, 1 << len(facts_of(subject)), 101):
            found = explain(CHARTER, CHARTER.decide_code(subject, code))
            assert found.outcome
            assert all(clause.because for clause in found.clauses)


def test_another_charter_can_not_explain() -> None:
    decision = Charter(content()).decide("contact", {})
    with pytest.raises(ValueError, match="test version 1"):
        explain(CHARTER, decision)
