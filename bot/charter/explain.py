"""Why a decision came out as it did, in words for the person it was made for."""

from dataclasses import dataclass

from bot.charter.charter import Charter
from bot.charter.decision import Decision
from bot.charter.facts import FACTS, Subject
from bot.charter.table import Literal

OUTCOMES: dict[tuple[Subject, str], str] = {
    ("relationship", "hidden"): "You are shown nothing of this relationship.",
    ("relationship", "exists"): ("You are shown that somebody of ours knows this person, and roughly how well."),
    ("relationship", "named"): "You are shown who of ours knows this person, and roughly how well.",
    ("relationship", "full"): "You are shown everything about this relationship.",
    ("contact", "hidden"): "You are not shown that we know of this person.",
    ("contact", "listed"): "You are shown that we know of this person.",
    ("observation", "hidden"): "You are not shown what colleagues noted about this person.",
    ("observation", "shown"): "You are shown what colleagues noted about this person.",
}


@dataclass(frozen=True, slots=True)
class ClauseWords:
    """A clause that decided, and its reason as the charter gives it."""

    id: str
    effect: str
    because: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision in plain words.

    It says things about the viewer, the owner, the contact and the account: give it only to
    somebody who may see what was decided about.

    Attributes:
        outcome: What the viewer is shown, as a sentence.
        clauses: What decided, in the order of `Decision.clauses`.
        facts: What these clauses looked at, each as a sentence.
        unknown: What could not be found out, each as a sentence.
        charter: Which charter decided, e.g. ``o2o-default, version 1``.
    """

    outcome: str
    clauses: tuple[ClauseWords, ...]
    facts: tuple[str, ...]
    unknown: tuple[str, ...]
    charter: str

    def lines(self) -> list[str]:
        """Give the explanation as lines of text."""
        found = [self.outcome]
        found += [f"{clause.id}: {clause.because}" for clause in self.clauses]
        if self.facts:
            found.append("That is because: " + " ".join(self.facts))
        found += self.unknown
        found.append(f"Decided by {self.charter}.")
        return found


def explain(charter: Charter, decision: Decision) -> Explanation:
    """Put a decision into words.

    Raises:
        ValueError: Another charter, or another version of it, made the decision.
    """
    if decision.charter_hash != charter.hash:
        raise ValueError(
            f"decided by {decision.charter_id} version {decision.charter_version}, not by "
            f"{charter.id} version {charter.version}"
        )
    clauses = [charter.clause(name) for name in decision.clauses]
    terms = dict.fromkeys(Literal.parse(text) for clause in clauses for text in clause.when)
    return Explanation(
        outcome=OUTCOMES[decision.subject, decision.outcome],
        clauses=tuple(ClauseWords(each.id, each.effect, each.because) for each in clauses),
        facts=tuple(
            FACTS[term.fact].yes if term.holds else FACTS[term.fact].no
            for term in terms
            if term.fact not in decision.unknown
        ),
        unknown=tuple(
            f"It can't be found out whether this holds: {FACTS[name].doc}" for name in FACTS if name in decision.unknown
        ),
        charter=f"{charter.id}, version {charter.version}",
    )
