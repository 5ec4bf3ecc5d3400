"""Every way an introduction can end, and every answer on the way there, as the people in it see them."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update

from bot.people.objections import record_objection
from models.people import Colleague
from tests.scenarios.introductions import (
    JANE,
    WHY,
    answers,
    asks_for,
    clicks,
    heard,
    likes_of,
    promises,
    their_time_is_over,
    told,
)
from tests.scenarios.messages import opened
from tests.scenarios.world import World

pytestmark = pytest.mark.usefixtures("everybody_known")

PROMISED = dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.UTC)
"""Three working days after a Monday morning, in Ana's zone."""
NONE_CAME = "No introduction to *Jane Doe* came about this time."
NOTHING_TO_DO = "Nothing to do."


def test_a_no_leads_to_the_next_and_leaves_no_trace(world: World) -> None:
    asks_for(world, "ana")
    declined = clicks(world, "raj", "Not this time")
    assert declined.text.startswith("You said no. That stays between us")
    assert heard(world, "zoe") == []  # Ana sees both their names: from a time she is not to tell what he did
    their_time_is_over(world)
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in told(world, "zoe").text
    assert answers(world, "ana") == []
    for person in ("ana", "zoe"):
        assert "Raj" not in str([one.json for one in heard(world, person)])
    clicks(world, "zoe", "I'll introduce you")
    assert "*Zoe Kern* will introduce you to *Jane Doe*" in told(world, "ana").text
    assert len(heard(world, "raj")) == 1


def test_silence_is_no_and_is_told_at_the_promised_hour(world: World) -> None:
    asks_for(world, "ana")
    for _ in range(8):
        world.tick(hours=8)
    world.tick(to=PROMISED - dt.timedelta(minutes=1))
    assert answers(world, "ana") == []
    world.tick(to=PROMISED)
    assert told(world, "ana").text.startswith(NONE_CAME)
    assert "You can ask again from 27 December." in told(world, "ana").text
    for who in ("raj", "zoe"):
        assert "No answer came in time, which counts as no." in told(world, who).text
    asked_again = opened(world.types("ana", f"/o2o intro {JANE}"))
    sent = opened(world.ana.submits(asked_again, {"purpose": "Invite them", "reason": WHY}))
    assert "I'm on it" in sent.text  # what the charter makes her wait for is no less silent
    raj = len(heard(world, "raj"))
    world.tick(hours=3)
    assert len(heard(world, "raj")) == raj


def test_withdrawn_nobody_need_do_anything(world: World) -> None:
    promise = opened(asks_for(world, "ana"))
    asked = told(world, "raj")
    withdrawn = opened(world.ana.clicks(promise, "Withdraw: an introduction to Jane Doe"))
    assert "Withdrawn: nobody is asked for an introduction to *Jane Doe* any more." in withdrawn.text
    world.tick(days=1)
    assert "Withdrawn by Ana Ortiz on Monday. Nothing to do." in told(world, "raj").text
    world.raj.clicks(asked, "I'll introduce you", wait=0.5)  # from a screen that has not caught up
    world.tick(minutes=1)
    assert "Withdrawn by Ana Ortiz on Monday. Nothing to do." in told(world, "raj").text
    world.tick(days=7)
    assert answers(world, "ana") == []
    assert "You withdrew your request for an introduction to *Jane Doe*." in world.types("ana", "/o2o asks").text


def test_the_contact_is_asked_first_and_says_yes(world: World) -> None:
    asks_for(world, "ana")
    asking = clicks(world, "raj", "I'll ask Jane first")
    assert "You are asking Jane first." in asking.text
    assert "No answer by Thu 10:00 counts as no." in asking.text  # in Raj's own zone
    clicks(world, "raj", "They said yes", asking)
    assert "*Raj Patel* will introduce you to *Jane Doe*" in told(world, "ana").text


def test_the_contact_would_rather_not_and_nobody_else_asks_them(world: World) -> None:
    asks_for(world, "ana")
    asking = clicks(world, "raj", "I'll ask Jane first")
    done = clicks(world, "raj", "They'd rather not", asking)
    assert "You told me that they would rather not." in done.text
    assert heard(world, "zoe") == []
    world.tick(to=PROMISED)
    assert told(world, "ana").text.startswith(NONE_CAME)
    assert heard(world, "zoe") == []


