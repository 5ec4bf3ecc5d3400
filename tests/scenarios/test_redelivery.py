"""Slack delivers again what it thinks got lost: nothing happens twice, nothing is said twice."""

from __future__ import annotations

from tests.scenarios.world import World


def said_since(world: World, number: int) -> list[str]:
    """What the bot sent to Slack since an entry of the wire, but for asking who somebody is."""
    return [e.what for e in world.slack.wire if e.n > number and e.dir == "app->slack" and e.what != "users.info"]


def again_changes_nothing(world: World) -> None:
    """Deliver the last payload twice more: acknowledged, without a word, without a change."""
    before, number = world.knowledge(), world.slack.wire[-1].n
    for _ in range(2):
        payload = world.sent()
        ack = world.again()
        assert ack.ok, (payload, ack)
        assert not ack.body, (payload, ack)
    assert world.knowledge() == before
    assert said_since(world, number) == []


def test_commands_delivered_again_are_acknowledged_and_no_more(world: World) -> None:
    for text in (
        "cfo@acme",
        "know petra.novak@newco.example, 4 met at a trade fair",
        "met cfo@acme",
        "left bill.smith@acme.example",
        "me",
        "nobody@nowhere.example",
    ):
        assert world.types("ana", f"/o2o {text}").text
        again_changes_nothing(world)


def test_clicks_delivered_again_are_acknowledged_and_no_more(world: World) -> None:
    bare = world.types("ana", "/o2o know petra.novak@newco.example")
    world.ana.clicks(bare.messages[0], "Fairly well")
    again_changes_nothing(world)
    world.types("ana", "/o2o know petra.novak@newco.example, 5")
    left = world.types("ana", "/o2o left bill.smith@acme.example")
    world.ana.clicks(left.messages[0], "Undo")
    again_changes_nothing(world)
    world.ana.clicks(bare.messages[0], "Keep private")
    again_changes_nothing(world)
    page = world.types("ana", "/o2o me")
    world.ana.clicks(page.messages[0], "mine_share_all")
    again_changes_nothing(world)
    asked = world.types("ana", "/o2o cfo@acme")
    world.ana.clicks(asked.messages[0], "Why these?")
    again_changes_nothing(world)
    world.ana.clicks(bare.messages[0], "Remove")
    again_changes_nothing(world)


def test_a_form_delivered_again_is_closed_and_no_more(world: World) -> None:
    form = world.types("ana", "/o2o know").view
    assert form is not None
    done = world.ana.submits(form, {"address": "q.zork@newco.example", "name": "Quentin Zork", "strength": "2"})
    assert "Logged" in done.text
    again_changes_nothing(world)
    vacant = world.types("mia", "/o2o head of it at acme")
    form = world.mia.clicks(vacant.messages[0], "Name the holder").view
    assert form is not None
    world.mia.submits(form, {"address": "rita.vos@acme.example"})
    again_changes_nothing(world)


def test_plain_words_delivered_again_are_answered_once(world: World) -> None:
    for text in ("know petra.novak@newco.example, 4", "cfo@acme", "left Bill Smith", "help"):
        assert world.ana.says(text).text
        again_changes_nothing(world)
    assert len(world.ana.messages("bot")) == 8


def test_what_opens_a_form_opens_it_once(world: World) -> None:
    world.refusals.add("exchanged_trigger_id")  # Slack takes a trigger once
    asked = world.types("mia", "/o2o nobody@nowhere.example")
    assert world.mia.uses_shortcut("log_relationship").view is not None
    for act in (
        lambda: world.mia.uses_shortcut("log_relationship"),
        lambda: world.mia.clicks(asked.messages[0], "I know them"),
        lambda: world.types("mia", "/o2o know"),
    ):
        assert act().view is not None
        open_before = len(world.mia.state["views"])
        assert world.again().ok
        assert len(world.mia.state["views"]) == open_before
