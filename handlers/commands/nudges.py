"""What is said of a deal of its own accord, and what is clicked there: a move, what is missing, a risk, its channel.

In a channel a button carries roles only, and no person: whom it is about is looked up with the clicker's own eyes.
"""

from __future__ import annotations

from collections.abc import Callable

from bot import outbox
from bot.deals import dismissing, gaps, off_map, rooms, said, telling
from bot.deals.counterparts import Counterpart
from bot.deals.needs import NeedStanding, standing
from bot.deals.said import Told
from bot.deals.seen import playbook_of, the_deal
from bot.deals.showing import show
from bot.errors import BadInput, Stale
from bot.network.lookups import within_limit
from handlers.boundary import Turn
from handlers.commands import intro
from handlers.commands import next as next_command
from handlers.commands.which_deal import in_its_channel
from handlers.house import Click, House, Render, Submission
from handlers.values import Missing, OfRisk, Wanted
from handlers.views import channels as channel_view
from handlers.views import gaps as gap_view
from handlers.views import nudges as view
from handlers.views.errors import form_of
from handlers.views.kit import Form, Message
from models.base import new_id
from models.deals import Deal, Gap


def register(house: House) -> None:
    """Add what renders each kind of notification about deals, and the buttons in them."""
    house.notification(rooms.CHANNEL, _channel)
    house.notification(outbox.BEFORE, said_before)
    house.notification(telling.NUDGE, _told(_move, view.moved))
    house.notification(telling.BACK, _told(_gap, view.back))
    house.notification(telling.RISK, _told(_gap, view.risk))
    house.notification(telling.DECIDE, _told(_gap, view.decide))
    house.notification(telling.ESCALATED, _told(_unanswered, view.unanswered))
    house.notification(off_map.UNKNOWN, _unknown_stage)
    house.opens("nudge_ask", in_its_channel(_ask, _deal_of))
    house.action("nudge_menu", in_its_channel(_chosen, _deal_of), writes=True, stands=next_command.stands)
    house.action("risk_next", in_its_channel(_next, _deal_of_risk))
    house.opens("risk_not", in_its_channel(_why_not, _deal_of_risk))
    house.submission("risk_not", _dismissed)
    house.action("risk_undo", _taken_back, writes=True)


def _gap(turn: Turn, gap_id: int) -> Told:
    return said.of_gap(turn.sight, turn.playbooks, gap_id, turn.channel_id)


def _move(turn: Turn, record_id: int) -> Told:
    return said.of_move(turn.sight, turn.playbooks, record_id, turn.channel_id)


def _unanswered(turn: Turn, deal_id: int) -> Told:
    return said.of_unanswered(turn.sight, turn.playbooks, deal_id)


def _told(find: Callable[[Turn, int], Told], words: Callable[..., Message | None]) -> Render:
    """Renders what is found, and has the decisions behind it recorded; says nothing of what is not there any more."""

    def rendered(turn: Turn, subject_id: int) -> Message | None:
        try:
            found = find(turn, subject_id)
        except Stale:
            return view.not_here() if turn.viewer.is_channel else None
        answer_id = new_id()
        turn.decided += [(answer_id, one) for one in found.decided]
        requests = turn.charter.requests is not None
        return words(found, turn.reader, turn.viewer.id, requests=requests)

    return rendered


def said_before(_turn: Turn, _subject_id: int) -> Message:
    """What becomes of a message in a channel after which the same was told anew."""
    return view.not_here(view.NEWS)


def _channel(turn: Turn, deal_id: int) -> Message | None:
    """What whoever can act is told of a deal's channel. In the channel itself nothing is said: it is looked at."""
    if turn.viewer.is_channel:
        return None
    deal = the_deal(turn.sight, deal_id)
    if deal.channel_id is None:
        return None
    person = rooms.whom_to_tell(turn.session, deal)
    if person is None or person.id != turn.viewer.id:
        return None
    return channel_view.told(deal.name, deal.channel_id, deal.channel_trouble)


def _unknown_stage(turn: Turn, record_id: int) -> Message | None:
    """What whoever can act is told of a stage that the playbook does not know; nothing once it does."""
    found = off_map.unknown(turn.sight, turn.playbooks, record_id)
    return None if found is None else view.unknown_stage(found[0].name, found[1])


