"""Who of theirs matters is shown with what was observed of them, and to nobody who might not know of them before."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.deals.stakeholders import NOT_THERE, StakeholderShown, observe, stakeholder, stakeholders, take_back
from bot.errors import BadInput, Stale
from models.accounts import Affiliation, Contact, ContactAddress, Holding, Seat
from models.base import new_id, random_id
from models.deals import Observation, Stakeholder
from tests.conftest import NOW
from tests.deals.conftest import Floor

CHAMPION = {"buying_role": "economic buyer", "stance": "champion"}


@pytest.fixture
def deal_id(floor: Floor) -> int:
    """Ana leads it, Lee is on its team with her."""
    return floor.crm_deal("Acme renewal", "ana", "ana", "lee", account_id=floor.account("Acme"))


def at_acme(floor: Floor, deal_id: int, contact_id: int) -> None:
    with floor.database.write() as session:
        session.add(
            Affiliation(
                workspace_id=floor.workspace_id,
                id=new_id(),
                contact_id=contact_id,
                account_id=floor.deal(deal_id).account_id,
                basis="domain",
            )
        )


def seen_by(floor: Floor, name: str, deal_id: int) -> list[StakeholderShown]:
    return list(floor.does(name, stakeholders, deal_id).all)


def test_disagreement_is_shown_dated_and_by_name_and_nothing_is_written_over(floor: Floor, deal_id: int) -> None:
    jane = floor.contact()
    at_acme(floor, deal_id, jane)
    floor.does("ana", observe, floor.clock, deal_id, jane, None, CHAMPION)
    floor.clock.advance(days=3)
    floor.does("lee", observe, floor.clock, deal_id, jane, None, {"buying_role": "economic buyer", "stance": "sceptic"})
    (one,) = seen_by(floor, "ana", deal_id)
    assert [(each.value, each.observer, each.mine) for each in one.says("stance")] == [
        ("sceptic", "Lee", False),
        ("champion", "Ana", True),
    ]
    floor.does("ana", observe, floor.clock, deal_id, jane, None, {**CHAMPION, "stance": "neutral", "power": "high"})
    (one,) = seen_by(floor, "lee", deal_id)
    assert {each.value for each in one.says("stance")} == {"sceptic", "neutral"}
    assert len(floor.rows(Observation)) == 6  # the same role said again is no news
    assert floor.does("ana", take_back, floor.clock, one.stakeholder_id) == "Jane Doe"
    (one,) = seen_by(floor, "ana", deal_id)
    assert {each.observer for each in one.observed} == {"Lee"}
    floor.does("lee", take_back, floor.clock, one.stakeholder_id)
    assert seen_by(floor, "ana", deal_id) == seen_by(floor, "lee", deal_id) == []
    assert [row.removed_at is not None for row in floor.rows(Stakeholder)] == [True]


def test_others_observations_are_for_the_team_alone(floor: Floor, deal_id: int) -> None:
    jane = floor.contact()
    at_acme(floor, deal_id, jane)
    floor.does("ana", observe, floor.clock, deal_id, jane, None, CHAMPION)
    # Mia manages Ana and so sees the deal; on its team she is not.
    assert seen_by(floor, "mia", deal_id) == []
    stored = floor.rows(Stakeholder)[0].id
    for nobody, one in (("mia", stored), ("zoe", stored), ("mia", random_id()), ("zoe", random_id())):
        with pytest.raises(Stale, match=NOT_THERE):
            floor.does(nobody, stakeholder, one)
    # What she says herself she sees, and of Ana's still nothing; that Jane was named before changes nothing.
    shown = floor.does("mia", observe, floor.clock, deal_id, jane, None, {"buying_role": "coach"})
    assert [(each.value, each.mine) for each in shown.observed] == [("coach", True)]
    assert len(floor.rows(Stakeholder)) == 1
    floor.does("mia", take_back, floor.clock, stored)
    assert seen_by(floor, "mia", deal_id) == []
    assert len(seen_by(floor, "lee", deal_id)) == 1


def test_whoever_is_hidden_is_nobody(floor: Floor, deal_id: int) -> None:
    with floor.database.write() as session:
        hidden = Contact(workspace_id=floor.workspace_id, source="x", purpose="selling", created_at=NOW)
        session.add(hidden)
        session.flush()
        session.add(
            ContactAddress(
                workspace_id=floor.workspace_id,
                id=new_id(),
                contact_id=hidden.id,
                address="rob@acme.example",
                domain="acme.example",
            )
        )
        hidden_id = hidden.id
    for nobody in (hidden_id, random_id()):
        with pytest.raises(Stale, match=NOT_THERE):
            floor.does("ana", observe, floor.clock, deal_id, nobody, None, CHAMPION)
        with pytest.raises(Stale, match=NOT_THERE):
            floor.does("ana", observe, floor.clock, deal_id, None, nobody, CHAMPION)
    # Named by an import, and of whom the CRM says something: still nobody whom the viewer may not know of.
    with floor.database.write() as session:
        row = Stakeholder(
            workspace_id=floor.workspace_id, deal_id=deal_id, contact_id=hidden_id, source="import", created_at=NOW
        )
        session.add(row)
        session.flush()
        session.add(
            Observation(
                workspace_id=floor.workspace_id,
                id=new_id(),
                stakeholder_id=row.id,
                about="buying_role",
                value="coach",
                observed_at=NOW,
                source="import",
            )
        )
    assert seen_by(floor, "ana", deal_id) == []


def test_an_empty_seat_matters_whoever_takes_it(floor: Floor, deal_id: int) -> None:
    with floor.database.write() as session:
        seat = Seat(
            workspace_id=floor.workspace_id,
            id=new_id(),
            account_id=floor.deal(deal_id).account_id,
            title="CFO",
            title_key="cfo",
            source="crm",
            created_at=NOW,
        )
        session.add(seat)
        session.flush()
        seat_id = seat.id
    shown = floor.does("ana", observe, floor.clock, deal_id, None, seat_id, {"buying_role": "economic buyer"})
    assert shown.seat is not None
    assert (shown.name, shown.seat.account, shown.seat.holder) == ("CFO", "Acme", None)
    jane = floor.contact()
    with floor.database.write() as session:
        session.add(
            Holding(
                workspace_id=floor.workspace_id,
                id=new_id(),
                seat_id=seat_id,
                contact_id=jane,
                since=dt.date(2026, 11, 1),
                source="crm",
            )
        )
    (shown,) = seen_by(floor, "lee", deal_id)
    assert shown.seat is not None
    assert shown.seat.holder is not None
    assert shown.seat.holder.name == "Jane Doe"


def test_what_is_no_word_for_it_is_refused_at_its_field(floor: Floor, deal_id: int) -> None:
    jane = floor.contact()
    for said, field in (
        ({"stance": "champion"}, "buying_role"),
        ({"buying_role": "emperor"}, "buying_role"),
        ({**CHAMPION, "power": "infinite"}, "power"),
        ({**CHAMPION, "motivation": "x" * 301}, "motivation"),
    ):
        with pytest.raises(BadInput) as refused:
            floor.does("ana", observe, floor.clock, deal_id, jane, None, said)
        assert refused.value.field == field
    with floor.database.read() as session:
        assert session.scalars(select(Observation.id)).all() == []
