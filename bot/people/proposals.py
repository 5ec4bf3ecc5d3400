"""What a colleague's message says of whom somebody else knows: proposed to that colleague, and only they may log it.

The proposer never learns what became of it: not whether it was stored, nor why not, nor what its owner decided.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from bot.charter.sight import Sight, Viewer
from bot.clock import Clock
from bot.errors import BadInput, Stale
from bot.network.resolving import OneOfUs, by_address
from bot.outbox import tell
from bot.people.capture import Entry, Logged, check, log, tidied
from models.accounts import Contact, ContactAddress
from models.base import new_id
from models.keys import address_key, domain_of, fold
from models.network import Relationship
from models.people import Colleague
from models.review import Proposal
from models.upsert import insert_unless_there

OPEN_MOST = 20
"""Proposals of one colleague that wait with another at the most; what comes on top is not stored."""
KEPT = dt.timedelta(days=30)
"""How long a proposal waits; after that it is dropped unanswered."""
SUGGESTION = "suggestion"
"""The kind of notification by which an owner is told; its subject is the batch."""
KEY_MOST = 320
"""Characters of the key by which a proposal is known."""


@dataclass(frozen=True)
class Proposed:
    """Somebody whom the viewer seems to know, in the words of another colleague's message."""

    proposal_id: int
    by: str
    called: str
    address: str | None
    name: str | None
    title: str | None
    account: str | None


def members(sight: Sight, slack_user_ids: Sequence[str]) -> list[Colleague]:
    """Those of these Slack users who are members of ours, the viewer left out, in the order given."""
    rows = sight.session.scalars(
        select(Colleague).where(
            Colleague.workspace_id == sight.viewer.workspace_id,
            Colleague.slack_user_id.in_(list(slack_user_ids)),
            Colleague.id != sight.viewer.id,
        )
    )
    found = {row.slack_user_id: row for row in rows if Viewer.of(row, sight.charter).member}
    return [found[one] for one in dict.fromkeys(slack_user_ids) if one in found]


def propose(
    sight: Sight,
    clock: Clock,
    domains: tuple[str, ...],
    owner_slack_ids: Sequence[str],
    entries: Sequence[Entry],
    batch_id: int,
) -> None:
    """Propose each person to each of these colleagues. They are told of all that has the same `batch_id` at once.

    Nothing is stored for whoever is no member, knows the person already or removed them, nor about somebody who
    objected. Whoever proposes must be told the same in each case.
    """
    # What does not fit is refused first: whether it is must not hang on whom it is proposed to.
    about = [(tidied(entry), _about(sight, domains, entry)) for entry in entries]
    for entry, _ in about:
        check(entry)
    for owner in members(sight, owner_slack_ids):
        stored = [_store(sight, clock, owner.id, entry, key, batch_id) for entry, key in about]
        if any(stored):
            tell(sight.session, clock, sight.viewer.workspace_id, SUGGESTION, batch_id, owner.id)


def waiting(sight: Sight) -> list[Proposed]:
    """What waits for the viewer's own word, oldest first."""
    return _held(sight)


def number_waiting(sight: Sight) -> int:
    """How many wait for the viewer's own word."""
    return sight.session.scalar(select(func.count()).select_from(Proposal).where(*_mine(sight))) or 0


def chosen(sight: Sight, proposal_ids: Sequence[int]) -> list[Proposed]:
    """Those of these proposals that still wait for the viewer's word, oldest first."""
    return _held(sight, Proposal.id.in_(list(proposal_ids)))


def of_batch(sight: Sight, batch_id: int) -> list[Proposed]:
    """Those proposed together that still wait for the viewer's word, oldest first."""
    return _held(sight, Proposal.batch_id == batch_id)


def one(sight: Sight, proposal_id: int) -> Proposed:
    """A proposal that waits for the viewer's word; raises `Stale` when it does not (any more)."""
    found = _held(sight, Proposal.id == proposal_id)
    if not found:
        # Whether it is somebody else's, was answered, has run out or never was: the words are the same.
        raise Stale("That suggestion doesn't wait for you any more. `/o2o me` shows what is held in your name.")
    return found[0]


def accept(sight: Sight, clock: Clock, domains: tuple[str, ...], proposal_id: int, entry: Entry) -> Logged:
    """Log what was proposed, in its owner's own words; the proposal is gone then."""
    one(sight, proposal_id)
    done = log(sight, clock, domains, entry)
    _drop(sight, proposal_id)
    return done


def decline(sight: Sight, proposal_id: int) -> str:
    """Forget a proposal; nobody is told. Gives what the person was called."""
    called = one(sight, proposal_id).called
    _drop(sight, proposal_id)
    return called


