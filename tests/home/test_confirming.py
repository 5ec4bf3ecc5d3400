"""People to confirm: who is asked about, what each click does, and that it can be taken back."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from bot.errors import NotYours, Stale
from bot.home import may_take_back
from bot.people import confirming
from bot.people.confirming import Done
from models.accounts import Account, Affiliation, Contact, Holding, Seat
from models.base import new_id
from models.homes import Home
from models.network import Relationship
from models.session import Database
from tests.conftest import NOW
from tests.deals.desk import CHARTER
from tests.introductions.conftest import stored_in_directory
from tests.introductions.office import JANE, Office

BILL = "bill@acme.example"


@pytest.fixture
def office(database: Database, workspace_id: int) -> Office:
    made = Office(database, workspace_id)
    made.charter = CHARTER
    made.joins("ana", "raj", charter_accepted_version=CHARTER.version)
    for address, name in ((JANE, "Jane Doe"), (BILL, "Bill Smith")):
        stored_in_directory(made, address, name)
        made.knows("raj", address, strength=4)
    return made


def asked(office: Office, name: str = "raj", page: int = 0) -> list[tuple[str, bool]]:
    """About whom somebody is asked, and whether they have left."""
    found = office.does(name, confirming.confirming, page)
    return [(one.mine.called, one.left) for one in found.people]


def sits(office: Office, address: str, *, until: dt.date | None = None, embargoed: bool = False) -> int:
    """Somebody has, or had, a seat in the directory; gives its id."""
    of = {"workspace_id": office.workspace_id, "source": "crm", "created_at": NOW}
    account, seat, contact = new_id(), new_id(), office.contact(address)
    with office.database.write() as session:
        name = f"Acme {account}"
        session.add(Account(id=account, name=name, name_key=name, embargoed=embargoed, **of))
        session.flush()
        session.add(Seat(id=seat, account_id=account, title="CFO", title_key="cfo", **of))
        session.flush()
        session.add(
            Holding(
                workspace_id=office.workspace_id,
                source="crm",
                contact_id=contact,
                seat_id=seat,
                since=dt.date(2020, 1, 1),
                until=until,
            )
        )
        if embargoed:
            session.add(
                Affiliation(workspace_id=office.workspace_id, basis="seat", contact_id=contact, account_id=account)
            )
    return seat


def test_who_was_not_heard_of_for_half_a_year_the_oldest_first(office: Office) -> None:
    assert asked(office) == []
    office.clock.advance(days=180)
    assert asked(office) == []
    office.clock.advance(days=1)
    assert sorted(asked(office)) == [("Bill Smith", False), ("Jane Doe", False)]
    with office.database.write() as session:
        jane = Relationship.contact_id == office.contact(JANE)
        session.execute(update(Relationship).where(jane).values(owner_edited_at=NOW - dt.timedelta(days=1)))
    assert asked(office) == [("Jane Doe", False), ("Bill Smith", False)]
    with office.database.write() as session:
        session.execute(update(Relationship).where(jane).values(last_touch=office.clock.now().date()))
    assert asked(office) == [("Bill Smith", False)]
    assert asked(office, "ana") == []


@pytest.mark.parametrize("kind", ["sqlite"])
def test_the_day_of_an_import_is_none_on_which_anybody_was_heard_of(office: Office) -> None:
    met, jane = NOW.date() - dt.timedelta(days=700), Relationship.contact_id == office.contact(JANE)
    with office.database.write() as session:
        of_it = {"source": "import ties.csv", "owner_edited_at": None}
        session.execute(update(Relationship).values(**of_it))
        session.execute(update(Relationship).where(jane).values(last_touch=met))
    office.clock.advance(days=181)
    heard = {one.mine.called: one.heard for one in office.does("raj", confirming.confirming, 0).people}
    assert heard == {"Jane Doe": met, "Bill Smith": None}


def test_what_fades_by_itself_what_waits_and_who_objected_is_not_asked_about(office: Office) -> None:
    office.clock.advance(days=200)
    with office.database.write() as session:
        session.execute(update(Relationship).values(strength=None))
    assert asked(office) == []
    with office.database.write() as session:
        session.execute(update(Relationship).values(strength=3, reviewed=False))
    assert asked(office) == []
    with office.database.write() as session:
        session.execute(update(Relationship).values(reviewed=True))
        session.execute(update(Contact).where(Contact.id == office.contact(BILL)).values(objected_at=NOW))
    assert asked(office) == [("Jane Doe", False)]


def test_who_has_left_their_seat_comes_first_and_whoever_has_another_one_does_not(office: Office) -> None:
    office.clock.advance(days=10)
    today = office.clock.now().date()
    sits(office, JANE, until=today)
    assert asked(office) == [("Jane Doe", True)]
    sits(office, JANE)
    assert asked(office) == []


def test_whoever_had_left_before_they_were_imported_is_asked_about_until_one_says_something(office: Office) -> None:
    sits(office, BILL, until=NOW.date() - dt.timedelta(days=30))
    assert asked(office) == []
    with office.database.write() as session:
        session.execute(update(Relationship).values(source="import crm", owner_edited_at=None))
        assert len(session.scalars(confirming.owners(office.workspace_id, NOW.date())).all()) == 1
    assert asked(office) == [("Bill Smith", True)]
    office.does("raj", confirming.still_close, office.clock, office.relationship("raj", BILL), "")
    assert asked(office) == []


def test_a_seat_its_reader_may_not_know_of_counts_for_nothing(office: Office) -> None:
    office.clock.advance(days=10)
    sits(office, JANE, until=office.clock.now().date(), embargoed=True)
    assert asked(office) == []
    sits(office, BILL, until=office.clock.now().date())
    assert asked(office) == [("Bill Smith", True)]


def test_still_close_leaves_it_as_it_was(office: Office) -> None:
    office.clock.advance(days=181)
    done = does(office, confirming.still_close)
    assert asked(office) == [("Bill Smith", False)]
    assert strength(office) == 4
    office.does("raj", confirming.take_back, office.clock, done)
    assert len(asked(office)) == 2
    with pytest.raises(Stale):
        does(office, confirming.still_close, shown="0badc0de")


def test_fading_is_a_step_less_and_a_little_at_the_least(office: Office) -> None:
    for before, after in ((4, 3), (2, 1), (1, 1)):
        with office.database.write() as session:
            session.execute(update(Relationship).values(strength=before, owner_edited_at=None))
        office.clock.at = NOW + dt.timedelta(days=181)
        done = does(office, confirming.fading)
        assert strength(office) == after
        with pytest.raises(Stale):  # settled
            does(office, confirming.fading)
        office.does("raj", confirming.take_back, office.clock, done)
        assert strength(office) == before


def test_not_there_any_more_empties_the_seat_and_keeps_the_relationship(office: Office) -> None:
    sits(office, JANE)
    office.clock.advance(days=181)
    done = does(office, confirming.gone)
    (held,) = office.rows(Holding)
    assert (held.until, strength(office)) == (office.clock.now().date(), 4)
    assert ("Jane Doe", True) not in asked(office)  # who said so is not asked again
    office.does("raj", confirming.take_back, office.clock, Done.load(done.dump()))
    (held,) = office.rows(Holding)
    assert held.until is None


def test_what_was_changed_since_is_not_taken_back_and_nobody_elses_is_touched(office: Office) -> None:
    office.clock.advance(days=181)
    done = does(office, confirming.fading)
    office.knows("raj", strength=2)
    with pytest.raises(Stale):
        office.does("raj", confirming.take_back, office.clock, done)
    assert strength(office) == 2
    with pytest.raises(NotYours):
        office.does("ana", confirming.still_close, office.clock, office.relationship("raj"), "")
    with pytest.raises(NotYours):
        office.does("ana", confirming.take_back, office.clock, done)


def test_removed_is_removed_for_good(office: Office) -> None:
    done = office.does("raj", confirming.removed, office.clock, office.relationship("raj"))
    assert not done.kept
    with pytest.raises(NotYours):
        office.does("raj", confirming.take_back, office.clock, done)


def test_pages(office: Office) -> None:
    for number in range(9):
        stored_in_directory(office, f"p{number}@acme.example", f"P {number}")
        office.knows("raj", f"p{number}@acme.example")
    office.clock.advance(days=181)
    first = office.does("raj", confirming.confirming, 0)
    last = office.does("raj", confirming.confirming, 2)
    assert (len(first.people), first.first, first.last, first.of) == (5, 1, 5, 11)
    assert (len(last.people), last.first, last.last, last.of) == (1, 11, 11, 11)
    assert office.does("raj", confirming.confirming, 1_000) == last  # behind the last comes the last


def does(office: Office, deed: object, shown: str = "") -> Done:
    """Raj says something of Jane."""
    assert callable(deed)
    done: Done = office.does("raj", deed, office.clock, office.relationship("raj"), shown)
    return done


def strength(office: Office) -> int | None:
    """How well Raj says he knows Jane."""
    jane = office.contact(JANE)
    found: int | None
    (found,) = [one.strength for one in office.rows(Relationship) if one.contact_id == jane]
    return found


@pytest.mark.parametrize(
    "done",
    [
        "x",
        "[]",
        "null",
        "{}",
        '{"did": "close", "relationship_id": 1, "holding_ids": [], "of_a_later_version": 1}',
        '{"did": "danced", "relationship_id": 1, "holding_ids": []}',
        '{"did": "close", "relationship_id": "1", "holding_ids": []}',
        '{"did": "close", "relationship_id": 99999999999999999999, "holding_ids": []}',
        '{"did": "close", "relationship_id": 1, "holding_ids": [], "strength": 9}',
        '{"did": "gone", "relationship_id": 1, "holding_ids": [1], "on": "later"}',
        '{"did": "gone", "relationship_id": 1, "holding_ids": [1], "on": 7}',
    ],
)
def test_what_a_later_version_did_is_not_spoken_of_and_breaks_nothing(done: str) -> None:
    kept = Home(workspace_id=1, id=new_id(), colleague_id=1, opened_at=NOW, looked_at=NOW, done=done, done_at=NOW)
    with capture_logs() as logs:
        assert [may_take_back(kept, NOW) for _ in range(3)] == [None] * 3
    assert logs == [{"event": "home_not_understood", "id": kept.id, "log_level": "warning"}]
    whole = Done("gone", 1, "mark", 3, NOW.isoformat(), 2, (3,), NOW.date().isoformat())
    kept.done = whole.dump()
    assert may_take_back(kept, NOW) == whole
