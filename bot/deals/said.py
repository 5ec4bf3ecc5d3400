"""What is said of a deal of its own accord, as its reader may see it now: a move, what is missing, what is a risk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import ColumnElement, func, select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals import places, seen, showing, telling
from bot.deals.engaging import engagements
from bot.deals.meetings import Meeting, Meetings, meetings
from bot.deals.needs import NeedStanding
from bot.deals.playbook import Need, Playbooks, Risk
from bot.deals.risks import BUYER, RULES, is_there
from bot.deals.risks_told import was_in_touch
from bot.deals.showing import DealShown
from bot.deals.stages import Side
from bot.errors import Stale
from bot.network.shown_ways import Somebody
from models.accounts import Account, Seat
from models.deals import Deal, Gap, StageRecord
from models.keys import fold
from models.outbox import OutboxEntry

MOVED_ON: Final = "The deal has moved on."


@dataclass(frozen=True)
class Pair:
    """Who of ours is in dialogue with whom of theirs for a need, since when: by name, as the reader may see."""

    ours: str
    theirs: str
    since: dt.datetime


@dataclass(frozen=True)
class Line:
    """One thing missing: the need, or the risk, and what was said to it.

    `meeting` is there for a need that is open to this reader; `pair` for one that is met, where both may be named.
    `way` is that somebody knows whoever is meant, where nobody is named. `asked`: a risk that is over since a need asks
    for the same by now. `seat` is the empty seat that a risk is about, by account and title, as a person may see it.
    """

    gap: Gap
    need: Need | None
    risk: Risk | None
    meeting: Meeting | None = None
    pair: Pair | None = None
    assigned_to: str | None = None
    way: Somebody | None = None
    asked: bool = False
    seat: tuple[str, str] | None = None

    @property
    def is_open(self) -> bool:
        """Whether somebody is asked to answer it."""
        return self.gap.state == "open" and (self.risk is not None or self.meeting is not None)


@dataclass(frozen=True)
class Told:
    """A message about a deal: what is missing in it, with the decisions behind it.

    `moved` is whose stage became another one, for a message about a move, and `to` that stage as the playbook calls it;
    `latest`: that it is the last such message.
    `named`: that it says by name who should meet whom; `unsaid`: that none of it may be told in this kind of place.
    """

    deal: DealShown
    lines: tuple[Line, ...]
    decided: tuple[Decided, ...]
    moved: Side | None = None
    to: str = ""
    latest: bool = True
    named: bool = False
    unsaid: bool = False

    @property
    def open_ones(self) -> tuple[Line, ...]:
        """Those that are still to be answered."""
        return tuple(one for one in self.lines if one.is_open)


def of_move(sight: Sight, playbooks: Playbooks, record_id: int, channel_id: str | None) -> Told:
    """What is said of a move. Raises `Stale` where there is nothing (any more) to say to this reader."""
    record = sight.session.get(StageRecord, (sight.viewer.workspace_id, record_id))
    deal = None if record is None else _deal(sight, record.deal_id, channel_id)
    if record is None or deal is None:
        raise Stale(MOVED_ON)
    side: Side = "sales" if record.side == "sales" else "buying"
    gaps = _gaps(sight, deal, Gap.raised_by_id == record_id)
    told = _told(sight, playbooks, deal, gaps)
    playbook = seen.playbook_of(playbooks, deal)
    now = deal.stage if side == "sales" else deal.buying_stage
    latest = fold(now or "") == fold(record.stage) or (side == "sales" and playbook.sales_stage(deal.stage) is None)
    latest = latest and record_id == _last_told(sight, deal)
    unsaid = not places.may(sight) >= places.OF_MOVE
    known = playbook.sales_stage(record.stage) if side == "sales" else playbook.buying_stage(record.stage)
    return replace(told, moved=side, to=known.name if known else record.stage, latest=latest, unsaid=unsaid)


def of_gap(sight: Sight, playbooks: Playbooks, gap_id: int, channel_id: str | None) -> Told:
    """What is said of one gap: a risk, or what was put off and is back. Raises `Stale` as `of_move`."""
    gap = sight.session.get(Gap, (sight.viewer.workspace_id, gap_id))
    deal = None if gap is None else _deal(sight, gap.deal_id, channel_id)
    if gap is None or deal is None:
        raise Stale(MOVED_ON)
    return _told(sight, playbooks, deal, [gap])


def of_unanswered(sight: Sight, playbooks: Playbooks, deal_id: int) -> Told:
    """What nobody has answered in a deal for too long, and was asked for last. Raises `Stale` as `of_move`."""
    deal = seen.the_deal(sight, deal_id)
    here = (Gap.workspace_id == deal.workspace_id) & (Gap.deal_id == deal.id)
    last = select(func.max(Gap.escalated_at)).where(here).scalar_subquery()
    return _told(sight, playbooks, deal, _gaps(sight, deal, Gap.escalated_at == last))


def _deal(sight: Sight, deal_id: int, channel_id: str | None) -> Deal | None:
    """The deal, if the reader may see it; a channel, if it is the one the deal is spoken of in."""
    if not sight.viewer.is_channel:
        return seen.the_deal(sight, deal_id)
    deal = seen.in_channel(sight, channel_id)
    return deal if deal is not None and deal.id == deal_id else None


def _gaps(sight: Sight, deal: Deal, where: ColumnElement[bool]) -> Sequence[Gap]:
    here = (Gap.workspace_id == deal.workspace_id) & (Gap.deal_id == deal.id)
    return sight.session.scalars(select(Gap).where(here, where).order_by(Gap.needed_by, Gap.key, Gap.subject_id)).all()


def _told(sight: Sight, playbooks: Playbooks, deal: Deal, gaps: Sequence[Gap]) -> Told:
    playbook = seen.playbook_of(playbooks, deal)
    found = meetings(sight, playbooks, deal)
    needs = {one.id: one for one in playbook.needs}
    may = places.may(sight)
    names = sight.reading.names([one.assigned_to_id for one in gaps if one.assigned_to_id])
    lines = []
    for gap in gaps:
        if not places.of_gap(gap) <= may:
            continue
        need, risk = needs.get(gap.key), playbook.risks.get(gap.key) if gap.key in RULES else None
        if need is None and risk is None:
            continue  # the playbook has it no more
        if risk is not None and gap.state == "open" and not _is_risk(sight, playbooks, deal, gap, risk, found):
            continue
        assigned = names[gap.assigned_to_id][0] if gap.assigned_to_id in names and "team_names" in may else None
        pair = _pair(sight, found, deal, gap) if may >= places.NAMES else None
        asked = gap.key == "no_economic_buyer" and gap.state == "over" and _is_asked(found)
        lines.append(
            Line(
                gap,
                need,
                risk,
                _meeting(found, gap, need),
                pair,
                assigned_to=assigned,
                asked=asked,
                seat=_seat(sight, gap),
            )
        )
    named = not sight.viewer.is_channel and may >= {*places.NAMES, "ways"}
    decided = list(found.decided)
    if not named:
        lines, decided = _unnamed(sight, deal, lines)
    shown = showing.told_in(may, showing.show(sight, playbooks, deal))
    nothing = bool(gaps) and not any(places.of_gap(one) <= may for one in gaps)
    return Told(shown, tuple(lines), tuple(decided), named=named, unsaid=nothing)


def _unnamed(sight: Sight, deal: Deal, lines: Sequence[Line]) -> tuple[list[Line], list[Decided]]:
    """The same by the roles alone, with the ways to them where that may be told, and the decisions behind that."""
    if "ways" not in places.may(sight):
        return list(lines), []
    open_ones = {one.need.theirs for one in lines if one.need is not None and one.is_open}
    ways, decided = places.way_in(sight, deal, open_ones)
    return [replace(one, way=ways.get(one.need.theirs)) if one.need and one.is_open else one for one in lines], decided


def _is_risk(sight: Sight, playbooks: Playbooks, deal: Deal, gap: Gap, risk: Risk, found: Meetings) -> bool:
    """Whether a risk is there to its reader: not to somebody who was in touch themselves, or knows who was."""
    if was_in_touch(sight, risk, found.needs.known.values()):
        return False
    return is_there(sight, sight.now, playbooks, deal, gap)


def _seat(sight: Sight, gap: Gap) -> tuple[str, str] | None:
    """The account and title of the seat that has fallen vacant; in a channel it is not named."""
    if gap.key != "seat_vacated" or sight.viewer.is_channel or sight.blind:
        return None
    row = sight.session.execute(
        sight.accounts(Account.name, Seat.title)
        .join(Seat, (Seat.workspace_id == Account.workspace_id) & (Seat.account_id == Account.id))
        .where(Seat.id == gap.subject_id)
    ).first()
    return None if row is None else (row[0], row[1])


def _is_asked(found: Meetings) -> bool:
    """Whether it is among what is needed now that somebody meets whoever decides about the money."""
    return any(one.need.theirs == BUYER and not one.engaged for one in found.needs.needs)


def _meeting(found: Meetings, gap: Gap, need: Need | None) -> Meeting | None:
    """Who should meet whom, for what this reader is asked; past the most that are worked out, only that it is open."""
    if need is None or gap.state != "open":
        return None
    there = next((one for one in found.told if one.standing.need.id == need.id), None)
    if there is not None:
        return there
    standing = _standing(found, need.id)
    return Meeting(standing) if standing is not None and not standing.engaged else None


def _standing(found: Meetings, key: str) -> NeedStanding | None:
    return next((one for one in found.needs.needs if one.need.id == key), None)


def _pair(sight: Sight, found: Meetings, deal: Deal, gap: Gap) -> Pair | None:
    """Who met, by what was said aloud for the deal, where the reader sees who it is of theirs."""
    standing = _standing(found, gap.key) if gap.state in ("met", "closed") else None
    faces = {one.face.contact_id: one.face for one in standing.stakeholders if one.face} if standing else {}
    said = [one for one in engagements(sight.session, deal) if one.contact_id in faces] if faces else []
    if not said:
        return None
    first = min(said, key=lambda one: (one.at, one.id))
    names = sight.reading.names([first.colleague_id])
    if first.colleague_id not in names:
        return None
    return Pair(names[first.colleague_id][0], faces[first.contact_id].name, first.at)


def _last_told(sight: Sight, deal: Deal) -> int | None:
    """The move of which somebody was told last."""
    return sight.session.scalar(
        select(StageRecord.id)
        .join(
            OutboxEntry,
            (OutboxEntry.workspace_id == StageRecord.workspace_id) & (OutboxEntry.subject_id == StageRecord.id),
        )
        .where(
            StageRecord.workspace_id == deal.workspace_id,
            StageRecord.deal_id == deal.id,
            OutboxEntry.kind == telling.NUDGE,
        )
        .order_by(StageRecord.looked_at.desc(), StageRecord.id.desc())
        .limit(1)
    )


__all__ = ["Line", "Pair", "Told", "of_gap", "of_move", "of_unanswered"]
