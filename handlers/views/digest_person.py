"""The weekly word to one colleague: which of their people's deals need them, then what is their own."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.deals.coverage import STATES, State
from bot.deals.digest import SHOWN, Needing, OfPerson, Step
from bot.deals.previewing import OwnEyes
from handlers.values import Answer, Missing
from handlers.views.coverage_words import due_first
from handlers.views.digests import CALLED, action, thread, word_of, worth
from handlers.views.glossary import words_button
from handlers.views.hours import Reader
from handlers.views.kit import Block, Message, actions, button, context, esc, section
from handlers.views.nudges import NOT_HERE, not_here, risk_words

FEW = 2
"""Parts that are told one by one of those that have changed in the same way."""
AS_FAR = "All of this as far as you may see."
NOTHING = "Nothing needs you this week."
NEEDS_NOBODY = "needs nobody just now"
CANNOT_SAY = "I can't say who is missing"
PREVIEW = "_A preview: what would be said to you now. Nothing is sent._"
BY_OWN_EYES = "A preview of one deal, by your own eyes. Nothing is sent."
WHY_OWN: dict[OwnEyes, str] = {
    "not_on_team": "What a deal's channel reads is shown in that channel, and to the deal's team.",
    "no_channel": "It has no channel yet: `/o2o deal here`, typed in a channel, has it spoken of there.",
    "account": "A channel may not be told of this deal: its account is not known to every member.",
    "trouble": "Nothing is said in its channel just now.",
}
"""Why it is not what the deal's channel reads."""


def of_person(found: OfPerson, reader: Reader, answer_id: int, *, requests: bool, preview: bool = False) -> Message:
    """The whole of it; `answer_id` is that under which the decisions behind it are recorded."""
    if found.nothing:
        unsaid = _unsaid(found.off_map_theirs + found.off_map_own, found) if found.counted else ""
        said = " ".join(filter(None, (NOTHING, unsaid[:1].upper() + unsaid[1:])))
        blocks: list[Block] = [section(said), *([context(_read(found))] if found.of else [])]
        # Said to somebody who sees nothing of theirs, it would tell them of a deal that is hidden from them.
        silent = found.nothing_to_say == "silence" or not (found.of_theirs or found.of_own)
        return Message(
            "\n".join(filter(None, (said, _read(found)))), tuple(_previewed(blocks, preview)), only_updates=silent
        )
    lines: list[str] = []
    blocks = []
    parts = (
        (found.theirs, found.of_theirs, found.off_map_theirs, "your people's"),
        (found.own, found.of_own, found.off_map_own, "your own"),
    )
    both = bool(found.of_theirs and found.of_own)
    for needing, number, off_map, whose in parts:
        called = whose if both else "your"
        first = _head(found, len(needing), number, called)
        told, made = _part(needing, first, reader, requests=requests, first=not blocks)
        rest = _rest(found, len(needing), number, off_map) if needing and found.counted else ""
        lines += [*told, *([rest] if rest else [])]
        blocks += [*made, *([context(rest)] if rest else [])]
    if blocks:
        lines.append(AS_FAR)
        blocks.append(context(f"_{AS_FAR}_"))
    if found.of:
        lines.append(_read(found))
        blocks.append(context(_read(found)))
    for text, row in _own_items(found):
        lines.append(text)
        blocks.append(section(text, accessory=row))
    words = _words([*found.theirs[:SHOWN], *found.own[:SHOWN]])
    last = [words_button(words)] if words else []
    if found.decided:
        last.insert(0, _why(answer_id))
    blocks += [actions(*last)] if last else []
    return Message("\n".join(lines), tuple(_previewed(blocks, preview)))


def of_one(found: Needing | None, reader: Reader, answer_id: int, own: OwnEyes, *, requests: bool) -> Message:
    """A deal by the eyes of whoever looks at it before, in the words of their own weekly word; `own` is why by theirs.

    `found` is None where the charter lets nothing of deals be told to one person.
    """
    if found is None:
        return not_here(NOT_HERE)
    whose = f"{BY_OWN_EYES} {WHY_OWN[own]}"
    text, row, words = _line(found, reader), _row(found, requests=requests, primary=True), _words([found])
    blocks = [context(whose), section(text), *([actions(*row)] if row else []), context(f"_{AS_FAR}_")]
    last = [words_button(words)] if words else []
    if found.decided:
        last.insert(0, _why(answer_id))
    blocks += [actions(*last)] if last else []
    return Message(f"{whose}\n{text}\n{AS_FAR}", tuple(blocks))


