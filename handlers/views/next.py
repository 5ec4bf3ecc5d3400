"""Who should meet whom: the answer of `/o2o next`, a line and a reason each, and what is said to an answer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement
from slack_sdk.models.blocks.block_elements import BlockElement

from bot.deals.gaps import REASON_MOST, Answered
from bot.deals.meetings import Meeting, Meetings
from bot.deals.needs import NeedStanding
from bot.deals.playbook import Playbook
from bot.deals.showing import DealShown
from handlers.values import Answer, Met, Missing, OfDeal, Seat, Wanted
from handlers.views.deal_head import STANDS, head
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Form,
    Message,
    actions,
    button,
    choice_input,
    context,
    day_select,
    esc,
    naming,
    option,
    overflow,
    person_select,
    section,
    select,
    text_input,
)
from handlers.views.who_knows import can_be_introduced, offered, well

NOBODY = "Nobody is missing at this stage."
SAME_LEVEL = "They are on the same level."
BEFORE = ("assigned", "snoozed", "not_needed")


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
    if small := _small_print(found, reader):
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
    return f"{who} (could be {part}: nobody is yet)" if one.standing.vacant else f"{who} ({part})"


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
        who = "You know" if one.known.own else f"{_short(one.ours.name)} knows" if one.ours else ""
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
    return [button("Name them", "deal_who", OfDeal(id=deal_id).dump(), spoken=f"Name their {part}")]


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
    if found.needs.playbook.sales_stage(found.needs.deal.stage) is None:
        return f"The playbook _{esc(deal.playbook.name)}_ has no stage called that, so I can't tell who is missing."
    return NOBODY


def _small_print(found: Meetings, reader: Reader) -> str:
    parts = [f"{found.more} more after these."] if found.more else []
    parts += [_aside(one, found, reader) for one in found.aside]
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


# -- what is said to an answer ------------------------------------------------------------------------------


def answered(
    done: Answered, reader: Reader, need: str, *, contact: int = 0, called: str = "", on: bool = False
) -> Message:
    """What was noted, with the way back. `need` says what it was about, in words."""
    undo = button("Undo", "gap_undo", _undo(done, contact, on=on).dump(), spoken=f"Undo: {need}")
    text = _noted(done, reader, need, called)
    return Message(text, (section(text, accessory=undo),), title="Noted")


def _noted(done: Answered, reader: Reader, need: str, called: str) -> str:
    deal = f"_{esc(done.deal.name, 80)}_"
    if done.state == "met" or not done.filled:
        text = f"Noted for {deal}: you have met *{esc(called, 80)}*. Everybody on the deal may know that."
        return text if done.filled else f"{text} Still open: {need}, since you have another part in it."
    if done.state == "not_needed":
        return f"Noted for {deal}: {need} is not needed. I don't ask for it again."
    if done.state == "assigned":
        return f"*{esc(done.assigned_to or 'Somebody', 80)}* is to see to it in {deal}: {need}. I tell them."
    day = reader.date(done.until) if done.until else "another day"
    return f"Set aside in {deal}: {need}. I come back to it on {day}."


def _undo(done: Answered, contact: int, *, on: bool) -> Met:
    before = done.before
    return Met(
        deal=done.deal.id,
        contact=contact,
        gap=done.gap_id if done.filled else 0,
        v=done.version if done.filled else 0,
        kind=before.kind if before else "",
        at=before.at if before else None,
        source=before.source if before else "",
        on=on,
    )


def undone(deal: str) -> Message:
    """What is said once an answer is taken back."""
    text = f"Taken back. It stands in _{esc(deal, 80)}_ as before."
    return Message(text, (section(text),), replace=True, title="Taken back")


def needed(playbook: Playbook, key: str) -> str:
    """A need in words: who of ours with whom of theirs."""
    need = next((one for one in playbook.needs if one.id == key), None)
    return f"our {esc(need.ours)} with their {esc(need.theirs)}" if need else "what was asked for"


def why(one: Meeting, playbook: Playbook) -> Message:
    """Why this is needed, and why these two."""
    need = one.standing.need
    at = next((stage.name for stage in playbook.sales_stages if stage.id == need.at), need.at)
    touches = (
        f"{', '.join(need.engaged.by[:-1])} or {need.engaged.by[-1]}" if need.engaged.by[1:] else need.engaged.by[0]
    )
    last = f"It counts as met once somebody said here that they were in touch ({touches}), not more than"
    lines = [
        f"The playbook _{esc(playbook.name)}_ asks for it from _{esc(at)}_ on: “{esc(need.because)}”",
        f"{last} {need.engaged.within} days ago.",
    ]
    if one.ours is not None and one.theirs is not None:
        lines.append(
            "Of all pairs at once I choose those that go best together: who of ours knows them, as far as you may see; "
            "the same level; the same function; and not always the same person."
        )
    text = "\n".join(lines)
    return Message(text, (section(text),), title="Why?")


def not_needed(value: Missing, need: str) -> Form:
    """The form that asks why something is not needed."""
    blocks = (
        section(f"Not needed: {need}."),
        text_input("reason", "Why not?", optional=False, multiline=True, most=REASON_MOST),
        context("_Everybody on the deal can read this. I don't ask for it again in this deal._"),
    )
    return Form("gap_not_needed", "Not needed", blocks, submit="Save", metadata=value.dump())


def assign(value: Missing, need: str) -> Form:
    """The form that asks who is to see to it."""
    blocks = (
        section(f"Who is to see to it: {need}?"),
        choice_input("colleague_id", "Colleague", person_select("value", "Choose somebody"), optional=False),
        context("_Only somebody on the deal already. I tell them in a direct message._"),
    )
    return Form("gap_assign", "Assign to", blocks, submit="Assign", metadata=value.dump())


def snooze(value: Missing, need: str, today: dt.date) -> Form:
    """The form that asks until when it is set aside."""
    later = day_select("value", "Choose a day", initial=today + dt.timedelta(days=14))
    blocks = (section(f"Set aside: {need}."), choice_input("until", "Until", later, optional=False))
    return Form("gap_snooze", "Snooze", blocks, submit="Snooze", metadata=value.dump())


def assigned(
    one: Meeting, deal: DealShown, reader: Reader, viewer_id: int, *, by: str | None, requests: bool
) -> Message:
    """What somebody is told to whom it was assigned."""
    first = f"{f'*{esc(by, 80)}*' if by else 'Somebody on the deal'} asks you to see to this in *{esc(deal.name, 80)}*:"
    blocks = [section(first), *meeting(one, deal, reader, viewer_id, requests=requests)]
    return Message(f"{first}\n{line(one, reader, viewer_id)}", tuple(blocks))


def not_assigned(deal: str) -> Message:
    """What takes its place once there is nothing for them to see to any more."""
    text = f"There is nothing for you to see to any more in *{esc(deal, 80)}*."
    return Message(text, (section(text),), only_updates=True)


def which(deals: Sequence[tuple[int, str]], typed: str) -> Message:
    """Asks which deal is meant."""
    text = f"Which deal do you mean{f' by {esc(typed, 100)}' if typed else ''}?"
    picker = select("next_pick", "Choose a deal", [option(name, str(deal_id)) for deal_id, name in deals])
    return Message(text, (section(text), actions(picker)))


def count_it(deals: Sequence[tuple[int, str]], contact_id: int, called: str) -> list[Block]:
    """Offers to count a meeting for one of these deals, beside that it is noted for oneself."""
    text = f"Shall it count for a deal? Everybody on it may then know that you have met *{esc(called, 80)}*."
    if len(deals) == 1:
        deal_id, name = deals[0]
        value = Met(deal=deal_id, contact=contact_id).dump()
        return [section(text), actions(button(f"Count it for {name}", "met_count", value))]
    options = [option(f"Count it for {name}", Met(deal=one, contact=contact_id).dump()) for one, name in deals]
    return [section(text), actions(select("met_count", "Count it for ...", options))]


def counted(done: Answered, contact_id: int, called: str) -> Message:
    """What is said once it counts."""
    text = f"It counts for _{esc(done.deal.name, 80)}_: you have met *{esc(called, 80)}*."
    undo = button("Undo", "gap_undo", _undo(done, contact_id, on=False).dump(), spoken="Undo: it does not count")
    return Message(text, (section(text, accessory=undo),))
