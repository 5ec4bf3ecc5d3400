"""What every table shares: its key, its references, its times, its naming.

Every table's primary key is `(workspace_id, id)` and every reference carries the workspace, so that the
data can be sharded by workspace on a distributed PostgreSQL without a change of schema.
"""

from __future__ import annotations

import datetime as dt
import os
import secrets
import threading
import time
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    ForeignKeyConstraint,
    MetaData,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant: aware on the way in, stored in UTC, aware (UTC) on the way out.

    `DateTime(timezone=True)` comes back naive from SQLite; this is the one column type for instants.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:  # noqa: ARG002 SQLAlchemy's signature
        """Refuse naive times; turn the others into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was given where an instant is stored")
        return value.astimezone(dt.UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002 likewise
        """Give the instant back aware."""
        if value is None:
            return None
        instant: dt.datetime = value
        return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {dt.datetime: UTCDateTime(), int: BigInteger()}


_EPOCH_MS = 1_735_689_600_000  # 2025-01-01T00:00:00Z
_process = os.getpid()
_node = int.from_bytes(os.urandom(2), "big") & 0x3FF
_lock = threading.Lock()
_state = {"ms": 0, "seq": 0}


def new_id() -> int:
    """A 63-bit id that sorts by the time it was made: 41 bits of milliseconds, 10 of process, 12 of count.

    SQLite makes no autoincrement in a composite key, so ids come from Python. The layout is that of
    Twitter's Snowflake ids (https://github.com/twitter-archive/snowflake); the process part is random.
    """
    global _node, _process
    with _lock:
        if os.getpid() != _process:  # a fork would otherwise repeat its parent's ids
            _process = os.getpid()
            _node = int.from_bytes(os.urandom(2), "big") & 0x3FF
        now = time.time_ns() // 1_000_000 - _EPOCH_MS
        if now > _state["ms"]:
            _state["ms"], _state["seq"] = now, 0
        else:
            _state["seq"] += 1
            if _state["seq"] > 0xFFF:  # more than 4,096 in one millisecond: borrow from the next
                _state["ms"] += 1
                _state["seq"] = 0
        return (_state["ms"] << 22) | (_node << 12) | _state["seq"]


def id_at(at: dt.datetime) -> int:
    """The lowest id that `new_id` could have made at an instant: what was made since has a higher one."""
    return max(0, int(at.timestamp() * 1000) - _EPOCH_MS) << 22


def random_id() -> int:
    """A 63-bit id that tells nothing: for rows whose id people may read in a button, where age would tell too much."""
    return secrets.randbits(62) | (1 << 62)


class InWorkspace:
    """Gives a table its key `(workspace_id, id)`; see `refers` for its references."""

    # In this order, whatever a table says of its own `id`: it is the order of the key.
    workspace_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-2)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=new_id, sort_order=-1)


def refers(table: str, column: str, *, on_delete: str | None = None) -> ForeignKeyConstraint:
    """A reference from `column` to a row of `table` in the same workspace."""
    return ForeignKeyConstraint(["workspace_id", column], [f"{table}.workspace_id", f"{table}.id"], ondelete=on_delete)


def of_workspace() -> ForeignKeyConstraint:
    """The reference of a row to its workspace."""
    return ForeignKeyConstraint(["workspace_id"], ["workspaces.id"], ondelete="CASCADE")


def unique(*columns: str) -> UniqueConstraint:
    """Uniqueness within the workspace."""
    return UniqueConstraint("workspace_id", *columns)
