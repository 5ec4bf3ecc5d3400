"""A deal: where both sides stand, who is on it, who of theirs matters; and which deal is meant."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.deals.seen import OFFERED_MOST
from bot.deals.showing import DealShown
from bot.deals.stakeholders import Observed, StakeholderShown
from bot.deals.team import Team
from bot.network.who import first_word
from handlers.values import DealMeant, OfDeal
from handlers.views.deal_head import STANDS, ended, head, since_day
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Message,
    actions,
    button,
    context,
    esc,
    naming,
    option,
    overflow,
    section,
    select,
)

LISTED_MOST = 10
"""Deals of one list; more are found by name."""
PEOPLE_MOST = 12
"""Stakeholders of one message."""
SAID_MOST = 4
"""Observers of one thing who are named."""


def shown(
    deal: DealShown, team: Team, people: Sequence[StakeholderShown], reader: Reader, *, here: bool, said: str = ""
) -> Message:
    """A deal. `here`: it is read in the channel that is about it; `said` is what was just done.

    What a deal's message begins with is the same line everywhere.
    """
    lines = [head(deal, reader), *([said] if said else [])]
    if deal.account:
        lines.append(f"With *{esc(deal.account)}*. {STANDS[deal.stands]}".strip())
    elif STANDS[deal.stands]:
        lines.append(STANDS[deal.stands])
    lines.append(team_line(team))
    if deal.channel_id:
        lines.append(f"Spoken of in <#{deal.channel_id}>.")
    text = "\n".join(lines)
    blocks: list[Block] = [section(text)]
    blocks += _people(deal, people, reader)
    if deal.part.acts and deal.is_open:
        blocks.append(_acts(deal, here=here))
    elif deal.part.acts:
        blocks.append(actions(button("Team", "deal_team", OfDeal(id=deal.deal_id, v=deal.version).dump())))
    else:
        blocks.append(context("_You are not on its team yet, so you can look at it, but not change it._"))
    spoken = [block["text"]["text"] for block in blocks if block["type"] == "section"]
    return Message("\n".join(spoken), tuple(blocks), title="Deal")


def team_line(team: Team) -> str:
    """Who is on it, in a line."""
    on = [f"*{esc(one.name)}* ({esc(one.role, 60)}{', leads the deal' if one.leads else ''})" for one in team.members]
    waiting = [
        f"{esc(one.name)} ({esc(one.role, 60)}{', to lead it' if one.to_lead else ''})"
        for one in team.proposed
        if one.state == "waiting"
    ]
    line = f"Team: {', '.join(on)}." if on else "Team: nobody confirmed yet."
    return f"{line} Waiting for a yes: {', '.join(waiting)}." if waiting else line


def _people(deal: DealShown, people: Sequence[StakeholderShown], reader: Reader) -> list[Block]:
    if not people:
        return [section("_Nobody of theirs is named in it yet, as far as you may see._")]
    blocks = []
    for one in people[:PEOPLE_MOST]:
        value = OfDeal(id=one.stakeholder_id, do="own" if one.own else "").dump()
        opens = button("What I see ...", "deal_person", value, spoken=naming("What I see", one.name))
        can = deal.part.acts and deal.is_open
        blocks.append(section(stakeholder_line(one, reader), accessory=opens if can else None))
    if len(people) > PEOPLE_MOST:
        blocks.append(context(f"_and {len(people) - PEOPLE_MOST} more_"))
    return blocks


def stakeholder_line(one: StakeholderShown, reader: Reader) -> str:
    """A stakeholder, and what was observed of them: who of us said it and when; who disagree are both named."""
    if one.contact is not None:
        what = ", ".join(esc(part) for part in (one.contact.title, one.contact.account) if part)
    else:
        what = _seat(one, reader)
    first = f"*{esc(one.name)}*" + (f" · {what}" if what else "")
    details = [
        _observed(one.says("buying_role"), reader),
        _observed(one.says("stance"), reader),
        _observed(one.says("power"), reader, prefix="power "),
        _observed(one.says("motivation"), reader, prefix="moved by: "),
    ]
    return "\n".join([first, *(line for line in details if line)])


def _seat(one: StakeholderShown, reader: Reader) -> str:
    seat = one.seat
    if seat is None:
        return ""
    if seat.holder is not None:
        return f"{esc(seat.account)} · now {esc(seat.holder.name)}"
    empty = f"seat empty since {reader.date(seat.since)}" if seat.since else "seat empty"
    return f"{esc(seat.account)} · {empty}"


def _observed(seen: Sequence[Observed], reader: Reader, *, prefix: str = "") -> str:
    """What was observed of one thing: `champion (Lee, today); sceptic (Raj, on Tuesday)`."""
    said = []
    for one in seen[:SAID_MOST]:
        by = "you" if one.mine else esc(first_word(one.observer, "somebody"), 40) if one.observer else "the CRM"
        said.append(f"{prefix}{esc(one.value)} ({by}, {since_day(one.at, reader)})")
        prefix = ""
    return "; ".join(said)


def _acts(deal: DealShown, *, here: bool) -> Block:
    value = OfDeal(id=deal.deal_id, v=deal.version)
    choices = [] if deal.from_crm else [("We moved ...", "ours"), ("Won ...", "won"), ("Lost ...", "lost")]
    choices.append(("Team", "team"))
    choices.append(("Speak of it in no channel", "unbind") if here else ("Speak of it here ...", "here"))
    menu = overflow("deal_menu", [(label, value.model_copy(update={"do": do}).dump()) for label, do in choices])
    moved = button("They moved ...", "deal_theirs", value.dump(), spoken=naming("They moved", deal.name))
    return actions(
        button("Who should meet whom", "deal_next", value.dump(), primary=True),
        *([moved] if deal.playbook.buying_stages else []),
        button("Add somebody of theirs ...", "deal_who", value.dump()),
        menu,
    )


def listed(deals: Sequence[DealShown], reader: Reader) -> Message:
    """Somebody's own open deals."""
    if not deals:
        text = "You are on no open deal that I know of. `/o2o deal new Acme renewal at Acme` makes one."
        return Message(text, (section(text), actions(_new())), title="Deals")
    lines = [head(one, reader) for one in deals[:LISTED_MOST]]
    blocks = [
        section(
            line,
            accessory=button("Open", "deal_open", OfDeal(id=one.deal_id).dump(), spoken=naming("Open", one.name)),
        )
        for line, one in zip(lines, deals, strict=False)
    ]
    if len(deals) > LISTED_MOST:
        blocks.append(context("_There are more: `/o2o deal show` and a name finds each._"))
    return Message("\n".join(lines), (*blocks, actions(_new())), title="Deals")


