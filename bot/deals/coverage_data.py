"""Coverage for machines and spreadsheets: one form, kept stable, of what one reader may know.

Documented in docs/how-to/see-coverage.md.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from bot import spreadsheets
from bot.deals.covered import STATES, Cell, DealCoverage, RoleStanding
from bot.deals.several import Several
from bot.deals.survivability import Survivability

HEADER: Final = (
    *("deal", "account", "role", "state", "needed", "needed_by", "trend", "before", "last_dialogue"),
    *("ours", "theirs"),
)
"""The columns of the CSV file."""


def as_data(found: Several) -> dict[str, Any]:
    """Everything as JSON's types: days as ISO 8601, amounts in whole units of the currency."""
    decided = [one.decision for deal in found.deals for one in deal.decided]
    return {
        "account": found.account,
        "deals": [_deal(one) for one in found.deals],
        "survivability": {
            **_alone(found.together),
            "ours": found.people[0] if found.people else None,
            "theirs": found.together.theirs,
        },
        "charter": sorted({(one.charter_id, one.charter_version) for one in decided}),
        "clauses": sorted({clause for one in decided for clause in one.clauses}),
    }


def _deal(found: DealCoverage) -> dict[str, Any]:
    deal = found.deal
    return {
        "deal": deal.name,
        "account": deal.account,
        "stage": deal.stage,
        "buying_stage": deal.theirs.stage if deal.theirs else None,
        "stands": deal.stands,
        "amount": deal.amount / 100 if deal.amount is not None else None,
        "currency": deal.currency,
        "due": _day(deal.expected_close),
        "open": deal.is_open,
        "counts": dict(found.counts),
        "missing": [one.role for one in found.missing],
        "roles": [_role(one) for one in found.roles],
        "survivability": {**_alone(found.threads), "hangs_on": _hangs_on(found)},
        "risks": list(dict.fromkeys(one.key for one in found.risks)),
    }


def _role(one: RoleStanding) -> dict[str, Any]:
    return {
        "role": one.role,
        "state": one.state,
        "named": one.named,
        "needed": one.needed,
        "needed_by": _day(one.needed_by),
        "before": one.before,
        "weeks": one.weeks,
        "last_dialogue": _day(one.last),
        "ours": [_cell(cell) for cell in one.cells if cell.state],
        "theirs": [each.name for each in one.people],
    }


def _alone(threads: Survivability) -> dict[str, bool]:
    return {"one_of_ours": threads.carried_by_one_of_ours, "one_of_theirs": threads.carried_by_one_of_theirs}


def _hangs_on(found: DealCoverage) -> list[str]:
    """By name, those whom the reader sees without whom somebody of theirs is out of reach; alone, nobody else is."""
    threads = found.threads
    ours = threads.ours_alone | ({one for one, _ in found.talks} if threads.carried_by_one_of_ours else set())
    theirs = threads.theirs_alone | ({one for _, one in found.talks} if threads.carried_by_one_of_theirs else set())
    members = {one.name for column in found.columns for one in column.members if one.colleague_id in ours}
    faces = [one.face for one in found.people if one.face]
    return sorted({*members, *(one.name for one in faces if one.contact_id in theirs)})


def _cell(cell: Cell) -> dict[str, Any]:
    return {"part": cell.ours, "state": cell.state, "who": [one.name for one in cell.behind]}


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def as_csv(deals: Sequence[DealCoverage]) -> str:
    """One row a deal and role, a deal without any has one, too; a CSV file that no spreadsheet takes for formulas."""
    return spreadsheets.as_csv(HEADER, _rows(deals))


def _rows(deals: Iterable[DealCoverage]) -> Iterator[tuple[str, ...]]:
    for found in deals:
        of_deal = (found.deal.name, found.deal.account or "")
        if not found.roles:
            yield (*of_deal, *[""] * (len(HEADER) - len(of_deal)))
        for one in found.roles:
            role = _role(one)
            people = dict.fromkeys(name for cell in role["ours"] if cell["state"] == one.state for name in cell["who"])
            yield (
                *of_deal,
                one.role,
                one.state,
                "yes" if one.needed else "no",
                role["needed_by"] or "",
                trend(one),
                one.before or "",
                role["last_dialogue"] or "",
                "; ".join(people),
                "; ".join(role["theirs"]),
            )


def trend(one: RoleStanding) -> str:
    """How it stands against the reader's last digest: `up`, `down`, `same`; nothing where there was none."""
    if one.before is None:
        return ""
    if one.before == one.state:
        return "same"
    return "up" if STATES.index(one.state) < STATES.index(one.before) else "down"