# -- clicks in a channel -----------------------------------------------------------------------------------


def _deal_of(_turn: Turn, click: Click) -> int:
    return Missing.load(click.value).deal


def _deal_of_risk(turn: Turn, click: Click) -> int:
    gap = turn.session.get(Gap, (turn.viewer.workspace_id, OfRisk.load(click.value).gap))
    return gap.deal_id if gap is not None else 0


def _people(turn: Turn, value: Missing) -> tuple[Deal, NeedStanding, list[Counterpart]]:
    """Those of theirs whom the clicker sees in the part that is asked for."""
    deal = the_deal(turn.sight, value.deal)
    found = standing(turn.sight, turn.playbooks, deal)
    need = next((one for one in found.needs if one.need.id == value.key), None)
    if need is None:
        raise Stale(gaps.MOVED_ON)
    answer_id = new_id()
    turn.decided += [(answer_id, one) for one in found.decided]
    return deal, need, [one for one in need.stakeholders if one.face is not None]


def _ask(turn: Turn, click: Click) -> Form:
    """The form that asks for an introduction; of several, who is meant is asked first."""
    within_limit(turn.sight, turn.clock)
    value = Missing.load(click.value)
    deal, need, people = _people(turn, value)
    people = [one for one in people if not one.left_alone]
    if not people:
        return form_of(view.nobody_named(need.need.theirs, show(turn.sight, turn.playbooks, deal)))
    if len(people) == 1 and people[0].face:
        wanted = Wanted(contact=people[0].face.contact_id, deal=deal.id)
        return intro.opened(turn, wanted)
    choices = [(one.name, Wanted(contact=one.face.contact_id, deal=deal.id).dump()) for one in people if one.face]
    return form_of(view.which("To whom?", choices, "intro_open"))


def _chosen(turn: Turn, click: Click) -> Message | Form:
    """What was chosen in the menu beside something missing."""
    value = Missing.load(click.value)
    return _met(turn, value) if value.do == "met" else next_command.chosen(turn, click)


def _met(turn: Turn, value: Missing) -> Message:
    """The clicker has met whoever has the part; of several, whom is asked."""
    within_limit(turn.sight, turn.clock)  # it tells them who that is
    deal, need, people = _people(turn, value)
    if not people:
        return view.nobody_named(need.need.theirs, show(turn.sight, turn.playbooks, deal))
    met = [_about(value, one.face.contact_id) for one in people if one.face]
    if len(met) == 1:
        return next_command.noted(turn, met[0])
    choices = [(one.name, each.dump()) for one, each in zip(people, met, strict=True)]
    return view.which("Whom have you met?", choices, "gap_met")


def _about(value: Missing, contact_id: int) -> Missing:
    """The same about somebody."""
    return value.model_copy(update={"contact": contact_id})


# -- risks -------------------------------------------------------------------------------------------------


def _next(turn: Turn, click: Click) -> Message:
    """What can be done: who should meet whom in the deal."""
    within_limit(turn.sight, turn.clock)
    _, deal = dismissing.told(turn.sight, OfRisk.load(click.value).gap)
    return next_command.shown(turn, deal)


def _why_not(turn: Turn, click: Click) -> Form:
    value = OfRisk.load(click.value)
    gap, deal = dismissing.told(turn.sight, value.gap)
    risk = playbook_of(turn.playbooks, deal).risks.get(gap.key)
    if risk is None or gap.state != "open":
        raise Stale(gaps.MOVED_ON)
    return view.not_a_risk(value, risk.say)


def _dismissed(turn: Turn, sent: Submission) -> Message:
    value = OfRisk.load(sent.metadata)
    gap, deal = dismissing.dismiss(turn.sight, turn.clock, value.gap, value.v, sent.values.get("reason"))
    risk = playbook_of(turn.playbooks, deal).risks.get(gap.key)
    if risk is None:
        raise BadInput(gaps.MOVED_ON)
    return view.dismissed(deal.name, risk.say, OfRisk(gap=gap.id, v=gap.version))


def _taken_back(turn: Turn, click: Click) -> Message:
    value = OfRisk.load(click.value)
    _, deal = dismissing.undo(turn.sight, turn.clock, value.gap, value.v)
    return gap_view.undone(deal.name)
