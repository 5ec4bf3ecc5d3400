"""Logging whom one knows: `know`, `met`, and taking it back."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from bot.clock import Clock
from bot.errors import BadInput, DomainError
from bot.network.accounts import linked_account
from bot.network.portrait import portraits
from bot.network.resolving import Objected, OneOfUs, Person, Several, by_address, resolve
from bot.network.titles import title_key
from bot.network.who import parse_who, visible
from bot.people.evidence import tell_meeting
from bot.people.ties import refresh_affiliations, rewrite_half_ties
from models.accounts import Contact, ContactAddress
from models.base import new_id
from models.keys import address_key, domain_of, fold
from models.network import Relationship
from models.upsert import insert_unless_there

STRENGTHS = {
    "very well": 5,
    "strong": 5,
    "well": 4,
    "fairly well": 3,
    "familiar": 3,
    "somewhat": 2,
    "a little": 1,
    "little": 1,
    "weak": 1,
}
"""Words for a strength, beside the figures 1 to 5; the form and the answers use the same."""
STRENGTH_WORDS = {1: "a little", 2: "somewhat", 3: "fairly well", 4: "well", 5: "very well"}
"""A strength in words, as it is said."""
NOTE_MOST = 2000
TEXT_MOST = 200
KIND_MOST = 60
PURPOSE = "selling"


class ObjectionOnFile(DomainError):
    """The person asked not to be contacted: nothing about them is stored anew, and everybody is told."""


class NeedsMore(DomainError):
    """What was typed does not say enough to store it; a form asks for the rest (`entry` holds what there is)."""

    def __init__(self, words: str, entry: Entry, people: Several | None = None) -> None:
        super().__init__(words)
        self.entry = entry
        self.people = people


@dataclass(frozen=True)
class Entry:
    """What a colleague says about somebody they know. `contact_id` names somebody picked; else the address does.

    None means "not said": what was said before stays.
    """

    address: str | None = None
    contact_id: int | None = None
    name: str | None = None
    title: str | None = None
    account: str | None = None
    strength: int | None = None
    kind: str | None = None
    note: str | None = None
    private: bool | None = None
    met_on: dt.date | None = None


@dataclass(frozen=True)
class Logged:
    """What is stored now, in its owner's words."""

    relationship_id: int
    called: str
    strength: int | None
    private: bool
    new: bool
    last_touch: dt.date | None
    note: str | None = None
    waiting: bool = False  # imported in the owner's name, and not looked at yet


_ADDRESSED = re.compile(r"(.*?(?:<mailto:[^>]*>|[^\s<>]+@[^\s<>]+\.[^\s<>;]+?)>?)[;.:-]*\s+(.*)", re.DOTALL)


def _behind_the_address(who_text: str) -> tuple[str, str]:
    """WHO, and what stands behind its address where a comma was forgotten: that is for the owner, never a name."""
    found = _ADDRESSED.fullmatch(who_text)
    return (found[1], found[2]) if found else (who_text, "")


def parse_entry(text: str) -> tuple[str, Entry]:
    """Read `WHO, [strength] [note]` (a comma ends WHO): gives WHO's text and the rest as an entry."""
    who_text, _, rest = visible(text).partition(",")
    who_text, forgotten = _behind_the_address(who_text)
    rest = " ".join(f"{forgotten}, {rest}".strip(" ,").split())
    strength, note = None, rest
    first, _, after = rest.partition(" ")
    word = first.casefold().rstrip(",.:;")
    if word in {"1", "2", "3", "4", "5"}:
        strength, note = int(word), after
    else:
        for said in sorted(STRENGTHS, key=len, reverse=True):
            if fold(rest) == said or fold(rest).startswith((said + " ", said + ",")):
                strength, note = STRENGTHS[said], rest[len(said) :]
                break
        else:
            if first.lstrip("+-").replace(".", "", 1).isdigit():
                raise BadInput(
                    f"Strength is 1 (a little) to 5 (very well), not {first[:20]}. "
                    "For example: `/o2o know jane@acme.com, 4 met at a trade fair`",
                    field="strength",
                )
    return who_text.strip(), Entry(strength=strength, note=note.strip(" ,") or None)