def _why(answer_id: int) -> ButtonElement:
    return button("Why these?", "why", Answer(answer=answer_id).dump(), spoken="Why does it say this?")


def _words(shown: Sequence[Needing]) -> list[str]:
    """The words of the glossary that stand in these lines."""
    missing = {
        "nobody" if role.state == "vacant" else word_of(role.state) for one in shown for role in one.covered.missing
    }
    changed = {word_of(state) for one in shown for state, _ in _changed(one)}
    states = [state for state in ("engaged", "cold", "known", "nobody", "vacant") if state in missing | changed]
    threads = ["single_thread"] if any(_is_single(one) for one in shown) else []
    needed = ["needed now"] if states else []
    risks = [risk.key for one in shown for risk in one.covered.risks if risk.key in one.covered.deal.playbook.risks]
    return list(dict.fromkeys([*states, *needed, *threads, *risks]))


def _read(found: OfPerson) -> str:
    """Which deals it is about, where there are more than were read."""
    if not found.of:
        return ""
    if not found.counted:
        return "Looked at: those of your deals that are due first."
    return f"Looked at: {due_first(found.read, found.of)}."


def _previewed(blocks: list[Block], preview: bool) -> list[Block]:
    return [context(PREVIEW), *blocks] if preview else blocks


def _part(
    needing: Sequence[Needing], head: str, reader: Reader, *, requests: bool, first: bool
) -> tuple[list[str], list[Block]]:
    """Deals that need their reader, at most `SHOWN` of them one by one."""
    if not needing:
        return [], []
    lines, blocks = [head], [section(head)]
    for place, one in enumerate(needing[:SHOWN]):
        text, row = _line(one, reader), _row(one, requests=requests, primary=first and not place)
        lines.append(text)
        blocks += [section(text), *([actions(*row)] if row else [])]
    return lines, blocks


def _head(found: OfPerson, needing: int, number: int, whose: str) -> str:
    """How many of so many deals need their reader; where not all were read, of which that is said."""
    verb = "needs" if needing == 1 else "need"
    if not found.counted:
        return f"*Of {whose} deals these need you.*"
    if found.of:
        read = due_first(found.read, found.of)
        some = read if whose == "your" else f"{whose} {number} among {read}"
        return f"*{needing} of {some} {verb} you.*"
    if number == 1:
        return f"*{whose.removesuffix(' own').capitalize()} one deal needs you.*"
    return f"*{needing} of {whose} {number} deals {verb} you.*"


def _rest(found: OfPerson, needing: int, number: int, off_map: int) -> str:
    """A line for those of so many deals that are not told one by one; `off_map` are at stages no playbook knows."""
    more, others = needing - SHOWN, number - needing - off_map
    parts = [f"{more} more need you less urgently (`/o2o coverage team`)."] if more > 0 else []
    none = ""
    if others:
        none = "one other needs nobody just now" if others == 1 else f"{others} others need nobody just now"
    last = "; ".join(filter(None, (none, _unsaid(off_map, found).removesuffix("."))))
    return " ".join([*parts, f"{last[:1].upper()}{last[1:]}."] if last else parts)


def _unsaid(off_map: int, found: OfPerson) -> str:
    """Of how many deals it can't be said whom they need, and why where stages may be told."""
    if not off_map:
        return ""
    why = f": {'its stage is' if off_map == 1 else 'their stage is'} not in the playbook" if found.staged else ""
    return f"of {'one' if off_map == 1 else off_map} I can't say{why}."


def _line(one: Needing, reader: Reader) -> str:
    """A deal: what it is about, by when, and what is missing in it."""
    deal = one.covered.deal
    reasons = _reasons(one) if one.needs else _no_reasons(one)
    return " · ".join([f"*{esc(deal.name, 80)}*", *worth(deal, reader), *reasons, *_changes(one)])