def forget_old(session: Session, workspace_id: int, now: dt.datetime, most: int) -> int:
    """Drop up to `most` proposals that are past their time or settled by other means; gives how many."""
    settled = _settled(workspace_id, Proposal.owner_id, Proposal.about_key)
    due = session.scalars(
        select(Proposal.id)
        .where(Proposal.workspace_id == workspace_id, (Proposal.created_at < now - KEPT) | settled)
        .order_by(Proposal.id)
        .limit(most)
    ).all()
    session.execute(delete(Proposal).where(Proposal.workspace_id == workspace_id, Proposal.id.in_(due)))
    return len(due)


def _about(sight: Sight, domains: tuple[str, ...], entry: Entry) -> str:
    """The key of the person proposed: their address, or else their name and company."""
    if entry.address and entry.address.strip():
        address = address_key(entry.address)
        if address is None:
            raise BadInput("That is no e-mail address. It looks like jane@acme.com.", field="address")
        if domain_of(address) in domains or isinstance(by_address(sight, address), OneOfUs):
            raise BadInput("That address is one of ours. o2o keeps whom we know at customers.", field="address")
        return address
    if not entry.name or not entry.name.strip():
        raise BadInput("Under which address or name may they know the person?", field="address")
    return f"{fold(entry.name)} | {fold(entry.account or '')}"[:KEY_MOST]


def _store(sight: Sight, clock: Clock, owner_id: int, entry: Entry, key: str, batch_id: int) -> bool:
    session, workspace_id = sight.session, sight.viewer.workspace_id
    settled = session.scalar(select(_settled(workspace_id, owner_id, key)))
    if settled or _open(sight, owner_id) >= OPEN_MOST:
        return False
    made = {
        "workspace_id": workspace_id,
        "id": new_id(),
        "owner_id": owner_id,
        "proposer_id": sight.viewer.id,
        "batch_id": batch_id,
        "about_key": key,
        "address": address_key(entry.address or ""),
        "name": entry.name,
        "title": entry.title,
        "account": entry.account,
        "created_at": clock.now(),
    }
    return insert_unless_there(session, Proposal, made)


def _settled(workspace_id: int, owner_id: Any, address: Any) -> ColumnElement[bool]:
    """That the owner has spoken of the person with this address (logged or removed them), or the person objected."""
    spoken = exists().where(
        Relationship.workspace_id == workspace_id,
        Relationship.contact_id == ContactAddress.contact_id,
        Relationship.colleague_id == owner_id,
    )
    objected = exists().where(
        Contact.workspace_id == workspace_id,
        Contact.id == ContactAddress.contact_id,
        Contact.objected_at.is_not(None),
    )
    return exists().where(
        ContactAddress.workspace_id == workspace_id, ContactAddress.address == address, spoken | objected
    )


def _open(sight: Sight, owner_id: int) -> int:
    return (
        sight.session.scalar(
            select(func.count()).where(
                Proposal.workspace_id == sight.viewer.workspace_id,
                Proposal.owner_id == owner_id,
                Proposal.proposer_id == sight.viewer.id,
            )
        )
        or 0
    )


_PROPOSER = aliased(Colleague, name="proposer")


def _held(sight: Sight, *where: ColumnElement[bool]) -> list[Proposed]:
    rows = sight.session.execute(
        select(Proposal, _PROPOSER.name)
        .join(_PROPOSER, (_PROPOSER.workspace_id == Proposal.workspace_id) & (_PROPOSER.id == Proposal.proposer_id))
        .where(*_mine(sight), *where)
        .order_by(Proposal.created_at, Proposal.id)
    )
    return [_proposed(row, by) for row, by in rows]


def _mine(sight: Sight) -> tuple[ColumnElement[bool], ...]:
    """Of a proposal: that it is the viewer's own and makes sense: of nobody logged since, and nobody who objected."""
    viewer = sight.viewer
    return (
        Proposal.workspace_id == viewer.workspace_id,
        Proposal.owner_id == viewer.id,
        Proposal.created_at >= sight.now - KEPT,
        ~_settled(viewer.workspace_id, viewer.id, Proposal.about_key),
    )


def _proposed(row: Proposal, by: str) -> Proposed:
    called = row.name or row.address or "somebody"
    return Proposed(row.id, by, called, row.address, row.name, row.title, row.account)


def _drop(sight: Sight, proposal_id: int) -> None:
    sight.session.execute(
        delete(Proposal).where(
            Proposal.workspace_id == sight.viewer.workspace_id,
            Proposal.owner_id == sight.viewer.id,
            Proposal.id == proposal_id,
        )
    )
