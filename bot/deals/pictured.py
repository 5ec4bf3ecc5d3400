"""How a deal stands, as what a picture shows: parts and states in plain words, and nobody's name.

Drawn is only what the reader was found to know. In a channel that is what everybody in it may see.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from bot.charter.places import may_picture
from bot.charter.sight import Sight
from bot.deals.covered import STATES, DealCoverage, RoleStanding
from bot.deals.places import Topics
from bot.deals.vocabulary import BUYING_ROLES, STANCES
from bot.pictures.heat_map import HeatMap, Row

NEEDED: Final = frozenset({"roles"})
"""What must be allowed to be said where a picture of coverage is posted."""
LEGEND: Final[Mapping[str, str]] = MappingProxyType(
    {
        "engaged": "engaged: in dialogue with us",
        "cold": "cold: there was a dialogue, long ago",
        "known": "known: somebody of ours knows them",
        "unknown": "unknown: nobody of ours knows them",
        "vacant": "vacant: the seat is empty",
    }
)
"""What each state means, as briefly as a picture has room for."""
OURS: Final = "our seller roles"
ROLES: Final = "their buying roles"
_ORDER: Final = {role: number for number, role in enumerate((*BUYING_ROLES, *STANCES))}


def may_show(sight: Sight) -> Topics:
    """The topics that a picture may show the viewer: in a deal's channel, or in their direct message."""
    return may_picture(sight.charter, "deal_channel" if sight.viewer.is_channel else "direct_message")


def may_be_drawn(sight: Sight) -> bool:
    """Whether the charter lets the viewer be shown a picture of coverage."""
    return may_show(sight) >= NEEDED


def of_deal(covered: DealCoverage, day: dt.date, theme: str) -> HeatMap:
    """One deal: a row for each part of theirs, with its state, and a column for each part of ours."""
    ours = tuple(column.ours for column in covered.columns)
    rows = tuple(Row(_label(one), one.state, _cells(one, ours)) for one in covered.roles)
    title = f"Coverage of {covered.deal.name}"
    return HeatMap(title, _on(day), rows, ours, OURS if ours else "", _legend(rows), theme)


def of_deals(covered: Sequence[DealCoverage], title: str, day: dt.date, theme: str) -> HeatMap:
    """Several deals: a row for each, and a column for each part of theirs that any of them has."""
    there = {role.role for one in covered for role in one.roles}
    columns = tuple(sorted(there, key=lambda role: (_ORDER.get(role, len(_ORDER)), role)))
    rows = []
    for one in covered:
        states = {role.role: role.state for role in one.roles}
        rows.append(Row(one.deal.name, cells=tuple(states.get(column, "") for column in columns)))
    return HeatMap(title, _on(day), tuple(rows), columns, ROLES if columns else "", _legend(rows), theme)


def _label(one: RoleStanding) -> str:
    return f"{one.role}, needed now" if one.missing else one.role


def _cells(one: RoleStanding, ours: Iterable[str]) -> tuple[str, ...]:
    states = {cell.ours: str(cell.state) for cell in one.cells}
    return tuple(states.get(column, "") for column in ours)


def _legend(rows: Iterable[Row]) -> tuple[tuple[str, str], ...]:
    """Of the states that are there, the warmest first."""
    there = {state for row in rows for state in (row.state, *row.cells)}
    return tuple((state, LEGEND[state]) for state in STATES if state in there)


def _on(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"
