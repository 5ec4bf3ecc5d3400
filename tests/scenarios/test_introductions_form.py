"""The form that asks for an introduction: what it offers, what follows what, and what stands in its way."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.people import Colleague
from sandbox.client import View
from tests.scenarios.company import agrees
from tests.scenarios.introductions import JANE, WHY, form_for, promises, told
from tests.scenarios.messages import opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

RENEWAL, ADVICE = "Renew or widen what they have", "Learn from them, nothing to sell"
HELLO = "Jane, may I introduce my colleague Ana Ortiz? Ana would like to talk with you"
NO_DEAL = "No deal"


def element(form: View, field: str) -> dict[str, Any]:
    """A field of a form, as it would be filled in if nobody had touched it."""
    found: dict[str, Any] = next(one["element"] for one in form.blocks if one.get("block_id") == field)
    return found


def draft(form: View) -> str:
    """What stands in the field with the text to send on."""
    field = element(form, "draft")
    held = form.values["draft"][field["action_id"]]["value"]
    return str(held if held is not None else field["initial_value"])


def chosen(world: World, form: View, purpose: str, **values: str) -> View:
    """Ana's form once she has chosen what it is for, and the bot has had its time."""
    return opened(world.ana.chooses(form, "intro_purpose", purpose, values=values))


def deals(form: View) -> list[str]:
    """The deals to choose from."""
    return [one["text"]["text"] for one in element(form, "deal_id")["options"]]


def test_the_text_follows_what_it_is_for_while_it_is_chosen(world: World) -> None:
    form = form_for(world, "ana")
    assert draft(form) == f"{HELLO}. Would a short call suit you?"
    form = chosen(world, form, RENEWAL, reason=WHY)
    assert draft(form) == f"{HELLO} about how you want to go on with us. Would a short call suit you?"
    form = chosen(world, form, ADVICE)
    assert draft(form) == f"{HELLO} to hear your view, with nothing to sell. Would a short call suit you?"
    assert form.values["reason"]["value"]["value"] == WHY  # what was entered meanwhile stays
    world.ana.submits(form)
    world.tick()
    assert "to hear your view, with nothing to sell" in told(world, "raj").text


def test_a_text_put_in_ones_own_words_is_left_alone(world: World) -> None:
    form = form_for(world, "ana")
    mine = "Jane, this is Ana, of whom I told you."
    form = chosen(world, form, RENEWAL, draft=mine, reason=WHY)
    assert draft(form) == mine
    form = chosen(world, form, ADVICE)
    assert draft(form) == mine
    world.ana.submits(form)
    world.tick()
    assert mine in told(world, "raj").text


def test_what_we_call_our_deal_is_not_told_to_the_customer(world: World) -> None:
    form = opened(world.types("ana", f"/o2o intro {JANE} for Acme renewal"))
    assert form.values["deal_id"]["value"]["selected_option"]["text"]["text"] == "Acme renewal"
    assert "Acme renewal" not in draft(form)
    world.ana.submits(form, {"purpose": RENEWAL, "reason": WHY})
    world.tick()
    asked = told(world, "raj")
    assert ", for _Acme renewal_." in asked.text  # to our own colleague it is
    text = next(line for line in asked.text.splitlines() if "may I introduce" in line)
    assert "Acme renewal" not in text


def test_deals_with_the_contacts_own_account_are_offered_and_others_where_there_are_none(world: World) -> None:
    assert deals(form_for(world, "lee")) == [NO_DEAL, "Acme renewal"]
    elsewhere = form_for(world, "lee", "ines.duarte@globex.example")
    assert deals(elsewhere) == [NO_DEAL, "Globex rollout"]
    world.types("raj", "/o2o know ada.low@advisers.example, 4 advises several of them")
    assert deals(form_for(world, "lee", "ada.low@advisers.example")) == [NO_DEAL, "Acme renewal", "Globex rollout"]
    named = opened(world.types("lee", f"/o2o intro {JANE} for globex"))  # whose lead is not to agree for Acme's
    assert "I found no open deal of yours with them called “globex”." in named.text


def test_a_deal_whose_account_is_hidden_from_the_requester_is_nowhere(world: World, tmp_path: Path) -> None:
    world.imports(
        "accounts", tmp_path, [{"name": "Globex Industries", "domains": "globex.example", "embargoed": "yes"}]
    )
    world.types("raj", "/o2o know ada.low@advisers.example, 4 advises several of them")
    assert deals(form_for(world, "lee", "ada.low@advisers.example")) == [NO_DEAL, "Acme renewal"]
    hidden = opened(world.types("lee", f"/o2o intro {JANE} for globex rollout")).text
    nowhere = opened(world.types("lee", f"/o2o intro {JANE} for moon base rollout")).text
    assert hidden.replace("globex", "moon base") == nowhere


def test_a_deal_is_not_named_to_a_colleague_from_whom_its_account_is_hidden(world: World) -> None:
    form = opened(world.types("zoe", f"/o2o intro {JANE} for Umbra pilot"))
    world.zoe.submits(form, {"purpose": ADVICE, "reason": WHY})
    world.tick(hours=6)
    assert "for _Umbra pilot_" in promises(world, "zoe")[0].text
    asked = told(world, "raj")
    assert "*Zoe Kern* would like to meet *Jane Doe*" in asked.text
    assert "Umbra" not in str(asked.json)


