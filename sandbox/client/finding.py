"""Finding on the screen what somebody means: a button by its label, a field by its name."""

from dataclasses import dataclass
from typing import Any

from sandbox.blockkit import elements_of
from sandbox.client.reading import Json, options

BUTTONS = {"button", "overflow"}


@dataclass(frozen=True)
class Found:
    """An element, its block, and the option meant, if it is a menu's."""

    block: Json
    element: Json
    option: Json | None = None


class NotOnScreen(AssertionError):
    """What should be used is not there (or there twice); the message lists what is."""


def button(blocks: list[Json], wanted: str) -> Found:
    """A button, or a menu's entry, by label, action id or what a screen reader says."""
    hits: list[Found] = []
    there: list[str] = []
    for block in blocks:
        for element in elements_of(block):
            if element["type"] == "button":
                label = element["text"]["text"]
                there.append(label)
                if wanted in (label, element["action_id"], element.get("accessibility_label")):
                    hits.append(Found(block, element))
            elif element["type"] == "overflow":
                for option in options(element):
                    label = option["text"]["text"]
                    there.append(f"⋯ {label}")
                    if wanted in (label, option.get("value")):
                        hits.append(Found(block, element, option))
    return _only(hits, wanted, there)


def menu(blocks: list[Json], wanted: str) -> Found:
    """A menu, box or picker by action id, block id, label or placeholder."""
    hits: list[Found] = []
    there: list[str] = []
    for block in blocks:
        for element in elements_of(block):
            if element["type"] == "button":
                continue
            names = [element["action_id"], block["block_id"]]
            for held in (block.get("label"), element.get("placeholder"), block.get("text")):
                names += [held["text"]] if held else []
            there.append(" / ".join(names))
            if wanted in names:
                hits.append(Found(block, element))
    return _only(hits, wanted, there)


def _only(hits: list[Found], wanted: str, there: list[str]) -> Found:
    if len(hits) == 1:
        return hits[0]
    problem = "is not there" if not hits else f"is there {len(hits)} times"
    raise NotOnScreen(f"{wanted!r} {problem}; there are: {', '.join(there) or 'no elements'}")


def option(element: Json, wanted: Any) -> str:
    """The value of an option, by its label or value."""
    there = options(element)
    for held in there:
        if wanted in (held["text"]["text"], held.get("value")):
            return str(held["value"])
    labels = ", ".join(held["text"]["text"] for held in there)
    raise NotOnScreen(f"no option {wanted!r}; there are: {labels}")
