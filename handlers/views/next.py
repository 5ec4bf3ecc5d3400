"""Who should meet whom: the answer of `/o2o next`, a line and a reason each."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.blocks.block_elements import BlockElement

from bot.deals.meetings import Meeting, Meetings
from bot.deals.needs import NeedStanding
from bot.deals.showing import DealShown
from handlers.values import Answer, Missing, OfDeal, Seat, Wanted
from handlers.views.deal_head import STANDS, head
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Message,
    actions,
    button,
    context,
    esc,
    naming,
    overflow,
    section,
)
from handlers.views.who_knows import can_be_introduced, offered, well

NOBODY = "Nobody is missing at this stage."
AGAIN_MOST = 10
"""Answered things with a way back of their own in one answer; the others are small print."""
SAME_LEVEL = "They are on the same level."


def message(
    found: Meetings,
    deal: DealShown,
    reader: Reader,
    viewer_id: int,
    answer_id: int,
    *,
    requests: bool,
    said: Message | None = None,
) -> Message:
    """The whole answer; `said` is what was just done, and it then takes the place of the answer it was done in."""
    blocks: list[Block] = list(said.blocks) if said else []
    lines = [said.text] if said else []
    first = " ".join(filter(None, (head(deal, reader), STANDS[deal.stands])))
    lines.append(first)
    blocks.append(section(first))
    primary = True
    for one in found.told:
        blocks += meeting(one, deal, reader, viewer_id, requests=requests, primary=primary, on=True)
        primary = primary and not any(held.get("style") for block in blocks for held in block.get("elements", []))
        lines.append(line(one, reader, viewer_id))
    if not found.told:
        words = _nothing(found, deal)
        lines.append(words)
        blocks.append(section(words))
    may = deal.part.leads or deal.part.on_team or deal.part.manages
    again = [one for one in found.aside if may and one.gap is not None and one.gap.state in ("not_needed", "snoozed")]
    again = again[:AGAIN_MOST]
    blocks += [_aside_again(one, found, deal, reader) for one in again]
    if small := _small_print(found, [one for one in found.aside if one not in again], reader):
        blocks.append(context(small))
    if found.decided:
        blocks.append(actions(button("Why these?", "why", Answer(answer=answer_id).dump(), spoken="Why these people?")))
    return Message("\n".join(lines), tuple(blocks), replace=said is not None)


def meeting(
    one: Meeting,
    deal: DealShown,
    reader: Reader,
    viewer_id: int,
    *,
    requests: bool,
    primary: bool = True,
    on: bool = False,
) -> list[Block]:
    """One open need: who with whom by when, why, and what can be done about it. `on`: in the list of all of them."""
    name = esc(one.theirs.name, 60) if one.theirs else one.standing.need.theirs
    value = _value(one, deal.deal_id, on=on)
    may = deal.part.leads or deal.part.on_team
    row = []
    face = one.theirs.face if one.theirs else None
    met = one.known is not None and one.known.own
    if may and face is not None and met:
        row.append(_met_button(value, name, primary=primary))
    if face is not None and requests and one.ways is not None and offered(one.ways):
        wanted = Wanted(contact=face.contact_id, deal=deal.deal_id).dump()
        label = "Ask for an introduction"
        row.append(button(label, "intro_open", wanted, primary=primary and not met, spoken=naming(label, name)))
    if may and face is not None and not met:
        row.append(_met_button(value, name, primary=False))
    if face is None and deal.part.acts:
        row += _who_button(one, deal.deal_id)
    text = line(one, reader, viewer_id)
    menu = _menu(value) if may or deal.part.manages else None
    blocks = [section(text, accessory=menu)]
    return [*blocks, actions(*row)] if row else blocks


def line(one: Meeting, reader: Reader, viewer_id: int) -> str:
    """Who with whom by when, and one line of reason."""
    when = reader.date(one.standing.needed_by)
    by = f"by {when}" if one.standing.needed_by >= reader.today else f"(it was needed by {when})"
    return f"{_ours(one, viewer_id)} with {_theirs(one)} {by}\n{_reason(one, viewer_id)}"


def _ours(one: Meeting, viewer_id: int) -> str:
    part = esc(one.standing.need.ours)
    if one.ours is None:
        return f"Our *{part}*"
    who = "*You*" if one.ours.colleague_id == viewer_id else f"*{esc(one.ours.name, 80)}*"
    if not one.standing.vacant:
        return f"{who} ({part})"
    return f"{who} (nobody is {part} yet)" if one.ours.parts else f"{who} (could be {part}: nobody is yet)"


def _theirs(one: Meeting) -> str:
    part = esc(one.standing.need.theirs)
    if one.theirs is None or one.theirs.face is None:
        return f"their *{part}*"
    title = one.theirs.face.title
    return f"*{esc(one.theirs.name, 80)}* ({f'{esc(title, 60)}, ' if title else ''}{part})"


def _reason(one: Meeting, viewer_id: int) -> str:
    """Why these two, or what is in the way."""
    if one.theirs is None or one.theirs.face is None:
        return _nobody(one.standing)
    words = [_knows(one, viewer_id)]
    if one.same_level:
        words.append(SAME_LEVEL)
    return " ".join(words)


def _nobody(standing: NeedStanding) -> str:
    """Why nobody of theirs is named."""
    part = esc(standing.need.theirs)
    alone = next((one for one in standing.stakeholders if one.left_alone), None)
    if alone is not None:
        return f"*{esc(alone.name, 80)}* is not to be contacted. Is somebody else {part}, too?"
    seat = next((one.shown.seat for one in standing.stakeholders if one.shown.seat and not one.face), None)
    if seat is not None:
        return f"{esc(seat.account, 60)}'s {esc(seat.title, 60)} seat is empty, as far as I know."
    return f"Nobody is named as {part} yet."


def _knows(one: Meeting, viewer_id: int) -> str:
    if one.known is not None:
        who = "You know" if one.known.own else f"*{_short(one.ours.name)}* knows" if one.ours else ""
        tail = " Have you met for this deal?" if one.known.own else ""
        return f"{who} them{well(one.known.band)}.{tail}"
    if one.others:
        mine = any(member.colleague_id == viewer_id for member in one.others)
        names = " and ".join(f"*{_short(member.name)}*" for member in one.others[:2])
        return "You know them; so you can introduce the two." if mine else f"{names} on the team can introduce the two."
    nobody = "Nobody of the team has met them, as far as I know"
    ways = one.ways
    if ways is None or ways.none:
        return f"{nobody}, and I know of no way to them yet."
    direct = next((tie for tie in ways.named if not tie.through), None)
    if direct is not None:
        who = "you know" if direct.mine else f"*{esc(direct.colleague, 80)}* knows"
        return f"{nobody}; {who} them{well(direct.band)}."
    if ways.somebody is not None and ways.somebody.direct:
        return f"{nobody}; somebody of ours knows them{well(ways.somebody.band)}."
    way = "there is a way through others" if not can_be_introduced(ways) else "there is a way"
    return f"{nobody}; {way} (`/o2o who-knows`)."


def _short(name: str) -> str:
    return esc(name, 60)


def _value(one: Meeting, deal_id: int, *, on: bool) -> Missing:
    contact = one.theirs.face.contact_id if one.theirs and one.theirs.face else 0
    version = one.standing.gap.version if one.standing.gap else 0
    return Missing(deal=deal_id, key=one.standing.need.id, contact=contact, v=version, on=on)


def _met_button(value: Missing, name: str, *, primary: bool) -> ButtonElement:
    return button("We have met", "gap_met", value.dump(), primary=primary, spoken=naming("We have met", name))


def _who_button(one: Meeting, deal_id: int) -> list[ButtonElement]:
    seat = next((each.shown.seat for each in one.standing.stakeholders if each.shown.seat and not each.face), None)
    if seat is not None:
        return [button("Name the holder", "seat_holder", Seat(seat=seat.seat_id).dump())]
    part = one.standing.need.theirs
    return [button("Name them", "deal_who", OfDeal(id=deal_id, part=part).dump(), spoken=f"Name their {part}")]


def _menu(value: Missing) -> BlockElement:
    choices = (
        ("Not needed ...", "not"),
        ("Assign to ...", "assign"),
        ("Snooze for a week", "week"),
        ("Snooze ...", "until"),
        ("Why?", "why"),
    )
    return overflow("gap_menu", [(label, value.model_copy(update={"do": do}).dump()) for label, do in choices])


def _nothing(found: Meetings, deal: DealShown) -> str:
    if not deal.is_open:
        return "The deal is closed: nobody is missing any more."
    if found.needs.playbook.quiet:
        return f"The playbook _{esc(deal.playbook.name)}_ asks for nobody in particular."
    if deal.bought:
        return "They have bought, as far as we know: is it won?"
    if found.needs.playbook.sales_stage(found.needs.deal.stage) is None:
        return f"The playbook _{esc(deal.playbook.name)}_ has no stage called that, so I can't tell who is missing."
    return NOBODY


def _aside_again(one: NeedStanding, found: Meetings, deal: DealShown, reader: Reader) -> Block:
    """What is not needed, or put off, with the way back for whoever may answer."""
    value = Missing(deal=deal.deal_id, key=one.need.id, v=one.gap.version if one.gap else 0, on=True)
    spoken = f"Ask again: our {one.need.ours} with their {one.need.theirs}"
    return section(_aside(one, found, reader), accessory=button("Ask again", "gap_again", value.dump(), spoken=spoken))


def _small_print(found: Meetings, aside: Sequence[NeedStanding], reader: Reader) -> str:
    parts = [f"{found.more} more after these."] if found.more else []
    parts += [_aside(one, found, reader) for one in aside]
    return " · ".join(parts)


def _aside(one: NeedStanding, found: Meetings, reader: Reader) -> str:
    gap, what = one.gap, f"{esc(one.need.ours)} with {esc(one.need.theirs)}"
    if gap is None:
        return what
    if gap.state == "assigned":
        who = next((each.name for each in found.needs.team if each.colleague_id == gap.assigned_to_id), "somebody")
        return f"{esc(who, 60)} sees to {what}"
    if gap.state == "snoozed":
        return f"{what}: again on {reader.date(gap.until) if gap.until else 'another day'}"
    return f"{what}: not needed (“{esc(gap.reason or '', 120)}”)"
