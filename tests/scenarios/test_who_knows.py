"""Asking who knows somebody, in all the ways people write WHO."""

from __future__ import annotations

from handlers.events.people import take_everybody_in
from models.governance import DecisionRecord
from tests.scenarios.world import World

JANE = (
    "*Jane Doe* · CFO, Acme Corp\n*Raj Patel* knows them well\n"
    "*Lee Chen* through *Bill Smith* (Controller, reports to Jane Doe)\n*Zoe Kern* knows them a little\n"
)


def test_ana_asks_for_the_cfo_in_every_way_she_can_think_of(world: World) -> None:
    asked = [
        "/o2o who-knows cfo@acme",
        "/o2o who knows cfo@acme",
        "/o2o cfo@acme",
        "/o2o cfo @ acme",
        "/o2o CFO at Acme",
        "/o2o cfo@acme.example",
        "/o2o Chief Financial Officer at Acme Corp",
        "/o2o jane.doe@acme.example",
        "/o2o <mailto:jane.doe@acme.example|jane.doe@acme.example>",
        "/o2o JANE.DOE@Acme.Example?",
        "/o2o Jane Doe <jane.doe@acme.example>",
        "/o2o Jane Doe",
        "/o2o jane doe, acme",
    ]
    first = world.types("ana", asked[0])
    assert first.message.ephemeral
    assert first.text.startswith(JANE)
    for text in asked[1:]:
        assert world.types("ana", text).text == first.text, text


def test_the_same_question_gets_each_of_them_what_the_charter_lets_them_see(world: World) -> None:
    mia = world.types("mia", "/o2o cfo@acme")
    assert "*You* know them" in mia.text
    assert "“Same choir.”" in mia.text
    assert "Somebody else of ours knows them well." in mia.text
    sam = world.types("sam", "/o2o cfo@acme")
    assert "Somebody of ours knows them well." in sam.text
    raj = world.types("raj", "/o2o cfo@acme")
    assert "*You* know them well · worked together · last in touch 11 November 2026" in raj.text
    assert "Somebody of ours knows somebody close to them: a familiar way." in raj.text
    for news in (mia, sam, raj):
        assert "Zoe" not in news.text
        assert "Mia" not in news.text
    assert "Raj" not in mia.text + sam.text
    assert "I know them too" in sam.text
    assert "I know them too" not in mia.text  # she has said so


def test_an_account_shows_whom_of_theirs_we_know_as_far_as_each_may_see(world: World) -> None:
    first = world.types("ana", "/o2o acme")
    assert first.text.startswith("*Acme Corp*: whom of theirs we know\n" + JANE.rpartition("*Zoe")[0])
    assert "*Tom Gray* · formerly Head of IT, Acme Corp\n*Lee Chen* knows them" in first.text
    assert "Nora" not in first.text  # who objected
    for text in ("@acme", "acme.example", "Acme Corp", "ACME"):
        assert world.types("ana", f"/o2o {text}").text == first.text, text
    sam = world.types("sam", "/o2o acme")
    assert "*Bill Smith* · Controller, Acme Corp\nSomebody of ours knows them well." in sam.text
    assert "Omar" not in sam.text  # imported in Ana's name; she has not looked yet
    assert "Who “somebody” is I may not tell you." in sam.text  # once for the whole list
    assert sam.text.count("may not tell you") == 1
    assert "may not tell you" not in first.text
    assert "*Lee Chen* through *Bill Smith* (Controller, reports to Jane Doe)\n… and 2 more" in first.text
    assert "Ask for one of them to see every way." in first.text
    assert "Ask for one of them" not in sam.text
    assert not any(name in sam.text for name in ("Raj", "Lee", "Zoe", "Ana"))
    why = world.ana.clicks(first.messages[0], "Why these?")
    assert "*Lee Chen*" in why.text
    assert "`R1`" in why.text
    assert "`R2`" in why.text


def test_a_colleague_is_one_of_us_whether_mentioned_or_by_address(world: World) -> None:
    team = (world.bot.client, world.bot.database, world.clock, world.bot.team_id)
    assert take_everybody_in(*team) > 5
    for who in ("@raj", "raj.patel@initrode.example"):
        assert world.types("ana", f"/o2o {who}").text == "*Raj Patel* is one of us: just write to them."
    logged = world.types("ana", "/o2o know @raj, 4")
    assert "one of us" in logged.text
    guest = world.types("ana", "/o2o @pat")
    assert guest.text.startswith("I know of no way to <@U0PAT> yet.")


def test_a_near_miss_offers_to_run_what_was_meant(world: World) -> None:
    for typed, meant, found in (
        ("cfo@acmee", "cfo@acme", "*Jane Doe*"),
        ("cfp@acme", "cfo@acme", "*Jane Doe*"),
        ("Jane Dow", "Jane Doe", "*Jane Doe*"),
        ("acm corp", "acme corp", "*Acme Corp*"),
    ):
        missed = world.types("ana", f"/o2o {typed}")
        assert f"I know of no way to {typed} yet.\nDid you mean `/o2o who-knows {meant}`?" in missed.text
        ran = world.ana.clicks(missed.messages[0], "Run it")
        assert ran.text.startswith(found)


