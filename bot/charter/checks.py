"""What a charter must be beyond its shape: each clause of use, each example true, nobody's own yes.

Where the question is about all combinations of facts it is answered by the truth tables, so nothing
is overlooked and nothing refused by mistake.
"""

from collections import Counter
from collections.abc import Iterator

from bot.charter import request_checks
from bot.charter.charter import Charter
from bot.charter.document import Example
from bot.charter.example_checks import ExampleChecker
from bot.charter.facts import SUBJECTS, Subject, implications_of
from bot.charter.table import Rule, Table
from bot.written.findings import Findings
from bot.written.source import Source, Where

_LOOK_AT = 500  # combinations looked at to name the clauses that decide instead of an idle one

_RECORDS_OF = {"relationship": ("relationship", "touch"), "contact": ("contact",)}


class Checker(Findings):
    """Checks one charter."""

    def __init__(self, charter: Charter, source: Source) -> None:
        super().__init__(source)
        self.charter = charter
        self.document = charter.document

    def check(self) -> None:
        """Find everything."""
        self._ids()
        if self.problems:
            return  # without one meaning for an id what follows can't be said
        for subject in SUBJECTS:
            self._idle(subject)
        examples = ExampleChecker(self.charter)
        for index, example in enumerate(self.document.examples):
            self._example(examples, example, ("examples", index))
        self._unnamed(examples.named)
        for where, message, mend in request_checks.check(self.document.requests):
            self.refuse(where, message, mend)
        self._places_once()
        self._retention()
        if not self.charter.agreed_by:
            self.warn(("charter", "agreed_by"), "Nobody has agreed to it yet.", "Name who did, when so.")

    def _places(self) -> Iterator[tuple[str, Where]]:
        """Give every id with the place it stands at."""
        document = self.document
        for subject in SUBJECTS:
            for index, clause in enumerate(document.clauses(subject)):
                yield clause.id, (subject, index)
        if (requests := document.requests) is not None:
            for index, rule in enumerate(requests.refuse):
                yield rule.id, ("requests", "refuse", index)
            for index, consent in enumerate(requests.consent):
                yield consent.id, ("requests", "consent", index)
        if document.lookups is not None:
            yield document.lookups.id, ("lookups",)
        if document.digest is not None:
            for index, place in enumerate(document.digest.places):
                yield place.id, ("digest", "places", index)
        for index, kept in enumerate(document.retention):
            yield kept.id, ("retention", index)
        if document.log is not None:
            yield document.log.id, ("log",)
        for index, example in enumerate(document.examples):
            yield example.id, ("examples", index)

    def _ids(self) -> None:
        seen: dict[str, Where] = {}
        for name, where in self._places():
            if name in seen:
                first = self.source.line((*seen[name], "id"))
                self.refuse(
                    (*where, "id"),
                    f"The id {name} is taken (line {first}).",
                    "Give each clause and example an id of its own, never used before.",
                )
            else:
                seen[name] = where

    def _idle(self, subject: Subject) -> None:
        table = self.charter.table(subject)
        order = {rule.id: index for index, rule in enumerate(table.rules)}
        for rule in table.idle_rules():
            self.refuse((subject, order[rule.id]), *_why_idle(table, rule))

    def _example(self, checker: ExampleChecker, example: Example, where: Where) -> None:
        for field, message, mend in checker.check(example):
            self.refuse((*where, field) if field else where, message, mend)
        if checker.impossible(example):
            self.warn((*where, "given"), "can't occur in the real world.", "See the implications.")

    def _unnamed(self, named: set[str]) -> None:
        tested = {*SUBJECTS, "requests.refuse", "requests.consent"}
        for name, where in self._places():
            if name in named or ".".join(str(s) for s in where if isinstance(s, str)) not in tested:
                continue
            self.refuse(
                where,
                f"No example names {name}.",
                f"Add an example with `by: {name}`, so that everybody sees what it does.",
            )

    def _places_once(self) -> None:
        seen: set[str] = set()
        for index, one in enumerate(self.document.digest.places if self.document.digest else ()):
            if one.place in seen:
                self.refuse(
                    ("digest", "places", index, "place"),
                    f"What may be said in {one.place} is said a second time.",
                    "Keep one.",
                )
            seen.add(one.place)

    def _retention(self) -> None:
        covered: Counter[tuple[str, str]] = Counter()
        for index, rule in enumerate(self.document.retention):
            if rule.purposes and rule.record != "request":
                self.refuse(
                    ("retention", index, "purposes"),
                    f"Only requests have purposes, a {rule.record} has none.",
                    "Take it out.",
                )
            for purpose in rule.purposes or ("",):
                covered[rule.record, purpose] += 1
                if covered[rule.record, purpose] > 1:
                    said = f"{rule.record} for {purpose}" if purpose else rule.record
                    self.refuse(
                        ("retention", index),
                        f"How long to keep each {said} is said a second time.",
                        "Keep one.",
                    )
        requests = self.document.requests
        for index, purpose in enumerate(requests.purposes if requests else ()):
            if not covered["request", purpose] and not covered["request", ""]:
                self.refuse(
                    ("requests", "purposes", index),
                    f"Nothing says how long requests for {purpose} are kept.",
                    "Add to `retention:` an entry `of: request` that covers it.",
                )
        for subject in SUBJECTS:
            for record in _RECORDS_OF.get(subject, (subject,)):
                if self.charter.table(subject).at_least[1] and not covered[record, ""]:
                    self.warn(
                        (subject,),
                        f"Nothing says how long each {record} is kept.",
                        f"Add to `retention:` an entry `of: {record}`.",
                    )


def _why_idle(table: Table, rule: Rule) -> tuple[str, str]:
    possible = table.matches[rule.id] & table.space.possible
    if not possible:
        facts = {term.fact for term in rule.when}
        reasons = "; ".join(str(known) for known in implications_of(table.subject) if known.fact in facts)
        return (
            f"{rule.id} decides nothing: its conditions never hold together ({reasons}).",
            "Take it out, or change `when:`.",
        )
    others: Counter[str] = Counter()
    for _ in range(_LOOK_AT):
        if not possible:
            break
        lowest = possible & -possible
        possible ^= lowest
        others.update(table.deciding(lowest.bit_length() - 1))
    del others[rule.id]
    already = ", ".join(name for name, _ in others.most_common(3)) or "DEFAULT"
    message = (
        f"{rule.id} decides nothing: in no possible case would the answer change without it "
        f"(where it holds, {already} decide already)."
    )
    return message, "Take it out, or change `when:` or what it does."
