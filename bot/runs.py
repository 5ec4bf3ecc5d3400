"""Runs of the clock's jobs: whoever claims one does it, however many workers tick; one that fails holds up no other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.clock import Clock
from bot.errors import Stale
from models.base import new_id
from models.outbox import ClaimedRun
from models.upsert import insert_unless_there

KEPT = dt.timedelta(days=90)
"""How long claims are kept: longer than the longest slot (a month) could come again."""


def claim_run(session: Session, clock: Clock, workspace_id: int, job: str, slot: str) -> bool:
    """Claim the run of a job for a slot (a day, a month ...); False when somebody has it.

    In the transaction of what the run does: where that fails, the claim is given up with it.
    """
    values = {"workspace_id": workspace_id, "id": new_id(), "job": job, "slot": slot, "at": clock.now()}
    return insert_unless_there(session, ClaimedRun, values)


def forget_old(session: Session, clock: Clock, workspace_id: int) -> None:
    """Drop claims past the time in which their slot could come again."""
    session.execute(
        delete(ClaimedRun).where(ClaimedRun.workspace_id == workspace_id, ClaimedRun.at < clock.now() - KEPT)
    )


def each(look: Callable[[int], int], ids: Iterable[int], failed: list[Exception]) -> int:
    """Look at each, in a transaction of its own; gives the sum of what `look` gives.

    What fails is added to `failed`, and the others are looked at all the same. What the database can't do is raised.
    """
    number = 0
    for one in ids:
        try:
            number += look(one)
        except Stale:
            continue  # somebody was quicker; the next tick sees what is left to do
        except SQLAlchemyError:
            raise
        except Exception as error:  # noqa: BLE001 one that can't be worked must not hold up the others
            failed.append(error)
    return number
