"""Buttons and forms sent with other values: what is another's, hidden or of another kind is as if it never was."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from bot.charter.sight import Sight, Viewer
from bot.people.paging import Spot
from handlers.values import Answer, Asked, Departure, Mine, Place, Rule, Seat, Suggestion, Value, Wanted, written
from handlers.views.kit import Form
from models import tables
from models.base import Base, new_id, random_id
from tests.conftest import NOW
from tests.hostile.desk import Office, office
from tests.hostile.neighbourhood import AROUND, BEHIND, MAX, RAJ, ROB, settle, tie_of
from tests.hostile.twins import looks

GUARDED = (
    "relationships",
    "holdings",
    "proposals",
    "review_rules",
    "contacts",
    "contact_addresses",
    "half_ties",
    "exchanges",
    "touches",
)
"""Tables of which nothing may change."""
LARGEST = 2**63 - 1
ODD = (
    "",
    "null",
    "[]",
    "{}",
    "7",
    "{",
    '{"id":-1}',
    '{"id":9223372036854775808}',
    '{"id":1.5}',
    '{"id":"1"}',
    '{"id":1,"on":"zzzzzzzzzzzzz"}',
    '{"id":1,"on":"1.2.3.4.5.6"}',
    '{"id":1,"seen":"../../.."}',
    f'{{"id":{LARGEST}}}',
    f'{{"who":"x","contact":{LARGEST}}}',
    f'{{"who":"x","account":{LARGEST}}}',
    '{"who":"\\u0000\\ud800","contact":0}',
    '{"who":"<!channel>","strength":99999999999999999999999}',
    f'{{"contact":{LARGEST},"holdings":[1,{LARGEST}],"on":"9999-12-31"}}',
    f'{{"seat":{LARGEST}}}',
    f'{{"answer":{LARGEST}}}',
    f'{{"rule":{LARGEST}}}',
    '{"who":["a","b"]}',
    f'{{"id":1,"among":[{LARGEST}]}}',
    '{"mark":"' + "x" * 5000 + '"}',
)
OF_ONESELF = {"charter_withdraw"}
"""Buttons that speak of no record, only of whoever clicks."""
DOES = ("correct", "ask_remove", "shared", "private", "open", "count", "uncount", "by_mails", "remove")


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Ours, with much that is hidden, a suggestion to Raj, a rule of Raj's; and another workspace, with Lee in it."""
    folder = tmp_path_factory.mktemp("tampered")
    with office(f"sqlite:///{folder / 'o2o.db'}", folder) as made:
        for stored in (AROUND, BEHIND):
            stored.store(made, folder)
        settle(made, hidden=True)
        made.desk("raj").types(f"who-knows {ROB}")
        with made.database.write() as session:
            other = new_id()
            session.add(tables.Workspace(id=other, name="elsewhere", created_at=NOW))
            session.flush()
            came = {"source": "elsewhere", "created_at": NOW}
            lee = tables.Colleague(workspace_id=other, name="Lee", name_key="lee", kind="member", **came)
            contact = tables.Contact(workspace_id=other, purpose="selling", in_directory=True, **came)
            session.add_all([lee, contact])
            session.flush()
            tie = {"colleague_id": lee.id, "contact_id": contact.id, "updated_at": NOW}
            session.add(tables.Relationship(workspace_id=other, **tie, **came))
        yield made


def rows(world: Office) -> dict[str, list[tuple[object, ...]]]:
    with world.database.read() as session:
        return {
            name: sorted(tuple(row) for row in session.execute(select(Base.metadata.tables[name]))) for name in GUARDED
        }


