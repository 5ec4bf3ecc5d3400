"""What changes when a charter takes the place of another: in every case, not in the text alone."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.charter.charter import Charter
from bot.charter.cover import cover
from bot.charter.decision import Clause
from bot.charter.facts import DISCLOSURES, SUBJECTS, Subject
from bot.charter.places import frames as places_frames
from bot.charter.places import says_more
from bot.charter.request_diff import Frame, asks_more, frames
from bot.written.problems import Problem


@dataclass(frozen=True, slots=True)
class Change:
    """Cases that are answered otherwise than before.

    Attributes:
        before: The disclosure under the old charter.
        after: The disclosure under the new one.
        when: What these cases have in common; facts not named may hold or not.
        more: Whether more is shown than before.
    """

    subject: Subject
    before: str
    after: str
    when: tuple[str, ...]
    more: bool

    def __str__(self) -> str:
        case = " · ".join(self.when) or "always"
        return f"{self.subject}: {self.before} → {self.after} where {case}"


@dataclass(frozen=True, slots=True)
class CharterDiff:
    """All that a new charter changes.

    Attributes:
        changes: Cases answered otherwise, in all possible combinations of facts.
        added: Clauses the old charter does not have.
        removed: Clauses the new charter does not have.
        changed: Clauses that do something else or under other conditions, old and new.
        reworded: Clauses that only give another reason, old and new.
        head: Whether the words above the clauses are others.
        frame: What holds of every request and reads otherwise: key, words before, words now.
        asks_more: What may be asked of people that could not be asked before, one case a line.
        asks_less: What may be asked no longer.
        places: What holds wherever something is said and reads otherwise: key, words before, words now.
        says_more: What is said of its own accord, and where, that was not said there, one case a line.
        says_less: What is said there no longer.
    """

    changes: tuple[Change, ...]
    added: tuple[Clause, ...]
    removed: tuple[Clause, ...]
    changed: tuple[tuple[Clause, Clause], ...]
    reworded: tuple[tuple[Clause, Clause], ...]
    head: bool
    frame: tuple[Frame, ...] = ()
    asks_more: tuple[str, ...] = ()
    asks_less: tuple[str, ...] = ()
    places: tuple[Frame, ...] = ()
    says_more: tuple[str, ...] = ()
    says_less: tuple[str, ...] = ()

    @property
    def shows_more(self) -> tuple[Change, ...]:
        """The cases in which something is shown that was not."""
        return tuple(change for change in self.changes if change.more)

    @property
    def shows_less(self) -> tuple[Change, ...]:
        """The cases in which less is shown than before."""
        return tuple(change for change in self.changes if not change.more)

    def warnings(self) -> tuple[str, ...]:
        """Say everything that will be shown or asked and was not, one case a line."""
        shown = tuple(f"Shows more than before: {change}." for change in self.shows_more)
        said = tuple(f"Says more than before: {case}." for case in self.says_more)
        return (*shown, *said, *(f"Asks more of people than before: {case}." for case in self.asks_more))


def diff(old: Charter, new: Charter) -> CharterDiff:
    """Compare two charters over all possible combinations of facts."""
    before = {clause.id: clause for clause in old.clauses()}
    after = {clause.id: clause for clause in new.clauses()}
    both = [(before[name], after[name]) for name in before if name in after]
    return CharterDiff(
        changes=tuple(change for subject in SUBJECTS for change in _changes(old, new, subject)),
        added=tuple(clause for name, clause in after.items() if name not in before),
        removed=tuple(clause for name, clause in before.items() if name not in after),
        changed=tuple((a, b) for a, b in both if _does(a) != _does(b)),
        reworded=tuple((a, b) for a, b in both if _does(a) == _does(b) and a != b),
        head=old.head != new.head,
        frame=frames(old.requests, new.requests),
        asks_more=asks_more(old.requests, new.requests),
        asks_less=asks_more(new.requests, old.requests),
        places=places_frames(old.digest, new.digest),
        says_more=says_more(old.digest, new.digest),
        says_less=says_more(new.digest, old.digest),
    )


def check_succession(old: Charter, new: Charter) -> list[Problem]:
    """Find why a charter can't follow another; empty: it can, or is the same.

    A charter of another id follows nothing, so nothing is found.
    """
    if old.id != new.id or old.hash == new.hash:
        return []
    problems = []
    if new.version == old.version:
        problems.append(
            Problem(
                0,
                "charter, version",
                f"The text has changed, but this is still version {old.version}.",
                f"Write `version: {old.version + 1}`, and name who agreed to it.",
            )
        )
    elif new.version < old.version:
        problems.append(
            Problem(
                0,
                "charter, version",
                f"Version {old.version} came before this version {new.version}.",
                f"Write `version: {old.version + 1}` or more.",
            )
        )
    if new.effective < old.effective:
        problems.append(
            Problem(
                0,
                "charter, effective",
                f"It would hold from {new.effective}, before the charter it follows ({old.effective}).",
                "Write the day from which it holds.",
            )
        )
    was = {clause.id: clause for clause in old.clauses()}
    problems.extend(
        Problem(
            0,
            f"{clause.section} {clause.id}",
            f"{clause.id} was a clause about {was[clause.id].section}.",
            "Give the new clause an id that was never used.",
        )
        for clause in new.clauses()
        if clause.id in was and was[clause.id].section != clause.section
    )
    return problems


def _does(clause: Clause) -> tuple[str, frozenset[str], str]:
    return clause.section, frozenset(clause.when), clause.effect


def _changes(old: Charter, new: Charter, subject: Subject) -> Iterator[Change]:
    levels = DISCLOSURES[subject]
    before, after = old.table(subject), new.table(subject)
    space = before.space
    used = {*before.facts_in_use, *after.facts_in_use}
    facts = [name for name in space.facts if name in used]
    for high, shown in enumerate(levels):
        for low, was in enumerate(levels):
            moved = before.exactly(low) & after.exactly(high) & space.possible
            if low == high or not moved:
                continue
            for condition in cover(space, moved, facts):
                when = tuple(str(term) for term in condition)
                yield Change(subject, was, shown, when, more=high > low)
