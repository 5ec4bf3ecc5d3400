"""A deal's weekly word in its channel: how it stands, by roles and counts, and the next steps."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import ButtonElement

from bot.deals.coverage import STATES, RoleStanding, State
from bot.deals.digest import DECIDE, OfDeal, Step
from bot.deals.showing import DealShown
from bot.deals.survivability import Survivability
from handlers.values import Missing
from handlers.values import OfDeal as DealMeant
from handlers.views.deal_head import money, off_map
from handlers.views.glossary import words_button
from handlers.views.hours import Reader
from handlers.views.kit import Block, Message, actions, button, confirm, context, esc, section
from handlers.views.nudges import NOT_HERE, menu, not_here, risk_words, way_words

PREVIEW = "_A preview, as the deal's channel would read it now. Nothing is sent._"
LATER = "A newer digest of this deal has been posted since."
CALLED: dict[State, str] = {
    "engaged": "engaged",
    "cold": "cold",
    "known": "known",
    "unknown": "nobody",
    "vacant": "vacant",
}
"""How a state is called in a line of counts."""


def word_of(state: State) -> str:
    """The glossary's key for a state as it is called here."""
    return "nobody" if state == "unknown" else state


NAMED: frozenset[State] = frozenset({"cold", "unknown", "vacant"})
"""States of which it is told which roles they are."""


def of_deal(found: OfDeal, reader: Reader, *, requests: bool, preview: bool = False) -> Message:
    """What is said of a deal; `requests`: that introductions can be asked for."""
    deal = found.covered.deal
    if not found.may & {"roles", "counts"}:
        return not_here(NOT_HERE)
    name = f"*{esc(deal.name, 80)}*"
    if not deal.is_open:
        return _only(f"{name} is {esc(deal.outcome or 'closed')}. Nothing is missing any more.")
    if found.later:
        return _only(f"{name}: {LATER}")
    if found.nothing:
        words = f"{name}: nothing new this week{', and nobody is missing' if deal.on_map else ''}."
        words = " ".join(filter(None, (words, _off_map(found))))
        silent = found.nothing_to_say == "silence"
        return Message(words, (section(words), *([context(PREVIEW)] if preview else [])), only_updates=silent)
    first = head(found, reader)
    lines = [first, *filter(None, (_off_map(found), standing(found), thread(found.covered.threads), *_risks(found)))]
    blocks: list[Block] = [section("\n".join(lines))]
    primary = next((one for one in found.steps if one.way and not one.to_decide and not one.put), None)
    for number, one in enumerate(found.steps, 1):
        said, row = step(
            one, deal, reader, number, requests=requests, primary=one is primary, counted="counts" in found.may
        )
        lines.append(said)
        blocks += row
    if found.more:
        more = f"{f'{found.more} more' if 'counts' in found.may else 'There is more'}: `/o2o next`"
        lines.append(more)
        blocks.append(context(more))
    why_button = button("Why?", "digest_why", DealMeant(id=deal.deal_id).dump(), spoken="Why does it say this?")
    blocks.append(actions(why_button, words_button(_words(found))))
    if preview:
        blocks.insert(0, context(PREVIEW))
    return Message("\n".join(lines), tuple(blocks))


def _words(found: OfDeal) -> list[str]:
    """The words of the glossary that a digest uses."""
    covered = found.covered
    counted, named = "counts" in found.may, NAMED if "roles" in found.may else frozenset[State]()
    there = [state for state in STATES if covered.counts[state] or state == "engaged"]
    states = [word_of(state) for state in there if counted or state in named] if covered.roles else []
    needed = ["needed now"] if found.steps else []
    threads = ["single_thread"] if covered.threads.hangs_by_one else []
    decisions = ["unchanged", "drop", "escalate"] if any(one.to_decide for one in found.steps) else []
    return list(dict.fromkeys(["digest", *states, *needed, *threads, *(one.key for one in covered.risks), *decisions]))


def _only(words: str) -> Message:
    return Message(words, (section(words),), only_updates=True)


def head(found: OfDeal, reader: Reader) -> str:
    """A deal's first line: name, amount, due date, and, where that may be told, where both sides stand."""
    deal = found.covered.deal
    parts = [f"*{esc(deal.name, 80)}*", *worth(deal, reader)]
    if "stages" in found.may:
        theirs = esc(deal.theirs.stage, 60) if deal.theirs else "unknown"
        parts.append(f"{_stage(deal, reader)}; they: {theirs}")
    return " · ".join(parts)


def worth(deal: DealShown, reader: Reader) -> list[str]:
    """How much a deal is about, and by when."""
    amount = [money(deal.amount, deal.currency)] if deal.amount is not None else []
    return [*amount, *([f"due {reader.date(deal.expected_close)}"] if deal.expected_close else [])]


def _stage(deal: DealShown, reader: Reader) -> str:
    """Our stage, for how long, and how long deals usually stay in it."""
    name = esc(deal.stage, 60)
    if deal.since is None:
        return name
    day = (reader.today - deal.since.astimezone(reader.zone).date()).days + 1
    stage = deal.playbook.sales_stage(deal.stage)
    usual = f" of ~{stage.typical_days}" if stage is not None and stage.typical_days else ""
    return f"{name}, day {max(day, 1)}{usual}"


def _off_map(found: OfDeal) -> str:
    """That nobody can say who is missing, where our stage is not in the playbook and stages may be told."""
    deal = found.covered.deal
    if deal.on_map or "stages" not in found.may:
        return ""
    text = off_map(deal)
    return f"{text[:1].upper()}{text[1:]}."


