"""What comes with a button about a meeting: forged, it ends in the words for a button from another time."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.deals.engaging import Before
from bot.deals.gaps import Answered
from handlers.values import ANOTHER_TIME, LONGEST_SOURCE, Met
from handlers.views import gaps as view
from models.accounts import ContactAddress
from models.base import new_id
from models.deals import Deal, Engagement
from models.people import Colleague
from tests.conftest import NOW
from tests.hostile.desk import Office, office, shown


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Office]:
    with office(f"sqlite:///{tmp_path / 'o2o.db'}", tmp_path) as one:
        yield one


def said_just_now(made: Office) -> dict[str, Any]:
    """Ana has said a moment ago that she has met Jane: what the button that takes it back carries."""
    with made.database.write() as session:
        deal_id = session.scalars(select(Deal.id).where(Deal.name == "Acme renewal")).one()
        jane = session.scalars(
            select(ContactAddress.contact_id).where(ContactAddress.address == "jane.doe@acme.example")
        ).one()
        ana = session.scalars(select(Colleague.id).where(Colleague.email.startswith("ana."))).one()
        session.add(
            Engagement(
                workspace_id=made.workspace_id,
                id=new_id(),
                deal_id=deal_id,
                contact_id=jane,
                colleague_id=ana,
                kind="meeting",
                at=made.clock.now(),
                source="said",
            )
        )
    return {"deal": deal_id, "contact": jane, "kind": "email", "at": "2026-01-01T00:00:00Z", "source": "said"}


@pytest.mark.parametrize(
    "forged",
    [
        {"source": "x" * 9000},
        {"source": "a\0b"},
        {"at": "2026-01-01T00:00:00"},
        {"at": "yesterday"},
        {"kind": "x" * 17},
        {"contact": 2**63},
    ],
)
def test_what_no_button_carries_is_from_another_time(made: Office, forged: dict[str, Any]) -> None:
    value = said_just_now(made)
    ana = made.desk("ana")
    assert ANOTHER_TIME in shown(ana.sends("gap_undo", json.dumps({**value, **forged})))
    assert "Taken back" in shown(ana.sends("gap_undo", json.dumps(value)))


def test_a_long_source_that_is_stored_fits_the_button() -> None:
    before = Before("meeting", NOW, "é" * (LONGEST_SOURCE + 50))
    done = Answered(
        Deal(id=2**62, name="x"), "champion", 2**62, "met", 2**30, NOW + dt.timedelta(minutes=5), before=before
    )
    carried = view._undo(done, 2**62, on=True).dump()
    assert len(carried.encode()) < 2000
    assert Met.load(carried).source == "é" * LONGEST_SOURCE
