"""Which combinations of facts can occur."""

import pytest

from bot.charter import FACTS, IMPLICATIONS, SUBJECTS, Subject, facts_of, possible
from bot.charter.table import space_of


@pytest.mark.parametrize(
    ("subject", "facts", "expected"),
    [
        ("relationship", "viewer_is_member", True),
        ("relationship", "viewer_is_member viewer_is_external", False),
        ("relationship", "viewer_on_deal", False),
        ("relationship", "viewer_on_deal viewer_is_member", True),
        ("relationship", "viewer_cleared viewer_is_external", False),
        ("relationship", "owner_marked_private owner_marked_open", False),
        # An owner who has left is from outside; a guest may own what they logged as a member.
        ("relationship", "viewer_is_owner viewer_is_external owner_left", True),
        ("relationship", "viewer_is_owner viewer_is_external", True),
        # Who objected may well be in the CRM, and an owner may open what they never looked at.
        ("relationship", "viewer_is_member contact_objected contact_in_directory", True),
        ("relationship", "owner_marked_open", True),
        ("contact", "viewer_on_deal", False),
        ("contact", "viewer_is_external viewer_sees_a_relationship", True),
        ("observation", "viewer_is_member viewer_is_external", False),
    ],
)
def test_possible(subject: Subject, facts: str, expected: bool) -> None:
    assert possible(subject, dict.fromkeys(facts.split(), True)) is expected


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_set_of_possible_combinations_is_what_is_possible(subject: Subject) -> None:
    space = space_of(subject)
    for code in range(0, space.size, 7 if space.size > 4096 else 1):
        facts = {name: name in space.true_in(code) for name in facts_of(subject)}
        assert bool(space.possible >> code & 1) is possible(subject, facts)


def test_facts_are_told_in_sentences() -> None:
    for fact in FACTS.values():
        for text in (fact.doc, fact.yes, fact.no):
            assert text[0].isupper()
            assert text.endswith(".")
        assert fact.subjects


def test_implications_speak_of_facts() -> None:
    for rule in IMPLICATIONS:
        assert {rule.fact, rule.then} <= FACTS.keys()
        assert rule.why
