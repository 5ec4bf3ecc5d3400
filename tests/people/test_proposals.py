"""Proposals: stored only where they may be, and only their owner's to use."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.errors import BadInput, Stale
from bot.people import from_message, proposals
from bot.people.capture import Entry, ObjectionOnFile, log
from bot.people.from_message import Line
from bot.people.objections import record_objection
from models.base import new_id
from models.network import Relationship
from models.outbox import OutboxEntry
from models.people import Colleague
from models.review import Proposal
from tests.conftest import NOW, FixedClock
from tests.people.conftest import Company

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")
OURS = ("ours.example",)
JANE = Entry(address="jane@acme.example", name="Jane Doe", title="CFO", account="Acme Corp")


@pytest.fixture
def three(peopled: Company) -> Company:
    """Ana, Raj and Zoe, who are members, and Gil, a guest."""
    peopled.bring("colleagues", "email,name", "zoe@ours.example,Zoe Kern", "gil@ours.example,Gil Guest")
    for one in peopled.all(Colleague):
        first = one.email.partition("@")[0]
        peopled.change(one, slack_user_id=f"U0{first.upper()}", kind="guest" if first == "gil" else "member")
    return peopled


def sight_of(company: Company, session: Session, name: str, now: dt.datetime = NOW) -> Sight:
    """What somebody sees."""
    colleague = company.one(Colleague, slack_user_id=f"U0{name.upper()}")
    return Sight(session, CHARTER, Viewer.of(colleague, CHARTER), now)


def does(company: Company, name: str, what: Any, *given: Any, now: dt.datetime = NOW) -> Any:
    """Somebody does something, in a transaction."""
    with company.database.write() as session:
        return what(sight_of(company, session, name, now), *given)


def propose(company: Company, name: str, to: tuple[str, ...], *entries: Entry) -> dict[str, list[str]]:
    """Somebody proposes people; gives who is to be told of it, and of whom."""
    batch_id = new_id()
    before = {one.id: one for one in company.all(OutboxEntry)}
    does(company, name, proposals.propose, FixedClock(), OURS, to, entries, batch_id)
    told: dict[str, list[str]] = {}
    for one in company.all(OutboxEntry):
        if one.id in before:
            assert before[one.id].wanted == one.wanted  # nobody is told anew of what they were told before
            continue
        assert (one.kind, one.subject_id) == (proposals.SUGGESTION, batch_id)
        owner = company.one(Colleague, id=one.recipient_id)
        shown = does(company, owner.slack_user_id.removeprefix("U0").lower(), proposals.of_batch, batch_id)
        told[owner.slack_user_id] = [proposed.called for proposed in shown]
    return told


def test_it_goes_to_members_other_than_oneself_once(three: Company) -> None:
    told = propose(three, "ana", ("U0RAJ", "U0ANA", "U0GIL", "U0NOBODY", "U0RAJ"), JANE)
    assert told == {"U0RAJ": ["Jane Doe"]}
    (stored,) = three.all(Proposal)
    assert (stored.about_key, stored.address, stored.name) == ("jane@acme.example", "jane@acme.example", "Jane Doe")
    assert propose(three, "zoe", ("U0RAJ",), Entry(address=" JANE@acme.example ")) == {}  # known already, by whomever
    assert [one.by for one in does(three, "raj", proposals.waiting)] == ["Ana Ortiz"]
    for name in ("ana", "zoe"):
        assert does(three, name, proposals.waiting) == []


def test_one_who_was_named_only_is_known_by_name_and_company(three: Company) -> None:
    for entry in (Entry(name="Jane  Doe", account="ACME"), Entry(name="jane doe", account="Acme")):
        propose(three, "ana", ("U0RAJ",), entry)
    (stored,) = three.all(Proposal)
    assert (stored.about_key, stored.address) == ("jane doe | acme", None)
    propose(three, "ana", ("U0ZOE",), Entry(address=" \t", name="Jane Doe", account="Acme"))
    assert three.one(Proposal, address=None, owner_id=three.one(Colleague, slack_user_id="U0ZOE").id)
    long = Entry(name="ﷺ" * 11, account="x" * 200)  # folds into many more characters
    propose(three, "ana", ("U0ZOE",), long)
    assert max(len(one.about_key) for one in three.all(Proposal)) <= proposals.KEY_MOST


def test_nothing_is_stored_of_whom_the_owner_has_spoken_or_who_objected(three: Company) -> None:
    does(three, "raj", log, FixedClock(), OURS, JANE)
    assert propose(three, "ana", ("U0RAJ",), JANE) == {}
    tie = three.one(Relationship)
    with three.database.write() as session:
        session.merge(tie).wipe(NOW)
    assert propose(three, "ana", ("U0RAJ",), JANE) == {}
    assert len(propose(three, "ana", ("U0ZOE",), JANE)) == 1
    with three.database.write() as session:
        record_objection(session, FixedClock(), three.workspace_id, "jane@acme.example")
    assert three.all(Proposal) == []  # what waited is gone
    assert propose(three, "ana", ("U0RAJ", "U0ZOE"), JANE) == {}


def test_no_more_than_some_of_one_colleague_wait_with_another(three: Company) -> None:
    people = [Entry(address=f"p{number}@acme.example") for number in range(proposals.OPEN_MOST + 2)]
    assert len(propose(three, "ana", ("U0RAJ",), *people)["U0RAJ"]) == proposals.OPEN_MOST
    assert propose(three, "ana", ("U0RAJ",), people[-1]) == {}
    assert len(propose(three, "ana", ("U0ZOE",), people[-1])) == 1  # with another there is room
    assert len(propose(three, "zoe", ("U0RAJ",), people[-1])) == 1  # and for another
    does(three, "raj", proposals.decline, does(three, "raj", proposals.waiting)[0].proposal_id)
    assert len(propose(three, "ana", ("U0RAJ",), people[-2])) == 1


def test_only_its_owner_uses_it_and_not_for_ever(three: Company) -> None:
    propose(three, "ana", ("U0RAJ",), JANE)
    number = three.one(Proposal).id
    words = []
    for name, which, now in (
        ("ana", number, NOW),
        ("zoe", number, NOW),
        ("raj", number + 1, NOW),
        ("raj", number, NOW + proposals.KEPT + dt.timedelta(seconds=1)),
    ):
        for what, given in ((proposals.decline, ()), (proposals.accept, (FixedClock(), OURS)), (proposals.one, ())):
            parts = (*given, which, JANE) if what is proposals.accept else (which,)
            with pytest.raises(Stale) as stale:
                does(three, name, what, *parts, now=now)
            words.append(stale.value.words)
    assert len(set(words)) == 1
    assert three.all(Relationship) == []
    logged = does(three, "raj", proposals.accept, FixedClock(), OURS, number, JANE)
    assert logged.called == "Jane Doe"
    assert three.all(Proposal) == []


def test_a_form_is_kept_as_a_whole_and_says_where_it_is_wrong(three: Company) -> None:
    def keep(*lines: Line, to: tuple[str, ...] = ("U0RAJ",)) -> from_message.Kept:
        kept: from_message.Kept = does(three, "ana", from_message.keep, FixedClock(), OURS, lines, to)
        return kept

    bill = Line(Entry(address="bill@acme.example"), "log")
    for wrong, field in (
        (Line(Entry(address="no address"), "log"), "address.1"),
        (Line(Entry(address="no address"), "suggest"), "address.1"),
        (Line(Entry(), "log"), "address.1"),
        (Line(Entry(), "suggest"), "address.1"),
        (Line(Entry(address="zoe@ours.example"), "log"), "address.1"),
        (Line(Entry(address="new@ours.example"), "suggest"), "address.1"),
        (Line(Entry(address="a@acme.example", strength=9), "log"), "strength.1"),
        (Line(Entry(address="a@acme.example", name="x" * 201), "suggest"), "name.1"),
        (Line(Entry(address="a@acme.example", note="x" * 2001), "log"), "note"),
    ):
        with pytest.raises(BadInput) as error:
            keep(bill, wrong)
        assert error.value.field == field
        assert (three.all(Relationship), three.all(Proposal)) == ([], [])
    with three.database.write() as session:
        record_objection(session, FixedClock(), three.workspace_id, "dan@acme.example")
    with pytest.raises(ObjectionOnFile) as objected:
        keep(bill, Line(Entry(address="dan@acme.example"), "log"))
    assert objected.value.field == "address.1"
    assert three.all(Relationship) == []
    kept = keep(bill, Line(Entry(address="dan@acme.example"), "suggest"), Line(Entry(address="no address"), "leave"))
    assert [one.called for one in kept.logged] == ["bill@acme.example"]
    assert kept.suggested_to == ("Raj Patel",)
    (entry,) = three.all(OutboxEntry)  # one message of all the lines
    told = does(three, "raj", proposals.of_batch, entry.subject_id)
    assert [one.called for one in told] == ["bill@acme.example"]
    assert does(three, "zoe", proposals.of_batch, entry.subject_id) == []  # nobody else's


def test_what_is_read_fits_its_fields(three: Company) -> None:
    text = (
        "<mailto:" + "a" * 60 + "@acme.example|x> Jane\u202e \u0000Doe &lt;!channel&gt; "
        "<mailto:jane@acme.example|jane@acme.example> <!channel> " + "<@U0RAJ> " * 400 + "\u200b" * 5000
    )
    read = does(three, "ana", from_message.read, OURS, text, "U0ZOE")
    assert [one.slack_user_id for one in read.colleagues] == ["U0RAJ", "U0ZOE"]
    assert [one.named for one in read.colleagues] == [True, False]
    for entry in read.people:
        for part in (entry.address, entry.name, entry.title, entry.account):
            assert part is None or (len(part) <= 200 and part.isprintable() and part == part.strip())
    assert "jane@acme.example" in [entry.address for entry in read.people]
