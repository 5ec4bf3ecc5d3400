"""Keeping what searches read (half ties) and what the charter joins (affiliations) in step with what is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import Date, case, cast, delete, insert, literal, select, union_all
from sqlalchemy.orm import Session

from bot.network.warmth import Warmth
from models.accounts import AccountDomain, Affiliation, ContactAddress, Holding, Seat
from models.base import Base, new_id
from models.network import HalfTie, Relationship

DECLARED = {1: 0.1, 2: 0.3, 3: 0.5, 4: 0.7, 5: 0.9}
"""What a strength of 1 to 5, as its owner declares it, is on the scale 0 to 1: the middle of five equal bands."""

UNDECLARED = 0.02
"""The least a tie counts for that nobody put a strength to: a trace, less than the least that can be declared."""

_TIE_COLUMNS = (
    "id",
    "colleague_id",
    "contact_id",
    "strength",
    "fading",
    "account_id",
    "private",
    "open",
    "reviewed",
    "removed_at",
)
_half_ties = Base.metadata.tables[HalfTie.__tablename__]

AT_ONCE = 2000
"""Ids in one statement: far below what either database allows."""


class ContactTie(NamedTuple):
    """A tie between two contacts, and the exchange or line (its id) that it comes from."""

    origin_id: int
    one: int
    other: int
    steady: float | None = None
    fading: float | None = None


def steady_of(strength: int | None) -> float:
    """What a declared strength (1 to 5, or None) counts for as long as it stands, as log2 of its odds."""
    return Warmth.log_odds(UNDECLARED if strength is None else DECLARED[strength])


def half_tie_rows(relationship: Relationship) -> list[dict[str, Any]]:
    """The two half rows of a relationship; none once it is removed."""
    return _half_rows(relationship.workspace_id, {name: getattr(relationship, name) for name in _TIE_COLUMNS})


def rewrite_half_ties(session: Session, relationships: Sequence[Relationship]) -> None:
    """Write the half ties of these relationships anew (call it in the transaction that changes them)."""
    if not relationships:
        return
    session.flush()
    replace_half_ties(
        session,
        relationships[0].workspace_id,
        [{name: getattr(one, name) for name in _TIE_COLUMNS} for one in relationships],
        replaced=[one.id for one in relationships],
    )


def replace_half_ties(
    session: Session, workspace_id: int, relationships: Sequence[Mapping[str, Any]], *, replaced: Sequence[int]
) -> None:
    """The same for rows of the table as mappings, many at once.

    `replaced` are the ids among them that may have half ties already: for the others nothing need be looked for.
    """
    _replace(
        session,
        workspace_id,
        "relationship_id",
        [row for one in relationships for row in _half_rows(workspace_id, one)],
        replaced,
    )


def replace_contact_ties(
    session: Session,
    workspace_id: int,
    origin: Literal["exchange_id", "line_id"],
    ties: Sequence[ContactTie],
    *,
    replaced: Sequence[int],
) -> None:
    """Write the half ties of pairs of contacts anew; `replaced` are the origins' ids that may have some already."""
    nobody_elses = {"private": False, "open": False, "reviewed": True, "informal": origin == "exchange_id"}
    rows = [
        {
            **nobody_elses,
            "workspace_id": workspace_id,
            "id": new_id(),
            "node_id": node,
            "neighbour_id": neighbour,
            "neighbour_is_colleague": False,
            "steady": tie.steady,
            "fading": tie.fading,
            origin: tie.origin_id,
        }
        for tie in ties
        for node, neighbour in ((tie.one, tie.other), (tie.other, tie.one))
    ]
    _replace(session, workspace_id, origin, rows, replaced)


def _replace(
    session: Session, workspace_id: int, origin: str, rows: Sequence[dict[str, Any]], replaced: Sequence[int]
) -> None:
    connection = session.connection()
    for start in range(0, len(replaced), AT_ONCE):
        some = replaced[start : start + AT_ONCE]
        connection.execute(
            delete(_half_ties).where(_half_ties.c.workspace_id == workspace_id, _half_ties.c[origin].in_(some))
        )
    if rows:
        connection.execute(insert(_half_ties), rows)


