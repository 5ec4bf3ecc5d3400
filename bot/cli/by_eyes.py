"""Asking from the shell what a colleague could ask in Slack: by their eyes, within their look-ups, and on record."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.audit import Decided
from bot.charter import Charter
from bot.charter.in_force import put_in_force
from bot.charter.sight import Sight, Viewer
from bot.cli.opening import open_database, the_workspace
from bot.clock import SystemClock
from bot.errors import BadInput
from bot.network.lookups import within_limit
from bot.settings import Settings
from models.base import new_id
from models.keys import address_key
from models.people import Colleague

T = TypeVar("T")


@dataclass(frozen=True)
class Disclosed(Generic[T]):
    """What is told, and the decisions behind it; `answer_id` is what both are kept under (None: a new one)."""

    told: T
    decided: Collection[Decided]
    answer_id: int | None = None


def by_the_eyes_of(
    email: str | None, workspace: str | None, settings: Settings, ask: Callable[[Sight], Disclosed[T]]
) -> T:
    """What `ask` finds for the colleague of this address, with the charter in force; None: for a deal's channel.

    It counts as a look-up of theirs. The decisions are on record before anything is told: nothing leaves that nobody
    knows of. Raises `BadInput`, and what `ask` raises.
    """
    clock = SystemClock()
    database = open_database(settings)
    try:
        workspace_id = the_workspace(database, workspace)
        with database.write() as session:
            charter = put_in_force(session, clock, workspace_id, settings.charter)
        with database.read() as session:
            viewer = Viewer.channel(workspace_id) if email is None else viewer_of(session, workspace_id, email, charter)
            sight = Sight(session, charter, viewer, clock.now(), settings.warmth)
            if email is not None:
                within_limit(sight, clock)
            found = ask(sight)
        with database.write() as session:
            audit.record(session, clock, workspace_id, viewer.id, found.answer_id or new_id(), list(found.decided))
    finally:
        database.close()
    return found.told


def viewer_of(session: Session, workspace_id: int, email: str, charter: Charter) -> Viewer:
    """The eyes of the colleague whom `--as` names; raises `BadInput` where there is none, or they see nothing."""
    key = address_key(email)
    found = session.scalar(select(Colleague).where(Colleague.workspace_id == workspace_id, Colleague.email == key))
    if found is None:
        raise BadInput(f"--as: no colleague has the address {email}. `o2o import colleagues FILE` adds them.")
    viewer = Viewer.of(found, charter)
    if viewer.member is not True:
        raise BadInput(f"--as: {email} is no full member of the workspace, and is shown nothing.")
    return viewer


def write(file: Path, text: str) -> None:
    """Write what only one colleague may see into a file of theirs, in the place of one that is there.

    Nobody else on the machine can read it, at no moment, and whoever had the earlier file open reads that one. Raises
    `BadInput` where that can't be, with the earlier file as it was: also where it is a link (somebody else may have put
    it there), or no file.
    """
    made: Path | None = None
    try:
        _can_be_replaced(file)
        handle, name = tempfile.mkstemp(prefix=".o2o-", dir=file.parent)  # made with mode 0600
        made = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as held:
            held.write(text)
        made.replace(file)
        made = None
    except OSError as error:
        raise BadInput(f"{file} can't be written ({error.strerror}). Name a file in a folder of yours.") from None
    finally:
        if made is not None:
            made.unlink(missing_ok=True)


def _can_be_replaced(file: Path) -> None:
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise BadInput(f"{file} is a link. Name the file that it leads to.")
    if not stat.S_ISREG(mode):
        raise BadInput(f"{file} is no file. Name one, or a new one.")
