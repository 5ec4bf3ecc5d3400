"""What a charter answers, and which of its clauses answered."""

from dataclasses import dataclass

from bot.charter.facts import DISCLOSURES, Subject


@dataclass(frozen=True, slots=True)
class Decision:
    """How much of a subject a viewer is shown, and why.

    Attributes:
        subject: What was decided about.
        outcome: The disclosure.
        clauses: Ids of the clauses that decide: the matching grants of the highest disclosure
            granted, then, where a cap lowered it, the caps that lowered it furthest. Never empty;
            ``DEFAULT`` alone where nothing was granted.
        facts: The facts that hold.
        unknown: The facts that could not be determined. The outcome is then the lowest over all
            their values, and the clauses are those of that lowest outcome.
        charter_id: Of the charter decided by.
        charter_version: Of the charter decided by.
        charter_hash: Of the charter decided by.
    """

    subject: Subject
    outcome: str
    clauses: tuple[str, ...]
    facts: frozenset[str]
    unknown: frozenset[str]
    charter_id: str
    charter_version: int
    charter_hash: str

    def shows(self, disclosure: str) -> bool:
        """Say whether the viewer is shown at least this much.

        Raises:
            ValueError: The subject has no such disclosure.
        """
        return level_of(self.subject, self.outcome) >= level_of(self.subject, disclosure)


@dataclass(frozen=True, slots=True)
class Clause:
    """Anything in the charter that has an id.

    Attributes:
        section: The part of the file it stands in, e.g. ``relationship`` or ``requests.refuse``.
        when: Conditions as written, ``fact`` or ``not fact``; empty: always.
        effect: What it does, e.g. ``grant named``.
        because: Why, to be read aloud; empty where the charter gives none.
    """

    id: str
    section: str
    when: tuple[str, ...]
    effect: str
    because: str


def level_of(subject: Subject, disclosure: str) -> int:
    """Give the place of a disclosure in its subject's order, the lowest being 0.

    Raises:
        ValueError: The subject has no such disclosure.
    """
    try:
        return DISCLOSURES[subject].index(disclosure)
    except ValueError:
        raise ValueError(f"a {subject} has no disclosure {disclosure!r}") from None
