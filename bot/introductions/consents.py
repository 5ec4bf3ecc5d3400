"""Whose yes a request needs, by name: who fills each role of the charter, or stands in for them.

Nobody's request rests on their own yes, nor on that of a deputy whom they named themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, false, or_, select

from bot.charter.sight import Sight
from bot.charter.table import Literal
from bot.introductions.candidates import Candidate, Rules, colleague
from bot.introductions.working_time import day_of
from bot.network.portrait import listed
from models.accounts import Account, Affiliation
from models.deals import Deal
from models.introductions import Ask, Introduction, Preference
from models.keys import address_key
from models.network import HalfTie
from models.people import Colleague


def preference(sight: Sight, colleague_id: int) -> Preference | None:
    """How a colleague likes to be asked, if they have said so."""
    return sight.session.scalar(
        select(Preference).where(
            Preference.workspace_id == sight.viewer.workspace_id, Preference.colleague_id == colleague_id
        )
    )


def is_paused(sight: Sight, person: Colleague) -> bool:
    """Whether a colleague does not want to be asked today, by their own calendar."""
    held = preference(sight, person.id)
    paused_until = held.paused_until if held else None
    return paused_until is not None and day_of(sight.now, person.tz) <= paused_until


@dataclass(frozen=True)
class Asking:
    """What is to be asked of whom: a request, through one relationship, by these rules.

    `earlier` are the people to whom the request was put for somebody else's relationship: nobody is asked twice.
    """

    requester: Sight
    introduction: Introduction
    candidate: Candidate
    rules: Rules
    earlier: frozenset[int]

    def can_ask(self, person: Colleague | None) -> bool:
        """Whether somebody can be asked now: not away, not asked before, and not asked as often as one may be."""
        return (
            person is not None
            and person.id not in self.earlier
            and may_be_asked(self.requester, self.introduction, person)
            and not is_paused(self.requester, person)
            and not self.rules.decide(self.candidate, person.id).refused
        )


def addressees(asking: Asking, roles: Sequence[str]) -> dict[str, Colleague] | None:
    """Who is to be asked in each of these roles for a connector's relationship, the owner's role first.

    None where one of them can't be filled: then nobody is asked for this connector.
    """
    found: dict[str, Colleague] = {}
    for role in sorted(roles, key=lambda one: one != "owner"):
        person = _filling(asking, role)
        if person is None:
            return None
        found[role] = person
    return found


def may_be_asked(requester: Sight, introduction: Introduction, person: Colleague | None) -> bool:
    """Whether somebody can answer at all: a member, not the requester, and one who may know of the contact.

    Where the charter asks no owner who has not agreed to it, it asks nobody else who has not.
    """
    if person is None or person.id == introduction.requester_id:
        return False
    if person.kind != "member" or person.left_at is not None:
        return False
    theirs = requester.of(person)
    if _agreed_first(requester) and not theirs.viewer.accepted:
        return False
    return bool(listed(theirs, [introduction.contact_id]))


def may_answer(requester: Sight, introduction: Introduction, ask: Ask) -> bool:
    """Whether whoever was asked can still answer: they have the role yet, or stand in for who has it.

    That who has it is back from a pause changes nothing: what was put to whoever stands in stays theirs.
    """
    if not may_be_asked(requester, introduction, colleague(requester, ask.addressee_id)):
        return False
    person = holder(requester, introduction, ask.owner_id, ask.role)
    if person is None:
        return False
    return ask.addressee_id == person.id or ask.addressee_id in _stand_ins(requester, introduction, person, ask.role)


def holder(requester: Sight, introduction: Introduction, owner_id: int, role: str) -> Colleague | None:
    """Who has a role themselves, away or not."""
    if role == "owner":
        return colleague(requester, owner_id)
    if role == "owner_manager":
        return _colleague(requester, colleague(requester, owner_id).manager_id)
    if role == "deal_lead":
        return _colleague(requester, _deal_lead(requester, introduction))
    if role == "account_lead":
        return _colleague(requester, _account_lead(requester, introduction, owner_id))
    return privacy_officer(requester) if role == "privacy_officer" else None


def privacy_officer(sight: Sight) -> Colleague | None:
    """The colleague whose address is named to people with questions about privacy, if it is a colleague's."""
    address = address_key(sight.privacy_contact or "")
    return _by_address(sight, address) if address else None