def _half_rows(workspace_id: int, relationship: Mapping[str, Any]) -> list[dict[str, Any]]:
    if relationship["removed_at"] is not None:
        return []
    shared: dict[str, Any] = {
        "workspace_id": workspace_id,
        "relationship_id": relationship["id"],
        "steady": steady_of(relationship["strength"]),
        # The owner's own word stands: evidence counts where they have said nothing.
        "fading": relationship["fading"] if relationship["strength"] is None else None,
        "account_id": relationship["account_id"],
        "private": relationship["private"],
        "open": relationship["open"],
        "reviewed": relationship["reviewed"],
        "informal": False,
    }
    ours, theirs = relationship["colleague_id"], relationship["contact_id"]
    return [
        {**shared, "id": new_id(), "node_id": theirs, "neighbour_id": ours, "neighbour_is_colleague": True},
        {**shared, "id": new_id(), "node_id": ours, "neighbour_id": theirs, "neighbour_is_colleague": False},
    ]


def refresh_affiliations(session: Session, workspace_id: int, contact_ids: Collection[int]) -> None:
    """Derive anew to which accounts these contacts belong: by mail domain and by seat held."""
    if not contact_ids:
        return
    session.flush()
    wanted: dict[tuple[int, int, str], dt.date | None] = {}
    for contact_id, account_id, basis, until in session.execute(_derived(workspace_id, contact_ids)):
        key = (contact_id, account_id, basis)
        # Of several seats at one account the one that ends last counts, and one that is not known to end above all.
        known = wanted.get(key, until)
        wanted[key] = max(known, until) if known is not None and until is not None else None
    held = {
        (row.contact_id, row.account_id, row.basis): row
        for row in session.scalars(
            select(Affiliation).where(Affiliation.workspace_id == workspace_id, Affiliation.contact_id.in_(contact_ids))
        )
    }
    gone = [row.id for key, row in held.items() if key not in wanted]
    if gone:
        session.execute(delete(Affiliation).where(Affiliation.workspace_id == workspace_id, Affiliation.id.in_(gone)))
    for key in held.keys() & wanted.keys():
        if held[key].until != wanted[key]:
            held[key].until = wanted[key]
    new = [
        {
            "workspace_id": workspace_id,
            "id": new_id(),
            "contact_id": contact_id,
            "account_id": account_id,
            "basis": basis,
            "until": wanted[contact_id, account_id, basis],
        }
        for contact_id, account_id, basis in sorted(wanted.keys() - held.keys())
    ]
    if new:
        session.execute(insert(Affiliation), new)


_NEVER = cast(None, Date())
"""The end of an affiliation that is not known to end."""


def _derived(workspace_id: int, contact_ids: Collection[int]) -> Any:
    by_domain = (
        select(ContactAddress.contact_id, AccountDomain.account_id, literal("domain"), _NEVER)
        .join(
            AccountDomain,
            (AccountDomain.workspace_id == ContactAddress.workspace_id)
            & (AccountDomain.domain == ContactAddress.domain),
        )
        .where(ContactAddress.workspace_id == workspace_id, ContactAddress.contact_id.in_(contact_ids))
    )
    by_seat = (
        select(
            Holding.contact_id,
            Seat.account_id,
            literal("seat"),
            # A colleague's word that somebody left ends nothing here, as their word that somebody came begins nothing.
            case((Holding.ended_by_id.is_not(None), _NEVER), else_=Holding.until),
        )
        .join(Seat, (Seat.workspace_id == Holding.workspace_id) & (Seat.id == Holding.seat_id))
        .where(
            Holding.workspace_id == workspace_id,
            Holding.contact_id.in_(contact_ids),
            Holding.named_by_id.is_(None),
        )
    )
    return union_all(by_domain, by_seat)
