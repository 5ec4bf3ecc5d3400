"""Random charters that must load: every clause can decide something, and an example shows that it does."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from tests.charter.oracle import DISCLOSURES, decide_known

VIEWER = ("viewer_is_member", "viewer_is_external", "viewer_on_deal", "viewer_cleared", "viewer_accepted")
OWNER = ("owner_marked_private", "owner_marked_open", "owner_reviewed", "owner_accepted", "owner_left")
THEIRS = (
    "contact_in_directory",
    "contact_objected",
    "contact_do_not_contact",
    "account_sensitive",
    "account_embargoed",
)
FACTS = {
    "relationship": ("viewer_is_owner", *VIEWER, *OWNER, *THEIRS),
    "contact": (*VIEWER, "viewer_sees_a_relationship", *THEIRS),
}
"""The facts each subject is decided on, as the charter's page lists them."""

SIZES = {"relationship": 9, "contact": 5}
LETTERS = {"relationship": "R", "contact": "D"}


def random_charter(rng: Random, base: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with other clauses for relationships and contacts, and the examples that go with them."""
    charter: dict[str, Any] = {**base, **{subject: _clauses(rng, subject) for subject in FACTS}}
    replaced = {clause["id"] for subject in FACTS for clause in base.get(subject) or []}
    kept = [example for example in base.get("examples") or [] if not _speaks_of(example, replaced)]
    made = [
        {**shown, "id": f"X{number}"}
        for number, shown in enumerate(
            (shown for subject in FACTS for shown in _prune(rng, subject, charter[subject])), start=1
        )
    ]
    return {**charter, "examples": [*kept, *made]}


def possible(facts: Mapping[str, bool]) -> bool:
    """Whether a person who looks could have these facts together. Rather too strict than too lax: see `_example`."""

    def true(name: str) -> bool:
        return facts.get(name, False)

    if true("viewer_is_member") == true("viewer_is_external"):
        return False
    if (true("viewer_on_deal") or true("viewer_cleared")) and not true("viewer_is_member"):
        return False
    if true("owner_marked_private") and true("owner_marked_open"):
        return False
    if true("viewer_is_owner"):
        # An owner who looks is one of us until they leave, and has accepted what they have accepted.
        return true("owner_left") == true("viewer_is_external") and true("owner_accepted") == true("viewer_accepted")
    return True


def _speaks_of(example: Mapping[str, Any], clauses: set[str]) -> bool:
    named = example.get("by") or []
    return not clauses.isdisjoint([named] if isinstance(named, str) else named) or named in ("DEFAULT", ["DEFAULT"])


def _clauses(rng: Random, subject: str) -> list[dict[str, Any]]:
    order = DISCLOSURES[subject]
    clauses: list[dict[str, Any]] = [{"when": ["viewer_is_member"], "grant": rng.choice(order[1:])}]
    for _ in range(SIZES[subject] - 1):
        facts = rng.sample(FACTS[subject], rng.choice((1, 2, 2, 3)))
        when = [name if rng.random() < 0.6 else f"not {name}" for name in facts]
        grants = rng.random() < 0.6
        clauses.append(
            {"when": when, **({"grant": rng.choice(order[1:])} if grants else {"cap": rng.choice(order[:-1])})}
        )
    rng.shuffle(clauses)
    letter = LETTERS[subject]
    return [
        {"id": f"{letter}{number}", **clause, "because": "The dice say so."}
        for number, clause in enumerate(clauses, start=1)
    ]


def _prune(rng: Random, subject: str, clauses: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Take out the clauses without which nothing changes; an example for each of the others."""
    while True:
        examples = [_example(rng, subject, clauses, clause) for clause in clauses]
        shown = [example for example in examples if example]
        if len(shown) == len(clauses):
            return shown
        # One at a time: of two clauses that say the same, only the second to go would be missed.
        del clauses[examples.index(None)]


def _example(rng: Random, subject: str, clauses: list[dict[str, Any]], clause: dict[str, Any]) -> dict[str, Any] | None:
    """Facts under which the disclosure would be another without this clause, found by throwing dice, or None."""
    others = {subject: [other for other in clauses if other is not clause]}
    forced = {word.removeprefix("not "): not word.startswith("not ") for word in clause["when"]}
    for _ in range(400):
        facts = {name: rng.random() < 0.3 for name in FACTS[subject]} | forced
        if "viewer_is_external" not in forced:
            facts["viewer_is_external"] = not facts["viewer_is_member"]
        elif "viewer_is_member" not in forced:
            facts["viewer_is_member"] = not facts["viewer_is_external"]
        if not possible(facts):
            continue
        outcome, deciding = decide_known({subject: clauses}, subject, facts)
        if clause["id"] in deciding and decide_known(others, subject, facts)[0] != outcome:
            return {"given": [name for name, value in facts.items() if value], "see": outcome, "by": clause["id"]}
    return None
