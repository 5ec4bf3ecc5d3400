"""App Home: what waits, deals with gaps, people to confirm, what one asked for, the charter and privacy."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bot.charter import Charter
from bot.deals.places import Topics
from bot.home import DealAndGaps, DoneHere, HomeShown, Waiting
from bot.people.capture import STRENGTH_WORDS
from bot.people.confirming import Confirming, ToConfirm
from handlers.values import Asked, HomePage, Mine, OfDeal, Place, Seen
from handlers.views import agreement as agreement_view
from handlers.views.asks import asked_blocks, likes_line, waiting_block
from handlers.views.deal_head import head
from handlers.views.deal_team import decide
from handlers.views.evidence import day
from handlers.views.hours import Reader
from handlers.views.kit import (
    Block,
    Message,
    actions,
    button,
    confirm,
    context,
    divider,
    esc,
    naming,
    overflow,
    section,
)

MOST_BLOCKS = 100
"""Blocks of a home view (https://docs.slack.dev/reference/views/home-tab-views)."""
MISSING_MOST = 3
"""What is missing in a deal, in its line."""
WHAT_THEY_DO = (
    "_You said so long ago, or they have left their seat. *Still close*: it stays as you said. *Fading*: you know them "
    "a step less well. In the menu, *Not there any more*: their seat falls vacant; that you know them stays. "
    "*Remove*: nothing is kept in your name._"
)
NOTHING_WAITS = "_Nothing waits for you. Introductions to answer, and whatever else needs your word, come here._"
NO_DAY = "imported, with no day on which you were in touch"
NOBODY_TO_CONFIRM = "_Nobody to confirm. Whom you know, and how well, I ask again after half a year without a word._"
NOT_TOLD = "_What your deals lack is not told here: `/o2o next` answers that._"
NOTHING_ASKED = "_You have asked for no introduction lately. How your requests stand is said here._"
DONE = {
    "close": "*{}*: it stays as you said.",
    "fading": "*{}*: you know them {} now.",
    "gone": "*{}* is in that seat no more.",
    "removed": "Removed: nothing is kept of them in your name.",
}


def tab(shown: HomeShown, reader: Reader, charter: Charter) -> Message:
    """The whole Home of its reader."""
    requests = charter.requests is not None
    parts = [
        _first(shown, charter),
        [section("*Waiting for you*"), *_waiting(shown.waiting, reader)],
        [section("*My deals with gaps*"), *_deals(shown, reader)],
        [section("*People to confirm*"), *_people(shown)],
        [section("*What I asked for*"), *_asked(shown, reader, requests=requests)],
        [section("*Charter and privacy*"), *_privacy(shown, reader, charter)],
    ]
    blocks = [block for part in parts if part for block in (*part, divider())][:-1]
    return Message("App Home", tuple(blocks[:MOST_BLOCKS]))


def words(text: str) -> Message:
    """A Home that says one thing."""
    return Message(text, (section(text),))


def view(message: Message) -> dict[str, Any]:
    """The view as Slack takes it."""
    return {"type": "home", "blocks": list(message.blocks)}


# -- what comes first -------------------------------------------------------------------------------------------


def _first(shown: HomeShown, charter: Charter) -> list[Block]:
    """What was just done; for a first-time reader what o2o is; the charter, where it is yet to be agreed to."""
    blocks = [_done(shown.done, "Undo")] if shown.done else []
    if shown.first_time:
        blocks += [one for one in agreement_view.greeting("first", charter).blocks if one["type"] != "divider"]
    if not shown.agreement.holds:
        blocks.append(section(f"*The charter*: {agreement_view.standing(shown.agreement, charter)}"))
        read = [] if shown.first_time else [agreement_view.read_it()]
        blocks.append(actions(agreement_view.i_agree(charter), *read))
    return blocks


def _done(done: DoneHere, spoken: str) -> Block:
    called = esc(done.called or "")
    how = STRENGTH_WORDS[max(1, (done.done.strength or 1) - 1)]
    said = DONE[done.done.did].format(called, how)
    value = Seen(id=done.done.relationship_id, v=done.version).dump()
    back = button("Undo", "home_undo", value, spoken=naming(spoken, done.called or ""))
    return section(said, accessory=back if done.done.kept else None)


# -- waiting for the reader -------------------------------------------------------------------------------------


def _waiting(waiting: Waiting, reader: Reader) -> list[Block]:
    blocks = [waiting_block(one, reader) for one in waiting.asks]
    if waiting.more:
        blocks.append(actions(button("All that waits", "asks_list", spoken="All introductions that wait for me")))
    for each in waiting.to_decide:
        one = each.proposal
        who = f"*{esc(one.name)}* is to {'lead' if one.to_lead else 'join the team of'} *{esc(each.deal_name, 80)}*"
        blocks += [
            section(f"{who} as {esc(one.role, 60)}, proposed by {esc(one.proposed_by)}."),
            decide(one, primary=False),
        ]
    for task in waiting.assigned:
        by = _by(task.needed_by, reader) if task.needed_by else ""
        line = f"You see to it in *{esc(task.deal_name, 80)}*: our {esc(task.ours)} with their {esc(task.theirs)}{by}."
        blocks.append(section(line, accessory=_next(task.deal_id, task.deal_name)))
    if number := waiting.suggested:
        what = "1 suggestion from a colleague waits" if number == 1 else f"{number} suggestions from colleagues wait"
        look = button("Look", "proposals", spoken="Look at what colleagues suggest")
        blocks.append(section(f"{what} for you.", accessory=look))
    if number := waiting.review:
        what = "1 person imported in your name waits" if number == 1 else f"{number} people imported in your name wait"
        look = button("Look", "mine_page_on", Place().dump(), spoken="Look at who was imported in my name")
        blocks.append(section(f"{what} for your look: nobody else sees that until you decide.", accessory=look))
    return blocks or [context(NOTHING_WAITS)]


# -- deals ------------------------------------------------------------------------------------------------------


def _deals(shown: HomeShown, reader: Reader) -> list[Block]:
    every = actions(button("All my deals", "home_deals"))
    if not shown.tells_of_deals:  # the same for whoever is on no deal
        return [context(NOT_TOLD), every]
    if not shown.on_deals:
        return [context("_You are on no open deal. `/o2o deal new Acme renewal at Acme` makes one._")]
    blocks = [
        section(_deal(one, shown.may, reader), accessory=_next(one.deal.deal_id, one.deal.name)) for one in shown.deals
    ]
    if not blocks:
        where = "your deals" if shown.complete else "the deals you want to win first"
        blocks.append(context(f"_Nobody is missing in {where}._"))
    return [*blocks, every]


def _deal(one: DealAndGaps, may: Topics, reader: Reader) -> str:
    missing = [
        f"our *{esc(each.need.ours)}* with their *{esc(each.need.theirs)}*{_by(each.needed_by, reader)}"
        for each in one.missing[:MISSING_MOST]
    ]
    left_out = len(one.missing) - MISSING_MOST
    more = f"; {left_out if 'counts' in may else 'and'} more" if left_out > 0 else ""
    return f"{head(one.deal, reader, stages='stages' in may)}\nMissing: {'; '.join(missing)}{more}."


def _by(day_: dt.date, reader: Reader) -> str:
    when = reader.date(day_)
    return f" by {when}" if day_ >= reader.today else f" (was needed by {when})"


def _next(deal_id: int, name: str) -> Any:
    return button("Next", "deal_next", OfDeal(id=deal_id).dump(), spoken=naming("Who should meet whom", name))


# -- people to confirm ------------------------------------------------------------------------------------------


def _people(shown: HomeShown) -> list[Block]:
    confirming = shown.people
    # Whoever clicks here, further down than a phone shows, sees here what it did.
    blocks = [_done(shown.done, "Undo here")] if shown.done else []
    if not confirming.people:
        begin = _begin() if not shown.known and not shown.first_time else []
        return [*blocks, context(NOBODY_TO_CONFIRM), *begin]
    blocks.append(context(WHAT_THEY_DO))
    for one in confirming.people:
        blocks += [section(_person(one), accessory=_menu(one)), _choices(one)]
    return [*blocks, *_turns(confirming)]


def _turns(confirming: Confirming) -> list[Block]:
    """Which of all of them these are, and the way to the others."""
    if confirming.of <= len(confirming.people):
        return []
    row = []
    if confirming.page:
        value = HomePage(page=confirming.page - 1).dump()
        row.append(button("Back", "home_back", value, spoken="Back to the people to confirm before these"))
    if confirming.last < confirming.of:
        value = HomePage(page=confirming.page + 1).dump()
        row.append(button("More", "home_more", value, spoken="More people to confirm"))
    return [context(f"{confirming.first} to {confirming.last} of {confirming.of}"), actions(*row)]


def _begin() -> list[Block]:
    """What somebody may begin with of whom nothing is held yet; a first-time reader has it further up."""
    log = button("Log the first person", "know_open", Asked(who="").dump())
    return [actions(log, button("Who knows ...?", "who_knows_open"))]


def _person(one: ToConfirm) -> str:
    job = ", ".join(esc(part) for part in (one.mine.title, one.mine.account) if part)
    how = f"you know them {STRENGTH_WORDS[one.mine.strength]}" if one.mine.strength else "how well: by the mails"
    heard = f"last heard of {day(one.heard)}" if one.heard else NO_DAY
    why = "has left their seat" if one.left else heard
    return f"*{esc(one.mine.called)}*{f' · {job}' if job else ''}\n{how} · {why}"


def _choices(one: ToConfirm) -> Block:
    value, name = _value(one), one.mine.called
    return actions(
        button("Still close", "home_close", value, spoken=naming("Still close", name)),
        button("Fading", "home_fading", value, spoken=naming("Fading", name)),
    )


def _menu(one: ToConfirm) -> Any:
    """What is chosen less often, and asked about once more."""
    words = (
        f"*Not there any more*: the seat of {esc(one.mine.called, 60)} falls vacant, for everybody. "
        "*Remove*: what is held in your name about them is forgotten, and no import brings it back."
    )
    choices = (("Not there any more", "gone"), ("Remove", "removed"))
    return overflow(
        "home_menu",
        [(label, _value(one, do)) for label, do in choices],
        ask=confirm("Are you sure?", words, "Yes", "Leave it"),
    )


def _value(one: ToConfirm, do: str = "") -> str:
    return Mine(id=one.mine.relationship_id, do=do, seen=one.mine.stamp).dump()


# -- what one asked for, and the rest -----------------------------------------------------------------------------


def _asked(shown: HomeShown, reader: Reader, *, requests: bool) -> list[Block]:
    blocks = [block for one in shown.asked for block in asked_blocks(one, reader)]
    row = [button("Ask for an introduction", "intro_start")] if requests else []
    if shown.more_asked:
        row.append(button("All I asked for", "asks_list"))
    return [*(blocks or [context(NOTHING_ASKED)]), *([actions(*row)] if row else [])]


def _privacy(shown: HomeShown, reader: Reader, charter: Charter) -> list[Block]:
    lines = [likes_line(shown.likes, reader, agreed=shown.may_be_asked)]
    if shown.agreement.holds:
        on = f" on {day(shown.agreement.on.date())}" if shown.agreement.on else ""
        lines.insert(0, f"You agreed to version {charter.version} of the charter{on}.")
    held = "1 person" if shown.known == 1 else f"{shown.known} people"
    lines.append(f"Held in your name: {held}. You alone see and correct it.")
    row = actions(
        agreement_view.read_it(),
        button("Pause ...", "asks_likes", spoken="Pause, and how I like to be asked"),
        button("What is held about me", "mine_page_on", Place().dump()),
    )
    return [section("\n".join(lines)), row]
