"""Many deals at once are read as one by one: the same, in as many statements, and without what is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text

from bench.deals import NOW, WORKSPACE, MadeUp
from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.deals.coverage import STATES, DealCoverage, coverage, stood
from bot.deals.needs import standing, standings
from bot.deals.playbook import load_playbooks
from bot.deals.standing_now import states_in_channels, stood_in_channels
from models import accounts as a
from models import deals as d
from models import migrations
from models.network import HalfTie, Line, Relationship
from models.people import Colleague
from models.reading import Reading
from models.session import Database
from tests import postgres
from tests.conftest import DATABASES

ROOT = Path(__file__).parents[2]
CHARTER = load_charter(ROOT / "charter.yaml")
PLAYBOOKS = load_playbooks(ROOT / "playbook.yaml")
DEALS = 60
READERS = ("channel", "member", "manager")


@pytest.fixture(scope="module", params=DATABASES)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """Made-up deals in a database of each kind."""
    with ExitStack() as stack:
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('many') / 'many.db'}"
        else:
            url = str(stack.enter_context(postgres.fresh_database(request.getfixturevalue("postgres_server"))))
        database = stored(url, MadeUp(DEALS))
        yield database
        database.engine.dispose()


def stored(url: str, rows: MadeUp) -> Database:
    """A database with these rows in it."""
    database = Database(url)
    migrations.upgrade(database)
    with database.write() as session:
        rows.store(session)
    with database.write() as session:
        session.execute(text("ANALYZE"))
    return database


def viewer_of(session: Any, reader: str) -> Viewer:
    """The deals' channels, somebody on a team, or whoever manages all."""
    if reader == "channel":
        return Viewer(WORKSPACE, 0, member=True, external=False)
    query = select(d.Deal.owner_id).order_by(d.Deal.id) if reader == "member" else select(Colleague.id)
    number = session.scalars(query.order_by(None) if reader == "manager" else query).first()
    return Viewer.of(session.get_one(Colleague, (WORKSPACE, number)), CHARTER)


def sight_of(session: Any, reader: str) -> Sight:
    """What they see."""
    return Sight(session, CHARTER, viewer_of(session, reader), NOW)


def deals_in(session: Any, most: int = DEALS) -> list[d.Deal]:
    """So many deals."""
    return list(session.scalars(select(d.Deal).order_by(d.Deal.id).limit(most)))


@pytest.mark.parametrize("reader", READERS)
def test_of_many_as_one_by_one(made: Database, reader: str) -> None:
    with made.read() as session:
        sight, deals = sight_of(session, reader), deals_in(session, 8)
        many = coverage(sight, PLAYBOOKS, deals)
        assert many == [one for deal in deals for one in coverage(sight, PLAYBOOKS, [deal])]
        needs = standings(sight, PLAYBOOKS, deals)
        assert needs == {deal.id: standing(sight, PLAYBOOKS, deal) for deal in deals}
        all_of_them = coverage(sight, PLAYBOOKS, deals_in(session))
        assert {role.state for one in all_of_them for role in one.roles} == set(STATES)
        states = {one.deal.deal_id: {role.role: role.state for role in one.roles} for one in many}
        assert states_in_channels(sight, PLAYBOOKS, deals) == states
        kept = stood_in_channels(sight, PLAYBOOKS, deals)
        assert kept == {one.deal.deal_id: stood([one]) for one in many}


