"""Asking for an introduction to a person, and withdrawing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bot.charter.document import Requests
from bot.charter.sight import Sight
from bot.charter.tables import viewer_facts
from bot.clock import Clock
from bot.errors import BadInput, DomainError, Stale
from bot.introductions import cascade, machine, notices
from bot.introductions.candidates import Rules, colleague, ties
from bot.introductions.deals import Deals, of_requester
from bot.introductions.held import introduction, own_introduction
from bot.introductions.listing import called, stands, state_now
from bot.introductions.machine import MOVED_ON
from bot.introductions.shown import Standing
from bot.introductions.working_time import answer_by, day_of
from bot.network.portrait import Portrait, portraits
from bot.network.who import first_word, visible
from models.accounts import Contact
from models.base import random_id
from models.introductions import Introduction
from models.network import Relationship
from models.people import Colleague
from models.reading import CONTACT_FACTS

__all__ = ["Preparation", "Refused", "Standing", "Wish", "drafted", "prepare", "request", "withdraw"]


REASON_MOST: Final = 1000
DRAFT_MOST: Final = 2000
TITLE_MOST: Final = 200
OBJECTED: Final = "Please don't contact this person: a privacy request is on file."
ABOUT: Final = {
    "new_business": "about whether we could be of use to you",
    "open_deal": "about what we are preparing for you",
    "renewal": "about how you want to go on with us",
    "delivery": "about the work we agreed on",
    "reference": "about your experience with us",
    "advice": "to hear your view, with nothing to sell",
    "event": "about an event that may interest you",
}
"""What is said of each purpose of the charter in a text to send on."""


class Refused(DomainError):
    """The charter refuses the request at once, with a reason that speaks of the requester or of an objection."""


@dataclass(frozen=True)
class Preparation:
    """What a form for a request begins with.

    `deals` are open ones of the requester's; `purposes` are those of the charter; `drafts` has for each of them a text
    that somebody could send on, and `draft` is that before one is chosen. `in_flight` is the request for this person
    that is under way already. `own` says that the requester knows the person themselves. `connectors`, as (colleague
    id, name), are those whom the requester may see by name, the warmest first.
    """

    contact: Portrait
    deals: Deals
    purposes: tuple[str, ...]
    draft: str
    drafts: Mapping[str, str]
    in_flight: Standing | None
    own: bool
    connectors: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Wish:
    """What is asked for. `prefers_id` is a colleague of `Preparation.connectors` to be asked first."""

    contact_id: int
    purpose: str
    reason: str | None = None
    draft: str = ""
    needed_by: dt.date | None = None
    deal_id: int | None = None
    prefers_id: int | None = None


def prepare(sight: Sight, contact_id: int) -> Preparation:
    """What the requester may choose from; raises `Refused`, or `BadInput` for somebody not listed for the viewer."""
    requests = _requests(sight)
    in_flight = _in_flight(sight, contact_id)
    face = called(in_flight) if in_flight else _asked_for(sight, contact_id)
    found = ties(sight, contact_id)
    names = sight.reading.names([one.owner_id for one in found if one.named])
    own = sight.session.scalar(
        select(Relationship.id).where(
            Relationship.workspace_id == sight.viewer.workspace_id,
            Relationship.colleague_id == sight.viewer.id,
            Relationship.contact_id == contact_id,
            Relationship.removed_at.is_(None),
        )
    )
    me = colleague(sight, sight.viewer.id)
    return Preparation(
        contact=face,
        deals=of_requester(sight, face),
        purposes=requests.purposes,
        draft=drafted(face.name, me.name, requests.purposes[0] if len(requests.purposes) == 1 else None),
        drafts={purpose: drafted(face.name, me.name, purpose) for purpose in requests.purposes},
        in_flight=stands(sight, in_flight) if in_flight else None,
        own=own is not None,
        connectors=tuple((one.owner_id, names[one.owner_id][0]) for one in found if one.named),
    )


def request(sight: Sight, clock: Clock, wish: Wish) -> Standing:
    """Ask for an introduction; where one to the person is under way already, gives that one.

    Nobody is asked yet: the clock does that, so that neither the answer nor its time tells who there is to ask. Raises
    `Refused`, and `BadInput` naming the field.
    """
    requests = _requests(sight)
    me = _locked(sight)
    _close_what_is_over(sight, clock, wish.contact_id)
    if there := _in_flight(sight, wish.contact_id):
        return stands(sight, there)
    face = _asked_for(sight, wish.contact_id)
    mine = of_requester(sight, face)
    deals = {deal_id for deal_id, _ in mine.offered}
    _check(sight, wish, requests.purposes, deals, me.tz)
    now = clock.now()
    made = Introduction(
        workspace_id=me.workspace_id,
        id=random_id(),
        requester_id=me.id,
        contact_id=wish.contact_id,
        called=face.name,
        called_title=face.title and face.title[:TITLE_MOST],
        called_account=face.account,
        called_address=face.address,
        deal_id=wish.deal_id,
        purpose=wish.purpose,
        reason=visible(wish.reason or "").strip() or None,
        draft=visible(wish.draft).strip() or drafted(face.name, me.name, wish.purpose),
        needed_by=wish.needed_by,
        prefers_id=wish.prefers_id,
        asked_at=now,
        answer_by=answer_by(now, requests.answer_within, me.tz),
        look_at=now,
    )
    sight.session.add(made)
    sight.session.flush()
    notices.promise(sight.session, clock, made)
    return stands(sight, made)


def withdraw(sight: Sight, clock: Clock, introduction_id: int, version: int) -> Standing:
    """Take a request back; whoever was asked need do nothing more, and whoever agreed is told so. Raises `Stale`."""
    row = own_introduction(sight, introduction_id, locked=True)
    if row.version != version or state_now(sight, row) != row.state:
        raise Stale(MOVED_ON)
    asks = cascade.asks_of(sight, row)
    agreed = [one for one in asks if one.role == "owner" and one.state == "yes"] if row.state == "agreed" else []
    machine.move(sight.session, row, "withdraw", clock.now())
    cascade.void(sight, clock, asks)
    for one in agreed:
        notices.not_needed(sight, clock, one)
    cascade.tell_ended(sight, clock, row)
    notices.closed(sight.session, clock, row)
    return stands(sight, row)


def drafted(contact: str, requester: str, purpose: str | None) -> str:
    """A text that somebody could send to the contact. What we call our deal is no business of theirs."""
    first = "Hello" if "@" in contact else first_word(contact, "Hello")
    about = f" {ABOUT[purpose]}" if purpose else ""
    would = f"{first_word(requester, 'They')} would like to talk with you{about}."
    return f"{first}, may I introduce my colleague {requester}? {would} Would a short call suit you?"


def _requests(sight: Sight) -> Requests:
    requests = sight.charter.requests
    if requests is None:
        raise Refused("The charter in force allows no introductions.")
    return requests


def _locked(sight: Sight) -> Colleague:
    """The requester, locked where the database can: two requests of theirs must not pass one limit at once."""
    return sight.session.scalars(
        select(Colleague)
        .where(Colleague.workspace_id == sight.viewer.workspace_id, Colleague.id == sight.viewer.id)
        .with_for_update(key_share=True)
    ).one()


def _in_flight(sight: Sight, contact_id: int) -> Introduction | None:
    """Their request for the contact that is under way: asking, or agreed and to be made yet."""
    asking = (Introduction.state == "asking") & (Introduction.answer_by > sight.now)
    return sight.session.scalar(
        select(Introduction)
        .where(
            Introduction.workspace_id == sight.viewer.workspace_id,
            Introduction.requester_id == sight.viewer.id,
            Introduction.contact_id == contact_id,
            asking | ((Introduction.state == "agreed") & (Introduction.follow_up_at > sight.now)),
        )
        .order_by(Introduction.asked_at.desc(), Introduction.id)
        .limit(1)
    )


def _close_what_is_over(sight: Sight, clock: Clock, contact_id: int) -> None:
    """End a request for the contact whose hour has come, should the clock not have come round to it."""
    over = sight.session.scalar(
        select(Introduction.id).where(
            Introduction.workspace_id == sight.viewer.workspace_id,
            Introduction.requester_id == sight.viewer.id,
            Introduction.contact_id == contact_id,
            Introduction.state == "asking",
            Introduction.answer_by <= sight.now,
        )
    )
    row = introduction(sight, over, locked=True) if over is not None else None
    if row is not None:
        cascade.advance(sight, clock, row)


def _asked_for(sight: Sight, contact_id: int) -> Portrait:
    """The contact, if the charter doesn't refuse at once: where it speaks of the requester alone, or of an objection.

    A person who objected is an exception to what is hidden, so that nobody writes to them.
    """
    row = sight.session.get(Contact, (sight.viewer.workspace_id, contact_id))
    if row is not None and row.objected_at is not None:
        raise Refused(OBJECTED)
    face = portraits(sight, [contact_id]).get(contact_id)
    if face is None:
        raise BadInput("I don't find this person any more. Ask for them with their address.", field="who")
    viewer = sight.viewer
    facts: dict[str, bool | None] = {
        **dict(viewer_facts(viewer.member, viewer.external, accepted=viewer.accepted)),
        **{name: bool(face.facts >> place & 1) for place, name in enumerate(CONTACT_FACTS)},
    }
    if rule := Rules(sight, contact_id).at_once(facts):
        raise Refused(f"{rule.because or 'The charter in force does not allow this request.'} (`{rule.id}`)")
    return face


def _check(sight: Sight, wish: Wish, purposes: Collection[str], deals: Collection[int], tz: str | None) -> None:
    """Refuse what does not fit, naming the field and the mend."""
    if wish.purpose not in purposes:
        raise BadInput("Choose one of the purposes that the charter allows.", field="purpose")
    if wish.deal_id is not None and wish.deal_id not in deals:
        raise BadInput("Choose an open deal of yours, or none.", field="deal_id")
    if wish.needed_by is not None and wish.needed_by < day_of(sight.now, tz):
        raise BadInput("Choose a day from today on.", field="needed_by")
    named = {one.owner_id for one in ties(sight, wish.contact_id) if one.named}
    if wish.prefers_id is not None and wish.prefers_id not in named:
        raise BadInput("Choose one of those named, or nobody.", field="prefers_id")
    for field, text, most in (("reason", wish.reason or "", REASON_MOST), ("draft", wish.draft, DRAFT_MOST)):
        if len(text) > most:
            raise BadInput(f"That has {len(text)} characters; {most} fit.", field=field)
