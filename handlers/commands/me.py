"""`/o2o me`: what is held in one's own name, and what only oneself may do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.people import mine, paging, proposals, review, rules
from bot.people.capture import Entry
from bot.people.mine import Sharing
from bot.people.paging import Place as ListPlace
from bot.people.rules import Verdict
from handlers.agreeing import once_agreed, until_agreed
from handlers.boundary import Turn
from handlers.commands.table import Command
from handlers.house import Click, House, Submission
from handlers.values import Mine, Place, Rule, figure
from handlers.views import capture as capture_view
from handlers.views import mine as view
from handlers.views import proposals as proposals_view
from handlers.views import review as review_view
from handlers.views.kit import Form, Message, esc

DONE: dict[Sharing, str] = {
    "private": "*{}* is private now: nobody but you sees it.",
    "shared": "*{}* is shared now, as the charter says.",
    "open": "*{}* is open now: every member may see that it is you who knows them.",
}
COUNTS = {
    True: "What was imported about *{}* counts from now on.",
    False: "What was imported about *{}* is left out: it never counts.",
}
REMOVED = "Removed: nothing is kept of *{}* in your name."
BY_THE_MAILS = "How well you know *{}*: what was imported says it now. `Correct ...` lets you say it yourself."


def register(house: House) -> None:
    """Add the command, its buttons and the form that corrects."""
    house.command(
        Command(
            "me",
            _me,
            usage="me",
            about="What is held in your name: correct it, keep it private, open it, remove it, look at imports.",
            example="me",
        )
    )
    house.action("mine_menu", _chosen, writes=True)
    house.action("mine_page_back", _page)
    house.action("mine_page_on", _page)
    house.action("mine_look", lambda turn, _: _me(turn, ""))
    house.action("mine_share_all", _share_all, writes=True)
    house.action("mine_private", _keep_private, writes=True)
    house.action("mine_share", _share, writes=True)
    house.action("mine_remove", _remove, writes=True)
    for action_id, choice in (
        ("review_share", "shared"),
        ("review_keep", "private"),
        ("review_count", "count"),
        ("review_uncount", "uncount"),
        ("review_leave_out", "remove"),
    ):
        house.action(action_id, partial(_decided, choice), writes=True)
    everybody: tuple[tuple[str, Verdict], ...] = (
        ("everybody_share", "shared"),
        ("everybody_keep", "private"),
        ("everybody_leave_out", "left_out"),
    )
    for action_id, verdict in everybody:
        house.action(action_id, partial(_everybody, verdict), writes=True)
    house.action("mine_ask_again", _ask_again, writes=True)
    house.opens("mine_correct", _correct)
    house.submission("correct", _corrected)
    for offered in (1, 3, 5):
        house.action(f"strength_{offered}", _strength, writes=True)


def _shown(turn: Turn, place: ListPlace, said: str | None = None, *, replaced: bool = True) -> Message:
    """The list as it stands."""
    sight = turn.sight
    page = paging.page_of(sight, place)
    groups = rules.waiting_groups(sight) if page.waiting or page.evidence_waiting else []
    return view.page(page, groups, rules.rules(sight), replace=replaced, said=said)


def _me(turn: Turn, text: str) -> Message:
    number = int(text) if text.strip().isdecimal() and len(text.strip()) < 6 else 1
    said = until_agreed(turn, _shown(turn, ListPlace(number=number), replaced=False))
    return proposals_view.waiting(said, len(proposals.waiting(turn.sight)))


def _page(turn: Turn, click: Click) -> Message:
    return _shown(turn, Place.load(click.value).place)


def _chosen(turn: Turn, click: Click) -> Message | Form:
    chosen = Mine.load(click.value)
    if chosen.do == "correct":
        return _correct(turn, click)
    if chosen.do == "ask_remove":
        return view.really_remove(mine.one(turn.sight, chosen.id), chosen.place)
    if chosen.do not in CHOICES:
        Mine.load("")  # not a choice this menu offers
    return _decided(chosen.do, turn, click)


def _decided(choice: str, turn: Turn, click: Click) -> Message:
    """Carry out a choice about one entry; the list stays as it is on the screen, with what it has come to."""
    chosen = Mine.load(click.value)
    called, words = CHOICES[choice](turn, chosen)
    return _shown(turn, chosen.place, words.format(esc(called)))


def _sharing(sharing: Sharing, turn: Turn, chosen: Mine) -> tuple[str, str]:
    item = review.share(turn.sight, turn.clock, chosen.id, sharing, chosen.seen)
    return item.called, DONE[sharing] if sharing == "private" else once_agreed(turn, DONE[sharing])


def _counting(counts: bool, turn: Turn, chosen: Mine) -> tuple[str, str]:
    item = review.let_count(turn.sight, turn.clock, chosen.id, counts=counts, shown=chosen.seen)
    return item.called, COUNTS[counts]


def _by_the_mails(turn: Turn, chosen: Mine) -> tuple[str, str]:
    return review.by_the_mails(turn.sight, turn.clock, chosen.id, chosen.seen).called, BY_THE_MAILS


def _removing(turn: Turn, chosen: Mine) -> tuple[str, str]:
    return mine.remove(turn.sight, turn.clock, chosen.id), REMOVED


CHOICES: dict[str, Callable[[Turn, Mine], tuple[str, str]]] = {
    "shared": partial(_sharing, "shared"),
    "private": partial(_sharing, "private"),
    "open": partial(_sharing, "open"),
    "count": partial(_counting, True),  # noqa: FBT003 there is nothing else it could mean
    "uncount": partial(_counting, False),  # noqa: FBT003 likewise
    "by_mails": _by_the_mails,
    "remove": _removing,
}
"""What may be chosen for an entry: gives what it is called, and what to say."""


def _share_all(turn: Turn, click: Click) -> Message:
    value = Place.load(click.value)
    number = review.share_all_waiting(turn.sight, turn.clock, value.mark)
    shared = once_agreed(turn, f"{number} shared, as the charter says.")
    said = shared if number else "Nothing was waiting any more."
    return _shown(turn, value.place, said)


def _everybody(verdict: Verdict, turn: Turn, click: Click) -> Message:
    value = Mine.load(click.value)
    decided = rules.decide_for_everybody(turn.sight, turn.clock, value.id, verdict)
    said = review_view.decided(decided, verdict)
    return _shown(turn, value.place, once_agreed(turn, said) if verdict == "shared" else said)


def _ask_again(turn: Turn, click: Click) -> Message:
    value = Rule.load(click.value)
    domain = rules.ask_again(turn.sight, value.rule)
    return _shown(turn, value.place, f"From {esc(domain)}: I ask you again. Nothing else has changed.")


def _keep_private(turn: Turn, click: Click) -> Message:
    item = review.share(turn.sight, turn.clock, Mine.load(click.value).id, "private")
    return view.said(DONE["private"].format(esc(item.called)))


def _share(turn: Turn, click: Click) -> Message:
    item = review.share(turn.sight, turn.clock, Mine.load(click.value).id, "shared")
    return view.said(once_agreed(turn, DONE["shared"].format(esc(item.called))))


def _remove(turn: Turn, click: Click) -> Message:
    return _decided("remove", turn, click)


def _strength(turn: Turn, click: Click) -> Message:
    value = Mine.load(click.value)
    item = mine.say_strength(turn.sight, turn.clock, value.id, value.do)
    return replace(capture_view.logged(item), replace=True)


def _correct(turn: Turn, click: Click) -> Form:
    value = Mine.load(click.value)
    item = mine.one(turn.sight, value.id)
    return capture_view.correction(item)


def _corrected(turn: Turn, sent: Submission) -> Message:
    value, fields = Mine.load(sent.metadata), sent.values
    entry = Entry(
        name=fields.get("name"),
        title=fields.get("title"),
        account=fields.get("account"),
        strength=figure(fields.get("strength")),
        kind=fields.get("kind"),
        note=fields.get("note"),
    )
    item = mine.correct(turn.sight, turn.clock, value.id, value.seen, entry)
    return replace(view.said(f"Saved: *{esc(item.called)}*."), title="Saved")
