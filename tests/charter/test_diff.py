"""A new version shows, case by case, what it would change."""

from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.charter import DISCLOSURES, SUBJECTS, Charter
from bot.charter.cover import cover
from bot.charter.diff import CharterDiff, check_succession, diff
from bot.charter.table import Literal, space_of
from tests.charter.random_charters import charters

R1 = {"id": "R1", "when": ["viewer_is_owner"], "grant": "full", "because": "Yours."}
R2 = {"id": "R2", "when": ["viewer_on_deal"], "grant": "named", "because": "Whom to ask."}
R3 = {"id": "R3", "when": ["owner_marked_private", "not viewer_is_owner"], "cap": "hidden"}
R3["because"] = "Private."


def charter(*clauses: dict[str, Any], version: int = 1, **header: Any) -> Charter:
    start = {"id": "t", "version": version, "effective": "2026-11-01", "agreed_by": ["us"]}
    return Charter({"charter": {**start, **header}, "relationship": list(clauses)})


def test_the_same_rules_change_nothing() -> None:
    found = diff(charter(R1, R2, R3), charter(R1, R2, R3, version=2))
    assert found == CharterDiff((), (), (), (), (), head=False)


def test_taking_a_cap_out_shows_more() -> None:
    found = diff(charter(R1, R2, R3), charter(R1, R2))
    assert [clause.id for clause in found.removed] == ["R3"]
    [change] = found.shows_more
    assert str(change) == (
        "relationship: hidden → named where not viewer_is_owner · viewer_on_deal · owner_marked_private"
    )
    assert found.shows_less == ()
    assert found.warnings() == (f"Shows more than before: {change}.",)


def test_lowering_a_grant_shows_less() -> None:
    found = diff(charter(R1, R2), charter(R1, {**R2, "grant": "exists"}))
    assert [(old.effect, new.effect) for old, new in found.changed] == [("grant named", "grant exists")]
    assert [str(change) for change in found.shows_less] == [
        "relationship: named → exists where not viewer_is_owner · viewer_on_deal"
    ]
    assert found.shows_more == ()


def test_other_words_are_no_other_rule() -> None:
    found = diff(charter(R1), charter({**R1, "because": "It is yours."}))
    assert [new.because for _, new in found.reworded] == ["It is yours."]
    assert found.changed == ()
    assert found.changes == ()


def test_impossible_cases_are_not_counted() -> None:
    never = {"id": "R9", "when": ["viewer_on_deal", "viewer_is_external"], "grant": "full"}
    found = diff(charter(R1), charter(R1, {**never, "because": "Never."}))
    assert found.changes == ()


def test_facts_no_clause_speaks_of_are_not_spoken_of() -> None:
    # A deal's team are members, so a member's fact could stand in for some of these cases.
    deal = {"id": "R1", "when": ["not viewer_on_deal"], "grant": "named", "because": "x"}
    guest = {"id": "R2", "when": ["viewer_is_external"], "cap": "exists", "because": "x"}
    found = diff(charter(), charter(deal, guest))
    assert {str(change).split(" where ")[1] for change in found.changes} == {
        "viewer_is_external",
        "not viewer_is_external · not viewer_on_deal",
    }


def test_a_text_that_changed_needs_a_higher_version() -> None:
    old = charter(R1, R2)
    assert check_succession(old, charter(R1, R2)) == []
    assert check_succession(old, charter(R1, version=2)) == []
    [same] = check_succession(old, charter(R1))
    assert "still version 1" in same.message
    assert "`version: 2`" in same.mend
    [lower] = check_succession(charter(R1, version=5), charter(R1, R2, version=4))
    assert "Version 5 came before" in lower.message


def test_a_charter_does_not_reach_back_before_the_one_it_follows() -> None:
    [early] = check_succession(charter(R1), charter(R1, version=2, effective="2026-10-31"))
    assert early.field == "charter, effective"


def test_an_id_is_not_used_for_something_else() -> None:
    new = Charter(
        {
            "charter": {"id": "t", "version": 2, "effective": "2026-11-01", "agreed_by": []},
            "contact": [{"id": "R1", "when": [], "grant": "listed", "because": "x"}],
        }
    )
    [reused] = check_succession(charter(R1), new)
    assert "R1 was a clause about relationship" in reused.message


def test_another_charter_follows_nothing() -> None:
    assert check_succession(charter(R1), charter(R2, id="other")) == []


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_the_changes_are_all_the_changes(data: st.DataObject) -> None:
    subject = data.draw(st.sampled_from(SUBJECTS))
    old, new = data.draw(charters(subject)), data.draw(charters(subject))
    space = space_of(subject)
    told: dict[tuple[str, str], int] = {}
    for change in diff(old, new).changes:
        if change.subject == subject:
            cases = space.matching(map(Literal.parse, change.when)) & space.possible
            pair = (change.before, change.after)
            told[pair] = told.get(pair, 0) | cases
    levels = DISCLOSURES[subject]
    for (low, before), (high, after) in permutations(enumerate(levels), 2):
        moved = old.table(subject).exactly(low) & new.table(subject).exactly(high)
        # Hashes, because a failing assertion can't spell numbers of 65,536 bits.
        assert hash(told.get((before, after), 0)) == hash(moved & space.possible)


@given(st.integers(min_value=0))
@settings(max_examples=60, deadline=None)
def test_no_condition_of_a_cover_can_be_left_out(seed: int) -> None:
    space = space_of("contact")
    wanted = seed % (space.all + 1) & space.possible
    matches = [space.matching(terms) for terms in cover(space, wanted, space.facts)]
    for left_out in range(len(matches)):
        rest = 0
        for place, mask in enumerate(matches):
            rest |= mask if place != left_out else 0
        assert wanted & ~rest
