"""`/o2o deal team`: who of ours is on a deal, and saying yes or no to who is to be."""

from __future__ import annotations

from bot.deals import parts, seen, showing
from bot.deals import team as teams
from bot.deals.roles import suggested_role
from bot.deals.team import Member
from bot.errors import BadInput, DomainError, Stale
from bot.people import directory
from handlers.boundary import Turn
from handlers.house import Click, House, Submission
from handlers.values import OfDeal, OnTeam
from handlers.views import deal_forms as forms
from handlers.views import deal_team as view
from handlers.views.kit import Block, Form, Message, esc, section
from models.deals import Deal
from models.people import Colleague

WHO_MOST = 19
"""Digits of a record's id, at the most: a longer number would break the database's driver."""


def register(house: House) -> None:
    """Add the buttons, the form and what is told."""
    house.action("deal_team", lambda turn, click: shown(turn, seen.the_deal(turn.sight, OfDeal.load(click.value).id)))
    house.opens("deal_colleague", _whom)
    house.leads(forms.PERSON_FIELD, _follow)
    house.submission("deal_colleague", _propose)
    house.opens("deal_part", _which_part)
    house.submission("deal_part", _play)
    house.action("deal_yes", _yes, writes=True, stands=_stands)
    house.action("deal_no", _no, writes=True, stands=_stands)
    house.action("deal_off", _off, writes=True)
    house.notification(teams.ASKED, _asked)
    house.notification(teams.DECIDED, _decided)
    house.notification(teams.ADDED, _added)


def shown(turn: Turn, deal: Deal, said: str = "", *, replace: bool = False) -> Message:
    """The team of a deal."""
    told = showing.show(turn.sight, turn.playbooks, deal)
    return view.shown(told, teams.team(turn.sight, deal), turn.reader, said=said, replace=replace)


def _whom(turn: Turn, click: Click) -> Form:
    deal = seen.the_deal(turn.sight, OfDeal.load(click.value).id)
    return forms.colleague(showing.show(turn.sight, turn.playbooks, deal), turn.playbooks.seller_roles)


def _follow(turn: Turn, entered: Submission) -> Block | None:
    """The part that the title of whoever was chosen suggests."""
    roles, person = turn.playbooks.seller_roles, _chosen(turn, entered)
    return forms.role_field(roles, suggested_role(roles, person)) if person else None


def _chosen(turn: Turn, sent: Submission) -> Colleague | None:
    return directory.held(turn.session, turn.viewer.workspace_id, sent.values.get("colleague") or "")


def _propose(turn: Turn, sent: Submission) -> Message:
    person = _chosen(turn, sent)
    if person is None:
        raise BadInput("I don't know them as a colleague of ours yet. Whom else?", field="colleague")
    role = turn.playbooks.seller_role(sent.values.get("role") or "")
    if role is None:
        raise BadInput("Choose the part they play.", field="role")
    value = OfDeal.load(sent.metadata)
    came = teams.propose(turn.sight, turn.clock, value.id, person.id, role)
    if isinstance(came, Member):
        said = f"*{esc(came.name)}* is on the team, and is told so."
    elif came.deciders:
        said = f"Proposed: *{esc(came.name)}*. {' or '.join(esc(one) for one in came.deciders)} decides."
    else:
        said = f"Proposed: *{esc(came.name)}*. Nobody is known who may say yes: the deal's lead, or their manager."
    return shown(turn, seen.the_deal(turn.sight, value.id), said)


def _which_part(turn: Turn, click: Click) -> Form:
    deal = seen.the_deal(turn.sight, OfDeal.load(click.value).id)
    members = [one for one in teams.team(turn.sight, deal).members if one.changeable]
    if not members:
        raise Stale("There is nobody on its team whose part is yours to change (any more).")
    return forms.part(showing.show(turn.sight, turn.playbooks, deal), members, turn.playbooks.seller_roles)


def _play(turn: Turn, sent: Submission) -> Message:
    role = turn.playbooks.seller_role(sent.values.get("role") or "")
    if role is None:
        raise BadInput("Choose the part they play.", field="role")
    who = sent.values.get("who") or ""
    value = OfDeal.load(sent.metadata)
    name = parts.play(turn.sight, value.id, int(who) if who.isdecimal() and len(who) < WHO_MOST else 0, role)
    return shown(turn, seen.the_deal(turn.sight, value.id), f"*{esc(name)}* is {esc(role)} in it now.")


def _yes(turn: Turn, click: Click) -> Message:
    return _came(turn, *teams.confirm(turn.sight, turn.clock, OfDeal.load(click.value).id))


def _no(turn: Turn, click: Click) -> Message:
    return _came(turn, *teams.decline(turn.sight, turn.clock, OfDeal.load(click.value).id))


def _came(turn: Turn, deal: Deal, one: teams.Proposal) -> Message:
    return view.asked(showing.show(turn.sight, turn.playbooks, deal), one, turn.reader, replace=True)


def _stands(turn: Turn, click: Click, words: str) -> Message:
    """How a proposal stands, for whoever may decide it; for anybody else, only the words."""
    try:
        deal, one = teams.proposal(turn.sight, OfDeal.load(click.value).id)
    except DomainError:
        return Message(words, (section(words),))
    return _came(turn, deal, one) if one.mine else Message(words, (section(words),))


def _off(turn: Turn, click: Click) -> Message:
    value = OnTeam.load(click.value)
    name = parts.remove(turn.sight, value.deal, value.who)
    said = f"*{esc(name)}* is not on the team any more."
    try:
        return shown(turn, seen.the_deal(turn.sight, value.deal), said, replace=True)
    except DomainError:  # they took themselves off it, and see it no longer
        return Message(said, (section(said),), replace=True)


def _asked(turn: Turn, proposal_id: int) -> Message | None:
    deal, one = teams.proposal(turn.sight, proposal_id)
    return view.asked(showing.show(turn.sight, turn.playbooks, deal), one, turn.reader) if one.mine else None


def _decided(turn: Turn, proposal_id: int) -> Message | None:
    deal, one = teams.proposal(turn.sight, proposal_id)
    return view.decided(showing.show(turn.sight, turn.playbooks, deal), one, turn.reader)


def _added(turn: Turn, deal_id: int) -> Message | None:
    deal = seen.the_deal(turn.sight, deal_id)
    came = teams.added(turn.sight, deal)
    return view.added(showing.show(turn.sight, turn.playbooks, deal), *came, turn.reader) if came else None
