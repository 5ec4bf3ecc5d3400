"""What is said of a risk: which seat it is about, and to whom not."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import select

from bot.deals import said
from bot.deals.seen import of_channel
from handlers.views import nudges as view
from handlers.views.hours import Reader
from models.accounts import Holding
from models.deals import Gap
from models.session import Database
from tests.deals.desk import PLAYBOOKS, Desk
from tests.deals.test_risks import ROOM, account, leaves, risks


@pytest.fixture
def desk(database: Database, workspace_id: int) -> Desk:
    return Desk(database, workspace_id)


@pytest.mark.parametrize("by", ["ana", "lee"])
def test_the_seat_is_named_to_the_lead_who_is_not_told_what_they_said_themselves(desk: Desk, by: str) -> None:
    acme = account(desk)
    seat = desk.seat(acme, "Head of IT")
    deal = desk.deal(stage="Mutual interest", account_id=acme, channel_id=ROOM)
    bill = desk.contact("Bill", deal, seat, stance="neutral")
    desk.ticks(hours=1)
    desk.clock.advance(days=2)
    leaves(desk, bill)
    with desk.database.write() as session:
        session.scalars(select(Holding).where(Holding.contact_id == bill)).one().ended_by_id = desk.ids[by]
    desk.ticks()
    assert risks(desk) == {"seat_vacated": "open"}
    assert [one for one in desk.told() if one[0] == "risk"] == ([("risk", "ana")] if by == "lee" else [])
    with desk.database.read() as session:
        gap_id = session.scalars(select(Gap.id).where(Gap.key == "seat_vacated")).one()
        told = said.of_gap(desk.sight(session, "ana"), PLAYBOOKS, gap_id, None)
        read = view.risk(told, Reader(desk.clock.now(), dt.UTC), desk.ids["ana"], requests=True).text
        room = said.of_gap(of_channel(desk.sight(session, "ana")), PLAYBOOKS, gap_id, ROOM)
        shown = view.risk(room, Reader(desk.clock.now(), dt.UTC), 0, requests=True).text
    assert "Who has it now? It is Acme's Head of IT seat." in read
    assert "Head of IT" not in shown
