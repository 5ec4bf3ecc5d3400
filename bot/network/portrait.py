"""What a viewer may be told about who a contact is: name, title, account.

The directory's words are used where the directory is open to this viewer; else the viewer's own; else those of the
warmest relationship they may see. So merging two colleagues' knowledge under one address tells neither what the other
wrote.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

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
    found = (
        _portrait(sight, stored[contact_id], seats[contact_id]) for contact_id in contact_ids if contact_id in stored
    )
    return {one.contact_id: one for one in found if one is not None}


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
    seen = matters and bool(_said(sight, read))
    return contact is not None and tables.listed(read.facts, seen=seen)


def _told(sight: Sight, contact: Stored) -> bool:
    """Whether the directory itself tells the viewer of a contact."""
    return bool(contact.facts & IN_DIRECTORY) and sight.tables.listed(contact.facts)


def _portrait(sight: Sight, contact: Stored, seats: Sequence[Held]) -> Portrait | None:
    from_directory = _told(sight, contact)
    words: list[Said] = []
    if not (from_directory and contact.name and seats) or sight.tables.listed_if_seen(contact.facts):
        words = _said(sight, contact)
        if not sight.tables.listed(contact.facts, seen=bool(words)):
            return None
    address = contact.address or ""
    face = Portrait(contact.contact_id, address, address=address, facts=contact.facts, from_directory=from_directory)
    for said in reversed(words):  # the last word is the viewer's own, else the warmest tie's
        face = replace(
            face, name=said.name or face.name, title=said.title or face.title, account=said.account or face.account
        )
    if from_directory:
        face = replace(face, name=contact.name or face.name)
    for seat in seats:
        title = seat.title if _held_on(sight, seat) else f"formerly {seat.title}"
        of = (seat.function or "", seat.seniority or "") if _held_on(sight, seat) else ("", "")
        face = replace(face, title=title, account=seat.account, seat=of)
    return face


def _held_on(sight: Sight, seat: Held) -> bool:
    return seat.until is None or seat.until > sight.today


def _said(sight: Sight, contact: Stored) -> list[Said]:
    """What the owners of relationships the viewer may see call a contact: their own words first, then the warmest."""
    if sight.viewer.is_channel or sight.tables.no_ties:
        return []
    shifts = {"steady": 0.0, "fading": sight.warmth.shift(sight.now)}
    found: dict[int, Said] = {}
    truncated = False
    for order, shift in shifts.items():
        read = sight.reading.said(contact.contact_id, order, contact.facts, sight.tables.relationship)
        truncated |= len(read) == SAID_MOST
        for one in read:
            now = one._replace(warmth=one.warmth - shift)
            found[one.owner] = max(found.get(one.owner, now), now)
    me = sight.viewer.id
    if truncated and me not in found:
        own = sight.reading.said(contact.contact_id, "steady", contact.facts, sight.tables.relationship, own=True)
        found |= {one.owner: one for one in own}
    return sorted(found.values(), key=lambda one: (one.owner != me, -one.warmth, one.owner))
