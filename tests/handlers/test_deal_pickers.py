"""The pickers of deals: where they hold the first alone, they say so, and of how many."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.views import coverage, deals
from handlers.views.deal_channel import offered
from handlers.views.kit import Message
from tests.handlers.test_coverage_views import READER, covered

DEALS = [replace(covered().deal, deal_id=at, name=f"Zwilling {at}") for at in range(25)]


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            deals.which("zwil", "team", "", DEALS, READER, of=1152),
            "Which deal do you mean by “zwil”? The first 25 of 1,152. Type more of its name to see others.",
        ),
        (deals.which("zwil", "team", "", DEALS, READER, of=25), "Which deal do you mean by “zwil”?"),
        (
            deals.which("", "team", "", DEALS, READER, of=26),
            "Which deal do you mean? The first 25 of 26. Type its name to see others.",
        ),
        (
            coverage.which("zwil", DEALS, (), READER, of=152),
            "What do you mean by “zwil”? The first 25 of 152. Type more of its name to see others.",
        ),
        (coverage.which("zwil", DEALS[:2], (), READER, of=2), "What do you mean by “zwil”?"),
    ],
)
def test_a_picker_says_that_it_holds_the_first_alone(message: Message, said: str) -> None:
    assert message.text == said
    assert said in str(message.blocks[0])


def test_whoever_invites_the_bot_is_told_that_there_are_more() -> None:
    more = "These are not all your deals: `/o2o deal here` and a name finds each."
    assert offered(DEALS, told=True, more=True).text.endswith(more)
    assert more not in offered(DEALS, told=True, more=False).text
