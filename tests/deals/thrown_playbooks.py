"""Random playbook files that must load, and what they mean, read plainly off their values.

What is here is written apart from the code it tests, by the page docs/reference/playbook.md alone.
"""

from __future__ import annotations

from random import Random
from typing import Any

ROLES = ("account executive", "executive sponsor", "legal counsel")
THEIRS = ("economic buyer", "technical buyer", "coach", "champion", "sceptic")
RISKS = ("single_thread", "no_economic_buyer", "champion_left", "seat_vacated")


def standing(book: dict[str, Any], ours: str | None, theirs: str | None) -> str:
    """How we stand: the nearest stages of theirs that go with ours, looked for to both sides of where they are."""
    process = [stage["id"] for stage in book.get("buying_stages", [])]
    going = next((stage.get("they", []) for stage in book["sales_stages"] if stage["id"] == ours), [])
    if theirs not in process or not going:
        return "unknown"
    if theirs in going:
        return "in step"
    still_to_come = process[process.index(theirs) + 1 :]
    return "ahead" if any(stage in still_to_come for stage in going) else "behind"


def needed(book: dict[str, Any], ours: str | None, theirs: str | None) -> list[str]:
    """Ids of what is needed: walk our stages up to where we are, and keep what has begun and not ended."""
    names = [stage["id"] for stage in book["sales_stages"]]
    ends = {stage["id"] for stage in book["sales_stages"] if "ends" in stage}
    if ours not in names or ours in ends:
        return []
    going: set[str] = set()
    for name in names:
        going |= {need["id"] for need in book.get("needs", []) if need["at"] == name}
        if name == ours:
            break
        going -= {need["id"] for need in book.get("needs", []) if need.get("until") == name}
    return [
        need["id"]
        for need in book.get("needs", [])
        if need["id"] in going and not ("when_they" in need and theirs not in need["when_they"])
    ]


def random_file(rng: Random) -> dict[str, Any]:
    """A file with one to three playbooks, and an example for each need."""
    books = [_book(rng, number) for number in range(rng.randint(1, 3))]
    rng.choice(books)["default"] = True
    return {
        "version": rng.randint(1, 9),
        "seller_roles": list(ROLES),
        "playbooks": books,
        "examples": [each for book in books for each in _examples(rng, book)],
    }


def _book(rng: Random, number: int) -> dict[str, Any]:
    theirs = [f"they-{number}-{step}" for step in range(rng.randint(1, 6))]
    stages: list[dict[str, Any]] = []
    first = 0
    while True:  # each stage of ours takes a run of theirs that begins and ends no earlier than the one before
        last = rng.randint(max(first, stages[-1]["last"] if stages else 0), len(theirs) - 1)
        stages.append({"id": f"we-{number}-{len(stages)}", "they": theirs[first : last + 1], "last": last})
        if last == len(theirs) - 1 and rng.random() < 0.6:
            break
        first = rng.randint(first, min(last + 1, len(theirs) - 1))
    ours = [stage["id"] for stage in stages]
    for stage in stages:
        del stage["last"]
        stage["name"] = f"Stage {stage['id']}"
        stage["crm"] = [f"CRM's {stage['id']}"] if rng.random() < 0.5 else []
    won: dict[str, Any] = {"id": f"won-{number}", "name": f"Won {number}", "ends": "won"}
    if rng.random() < 0.5:
        won["they"] = [theirs[-1]]
    lost = {"id": f"lost-{number}", "name": f"Lost {number}", "ends": "lost"}
    rng.shuffle(endings := [won, lost])
    return {
        "id": f"book-{number}",
        "name": f"Playbook {number}",
        "about": "Thrown.",
        "buying_stages": [{"id": stage, "name": f"Stage {stage}"} for stage in theirs],
        "sales_stages": [*stages, *endings],
        "needs": [_need(rng, f"n-{number}-{place}", ours, theirs) for place in range(rng.randint(1, 6))],
        "risks": [
            {"rule": rule, "say": "Look.", **({"from": rng.choice(ours)} if rng.random() < 0.5 else {})}
            for rule in rng.sample(RISKS, rng.randint(0, 3))
        ],
    }


def _need(rng: Random, name: str, ours: list[str], theirs: list[str]) -> dict[str, Any]:
    at = rng.randrange(len(ours))
    need: dict[str, Any] = {
        "id": name,
        "at": ours[at],
        "ours": rng.choice(ROLES),
        "theirs": rng.choice(THEIRS),
        "warmth": rng.choice(["weak", "familiar", "strong"]),
        "within": "5 working days",
        "engaged": {"by": ["meeting"], "within": "30 days"},
        "because": "The dice say so.",
    }
    if rng.random() < 0.5:
        need["until"] = ours[rng.randrange(at, len(ours))]
    if rng.random() < 0.4:
        need["when_they"] = rng.sample(theirs, rng.randint(1, len(theirs)))
    return need


def _examples(rng: Random, book: dict[str, Any]) -> list[dict[str, Any]]:
    examples = []
    for need in book["needs"]:
        they = rng.choice(need.get("when_they") or [*(stage["id"] for stage in book["buying_stages"]), None])
        engaged = [
            f"{other['ours']} with {other['theirs']}"
            for other in book["needs"]
            if (other["ours"], other["theirs"]) != (need["ours"], need["theirs"]) and rng.random() < 0.3
        ]
        closed = {other["id"] for other in book["needs"] if f"{other['ours']} with {other['theirs']}" in engaged}
        examples.append(
            {
                "id": f"e-{need['id']}",
                "playbook": book["id"],
                "we": need["at"],
                **({"they": they} if they else {}),
                "engaged": engaged,
                "open": [name for name in needed(book, need["at"], they) if name not in closed],
                "stands": standing(book, need["at"], they),
            }
        )
    return examples
