"""`/o2o me`: what is held in one's own name."""

from __future__ import annotations

from bot.people.mine import Mine as Item
from bot.people.mine import MyPage
from handlers.values import Mine, Page
from handlers.views.capture import STRENGTH_WORDS
from handlers.views.kit import Block, Message, actions, button, confirm, context, esc, overflow, section
from handlers.views.who_knows import day

SHARING = {
    "private": "private: only you",
    "shared": "shared as the charter says",
    "open": "open: every member may see that it is you",
}


def page(mine: MyPage, *, replace: bool = False, said: str | None = None) -> Message:
    """One page of the list; `said` is the line about what was just done."""
    if not mine.total:
        lead = f"{said} " if said else ""
        text = f"{lead}Nothing is held in your name. `/o2o know jane@acme.com, 4` logs the first person you know."
        return Message(text, (section(text),), replace=replace)
    blocks: list[Block] = [section(said)] if said else []
    many = "1 person" if mine.total == 1 else f"{mine.total} people"
    blocks.append(section(f"*What is held in your name*: {many} you know."))
    if mine.waiting:
        blocks += _waiting(mine)
    for item in mine.items:
        blocks.append(_item(item, mine.page))
    if mine.pages > 1:
        blocks.append(_turn_pages(mine))
    blocks.append(context("You alone see this list, and only you can correct what is in it."))
    spoken = "\n".join(block["text"]["text"] for block in blocks if block["type"] == "section")
    return Message(spoken, tuple(blocks), replace=replace)


def _waiting(mine: MyPage) -> list[Block]:
    if mine.waiting == 1:
        text = (
            "*One of them* was imported in your name. Nobody else sees it before you have looked: "
            "share it, keep it private or remove it by its menu."
        )
        return [section(text)]
    text = (
        f"*{mine.waiting} of them* were imported in your name. Nobody else sees them before you have looked: "
        "share, keep private or remove each one by its menu, or share them all."
    )
    ask = confirm(
        "Share them all?",
        f"All {mine.waiting} become visible as the charter says. What is marked private stays private.",
        "Share all",
        "Not yet",
    )
    share = button(f"Share all {mine.waiting}", "mine_share_all", Page(page=mine.page).dump(), confirm=ask)
    return [section(text), actions(share)]


def _item(item: Item, page_number: int) -> Block:
    job = ", ".join(esc(part) for part in (item.title, item.account) if part)
    lines = [f"*{esc(item.called)}*" + (f" · {job}" if job else "")]
    well = f"you know them {STRENGTH_WORDS[item.strength]}" if item.strength else "how well, you have not said"
    details = [well, SHARING[item.sharing] if item.reviewed else "*waits for your look*"]
    if item.kind:
        details.append(esc(item.kind))
    if item.last_touch:
        details.append(f"last in touch {day(item.last_touch)}")
    lines.append(" · ".join(details))
    if item.address and item.address != item.called:
        lines.append(esc(item.address))
    if item.note:
        lines.append(f"“{esc(item.note, 200)}”")
    return section("\n".join(lines), accessory=overflow("mine_menu", _choices(item, page_number)))


def _choices(item: Item, page_number: int) -> list[tuple[str, str]]:
    def value(do: str) -> str:
        return Mine(id=item.relationship_id, do=do, page=page_number).dump()

    share = "Share" if not item.reviewed else "Share as the charter says"
    choices = [("Correct ...", value("correct"))]
    if item.sharing != "shared" or not item.reviewed:
        choices.append((share, value("shared")))
    if item.sharing != "private" or not item.reviewed:
        choices.append(("Keep private", value("private")))
    if item.sharing != "open":
        choices.append(("Open to every member", value("open")))
    return [*choices, ("Remove ...", value("ask_remove"))]


def _turn_pages(mine: MyPage) -> Block:
    row = []
    if mine.page > 1:
        row.append(button("Back", "mine_page_back", Page(page=mine.page - 1).dump()))
    if mine.page < mine.pages:
        row.append(button("More", "mine_page_on", Page(page=mine.page + 1).dump()))
    return actions(*row)


def really_remove(item: Item, page_number: int) -> Message:
    """Asks once more: what is removed is gone."""
    text = f"Remove *{esc(item.called)}*? What is held in your name is forgotten, and no import brings it back."
    yes = Mine(id=item.relationship_id, do="remove", page=page_number).dump()
    row = actions(
        button("Remove", "mine_remove", yes, danger=True),
        button("Keep", "mine_page_on", Page(page=page_number).dump()),
    )
    return Message(text, (section(text), row), replace=True)


def said(text: str) -> Message:
    """One line about what was done, in place of what was clicked."""
    return Message(text, (section(text),), replace=True)
