"""The shortcuts: logging whom a message speaks of, asking in a modal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli.demo import ROOT
from bot.people.objections import record_objection
from handlers.events.people import take_everybody_in
from models.network import Relationship
from sandbox.client import News
from tests.scenarios.messages import ASK, LOG, PETRA, SUGGESTED, direct, opened, proposals, written
from tests.scenarios.world import World


@pytest.fixture
def world(world: World) -> World:
    """The workspace once everybody is known, as the worker sees to at its start."""
    take_everybody_in(world.bot.client, world.bot.database, world.clock, world.bot.team_id)
    return world


def test_ana_logs_whom_a_message_speaks_of_and_raj_hears_of_it(world: World) -> None:
    message = written(world, "zoe", f"@raj met Petra Novak, CFO at Newco ({PETRA}) last week")
    form = opened(world.ana.uses_message_shortcut(LOG, message))
    assert form.title == "Log who knows whom"
    held = {block: next(iter(fields.values())) for block, fields in form.values.items()}
    assert held["address.0"]["value"] == PETRA
    assert held["name.0"]["value"] == "Petra Novak"
    assert held["take.0"]["selected_option"]["value"] == "log"
    assert [one["value"] for one in held["tell"]["selected_options"]] == ["U0RAJ"]  # Zoe is offered, not ticked
    assert "Suggest it to Zoe Kern" in form.text
    assert "write only what you would say to them" in form.text
    done = world.ana.submits(form, {"strength.0": "4 · well", "note": "Sat beside her."})
    assert done.text.splitlines()[1:3] == [
        "Logged: you know *Petra Novak* (well).",
        "“Sat beside her.”",
    ]
    assert SUGGESTED in done.text
    assert "“Sat beside her.”" in world.types("ana", f"/o2o {PETRA}").text

    told = direct(world, "raj")[-1]
    assert told.text.startswith("*Ana Ortiz* thinks you know *Petra Novak*")
    assert "Sat beside" not in told.text
    assert "Ana Ortiz" in told.fallback
    assert direct(world, "zoe") == []
    filled = opened(world.raj.clicks(told, "I know them too"))
    assert filled.values["address"]["value"]["value"] == PETRA
    assert filled.values["name"]["value"]["value"] == "Petra Novak"
    logged = world.raj.submits(filled, {"strength": "5 · very well"})
    assert "Logged: you know *Petra Novak* (very well)." in logged.text
    assert proposals(world) == []
    late = world.raj.clicks(told, "No")
    assert "That suggestion doesn't wait for you any more." in late.text
    assert world.count(Relationship) > 0
    with world.bot.database.read() as session:
        ties = session.scalars(select(Relationship).where(Relationship.contact_name == "Petra Novak")).all()
        assert sorted(tie.strength or 0 for tie in ties) == [4, 5]


def test_several_people_all_or_nothing_and_each_as_chosen(world: World) -> None:
    text = "@raj and @sam know a.one@newco.example, b.two@newco.example, c.three@newco.example and d.four@newco.example"
    message = written(world, "zoe", text)
    form = opened(world.mia.uses_message_shortcut(LOG, message))
    assert "The message has 1 more: use the shortcut on it again after these, and they come first." in form.text
    before = world.knowledge()
    wrong = world.mia.submits(form, {"address.1": "b.two at newco", "tell": []})
    assert wrong.errors == {"address.1": "That is no e-mail address. It looks like jane@acme.com."}
    assert world.knowledge() == before  # the first was right, and is not stored either
    nobody = world.mia.submits(form, {"take.0": "Leave out", "take.1": "Leave out", "take.2": "Leave out"})
    assert nobody.errors == {"take.0": "There is nothing to log. Choose somebody, or close the form."}
    to_nobody = world.mia.submits(form, {"take.0": "Only suggest it to colleagues", "take.1": "Leave out", "tell": []})
    assert to_nobody.errors == {"tell": "Choose to whom to suggest it, or leave the person out."}
    values = {
        "take.0": "I know them: log it",
        "take.1": "Leave out",
        "take.2": "Only suggest it to colleagues",
        "address.1": "no matter what",
        "tell": ["Suggest it to Raj Patel", "Suggest it to Sam Okoro"],
    }
    done = world.mia.submits(form, values)
    assert "Logged: you know" in done.text
    assert done.text.count("Logged:") == 1
    assert "Suggested to Raj Patel and Sam Okoro. Only they decide;" in done.text
    for who in ("raj", "sam"):
        told = direct(world, who)
        assert len(told) == 1  # one message, whatever the number of people
        assert told[0].text.count("thinks you know") == 2
        assert "b.two" not in told[0].text
    told = direct(world, "raj")[0]
    labels = [e["accessibility_label"] for b in told.blocks for e in b.get("elements", []) if e.get("value")]
    assert len(set(labels)) == 4
    again = opened(world.mia.uses_message_shortcut(LOG, message))
    # Whom she has logged comes last now.
    held = [again.values[f"address.{n}"]["value"]["value"] for n in range(3)]
    assert held == ["b.two@newco.example", "c.three@newco.example", "d.four@newco.example"]


def test_look_ups_in_a_modal_count(start_world: Callable[..., World], tmp_path: Path) -> None:
    text = (ROOT / "charter.yaml").read_text(encoding="utf-8")
    limited = re.sub(r"per_day: \d+", "per_day: 2", text)
    assert limited != text
    charter = tmp_path / "charter.yaml"
    charter.write_text(limited, encoding="utf-8")
    world = start_world(charter=charter)
    for _ in range(2):
        answer = opened(world.ana.submits(opened(world.ana.uses_shortcut("who_knows")), {"who": "cfo@acme"}))
        assert "Jane Doe" in answer.text
    refused = opened(world.ana.submits(opened(world.ana.uses_shortcut("who_knows")), {"who": "cfo@acme"}))
    assert "You have asked 2 times in the last 24 hours" in refused.text
    message = written(world, "zoe", "jane.doe@acme.example")
    asked = opened(world.ana.uses_message_shortcut(ASK, message))
    assert "You have asked 2 times in the last 24 hours" in asked.text
    assert "Jane" not in asked.text


def test_logging_somebody_again_takes_back_nothing(world: World) -> None:
    before = world.types("mia", "/o2o jane.doe@acme.example").text  # private, with a note
    form = opened(world.mia.uses_message_shortcut(LOG, written(world, "zoe", "jane.doe@acme.example")))
    done = world.mia.submits(form)
    assert "Updated: you know *Jane Doe* (fairly well).\n“Same choir.” _Private: nobody but you sees it._" in done.text
    assert world.types("mia", "/o2o jane.doe@acme.example").text == before
    assert "Mia" not in world.types("ana", "/o2o jane.doe@acme.example").text


def test_a_message_without_anybody_gives_an_empty_form_and_colleagues_are_no_contacts(world: World) -> None:
    message = written(world, "zoe", "see raj.patel@initrode.example about lunch")
    form = opened(world.mia.uses_message_shortcut(LOG, message))
    assert "I found nobody of a customer's in this message. Whom do you know?" in form.text
    assert "raj.patel" not in form.text
    wrong = world.mia.submits(form, {"name.0": "Olga Berg"})
    assert wrong.errors == {"address.0": "Under which address do you know them? It looks like jane@acme.com."}
    done = world.mia.submits(form, {"address.0": "olga.berg@newco.example", "name.0": "Olga Berg"})
    assert "Logged: you know *Olga Berg*." in done.text
    objected = written(world, "zoe", "dan.leave@newco.example")
    with world.bot.database.write() as session:
        record_objection(session, world.clock, world.bot.workspace_id, "dan.leave@newco.example")
    form = opened(world.mia.uses_message_shortcut(LOG, objected))
    said = world.mia.submits(form)
    assert said.errors["address.0"].startswith("Please don't contact this person")


@pytest.mark.parametrize("who", ["pat", "kim"])
def test_outsiders_get_nothing_out_of_a_message(world: World, who: str) -> None:
    message = written(world, who, f"@raj knows {PETRA}", to="partner-shared")
    person = world.client.person(who)
    for shortcut in (LOG, ASK):
        said = opened(person.uses_message_shortcut(shortcut, message))
        assert "only for full members" in said.text
        assert PETRA not in said.text
        person.closes(said)


def test_asking_in_a_modal_is_asking(world: World) -> None:
    form = opened(world.ana.uses_shortcut("who_knows"))
    assert form.title == "Who knows ...?"
    answer = opened(world.ana.submits(form, {"who": "cfo@acme"}))
    typed = world.types("ana", "/o2o cfo@acme")
    assert answer.text.splitlines()[1:-1] == typed.text.splitlines()
    why = opened(world.ana.clicks(answer, "Why these?"))
    assert "The team of an open deal may know which colleague to ask." in why.text
    world.ana.closes(why)
    assert world.ana.view is not None
    assert world.ana.view.id == answer.id  # back to the answer
    world.ana.closes(answer)
    several = opened(world.ana.submits(opened(world.ana.uses_shortcut("who_knows")), {"who": "Quentin Zork"}))
    know = opened(world.ana.clicks(several, "I know them"))
    assert know.title == "Log a relationship"
    assert know.values["name"]["value"]["value"] == "Quentin Zork"
    done = opened(world.ana.submits(know, {"address": "q.zork@newco.example"}))
    assert "Logged: you know *Quentin Zork*." in done.text
    world.ana.closes(done, everything=True)
    blank = world.ana.submits(opened(world.ana.uses_shortcut("who_knows")), {"who": " , "})
    assert "who" in blank.errors


def test_asking_from_a_message(world: World) -> None:
    one = written(world, "raj", "Who can reach jane.doe@acme.example before Friday?")
    answer = opened(world.ana.uses_message_shortcut(ASK, one))
    assert answer.text.splitlines()[1:-1] == world.types("ana", "/o2o jane.doe@acme.example").text.splitlines()
    world.ana.closes(answer)
    two = written(world, "raj", "jane.doe@acme.example or bill.smith@acme.example")
    choice = opened(world.ana.uses_message_shortcut(ASK, two))
    assert "Whom do you mean?" in choice.text
    label = choice.blocks[1]["elements"][0]["options"][0]["text"]["text"]
    world.ana.chooses(choice, "who_read", label)
    picked = world.ana.waits_for(lambda: world.ana.view if world.ana.view and world.ana.view.id != choice.id else None)
    assert picked is not None
    assert picked.text.splitlines()[1:-1] == answer.text.splitlines()[1:-1]
    world.ana.closes(picked, everything=True)
    none = opened(world.ana.uses_message_shortcut(ASK, written(world, "raj", "lunch?")))
    assert "I found nobody of a customer's in this message." in none.text
    assert "Jane Doe" in opened(world.ana.submits(none, {"who": "cfo@acme"})).text


def test_hidden_and_absent_look_the_same_in_the_modal(world: World) -> None:
    world.types("raj", "/o2o know pru.private@newco.example, 5")
    menu = world.types("raj", "/o2o know pru.private@newco.example, 5").messages[0]
    world.raj.clicks(menu, "Keep private")
    mask = r"(?i)\d{9,}|pru.private|pra.privbte"
    shown = []
    for address in ("pru.private@newco.example", "pra.privbte@newco.example"):
        asked = opened(world.lee.submits(opened(world.lee.uses_shortcut("who_knows")), {"who": address}))
        why = opened(world.lee.clicks(asked, "Why?"))
        world.lee.closes(why, everything=True)
        message = written(world, "raj", f"Does anybody know {address}?")
        read = opened(world.lee.uses_message_shortcut(ASK, message))
        world.lee.closes(read)
        form = opened(world.lee.uses_message_shortcut(LOG, message))
        done = opened(world.lee.submits(form))
        world.lee.closes(done)
        shown.append([News(view=view).raw_masking(mask) for view in (asked, why, read, form, done)])
    assert shown[0] == shown[1]


def test_what_somebody_wrote_stays_text(world: World) -> None:
    message = written(
        world,
        "zoe",
        "@raj *<!channel>* <https://evil.example|Jane> `Eve`\u202e Mallory\u200b <eve@newco.example> " + "x" * 3000,
    )
    form = opened(world.ana.uses_message_shortcut(LOG, message))
    world.ana.submits(
        form, {"name.0": "*Eve* <!channel> <@U0RAJ> `M`\u202e", "account.0": "<https://evil.example|Acme>"}
    )
    told = direct(world, "raj")[0]
    shown = told.fallback + told.text  # what a screen reader says of a button is no markup, whatever it holds
    for bad in ("<!channel>", "<@U0RAJ>", "<https", "\u202e", "*Eve*"):
        assert bad not in shown, bad
    assert "&lt;!channel&gt;" in shown
    assert "\u202e" not in json.dumps(told.blocks, ensure_ascii=False)
