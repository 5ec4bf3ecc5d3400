"""A batch's rows of one table as they stand while the batch is worked through: read in one go, written in one go."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, delete, insert, update
from sqlalchemy.orm import Session

from models.base import Base, new_id


class Draft:
    """One row: its values, whether it is new, and what was changed."""

    __slots__ = ("changed", "new", "values")

    def __init__(self, values: dict[str, Any], *, new: bool) -> None:
        self.values = values
        self.new = new
        self.changed: set[str] = set()

    @property
    def id(self) -> int:
        """The row's id."""
        found: int = self.values["id"]
        return found

    def __getitem__(self, column: str) -> Any:
        """The value of a column as it stands now."""
        return self.values[column]

    def put(self, **values: Any) -> bool:
        """Set these columns; say whether that changed anything."""
        different = {name: value for name, value in values.items() if self.values[name] != value}
        self.values.update(different)
        self.changed.update(different)
        return bool(different)

    def fill(self, **values: Any) -> bool:
        """The same, passing over what the file leaves empty (None): an empty cell leaves things as they are."""
        return self.put(**{name: value for name, value in values.items() if value is not None})


class Drafts:
    """The drafts of one table by whatever key the batch looks them up with."""

    def __init__(self, model: type[Base], workspace_id: int) -> None:
        self._table = table = Base.metadata.tables[model.__tablename__]
        self._workspace_id = workspace_id
        self._blank = {column.name: None for column in table.columns}
        self._by_key: dict[Hashable, Draft] = {}
        self._dropped: list[int] = []

    def __iter__(self) -> Iterator[Draft]:
        """All drafts."""
        return iter(self._by_key.values())

    def __getitem__(self, key: Hashable) -> Draft:
        """The draft under this key, which is known to be there."""
        return self._by_key[key]

    def get(self, key: Hashable) -> Draft | None:
        """The draft under this key, if there is one."""
        return self._by_key.get(key)

    def load(self, key: Hashable, row: Mapping[str, Any]) -> Draft:
        """Take a row the database has."""
        return self._by_key.setdefault(key, Draft(dict(row), new=False))

    def create(self, key: Hashable, **values: Any) -> Draft:
        """Begin a new row."""
        whole = {**self._blank, "id": new_id(), **values, "workspace_id": self._workspace_id}
        draft = self._by_key[key] = Draft(whole, new=True)
        return draft

    def drop(self, key: Hashable) -> None:
        """Take a row out again."""
        draft = self._by_key.pop(key)
        if not draft.new:
            self._dropped.append(draft.id)

    def write(self, session: Session) -> None:
        """Delete what was dropped, insert what is new, update what was changed (one statement a set of columns)."""
        connection = session.connection()
        if self._dropped:
            theirs = self._table.c.workspace_id == self._workspace_id
            connection.execute(delete(self._table).where(theirs, self._table.c.id.in_(self._dropped)))
        fresh = [draft.values for draft in self if draft.new]
        if fresh:
            connection.execute(insert(self._table), fresh)
        by_columns: dict[tuple[str, ...], list[Draft]] = defaultdict(list)
        for draft in self:
            if draft.changed and not draft.new:
                by_columns[tuple(sorted(draft.changed))].append(draft)
        for columns, drafts in by_columns.items():
            statement = (
                update(self._table)
                .where(self._table.c.workspace_id == self._workspace_id, self._table.c.id == bindparam("the_id"))
                .values({name: bindparam(f"new_{name}") for name in columns})
            )
            rows = [{"the_id": one.id, **{f"new_{name}": one[name] for name in columns}} for one in drafts]
            connection.execute(statement, rows)
