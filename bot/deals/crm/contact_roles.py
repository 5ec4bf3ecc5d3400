"""The contact roles of deals, as one colleague may see them, shaped for the CRM's own contact roles.

What leaves the house leaves by somebody's eyes: nothing goes out that this colleague would not be shown in Slack.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import exists, select

from bot import spreadsheets
from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals.engaging import engagements
from bot.deals.seen import deals_shown
from bot.deals.stakeholders import StakeholderShown, stakeholders
from bot.deals.vocabulary import BUYING_ROLES
from bot.network.portrait import Portrait
from models.deals import Deal, DealMember, Stakeholder

HEADER = (
    *("deal_external_id", "contact_email", "contact_role", "is_primary", "stance", "last_engaged", "engaged_by"),
    *("buying_stage", "buying_stage_since"),
)
SOMEBODY = "team"
"""Who is said to be in dialogue where the colleague has no seller role in the deal (any more)."""
_ROLES = tuple(BUYING_ROLES)
_NOT: tuple[None, tuple[str, ...]] = (None, ())


@dataclass(frozen=True)
class ContactRole:
    """One contact's part in a deal. Role and stance may be unknown (empty); `engaged_by` are seller roles."""

    deal_external_id: str
    contact_email: str
    contact_role: str
    is_primary: bool
    stance: str
    last_engaged: dt.date | None
    engaged_by: tuple[str, ...]
    buying_stage: str
    buying_stage_since: dt.date | None


def contact_roles(sight: Sight, *, stances: bool = False) -> tuple[list[ContactRole], list[Decided]]:
    """Those of the CRM's open deals that the viewer sees, with the decisions behind it.

    `stances` has the stances too: what colleagues think of people, which the CRM need not know.
    """
    named = exists(
        select(Stakeholder.id).where(
            Stakeholder.workspace_id == Deal.workspace_id,
            Stakeholder.deal_id == Deal.id,
            Stakeholder.removed_at.is_(None),
        )
    )
    query = deals_shown(sight).where(Deal.is_open.is_(True), Deal.external_id.is_not(None), named)
    found: list[ContactRole] = []
    decided: list[Decided] = []
    for deal in sight.session.scalars(query.order_by(Deal.external_id)).all():
        rows, behind = of_deal(sight, deal, stances=stances)
        found += rows
        decided += behind
    return found, decided


def of_deal(sight: Sight, deal: Deal, *, stances: bool = False) -> tuple[list[ContactRole], list[Decided]]:
    """Those of one deal, which the viewer may see."""
    shown = stakeholders(sight, deal.id)
    people = [(one, face) for one in shown.all if (face := face_of(one)) is not None]
    decided = [*shown.decided, *(Decided(face.contact_id, *face.decision(sight)) for _, face in people)]
    engaged = _engaged(sight, deal)
    rows = [
        ContactRole(
            deal_external_id=deal.external_id or "",
            contact_email=face.address,
            contact_role=role,
            is_primary=False,
            stance=stance_of(one) if stances else "",
            last_engaged=engaged.get(face.contact_id, _NOT)[0],
            engaged_by=engaged.get(face.contact_id, _NOT)[1],
            buying_stage=deal.buying_stage or "",
            buying_stage_since=deal.buying_since.date() if deal.buying_since else None,
        )
        for one, face in people
        for role in roles_of(one) or ("",)
    ]
    rows.sort(key=_order)
    if rows and rows[0].contact_role:
        rows[0] = _primary(rows[0])
    return rows, decided


def face_of(one: StakeholderShown) -> Portrait | None:
    """The person a stakeholder is: of a seat, whoever has it; None: it is empty."""
    face = one.contact or (one.seat.holder if one.seat else None)
    return face if face is not None and face.address and not face.objected else None


def roles_of(one: StakeholderShown) -> tuple[str, ...]:
    """Every buying role somebody gives them; where two disagree, both."""
    said = {word.value for word in one.says("buying_role")}
    return tuple(role for role in _ROLES if role in said)


def stance_of(one: StakeholderShown) -> str:
    """The latest word on their stance."""
    said = one.says("stance")
    return said[0].value if said else ""


def as_csv(rows: Sequence[ContactRole]) -> str:
    """The rows as a CSV file that no spreadsheet takes for formulas."""
    return spreadsheets.as_csv(HEADER, (_cells(row) for row in rows))


def _cells(row: ContactRole) -> Iterator[str]:
    yield from (row.deal_external_id, row.contact_email, row.contact_role)
    yield "true" if row.is_primary else "false"
    yield row.stance
    yield row.last_engaged.isoformat() if row.last_engaged else ""
    yield ";".join(row.engaged_by)
    yield row.buying_stage
    yield row.buying_stage_since.isoformat() if row.buying_stage_since else ""


def _order(row: ContactRole) -> tuple[int, int, str]:
    """Whoever decides about the money first; among equals, whoever was spoken to last."""
    place = _ROLES.index(row.contact_role) if row.contact_role else len(_ROLES)
    return place, -(row.last_engaged or dt.date.min).toordinal(), row.contact_email


def _primary(row: ContactRole) -> ContactRole:
    return ContactRole(**{**vars(row), "is_primary": True})


def _engaged(sight: Sight, deal: Deal) -> dict[int, tuple[dt.date, tuple[str, ...]]]:
    """Of each contact, when somebody of ours was last in touch for this deal, and in which seller roles."""
    roles = seller_roles(sight, deal)
    found: dict[int, tuple[dt.date, tuple[str, ...]]] = {}
    for one in engagements(sight.session, deal):
        last, by = found.get(one.contact_id, (one.at.date(), ()))
        role = roles.get(one.colleague_id, SOMEBODY)
        found[one.contact_id] = last, tuple(dict.fromkeys((*by, role)))
    return found


def seller_roles(sight: Sight, deal: Deal) -> dict[int, str]:
    """The seller role of each colleague on the deal's team."""
    query = select(DealMember.colleague_id, DealMember.seller_role).where(
        DealMember.workspace_id == deal.workspace_id, DealMember.deal_id == deal.id
    )
    return {row.colleague_id: row.seller_role for row in sight.session.execute(query)}
