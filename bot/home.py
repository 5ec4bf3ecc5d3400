"""What is on App Home: what waits for its reader, their deals, people to confirm, what they asked for, the charter.

It is put together anew each time, for its reader's eyes as anywhere else; of each part only as much is read as is
shown, so that how much is stored makes no difference. What it says of deals of its own accord keeps to what the charter
lets be said on a Home (`app_home`); what waits for its reader, and what is theirs, are answers about themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from bot.audit import Decided
from bot.charter.places import may_say
from bot.charter.sight import Sight
from bot.deals.meetings import is_missing
from bot.deals.needs import NeedStanding, standings
from bot.deals.places import OF_NEED, Topics
from bot.deals.playbook import Playbooks
from bot.deals.seen import deals_due
from bot.deals.showing import DealShown, show_all, told_in
from bot.deals.waiting import Assigned, ToDecide, assigned_to, to_decide
from bot.errors import NotYours
from bot.introductions import listing, preferences
from bot.introductions.preferences import Preferences
from bot.introductions.shown import AskShown, Standing
from bot.log import warn_once
from bot.people import acceptance, mine, proposals
from bot.people.acceptance import Agreement
from bot.people.confirming import Confirming, Done, confirming
from bot.publishing import UNDO_FOR
from models.deals import Deal
from models.homes import Home
from models.network import Relationship

EACH = 5
"""Entries of one part: what fits a phone."""
LOOKED_THROUGH = 50
"""Deals looked through for those in which somebody is missing: those to be won first."""


@dataclass(frozen=True)
class Waiting:
    """What waits for the reader. `review` are people imported in their name, `suggested` those colleagues named.

    `more`: there are asks beside these.
    """

    asks: tuple[AskShown, ...]
    more: bool
    to_decide: tuple[ToDecide, ...]
    assigned: tuple[Assigned, ...]
    suggested: int
    review: int


@dataclass(frozen=True)
class DealAndGaps:
    """A deal of the reader's, and what is missing in it."""

    deal: DealShown
    missing: tuple[NeedStanding, ...]


@dataclass(frozen=True)
class DoneHere:
    """What was done in the Home a moment ago; `called` is whom it was about, if they are still held."""

    done: Done
    called: str | None
    version: int


@dataclass(frozen=True)
class HomeShown:
    """All that is on a Home. `known` is how many people its reader has logged; `decided` what was decided for it.

    `may` are the topics that may be told of deals: where roles are not among them none is looked at. `complete`: of the
    reader's deals all were looked through.
    """

    agreement: Agreement
    may_be_asked: bool
    known: int
    waiting: Waiting
    may: Topics
    deals: tuple[DealAndGaps, ...]
    complete: bool
    on_deals: bool
    people: Confirming
    asked: tuple[Standing, ...]
    more_asked: bool
    likes: Preferences
    done: DoneHere | None
    decided: tuple[Decided, ...]

    @property
    def tells_of_deals(self) -> bool:
        """Whether it may be told which deals lack somebody."""
        return self.may >= OF_NEED

    @property
    def first_time(self) -> bool:
        """Whether its reader has neither agreed to a charter nor logged anybody: then they are told what this is."""
        return self.agreement.version is None and not self.known


def home(sight: Sight, playbooks: Playbooks, kept: Home | None) -> HomeShown:
    """What is on the viewer's Home; `kept` is what is known of it (None: they have not opened it yet)."""
    known, review = _held(sight)
    may = may_say(sight.charter, "app_home")
    deals, complete, on_deals, decided = _deals(sight, playbooks, may) if may >= OF_NEED else ((), False, False, ())
    asks = listing.waiting(sight, EACH + 1)
    asked = listing.mine(sight, EACH + 1)
    agreement = acceptance.agreement(sight)
    only_agreed = acceptance.shares_only_agreed(sight.charter) and acceptance.asks_only_agreed(sight.charter)
    return HomeShown(
        agreement,
        agreement.holds or not only_agreed,
        known,
        Waiting(
            tuple(asks[:EACH]),
            len(asks) > EACH,
            tuple(to_decide(sight, EACH)),
            tuple(assigned_to(sight, playbooks, EACH)),
            proposals.number_waiting(sight),
            review,
        ),
        may,
        deals,
        complete,
        on_deals,
        confirming(sight, kept.page if kept else 0),
        tuple(asked[:EACH]),
        len(asked) > EACH,
        preferences.mine(sight),
        _done(sight, kept),
        decided,
    )


def may_take_back(kept: Home | None, now: dt.datetime) -> Done | None:
    """What was done in a Home so lately that it is still spoken of there; what can't be read is as if it were not."""
    if kept is None or kept.done is None or kept.done_at is None or not now - UNDO_FOR < kept.done_at <= now:
        return None
    try:
        return Done.load(kept.done)
    except ValueError:
        warn_once("home_not_understood", kept.id)
        return None


def _done(sight: Sight, kept: Home | None) -> DoneHere | None:
    done = may_take_back(kept, sight.now)
    if kept is None or done is None:
        return None
    try:
        called = None if done.did == "removed" else mine.one(sight, done.relationship_id).called
    except NotYours:
        return None  # removed since
    return DoneHere(done, called, kept.version)


def _held(sight: Sight) -> tuple[int, int]:
    """How many people are held in the viewer's name, and how many of them wait for their look."""
    waits = mine.AS_A_WHOLE | mine.EVIDENCE_ALONE
    row = sight.session.execute(
        select(func.count(), func.count().filter(waits)).select_from(Relationship).where(mine.held_by(sight.viewer))
    ).one()
    return row[0], row[1]


def _deals(
    sight: Sight, playbooks: Playbooks, may: Topics
) -> tuple[tuple[DealAndGaps, ...], bool, bool, tuple[Decided, ...]]:
    """The viewer's deals in which somebody is missing, whether all were looked at, and whether they have any."""
    looked = deals_due(sight, most=LOOKED_THROUGH + 1)
    found = _missing(sight, playbooks, looked[:LOOKED_THROUGH])
    shown = found[:EACH]
    told = show_all(sight, playbooks, [deal for deal, _, _ in shown])
    decided = tuple(one for _, _, all_of_it in shown for one in all_of_it)
    deals = tuple(DealAndGaps(told_in(may, deal), missing) for deal, (_, missing, _) in zip(told, shown, strict=True))
    complete = len(looked) <= LOOKED_THROUGH and len(found) <= EACH
    return deals, complete, bool(looked), decided


def _missing(
    sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]
) -> list[tuple[Deal, tuple[NeedStanding, ...], tuple[Decided, ...]]]:
    found, all_needs = [], standings(sight, playbooks, deals)
    for deal in deals:
        needs = all_needs[deal.id]
        missing = tuple(one for one in needs.needs if is_missing(one, sight))
        if missing:
            found.append((deal, missing, needs.decided))
    return found
