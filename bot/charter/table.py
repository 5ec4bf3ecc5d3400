"""Truth tables: a charter's clauses about a subject, for every combination of facts.

A set of combinations is one Python integer with a bit for each code, so that "wherever R2 holds and
R5 does not" is two machine-speed operations, and questions about *all* combinations have exact
answers: which clause decides nothing, what a new version shows that the old one did not.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from bot.charter.facts import DISCLOSURES, Subject, facts_of, implications_of


@dataclass(frozen=True, slots=True)
class Literal:
    """A fact that must hold, or with ``holds`` false must not."""

    fact: str
    holds: bool

    @classmethod
    def parse(cls, text: str) -> "Literal":
        """Read ``fact`` or ``not fact``."""
        words = text.split()
        return cls(words[-1], holds=len(words) == 1)

    def __str__(self) -> str:
        return self.fact if self.holds else f"not {self.fact}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A clause about a subject, ready to be decided by.

    Attributes:
        when: All must hold.
        grants: Whether `level` is granted; else it is a cap.
        level: Index into the subject's disclosures.
    """

    id: str
    when: tuple[Literal, ...]
    grants: bool
    level: int

    def holds_in(self, space: "Space", code: int) -> bool:
        """Say whether all conditions hold in a combination."""
        return all(bool(code & space.bit[term.fact]) is term.holds for term in self.when)


