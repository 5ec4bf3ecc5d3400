"""The tutorial shows what really appears: it is played step by step, and every quoted answer is compared."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sandbox.client import Person
from tests.scenarios.world import World, world_on

TUTORIAL = Path(__file__).parents[2] / "docs" / "tutorial" / "first-answer.md"
STEP = re.compile(
    r"<!-- (?P<who>\w+) (?P<does>types|clicks)(?: in (?P<where>[\w-]+))?: (?P<what>.*?) -->\n(?P<quote>(?:>.*\n)*)"
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The invented company, running."""
    with world_on(f"sqlite:///{tmp_path / 'o2o.db'}", "http") as running:
        yield running


def play(world: World, step: "re.Match[str]", last: dict[str, Any]) -> list[str]:
    """Do one step; gives the lines of what came of it, as the tutorial would quote them."""
    who = step["who"]
    person: Person = getattr(world, who)
    if step["does"] == "types":
        news = person.types(step["what"], channel=step["where"] or "sales")
    else:
        news = person.clicks(last[who], step["what"])
    message = news.messages[-1]
    if step["what"] != "Why?":
        last[who] = message
    return list(quoted(message.blocks))


def quoted(blocks: list[dict[str, Any]]) -> Iterator[str]:
    """A message as Markdown: the text, a line of labels for each row of buttons."""
    for block in blocks:
        if block["type"] == "section":
            yield from block["text"]["text"].splitlines()
        elif block["type"] == "context":
            yield from (element["text"] for element in block["elements"])
        elif block["type"] == "actions":
            yield " ".join(f"`{element['text']['text']}`" for element in block["elements"])


def plainly(quote: str) -> list[str]:
    """The lines of a quotation, without what Markdown needs."""
    lines = [line.removeprefix(">").strip().removesuffix("\\").replace("**", "*") for line in quote.splitlines()]
    return [line for line in lines if line]


def test_every_answer_is_as_it_says(world: World) -> None:
    last: dict[str, Any] = {}
    steps = list(STEP.finditer(TUTORIAL.read_text(encoding="utf-8")))
    assert len(steps) > 10
    for step in steps:
        assert plainly(step["quote"]) == play(world, step, last), step[0].splitlines()[0]