def _no_reasons(one: Needing) -> list[str]:
    """What is said of a deal that needs nobody, as far as its playbook knows the stage it is at."""
    if one.covered.deal.on_map:
        return [NEEDS_NOBODY]
    return [f"its stage is not in the playbook: {CANNOT_SAY}" if one.staged else CANNOT_SAY]


def _reasons(one: Needing) -> list[str]:
    said = []
    for words, states in (
        ("nobody at the", ("unknown", "vacant")),
        ("cold:", ("cold",)),
        ("known, not met:", ("known",)),
    ):
        roles = [f"*{esc(each.role)}*" for each in one.covered.missing if each.state in states]
        if roles:
            said.append(f"{words} {', '.join(roles)}")
    if not said and one.step is not None:
        said.append(f"not met yet: *{esc(one.step.need.need.theirs)}*")
    rules, single = one.covered.deal.playbook.risks, _is_single(one)
    said += [thread(one.covered.threads).removesuffix(".")] if single else []
    keys = dict.fromkeys(risk.key for risk in one.covered.risks if risk.key in rules)
    return [
        *said,
        *(risk_words(rules[key]).removesuffix(".") for key in keys if not (single and key == "single_thread")),
    ]


def _changes(one: Needing) -> list[str]:
    """What stands otherwise than in the reader's last digest: which parts, as long as they are few."""
    said = []
    for state, roles in _changed(one):
        which = ", ".join(f"*{esc(role)}*" for role in roles) if len(roles) <= FEW else f"{len(roles)} parts"
        said.append(f"{which} {CALLED[state]} since last week")
    return said


def _changed(one: Needing) -> list[tuple[State, list[str]]]:
    """The parts that stand otherwise than in the reader's last digest, by how they stand now."""
    by_state = [
        (state, [each.role for each in one.covered.roles if each.state == state and each.before not in (None, state)])
        for state in STATES
    ]
    return [(state, roles) for state, roles in by_state if roles]


def _is_single(one: Needing) -> bool:
    """Whether it is said that a deal hangs by one thread."""
    return one.covered.threads.hangs_by_one and "single_thread" in {risk.key for risk in one.covered.risks}


def _row(one: Needing, *, requests: bool, primary: bool) -> list[ButtonElement]:
    """At most two buttons: have somebody see to it, and the way in."""
    deal, first = one.covered.deal, one.step
    if first is None:
        return []
    value = Missing(deal=deal.deal_id, key=first.need.need.id, v=first.version)
    row = []
    if deal.part.leads or deal.part.on_team or deal.part.manages:
        assign = value.model_copy(update={"do": "assign"}).dump()
        theirs = first.need.need.theirs
        row.append(button(f"Assign: {theirs}", "gap_menu", assign, spoken=f"Assign their {theirs} in {deal.name}"))
    if not _is_to_be_left_alone(first) and (first.named or deal.part.acts):
        ask = action(first, deal, value, requests=requests, primary=primary, told=True)
        row += [ask] if ask else []
    return row


def _is_to_be_left_alone(one: Step) -> bool:
    """Whether everybody whom the reader sees in the part is, as they may know, to be left alone."""
    seen = [each for each in one.need.stakeholders if each.face is not None]
    return bool(seen) and all(each.left_alone for each in seen)


def _own_items(found: OfPerson) -> list[tuple[str, ButtonElement | None]]:
    """What waits for the reader alone."""
    items: list[tuple[str, ButtonElement | None]] = []
    if found.asks:
        wait = "introduction waits" if found.asks == 1 else "introductions wait"
        items.append((f"*{found.asks}* {wait} for your answer: `/o2o asks`", None))
    if found.to_look_at:
        people = "person waits" if found.to_look_at == 1 else "people wait"
        look = button("Look at them", "mine_look", spoken="Look at who waits for your word")
        items.append((f"*{found.to_look_at}* imported {people} for your word: `/o2o me`", look))
    if found.to_confirm:
        people = "person" if found.to_confirm == 1 else "people"
        where = "The tab *Home*, at the top of our conversation, asks you"
        items.append((f"*{found.to_confirm}* {people} to confirm: are you still in touch? {where}.", None))
    return items
