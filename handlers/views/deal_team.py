"""A deal's team: who is on it, who is to be, and what those are told whose yes it takes."""

from __future__ import annotations

from slack_sdk.models.blocks import ButtonElement

from bot.deals.showing import DealShown
from bot.deals.team import Member, Proposal, Team
from handlers.values import OfDeal, OnTeam
from handlers.views.deal_head import head
from handlers.views.hours import Reader
from handlers.views.kit import Block, Message, actions, button, confirm, context, divider, esc, naming, section

OPENS = "On the team they may be shown who of us knows the customer's people, as the charter says."


def shown(deal: DealShown, team: Team, reader: Reader, *, said: str = "", replace: bool = False) -> Message:
    """The team as its reader may change it."""
    blocks: list[Block] = [section(f"{head(deal, reader)}\n{said}" if said else head(deal, reader))]
    if not team.members:
        blocks.append(section("Nobody is confirmed on the team yet."))
    for one in team.members:
        line = f"*{esc(one.name)}* · {esc(one.role, 60)}{' · leads the deal' if one.leads else ''}"
        blocks.append(section(line, accessory=_off(deal, one) if one.removable else None))
    if team.proposed:
        blocks.append(divider())
    for each in team.proposed:
        blocks.append(section(_line(each)))
        if each.mine:
            blocks.append(decide(each, declined=each.state == "declined"))
    if deal.part.acts and deal.is_open:
        value = OfDeal(id=deal.deal_id, v=deal.version).dump()
        buttons = [button("Add a colleague ...", "deal_colleague", value)]
        if any(one.changeable for one in team.members):
            buttons.append(button("Change a part ...", "deal_part", value))
        blocks.append(actions(*buttons))
    spoken = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return Message("\n".join(spoken), tuple(blocks), replace=replace, title="Team")


def _off(deal: DealShown, one: Member) -> ButtonElement:
    sure = confirm(
        "Take them off the team?", f"{esc(one.name)} is shown nothing through this deal any more.", "Take off"
    )
    value = OnTeam(deal=deal.deal_id, who=one.colleague_id).dump()
    return button("Take off", "deal_off", value, confirm=sure, spoken=naming("Take off the team", one.name))


def _line(one: Proposal) -> str:
    lead = " · to lead the deal" if one.to_lead else ""
    who = f"*{esc(one.name)}* · {esc(one.role, 60)}{lead} · proposed by {esc(one.proposed_by)}"
    if one.state == "declined":
        return f"{who}: said no to."
    if not one.deciders:
        return f"{who}: nobody is known who may say yes (the deal's lead, or their manager)."
    return f"{who}: waits for {' or '.join(esc(each) for each in one.deciders)}."


def decide(one: Proposal, *, declined: bool = False, primary: bool = True) -> Block:
    """The buttons that say yes or no to somebody on a team."""
    value = OfDeal(id=one.proposal_id).dump()
    yes = button(
        "Put on the team",
        "deal_yes",
        value,
        primary=primary and not declined,
        spoken=naming("Put on the team", one.name),
    )
    no = button("No", "deal_no", value, spoken=naming("Not on the team", one.name))
    return actions(yes) if declined else actions(yes, no)


def asked(deal: DealShown, one: Proposal, reader: Reader, *, replace: bool = False) -> Message:
    """What somebody is told whose yes it takes, and how it stands afterwards."""
    first = head(deal, reader)
    account = f" with *{esc(deal.account)}*" if deal.account else ""
    if one.state == "confirmed":
        by = f", by {esc(one.decided_by)}" if one.decided_by else ""
        text = f"{first}\n*{esc(one.name)}* is on the team as {esc(one.role, 60)}{by}."
        return Message(text, (section(text),), replace=replace, title="On the team")
    if one.state == "declined":
        text = f"{first}\nNot put on the team: *{esc(one.name)}*. You can still say yes."
        return Message(text, (section(text), decide(one, declined=True)), replace=replace, title="Said no")
    whose = "themselves" if one.proposed_by == one.name else f"*{esc(one.name)}*"
    role = f"{esc(one.role, 60)} and lead" if one.to_lead else esc(one.role, 60)
    text = f"{first}\n*{esc(one.proposed_by)}* proposes {whose} as {role} of this deal{account}. Your yes?"
    foot = f"_{OPENS} Without a yes nothing opens to them._"
    return Message(text, (section(text), decide(one), context(foot)), replace=replace, title="Your yes?")


def decided(deal: DealShown, one: Proposal, reader: Reader) -> Message | None:
    """What whoever proposed somebody, and whom it is about, hear of what came of it."""
    if one.state == "waiting":
        return None
    who = "You are" if one.of_me else f"*{esc(one.name)}* is"
    if one.state == "confirmed":
        by = f" {esc(one.decided_by)} said yes." if one.decided_by else ""
        text = f"{head(deal, reader)}\n{who} on the team as {esc(one.role, 60)}.{by}"
    else:
        text = f"{head(deal, reader)}\n{who} not put on the team. Nothing else changes by it."
    return Message(text, (section(text),), title="Team")


def added(deal: DealShown, role: str, by: str, reader: Reader) -> Message:
    """What somebody is told who was put on a team by their lead or manager."""
    text = f"{head(deal, reader)}\n*{esc(by)}* put you on the team as {esc(role, 60)}."
    return Message(text, (section(text), context(f"_{OPENS.replace('they', 'you')}_")), title="Team")
