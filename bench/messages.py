"""What the reader of messages reads rightly, wrongly and not at all.

    python -m bench.messages [--wrong KIND]

Reads the 2,000 messages of `tests/people/message_corpus.py` and prints a table for the templates it was tuned on and
one for those kept apart. `--wrong` prints the messages of a kind of which something was read wrongly or missed.

A field is right if it is what the message was made of, wrong if it says something else or there is nothing to say,
missed if it is empty. A person who was read and is not there makes every field that was read of them wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # the corpus is kept with the tests, beside this folder

from bot.people.message_reader import MessageRead, PersonRead, read_message
from models.keys import fold
from tests.people.message_corpus import OWN_DOMAINS, Case, corpus

FIELDS = ("address", "name", "title", "account")
HEAD = "| kind | messages | people | address | name | title | account | left alone / read though nobody | other |"
RULE = "|---|---|---|---|---|---|---|---|---|"


def matched(expected: MessageRead, read: MessageRead) -> list[tuple[PersonRead | None, PersonRead | None]]:
    """Who was expected with who was read: by address, else by name. None where there is nobody."""
    left = list(read.people)
    pairs: list[tuple[PersonRead | None, PersonRead | None]] = []
    for person in expected.people:
        same = next((one for one in left if _same(person, one)), None)
        if same:
            left.remove(same)
        pairs.append((person, same))
    return pairs + [(None, one) for one in left]


def _same(person: PersonRead, one: PersonRead) -> bool:
    if person.address and one.address:
        return person.address == one.address
    return bool(person.name and one.name and fold(person.name) == fold(one.name))


def counted(case: Case) -> Counter[str]:
    """What came of one message."""
    read = read_message(case.text, OWN_DOMAINS)
    counts: Counter[str] = Counter(messages=1, people=len(case.expected.people))
    for wanted, got in matched(case.expected, read):
        for field in FIELDS:
            right: str | None = getattr(wanted, field, None)
            said: str | None = getattr(got, field, None)
            if said is not None:
                counts[f"{field} {'right' if said == right else 'wrong'}"] += 1
            elif right is not None:
                counts[f"{field} missed"] += 1
    if not case.expected.people:
        counts["read" if read.people else "left alone"] += 1
    counts["other wrong"] += (read.colleagues, read.own) != (case.expected.colleagues, case.expected.own)
    return counts


def totals(cases: Iterable[Case]) -> dict[str, Counter[str]]:
    """By kind, and `all`."""
    table: dict[str, Counter[str]] = {}
    for case in cases:
        counts = counted(case)
        for kind in (case.kind, "all"):
            table.setdefault(kind, Counter()).update(counts)
    table["all"] = table.pop("all")
    return table


def lines(cases: Iterable[Case]) -> list[str]:
    """The table as the page of measurements has it."""
    rows = [HEAD, RULE]
    for kind, counts in totals(cases).items():
        fields = [" / ".join(str(counts[f"{field} {how}"]) for how in ("right", "wrong", "missed")) for field in FIELDS]
        nobody = f"{counts['left alone']} / {counts['read']}"
        cells = [kind, str(counts["messages"]), str(counts["people"]), *fields, nobody, str(counts["other wrong"])]
        rows.append(f"| {' | '.join(cells)} |")
    return rows


def main() -> None:
    """Print both tables, or what went wrong in a kind."""
    cases = corpus()
    if sys.argv[1:2] == ["--wrong"]:
        for case in cases:
            not_right = any(n and key.endswith(("wrong", "missed", "read")) for key, n in counted(case).items())
            if case.kind in sys.argv[2:] and not_right:
                print(f"{case.template!r}\n{case.text!r}\n  wanted {case.expected}")
                print(f"  read   {read_message(case.text, OWN_DOMAINS)}\n")
        return
    for title, held_out in (("Tuned on", False), ("Kept apart", True)):
        print(f"{title} (right / wrong / missed)\n")
        print("\n".join(lines(case for case in cases if case.held_out == held_out)), "\n")


if __name__ == "__main__":
    main()
