"""Whatever people write, Slack takes what is shown of introductions, and what is written can't pass for our own."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import pytest

from bot.charter import load_charter
from bot.cli.demo import ROOT
from bot.introductions.deals import Deals
from bot.introductions.objected import Reported
from bot.introductions.preferences import Preferences
from bot.introductions.requesting import Preparation
from bot.introductions.shown import AskShown, AskState, Standing, State
from bot.introductions.together import Together
from bot.network.portrait import Portrait
from handlers.values import Setting
from handlers.views import (
    asks,
    introductions,
    introductions_afterwards,
    introductions_asked,
    introductions_back,
    introductions_before,
    introductions_made,
)
from handlers.views.hours import Reader
from handlers.views.kit import Form, Message
from sandbox.blockkit import check_blocks, check_view
from tests.conftest import NOW

CHARTER = load_charter(ROOT / "charter.yaml")
PRIVACY = "privacy@initrode.example"
NASTY = "<!channel> *bold* `code` <https://evil.example|click> &amp; \u202etxet\u202c ~x~ " + "long " * 200
READER = Reader(NOW, ZoneInfo("Europe/Madrid"))
JANE = Portrait(2**62, "Jane Doe", "CFO", "Acme Corp", address="jane.doe@acme.example")
HOSTILE = Portrait(2**62, NASTY, NASTY, NASTY, address="jane.doe@acme.example")
ASK_STATES: tuple[AskState, ...] = (
    "waiting",
    "later",
    "asking_contact",
    "yes",
    "no",
    "contact_no",
    "silent",
    "void",
)
STATES: tuple[State, ...] = ("asking", "agreed", "made", "met", "no_reply", "none", "withdrawn")

ASK = AskShown(
    ask_id=2**62,
    version=3,
    state="waiting",
    role="owner",
    requester="Ana Ortiz",
    requester_slack_id="U0ANA",
    contact=JANE,
    purpose="renewal",
    deal="Acme renewal",
    reason="She signs treasury projects.",
    draft="Jane, may I introduce Ana?\n\nShe leads our work with you & asks for half an hour. 100% fine; ça va + plus?",
    needed_by=dt.date(2026, 12, 14),
    until=NOW + dt.timedelta(days=2),
    why_you="you logged Jane Doe as strong in March.",
    how=None,
    contact_address="jane.doe@acme.example",
    first_time=True,
    closed="",
    introduction_state="asking",
)
AGREED = replace(
    ASK, state="yes", how="introduce", introduction_state="agreed", closed="You said yes. Ana Ortiz knows."
)
STANDING = Standing(
    introduction_id=2**62,
    version=1,
    state="asking",
    contact=JANE,
    purpose="renewal",
    deal="Acme renewal",
    answer_by=NOW + dt.timedelta(days=3),
    needed_by=None,
    connector="Raj Patel",
    connector_slack_id="U0RAJ",
    how="introduce",
    ask_again_from=dt.date(2027, 1, 12),
    asked_at=NOW,
    draft="Jane, may I introduce Ana?",
)


def every_ask(contact: Portrait, words: str) -> list[AskShown]:
    """An ask in every state and role."""
    made = replace(ASK, contact=contact, requester=words, deal=words, reason=words, draft=words, why_you=words)
    return [
        replace(made, state=state, role=role, how=how, introduction_state=of, closed=closed)
        for state in ASK_STATES
        for role in ("owner", "account_lead")
        for how in ("introduce", "use_name")
        for of in ("asking", "agreed", "made")
        for closed in (("", words) if state != "waiting" else ("",))
    ]


def taken(said: Message | Form) -> Message | Form:
    """What Slack would take, else a failure."""
    problems = check_view(said.to_view()) if isinstance(said, Form) else check_blocks(list(said.blocks))
    assert problems == []
    assert not isinstance(said, Message) or said.text
    return said


@pytest.mark.parametrize(("contact", "words"), [(JANE, "Ana Ortiz"), (HOSTILE, NASTY)])
def test_slack_takes_every_state_of_an_ask(contact: Portrait, words: str) -> None:
    for ask in every_ask(contact, words):
        said = taken(introductions_asked.message(ask, READER, PRIVACY, said=words))
        assert isinstance(said, Message)
        assert "<!channel>" not in said.text
        assert "<https" not in said.text
        for form in (introductions_made.copy(ask, PRIVACY), introductions_made.edit(ask)):
            taken(form)
        taken(introductions_asked.better(ask))
        taken(introductions_asked.really_objects(ask, PRIVACY, officer=True))
        taken(introductions_back.really_cannot(ask))
        taken(introductions_back.not_needed(ask))


@pytest.mark.parametrize(("contact", "words"), [(JANE, "Ana Ortiz"), (HOSTILE, NASTY)])
def test_slack_takes_what_takes_things_back(contact: Portrait, words: str) -> None:
    later = NOW + dt.timedelta(minutes=5)
    for ask in every_ask(contact, words):
        both = replace(ask, closed=words, undo_until=later, reported_at=NOW)
        said = taken(introductions_asked.message(both, READER, PRIVACY, said=words))
        if not introductions_asked.to_be_made(both):
            assert "That was a mistake" in str(said)
    back = replace(STANDING, state="none", contact=contact, connector=words, taken_back=True)
    for standing in (back, replace(back, ask_again_from=None)):
        taken(introductions_back.cannot(standing, READER))
        taken(introductions.withdrawn(standing, words))
    for taken_back in (True, False):
        reported = Reported(words, contact.name, contact.address, recorded=False, taken_back=taken_back)
        taken(introductions_afterwards.objected(reported, 2**62))


@pytest.mark.parametrize(("contact", "requester"), [("Jane Doe", "Ana Ortiz"), ("Jane " * 30, "Ana " * 30)])
def test_each_button_says_read_alone_whom_it_is_about(contact: str, requester: str) -> None:
    for ask in every_ask(replace(JANE, name=contact), requester):
        blocks = introductions_asked.message(ask, READER, PRIVACY).blocks
        sure = introductions_asked.really_objects(ask, PRIVACY, officer=True).blocks
        for block in (*blocks, *sure):
            for one in (*block.get("elements", ()), block.get("accessory", {})):
                if one.get("type") == "button":
                    said = one["accessibility_label"]
                    assert len(said) <= 75
                    assert "Jane" in said
                    assert said.startswith(one["text"]["text"])  # who speaks what they see finds it


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("contact", [JANE, HOSTILE])
def test_slack_takes_every_state_of_a_request(state: State, contact: Portrait) -> None:
    for standing in (replace(STANDING, state=state, contact=contact), replace(STANDING, state=state, how="use_name")):
        for said in (
            introductions.standing_message(standing, READER),
            introductions.came_of_it(standing, READER),
            introductions.asked(standing, READER),
            introductions.promise(standing, READER, answered=False),
            introductions.promise(standing, READER, answered=True),
            introductions.in_flight(standing, READER),
        ):
            taken(said)


def test_slack_takes_the_form_however_much_there_is() -> None:
    many = tuple((number, NASTY) for number in range(2**62, 2**62 + 150))
    purposes = tuple(introductions.PURPOSE_WORDS)
    drafts = dict.fromkeys(purposes, NASTY * 9)
    prepared = Preparation(HOSTILE, Deals(many, many), purposes, NASTY * 9, drafts, None, own=True, connectors=many)
    taken(introductions.form(prepared, unknown_deal=NASTY, said=introductions_before.having_agreed(CHARTER)))
    taken(introductions.form(prepared, deal_id=many[-1][0]))
    taken(introductions.form(replace(prepared, deals=Deals((), ()), connectors=()), deal_id=None))
    taken(introductions_before.agree_first(NASTY, HOSTILE, CHARTER, 2**62))
    taken(introductions_before.whom(read=True, deal=NASTY))


def test_slack_takes_the_list_however_long() -> None:
    waiting = every_ask(HOSTILE, NASTY)
    standings = [replace(STANDING, state=state) for state in STATES for _ in range(15)]
    for likes in (Preferences(), Preferences(dt.date(2026, 12, 1), 2**62, NASTY, "daily")):
        taken(asks.message(waiting, standings, likes, READER, said="Done."))
        taken(asks.settings(likes, READER, said=asks.set_words("deputy", likes, READER), undo=Setting(do="deputy")))
    taken(asks.of_day([one for one in waiting if introductions_asked.waits(one)], READER))
    taken(asks.of_day([], READER))


def test_the_mail_opens_with_who_what_and_the_text() -> None:
    body = introductions_made.text_to_send(AGREED, PRIVACY)
    address = urlsplit(introductions_made.mailto(AGREED, body) or "")
    assert (address.scheme, unquote(address.path)) == ("mailto", "jane.doe@acme.example")
    fields = parse_qs(address.query, strict_parsing=True)
    assert fields["subject"] == ["Introduction: Ana Ortiz"]
    assert fields["body"] == [body.replace("\n", "\r\n")]
    assert "+" not in address.query  # a mail program would show it as it stands


@pytest.mark.parametrize(
    "draft", ["Привет. " * 60, "您好请允许我介绍" * 40, "word " * 399, "🙂" * 250, "\n." * 900, "&<" * 1000]
)
def test_how_to_object_is_never_cut_off(draft: str) -> None:
    asks = (replace(ASK, draft=draft), replace(AGREED, draft=draft))
    for ask in asks:
        body = introductions_made.text_to_send(ask, PRIVACY)
        assert len(body) <= introductions_made.EDITED_MOST
        address = introductions_made.mailto(ask, body)
        assert address is None or unquote(address.partition("&body=")[2]).endswith(f"{PRIVACY} is enough.")
        said = introductions_asked.message(ask, READER, PRIVACY)
        taken(said)
        assert f"a word to {PRIVACY} is enough." in said.text
        assert ("mailto:" in str(said.blocks)) == (address is not None and ask is asks[1])
        assert ("too long to be opened in mail" in said.text) == (address is None and ask is asks[1])
        field = introductions_made.copy(ask, PRIVACY).blocks[1]["element"]["initial_value"]
        assert field.endswith(f"a word to {PRIVACY} is enough.")
    most = introductions_made.edited_most(AGREED, PRIVACY, "x")
    whole = introductions_made.text_to_send(replace(AGREED, draft="x" * most), PRIVACY)
    assert whole.startswith("x" * most)


@pytest.mark.parametrize("shift", range(6))
def test_no_section_ends_within_what_a_character_became(shift: int) -> None:
    nasty = "x" * shift + "&" * 1900
    contact = replace(JANE, name=nasty, title=nasty, account=nasty)
    ask = replace(ASK, reason=nasty, draft=nasty, deal=nasty, requester=nasty, contact=contact, why_you=nasty)
    for one in (ask, replace(ask, state="yes", how="introduce", introduction_state="agreed")):
        for block in introductions_asked.message(one, READER, PRIVACY).blocks:
            if block["type"] == "section":
                assert len(block["text"]["text"]) <= 3000
                assert "&" not in block["text"]["text"].replace("&amp;", "")


def test_the_mail_of_an_introduction_goes_to_its_requester_too() -> None:
    ours = replace(AGREED, requester_address="ana.ortiz+o2o@initrode.example")
    fields = parse_qs(urlsplit(introductions_made.mailto(ours, "x") or "").query, strict_parsing=True)
    assert fields["cc"] == ["ana.ortiz+o2o@initrode.example"]
    assert "cc=" not in (introductions_made.mailto(replace(ours, state="asking_contact"), "x") or "cc=")
    assert "cc=" not in (introductions_made.mailto(replace(ours, requester_address=""), "x") or "cc=")
    assert introductions_made.mailto(ours, "x" * introductions_made.URL_MOST) is None


def test_nothing_is_written_into_the_head_of_a_mail() -> None:
    evil = replace(
        AGREED,
        requester="Eve\r\nBcc: all@acme.example",
        contact_address="a@b.example?cc=c@d.example&bcc=e",
        requester_address="eve@b.example&bcc=all@acme.example",
    )
    address = introductions_made.mailto(evil, "x") or ""
    assert set(parse_qs(urlsplit(address).query)) == {"cc", "subject", "body"}
    assert "%0D%0ABcc" not in address
    assert unquote(urlsplit(address).path) == "a@b.example?cc=c@d.example&bcc=e"


def test_the_first_text_to_somebody_ends_with_how_to_object() -> None:
    assert introductions_made.text_to_send(AGREED, PRIVACY).endswith(f"a word to {PRIVACY} is enough.")
    once = replace(AGREED, draft=introductions_made.text_to_send(AGREED, PRIVACY))
    assert introductions_made.text_to_send(once, PRIVACY).count(PRIVACY) == 1
    assert introductions_made.text_to_send(replace(AGREED, first_time=False), PRIVACY) == AGREED.draft
    assert introductions_made.text_to_send(AGREED, None) == AGREED.draft


def test_hours_are_those_of_whoever_reads() -> None:
    until = dt.datetime(2026, 11, 26, 15, 0, tzinfo=dt.UTC)
    zones = ("Europe/Madrid", "America/New_York", "Asia/Tokyo")
    told = {zone: Reader(NOW, ZoneInfo(zone)).hour(until) for zone in zones}
    assert told == {"Europe/Madrid": "Thu 16:00", "America/New_York": "Thu 10:00", "Asia/Tokyo": "Fri 00:00"}
    assert READER.hour(NOW + dt.timedelta(hours=2)) == "today 12:30"
    assert READER.hour(NOW + dt.timedelta(days=6)) == "Sun 10:30"
    assert READER.hour(NOW + dt.timedelta(days=7)) == "Mon 30 November, 10:30"
    assert READER.hour(NOW + dt.timedelta(days=9)) == "Wed 2 December, 10:30"
    assert READER.hour(NOW + dt.timedelta(days=60)) == "Fri 22 January 2027, 10:30"
    assert READER.on_day(NOW - dt.timedelta(days=1)) == "on Sunday"


def test_the_conversation_of_two_names_both_and_only_them() -> None:
    private = replace(AGREED, contact=replace(JANE, name="Jane (met in rehab)", title="adviser"))
    told = introductions_made.together(Together(private, JANE, "Raj Patel", ("U0RAJ", "U0ANA")))
    taken(told)
    assert told.group == ("U0RAJ", "U0ANA")
    assert "<@U0ANA> would like to meet *Jane Doe* (CFO, Acme Corp) for _Acme renewal_." in told.text
    assert JANE.address not in told.text


def test_the_list_says_of_nobody_that_they_are_asked_who_is_not() -> None:
    paused = asks.message([], [], Preferences(dt.date(2026, 12, 1)), READER).text
    assert "You are paused until 1 December: nothing new reaches you." in paused
    not_agreed = asks.message([], [], Preferences(), READER, agreed=False).text
    assert "You are not asked: you have not agreed to the charter in force." in not_agreed
    for said in (paused, not_agreed):
        assert "You are asked" not in said
    assert "You are asked each time, at once." in asks.message([], [], Preferences(), READER).text


def test_a_list_of_the_day_with_nothing_in_it_notifies_nobody() -> None:
    assert asks.of_day([], READER).only_updates


def test_nobody_is_said_to_be_asked_again_while_others_say_they_must_not() -> None:
    assert "can be asked about *Jane Doe* again" in introductions_back.mistaken(ASK, marked=False).text
    marked = introductions_back.mistaken(ASK, marked=True)
    assert marked.text.startswith("Taken back. *Jane Doe* is still not to be contacted")
    taken(introductions_back.mistaken(replace(ASK, contact=HOSTILE), marked=False))


@pytest.mark.parametrize("state", ["asking", "agreed"])
@pytest.mark.parametrize("whom", [JANE, HOSTILE])
def test_withdrawing_says_before_that_one_may_have_to_wait(state: State, whom: Portrait) -> None:
    sure = introductions.withdraw_button(replace(STANDING, state=state, contact=whom, connector=NASTY)).to_dict()
    said = sure["confirm"]["text"]["text"]
    assert said.endswith("It counts like a no: you may have to wait before you can ask for them again.")


def test_the_privacy_officer_is_promised_only_where_there_is_one() -> None:
    assert "the privacy officer is told" in introductions_asked.really_objects(ASK, PRIVACY, officer=True).text
    nobody = introductions_asked.really_objects(ASK, PRIVACY, officer=False).text
    assert "the privacy officer is told" not in nobody
    assert f"tell {PRIVACY}" in nobody
    assert "tell" not in introductions_asked.really_objects(ASK, None, officer=False).text


def test_the_promise_says_the_same_whatever_the_answer_and_nothing_of_one_that_is_held_up() -> None:
    ended = [replace(STANDING, state=state) for state in STATES if state not in ("asking", "withdrawn")]
    kept = [introductions.promise(one, READER, answered=True) for one in ended]
    assert len({one.text for one in kept}) == 1
    assert all("Raj" not in one.text and one.only_updates for one in kept)
    promised = introductions.promise(STANDING, READER, answered=False)
    assert all(introductions.promise(one, READER, answered=False) == promised for one in ended)