def know(sight: Sight, clock: Clock, domains: tuple[str, ...], who_text: str, entry: Entry) -> Logged:
    """Log, in the viewer's name, a relationship with WHO; raises `NeedsMore` where WHO alone does not say whom.

    Whether somebody else knows the person, or the person was stored before, changes nothing in what comes back.
    """
    return log(sight, clock, domains, _addressed(sight, who_text, entry))


def _addressed(sight: Sight, who_text: str, entry: Entry) -> Entry:
    who = parse_who(who_text)
    said = replace(entry, name=entry.name or who.name, account=entry.account or who.account)
    if who.address:
        return replace(said, address=who.address)
    if who.empty:
        raise NeedsMore("Whom do you know?", said)
    found = resolve(sight, who)
    if isinstance(found, Person):
        # Their stored name and account stay what the directory or others say; only the strength and note are new.
        return replace(entry, contact_id=found.contact_id)
    if isinstance(found, OneOfUs):
        # Without the name: errors are shown as they are written here, and a name is somebody's own text.
        raise BadInput("That is one of us. o2o keeps whom we know at customers.", field="who")
    if isinstance(found, Several) and found.people:
        raise NeedsMore("Whom do you mean?", said, people=found)
    raise NeedsMore("Under which address do you know them?", said)


def log(sight: Sight, clock: Clock, domains: tuple[str, ...], entry: Entry) -> Logged:
    """Store an entry that names its person by address or by contact id (then re-checked for the viewer)."""
    entry = tidied(entry)
    check(entry)
    contact_id, called = _contact(sight, clock, domains, entry)
    session, viewer, now = sight.session, sight.viewer, clock.now()
    new = insert_unless_there(
        session,
        Relationship,
        {
            "workspace_id": viewer.workspace_id,
            "id": new_id(),
            "colleague_id": viewer.id,
            "contact_id": contact_id,
            "private": False,
            "open": False,
            "reviewed": True,
            "source": "logged",
            "version": 1,
            "created_at": now,
            "updated_at": now,
        },
    )
    mine = session.scalars(
        select(Relationship).where(
            Relationship.workspace_id == viewer.workspace_id,
            Relationship.colleague_id == viewer.id,
            Relationship.contact_id == contact_id,
        )
    ).one()
    new = new or mine.removed_at is not None
    say(sight, mine, entry, now)
    rewrite_half_ties(session, [mine])
    refresh_affiliations(session, viewer.workspace_id, [contact_id])
    face = portraits(sight, [contact_id]).get(contact_id)
    called = mine.contact_name or (face.name if face else called)
    waiting = not mine.reviewed
    return Logged(mine.id, called, mine.strength, mine.private, new, mine.last_touch, mine.note, waiting)


def tidied(entry: Entry) -> Entry:
    """The entry without characters no reader would notice (one of the databases can't even store NUL)."""
    words: dict[str, Any] = {name: getattr(entry, name) for name in ("name", "title", "account", "kind", "note")}
    seen: dict[str, Any] = {name: visible(text) for name, text in words.items() if text is not None}
    return replace(entry, **seen)


def check(entry: Entry) -> None:
    """Refuse what does not fit, naming the field and the mend."""
    for field in ("name", "title", "account", "kind"):
        value: str | None = getattr(entry, field)
        most = KIND_MOST if field == "kind" else TEXT_MOST
        # Some characters fold into many: the key under which a name is found must fit as well.
        if value is not None and (long := max(len(value), len(fold(value)))) > most:
            raise BadInput(f"That {field} has {long} characters; {most} fit.", field=field)
    if entry.note is not None and len(entry.note) > NOTE_MOST:
        raise BadInput(f"That note has {len(entry.note)} characters; {NOTE_MOST} fit.", field="note")
    if entry.strength is not None and entry.strength not in range(1, 6):
        raise BadInput("Strength is a number from 1 (a little) to 5 (very well).", field="strength")


