"""What is said of a deal of its own accord: a move, what is missing, what is a risk, what nobody answered.

In a channel only roles are named on our side and theirs; in a direct message whoever the reader may see.
"""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks.block_elements import BlockElement, ButtonElement

from bot.deals.gaps import REASON_MOST
from bot.deals.playbook import Risk
from bot.deals.said import Line, Pair, Told
from bot.deals.showing import DealShown
from bot.network.shown_ways import Somebody
from bot.network.who import first_word
from handlers.values import Missing, OfDeal, OfRisk
from handlers.views import next as next_view
from handlers.views.hours import Reader
from handlers.views.kit import Block, Form, Message, actions, button, context, esc, overflow, section, text_input
from handlers.views.who_knows import well

STILL = {"ahead": "are still at", "behind": "are at", "in step": "are at", "unknown": "are at"}
STANDS = {"ahead": "We are ahead of them.", "behind": "We are behind them."}
BOUGHT = "They have bought, as far as we know: is it won?"
MOST = 5
"""Open things told with their buttons in one message: more is a list, not a nudge."""
NOTHING = "There is nothing to do any more."
GONE = "This deal's messages are not shown here any more."
NEWS = "Things have moved on since this was said."
NOT_HERE = "By the charter nothing of this deal is said here."
NO_LATER = "There was another move since; what is missing stands in the newest message."


