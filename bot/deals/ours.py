"""Our people in a deal: who plays which part, and who could where nobody does."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from types import MappingProxyType
from typing import Final

from sqlalchemy import ColumnElement, false, func, or_, select

from bot.charter.sight import Sight
from bot.deals.counterparts import function_of, rank_of
from bot.deals.deciding import is_here
from bot.deals.playbook import key_of
from models.deals import Deal, DealMember
from models.ids import among, of_deals
from models.keys import fold
from models.people import Colleague

LEAD: Final = "deal lead"
"""The part of whoever owns the deal."""
STAND_INS_MOST: Final = 50
"""Colleagues from outside the team who are looked at for a part nobody plays, at the most."""


@dataclass(frozen=True)
class Fit:
    """Who could play a part: words of their title, their function, or how senior they are at least (a rank)."""

    words: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    rank: int | None = None


FITS: Final[Mapping[str, Fit]] = MappingProxyType(
    {
        "account executive": Fit(
            ("account executive", "account manager", "sales executive", "sales manager"), ("sales",)
        ),
        "solution engineer": Fit(("solution", "sales engineer", "presales", "pre-sales")),
        "executive sponsor": Fit(rank=2),
        "legal counsel": Fit(("counsel", "legal"), ("legal",)),
        "customer success": Fit(("customer success",), ("customer success",)),
        "bid manager": Fit(("bid ", "tender", "proposal manager")),
    }
)
"""For the parts a playbook has by default; for any other it is the words of the part itself."""
_SENIOR: Final = ("chief", "president", "chair", "board", "c-level", "vp", "ceo", "cfo", "cto", "coo", "cro", "owner")
"""Words by which senior people are read; `bot.network.titles` then says who is."""


@dataclass(frozen=True)
class Member:
    """One of ours. `parts` are the seller roles they play in the deal, folded; none: they are not on its team."""

    colleague_id: int
    name: str
    slack_user_id: str | None
    title: str | None
    rank: int | None
    function: str
    parts: frozenset[str] = frozenset()

    @cached_property
    def order(self) -> tuple[str, ...]:
        """What they come by among equals."""
        return (fold(self.name), fold(self.title or ""))


def team_of(sight: Sight, deal: Deal) -> list[Member]:
    """The deal's team and its lead, as far as they are members of ours yet."""
    return teams_of(sight, [deal]).of[deal.id]


@dataclass(frozen=True)
class Teams:
    """The team of each deal; and the zone of each deal's lead, who may have left by now."""

    of: Mapping[int, list[Member]]
    zones: Mapping[int, str | None]


def teams_of(sight: Sight, deals: Sequence[Deal]) -> Teams:
    """The same for each of these deals."""
    roles: dict[int, dict[int, str]] = {deal.id: {} for deal in deals}
    rows = sight.session.execute(
        select(DealMember.deal_id, DealMember.colleague_id, DealMember.seller_role).where(of_deals(DealMember, deals))
    )
    for deal_id, colleague_id, role in rows:
        roles[deal_id][colleague_id] = role
    leads = {deal.id: deal.owner_id for deal in deals if deal.owner_id is not None}
    wanted = {*leads.values(), *(one for team in roles.values() for one in team)}
    here = Colleague.workspace_id == sight.viewer.workspace_id
    people = {one.id: one for one in sight.session.scalars(select(Colleague).where(here, among(Colleague.id, wanted)))}
    # Read once for each of ours, not for each deal they are on.
    members = {number: _member(one, frozenset()) for number, one in people.items() if is_here(one)}

    @cache
    def playing(number: int, parts: frozenset[str]) -> Member:
        return replace(members[number], parts=parts)

    found = {}
    for deal_id, team in roles.items():
        lead = leads.get(deal_id)
        on_it = []
        for number in {*team, *({lead} if lead else ())} & members.keys():
            parts = {key_of(LEAD)} if number == lead else set()
            parts |= {key_of(team[number])} if team.get(number) else set()
            on_it.append(playing(number, frozenset(parts)))
        found[deal_id] = sorted(on_it, key=lambda one: (one.order, one.colleague_id))
    return Teams(found, {deal_id: people[lead].tz for deal_id, lead in leads.items() if lead in people})


def who_is_on(sight: Sight, deals: Sequence[Deal]) -> dict[int, frozenset[int]]:
    """The ids of the same people, for each of these deals."""
    here = select(Colleague.id).where(Colleague.workspace_id == sight.viewer.workspace_id, *_of_ours())
    ours = set(sight.session.scalars(here))
    found = {deal.id: {deal.owner_id} if deal.owner_id is not None else set() for deal in deals}
    for deal_id, number in sight.session.execute(
        select(DealMember.deal_id, DealMember.colleague_id).where(of_deals(DealMember, deals))
    ):
        found[deal_id].add(number)
    return {number: frozenset(some & ours) for number, some in found.items()}


def stand_ins(sight: Sight, roles: Collection[str]) -> dict[str, list[Member]]:
    """For each of these parts, colleagues whose title or function fits, by the directory of colleagues alone."""
    if not roles:
        return {}
    rows = sight.session.scalars(
        select(Colleague)
        .where(Colleague.workspace_id == sight.viewer.workspace_id, *_of_ours(), or_(*map(_might_fit, sorted(roles))))
        .order_by(Colleague.name_key, Colleague.id)
    )
    people = [(person, _member(person, frozenset())) for person in rows]
    found = {}
    for role in roles:
        fit = _fit(role)
        found[role] = [member for person, member in people if _fits(fit, person, member)][:STAND_INS_MOST]
    return found


def _of_ours() -> tuple[ColumnElement[bool], ...]:
    return (Colleague.kind == "member", Colleague.left_at.is_(None))


def _member(person: Colleague, parts: frozenset[str]) -> Member:
    return Member(
        person.id,
        person.name,
        person.slack_user_id,
        person.title,
        rank_of(person.title, person.seniority or ""),
        function_of(person.title, person.function or ""),
        parts,
    )


def fits(role: str, person: Colleague) -> bool:
    """Whether somebody could play a part, by their title, function and seniority."""
    return _fits(_fit(role), person, _member(person, frozenset()))


def _fit(role: str) -> Fit:
    return FITS.get(fold(role)) or Fit((fold(role),))


def _might_fit(role: str) -> ColumnElement[bool]:
    fit = _fit(role)
    title, seniority = func.lower(Colleague.title), func.lower(Colleague.seniority)
    words = [*fit.words, *(_SENIOR if fit.rank is not None else ())]
    found: ColumnElement[bool] = or_(
        false(),
        *(title.contains(word, autoescape=True) for word in words),
        func.lower(Colleague.function).in_(fit.functions),
        *([seniority.in_(_SENIOR)] if fit.rank is not None else []),
    )
    return found


def _fits(fit: Fit, person: Colleague, member: Member) -> bool:
    if fit.rank is not None:
        return member.rank is not None and member.rank <= fit.rank
    title = fold(person.title or "")
    return any(word.strip() in title for word in fit.words) or member.function in fit.functions