def _agreed_first(sight: Sight) -> bool:
    requests = sight.charter.requests
    terms = (term for rule in (requests.refuse if requests else ()) if rule.limit is None for term in rule.when)
    return any(Literal.parse(term) == Literal("owner_accepted", holds=False) for term in terms)


def _filling(asking: Asking, role: str) -> Colleague | None:
    requester, introduction = asking.requester, asking.introduction
    person = holder(requester, introduction, asking.candidate.owner_id, role)
    # What somebody left without a yes is not put to who stands in for them.
    if person is None or person.id in asking.earlier:
        return None
    if asking.can_ask(person):
        return person
    for number in _stand_ins(requester, introduction, person, role):
        other = colleague(requester, number)
        if asking.can_ask(other):
            return other
    return None


def _stand_ins(requester: Sight, introduction: Introduction, person: Colleague, role: str) -> list[int]:
    """Who may answer in the place of whoever has a role, in the order of the charter."""
    requests = requester.charter.requests
    found: list[int | None] = []
    for kind in requests.stand_in if requests else ():
        # Nobody but whoever they named themselves speaks for the owner of a relationship.
        if kind == "manager" and role != "owner":
            found.append(person.manager_id)
        if kind == "deputy" and person.id != introduction.requester_id:
            found.append(_deputy(requester, person))
    return [one for one in found if one is not None]


def _deputy(sight: Sight, person: Colleague) -> int | None:
    held = preference(sight, person.id)
    return held.deputy_id if held else None


def _colleague(sight: Sight, colleague_id: int | None) -> Colleague | None:
    return None if colleague_id is None else colleague(sight, colleague_id)


def _by_address(sight: Sight, address: str) -> Colleague | None:
    return sight.session.scalar(
        select(Colleague).where(Colleague.workspace_id == sight.viewer.workspace_id, Colleague.email == address)
    )


def _deal_lead(sight: Sight, introduction: Introduction) -> int | None:
    if introduction.deal_id is None:
        return None
    return sight.session.get_one(Deal, (introduction.workspace_id, introduction.deal_id)).owner_id


def _account_lead(sight: Sight, introduction: Introduction, owner_id: int) -> int | None:
    """Who leads the account the contact is at: of several a marked one's, and where the owner says they are, too."""
    here = introduction.workspace_id
    belongs = select(Affiliation.account_id).where(
        Affiliation.workspace_id == here,
        Affiliation.contact_id == introduction.contact_id,
        Affiliation.until.is_(None) | (Affiliation.until > sight.today),
    )
    said = select(HalfTie.account_id).where(
        HalfTie.workspace_id == here,
        HalfTie.node_id == introduction.contact_id,
        HalfTie.neighbour_id == owner_id,
        HalfTie.account_id.is_not(None),
    )
    of_deal: ColumnElement[bool] = false()
    if introduction.deal_id is not None:
        deal = select(Deal.account_id).where(Deal.workspace_id == here, Deal.id == introduction.deal_id)
        of_deal = Account.id == deal.scalar_subquery()
    marked = Account.sensitive.is_(True) | Account.embargoed.is_(True)
    return sight.session.scalar(
        select(Account.lead_id)
        .where(
            Account.workspace_id == here,
            or_(Account.id.in_(belongs), Account.id.in_(said)),
            Account.lead_id.is_not(None),
        )
        .order_by(case((marked, 0), (of_deal, 1), else_=2), Account.id)
        .limit(1)
    )
