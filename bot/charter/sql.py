"""The charter inside a query: rows are looked up in the truth table before anything ranks them.

What is known before the query (the viewer's own facts) is folded into the table, so that a row's
lookup costs one index computed from the facts that are columns, whatever the number of clauses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Integer,
    LargeBinary,
    bindparam,
    case,
    cast,
    func,
    literal_column,
)
from sqlalchemy import false as sql_false
from sqlalchemy import true as sql_true

from bot.charter.charter import Charter
from bot.charter.decision import Decision, level_of
from bot.charter.facts import Subject, implications_of

Dialect = Literal["sqlite", "postgresql"]
FactSource: TypeAlias = "bool | ColumnElement[bool] | None"


@dataclass(frozen=True, slots=True)
class Fold:
    """A subject's truth table over the facts that are columns, the others being settled.

    Attributes:
        facts: The i-th is bit ``1 << i`` of the index. Only columns that can change the outcome.
        levels: The level at each index.
    """

    facts: tuple[str, ...]
    levels: bytes


@dataclass(frozen=True)
class CharterFilter:
    """Expressions over a query's rows.

    Attributes:
        code: The row's facts as a code over `facts_of(subject)`. Give it to `decide` to explain a
            row later; facts that can't be determined are 0 in it.
        outcome: The row's disclosure as its place in the subject's order, the lowest being 0.
        nothing: Whether no row can show more than the lowest disclosure, whatever its own facts:
            then nothing need be searched.
        fold: The table and the facts it is indexed by, for queries written by hand.
    """

    charter: Charter
    subject: Subject
    code: ColumnElement[int]
    outcome: ColumnElement[int]
    nothing: bool
    fold: Fold
    unknown: frozenset[str]

    def shows(self, disclosure: str) -> ColumnElement[bool]:
        """Give the condition that a row is shown at least this much.

        Raises:
            ValueError: The subject has no such disclosure.
        """
        level = level_of(self.subject, disclosure)
        if min(self.fold.levels) >= level:
            return sql_true()
        if max(self.fold.levels) < level:
            return sql_false()
        return self.outcome >= literal_column(str(level), Integer)

    def decide(self, code: int) -> Decision:
        """Decide about a row again by its `code`, to say why it is shown or not."""
        return self.charter.decide_code(self.subject, code, self.unknown)


def filter_for(
    charter: Charter,
    subject: Subject,
    facts: Mapping[str, FactSource],
    dialect: Dialect,
) -> CharterFilter:
    """Build the charter's filter for a query.

    Args:
        charter: The charter in force.
        subject: What the rows are.
        facts: For each fact what is known before the query (True, False, or None where it can't be
            determined) or the expression that gives it for a row, which must never be NULL. A fact
            left out counts as one that can't be determined.
        dialect: Of the database the query is for.

    Raises:
        ValueError: A fact is not one of the subject's.
    """
    space = charter.table(subject).space
    strangers = facts.keys() - space.bit.keys()
    if strangers:
        raise ValueError(f"not facts of a {subject}: {', '.join(sorted(strangers))}")
    columns = {
        name: source for name in space.facts if not isinstance(source := facts.get(name), bool) and source is not None
    }
    true = space.code(name for name, source in facts.items() if source is True)
    unknown = frozenset(name for name in space.facts if facts.get(name) is None)
    fold = _fold(charter, subject, true, space.code(unknown), tuple(columns))
    index = _sum(0, {1 << place: columns[name] for place, name in enumerate(fold.facts)})
    return CharterFilter(
        charter=charter,
        subject=subject,
        code=_sum(true, {space.bit[name]: column for name, column in columns.items()}),
        outcome=_lookup(fold.levels, index, dialect),
        nothing=not any(fold.levels),
        fold=fold,
        unknown=unknown,
    )


@lru_cache(maxsize=256)  # a viewer's facts take few values; the table of each is made once
def _fold(charter: Charter, subject: Subject, true: int, unknown: int, columns: tuple[str, ...]) -> Fold:
    """Look up, or settle, every combination of the columns; then drop those that don't matter."""
    table = charter.table(subject)
    space = table.space
    relevant = set(table.facts_in_use)
    if unknown & space.code(relevant):
        # What an unknown fact may be can hang on facts that no clause mentions.
        relevant.update(f for rule in implications_of(subject) for f in (rule.fact, rule.then))
    facts = tuple(name for name in columns if name in relevant)
    codes = [true]
    for name in facts:
        codes += [code | space.bit[name] for code in codes]
    outcomes = table.lowest(unknown) if unknown else table.outcomes
    levels = bytes(outcomes[code] for code in codes)
    for name in facts:
        facts, levels = _without_idle(facts, levels, name)
    return Fold(facts, levels)


def _without_idle(facts: tuple[str, ...], levels: bytes, name: str) -> tuple[tuple[str, ...], bytes]:
    """Drop a fact from a table if its value makes no difference anywhere."""
    place = facts.index(name)
    bit = 1 << place
    absent = bytes(level for index, level in enumerate(levels) if not index & bit)
    present = bytes(level for index, level in enumerate(levels) if index & bit)
    if absent != present:
        return facts, levels
    return facts[:place] + facts[place + 1 :], absent


def _sum(constant: int, weighted: Mapping[int, ColumnElement[bool]]) -> ColumnElement[int]:
    """Add up the weights of the expressions that are true."""
    # Weights are spelt into the statement: they are the same for every execution, and PostgreSQL
    # would otherwise have to be told the type of each.
    total: ColumnElement[int] = literal_column(str(constant), Integer)
    for weight, condition in weighted.items():
        total = total + case((condition, literal_column(str(weight), Integer)), else_=_ZERO)
    return total


_ZERO: ColumnElement[int] = literal_column("0", Integer)


def _lookup(levels: bytes, index: ColumnElement[int], dialect: Dialect) -> ColumnElement[int]:
    """Give the level at an index, in constant time."""
    if len(levels) == 1:
        return literal_column(str(levels[0]), Integer)
    if dialect == "postgresql":
        table = bindparam(None, levels, type_=LargeBinary, unique=True)
        return func.get_byte(table, index, type_=Integer)
    # SQLite has no function from byte to number, but reads the digits of a blob as a number.
    # `substr` of a text would have to walk it; of a blob it goes straight to the place.
    digits = bytes(level + ord("0") for level in levels)
    table = bindparam(None, digits, type_=LargeBinary, unique=True)
    one = literal_column("1", Integer)
    return cast(func.substr(table, index + one, one), Integer)