@pytest.mark.parametrize("made", ["sqlite"], indirect=True)  # they are as many, whatever runs them
@pytest.mark.parametrize("reader", READERS)
def test_as_many_statements_for_many_as_for_half(made: Database, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    counts = []
    ran: list[str] = []
    run = Reading.run

    def counted(self: Reading, statement: str, given: Any) -> Any:
        ran.append(statement)
        return run(self, statement, given)

    monkeypatch.setattr(Reading, "run", counted)
    event.listen(made.engine, "before_cursor_execute", lambda *given: ran.append(given[2]))
    for most in (30, DEALS, 1, 10):
        with made.read() as session:
            sight, deals = sight_of(session, reader), deals_in(session, most)
            ran.clear()
            coverage(sight, PLAYBOOKS, deals)
            counts.append(len(ran))
            ran.clear()
            standings(sight, PLAYBOOKS, deals)
            counts.append(len(ran))
            ran.clear()
            stood_in_channels(sight, PLAYBOOKS, deals)
            counts.append(len(ran))
    many, few = counts[:3], (counts[6:9], counts[9:])
    assert many == counts[3:6]
    # Of few there may be nobody to look further for: then it is not looked.
    assert all(one <= most for some in few for one, most in zip(some, many, strict=True))
    assert many[0] <= 30
    assert many[1] <= 20
    assert many[2] <= (12 if reader == "channel" else 31)


def hidden_from(rows: MadeUp, viewer_id: int) -> MadeUp:
    """The same without what the default charter hides from somebody who is on no team; 0: from a channel."""
    held = rows.rows
    reviewed = {one["id"] for one in held[Colleague] if one["charter_accepted_version"] == CHARTER.version}
    embargoed = {one["id"] for one in held[a.Account] if one["embargoed"]}
    at_one = {one["contact_id"] for one in held[a.Affiliation] if one["account_id"] in embargoed}
    mine = {one["contact_id"] for one in held[Relationship] if one["colleague_id"] == viewer_id}

    def seen(one: dict[str, Any]) -> bool:
        if one["colleague_id"] == viewer_id:
            return True
        open_ = one["reviewed"] and not one["private"] and one["colleague_id"] in reviewed
        return bool(open_ and one["contact_id"] not in at_one)

    known = [one for one in held[Relationship] if seen(one)]
    told_by = {one["contact_id"] for one in known} if viewer_id else set()
    contacts = {
        one["id"]
        for one in held[a.Contact]
        if one["id"] in mine or (one["id"] not in at_one and (one["in_directory"] or one["id"] in told_by))
    }
    seats = {one["id"] for one in held[a.Seat] if one["account_id"] not in embargoed}
    stays = {
        a.Contact: lambda one: one["id"] in contacts,
        Relationship: lambda one: one in known and one["contact_id"] in contacts,
        Line: lambda one: {one["contact_id"], one["superior_id"]} <= contacts,
        d.Stakeholder: lambda one: one["contact_id"] in contacts or one["seat_id"] in seats,
    }
    for table in (a.ContactAddress, a.Affiliation, a.Holding, d.Engagement):
        stays[table] = lambda one: one["contact_id"] in contacts
    for table, test in stays.items():
        held[table] = [one for one in held[table] if test(one)]
    ids = {one["id"] for one in held[Relationship]}
    held[HalfTie] = [one for one in held[HalfTie] if one["relationship_id"] in ids]
    named = {one["id"] for one in held[d.Stakeholder]}
    held[d.Observation] = [one for one in held[d.Observation] if one["stakeholder_id"] in named]
    return rows


def told(one: DealCoverage) -> tuple[object, ...]:
    """All that is told of a deal."""
    needs = [
        (need.need.id, need.engaged, need.holders, need.stakeholders, need.needed_by, need.gap and need.gap.id)
        for need in one.needs.needs
    ]
    risks = [(gap.id, gap.key) for gap in one.risks]
    return one.deal, one.roles, one.columns, one.threads, needs, one.needs.known, one.needs.pairs, risks, one.decided


@pytest.mark.parametrize("reader", ["channel", "on no team", "on a team"])
def test_hidden_as_never_stored(tmp_path: Path, reader: str) -> None:
    whole = MadeUp(DEALS)
    owners = [one["owner_id"] for one in whole.rows[d.Deal]]
    nobody = whole.rows[Colleague][0]["id"]
    number = {"channel": 0, "on no team": nobody, "on a team": owners[0]}[reader]
    if reader == "on no team":
        whole, again = without(MadeUp(DEALS), nobody), without(MadeUp(DEALS), nobody)
    else:
        again = MadeUp(DEALS)
    worlds = (whole, hidden_from(again, number))
    assert len(worlds[0].rows[d.Stakeholder]) > len(worlds[1].rows[d.Stakeholder]) + DEALS // 4
    found = []
    for place, rows in enumerate(worlds):
        database = stored(f"sqlite:///{tmp_path / str(place)}.db", rows)
        with database.read() as session:
            if number:
                viewer = Viewer.of(session.get_one(Colleague, (WORKSPACE, number)), CHARTER)
            else:
                viewer = viewer_of(session, "channel")
            sight = Sight(session, CHARTER, viewer, NOW)
            found.append([told(one) for one in coverage(sight, PLAYBOOKS, deals_in(session))])
        database.engine.dispose()
    for one, other in zip(*found, strict=True):
        assert one == other


def without(rows: MadeUp, number: int) -> MadeUp:
    """The same, but for that somebody's part in any team."""
    rows.rows[d.DealMember] = [one for one in rows.rows[d.DealMember] if one["colleague_id"] != number]
    return rows