def test_use_my_name(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    done = clicks(world, "raj", "Use my name")
    assert "You let *Ana Ortiz* use your name with *Jane Doe*." in done.text
    assert "*Raj Patel* lets you use their name with *Jane Doe* for _Acme renewal_." in told(world, "ana").text
    assert "Waiting for you" not in world.types("raj", "/o2o asks").text  # there is nothing more to do
    world.tick(days=14)
    clicks(world, "ana", "No reply")
    assert "*Jane Doe* has not replied to *Ana Ortiz* yet." in told(world, "raj").text


def test_somebody_else_is_better(world: World) -> None:
    asks_for(world, "lee")
    form = opened(world.raj.clicks(told(world, "raj"), "Somebody else is better"))
    done = opened(world.raj.submits(form, {"colleague_id": "zoe"}))
    assert "nobody learns that it was you who named them" in done.text
    world.tick()
    assert heard(world, "zoe") == []
    their_time_is_over(world)
    assert "*Lee Chen* would like to meet *Jane Doe*" in told(world, "zoe").text
    assert "Raj" not in told(world, "zoe").text


def test_later_is_reminded_of_next_morning(world: World) -> None:
    asks_for(world, "ana")
    later = clicks(world, "raj", "Later")
    assert "Not this time" in str(later.json)
    assert "Later" not in [one["text"]["text"] for one in later.blocks[3]["elements"][-1]["options"]]
    world.tick(to=dt.datetime(2026, 11, 24, 9, 0, tzinfo=dt.UTC))
    assert "1 colleague asks for an introduction by you." in told(world, "raj").text
    opened_again = world.raj.clicks(told(world, "raj"), "Open").messages[-1]
    world.raj.clicks(opened_again, "I'll introduce you")
    world.tick()
    assert "*Raj Patel* will introduce you" in told(world, "ana").text


def test_asked_not_to_be_contacted(world: World) -> None:
    with world.bot.database.write() as session:  # Sam is whose address is named for privacy
        named = update(Colleague).where(Colleague.name == "Sam Okoro")
        session.execute(named.values(email=world.bot.settings.privacy_contact))
    asks_for(world, "ana")
    sure = world.raj.clicks(told(world, "raj"), "Asked not to be contacted").messages[-1]
    assert "Has *Jane Doe* asked not to be contacted?" in sure.text
    back = world.raj.clicks(sure, "Back").messages[-1]
    sure = world.raj.clicks(back, "Asked not to be contacted").messages[-1]
    world.raj.clicks(sure, "Yes, they asked for it")
    world.tick()
    assert NOTHING_TO_DO in told(world, "raj").text
    assert heard(world, "zoe") == []
    officer = told(world, "sam")
    assert officer.text.startswith(f"*Raj Patel* says that *Jane Doe* ({JANE}) asked not to be contacted.")
    assert answers(world, "ana") == []
    world.tick(to=PROMISED)
    assert told(world, "ana").text.startswith(NONE_CAME)


def test_an_objection_ends_what_was_agreed(world: World) -> None:
    asks_for(world, "ana")
    made = clicks(world, "raj", "I'll introduce you")
    with world.bot.database.write() as session:
        record_objection(session, world.clock, world.bot.workspace_id, JANE)
    stale = world.raj.clicks(made, "I've introduced them").messages[-1]
    assert "Open in mail" not in str(stale.json)
    world.tick(hours=1)
    assert told(world, "ana").text.startswith("No introduction to")
    assert "Open in mail" not in str(told(world, "raj").json)


def test_whoever_is_paused_is_passed_over_and_a_deputy_answers(world: World) -> None:
    likes = likes_of(world, "raj")
    named = world.raj.chooses(likes, "asks_deputy", "lee").messages[-1]
    assert named.text.startswith("*Lee Chen* is your deputy now.")
    paused = world.raj.clicks(named, "Pause for a week").messages[-1]
    assert paused.text.startswith("Paused until 30 November.")
    asks_for(world, "ana")
    world.tick(to=dt.datetime(2026, 11, 23, 14, 0, tzinfo=dt.UTC))  # nine in the morning where Lee is
    assert heard(world, "raj") == []
    # That Lee was named deputy is told in the same hour; which comes first is all one.
    assert any("You answer for Raj Patel, who is paused." in one.text for one in heard(world, "lee"))
    undone = world.raj.clicks(paused, "Undo").messages[-1]
    assert undone.text.startswith("Your pause is over")


def test_asked_in_ones_own_working_hours(world: World) -> None:
    with world.bot.database.write() as session:
        named = update(Colleague).where(Colleague.name == "Raj Patel")
        session.execute(named.values(tz="America/Los_Angeles"))
    asks_for(world, "ana")
    assert heard(world, "raj") == []
    world.tick(to=dt.datetime(2026, 11, 23, 17, 0, tzinfo=dt.UTC))  # nine in the morning there
    assert "*Ana Ortiz* would like to meet *Jane Doe*" in told(world, "raj").text


def test_a_second_request_for_the_same_person_waits_for_the_first(world: World) -> None:
    asks_for(world, "ana")
    asks_for(world, "lee")
    assert len(heard(world, "raj")) == 1
    clicks(world, "raj", "Not this time")
    their_time_is_over(world)
    clicks(world, "zoe", "Not this time")
    world.tick(to=PROMISED)
    assert told(world, "ana").text.startswith(NONE_CAME)
    assert len(heard(world, "raj")) == 1  # the two were asked by the same hour: no time is left
    world.tick(hours=9)
    assert told(world, "lee").text.startswith(NONE_CAME)


def test_asking_twice_shows_what_is_under_way(world: World) -> None:
    asks_for(world, "ana")
    again = world.types("ana", f"/o2o intro {JANE}").messages[0]
    assert "You have asked for this already." in again.text
    assert "you'll hear by Thu 11:00" in again.text
    world.ana.clicks(again, "Withdraw: an introduction to Jane Doe")
    world.tick(minutes=5)
    assert NOTHING_TO_DO in told(world, "raj").text


def test_the_promise_stays_in_the_conversation_and_the_answer_is_a_message_of_its_own(world: World) -> None:
    asks_for(world, "ana", deal_id="Acme renewal")
    (promise,) = heard(world, "ana")
    assert promise.text.startswith("I'm on it: an introduction to *Jane Doe* for _Acme renewal_. You'll hear by Thu")
    assert "name nobody who hasn't agreed" in promise.text
    clicks(world, "raj", "I'll introduce you")
    assert [one.ts == promise.ts for one in heard(world, "ana")] == [True, False]
    assert told(world, "ana").text.startswith("*Raj Patel* will introduce you to *Jane Doe*")
    world.tick(minutes=2)
    kept = heard(world, "ana")[0]
    assert kept.text == (
        "You asked today for an introduction to *Jane Doe* for _Acme renewal_. The answer stands below."
    )
    assert "Withdraw" not in str(kept.json)


def test_whatever_becomes_of_it_the_promise_then_says_the_same(world: World) -> None:
    asks_for(world, "ana")
    world.tick(to=PROMISED)
    assert [one.text[:9] for one in heard(world, "ana")] == ["I'm on it", "No introd"]
    world.tick(minutes=2)
    assert heard(world, "ana")[0].text == (
        "You asked on Monday for an introduction to *Jane Doe*. The answer stands below."
    )


def test_withdrawn_under_the_promise_or_from_the_list(world: World) -> None:
    asks_for(world, "ana")
    clicks(world, "ana", "Withdraw: an introduction to Jane Doe")
    asks_for(world, "ana", "bill.smith@acme.example")
    listed = world.types("ana", "/o2o asks").messages[0]
    world.ana.clicks(listed, "Withdraw: an introduction to Bill Smith")
    world.tick()
    said = [one.text for one in promises(world, "ana")]
    assert said == [
        f"Withdrawn: nobody is asked for an introduction to *{name}* any more." for name in ("Jane Doe", "Bill Smith")
    ]
