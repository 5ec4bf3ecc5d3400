"""Reporting lines between people, as the directory's seats have them; searches follow them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session, aliased

from bot.network.warmth import Warmth
from bot.people.ties import AT_ONCE, ContactTie, replace_contact_ties
from models.accounts import Holding, Seat
from models.base import new_id
from models.network import Line

_Pair = tuple[int, int]


def refresh_lines(session: Session, workspace_id: int, contact_ids: Collection[int], warmth: Warmth) -> None:
    """Derive anew who reports to these contacts and to whom they report, and write the half ties of these lines.

    Call it in the transaction that changes what they hold, or to which seat theirs reports. A colleague's word begins
    no line and ends none.
    """
    session.flush()
    ordered = sorted(set(contact_ids))
    for start in range(0, len(ordered), AT_ONCE):
        _refresh(session, workspace_id, ordered[start : start + AT_ONCE], warmth)


def refresh_lines_of_seats(session: Session, workspace_id: int, seat_ids: Collection[int], warmth: Warmth) -> None:
    """The same for whoever holds these seats."""
    ordered = sorted(set(seat_ids))
    holders: set[int] = set()
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        query = select(Holding.contact_id).where(Holding.workspace_id == workspace_id, Holding.seat_id.in_(some))
        holders.update(session.scalars(query))
    refresh_lines(session, workspace_id, holders, warmth)


def weigh_lines(session: Session, workspace_id: int, lines: Sequence[Line], warmth: Warmth) -> None:
    """Write the half ties of these lines anew."""
    pairs = {(one.contact_id, one.superior_id): one.id for one in lines}
    both_ways = _among(session, workspace_id, {(superior, contact) for contact, superior in pairs})
    ties = []
    for (contact, superior), line_id in pairs.items():
        # Two people may each report to the other, in two seats: that is one tie.
        if (superior, contact) in both_ways and superior < contact:
            continue
        ties.append(ContactTie(line_id, contact, superior, steady=warmth.log_odds(warmth.reporting)))
    replace_contact_ties(session, workspace_id, "line_id", ties, replaced=list(pairs.values()))


def _refresh(session: Session, workspace_id: int, contact_ids: Sequence[int], warmth: Warmth) -> None:
    wanted = _derived(session, workspace_id, contact_ids)
    ends = Line.contact_id.in_(contact_ids) | Line.superior_id.in_(contact_ids)
    held = {
        (one.contact_id, one.superior_id): one
        for one in session.scalars(select(Line).where(Line.workspace_id == workspace_id, ends))
    }
    gone = held.keys() - wanted
    new = [
        Line(workspace_id=workspace_id, id=new_id(), contact_id=contact, superior_id=superior)
        for contact, superior in sorted(wanted - held.keys())
    ]
    if gone:
        ids = [held[pair].id for pair in gone]
        session.execute(delete(Line).where(Line.workspace_id == workspace_id, Line.id.in_(ids)))
    session.add_all(new)
    session.flush()
    # A line's going or coming may move the tie of a line the other way.
    changed = {*gone, *((one.contact_id, one.superior_id) for one in new)}
    turned = [held[pair] for pair in held.keys() & wanted if pair[::-1] in changed]
    if new or turned:
        weigh_lines(session, workspace_id, [*new, *turned], warmth)


def _derived(session: Session, workspace_id: int, contact_ids: Collection[int]) -> set[_Pair]:
    """(contact, superior) for every line one end of which is among these contacts."""
    below, above, seat = aliased(Holding), aliased(Holding), aliased(Seat)
    lines = (
        select(below.contact_id, above.contact_id)
        .join(seat, (seat.workspace_id == below.workspace_id) & (seat.id == below.seat_id))
        .join(above, (above.workspace_id == seat.workspace_id) & (above.seat_id == seat.reports_to_id))
        .where(below.workspace_id == workspace_id, _goes_on(below), _goes_on(above))
        .where(below.contact_id != above.contact_id)
    )
    return {
        (contact, superior)
        for end in (below.contact_id, above.contact_id)
        for contact, superior in session.execute(lines.where(end.in_(contact_ids)))
    }


def _goes_on(holding: type[Holding]) -> ColumnElement[bool]:
    """That the directory knows of no end, also of none to come: nothing would take the line away on that day."""
    ended_by_the_directory = holding.until.is_not(None) & holding.ended_by_id.is_(None)
    return holding.named_by_id.is_(None) & ~ended_by_the_directory


def _among(session: Session, workspace_id: int, pairs: Collection[_Pair]) -> set[_Pair]:
    """Those of these (contact, superior) that are lines."""
    contacts = sorted({contact for contact, _ in pairs})
    found: set[_Pair] = set()
    for start in range(0, len(contacts), AT_ONCE):
        query = select(Line.contact_id, Line.superior_id).where(
            Line.workspace_id == workspace_id, Line.contact_id.in_(contacts[start : start + AT_ONCE])
        )
        found.update((contact, superior) for contact, superior in session.execute(query))
    return found & set(pairs)
