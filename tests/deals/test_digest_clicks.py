"""What can be clicked in a weekly digest, what its words mean, and what it says once something was put to a manager."""

from __future__ import annotations

import re

import pytest

from bot.deals import escalating, gaps, telling
from bot.errors import Stale
from handlers.values import Words
from handlers.views.kit import Message
from models.accounts import Contact
from models.deals import Gap
from models.outbox import OutboxEntry
from models.session import Database
from tests.deals.desk import PLAYBOOKS
from tests.deals.test_digest_said import renewal, saying
from tests.deals.weekly import Weekly, buttons

pytestmark = pytest.mark.parametrize("kind", ["sqlite"])


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


def test_what_was_put_to_a_manager_says_so_and_a_second_click_is_too_late(week: Weekly) -> None:
    deal = renewal(week)
    step = week.found_in_channel(deal).steps[0]
    given = (week.clock, PLAYBOOKS, deal, step.need.need.id, step.version)
    assert week.does("mia", escalating.escalate, *given).came == "yours"  # who manages Ana, and gets no message
    assert [one for one in week.rows(OutboxEntry) if one.kind == telling.DECIDE] == []
    assert week.does("lee", escalating.escalate, *given).came == "told"
    with pytest.raises(Stale):
        week.does("ana", escalating.escalate, *given)
    for days in (0, 7, 14, 14):
        week.prepares(days=days)
        (first, *_) = re.findall(r"\*1\* .*", week.in_channel(deal, week.last(deal)).text)
        assert first.endswith(": put to the manager of the deal's lead.")
    now = week.found_in_channel(deal).steps[0]
    assert not now.to_decide
    week.does("ana", gaps.not_needed, week.clock, PLAYBOOKS, deal, now.need.need.id, now.version, "None there")
    gap = next(one for one in week.rows(Gap) if one.key == now.need.need.id)
    week.clock.advance(days=1)
    week.does("ana", gaps.ask_again, week.clock, PLAYBOOKS, deal, now.need.need.id, gap.version)
    assert "put to the manager" not in week.in_channel(deal).text  # it is asked for anew


def explained(message: Message) -> tuple[str, ...]:
    """The words that the button under a message explains."""
    held = [one for block in message.blocks if block["type"] == "actions" for one in block["elements"]]
    return next((Words.load(one["value"]).words for one in held if one["action_id"] == "words"), ())


def test_the_words_explained_are_those_on_screen(week: Weekly) -> None:
    deal = renewal(week)
    assert explained(week.in_channel(deal))[:4] == ("digest", "engaged", "nobody", "needed now")
    assert "0 roles engaged, 5 nobody" in week.in_channel(deal).text
    week.charter = saying("roles")
    assert explained(week.in_channel(deal))[:3] == ("digest", "nobody", "needed now")  # engaged is not on screen
    assert explained(week.to("ana")) == ("nobody", "needed now")


def test_a_persons_buttons_say_what_they_are_about(week: Weekly) -> None:
    renewal(week)
    week.deal(name="Mia's own", owner_id=week.ids["mia"])
    said = week.to("mia")
    assert buttons(said)[:2] == ["Assign: coach", "Add: coach"]
    lines = said.text.splitlines()
    assert "*Your one deal needs you.*" in lines
    assert lines[-1] == "All of this as far as you may see."


def test_nobody_is_offered_to_be_asked_for_who_is_to_be_left_alone(week: Weekly) -> None:
    deal = renewal(week)
    jane = week.contact("Jane", deal, buying_role="economic buyer")
    assert "Ask: economic buyer" in buttons(week.to("ana"))
    in_channel = buttons(week.in_channel(deal))
    with week.database.write() as session:
        session.get_one(Contact, (week.workspace_id, jane)).do_not_contact = True
    assert [one for one in buttons(week.to("ana")) if one.startswith(("Ask", "Add"))] == []
    assert buttons(week.in_channel(deal)) == in_channel  # there leaving it out would tell
