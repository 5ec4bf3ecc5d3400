"""The charter inside a query: rows are looked up in the truth table before anything ranks them.

What is known before the query (the viewer's own facts) is folded into the table, so that a row's
lookup costs one index computed from the facts that are columns, whatever the number of clauses.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
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
from bot.charter.facts import Subject

Dialect = Literal["sqlite", "postgresql"]
FactSource: TypeAlias = "bool | ColumnElement[bool] | None"


@dataclass(frozen=True, slots=True)
class Fold:
    """A subject's truth table over the facts that are columns, the others being settled.

    Attributes:
        facts: The i-th is bit ``1 << i`` of the index.
        levels: At each index the disclosure as its place in the subject's order.
    """

    facts: tuple[str, ...]
    levels: bytes

    @property
    def nothing(self) -> bool:
        """Whether the disclosure is the lowest whatever the columns hold."""
        return not any(self.levels)

    def parameter(self, dialect: Dialect) -> bytes:
        """Give the table to bind into a statement written by hand.

        It is looked up by ``get_byte(:table, index)`` on PostgreSQL and by
        ``CAST(substr(:table, index + 1, 1) AS INTEGER)`` on SQLite, which has no function from byte
        to number, but reads the digits in a blob as one. Both go straight to the place, where
        ``substr`` of a text would have to walk there.
        """
        if dialect == "postgresql":
            return self.levels
        return bytes(level + ord("0") for level in self.levels)


class CharterFilter:
    """The charter as expressions over a query's rows. Made by `filter_for`.

    Attributes:
        charter: The charter that decides.
        subject: What the rows are.
        fold: The table, and the facts that decide.
        unknown: The facts that can't be determined for any row.
    """

    def __init__(
        self,
        charter: Charter,
        subject: Subject,
        facts: Mapping[str, FactSource],
        dialect: Dialect,
    ) -> None:
        self.charter = charter
        self.subject: Subject = subject
        self._dialect: Dialect = dialect
        self._columns: dict[str, ColumnElement[bool]] = {}
        self._known: dict[str, bool] = {}
        for name, source in facts.items():
            if isinstance(source, bool):
                self._known[name] = source
            elif source is not None:
                self._columns[name] = source
        self.fold = fold_for(charter, subject, self._known, tuple(self._columns))
        self.unknown = charter.table(subject).space.bit.keys() - self._known - self._columns.keys()

    @property
    def nothing(self) -> bool:
        """Whether no row can be shown more than the lowest disclosure, whatever its own facts.

        Then nothing need be searched.
        """
        return self.fold.nothing

    @cached_property
    def code(self) -> ColumnElement[int]:
        """The row's facts as a code over `facts_of(subject)`; those not determined are 0 in it."""
        space = self.charter.table(self.subject).space
        true = space.code(name for name, value in self._known.items() if value)
        return _sum(true, {space.bit[name]: column for name, column in self._columns.items()})

    @cached_property
    def outcome(self) -> ColumnElement[int]:
        """The row's disclosure as its place in the subject's order, the lowest being 0."""
        if len(self.fold.levels) == 1:
            return _number(self.fold.levels[0])
        weighted = {1 << place: self._columns[name] for place, name in enumerate(self.fold.facts)}
        index = _sum(0, weighted)
        table = bindparam(None, self.fold.parameter(self._dialect), type_=LargeBinary, unique=True)
        if self._dialect == "postgresql":
            return func.get_byte(table, index, type_=Integer)
        return cast(func.substr(table, index + _number(1), _number(1)), Integer)

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
        return self.outcome >= _number(level)

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
    return CharterFilter(charter, subject, facts, dialect)


def fold_for(
    charter: Charter,
    subject: Subject,
    known: Mapping[str, bool | None],
    columns: Sequence[str],
    *,
    steady: bool = False,
) -> Fold:
    """Fold what is known before a query into a subject's table.

    Args:
        charter: The charter in force.
        subject: What the rows are.
        known: Facts known before the query. Facts neither here nor in `columns`, or None, count as
            ones that can't be determined.
        columns: Facts that are found in the rows, in the order of the bits of the index.
        steady: Keep every column in the index, even where it makes no difference to this viewer, so
            that the text of a statement written by hand is the same for all viewers. The table has
            two to the power of the number of columns bytes.

    Raises:
        ValueError: A fact is not one of the subject's.
    """
    space = charter.table(subject).space
    strangers = {*known, *columns} - space.bit.keys()
    if strangers:
        raise ValueError(f"not facts of a {subject}: {', '.join(sorted(strangers))}")
    settled = {*columns, *(name for name, value in known.items() if value is not None)}
    true = space.code(name for name, value in known.items() if value)
    unknown = space.code(space.bit.keys() - settled)
    return _fold(charter, subject, true, unknown, tuple(columns), steady)


@lru_cache(maxsize=256)  # viewers' facts take few values; the table of each is made once
def _fold(
    charter: Charter,
    subject: Subject,
    true: int,
    unknown: int,
    columns: tuple[str, ...],
    steady: bool,  # lru_cache is quicker without keywords
) -> Fold:
    table = charter.table(subject)
    space = table.space
    # Columns that no clause looks at are left aside, so that the table stays small.
    facts = columns if steady else tuple(name for name in columns if name in table.facts_in_use)
    codes = [true]
    for name in facts:
        codes += [code | space.bit[name] for code in codes]
    outcomes = table.lowest(unknown) if unknown else table.outcomes
    found = Fold(facts, bytes(outcomes[code] for code in codes))
    for name in () if steady else facts:
        found = _without_idle(found, name)
    return found


def _without_idle(fold: Fold, name: str) -> Fold:
    """Drop a fact from a table if its value makes no difference anywhere."""
    place = fold.facts.index(name)
    bit = 1 << place
    starts = range(0, len(fold.levels), 2 * bit)
    absent = b"".join(fold.levels[at : at + bit] for at in starts)
    present = b"".join(fold.levels[at + bit : at + 2 * bit] for at in starts)
    if absent != present:
        return fold
    return Fold(fold.facts[:place] + fold.facts[place + 1 :], absent)


def _number(value: int) -> ColumnElement[int]:
    # Spelt into the statement: it is the same for every execution, and PostgreSQL would otherwise
    # have to be told the type.
    return literal_column(str(value), Integer)


def _sum(constant: int, weighted: Mapping[int, ColumnElement[bool]]) -> ColumnElement[int]:
    """Add up the weights of the expressions that are true."""
    total = _number(constant)
    for weight, condition in weighted.items():
        total = total + case((condition, _number(weight)), else_=_number(0))
    return total
