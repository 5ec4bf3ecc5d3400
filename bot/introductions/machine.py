"""The states of a request and of an ask, and what leads from one to the next: one table for each, and one way to move.

The tables are shown in docs/reference/introductions.md.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import update
from sqlalchemy.orm import Session

from bot.errors import Stale
from models.introductions import Ask, Introduction

By = Literal["requester", "addressee", "connector", "clock", "charter"]
"""Who may cause a transition. The addressee is whoever was asked, the connector whose relationship it is."""


@dataclass(frozen=True)
class Transition:
    """One line of a table: what happens in which states, what it leads to (None: it stays), and who may cause it."""

    event: str
    states: tuple[str, ...]
    to: str | None
    by: tuple[By, ...]
    says: str


OF_INTRODUCTION = (
    Transition("agree", ("asking",), "agreed", ("addressee",), "Everybody whose yes is needed has said yes."),
    Transition("time_over", ("asking",), "none", ("clock",), "The hour of the answer has come without a yes."),
    Transition("withdraw", ("asking", "agreed"), "withdrawn", ("requester",), "The requester takes it back."),
    Transition("made", ("agreed",), "made", ("connector",), "The connector has introduced the two."),
    Transition("unmade", ("made",), "agreed", ("connector",), "Said by a wrong click: it is yet to be made."),
    Transition("met", ("agreed", "made"), "met", ("requester",), "Requester and contact have met."),
    Transition("no_reply", ("agreed", "made"), "no_reply", ("requester",), "The contact has not replied."),
    Transition("cannot", ("agreed",), "none", ("connector",), "The connector had agreed, and can't after all."),
    Transition(
        "give_up",
        ("agreed",),
        "none",
        ("charter",),
        "What was agreed may no longer be done: the contact objected, or the relationship is gone.",
    ),
)
"""What can happen to a request, in the order of its life."""

_OPEN = ("waiting", "later", "asking_contact")

OF_ASK = (
    Transition("introduce", ("waiting", "later"), "yes", ("addressee",), "Yes, I'll introduce you."),
    Transition("use_name", ("waiting", "later"), "yes", ("addressee",), "Yes, use my name."),
    Transition("ask_contact", ("waiting", "later"), "asking_contact", ("addressee",), "I'll ask the contact first."),
    Transition("contact_yes", ("asking_contact",), "yes", ("addressee",), "The contact said yes."),
    Transition("contact_no", ("asking_contact",), "contact_no", ("addressee",), "The contact would rather not."),
    Transition("decline", _OPEN, "no", ("addressee",), "Not this time, or somebody else is better placed."),
    Transition("reconsider", ("no",), "waiting", ("addressee",), "The no was said by a wrong click."),
    Transition("reconsider", ("contact_no",), "asking_contact", ("addressee",), "So was that of the contact."),
    Transition("ask_on", ("no",), "asking_contact", ("addressee",), "The same, by who was asking the contact first."),
    Transition("cannot", ("yes",), "no", ("addressee",), "I can't after all: what was agreed is taken back."),
    Transition("later", ("waiting",), "later", ("addressee",), "Remind me on the next working day."),
    Transition("edit", (*_OPEN, "yes"), None, ("addressee",), "The text to send on is put into one's own words."),
    Transition("silence", _OPEN, "silent", ("clock",), "No answer came in time: that counts as no."),
    Transition(
        "void",
        (*_OPEN, "yes"),
        "void",
        ("requester", "addressee", "clock", "charter"),
        "Nothing is to be answered any more: withdrawn, the hour is over, another yes is missing, or the charter no "
        "longer allows it.",
    ),
)
"""What can happen to an ask, in the order of its life."""

OPEN = frozenset(_OPEN)
"""The states of an ask in which an answer is waited for."""
MOVED_ON = "Things have moved on meanwhile; nothing was changed."


def step(table: tuple[Transition, ...], event: str, state: str) -> Transition | None:
    """The line of a table for an event in a state; None where it can't happen in it."""
    return next((one for one in table if one.event == event and state in one.states), None)


def move(session: Session, row: Introduction | Ask, event: str, now: dt.datetime, **values: Any) -> None:
    """Let an event happen to a row as it was read, with these further values; `row` is as stored afterwards.

    Raises `Stale` where it can't happen in the row's state, or where somebody was quicker.
    """
    model = type(row)
    found = step(OF_INTRODUCTION if model is Introduction else OF_ASK, event, row.state)
    if found is None:
        raise Stale(MOVED_ON)
    if found.to is not None:  # what stays in its state may be answered still from what was shown before
        values = {"state": found.to, "version": row.version + 1, **_stamps(model, found, now), **values}
    done = session.execute(
        update(model)
        .where(
            model.workspace_id == row.workspace_id,
            model.id == row.id,
            model.state == row.state,
            model.version == row.version,
        )
        .values(**values)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    ).first()
    if done is None:
        raise Stale(MOVED_ON)
    session.refresh(row)


def _stamps(model: type[Introduction | Ask], found: Transition, now: dt.datetime) -> dict[str, Any]:
    """What else a new state sets."""
    if model is Ask:
        return {"answered_at": now} if "addressee" in found.by and found.to != "void" else {}
    # What is agreed keeps its place: nobody else is to be sent to the contact meanwhile.
    stamps: dict[str, Any] = {} if found.to == "agreed" else {"active": False}
    if found.to in ("none", "withdrawn", "met", "no_reply"):
        stamps["closed_at"] = now
    return stamps
