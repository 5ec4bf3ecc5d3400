"""What a viewer may be told about who a contact is: name, title, account.

The directory's words are used where the directory is open to this viewer; else the viewer's own; else those of the
warmest relationship they may see. So merging two colleagues' knowledge under one address tells neither what the other
wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.charter import Decision
from bot.charter.sight import Sight
from models.reading import CONTACT_FACTS, DO_NOT_CONTACT, IN_DIRECTORY, OBJECTED, SAID_MOST, SEES, Held, Said, Stored


@dataclass(frozen=True)
class Portrait:
    """A contact as one viewer knows them.

    `facts` are its bits (`models.reading`); `seat` is the function and seniority of the seat the directory gives it.
    """

    contact_id: int
    name: str
    title: str | None = None
    account: str | None = None
    from_directory: bool = False
    address: str = ""
    facts: int = 0
    seat: tuple[str, str] = ("", "")

    def decision(self, sight: Sight) -> tuple[Decision, int]:
        """Why the viewer is told of them, and the code of the facts."""
        seen = self.facts if sight.tables.listed(self.facts) else self.facts | SEES
        return sight.decide_bits("contact", seen, (*CONTACT_FACTS, "viewer_sees_a_relationship"))

    @property
    def left_alone(self) -> bool:
        """Whether they are not to be contacted: they asked a colleague for it, or an import says so.

        Told to those alone to whom the directory is open: to others it would tell that somebody else knows of them.
        """
        return self.from_directory and bool(self.facts & DO_NOT_CONTACT)

    @property
    def objected(self) -> bool:
        """Whether they have objected to being kept or used here."""
        return bool(self.facts & OBJECTED)


def portraits(sight: Sight, contact_ids: Collection[int]) -> dict[int, Portrait]:
    """The portraits of those of these contacts that are listed for the viewer, by contact id, in the order given."""
    if not contact_ids or sight.blind:
        return {}
    stored = {one.contact_id: one for one in sight.reading.people(contact_ids)}
    told = [one.contact_id for one in stored.values() if _told(sight, one)]
    seats: dict[int, list[Held]] = defaultdict(list)
    for seat in sight.reading.held(told) if told else ():
        if sight.tables.listed(seat.facts):
            seats[seat.contact_id].append(seat)
    here = [stored[contact_id] for contact_id in contact_ids if contact_id in stored]
    words = _said_of_all(sight, [one for one in here if _asks(sight, one, seats[one.contact_id])])
    found = (_portrait(sight, one, seats[one.contact_id], words.get(one.contact_id)) for one in here)
    return {one.contact_id: one for one in found if one is not None}


def told_by_directory(sight: Sight, contact_ids: Collection[int]) -> dict[int, int]:
    """The facts (`models.reading`) of those of these contacts of whom the directory itself tells the viewer."""
    if not contact_ids or sight.blind:
        return {}
    of = sight.reading.facts(contact_ids)
    return {number: facts for number, facts in of.items() if facts & IN_DIRECTORY and sight.tables.listed(facts)}


def listed(sight: Sight, contact_ids: Sequence[int]) -> list[int]:
    """Those of these contacts that are listed for the viewer."""
    if sight.blind:
        return []
    stored = {one.contact_id: one for one in sight.reading.people(contact_ids)}
    return [contact_id for contact_id in contact_ids if is_listed(sight, stored.get(contact_id))]


def is_listed(sight: Sight, contact: Stored | None) -> bool:
    """Whether a contact that was read (None: there is none) is listed for the viewer."""
    if sight.blind:
        return False
    tables = sight.tables
    # As much is read of nobody as of somebody hidden: neither must take longer.
    read = contact or Stored(0, 0, None, None)
    matters = tables.listed_if_seen(read.facts) or not tables.listed(read.facts)
    seen = matters and bool(_said_of_all(sight, [read])[read.contact_id])
    return contact is not None and tables.listed(read.facts, seen=seen)


def _told(sight: Sight, contact: Stored) -> bool:
    """Whether the directory itself tells the viewer of a contact."""
    return bool(contact.facts & IN_DIRECTORY) and sight.tables.listed(contact.facts)


def _asks(sight: Sight, contact: Stored, seats: Sequence[Held]) -> bool:
    """Whether it takes colleagues' words to say who a contact is, or whether they are listed."""
    enough = _told(sight, contact) and contact.name and seats
    return not enough or sight.tables.listed_if_seen(contact.facts)


def _portrait(sight: Sight, contact: Stored, seats: Sequence[Held], words: Sequence[Said] | None) -> Portrait | None:
    """The portrait, by what colleagues say of them (None: nobody was asked); None where they are not listed."""
    from_directory = _told(sight, contact)
    if words is not None and not sight.tables.listed(contact.facts, seen=bool(words)):
        return None
    address = contact.address or ""
    name, title, account = address, None, None
    for said in reversed(words or ()):  # the last word is the viewer's own, else the warmest tie's
        name, title, account = said.name or name, said.title or title, said.account or account
    if from_directory:
        name = contact.name or name
    of = ("", "")
    for seat in seats:
        on = _held_on(sight, seat)
        title, account = seat.title if on else f"formerly {seat.title}", seat.account
        of = (seat.function or "", seat.seniority or "") if on else ("", "")
    return Portrait(contact.contact_id, name, title, account, from_directory, address, contact.facts, of)


def _held_on(sight: Sight, seat: Held) -> bool:
    return seat.until is None or seat.until > sight.today


def _said_of_all(sight: Sight, contacts: Sequence[Stored]) -> dict[int, list[Said]]:
    """What the owners of relationships the viewer may see call contacts: their own words first, then the warmest."""
    if not contacts or sight.viewer.is_channel or sight.tables.no_ties:
        return {one.contact_id: [] for one in contacts}
    shifts = {"steady": 0.0, "fading": sight.warmth.shift(sight.now)}
    found: dict[int, dict[int, Said]] = {one.contact_id: {} for one in contacts}
    truncated = set()
    for order, shift in shifts.items():
        for contact_id, read in _read(sight, contacts, order).items():
            if len(read) == SAID_MOST:
                truncated.add(contact_id)
            for one in read:
                now = one._replace(warmth=one.warmth - shift)
                found[contact_id][one.owner] = max(found[contact_id].get(one.owner, now), now)
    me = sight.viewer.id
    lacking = [one for one in contacts if one.contact_id in truncated and me not in found[one.contact_id]]
    if lacking:
        for contact_id, read in _read(sight, lacking, "steady", own=True).items():
            found[contact_id] |= {one.owner: one for one in read}
    return {
        contact_id: sorted(some.values(), key=lambda one: (one.owner != me, -one.warmth, one.owner))
        for contact_id, some in found.items()
    }


def _read(sight: Sight, contacts: Sequence[Stored], order: str, *, own: bool = False) -> dict[int, list[Said]]:
    ties = sight.tables.relationship
    if len(contacts) > 1:
        return sight.reading.said_of_all([one.contact_id for one in contacts], order, ties, own=own)
    # Of one, who-knows' hot path, the statement needs neither a window nor the contact's facts anew.
    (one,) = contacts
    return {one.contact_id: sight.reading.said(one.contact_id, order, one.facts, ties, own=own)}