def foreign(world: Office, name: str) -> dict[type[Value], list[int]]:
    """By the kind of value, ids of what somebody may not touch or know of."""
    with world.database.read() as session:
        charter = world.house.boundary.charter
        me = session.scalars(
            select(tables.Colleague).where(tables.Colleague.slack_user_id == f"U0{name.upper()}")
        ).one()
        sight = Sight(session, charter, Viewer.of(me, charter), world.clock.now(), world.settings.warmth)

        def some(model: Any, *where: Any) -> list[int]:
            return list(session.scalars(select(model.id).where(*where)))

        ties = [tie_of(world, RAJ, MAX)]
        ties += some(tables.Relationship, tables.Relationship.workspace_id != world.workspace_id)
        ties += some(tables.Relationship, tables.Relationship.removed_at.is_not(None))[:1]
        seen = set(session.scalars(sight.contacts(tables.Contact.id)))
        hidden = [one for one in some(tables.Contact) if one not in seen]
        accounts = set(session.scalars(sight.accounts(tables.Account.id)))
        embargoed = [one for one in some(tables.Account) if one not in accounts]
        seats = some(tables.Seat, tables.Seat.account_id.in_(embargoed))
        assert len(ties) == 3
        assert min(map(len, (hidden, embargoed, seats))) > 0
        party = tables.DecisionParty
        found: dict[type[Value], list[int]] = {
            Mine: [*ties, hidden[0], me.id],
            Wanted: [*hidden[:6], me.id, ties[0]],
            Asked: [*hidden[:4], me.id, ties[0], *embargoed],
            Departure: [hidden[0], *some(tables.Holding)[:2]],
            Seat: [seats[0], hidden[0], some(tables.Account)[0]],
            Suggestion: some(tables.Proposal),
            Rule: some(tables.ReviewRule),
            Place: ties,
            Answer: list(session.scalars(select(party.answer_id).where(party.viewer_id != me.id).limit(1))),
        }
        assert all(found.values())
        return found


def values(kind: type[Value], one: int) -> list[Value]:
    """The values that speak of something by this id."""
    on = written([Spot(one, "look")])
    day = dt.date(2026, 11, 1)
    made: dict[type[Value], list[Value]] = {
        Mine: [Mine(id=one), Mine(id=one, seen="0" * 8, on=on)],
        Wanted: [Wanted(contact=one), Wanted(contact=one, deal=one)],
        Asked: [Asked(who="x", contact=one), Asked(who="x", account=one)],
        Departure: [Departure(contact=one, holdings=(one,), on=day)],
        Seat: [Seat(seat=one), Seat(seat=one, instead=True)],
        Suggestion: [Suggestion(id=one, among=(one,))],
        Rule: [Rule(rule=one, on=on)],
        Place: [Place(on=on), Place(after=on), Place(before=on, mark="x")],
        Answer: [Answer(answer=one)],
    }
    return made[kind]


def test_what_may_not_be_touched_is_as_if_it_never_was(world: Office) -> None:
    desk, before = world.desk("lee"), rows(world)
    for kind, ids in foreign(world, "lee").items():
        for action_id in world.house.works.keys() - OF_ONESELF:
            for one in ids:
                never = random_id() if one > 2**62 else new_id()
                for there, absent in zip(values(kind, one), values(kind, never), strict=True):
                    said = [looks(desk.sends(action_id, value.dump())) for value in (there, absent)]
                    assert said[0] == said[1], (action_id, there)
    for one in foreign(world, "lee")[Mine]:
        for do in DOES:
            said = [looks(desk.sends("mine_menu", Mine(id=i, do=do).dump())) for i in (one, new_id())]
            assert said[0] == said[1], do
    assert rows(world) == before


FIELDS: dict[str, str | None] = {
    "address": None,
    "name": "Nobody",
    "title": "CEO",
    "account": "Nowhere",
    "note": "x",
    "strength": "3",
    "kind": "friend",
    "sharing": "private",
}


def test_forms_about_what_may_not_be_touched(world: Office) -> None:
    desk, before = world.desk("lee"), rows(world)
    for kind, ids in foreign(world, "lee").items():
        for callback_id in ("know", "correct", "seat_holder", "proposal", "intro", "ask_edit", "ask_better"):
            for one in ids:
                never = random_id() if one > 2**62 else new_id()
                for there, absent in zip(values(kind, one), values(kind, never), strict=True):
                    forms = [Form(callback_id, "x", (), metadata=value.dump()) for value in (there, absent)]
                    said = [looks(desk.submits(form, FIELDS)) for form in forms]
                    assert said[0] == said[1], (callback_id, there)
    assert rows(world) == before


@pytest.mark.parametrize("who", ["lee", "raj"])
def test_odd_values_break_nothing(world: Office, who: str) -> None:
    desk, before = world.desk(who), rows(world)
    for text in ODD:
        for action_id in world.house.works:
            desk.sends(action_id, text)
            desk.sends(action_id, "0", text)
        for callback_id in world.house.submissions:
            desk.submits(Form(callback_id, "x", (), metadata=text), {**FIELDS, "who": "nobody@nowhere.example"})
    assert rows(world) == before
