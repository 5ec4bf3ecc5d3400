"""Saying that a risk is none in this deal, and why; and which rules are dismissed more often than they help."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.deals import stages, telling
from bot.deals.engaging import TO_TAKE_BACK
from bot.deals.gaps import MOVED_ON, NOT_ON_IT, reason_in
from bot.deals.risks import RULES
from bot.deals.seen import part, the_deal
from bot.errors import NotYours, Stale
from models.deals import Deal, Gap

LEAST: Final = 8
"""Answers without which nothing is said of a rule."""
SMALLEST_GROUP: Final = 5
"""People who must have answered: a count of what fewer of them said would be a count about them."""
_ANSWERED: Final = ("met", "not_needed", "assigned")


@dataclass(frozen=True)
class Noise:
    """A rule or need of the playbook that is dismissed more often than not."""

    key: str
    answers: int
    dismissed: int


def told(sight: Sight, gap_id: int) -> tuple[Gap, Deal]:
    """A risk of a deal the viewer may see. Raises `Stale`."""
    gap = sight.session.get(Gap, (sight.viewer.workspace_id, gap_id), populate_existing=True)
    if gap is None or gap.key not in RULES:
        raise Stale(MOVED_ON)
    return gap, the_deal(sight, gap.deal_id)


def dismiss(sight: Sight, clock: Clock, gap_id: int, version: int, reason: str | None) -> tuple[Gap, Deal]:
    """The viewer says that a risk is none here. Raises `BadInput`, `NotYours`, or `Stale` where it has changed."""
    words = reason_in(reason)
    _, deal = told(sight, gap_id)
    here = part(sight, deal)
    if not (here.leads or here.on_team or here.manages):
        raise NotYours(NOT_ON_IT)
    stages.locked(sight.session, deal.workspace_id, deal.id)
    gap, _ = told(sight, gap_id)
    if gap.version != version or gap.state != "open":
        raise Stale(MOVED_ON)
    gap.state, gap.version, gap.reason, gap.look_at = "not_needed", version + 1, words, None
    gap.answered_by_id, gap.answered_at = sight.viewer.id, clock.now()
    sight.session.flush()
    telling.bring_up_to_date(sight.session, [gap])
    return gap, deal


def undo(sight: Sight, clock: Clock, gap_id: int, version: int) -> tuple[Gap, Deal]:
    """The viewer takes back that a risk is none here, within five minutes. Raises `Stale`."""
    _, deal = told(sight, gap_id)
    stages.locked(sight.session, deal.workspace_id, deal.id)
    gap, _ = told(sight, gap_id)
    late = gap.answered_at is None or clock.now() - gap.answered_at > TO_TAKE_BACK
    if gap.version != version or gap.state != "not_needed" or gap.answered_by_id != sight.viewer.id or late:
        raise Stale(MOVED_ON)
    gap.state, gap.version, gap.reason, gap.look_at = "open", version + 1, None, None
    gap.answered_by_id = gap.answered_at = None
    sight.session.flush()
    telling.bring_up_to_date(sight.session, [gap])
    return gap, deal


def noise(session: Session, workspace_id: int) -> list[Noise]:
    """The rules and needs that are dismissed more often than not, over all deals, the noisiest first.

    Counts about rules: what any one person, or fewer than five, answered can't be read from it.
    """
    rows = session.execute(
        select(Gap.key, Gap.state, Gap.answered_by_id).where(
            Gap.workspace_id == workspace_id, Gap.state.in_(_ANSWERED), Gap.answered_by_id.is_not(None)
        )
    )
    answers: dict[str, list[tuple[str, int | None]]] = defaultdict(list)
    for key, state, person in rows:
        answers[key].append((state, person))
    found = [
        Noise(key, len(said), sum(state == "not_needed" for state, _ in said))
        for key, said in answers.items()
        if len(said) >= LEAST and len({person for _, person in said}) >= SMALLEST_GROUP
    ]
    noisy = [one for one in found if 2 * one.dismissed > one.answers]
    return sorted(noisy, key=lambda one: (-one.dismissed / one.answers, one.key))