def test_nothing_near_suggests_nothing_least_of_all_what_was_typed(world: World) -> None:
    for typed in ("cto@acme", "nobody.at.all@nowhere.example", "Xaver Quux"):
        said = world.types("ana", f"/o2o {typed}")
        assert f"I know of no way to {typed} yet." in said.text
        assert "Did you mean" not in said.text
    # Whom others keep hidden is no suggestion either.
    for typed in ("Viktor Stal", "umbr", "umbra holding"):
        assert "Did you mean" not in world.types("ana", f"/o2o {typed}").text
    assert "`/o2o who-knows cfo@acme`" in world.types("ana", "/o2o who-knows").text


def test_somebody_unknown_is_logged_from_the_answer_and_then_found(world: World) -> None:
    typed = "petra.novak@newco.example"
    missed = world.types("ana", f"/o2o {typed}")
    form = world.ana.clicks(missed.messages[0], "I know them").view
    assert form is not None
    assert form.title == "Log a relationship"
    assert form.values["address"]["value"]["value"] == typed
    assert "The person can ask to see it, too" in form.text
    done = world.ana.submits(form, {"name": "Petra Novak", "strength": "4 · well", "account": "Newco", "title": "COO"})
    assert done.view is not None
    assert "Logged: you know *Petra Novak* (well)." in done.view.text
    world.ana.closes(done.view)
    for way in (typed, "coo@newco", "Petra Novak", "Petra Novak at Newco"):
        assert "*Petra Novak* · COO, Newco\nSomebody of ours knows them well." in world.types("mia", f"/o2o {way}").text
    by_name = world.types("zoe", "/o2o Quentin Zork, Newco")
    form = world.zoe.clicks(by_name.messages[0], "I know them").view
    assert form is not None
    assert (form.values["name"]["value"]["value"], form.values["account"]["value"]["value"]) == (
        "Quentin Zork",
        "Newco",
    )


def test_why_names_the_clauses_to_whoever_asked_and_to_nobody_else(world: World) -> None:
    named = world.types("ana", "/o2o cfo@acme")
    why = world.ana.clicks(named.messages[0], "Why these?")
    assert "*Raj Patel*" in why.text
    assert "`R2` The team of an open deal may know which colleague to ask." in why.text
    assert "Decided by o2o-default, version 4." in why.text
    own = world.types("mia", "/o2o cfo@acme")
    assert "*Your own*: You are shown everything" in world.mia.clicks(own.messages[0], "Why these?").text
    exists = world.types("sam", "/o2o cfo@acme")
    why = world.sam.clicks(exists.messages[0], "Why these?")
    assert "`R4` Every colleague may know that somebody of ours knows a person, but not who." in why.text
    assert why.text.count("*Somebody of ours*") == 1  # not how many
    assert "Raj" not in why.text
    nothing = world.types("sam", "/o2o nobody@nowhere.example")
    hidden = world.types("sam", "/o2o viktor.stahl@umbra.example")
    both = [world.sam.clicks(news.messages[0], "Why?").raw for news in (nothing, hidden)]
    assert both[0] == both[1]
    assert b"DEFAULT" in both[0]
    assert world.count(DecisionRecord) > 0


def test_buttons_make_sense_read_alone_and_say_too_only_where_somebody_knows(world: World) -> None:
    def buttons(who: str, text: str) -> dict[str, str | None]:
        elements = [e for block in world.types(who, text).messages[0].blocks for e in block.get("elements", [])]
        return {one["text"]["text"]: one.get("accessibility_label") for one in elements if one["type"] == "button"}

    assert buttons("ana", "/o2o cfo@acme") == {
        "Ask for an introduction": "Ask for an introduction to Jane Doe",
        "Why these?": "Why these ways to Jane Doe?",
        "I know them too": "I know them too: Jane Doe",
    }
    assert buttons("ana", "/o2o ceo@acme") == {
        "Why these?": "Why these ways to Nadia Roth?",
        "I know them": "I know them: Nadia Roth",
    }
    assert buttons("sam", "/o2o ceo@acme")["I know them"] == "I know them: Nadia Roth"
    assert buttons("ana", "/o2o acme") == {"Why these?": "Why these people at Acme Corp?"}
    assert buttons("mia", "/o2o nobody@nowhere.example") == {"I know them": None, "Why?": "Why this answer?"}


def test_a_modal_is_called_after_what_has_happened(world: World) -> None:
    seat = world.types("ana", "/o2o head of it@acme").messages[0]
    given = {"address": "rita.vos@acme.example", "name": "Rita Vos"}
    form = world.ana.clicks(seat, "Name the holder").view
    assert form is not None
    assert form.title == "Name the holder"
    done = world.ana.submits(form, given).view
    assert done is not None
    assert done.title == "Holder named"
    world.ana.closes(done)
    again = world.ana.clicks(seat, "Name the holder").view
    assert again is not None
    refused = world.ana.submits(again, given).view
    assert refused is not None
    assert refused.title == "That didn't work"
    assert "Somebody has named the holder meanwhile." in refused.text
