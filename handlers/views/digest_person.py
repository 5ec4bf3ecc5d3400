"""The weekly word to one colleague: which of their people's deals need them, then what is their own."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.deals.coverage import STATES
from bot.deals.digest import SHOWN, Needing, OfPerson
from handlers.values import Answer, Missing, Place
from handlers.views.digests import CALLED, PREVIEW, action, thread, worth
from handlers.views.glossary import words_button
from handlers.views.hours import Reader
from handlers.views.kit import Block, Message, actions, button, context, esc, section
from handlers.views.nudges import risk_words

FEW = 2
"""Parts that are told one by one of those that have changed in the same way."""
NOTHING = "Nothing needs you this week."


def of_person(found: OfPerson, reader: Reader, answer_id: int, *, requests: bool, preview: bool = False) -> Message:
    """The whole of it; `answer_id` is that under which the decisions behind it are recorded."""
    if found.nothing:
        blocks: list[Block] = [section(NOTHING)]
        return Message(NOTHING, tuple(_previewed(blocks, preview)), only_updates=found.nothing_to_say == "silence")
    lines: list[str] = []
    blocks = []
    parts = ((found.theirs, found.of_theirs, "your people's"), (found.own, found.of_own, "your own"))
    both = bool(found.of_theirs and found.of_own)
    for needing, number, whose in parts:
        called = whose if both else "your"
        said, made = _part(needing, number, called, reader, requests=requests, first=not blocks, counted=found.counted)
        lines += said
        blocks += made
    for text, row in _own_items(found):
        lines.append(text)
        blocks.append(section(text, accessory=row))
    states = {role.state for one in (*found.theirs, *found.own) for role in one.missing}
    last = [words_button([state for state in STATES if state in states])] if states else []
    if found.decided:
        last.insert(0, button("Why these?", "why", Answer(answer=answer_id).dump(), spoken="Why does it say this?"))
    blocks += [actions(*last)] if last else []
    return Message("\n".join(lines), tuple(_previewed(blocks, preview)))


def _previewed(blocks: list[Block], preview: bool) -> list[Block]:
    return [context(PREVIEW), *blocks] if preview else blocks


def _part(
    needing: Sequence[Needing], number: int, whose: str, reader: Reader, *, requests: bool, first: bool, counted: bool
) -> tuple[list[str], list[Block]]:
    """Deals that need their reader, at most `SHOWN` of them one by one, and a line for the rest."""
    if not needing:
        return [], []
    verb = "needs" if len(needing) == 1 else "need"
    head = f"*{len(needing)} of {whose} {number} deals {verb} you.*"
    if number == 1:
        head = f"*{whose.capitalize()} one deal needs you.*"
    if not counted:
        head = f"*Of {whose} deals these need you.*"
    lines, blocks = [head], [section(head)]
    for place, one in enumerate(needing[:SHOWN]):
        text, row = _line(one, reader), _row(one, requests=requests, primary=first and not place)
        lines.append(text)
        blocks += [section(text), *([actions(*row)] if row else [])]
    rest = _rest(len(needing) - SHOWN, number - len(needing)) if counted else ""
    if rest:
        lines.append(rest)
        blocks.append(context(rest))
    return lines, blocks


def _rest(more: int, others: int) -> str:
    parts = [f"{more} more need you less urgently (`/o2o coverage team`)."] if more > 0 else []
    if others:
        parts.append("One other needs nobody just now." if others == 1 else f"{others} others need nobody just now.")
    return " ".join(parts)


def _line(one: Needing, reader: Reader) -> str:
    """A deal: what it is about, by when, and what is missing in it."""
    deal = one.covered.deal
    return " · ".join([f"*{esc(deal.name, 80)}*", *worth(deal, reader), *_reasons(one), *_changes(one)])


def _reasons(one: Needing) -> list[str]:
    said = []
    for words, states in (("nobody at the", ("unknown", "vacant")), ("cold:", ("cold",))):
        roles = [f"*{esc(each.role)}*" for each in one.missing if each.state in states]
        if roles:
            said.append(f"{words} {', '.join(roles)}")
    if not said and one.step is not None:
        said.append(f"not met yet: *{esc(one.step.need.need.theirs)}*")
    threads, rules = one.covered.threads, one.covered.deal.playbook.risks
    single = threads.hangs_by_one and "single_thread" in {risk.key for risk in one.covered.risks}
    said += [thread(threads).removesuffix(".")] if single else []
    keys = dict.fromkeys(risk.key for risk in one.covered.risks if risk.key in rules)
    return [
        *said,
        *(risk_words(rules[key]).removesuffix(".") for key in keys if not (single and key == "single_thread")),
    ]


def _changes(one: Needing) -> list[str]:
    """What stands otherwise than in the reader's last digest: which parts, as long as they are few."""
    said = []
    for state in STATES:
        roles = [each.role for each in one.covered.roles if each.state == state and each.before not in (None, state)]
        if roles:
            which = ", ".join(f"*{esc(role)}*" for role in roles) if len(roles) <= FEW else f"{len(roles)} parts"
            said.append(f"{which} {CALLED[state]} since last week")
    return said


def _row(one: Needing, *, requests: bool, primary: bool) -> list[ButtonElement]:
    """At most two buttons: have somebody see to it, and the way in."""
    deal, first = one.covered.deal, one.step
    if first is None:
        return []
    value = Missing(deal=deal.deal_id, key=first.need.need.id, v=first.version)
    row = []
    if deal.part.leads or deal.part.on_team or deal.part.manages:
        assign = value.model_copy(update={"do": "assign"}).dump()
        row.append(button("Assign", "gap_menu", assign, spoken=f"Assign their {first.need.need.theirs} in {deal.name}"))
    if first.named or deal.part.acts:
        ask = action(first, deal, value, requests=requests, primary=primary)
        row += [ask] if ask else []
    return row


def _own_items(found: OfPerson) -> list[tuple[str, ButtonElement | None]]:
    """What waits for the reader alone."""
    items: list[tuple[str, ButtonElement | None]] = []
    if found.asks:
        wait = "introduction waits" if found.asks == 1 else "introductions wait"
        items.append((f"*{found.asks}* {wait} for your answer: `/o2o asks`", None))
    if found.to_look_at:
        people = "person waits" if found.to_look_at == 1 else "people wait"
        look = button("Look at them", "mine_page_on", Place().dump(), spoken="Look at who waits for your word")
        items.append((f"*{found.to_look_at}* imported {people} for your word: `/o2o me`", look))
    if found.to_confirm:
        people = "person" if found.to_confirm == 1 else "people"
        where = "The tab *Home*, at the top of our conversation, asks you"
        items.append((f"*{found.to_confirm}* {people} to confirm: are you still in touch? {where}.", None))
    return items
