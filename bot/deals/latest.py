"""The latest that each of us observed of a stakeholder, whoever may see it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import select

from bot.charter.sight import Sight
from models.deals import Observation
from models.ids import among


class Word(NamedTuple):
    """An observation: of which stakeholder, about what, its value, whose (None: the CRM's), and when."""

    stakeholder_id: int
    about: str
    value: str
    observer_id: int | None
    observed_at: dt.datetime


def latest_words(sight: Sight, stakeholder_ids: Collection[int]) -> dict[int, list[Word]]:
    """The latest observation of each observer of each thing, by stakeholder; what was taken back is left out.

    Whether any of it may be shown is the caller's to ask.
    """
    here = Observation.workspace_id == sight.viewer.workspace_id
    rows = sight.session.execute(
        select(
            Observation.stakeholder_id,
            Observation.about,
            Observation.value,
            Observation.observer_id,
            Observation.observed_at,
        )
        .where(here, among(Observation.stakeholder_id, stakeholder_ids))
        .order_by(Observation.observed_at, Observation.id)
    )
    last = {row[:2] + row[3:4]: row for row in rows}
    found: dict[int, list[Word]] = defaultdict(list)
    for one in last.values():
        if one.value:
            found[one.stakeholder_id].append(Word(*one))
    return found
