"""The tutorial shows what really appears: it is played step by step, and every quoted answer is compared."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from handlers.events.people import take_everybody_in
from sandbox.client import Person, View
from tests.scenarios.introductions import told
from tests.scenarios.messages import ASK, LOG, opened, written
from tests.scenarios.world import World, world_on

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-answer.md"
SHORTCUTS = {"Log who knows whom": LOG, "Who knows ...?": ASK}
MAIL = re.compile(r"<mailto:[^|>]*\|([^>]*)>")
STEP = re.compile(
    r"<!-- (?P<who>\w+) (?P<does>types|clicks|says|uses|sends|opens|fills|hears)"
    r"(?: in (?P<where>[\w-]+))?: (?P<what>.*?) -->\n"
    r"(?P<quote>(?:>.*\n)*)"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The invented company, running, once everybody is known: in the demo the worker sees to that at its start."""
    with world_on(f"sqlite:///{tmp_path / 'o2o.db'}", "http") as running:
        take_everybody_in(running.bot.client, running.bot.database, running.clock, running.bot.team_id)
        yield running


def play(world: World, step: "re.Match[str]", last: dict[str, Any]) -> list[str]:
    """Do one step; gives the lines of what came of it, as the tutorial would quote them."""
    who, what = step["who"], step["what"]
    person: Person = getattr(world, who)
    if step["does"] == "says":
        last["message"] = written(world, who, what, to=step["where"])
        return []
    if step["does"] == "uses":
        last["form"] = opened(person.uses_message_shortcut(SHORTCUTS[what], last["message"]))
        return list(filled_in(last["form"]))
    if step["does"] == "sends":
        return list(quoted(opened(person.submits(last["form"], {"strength.0": what})).blocks))
    if step["does"] == "opens":
        last["form"] = opened(person.clicks(last[who], what))
        return list(filled_in(last["form"]))
    if step["does"] == "fills":
        values = dict(part.split(" = ", 1) for part in what.split("; "))
        return list(quoted(opened(person.submits(last["form"], values)).blocks))
    if step["does"] == "hears":
        world.tick()
        last[who] = told(world, who)
        return list(quoted(last[who].blocks))
    news = person.types(what, channel=step["where"] or "sales") if step["does"] == "types" else None
    message = (news or person.clicks(last[who], what)).messages[-1]
    if not what.startswith("Why"):
        last[who] = message
    return list(quoted(message.blocks))


def quoted(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A message as Markdown: the text, a line of labels for each row of buttons."""
    for block in blocks:
        if block["type"] == "section":
            yield from MAIL.sub(r"[\1]", block["text"]["text"]).splitlines()
            if block.get("accessory", {}).get("type") == "button":
                yield f"`{block['accessory']['text']['text']}`"
        elif block["type"] == "context":
            yield from (element["text"] for element in block["elements"])
        elif block["type"] == "actions":
            labels = [element["text"]["text"] for element in block["elements"] if "text" in element]
            if labels:
                yield " ".join(f"`{label}`" for label in labels)


def filled_in(form: View) -> Iterator[str]:
    """The fields of a form that are filled in already."""
    for block in form.blocks:
        held = block.get("element", {})
        options = [held["initial_option"]] if "initial_option" in held else held.get("initial_options", [])
        values = [held["initial_value"]] if "initial_value" in held else [one["text"]["text"] for one in options]
        if values:
            yield f"{block['label']['text']} `{'`, `'.join(values)}`"


def plainly(quote: str) -> list[str]:
    """The lines of a quotation, without what Markdown needs."""
    lines = [line.removeprefix(">").strip().removesuffix("\\").replace("**", "*") for line in quote.splitlines()]
    return [line for line in lines if line]


def alike(quote: list[str], played: list[str]) -> bool:
    """Whether a quotation is what was played; behind an ellipsis at its end there may be more."""
    return quote[:-1] == played[: len(quote) - 1] if quote[-1:] == ["…"] else quote == played


def test_every_answer_is_as_it_says(world: World) -> None:
    last: dict[str, Any] = {}
    steps = list(STEP.finditer(TUTORIAL.read_text(encoding="utf-8")))
    assert len(steps) > 10
    for step in steps:
        quote, played = plainly(step["quote"]), play(world, step, last)
        assert alike(quote, played), (step[0].splitlines()[0], played)
