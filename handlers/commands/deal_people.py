"""Who of theirs matters in a deal, and what one sees in them."""

from __future__ import annotations

from bot.audit import Decided
from bot.deals import seen, showing, stakeholders
from bot.deals.team import NOT_ON_IT
from bot.errors import BadInput, Stale
from bot.network.lookups import within_limit
from bot.network.portrait import Portrait, portraits
from bot.network.resolving import EmptySeat, Objected, OneOfUs, Person, Resolution, SaidToHold, Several, resolve
from bot.network.who import Who, parse_who
from bot.people.capture import ObjectionOnFile
from handlers.boundary import Turn
from handlers.commands.which_deal import in_its_channel, shown
from handlers.house import Click, House, Submission
from handlers.values import ANOTHER_TIME, InDeal, OfDeal
from handlers.views import deal_forms as forms
from handlers.views.kit import Form, Message, actions, button, esc, section
from models.base import new_id
from models.deals import ABOUT, Deal

UNKNOWN = "I know of nobody called “{}”. If you know them, log it first: `/o2o know {}, 4`."
ADDRESS_MOST = 254
"""The most characters of an address that mail can be sent to."""


def register(house: House) -> None:
    """Add the buttons and forms."""
    house.opens("deal_who", in_its_channel(_whom, lambda _, click: OfDeal.load(click.value).id))
    house.submission("deal_who", _named, writes=False)
    house.submission("deal_which_person", _picked, writes=False)
    house.opens("deal_person", _again)
    house.opens("deal_again", _opened)
    house.submission("deal_person", _noted)
    house.action("deal_own_back", _taken_back, writes=True)


def _acting(turn: Turn, deal_id: int) -> Deal:
    deal = seen.the_deal(turn.sight, deal_id)
    if not seen.part(turn.sight, deal).acts:
        raise BadInput(NOT_ON_IT)
    return deal


def _whom(turn: Turn, click: Click) -> Form:
    value = OfDeal.load(click.value)
    deal = _acting(turn, value.id)
    return forms.whom(showing.show(turn.sight, turn.playbooks, deal), value.part)


def _named(turn: Turn, sent: Submission) -> Form:
    value, text = OfDeal.load(sent.metadata), sent.values.get("who") or ""
    deal = _acting(turn, value.id)
    within_limit(turn.sight, turn.clock)
    who = parse_who(text)
    if who.empty:
        raise BadInput("Who? For example cfo@acme or jane@acme.com.", field="who")
    found = resolve(turn.sight, who)
    if isinstance(found, Several) and found.people:
        return forms.several(found.people, value, who.typed)
    meant = _in(deal, found, who)
    return _form(turn, deal, meant.model_copy(update={"part": value.part}))


def _in(deal: Deal, found: Resolution, who: Who) -> InDeal:
    """Who was found, in the deal; nobody whom the viewer may not know of, in the words for somebody never stored."""
    match found:
        case Person(contact_id):
            return InDeal(deal=deal.id, contact=contact_id)
        case EmptySeat(seat_id=seat_id) | SaidToHold(seat_id=seat_id):
            return InDeal(deal=deal.id, seat=seat_id)
        case Objected():
            raise ObjectionOnFile("a privacy request is on file")
        case OneOfUs():
            raise BadInput("That is one of us. Whom of theirs do you mean?", field="who")
        case _:
            known_by = (who.address or "")[:ADDRESS_MOST] or "jane@acme.com"
            raise BadInput(UNKNOWN.format(who.typed[:80], known_by), field="who")


def _picked(turn: Turn, sent: Submission) -> Form:
    value = InDeal.load(sent.values.get("who") or "")
    if value.deal != OfDeal.load(sent.metadata).id:
        raise Stale(ANOTHER_TIME)
    within_limit(turn.sight, turn.clock)
    return _form(turn, _acting(turn, value.deal), value)


def _again(turn: Turn, click: Click) -> Form:
    deal_id, one = stakeholders.stakeholder(turn.sight, OfDeal.load(click.value).id)
    contact = one.contact.contact_id if one.contact else None
    value = InDeal(deal=deal_id, contact=contact, seat=one.seat.seat_id if one.seat else None)
    form = _form(turn, _acting(turn, deal_id), value)
    if not one.own:
        return form
    back = button("Take back what I said", "deal_own_back", OfDeal(id=one.stakeholder_id).dump())
    return Form(form.callback_id, form.title, (*form.blocks, actions(back)), submit=form.submit, metadata=form.metadata)


def _opened(turn: Turn, click: Click) -> Form:
    """The form that could not be opened before."""
    within_limit(turn.sight, turn.clock)
    value = InDeal.load(click.value)
    return _form(turn, _acting(turn, value.deal), value)


def _form(turn: Turn, deal: Deal, value: InDeal) -> Form:
    """The form for somebody the viewer may know of, with what they themselves have said so far."""
    person: Portrait | EmptySeat | None = None
    if value.contact is not None:
        person = portraits(turn.sight, [value.contact]).get(value.contact)
    elif value.seat is not None:
        seat = stakeholders.seat(turn.sight, value.seat)
        person = EmptySeat(seat.seat_id, seat.title, seat.account, seat.since) if seat else None
    if person is None or (isinstance(person, Portrait) and person.objected):
        raise Stale(stakeholders.NOT_THERE)
    if isinstance(person, Portrait):
        turn.decided.append((new_id(), Decided(person.contact_id, *person.decision(turn.sight))))
    own = stakeholders.own(turn.sight, deal.id, value.contact, value.seat)
    return forms.observation(showing.show(turn.sight, turn.playbooks, deal), person, value, own)


def _noted(turn: Turn, sent: Submission) -> Message:
    value = InDeal.load(sent.metadata)
    said = {about: sent.values.get(about) or "" for about in ABOUT}
    one = stakeholders.observe(turn.sight, turn.clock, value.deal, value.contact, value.seat, said)
    return shown(turn, seen.the_deal(turn.sight, value.deal), said=f"Noted, in your name: *{esc(one.name)}*.")


def _taken_back(turn: Turn, click: Click) -> Message:
    name = stakeholders.take_back(turn.sight, turn.clock, OfDeal.load(click.value).id)
    said = f"Taken back: nothing stands in your name about *{esc(name)}* in this deal any more."
    return Message(said, (section(said),), replace=True, title="Taken back")
