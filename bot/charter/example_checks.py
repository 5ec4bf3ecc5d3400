"""Trying the examples of a charter."""

from collections.abc import Iterator

from bot.charter.charter import Charter
from bot.charter.decision import Clause
from bot.charter.document import REFUSED, Example
from bot.charter.facts import SUBJECTS, Subject, facts_of, possible
from bot.charter.vocabulary import LIMITS
from bot.written.problems import suggest

Finding = tuple[str, str, str]
"""Field of the example (empty: the whole), what is wrong, how to mend it."""

_MEND = "Mend the clauses, or the example if the answer is right."


class ExampleChecker:
    """Tries examples one by one, and remembers which clauses they name."""

    def __init__(self, charter: Charter) -> None:
        self.charter = charter
        self.named: set[str] = set()

    def check(self, example: Example) -> Iterator[Finding]:
        """Find what is wrong with one example."""
        clause = None
        if example.by is not None:
            try:
                clause = self.charter.clause(example.by)
            except KeyError:
                known = [each.id for each in self.charter.clauses()]
                yield "by", f"There is no clause {example.by}.", suggest(example.by, known)
                return
            self.named.add(example.by)
        finding = self._request(example) if example.ask else self._disclosure(example, clause)
        if finding is not None:
            yield finding

    def impossible(self, example: Example) -> bool:
        """Say whether what is given can't occur in the real world."""
        facts = dict.fromkeys(example.given, True)
        return not all(possible(subject, facts) for subject in SUBJECTS)

    def _subject(self, example: Example, clause: Clause | None) -> Subject | None:
        if clause is not None and clause.section in SUBJECTS:
            return clause.section
        return example.subject()

    def _disclosure(self, example: Example, clause: Clause | None) -> Finding | None:
        subject = self._subject(example, clause)
        if subject is None or example.see is None:
            return (
                "see",
                f"{example.id} does not say what is seen.",
                f"Add `of:` with one of {', '.join(SUBJECTS)}.",
            )
        if example.of not in (None, subject):
            return "by", f"{example.by} is not about a {example.of}.", "Change `of:` or `by:`."
        known = facts_of(subject)
        for fact in example.given:
            if fact not in known:
                return "given", f"`{fact}` is not known for a {subject}.", "Take it out."
        decision = self.charter.decide(subject, {name: name in example.given for name in known})
        return _compare(example, example.see, decision.outcome, decision.clauses)

    def _request(self, example: Example) -> Finding | None:
        known = facts_of("relationship")
        for fact in example.given:
            if fact not in known:
                return "given", f"`{fact}` is not known for a request.", "Take it out."
        counts = {limit: example.counts.get(limit, 0) for limit in LIMITS}
        decision = self.charter.decide_request({name: name in example.given for name in known}, counts)
        came = REFUSED if decision.refused else ", ".join(sorted(decision.roles))
        return _compare(example, ", ".join(sorted(example.ask or ())), came, decision.clauses)


def _compare(example: Example, expected: str, came: str, clauses: tuple[str, ...]) -> Finding | None:
    by = ", ".join(clauses)
    if came != expected:
        wanted = f"`{expected}` by {example.by}" if example.by else f"`{expected}`"
        message = f"{example.id} expects {wanted}, but the answer is `{came}` by {by}."
        return "ask" if example.ask else "see", message, _MEND
    if example.by is not None and example.by not in clauses:
        message = f"{example.id} expects `{expected}` by {example.by}, but it comes by {by}."
        return "by", message, _MEND
    return None
