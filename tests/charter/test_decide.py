"""However a charter is asked, it gives one answer, and the lowest one where it can't know."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charter import (
    DISCLOSURES,
    SUBJECTS,
    Charter,
    Subject,
    facts_of,
    read_charter,
)
from tests.charter.random_charters import charters, clauses, content, values

FULL = Path(__file__).parent / "full.yaml"


def plain_answer(charter: Charter, subject: Subject, facts: dict[str, bool]) -> str:
    """Read the clauses one by one, as a person would."""
    order = DISCLOSURES[subject]
    granted, capped = [0], [len(order)]
    for clause in charter.clauses(subject):
        holds = all(
            not facts[term.removeprefix("not ")] if term.startswith("not ") else facts[term] for term in clause.when
        )
        effect, disclosure = clause.effect.split()
        if holds:
            (granted if effect == "grant" else capped).append(order.index(disclosure))
    return order[min(max(granted), *capped)]


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_decision_table_and_code_agree_with_the_clauses(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    charter = data.draw(charters(subject))
    names = facts_of(subject)
    code = data.draw(st.integers(0, 2 ** len(names) - 1))
    facts = {name: bool(code & 1 << place) for place, name in enumerate(names)}
    expected = plain_answer(charter, subject, facts)

    decision = charter.decide(subject, facts)

    assert decision.outcome == expected
    assert decision == charter.decide_code(subject, code)
    assert DISCLOSURES[subject][charter.table(subject).outcomes[code]] == expected
    assert decision.facts == {name for name, holds in facts.items() if holds}
    assert decision.clauses


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_unknown_facts_give_the_lowest_over_all_their_values(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    charter = data.draw(charters(subject))
    facts = data.draw(values(subject))
    unknown = [name for name, value in facts.items() if value is None]
    worlds = [
        {**facts, **dict(zip(unknown, choice, strict=True))} for choice in product([False, True], repeat=len(unknown))
    ]
    order = DISCLOSURES[subject]
    lowest = min((plain_answer(charter, subject, world) for world in worlds), key=order.index)

    decision = charter.decide(subject, facts)

    assert decision.outcome == lowest
    assert decision.unknown == set(unknown)
    some_world = next(world for world in worlds if charter.decide(subject, world).clauses == decision.clauses)
    assert charter.decide(subject, some_world).outcome == lowest


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_the_folded_table_is_the_decision(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    charter = data.draw(charters(subject))
    names = facts_of(subject)
    unknown = data.draw(st.sets(st.sampled_from(names), max_size=4))
    table = charter.table(subject)
    levels = table.lowest(table.space.code(unknown))
    for code in data.draw(st.lists(st.integers(0, table.space.size - 1), min_size=1, max_size=20)):
        decision = charter.decide_code(subject, code, unknown)
        assert DISCLOSURES[subject][levels[code]] == decision.outcome


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_idle_clauses_are_those_that_change_nothing(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    found = data.draw(clauses(subject))
    table = Charter(content(**{subject: found})).table(subject)
    idle = {rule.id for rule in table.idle_rules()}

    def answers(kept: list[dict[str, Any]]) -> list[int]:
        other = Charter(content(**{subject: kept})).table(subject)
        # Hashes, because a failing assertion can't spell numbers of 65,536 bits.
        return [hash(reached & table.space.possible) for reached in other.at_least]

    def without(names: set[str]) -> list[int]:
        return answers([clause for clause in found if clause["id"] not in names])

    assert without(idle) == without(set())
    assert all(without({name}) == without(set()) for name in idle)
    if not idle:
        assert all(without({clause["id"]}) != without(set()) for clause in found)


CLAUSES = [
    {"id": "G1", "when": ["viewer_is_member"], "grant": "exists"},
    {"id": "G2", "when": ["viewer_on_deal"], "grant": "named"},
    {"id": "G3", "when": ["owner_marked_open"], "grant": "named"},
    {"id": "C1", "when": ["account_sensitive"], "cap": "exists"},
    {"id": "C2", "when": ["owner_left"], "cap": "exists"},
    {"id": "C3", "when": ["account_embargoed"], "cap": "hidden"},
    {"id": "C4", "when": ["contact_objected", "not viewer_is_owner"], "cap": "named"},
]


@pytest.mark.parametrize(
    ("facts", "outcome", "by"),
    [
        ("", "hidden", "DEFAULT"),
        ("viewer_is_member", "exists", "G1"),
        ("viewer_is_member viewer_on_deal", "named", "G2"),
        ("viewer_is_member viewer_on_deal owner_marked_open", "named", "G2 G3"),
        # A cap is named where it lowers, and only the lowest are.
        ("viewer_is_member viewer_on_deal account_sensitive", "exists", "G2 C1"),
        ("viewer_is_member viewer_on_deal account_sensitive owner_left", "exists", "G2 C1 C2"),
        ("viewer_is_member viewer_on_deal owner_left account_embargoed", "hidden", "G2 C3"),
        ("viewer_is_member viewer_on_deal contact_objected", "named", "G2"),
        ("viewer_is_member account_sensitive", "exists", "G1"),
        # Where nothing is granted no cap lowers anything.
        ("account_embargoed owner_left", "hidden", "DEFAULT"),
    ],
)
def test_which_clauses_decide(facts: str, outcome: str, by: str) -> None:
    rules = [{**clause, "because": "Because."} for clause in CLAUSES]
    charter = Charter(content(relationship=rules))
    given_facts = {name: name in facts.split() for name in facts_of("relationship")}
    decision = charter.decide("relationship", given_facts)
    assert decision.outcome == outcome
    assert decision.clauses == tuple(by.split())


def test_a_decision_shows_what_is_below_it_too() -> None:
    rules = [{"id": "R1", "when": [], "grant": "named", "because": "x"}]
    decision = Charter(content(relationship=rules)).decide("relationship", {})
    assert decision.shows("hidden")
    assert decision.shows("exists")
    assert decision.shows("named")
    assert not decision.shows("full")
    with pytest.raises(ValueError, match="listed"):
        decision.shows("listed")


def test_what_is_no_fact_of_the_subject_is_an_error() -> None:
    charter = Charter(content())
    with pytest.raises(ValueError, match="owner_left"):
        charter.decide("contact", {"owner_left": True})
    with pytest.raises(ValueError, match="code 2048"):
        charter.decide_code("contact", 2048)
    with pytest.raises(ValueError, match="owner_left"):
        charter.decide_code("contact", 0, {"owner_left"})


def test_the_hash_is_of_the_content_alone() -> None:
    one = read_charter(FULL.read_bytes())
    text = "# A remark\n" + FULL.read_text(encoding="utf-8").replace(", cap:", ",   cap:")
    assert read_charter(text).hash == one.hash
    other = FULL.read_text(encoding="utf-8").replace("because: Yours.", "because: Mine.")
    assert read_charter(other).hash != one.hash
    assert len(one.hash) == 64


def test_a_fact_left_out_is_a_fact_not_known() -> None:
    rules = [
        {"id": "R1", "when": ["viewer_is_member"], "grant": "named", "because": "x"},
        {"id": "R2", "when": ["account_embargoed"], "cap": "hidden", "because": "x"},
    ]
    charter = Charter(content(relationship=rules))
    decision = charter.decide("relationship", {"viewer_is_member": True})
    assert (decision.outcome, decision.clauses) == ("hidden", ("R1", "R2"))
    assert "account_embargoed" in decision.unknown
