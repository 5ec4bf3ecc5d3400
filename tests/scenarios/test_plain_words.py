"""The bot's direct message, help, the charter, words that were misspelt."""

from __future__ import annotations

from tests.scenarios.world import World


def test_plain_words_do_the_same_and_stay_readable(world: World) -> None:
    typed = world.types("ana", "/o2o cfo@acme")
    said = world.ana.says("cfo@acme")
    assert said.text == typed.text
    assert not said.message.ephemeral
    for text in ("who knows cfo@acme", "/o2o cfo@acme", "Who knows Jane Doe?"):
        assert world.ana.says(text).text == typed.text, text
    logged = world.ana.says("know petra.novak@newco.example, 4 met at a trade fair")
    assert "Logged: you know *petra.novak@newco.example* (well)." in logged.text
    private = world.ana.clicks(logged.message, "Keep private")
    assert "is private now" in private.text
    assert "*What is held in your name*: 4 people" in world.ana.says("me").text
    missing = world.ana.says("know Quentin Zork, 2 from the choir")
    assert "I need a little more to store that." in missing.text
    form = world.ana.clicks(missing.message, "Fill it in").view
    assert form is not None
    assert form.values["name"]["value"]["value"] == "Quentin Zork"
    assert form.values["note"]["value"]["value"] == "from the choir"
    done = world.ana.submits(form, {"address": "q.zork@newco.example"})
    assert "Logged: you know *Quentin Zork* (somewhat).\n“from the choir”" in done.text
    assert "4 people you know" not in world.ana.says("me").text
    # Nobody else reads the conversation, and answers there are for one pair of eyes.
    assert not [m for m in world.mia.messages() if "Raj Patel" in m.text]


def test_help_and_the_charter_speak_plainly_and_hold_only_what_works(world: World) -> None:
    help_ = world.types("sam", "/o2o help")
    for word in (
        "who-knows WHO",
        "know WHO, [strength] [note]",
        "met WHO",
        "intro WHO [for DEAL]",
        "deal [new|show|team|stage|won|lost|here] [DEAL]",
        "asks",
        "left WHO",
        "me",
        "charter",
    ):
        assert f"`/o2o {word}`" in help_.text
    for word, does in (
        ("coverage [DEAL|ACCOUNT|team]", "where we stand in deals, part by part"),
        ("digest [DEAL]", "what the weekly digest would say now"),
        ("admin", "its settings, for administrators"),
    ):
        assert f"`/o2o {word}` ({does})" in help_.text
    for later in ("map", "forget"):
        assert f"/o2o {later}" not in help_.text
        assert world.types("sam", f"/o2o {later}").text.startswith(("I know of no way", "I don't know the word"))
    for same in ("/o2o", "/o2o hi", "/o2o ?"):
        assert world.types("sam", same).text == help_.text
    assert world.sam.says("hello").text == help_.text
    charter = world.types("sam", "/o2o charter")
    assert charter.text.startswith("*The charter* (o2o-default, version 4)")
    assert "Saying no has no consequences." in charter.text
    assert "`R4` Every colleague may know that somebody of ours knows a person, but not who." in charter.text


def test_a_misspelt_word_gets_the_nearest_right_one_and_stores_nothing(world: World) -> None:
    before = world.knowledge()
    for typed, meant in (
        ("knwo jane@acme.com, 4", "know"),
        ("chartr", "charter"),
        ("halp", "help"),
        ("lfet bill.smith@acme.example", "left"),
    ):
        said = world.types("ana", f"/o2o {typed}")
        assert f"Did you mean `/o2o {meant}`?" in said.text, typed
        assert "_For example_ `/o2o " in said.text
    assert world.knowledge() == before