def _contact(sight: Sight, clock: Clock, domains: tuple[str, ...], entry: Entry) -> tuple[int, str]:
    """The contact meant, made if need be, and what the viewer calls them."""
    if entry.contact_id is not None:
        row = sight.session.execute(
            sight.contacts(Contact.id, Contact.objected_at).where(Contact.id == entry.contact_id)
        ).first()
        if row is None:
            raise BadInput("I don't find this person any more. Log them with their address.", field="address")
        if row.objected_at is not None:
            raise ObjectionOnFile("a privacy request is on file")
        return row.id, ""
    address = entry.address or ""
    return contact_for(sight, clock, domains, address), address_key(address) or address


def contact_for(sight: Sight, clock: Clock, domains: tuple[str, ...], typed: str) -> int:
    """The contact with an address somebody typed, made if need be; whether it was there before is not told."""
    address = address_key(typed)
    if address is None:
        raise BadInput("That is no e-mail address. It looks like jane@acme.com.", field="address")
    found = by_address(sight, address)
    if isinstance(found, Objected):
        raise ObjectionOnFile("a privacy request is on file")
    if isinstance(found, OneOfUs) or domain_of(address) in domains:
        raise BadInput("That address is one of ours. o2o keeps whom we know at customers.", field="address")
    return _contact_of(sight.session, clock, sight.viewer.workspace_id, address)


def _contact_of(session: Session, clock: Clock, workspace_id: int, address: str) -> int:
    """The contact with this address, seen or unseen: knowledge of one person is merged by address."""
    held = select(ContactAddress.contact_id).where(
        ContactAddress.workspace_id == workspace_id, ContactAddress.address == address
    )
    contact_id = session.scalar(held)
    if contact_id is not None:
        return contact_id
    contact = Contact(workspace_id=workspace_id, source="logged", purpose=PURPOSE, created_at=clock.now())
    session.add(contact)
    session.flush()
    won = insert_unless_there(
        session,
        ContactAddress,
        {
            "workspace_id": workspace_id,
            "id": new_id(),
            "contact_id": contact.id,
            "address": address,
            "domain": domain_of(address),
        },
    )
    if won:
        return contact.id
    session.delete(contact)  # somebody logged the same address in this moment: theirs is the one
    session.flush()
    return session.scalars(held).one()


def say(sight: Sight, mine: Relationship, entry: Entry, now: dt.datetime) -> None:
    """Write what the owner says; what they do not say stays, unless the relationship had been removed.

    What was imported in their name goes on waiting for their look: saying more of it is not yet sharing it. The half
    ties are the caller's.
    """
    if mine.removed_at is not None:
        mine.removed_at = None
        mine.reviewed = True
        mine.private = mine.open = False
    for field in ("strength", "kind", "note"):
        value = getattr(entry, field)
        if value is not None:
            setattr(mine, field, value)
    if entry.name is not None:
        mine.contact_name, mine.contact_name_key = _tidy(entry.name), fold(entry.name)
    if entry.title is not None:
        mine.title, mine.title_key = _tidy(entry.title), title_key(entry.title)
    if entry.account is not None:
        name_account(sight, mine, entry.account)
    if entry.private is not None:
        mine.private = entry.private
        mine.open = mine.open and not entry.private
    mine.owner_edited_at = mine.updated_at = now
    if entry.met_on is not None:
        mine.last_touch = max(entry.met_on, mine.last_touch or entry.met_on)
        tell_meeting(sight.session, sight.warmth, mine, entry.met_on, now)


def name_account(sight: Sight, mine: Relationship, name: str) -> None:
    """Keep the account in the owner's words, linked where they name one of ours."""
    mine.account_name, mine.account_name_key = _tidy(name) or None, fold(name) or None
    mine.account_id = linked_account(sight, name)


def _tidy(text: str) -> str:
    return " ".join(text.split())
