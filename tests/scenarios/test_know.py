"""Logging whom one knows: `know`, `met`, one click, the form, the shortcut."""

from __future__ import annotations

from sqlalchemy import select

from models.network import Relationship
from tests.scenarios.world import World, beside, described


def test_raj_logs_somebody_in_one_line_and_takes_it_back(world: World) -> None:
    logged = world.types("raj", "/o2o know petra.novak@newco.example, 4 met at a trade fair")
    assert "Logged: you know *petra.novak@newco.example* (well).\n“met at a trade fair”" in logged.text
    assert "The person can ask to see it, too" in logged.text
    asked = world.types("mia", "/o2o petra.novak@newco.example")
    assert "Somebody of ours knows them well." in asked.text
    assert "Raj" not in asked.text
    assert "trade fair" not in asked.text
    private = world.raj.clicks(logged.messages[0], "Keep private")
    assert "*petra.novak@newco.example* is private now: nobody but you sees it." in private.text
    absent = world.types("mia", "/o2o pete.noval@newco.example")
    gone = world.types("mia", "/o2o petra.novak@newco.example")
    mask = r"\d{9,}|pete.noval|petra.novak"
    assert gone.raw_masking(mask) == absent.raw_masking(mask)
    again = world.types("raj", "/o2o know petra.novak@newco.example, 5")
    assert "Updated: you know *petra.novak@newco.example* (very well).\n“met at a trade fair”" in again.text
    assert "_Private: nobody but you sees it._" in again.text
    menu = world.types("raj", "/o2o me").messages[0]
    sure = world.raj.clicks(menu, beside(menu, "petra.novak", "Remove ..."))
    assert "What is held in your name is forgotten, and no import brings it back." in sure.text
    removed = world.raj.clicks(sure.messages[0], "Remove")
    assert "Removed: nothing is kept of *petra.novak@newco.example* in your name." in removed.text
    with world.bot.database.read() as session:
        marks = session.scalars(select(Relationship).where(Relationship.removed_at.is_not(None))).all()
        assert [(mark.note, mark.strength, mark.private) for mark in marks] == [(None, None, True)]


def test_strength_in_words_in_one_click_or_wrong(world: World) -> None:
    for typed, words in (("strong", "very well"), ("a little, from school", "a little"), ("familiar", "fairly well")):
        said = world.types("sam", f"/o2o know petra.novak@newco.example, {typed}")
        assert f"you know *petra.novak@newco.example* ({words})" in said.text, typed
    wrong = world.types("sam", "/o2o know petra.novak@newco.example, 9")
    assert "Strength is 1 (a little) to 5 (very well), not 9." in wrong.text
    bare = world.types("sam", "/o2o know Karl Lang <karl.lang@newco.example>")
    assert "Logged: you know *Karl Lang*.\nHow well do you know them?" in bare.text
    well = world.sam.clicks(bare.messages[0], "Very well")
    assert [message.ts for message in well.messages] == [bare.messages[0].ts]  # in place of the question
    assert "you know *Karl Lang* (very well)." in well.text
    form = world.sam.clicks(well.messages[0], "Correct").view
    assert form is not None
    stale = world.types("sam", "/o2o know karl.lang@newco.example, 2")
    assert "(somewhat)" in stale.text
    told = world.sam.submits(form, {"title": "COO"})
    assert "This was changed meanwhile. Open it again to see how it stands." in told.text
    assert told.view is not None
    world.sam.closes(told.view)
    form = world.sam.clicks(stale.messages[0], "Correct").view
    assert form is not None
    saved = world.sam.submits(form, {"title": "COO", "account": "Newco"})
    assert "Saved: *Karl Lang*." in saved.text
    assert saved.view is not None
    world.sam.closes(saved.view)
    assert world.types("mia", "/o2o coo@newco").text.startswith("*Karl Lang* · COO, Newco\nSomebody of ours knows them")
    removed = world.sam.clicks(bare.messages[0], "Remove")
    assert "Removed: nothing is kept of *Karl Lang* in your name." in removed.text
    late = world.sam.clicks(stale.messages[0], "Keep private")
    assert "That isn't in your list any more." in late.text


