"""`/o2o me`: what is held in one's own name."""

from __future__ import annotations

from collections.abc import Sequence

from bot.people.capture import STRENGTH_WORDS
from bot.people.mine import Mine as Item
from bot.people.paging import MyPage, Spot
from bot.people.paging import Place as ListPlace
from bot.people.rules import Group, Rule
from handlers.values import Mine, Place
from handlers.views import review
from handlers.views.evidence import day, evidence
from handlers.views.kit import Block, Message, actions, button, context, esc, overflow, section

SHARING = {
    "private": "private: only you",
    "shared": "shared as the charter says",
    "open": "open: every member may see that it is you",
}

IMPORTED = {
    "waiting": "*waits for your look*: does this count?",
    "counts": "*it counts*",
    "left_out": "what was imported about them is left out",
}


def page(
    mine: MyPage, groups: Sequence[Group], rules: Sequence[Rule], *, replace: bool = False, said: str | None = None
) -> Message:
    """One page of the list, with what waits by account and what was decided; `said` is what was just done."""
    on = review.on_screen(mine)
    if not mine.total:
        text = "Nothing is held in your name. `/o2o know jane@acme.com, 4` logs the first person you know."
        blocks = [section(f"{said} {text}" if said else text), *review.rules(rules, on)]
        return Message(_spoken(blocks), tuple(blocks), replace=replace)
    many = "1 person" if mine.total == 1 else f"{mine.total} people"
    # What was done takes the place of the heading, so that the entries stay where they are on the screen.
    blocks = [section(said or f"*What is held in your name*: {many} you know.")]
    if waiting := review.waiting(mine):
        blocks.append(section(waiting))
    for spot in mine.spots:
        item = mine.items.get(spot.relationship_id)
        blocks += _entry(item, spot, on) if item else [context("_No longer in your list._")]
    # Behind the entries: what comes and goes here does not move them while they are decided one by one.
    blocks += review.everybody(mine, groups, on)
    blocks += review.rules(rules, on)
    blocks += _turn_pages(mine)
    blocks.append(
        context(
            f"{f'{many} you know. ' if said else ''}You alone see this list, and only you can correct what is in it."
        )
    )
    return Message(_spoken(blocks), tuple(blocks), replace=replace)


def _spoken(blocks: Sequence[Block]) -> str:
    return "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")


def _entry(item: Item, spot: Spot, on: str) -> list[Block]:
    menu = overflow("mine_menu", _choices(item, on))
    return [section("\n".join(_lines(item, spot)), accessory=menu), *review.choices(item, spot, on)]


def _lines(item: Item, spot: Spot) -> list[str]:
    job = ", ".join(esc(part) for part in (item.title, item.account) if part)
    lines = [f"*{esc(item.called)}*" + (f" · {job}" if job else "")]
    decided = f"*{SHARING[item.sharing]}*" if spot.waited == "look" else SHARING[item.sharing]
    details = [_how_well(item), decided if item.reviewed else "*waits for your look*"]
    if item.kind:
        details.append(esc(item.kind))
    if item.last_touch:
        details.append(f"last in touch {day(item.last_touch)}")
    lines.append(" · ".join(details))
    if item.address and item.address != item.called:
        lines.append(esc(item.address))
    if item.note:
        lines.append(f"“{esc(item.note, 200)}”")
    if item.figures:
        lines.append(evidence(item.figures))
    if item.waits == "evidence" or spot.waited == "evidence" or item.evidence == "left_out":
        lines.append(IMPORTED.get(item.evidence or "", ""))
    if item.waits == "look" or spot.waited == "look":
        lines.append(f"_from {esc(item.source)}_")
    return list(filter(None, lines))


def _how_well(item: Item) -> str:
    if item.strength:
        return f"you know them {STRENGTH_WORDS[item.strength]}"
    return "how well: by the mails" if item.imported_speaks else "how well: you have not said"


def _choices(item: Item, on: str) -> list[tuple[str, str]]:
    """The menu of an entry, five at most; of one that waits, what its buttons do not offer."""

    def value(do: str) -> str:
        return Mine(id=item.relationship_id, do=do, seen=item.stamp, on=on).dump()

    choices = [("Correct ...", value("correct"))]
    if not item.reviewed:
        return [*choices, ("Open to every member", value("open"))]
    sharing = {"shared": "Share as the charter says", "private": "Keep private", "open": "Open to every member"}
    choices += [(label, value(do)) for do, label in sharing.items() if do != item.sharing]
    if item.strength and item.imported_speaks:
        choices.append(("By the mails instead", value("by_mails")))
    elif item.evidence == "counts" and item.figures:
        choices.append(("Leave the mails out", value("uncount")))
    elif item.evidence == "left_out":
        choices.append(("Let the mails count", value("count")))
    return [*choices, ("Remove ...", value("ask_remove"))]


def _turn_pages(mine: MyPage) -> list[Block]:
    row = []
    if mine.back:
        row.append(button("Back", "mine_page_back", Place.of(mine.back).dump()))
    if mine.more:
        row.append(button("More", "mine_page_on", Place.of(mine.more).dump()))
    return [actions(*row)] if row else []


def really_remove(item: Item, place: ListPlace) -> Message:
    """Asks once more: what is removed is gone."""
    text = f"Remove *{esc(item.called)}*? What is held in your name is forgotten, and no import brings it back."
    on = Place.of(place)
    row = actions(
        button("Remove", "mine_remove", Mine(id=item.relationship_id, do="remove", on=on.on).dump(), danger=True),
        button("Keep", "mine_page_on", on.dump()),
    )
    return Message(text, (section(text), row), replace=True)


def said(text: str) -> Message:
    """One line about what was done, in place of what was clicked."""
    return Message(text, (section(text),), replace=True)