def moved(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> Message | None:
    """What is said of a move; None where there is nothing (more) to say. `viewer_id` 0: a channel reads it."""
    if told.unsaid:
        return not_here(NOT_HERE)
    deal = told.deal
    first = _moved(told, reader)
    if not deal.is_open:
        text = f"*{esc(deal.name, 80)}* is {esc(deal.outcome or 'closed')}. Nothing is missing any more."
        return Message(text, (section(text),), only_updates=True)
    if not told.latest:
        who = "we" if told.moved == "sales" else "they"
        first = f"*{esc(deal.name, 80)}*: {who} moved to *{esc(told.to, 60)}*."
        return Message(f"{first}\n{NO_LATER}", (section(first), context(NO_LATER)), only_updates=True)
    lines, blocks = _lines(told, reader, viewer_id, requests=requests)
    nothing = not told.open_ones and deal.stands not in STANDS
    moved = _they_moved(deal, viewer_id) if told.moved == "sales" else None
    head = [section(first), *([actions(moved)] if moved else [])]
    return Message("\n".join([first, *lines]), (*head, *blocks), only_updates=nothing)


def not_here(text: str = GONE) -> Message:
    """What takes the place of what may not be seen here any more."""
    return Message(text, (section(text),), only_updates=True)


def unknown_stage(deal: str, stage: str) -> Message:
    """What whoever can act is told of a stage that the playbook does not know."""
    first = f"The playbook does not know the stage “{esc(stage, 100)}” of *{esc(deal, 80)}*"
    text = f"{first}: add it under `crm:` of a stage in playbook.yaml. Until then I go by the stage before it."
    return Message(text, (section(text),))


def back(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> Message:
    """What is said of what was put off, and is back."""
    return _about(f"*{esc(told.deal.name, 80)}*: this was put off until now.", told, reader, viewer_id, requests)


def risk(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> Message:
    """What is said of a risk."""
    return _about(f"*{esc(told.deal.name, 80)}*", told, reader, viewer_id, requests)


def unanswered(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> Message:
    """What whoever can act on a deal is told of what nobody has answered."""
    first = f"*{esc(told.deal.name, 80)}*: nobody has said anything to this. I ask you, and then no more."
    return _about(first, told, reader, viewer_id, requests)


def decide(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> Message:
    """What the manager of a deal's lead is told of what has been left as it is for weeks."""
    first = f"*{esc(told.deal.name, 80)}*: nobody has said anything to this for weeks, and the team puts it to you."
    return _about(first, told, reader, viewer_id, requests)


def _about(first: str, told: Told, reader: Reader, viewer_id: int, requests: bool) -> Message:
    if told.unsaid:
        return not_here(NOT_HERE)
    lines, blocks = _lines(told, reader, viewer_id, requests=requests)
    nothing = not told.deal.is_open or not told.open_ones
    if not lines:
        lines, blocks = [NOTHING], [section(NOTHING)]
    return Message("\n".join([first, *lines]), (section(first), *blocks), only_updates=nothing)


def _moved(told: Told, reader: Reader) -> str:
    """What moved, and where the other side is as far as we know."""
    deal, name = told.deal, f"*{esc(told.deal.name, 80)}*"
    by = _seen(deal, reader)
    stands = BOUGHT if deal.bought else STANDS.get(deal.stands, "")
    if told.moved == "buying" and deal.theirs is not None:
        return " ".join(
            filter(None, (f"{name}: they are now at *{esc(deal.theirs.stage, 60)}*{by}.", _we(deal), stands))
        )
    first = f"{name}: we moved to *{esc(told.to, 60)}*."
    if not deal.on_map:
        first = f"{first} {_we(deal)}"
    if deal.theirs is None:
        return f"{first} Where they are nobody has said yet."
    theirs = f"They, as far as we know, {STILL[deal.stands]} *{esc(deal.theirs.stage, 60)}*{by}."
    return " ".join(filter(None, (first, theirs, stands)))


def _we(deal: DealShown) -> str:
    off = "" if deal.on_map else " by now, which is not in the playbook"
    return f"We are at *{esc(deal.stage, 60)}*{off}."


def _seen(deal: DealShown, reader: Reader) -> str:
    if deal.theirs is None:
        return ""
    by = first_word(deal.theirs.seen_by, "somebody") if deal.theirs.seen_by else "the CRM"
    return f" ({esc(by, 40)}, {reader.on_day(deal.theirs.since)})"


def _they_moved(deal: DealShown, viewer_id: int) -> ButtonElement | None:
    if viewer_id and not deal.part.acts:
        return None
    label = "They moved too" if deal.theirs else "Say where they are"
    return button(label, "deal_theirs", OfDeal(id=deal.deal_id, v=deal.version).dump())


def _lines(told: Told, reader: Reader, viewer_id: int, *, requests: bool) -> tuple[list[str], list[Block]]:
    """Each thing missing: its words, and its blocks with what can be done about it."""
    words: list[str] = []
    blocks: list[Block] = []
    shown = told.open_ones[:MOST]
    left_out = {id(one) for one in told.open_ones[MOST:]}
    # The one button that stands out is where there is a way.
    first = next((one for one in shown if one.way), shown[0] if shown else None)
    for one in told.lines:
        if id(one) in left_out:
            continue
        if not one.is_open or not told.deal.is_open:
            text = _answered(one, reader)
            new: Sequence[Block] = [section(text)]
        elif one.meeting is not None and told.named:
            text = next_view.line(one.meeting, reader, viewer_id)
            new = next_view.meeting(one.meeting, told.deal, reader, viewer_id, requests=requests, primary=one is first)
        else:
            text, new = _open(one, told.deal, reader, requests=requests, primary=one is first)
        words.append(text)
        blocks += new
    if left_out:
        more = f"{len(left_out)} more: `/o2o next`"
        words.append(more)
        blocks.append(context(more))
    return words, blocks


def _open(one: Line, deal: DealShown, reader: Reader, *, requests: bool, primary: bool) -> tuple[str, list[Block]]:
    """What is missing, by the roles alone."""
    if one.risk is not None:
        about = OfRisk(gap=one.gap.id, v=one.gap.version).dump()
        text = _risk(one)
        row = [button("What to do", "risk_next", about), button("Not a risk ...", "risk_not", about)]
        return text, [section(text), actions(*row)]
    need = one.need
    if need is None:
        return "", []
    when = f"by {reader.date(one.gap.needed_by)}" if one.gap.needed_by else "now"
    asks = f"Now needed {when}: our *{esc(need.ours)}* with their *{esc(need.theirs)}*."
    way = way_words(one.way)
    text = f"{asks}\n{way}" if way else asks
    value = Missing(deal=deal.deal_id, key=need.id, v=one.gap.version)
    head = section(text, accessory=menu(value))
    if not requests:
        return text, [head]
    # Where nobody is named, whoever clicks may see who it is.
    ask = button("Ask for an introduction", "nudge_ask", value.dump(), primary=primary, spoken=_spoken(one))
    return text, [head, actions(ask)]


def _risk(one: Line) -> str:
    """What a risk is, and which seat it is about, where that may be told."""
    if one.risk is None:
        return ""
    seat = f" It is {esc(one.seat[0], 60)}'s {esc(one.seat[1], 60)} seat." if one.seat else ""
    return f"{risk_words(one.risk)}{seat}"


def risk_words(risk: Risk) -> str:
    """What a risk is, in the playbook's words."""
    return esc(risk.say)


def _spoken(one: Line) -> str:
    return f"Ask for an introduction to their {one.need.theirs}" if one.need else "Ask for an introduction"


def way_words(way: Somebody | None) -> str:
    """That there is a way, and how warm: nobody is named from a relationship where everybody reads it."""
    if way is None:
        return ""
    return f"Somebody of ours knows them{well(way.band)}." if way.direct else "There is a way to them through others."


def menu(value: Missing, *, drop: bool = True) -> BlockElement:
    """What else can be said to something missing, where everybody reads it; without `drop` not that it isn't needed."""
    choices = (
        ("We have met", "met"),
        ("Not needed ...", "not"),
        ("Assign to ...", "assign"),
        ("Snooze ...", "until"),
        ("Why?", "why"),
    )
    return overflow(
        "nudge_menu",
        [(label, value.model_copy(update={"do": do}).dump()) for label, do in choices if drop or do != "not"],
    )


def _answered(one: Line, reader: Reader) -> str:
    """How something stands that was answered, or has ended by itself."""
    what = _risk(one)
    if one.need:
        what = f"our {esc(one.need.ours)} with their {esc(one.need.theirs)}"
    state, gap = one.gap.state, one.gap
    if state in ("met", "closed"):
        return f"Done: {_pair(one.pair, reader) or what}" if one.need else f"No longer so: {what}"
    if state == "assigned":
        return f"{esc(one.assigned_to or 'Somebody', 80)} sees to it: {what}"
    if state == "snoozed":
        return f"Put off{f' until {reader.date(gap.until)}' if gap.until else ''}: {what}"
    if state == "not_needed":
        return f"Not needed: {what}" if one.need else f"Not a risk here: {what}"
    if one.asked:
        return f"Now among what is needed: {what}"
    if state == "over":
        return f"No longer needed: {what}" if one.need else f"No longer so: {what}"
    return f"Done, as far as you know: {what}"


def _pair(pair: Pair | None, reader: Reader) -> str:
    if pair is None:
        return ""
    since = reader.on_day(pair.since).removeprefix("on ")
    return f"{esc(pair.ours, 80)} and {esc(pair.theirs, 80)} are in dialogue since {since}."


def nobody_named(need_theirs: str, deal: DealShown) -> Message:
    """Said to whoever asks about a part in which they see nobody."""
    part = esc(need_theirs)
    text = f"Nobody is named as {part} in *{esc(deal.name, 80)}*, as far as you may know."
    row = (
        [actions(button("Name them", "deal_who", OfDeal(id=deal.deal_id, part=need_theirs).dump()))]
        if deal.part.acts
        else []
    )
    return Message(text, (section(text), *row), title="Nobody named")


def which(question: str, choices: Sequence[tuple[str, str]], action_id: str) -> Message:
    """Asks who of several is meant: (label, value) each."""
    rows = [
        actions(button(label, action_id, value), block_id=f"which.{place}")
        for place, (label, value) in enumerate(choices)
    ]
    return Message(question, (section(question), *rows))


def not_a_risk(value: OfRisk, say: str) -> Form:
    """The form that asks why something is no risk here."""
    blocks = (
        section(f"Not a risk: {esc(say)}"),
        text_input("reason", "Why not?", optional=False, multiline=True, most=REASON_MOST),
        context("_Everybody on the deal can read this. I don't tell it again in this deal._"),
    )
    return Form("risk_not", "Not a risk", blocks, submit="Save", metadata=value.dump())


def dismissed(deal: str, say: str, value: OfRisk) -> Message:
    """What is said once a risk was dismissed, with the way back."""
    text = f"Noted for _{esc(deal, 80)}_: no risk here. “{esc(say)}” I don't tell it again in this deal."
    undo = button("Undo", "risk_undo", value.dump(), spoken=f"Undo: {say}")
    return Message(text, (section(text, accessory=undo),), title="Noted")
