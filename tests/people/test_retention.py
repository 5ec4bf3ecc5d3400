"""What the charter says about keeping, done."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import select

from bot import audit
from bot.charter import load_charter
from bot.network.warmth import Warmth
from bot.worker import forget_all, seal_all
from models.accounts import Contact
from models.base import new_id, random_id
from models.deals import Deal, Engagement, Gap, Observation, Stakeholder
from models.governance import DecisionParty, DecisionRecord
from models.introductions import Ask, Introduction
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.session import Database
from tests.conftest import NOW, FixedClock
from tests.people.conftest import Company

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")
TWO_YEARS = dt.timedelta(days=732)
CALLED = {"called": "Jane Doe", "called_address": "jane@acme.example", "look_at": NOW}


def a_tie(company: Company, **words: str) -> Relationship:
    columns = {"colleague_email": "ana@ours.example", "contact_email": "jane@acme.example", **words}
    company.bring("relationships", ",".join(columns), ",".join(columns.values()), reviewed="on paper")
    found: Relationship = company.one(Relationship)
    return found


def test_a_tie_nobody_confirmed_for_two_years_waits_for_its_owner_and_then_goes(peopled: Company) -> None:
    a_tie(peopled, note="choir")
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS - dt.timedelta(days=3)), CHARTER, Warmth()) == 0
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS), CHARTER, Warmth()) == 1
    tie = peopled.one(Relationship)
    assert (tie.reviewed, tie.note) == (False, "choir")
    assert {half.reviewed for half in peopled.all(HalfTie)} == {False}

    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS + dt.timedelta(days=20)), CHARTER, Warmth()) == 0
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS + dt.timedelta(days=40)), CHARTER, Warmth()) == 1
    tie = peopled.one(Relationship)
    assert (tie.note, tie.removed_at is None) == (None, False)
    assert peopled.all(HalfTie) == []


def test_a_late_touch_confirms_and_an_old_one_is_erased(peopled: Company) -> None:
    tie = a_tie(peopled)
    peopled.change(tie, last_touch=(NOW + TWO_YEARS / 2).date())
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS), CHARTER, Warmth()) == 0
    assert peopled.one(Relationship).reviewed
    peopled.change(peopled.one(Relationship), updated_at=NOW + 2 * TWO_YEARS)
    assert forget_all(peopled.database, FixedClock(NOW + 2 * TWO_YEARS), CHARTER, Warmth()) == 1
    tie = peopled.one(Relationship)
    assert (tie.reviewed, tie.last_touch) == (True, None)


def test_people_whom_nothing_speaks_of_go_and_others_stay(peopled: Company) -> None:
    made = {"workspace_id": peopled.workspace_id, "source": "logged", "purpose": "selling", "created_at": NOW}
    with peopled.database.write() as session:
        session.add(Contact(**made))
        session.add(Contact(**made, in_directory=True, name="Kept", name_key="kept"))
        session.add(Contact(**made, objected_at=NOW))
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS), CHARTER, Warmth()) == 1
    assert peopled.count(Contact) == 2


def test_a_request_goes_with_its_answers_a_year_after_it_was_closed_and_keeps_its_contact_until_then(
    peopled: Company,
) -> None:
    ana, raj = peopled.all(Colleague)
    where = {"workspace_id": peopled.workspace_id}
    with peopled.database.write() as session:
        contact = Contact(**where, source="logged", purpose="selling", created_at=NOW - TWO_YEARS)
        session.add(contact)
        session.flush()
        words = {"purpose": "advice", "draft": "", **CALLED, "asked_at": NOW, "answer_by": NOW}
        asked = {**where, **words, "requester_id": ana.id, "contact_id": contact.id}
        closed = Introduction(**asked, state="none", closed_at=NOW)
        # One of which nobody said what came of it counts as closed by its promised hour.
        session.add_all([closed, Introduction(**asked | {"answer_by": NOW + dt.timedelta(days=30)}, state="agreed")])
        session.flush()
        to_raj = {"role": "owner", "owner_id": raj.id, "addressee_id": raj.id, "asked_at": NOW, "until": NOW}
        session.add(Ask(**where, introduction_id=closed.id, attempt=1, **to_raj))
    assert forget_all(peopled.database, FixedClock(NOW + dt.timedelta(days=364)), CHARTER, Warmth()) == 0
    assert forget_all(peopled.database, FixedClock(NOW + dt.timedelta(days=366)), CHARTER, Warmth()) == 1
    assert [one.state for one in peopled.all(Introduction)] == ["agreed"]
    assert peopled.all(Ask) == []
    assert peopled.count(Contact) == 1


def test_who_asked_is_erased_after_a_year_and_the_chain_stays_whole(database: Database, workspace_id: int) -> None:
    decided = [audit.Decided(7, CHARTER.decide("relationship", {}))]
    with database.write() as session:
        audit.record(session, FixedClock(), workspace_id, 1, 2, decided)
    assert seal_all(database) == 1
    assert forget_all(database, FixedClock(NOW + dt.timedelta(days=370)), CHARTER, Warmth()) == 1
    with database.read() as session:
        assert session.scalars(select(DecisionParty)).all() == []
        assert len(session.scalars(select(DecisionRecord)).all()) == 1
        assert audit.broken_at(session, workspace_id) is None


def a_deal(company: Company, contact_id: int, colleague_id: int) -> None:
    """A deal in which a contact is a stakeholder, was observed twice and met once, and something was not needed."""
    row = {"workspace_id": company.workspace_id, "source": "x"}
    with company.database.write() as session:
        deal = Deal(**row, name="Renewal", stage="Proposal", is_open=True, created_at=NOW)
        one = Stakeholder(**row, id=random_id(), contact_id=contact_id, created_at=NOW)
        session.add(deal)
        session.flush()
        one.deal_id = deal.id
        session.add(one)
        session.flush()
        for about, at in (("stance", NOW), ("motivation", NOW + TWO_YEARS / 2)):
            seen = {"stakeholder_id": one.id, "about": about, "value": "neutral", "observer_id": colleague_id}
            session.add(Observation(**row, **seen, id=new_id(), observed_at=at))
        met = {"deal_id": deal.id, "contact_id": contact_id, "colleague_id": colleague_id, "kind": "meeting"}
        session.add(Engagement(**row, **met, at=NOW))
        answer = {"state": "not_needed", "raised_at": NOW, "answered_at": NOW, "reason": "Jane said so."}
        session.add(Gap(workspace_id=company.workspace_id, id=random_id(), deal_id=deal.id, key="economic", **answer))


def test_what_a_deal_holds_of_somebody_goes_with_its_time_and_they_with_the_last_of_it(peopled: Company) -> None:
    made = {"workspace_id": peopled.workspace_id, "source": "logged", "purpose": "selling", "created_at": NOW}
    with peopled.database.write() as session:
        contact = Contact(**made)
        session.add(contact)
        session.flush()
        contact_id = contact.id
        colleague_id = session.scalars(select(Colleague.id)).first()
    assert colleague_id is not None
    a_deal(peopled, contact_id, colleague_id)

    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS - dt.timedelta(days=3)), CHARTER, Warmth()) == 0
    # One observation, the engagement, and what was written to the gap.
    assert forget_all(peopled.database, FixedClock(NOW + TWO_YEARS), CHARTER, Warmth()) == 3
    assert [one.about for one in peopled.all(Observation)] == ["motivation"]
    assert (peopled.count(Engagement), peopled.one(Gap).reason, peopled.one(Gap).state) == (0, None, "not_needed")
    assert (peopled.count(Stakeholder), peopled.count(Contact)) == (1, 1), "a deal speaks of them yet"

    late = FixedClock(NOW + TWO_YEARS * 3 / 2)
    assert forget_all(peopled.database, late, CHARTER, Warmth()) >= 2
    assert forget_all(peopled.database, late, CHARTER, Warmth()) <= 1
    counts = [peopled.count(table) for table in (Observation, Stakeholder, Contact)]
    assert counts == [0, 0, 0]
    assert peopled.count(Deal) == 1
