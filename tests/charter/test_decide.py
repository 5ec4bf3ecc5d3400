"""However a charter is asked, it gives one answer, and the lowest one where it can't know."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charter import DISCLOSURES, SUBJECTS, Charter, Subject, facts_of, possible
from tests.charter.random_charters import charters, values


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
def test_unknown_facts_give_the_lowest_of_all_possible_values(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    charter = data.draw(charters(subject))
    facts = data.draw(values(subject))
    unknown = [name for name, value in facts.items() if value is None]
    worlds = [
        {**facts, **dict(zip(unknown, choice, strict=True))} for choice in product([False, True], repeat=len(unknown))
    ]
    counted = [world for world in worlds if possible(subject, world)] or worlds
    order = DISCLOSURES[subject]
    lowest = min((plain_answer(charter, subject, world) for world in counted), key=order.index)

    decision = charter.decide(subject, facts)

    assert decision.outcome == lowest
    assert decision.unknown == set(unknown)
    some_world = next(world for world in counted if charter.decide(subject, world).clauses == decision.clauses)
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


def test_a_fact_left_out_is_a_fact_not_known() -> None:
    clauses = [
        {"id": "R1", "when": ["viewer_is_member"], "grant": "named", "because": "x"},
        {"id": "R2", "when": ["account_embargoed"], "cap": "hidden", "because": "x"},
    ]
    charter = Charter(
        {
            "charter": {"id": "t", "version": 1, "effective": "2026-11-01", "agreed_by": []},
            "relationship": clauses,
        }
    )
    decision = charter.decide("relationship", {"viewer_is_member": True})
    assert (decision.outcome, decision.clauses) == ("hidden", ("R1", "R2"))
    assert "account_embargoed" in decision.unknown