def test_i_agree_leads_straight_to_the_form(world: World) -> None:
    agrees(world.bot.database, "sam", None, shown=world.bot.charter.version)
    refused = world.types("sam", f"/o2o intro {JANE}").messages[0]
    assert "*I agree* leads straight to the form for an introduction to *Jane Doe*." in refused.text
    form = opened(world.sam.clicks(refused, "I agree to the charter, and ask for an introduction to Jane Doe"))
    assert "Thank you: you have agreed to version" in form.text
    assert "An introduction to *Jane Doe*" in form.text
    assert "I'm on it" in opened(world.sam.submits(form, {"purpose": ADVICE, "reason": WHY})).text
    with world.bot.database.read() as session:
        sam = session.scalars(select(Colleague).where(Colleague.name == "Sam Okoro")).one()
        assert sam.charter_accepted_version == world.bot.charter.version
    again = opened(world.sam.clicks(refused, "I agree to the charter, and ask for an introduction to Jane Doe"))
    assert "You have asked for this already." in again.text


def test_i_agree_stands_only_where_it_helps(world: World) -> None:
    agrees(world.bot.database, "sam", None, shown=world.bot.charter.version)
    objected = world.types("sam", "/o2o intro nora.lind@acme.example").messages[0]
    assert "I agree" not in str(objected.json)


def test_somebody_behind_another_request_is_promised_the_same(world: World) -> None:
    def asks(person: str, whom: str) -> list[str]:
        sent = world.client.person(person).submits(form_for(world, person, whom), {"purpose": ADVICE, "reason": WHY})
        world.deliver()
        return [opened(sent).text, promises(world, person)[-1].text]

    alone = asks("lee", "bill.smith@acme.example")
    asks("ana", JANE)
    world.tick()
    behind = asks("lee", JANE)
    assert [text.replace("Jane Doe", "Bill Smith") for text in behind] == alone
    for _ in range(2):  # and asked for again, it is the one under way that is shown
        again = world.types("lee", f"/o2o intro {JANE}").messages[0]
        assert again.text.startswith("You have asked for this already.\nAn introduction to *Jane Doe*: you'll hear by")
    assert len(promises(world, "lee")) == 2


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("intro nobody@nowhere.example", "If you know them, log it. Else try their full name, or the seat they hold"),
        ("intro cf@acme", "Did you mean `/o2o intro cfo@acme`?"),
        ("intro raj.patel@initrode.example", "*Raj Patel* is one of us: just write to them."),
        ("intro @raj", "*Raj Patel* is one of us: just write to them."),
        ("intro Ana.Ortiz@initrode.example", "That is you. Whom at a customer do you want to meet?"),
        ("intro @ana", "That is you. Whom at a customer do you want to meet?"),
        ("intro ceo@acme", "Ask for an introduction to whoever stands between."),
    ],
)
def test_what_is_no_request_says_what_to_do_next(world: World, typed: str, says: str) -> None:
    assert says in world.types("ana", f"/o2o {typed}").messages[0].text


@pytest.mark.parametrize(
    "typed", ["cfo@acme for", "to cfo@acme", "to cfo@acme, for Acme renewal", "Jane Doe, Acme for "]
)
def test_words_around_the_person_are_understood(world: World, typed: str) -> None:
    assert "An introduction to *Jane Doe* (CFO, Acme Corp)." in opened(world.types("ana", f"/o2o intro {typed}")).text


def test_a_deal_alone_and_nothing_at_all_ask_whom(world: World) -> None:
    form = opened(world.types("ana", "/o2o intro for Acme renewal"))
    assert "Whom, for “Acme renewal”? Write the person first: `cfo@acme for Acme renewal`." in form.text
    filled = opened(world.ana.submits(form, {"who": "cfo@acme for Acme renewal"}))
    assert filled.values["deal_id"]["value"]["selected_option"]["text"]["text"] == "Acme renewal"
    world.ana.closes(filled)
    asked = world.ana.says("intro").messages[-1]  # in the conversation with the bot no form can be opened at once
    assert "Whom do you want to meet?" in asked.text
    assert "Whom do you want to meet?" in opened(world.ana.clicks(asked, "Fill it in: whom you want to meet")).text


def test_the_near_match_opens_the_form(world: World) -> None:
    near = world.types("ana", "/o2o intro cf@acme").messages[0]
    form = opened(world.ana.clicks(near, "Ask for an introduction to cfo@acme"))
    assert "An introduction to *Jane Doe*" in form.text


def test_every_button_says_to_whom_it_belongs(world: World) -> None:
    said = [world.types("ana", f"/o2o intro {JANE}.example").messages[0]]
    said.append(world.ana.says(f"intro {JANE}").messages[-1])
    world.ana.submits(form_for(world, "ana"), {"purpose": ADVICE, "reason": WHY})
    said += [promises(world, "ana")[0], world.types("ana", f"/o2o intro {JANE}").messages[0]]
    agrees(world.bot.database, "sam", None, shown=world.bot.charter.version)
    said.append(world.types("sam", f"/o2o intro {JANE}").messages[0])
    spoken = [
        str(one.get("accessibility_label"))
        for message in said
        for block in message.blocks
        for one in block.get("elements", [])
        if one["type"] == "button"
    ]
    assert len(spoken) == 8
    assert all(len(words) <= 75 for words in spoken)
    whose = [words for words in spoken if "Jane Doe" in words or JANE in words]
    others = [words for words in spoken if words not in whose]
    assert others == ["Ask for an introduction to somebody else", "Why this answer?"]
