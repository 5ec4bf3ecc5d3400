"""The weekly digest: what renders it, what is clicked in it, and `/o2o digest` to see it now."""

from __future__ import annotations

from bot.charter.places import clause_of
from bot.deals import digest, digest_settings, digesting, escalating, previewing, rooms, seen
from bot.deals.trend import keep
from bot.errors import BadInput
from bot.network.lookups import within_limit
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.commands.which_deal import in_its_channel, not_here, which
from handlers.house import Click, House
from handlers.values import Missing, OfDeal
from handlers.views import digest_person as person_view
from handlers.views import digests as view
from handlers.views import nudges as nudge_view
from handlers.views.kit import Message
from models.base import new_id
from models.deals import Deal
from models.digests import Digest


def register(house: House) -> None:
    """Add the command, both digests and their buttons."""
    house.command(
        Command(
            "digest",
            _typed,
            usage="digest [DEAL]",
            about="The weekly digest as it would be now: yours; a deal's, in its channel or by its name.",
            example="digest Acme renewal",
            in_help=False,
            short="what the weekly digest would say now",
        )
    )
    house.notification(rooms.DIGEST, _of_deal)
    house.notification(digesting.PERSON, _of_person)
    house.action("digest_why", in_its_channel(_why, _deal_of))
    house.action("digest_escalate", in_its_channel(_escalate, _deal_of_missing), writes=True)


# -- as it is delivered --------------------------------------------------------------------------------------


def _of_deal(turn: Turn, digest_id: int) -> Message | None:
    """A deal's, in its channel. Nowhere else: what can't be said there is not said."""
    if not turn.viewer.is_channel or not _wishes(turn).in_channels:
        return None
    deal = seen.in_channel(turn.sight, turn.channel_id)
    held = digest.held(turn.sight, digest_id)
    if deal is None or held is None or held.deal_id != deal.id:
        return nudge_view.not_here()
    return _shown_in_channel(turn, deal, held)


def _shown_in_channel(turn: Turn, deal: Deal, held: Digest | None, *, preview: bool = False) -> Message:
    sight = seen.of_channel(turn.sight)
    found = digest.in_channel(sight, turn.playbooks, deal, held)
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in dict.fromkeys(found.decided)]
    _kept(turn, held, found.stood)
    return view.of_deal(found, turn.reader, requests=turn.charter.requests is not None, preview=preview)


def _of_person(turn: Turn, digest_id: int) -> Message | None:
    if turn.viewer.is_channel or not _wishes(turn).to_people:
        return None
    held = digest.held(turn.sight, digest_id)
    if held is None or held.colleague_id != turn.viewer.id:
        return None
    return _shown_to(turn, held)


def _shown_to(turn: Turn, held: Digest | None, *, preview: bool = False) -> Message:
    found = digest.for_person(turn.sight, turn.playbooks, held)
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in dict.fromkeys(found.decided)]
    _kept(turn, held, found.stood)
    requests = turn.charter.requests is not None
    return person_view.of_person(found, turn.reader, answer_id, requests=requests, preview=preview)


def _kept(turn: Turn, held: Digest | None, stands: str) -> None:
    """Have what is told now of how things stand kept: the next digest tells from it what has changed."""
    if held is not None:
        today, workspace_id, digest_id = turn.sight.today, turn.viewer.workspace_id, held.id
        turn.later.append(lambda session: keep(session, workspace_id, digest_id, stands, today))


def _wishes(turn: Turn) -> digest_settings.Wishes:
    return digest_settings.in_force(turn.session, turn.viewer.workspace_id).wishes


# -- as it would be now --------------------------------------------------------------------------------------


def _typed(turn: Turn, text: str) -> Message:
    within_limit(turn.sight, turn.clock)
    if text.strip():
        deal = which(turn, text, "digest")
        return deal if isinstance(deal, Message) else _preview(turn, deal)
    here = seen.in_channel(turn.sight, turn.channel_id)
    if here is None:
        not_here(turn)
        return _shown_to(turn, None, preview=True)
    return _preview(turn, here)


def picked(turn: Turn, deal: Deal) -> Message:
    """The same for a deal that was chosen."""
    within_limit(turn.sight, turn.clock)
    return _preview(turn, deal)


def _preview(turn: Turn, deal: Deal) -> Message:
    """A deal's digest for somebody who may see the deal: as its channel would read it, or else by their own eyes."""
    if not deal.is_open:
        raise BadInput("That deal is over: there is no digest of it any more.")
    own = previewing.own_eyes(turn.sight, deal, turn.channel_id)
    if own is None:
        return _shown_in_channel(turn, deal, None, preview=True)
    return _by_own_eyes(turn, deal, own)


def _by_own_eyes(turn: Turn, deal: Deal, own: previewing.OwnEyes) -> Message:
    found, answer_id = digest.of_one(turn.sight, turn.playbooks, deal), new_id()
    turn.decided += [(answer_id, one) for one in dict.fromkeys(found.decided)] if found else []
    return person_view.of_one(found, turn.reader, answer_id, own, requests=turn.charter.requests is not None)


# -- what is clicked in it -----------------------------------------------------------------------------------


def _deal_of(_turn: Turn, click: Click) -> int:
    return OfDeal.load(click.value).id


def _deal_of_missing(_turn: Turn, click: Click) -> int:
    return Missing.load(click.value).deal


def _why(turn: Turn, click: Click) -> Message:
    """By which clause it says what it says. Whoever sees the deal, or reads its channel, may know."""
    value = OfDeal.load(click.value)
    if not seen.is_told_in(turn.sight, value.id, turn.channel_id):
        seen.the_deal(turn.sight, value.id)
    return view.why(clause_of(turn.charter, "deal_channel"))


def _escalate(turn: Turn, click: Click) -> Message:
    value = Missing.load(click.value)
    done = escalating.escalate(turn.sight, turn.clock, turn.playbooks, value.deal, value.key, value.v)
    if done.came == "nobody":
        raise BadInput(escalating.NOBODY)
    return view.escalated(done.came, done.manager, done.deal.name)