def test_the_seat_is_enough_and_what_is_ambiguous_or_missing_is_asked_for(world: World) -> None:
    logged = world.types("lee", "/o2o know cfo@acme, 3")
    assert "Logged: you know *Jane Doe* (fairly well)." in logged.text
    assert world.types("ana", "/o2o cfo@acme").text.splitlines()[1:4] == [
        "*Raj Patel* knows them well",
        "*Lee Chen* knows them",
        "*Zoe Kern* knows them a little",
    ]
    form = world.types("lee", "/o2o know Quentin Zork, Newco").view
    assert form is not None
    assert form.values["name"]["value"]["value"] == "Quentin Zork"
    missing = world.lee.submits(form, {"name": "Quentin Zork"})
    assert "address" in missing.errors
    wrong = world.lee.submits(form, {"address": "quentin"})
    assert wrong.errors == {"address": "That is no e-mail address. It looks like jane@acme.com."}
    assert wrong.view is not None
    done = world.lee.submits(
        wrong.view, {"address": "q.zork@newco.example", "Who may know?": "Keep private: only I see it"}
    )
    assert "Logged: you know *Quentin Zork*." in done.text
    assert "_Private: nobody but you sees it._" in done.text
    assert "I know of no way" in world.types("mia", "/o2o q.zork@newco.example").text
    for text in ("know raj.patel@initrode.example, 5", "know anybody@initrode.example"):
        assert "That address is one of ours." in world.types("lee", f"/o2o {text}").text


def test_the_shortcut_opens_the_form_anywhere(world: World) -> None:
    form = world.mia.uses_shortcut("log_relationship").view
    assert form is not None
    assert form.title == "Log a relationship"
    values = {
        "address": "olga.berg@newco.example",
        "name": "Olga Berg",
        "strength": "5 · very well",
        "How do you know them?": "Studied together",
        "note": "Flat share in Lund.",
    }
    done = world.mia.submits(form, values)
    assert "Logged: you know *Olga Berg* (very well).\n“Flat share in Lund.”" in done.text
    own = world.types("mia", "/o2o Olga Berg")
    assert "*You* know them well · studied together · “Flat share in Lund.”" in own.text
    other = world.types("raj", "/o2o Olga Berg")
    assert "Somebody of ours knows them well." in other.text
    assert "Lund" not in other.text


def test_met_today_is_the_freshest_thing_known(world: World) -> None:
    said = world.types("zoe", "/o2o met Jane Doe")
    assert "Noted: you met *Jane Doe* today." in said.text
    assert "last in touch 23 November 2026" in world.types("zoe", "/o2o cfo@acme").text
    assert "23 November" not in world.types("ana", "/o2o cfo@acme").text
    new = world.types("zoe", "/o2o met Karl Lang <karl.lang@newco.example>")
    assert "Noted: you met *Karl Lang* today.\nHow well do you know them?" in new.text
    world.zoe.clicks(new.messages[0], "A little")
    assert "*You* know them a little · last in touch 23 November 2026" in world.types("zoe", "/o2o Karl Lang").text


def test_two_know_one_person_and_neither_sees_the_others_words(world: World) -> None:
    world.types("raj", "/o2o know Rita Vos <r.vos@acme.example>, 5 sings in my choir")
    world.types("mia", "/o2o know Margarita de Vos <R.Vos@acme.example>, 2 difficult at first")
    raj = world.types("raj", "/o2o r.vos@acme.example")
    assert raj.text.startswith(
        "*Rita Vos*\n*You* know them well · “sings in my choir”\nSomebody else of ours knows them a little."
    )
    mia = world.types("mia", "/o2o r.vos@acme.example")
    assert mia.text.startswith(
        "*Margarita de Vos*\n*You* know them a little · “difficult at first”\nSomebody else of ours knows them well."
    )
    ana = world.types("ana", "/o2o r.vos@acme.example")  # on the deal: both by name, nobody's note
    assert ana.text.splitlines()[1:3] == ["*Raj Patel* knows them well", "*Mia Rossi* knows them a little"]
    assert "choir" not in ana.text
    assert "difficult" not in ana.text
    assert "“sings in my choir”" in world.types("raj", "/o2o me").text
    assert "“difficult at first”" in world.types("mia", "/o2o me").text
    # What Raj says next overwrites nothing of Mia's.
    world.types("raj", "/o2o know r.vos@acme.example, 1 out of touch")
    assert "*You* know them a little · “difficult at first”" in world.types("mia", "/o2o r.vos@acme.example").text


def test_what_was_typed_is_kept_where_somebody_has_to_be_picked_first(world: World) -> None:
    world.types("sam", "/o2o know Bill Smith <bill.smith@newco.example>, 2")
    several = world.types("sam", "/o2o know Bill Smith, 4 played chess")
    assert "Your note does not fit in here" in several.text
    picked = world.sam.chooses(
        several.messages[0], "Choose ...", described(several.messages[0], "Controller, Acme Corp")
    )
    assert "Logged: you know *Bill Smith* (well)." in picked.text
    several = world.types("sam", "/o2o met Bill Smith")
    picked = world.sam.chooses(
        several.messages[0], "Choose ...", described(several.messages[0], "Controller, Acme Corp")
    )
    assert "Noted: you met *Bill Smith* today." in picked.text
    form = world.types("sam", "/o2o met Quentin Zork").view
    assert form is not None
    world.sam.submits(form, {"address": "q.zork@newco.example"})
    assert "last in touch 23 November 2026" in world.types("sam", "/o2o Quentin Zork").text