class Space:
    """All combinations of a subject's facts, and sets of them as integers."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.facts = facts_of(subject)
        self.bit = {name: 1 << place for place, name in enumerate(self.facts)}
        self.size = 1 << len(self.facts)
        self.all = (1 << self.size) - 1
        # Codes without bit i come in runs of 2**i: ...00110011 is all ones divided by 101.
        self._without = {name: self.all // ((1 << (1 << place)) + 1) for place, name in enumerate(self.facts)}

    def where(self, fact: str, *, holds: bool) -> int:
        """Give the combinations in which a fact holds, or does not."""
        without = self._without[fact]
        return self.all ^ without if holds else without

    def matching(self, when: Iterable[Literal]) -> int:
        """Give the combinations in which all literals hold."""
        found = self.all
        for literal in when:
            found &= self.where(literal.fact, holds=literal.holds)
        return found

    def any_value(self, combinations: int, facts: Iterable[str]) -> int:
        """Add the combinations that differ from the given ones only in these facts."""
        for name in facts:
            bit, without = self.bit[name], self._without[name]
            present, absent = combinations & ~without, combinations & without
            combinations = combinations | present >> bit | absent << bit
        return combinations

    @cached_property
    def possible(self) -> int:
        """The combinations that no implication rules out."""
        found = self.all
        for rule in implications_of(self.subject):
            then = self.where(rule.then, holds=rule.holds)
            found &= self.where(rule.fact, holds=False) | then
        return found

    def code(self, true: Iterable[str]) -> int:
        """Give the code of the combination in which exactly these facts hold."""
        return sum(self.bit[name] for name in set(true))

    def true_in(self, code: int) -> frozenset[str]:
        """Name the facts that hold in a combination."""
        return frozenset(name for name, bit in self.bit.items() if code & bit)


@cache
def space_of(subject: Subject) -> Space:
    """Give the one space of a subject."""
    return Space(subject)


class Table:
    """What a list of rules gives in every combination of a subject's facts."""

    def __init__(self, subject: Subject, rules: Sequence[Rule]) -> None:
        self.subject = subject
        self.space = space_of(subject)
        self.rules = tuple(rules)
        self.levels = len(DISCLOSURES[subject])
        self.matches = {rule.id: self.space.matching(rule.when) for rule in self.rules}
        self.at_least = self._at_least(self.rules)
        self.facts_in_use = tuple(
            name
            for name in self.space.facts
            if any(literal.fact == name for rule in self.rules for literal in rule.when)
        )

    def _at_least(self, rules: Sequence[Rule]) -> tuple[int, ...]:
        """For each level the combinations that show it or more.

        The disclosure is the highest grant lowered to the lowest cap, so a level is reached exactly
        where some grant reaches it and no cap stands below it.
        """
        reached = [self.space.all]
        for level in range(1, self.levels):
            granted = capped = 0
            for rule in rules:
                if rule.grants and rule.level >= level:
                    granted |= self.matches[rule.id]
                elif not rule.grants and rule.level < level:
                    capped |= self.matches[rule.id]
            reached.append(granted & ~capped)
        return tuple(reached)

    def exactly(self, level: int) -> int:
        """Give the combinations that show just this level."""
        above = self.at_least[level + 1] if level + 1 < self.levels else 0
        return self.at_least[level] & ~above

    @cached_property
    def outcomes(self) -> bytes:
        """The level of each code, one byte a code."""
        return self._spell(self.at_least)

    def lowest(self, unknown: int) -> bytes:
        """Give for each code what `settle` gives, the bits of the unknown facts not mattering."""
        space = self.space
        names = space.true_in(unknown)
        at_least = [space.all]
        at_least += [space.all & ~space.any_value(space.all & ~reached, names) for reached in self.at_least[1:]]
        return self._spell(at_least)

    def _spell(self, at_least: Sequence[int]) -> bytes:
        # Each set of codes is spelt as a text of 0s and 1s, one byte a code, and the texts are then
        # added up as numbers; no byte overflows, since there are only a few levels.
        size = self.space.size
        total = 0
        for reached in at_least[1:]:
            spelt = format(reached, f"0{size}b").encode().translate(_DIGITS)
            total += int.from_bytes(spelt, "big")
        return total.to_bytes(size, "little")

    def deciding(self, code: int) -> tuple[str, ...]:
        """Name the rules that decide in one combination; none where nothing is granted.

        They are the grants of the highest level granted, then the lowest caps if these lower it.
        """
        holding = [rule for rule in self.rules if rule.holds_in(self.space, code)]
        granted = max((rule.level for rule in holding if rule.grants), default=None)
        if granted is None:
            return ()
        capped = min((rule.level for rule in holding if not rule.grants), default=granted)
        return tuple(rule.id for rule in holding if rule.grants and rule.level == granted) + tuple(
            rule.id for rule in holding if not rule.grants and rule.level == capped and capped < granted
        )

    def idle_rules(self) -> tuple[Rule, ...]:
        """Find the rules that can be taken out, one by one or all, without changing any answer.

        Only possible combinations count. Of rules that say the same the first is kept.
        """
        possible = self.space.possible

        def answers(rules: Sequence[Rule]) -> list[int]:
            return [reached & possible for reached in self._at_least(rules)]

        want = answers(self.rules)
        kept = list(self.rules)
        idle = []
        for rule in reversed(self.rules):
            alone = [other for other in self.rules if other is not rule]
            with_others = [other for other in kept if other is not rule]
            if answers(alone) == want and answers(with_others) == want:
                kept = with_others
                idle.append(rule)
        return tuple(reversed(idle))


_DIGITS = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class Settled:
    """A combination chosen among several: where it is, and what it gives."""

    code: int
    level: int


def settle(table: Table, code: int, unknown: int) -> Settled:
    """Give the combination with the lowest disclosure over all values of the unknown facts.

    All values count, those too that the implications rule out: with fewer to go by, less is shown.

    Args:
        table: The rules.
        code: The facts that hold.
        unknown: The bits that can't be determined.
    """
    space = table.space
    if not unknown:
        return Settled(code, table.outcomes[code])
    open_to = space.all
    for name, bit in space.bit.items():
        if not unknown & bit:
            open_to &= space.where(name, holds=bool(code & bit))
    for level in range(table.levels):
        found = open_to & table.exactly(level)
        if found:
            return Settled((found & -found).bit_length() - 1, level)
    raise AssertionError("every combination has a level")