def standing(found: OfDeal) -> str:
    """How many roles stand how, with what has changed, and which of them nobody has."""
    covered, counted = found.covered, "counts" in found.may
    if not covered.roles:
        return ""
    counts, before = covered.counts, covered.before
    parts = []
    for state in STATES:
        if not counts[state] and state != "engaged":
            continue
        change = counts[state] - before[state] if before and counted else 0
        which = _which(covered.roles, state) if state in NAMED and "roles" in found.may else ""
        if not counted:
            parts += [f"{CALLED[state]}: {which}"] if which else []
            continue
        noun = f" {'role' if counts[state] == 1 else 'roles'}" if state == "engaged" else ""
        trend = f" ({change:+d})" if change else ""
        parts.append(f"{counts[state]}{noun} {CALLED[state]}{trend}{f': {which}' if which else ''}")
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _which(roles: Sequence[RoleStanding], state: State) -> str:
    return ", ".join(f"*{esc(one.role)}*" for one in roles if one.state == state)


def thread(threads: Survivability) -> str:
    """That one person carries the deal, on one side or on both."""
    if threads.carried_by_one_of_ours and threads.carried_by_one_of_theirs:
        return "Hangs by one thread: one person on each side carries this deal."
    if threads.carried_by_one_of_ours:
        return "Hangs by one thread: one person of ours carries this deal."
    if threads.carried_by_one_of_theirs:
        return "Hangs by one thread: one person of theirs carries this deal."
    return ""


def _risks(found: OfDeal) -> list[str]:
    """The open risks; that it hangs by one thread was said."""
    said = {"single_thread"} if found.covered.threads.hangs_by_one else set()
    rules = found.covered.deal.playbook.risks
    open_ones = dict.fromkeys(one.key for one in found.covered.risks if one.key in rules and one.key not in said)
    return [f"Risk: {risk_words(rules[key])}" for key in open_ones]


def step(
    one: Step, deal: DealShown, reader: Reader, number: int, *, requests: bool, primary: bool, counted: bool = True
) -> tuple[str, list[Block]]:
    """A next step by roles alone, with what can be done about it; what was left as it is for weeks, as a decision."""
    need = one.need.need
    what = f"*{number}* · our *{esc(need.ours)}* with their *{esc(need.theirs)}*"
    value = Missing(deal=deal.deal_id, key=need.id, v=one.version)
    spoken = f"our {need.ours} with their {need.theirs}"
    by = reader.date(one.need.needed_by)
    when = f"by {by}" if one.need.needed_by >= reader.today else f"(it was needed by {by})"
    if one.put:
        text = f"{what} {when}: put to the manager of the deal's lead."
        return text, [section(text, accessory=menu(value))]
    if one.to_decide:
        text = f"{what} {when}: unchanged for {f'{one.weeks} ' if counted else ''}weeks: decide."
        add = [] if one.named else [_add(one, deal)]
        return text, [section(text, accessory=menu(value, drop=False)), actions(*_decisions(value, spoken), *add)]
    text = f"{what} {when}. {way_words(one.way) or ('' if one.named else 'Nobody is named in that part yet.')}".rstrip()
    row = action(one, deal, value, requests=requests, primary=primary)
    return text, [section(text, accessory=menu(value)), *([actions(row)] if row else [])]


def action(
    one: Step, deal: DealShown, value: Missing, *, requests: bool, primary: bool, told: bool = False
) -> ButtonElement | None:
    """What can be done at once: name whoever has the part, or ask for an introduction to them; `told`: which part."""
    theirs = one.need.need.theirs
    about = f": {theirs}" if told else ""
    if not one.named:
        return _add(one, deal, about)
    if not requests:
        return None
    return button(
        f"Ask{about}", "nudge_ask", value.dump(), primary=primary, spoken=f"Ask for an introduction to their {theirs}"
    )


def _add(one: Step, deal: DealShown, about: str = "") -> ButtonElement:
    theirs = one.need.need.theirs
    return button(
        f"Add{about}", "deal_who", DealMeant(id=deal.deal_id, part=theirs).dump(), spoken=f"Add their {theirs}"
    )


def _decisions(value: Missing, spoken: str) -> tuple[ButtonElement, ButtonElement]:
    asked = confirm(
        "Put it to the manager?",
        "The manager of the deal's lead gets one direct message that this is to be decided.",
        "Escalate",
        "Not now",
    )
    drop = value.model_copy(update={"do": "not"}).dump()
    return (
        button("Drop", "nudge_menu", drop, spoken=f"Drop: {spoken}"),
        button("Escalate", "digest_escalate", value.dump(), confirm=asked, spoken=f"Escalate: {spoken}"),
    )


def escalated(came: str, manager: str, deal: str) -> Message:
    """What came of putting something to the manager of a deal's lead."""
    name = f"*{esc(manager, 80)}*" if manager else "The manager of the deal's lead"
    where = f"_{esc(deal, 80)}_"
    words = {
        "yours": f"This is yours to decide: you manage whoever leads {where}. Drop it, assign it or set it aside.",
        "told": f"{name} is told once that this is to be decided in {where}.",
        "before": f"{name} was told of this in {where} before. I don't tell them again.",
    }[came]
    return Message(words, (section(words),), title="Yours to decide" if came == "yours" else "Escalated")


def why(clause: tuple[str, str] | None, weeks: int = DECIDE) -> Message:
    """Why a digest says what it says: by which clause, and what its figures count."""
    lines = []
    if clause is not None:
        lines.append(f"Clause `{clause[0]}` says what may be told here: “{esc(clause[1], 600)}”")
    lines += [
        "Counted are the roles that the playbook asks for at or before our stage, and those somebody is named in.",
        "A figure in brackets is what has changed since the digest before.",
        f"What nobody has said anything to in {weeks} digests on end is put as a decision.",
    ]
    return Message("\n".join(lines), tuple(section(one) for one in lines), title="Why?")
