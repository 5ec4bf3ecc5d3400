"""Guests, people of other teams, closed accounts and bots: the same words whatever they try, and nothing else."""

from __future__ import annotations

import itertools
import json
from typing import Any

from models.governance import DecisionRecord, InboxEntry
from tests.scenarios.world import World, kind_of

WORDS = "o2o is only for full members of this workspace. Nothing was looked up, and nothing you typed is kept."
OUTSIDERS = {
    "pat": ("U0PAT", "T0INITRODE"),
    "kim": ("U0KIM", "T0OTHERCO"),
    "old": ("U0OLD", "T0INITRODE"),
    "timebot": ("U0TIMEBOT", "T0INITRODE"),
}
ANSWERS = ("response_url", "chat.postMessage", "chat.postEphemeral", "views.update")
SHARED_CHANNEL = "C0PARTNER"


def everything_a_member_can_send(world: World) -> list[dict[str, Any]]:
    """A payload of each command, button, menu, form, shortcut and plain word, as a member caused it."""
    ana, seen = world.ana, []

    def note(news: Any = None) -> Any:
        seen.append(world.sent().request)
        return news

    asked = note(world.types("ana", "/o2o cfo@acme"))
    note(ana.clicks(asked.messages[0], "Why these?"))
    form = note(ana.clicks(asked.messages[0], "I know them too")).view
    note(ana.submits(form, {"strength": "4 · well"}))
    ana.closes(ana.view)
    missed = note(world.types("ana", "/o2o cfp@acme"))
    note(ana.clicks(missed.messages[0], "Run it"))
    vacant = note(world.types("ana", "/o2o head of it at acme"))
    form = note(ana.clicks(vacant.messages[0], "Name the holder")).view
    note(ana.submits(form, {"address": "rita.vos@acme.example"}))
    ana.closes(ana.view)
    bare = note(world.types("ana", "/o2o know jane.roe@acme.example"))
    known = note(ana.clicks(bare.messages[0], "Very well"))
    form = note(ana.clicks(known.messages[0], "Correct")).view
    note(ana.submits(form, {"note": "hush"}))
    ana.closes(ana.view)
    note(ana.clicks(known.messages[0], "Keep private"))
    left = note(world.types("ana", "/o2o left bill.smith@acme.example"))
    note(ana.clicks(left.messages[0], "Undo"))
    world.types("ana", "/o2o know Jane Doe <jane.doe@globex.example>, 3")
    several = note(world.types("ana", "/o2o Jane Doe"))
    note(
        ana.chooses(
            several.messages[0], "who_pick", several.messages[0].blocks[1]["elements"][0]["options"][0]["value"]
        )
    )
    for word in ("know", "left", "met"):
        picker = note(world.types("ana", f"/o2o {word} Jane Doe"))
        if word != "met":
            options = picker.messages[0].blocks[1]["elements"][0]["options"]
            note(ana.chooses(picker.messages[0], f"{word}_pick", options[0]["value"]))
    page = note(world.types("ana", "/o2o me"))
    note(ana.clicks(page.messages[0], "More"))
    note(ana.clicks(page.messages[0], "mine_share_all"))
    menu = page.messages[0]
    values = [o["value"] for b in menu.blocks if "accessory" in b for o in b["accessory"]["options"]][:5]
    for value in values:
        note(ana.clicks(menu, value))
        if ana.view is not None:
            ana.closes(ana.view)
    for text in ("charter", "help", "", "met jane.doe@acme.example", "know", "nonsense", "nora.lind@acme.example"):
        note(world.types("ana", f"/o2o {text}"))
        if ana.view is not None:
            ana.closes(ana.view)
    note(ana.uses_shortcut("log_relationship"))
    ana.closes(ana.view)
    for text in ("cfo@acme", "me", "know petra.novak@newco.example, 4", "help"):
        note(ana.says(text))
    return seen


def as_another(world: World, payload: dict[str, Any], user_id: str, team_id: str) -> dict[str, Any]:
    """The same payload as if this user had caused it: their own trigger, response URL and conversation."""
    forged: dict[str, Any] = json.loads(json.dumps(payload))
    if forged.get("type") == "event_callback":
        channel = world.direct_channel(user_id)
        forged["event"] |= {"user": user_id, "channel": channel, "user_team": team_id}
        forged["event_id"] = f"EvFORGED{len(world.slack.wire)}"
        return forged
    forged["trigger_id"] = world.trigger(user_id)
    if forged.get("response_url"):
        forged["response_url"] = world.response_url(user_id, SHARED_CHANNEL)
    if "command" in forged:
        return forged | {"user_id": user_id, "team_id": team_id, "channel_id": SHARED_CHANNEL}
    forged["user"] |= {"id": user_id, "team_id": team_id}
    return forged


def what_was_said(world: World, payload: dict[str, Any]) -> list[str]:
    """Everything the bot answered to a payload: in the acknowledgement, by response URL, in a view, in a message."""
    after = world.slack.wire[-1].n
    ack = world.delivers(kind_of(payload), payload)
    assert ack.ok, ack
    if ack.body:
        return [json.dumps(ack.body, ensure_ascii=False)]
    return [
        json.dumps(entry.request, ensure_ascii=False)
        for entry in world.slack.wire
        if entry.n > after and entry.dir == "app->slack" and entry.what in ANSWERS
    ]


def as_heard(world: World, payload: dict[str, Any], who: str) -> str:
    """The words an outsider gets for a payload; nothing else may be in the answer."""
    said = what_was_said(world, as_another(world, payload, *OUTSIDERS[who]))
    assert len(said) == 1, (who, payload, said)
    rest = said[0].replace(WORDS, "")
    for secret in ("Jane", "jane", "Raj", "Acme", "acme", "Doe", "privacy request", "nobody", "no way", "charter"):
        assert secret not in rest, (who, secret, said)
    return WORDS if WORDS in said[0] else said[0]


def test_an_outsider_gets_the_same_words_from_every_way_in(world: World, way_in: tuple[str, str]) -> None:
    payloads = everything_a_member_can_send(world)
    assert len(payloads) > 40
    before = world.knowledge(), world.count(DecisionRecord), world.count(InboxEntry)
    # Everybody tries everything in one of the ways in; in the others they take turns.
    everybody, turns = list(OUTSIDERS), itertools.cycle(OUTSIDERS)
    heard = {
        as_heard(world, payload, who)
        for payload in payloads
        for who in (everybody if way_in == ("sqlite", "http") else [next(turns)])
    }
    assert heard == {WORDS}
    assert (world.knowledge(), world.count(DecisionRecord), world.count(InboxEntry)) == before


def test_a_member_who_clicks_somebody_elses_buttons_gets_only_what_is_theirs(world: World) -> None:
    payloads = everything_a_member_can_send(world)
    before = world.knowledge()
    clicks = [one for one in payloads if one.get("type") == "block_actions"]
    for payload in clicks:
        forged = as_another(world, payload, "U0SAM", "T0INITRODE")
        action = payload["actions"][0]["action_id"]
        for said in what_was_said(world, forged):
            for secret in ("Raj", "Zoe", "hush", "Paul Winter"):
                assert secret not in said, (action, said)
            if action.startswith(("mine_menu", "mine_private", "strength", "mine_correct")):
                assert "That isn't in your list any more." in said, (action, said)
            if action == "why":
                assert "I no longer have the answer this belongs to." in said
    after = world.knowledge()
    # Sam may say what Sam knows, and what is plain org data; nothing of Ana's has changed.
    assert set(before["relationships"]) <= set(after["relationships"])