def _new() -> ButtonElement:
    return button("New deal ...", "deal_new")


def first_of(shown: int, of: int, asked: str) -> str:
    """What is said under a picker, or behind a list, that holds the first deals alone; nothing where it holds all.

    `of` counts those that the reader sees and that may be meant, `asked` is what they typed.
    """
    if of <= shown:
        return ""
    return f"The first {shown} of {of:,}. Type {'more of its name' if asked else 'its name'} to see others."


def which(asked: str, do: str, words: str, deals: Sequence[DealShown], reader: Reader, *, of: int) -> Message:
    """A picker of deals, the first of so many; what is chosen goes on with what was to be done."""
    text = f"Which deal do you mean by “{esc(asked, 80)}”?" if asked else "Which deal do you mean?"
    text = " ".join(filter(None, (text, first_of(len(deals[:OFFERED_MOST]), of, asked))))
    options = [
        option(
            f"{one.name[:40]} ({ended(one, reader)})" if not one.is_open else one.name,
            DealMeant(do=do, words=words[:40], deal=one.deal_id).dump(),
            " · ".join(part for part in (one.account, one.stage if one.is_open else "") if part) or None,
        )
        for one in deals[:OFFERED_MOST]
    ]
    return Message(text, (section(text), actions(select("deal_pick", "Choose ...", options))), title="Which deal")
