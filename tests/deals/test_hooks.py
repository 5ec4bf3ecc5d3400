"""The CRM's deliveries in whatever order they come: the history is the CRM's, and hostile ones change nothing."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.deals import stages
from bot.deals.crm import deliveries
from bot.deals.crm.taking import take
from bot.deals.crm.told import Particulars, Told, read_deal, read_hubspot
from bot.deals.playbook import load_playbooks
from models.accounts import Account
from models.crm import CrmDelivery
from models.deals import Deal, DealMember, StageRecord
from models.people import Colleague
from tests.conftest import NOW

ROOT = Path(__file__).parents[2]
STAGES = ["Prospecting", "Qualification", "Needs Analysis", "Value Proposition", "Negotiation/Review", "Signed off"]
ENDS = ["Closed Won", "closedlost"]


@pytest.fixture(scope="module")
def playbooks():
    return load_playbooks(ROOT / "playbook.yaml")


def make_deals(database, workspace_id, number, stage="Prospecting"):
    with database.write() as session:
        for at in range(number):
            session.add(
                Deal(
                    workspace_id=workspace_id,
                    external_id=f"D-{at}",
                    name=f"Deal {at}",
                    stage=stage,
                    is_open=True,
                    source="import x",
                    created_at=NOW,
                )
            )


def the_crm(rng, number_of_deals, moves):
    """What happened in the CRM: of each deal its stages in order, never twice the same one running; reopened, too."""
    history = {}
    for at in range(number_of_deals):
        when, told = NOW - dt.timedelta(days=200), []
        for _ in range(rng.randint(1, moves)):
            when += dt.timedelta(seconds=rng.randint(1, 86_400))
            stage = rng.choice([one for one in [*STAGES, *ENDS] if not told or one != told[-1][1]])
            told.append((when, stage))
        history[f"D-{at}"] = told
    return history


def as_sent(rng, history, number):
    """The deliveries: each move at least once, many twice and more, as HubSpot's or our own, in any order."""
    once = [(deal, at, stage) for deal, told in history.items() for at, stage in told]
    many = once + [rng.choice(once) for _ in range(number - len(once))]
    rng.shuffle(many)
    now = NOW + dt.timedelta(days=1)
    told = []
    for deal, at, stage in many:
        if rng.random() < 0.5:
            told.append(read_deal({"external_id": deal, "stage": stage, "at": at.isoformat()}, now))
        else:
            event = {"objectId": deal, "propertyValue": stage, "occurredAt": int(at.timestamp() * 1000)}
            event |= {"subscriptionType": "deal.propertyChange", "propertyName": "dealstage"}
            told += read_hubspot([event], now)[0]
    return told


def check_stormy(database, workspace_id, clock, playbooks, *, seed, deals, moves, number):
    rng = random.Random(seed)  # noqa: S311 cases to try, no secrets
    make_deals(database, workspace_id, deals)
    history = the_crm(rng, deals, moves)
    sent = as_sent(rng, history, number)
    assert len(sent) == number
    outcomes = Counter()
    while sent:
        batch, sent = sent[: (size := rng.choice([1, 1, 5, 40]))], sent[size:]
        with database.write() as session:
            outcomes.update(one.outcome for one in take(session, clock, workspace_id, playbooks, batch))
    assert {"moved", "late", "repeated"} <= outcomes.keys() <= {"moved", "late", "repeated", "same"}
    with database.read() as session:
        for deal in session.scalars(select(Deal)):
            crm = history[deal.external_id]
            records = stages.history(session, deal, "sales")
            assert [(one.at, one.stage) for one in stages.moves(records)] == crm
            assert (deal.stage_since, deal.stage) == crm[-1]
            end = {"Closed Won": "won", "closedlost": "lost"}.get(deal.stage)
            assert (deal.outcome, deal.is_open, deal.closed_at is None) == (end, end is None, end is None)
        kept = session.execute(select(CrmDelivery.via, CrmDelivery.times, CrmDelivery.outcome)).all()
    assert sum(row.times for row in kept) == number
    assert {row.outcome for row in kept} <= {"moved", "late", "same", "repeated"}


def test_shuffled_doubled_and_delayed(database, workspace_id, clock, playbooks):
    check_stormy(database, workspace_id, clock, playbooks, seed=1, deals=30, moves=12, number=500)


@pytest.mark.soak
def test_ten_thousand_shuffled_doubled_and_delayed(database, workspace_id, clock, playbooks):
    check_stormy(database, workspace_id, clock, playbooks, seed=2, deals=300, moves=20, number=10_000)


def told(at=NOW, stage="Negotiation/Review", external_id="D-0", **said):
    held = {"external_id": external_id, "stage": stage, "at": at.isoformat(), **said}
    return read_deal(held, NOW + dt.timedelta(days=3))


def taken(database, clock, workspace_id, playbooks, *some):
    with database.write() as session:
        return take(session, clock, workspace_id, playbooks, some)


def the_deal(database, external_id="D-0"):
    with database.read() as session:
        return session.scalars(select(Deal).where(Deal.external_id == external_id)).one()


def test_a_deal_nobody_knows_changes_nothing_and_is_on_record(database, workspace_id, clock, playbooks):
    [one] = taken(database, clock, workspace_id, playbooks, told())
    [two] = taken(database, clock, workspace_id, playbooks, told())
    assert (one.outcome, two.outcome) == ("unknown deal", "unknown deal")
    with database.read() as session:
        assert session.scalar(select(func.count()).select_from(StageRecord)) == 0
        [row] = deliveries.latest(session, workspace_id, 10)
        assert (row.outcome, row.external_id, row.times, row.stage_known) == ("unknown deal", "D-0", 2, None)
    make_deals(database, workspace_id, 1)
    [three] = taken(database, clock, workspace_id, playbooks, told())
    assert three.outcome == "moved"
    with database.read() as session:
        [row] = deliveries.latest(session, workspace_id, 10)
        assert (row.outcome, row.times) == ("moved", 3)


def test_a_stage_the_playbook_does_not_know_counts_and_is_said(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    [one] = taken(database, clock, workspace_id, playbooks, told(stage="Hors catégorie"))
    assert (one.outcome, one.stage_known) == ("moved", False)
    assert the_deal(database).stage == "Hors catégorie"
    with database.read() as session:
        assert [row.stage for row in deliveries.latest(session, workspace_id, 10, unknown_stages=True)] == [
            "Hors catégorie"
        ]
        assert deliveries.latest(session, workspace_id, 10, "late") == []


def test_an_end_that_only_the_playbook_knows(database, workspace_id, clock, playbooks):
    """HubSpot's own pipelines have numbers for stages: what they mean, the playbook says."""
    new = playbooks.choose(None)
    sales = tuple(replace(one, crm=(*one.crm, "98765")) if one.ends == "won" else one for one in new.sales_stages)
    changed = replace(new, sales_stages=sales)
    mine = replace(playbooks, all=tuple(changed if one is new else one for one in playbooks.all))
    make_deals(database, workspace_id, 1)
    taken(database, clock, workspace_id, mine, told(stage="98765"))
    deal = the_deal(database)
    assert (deal.outcome, deal.is_open, deal.closed_at) == ("won", False, NOW.date())
    assert stages.ends_by(changed)("98765") == "won"
    assert stages.ends_by(changed)("Closed - nobody knows") == "closed"


def test_what_else_the_crm_knows_best_goes_by_the_newest(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    with database.write() as session:
        session.add(Account(workspace_id=workspace_id, name="Acme", name_key="acme", source="x", created_at=NOW))
    newer = told(at=NOW, name="Big", amount="12000.50", currency="eur", expected_close="2027-01-31", account="ACME")
    older = told(at=NOW - dt.timedelta(hours=1), stage="Prospecting", name="Small", amount=1)
    taken(database, clock, workspace_id, playbooks, newer)
    [late] = taken(database, clock, workspace_id, playbooks, older)
    deal = the_deal(database)
    assert late.outcome == "late"
    assert (deal.name, deal.amount, deal.currency, deal.expected_close) == (
        "Big",
        1_200_050,
        "EUR",
        dt.date(2027, 1, 31),
    )
    assert deal.account_id is not None
    before = deal.version
    taken(database, clock, workspace_id, playbooks, newer)
    assert the_deal(database).version == before
    [strange] = taken(database, clock, workspace_id, playbooks, told(at=NOW + dt.timedelta(1), account="Nowhere"))
    assert strange.notes
    assert the_deal(database).account_id == deal.account_id


def test_closed_is_kept_by_a_stage_told_again(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    taken(database, clock, workspace_id, playbooks, told(closed="lost"))
    assert (the_deal(database).outcome, the_deal(database).is_open) == ("lost", False)
    taken(database, clock, workspace_id, playbooks, told(at=NOW + dt.timedelta(minutes=1)))
    assert (the_deal(database).outcome, the_deal(database).is_open) == ("lost", False)
    taken(database, clock, workspace_id, playbooks, told(at=NOW + dt.timedelta(minutes=2), closed=False))
    assert (the_deal(database).outcome, the_deal(database).is_open, the_deal(database).closed_at) == (None, True, None)


def test_whose_deal_it_is(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    with database.write() as session:
        for name, kind in (("ana", "member"), ("raj", "member"), ("gus", "guest")):
            about = {
                "email": f"{name}@ours.example",
                "name": name,
                "name_key": name,
                "kind": kind,
                "source": "x",
                "created_at": NOW,
            }
            session.add(Colleague(workspace_id=workspace_id, **about))
    for at, name in enumerate(("ana", "raj")):
        when = NOW + dt.timedelta(minutes=at)
        [one] = taken(database, clock, workspace_id, playbooks, told(at=when, owner_email=f"{name}@ours.example"))
        assert one.notes == ()
    later = NOW + dt.timedelta(minutes=5)
    [guest] = taken(database, clock, workspace_id, playbooks, told(at=later, owner_email="gus@ours.example"))
    later += dt.timedelta(minutes=1)
    [nobody] = taken(database, clock, workspace_id, playbooks, told(at=later, owner_email="who@ours.example"))
    assert guest.notes == nobody.notes != ()
    with database.read() as session:
        names = {one.id: one.name for one in session.scalars(select(Colleague))}
        members = [(names[one.colleague_id], one.seller_role) for one in session.scalars(select(DealMember))]
    assert members == [("raj", "deal owner")]
    assert names[the_deal(database).owner_id] == "raj"


def test_a_repeated_delivery_changes_nothing(database, workspace_id, clock, playbooks):
    """Neither what was said since by a newer one, nor what a file or somebody here has changed."""
    make_deals(database, workspace_id, 1)
    first = told(name="Big", amount=12, closed="lost")
    taken(database, clock, workspace_id, playbooks, first)
    with database.write() as session:
        deal = session.scalars(select(Deal)).one()
        deal.name, deal.amount, deal.is_open, deal.outcome, deal.closed_at = "Changed", 1, True, None, None
    before = vars_of(the_deal(database))
    assert [one.outcome for one in taken(database, clock, workspace_id, playbooks, first)] == ["repeated"]
    assert vars_of(the_deal(database)) == before


def test_the_particulars_of_one_instant_are_those_told_first(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    for at, (stage, amount, stays) in enumerate(
        (("Proposal", 1, 1), ("Proposal", 2, 1), ("Negotiation/Review", 3, 1), ("Proposal", 1, 1), ("Proposal", 4, 4))
    ):
        later = NOW + dt.timedelta(seconds=at == 4)
        taken(database, clock, workspace_id, playbooks, told(at=later, stage=stage, amount=amount))
        assert the_deal(database).amount == stays * 100


def test_what_is_older_than_a_file_changes_no_particulars(database, workspace_id, clock, playbooks):
    make_deals(database, workspace_id, 1)
    with database.write() as session:
        session.scalars(select(Deal)).one().told_at = NOW  # as an import leaves it
    for at, outcome, name in ((-1, "moved", "Deal 0"), (0, "same", "Deal 0"), (1, "same", "Big")):
        word = told(at=NOW + dt.timedelta(minutes=at), name="Big")
        assert [one.outcome for one in taken(database, clock, workspace_id, playbooks, word)] == [outcome]
        assert the_deal(database).name == name
    [late] = taken(database, clock, workspace_id, playbooks, told(at=NOW, stage="Proposal", name="Small"))
    assert (late.outcome, the_deal(database).name) == ("late", "Big")


def test_a_word_on_the_stage_alone_takes_no_particulars_away(database, workspace_id, clock, playbooks):
    """HubSpot's says nothing else: an own one of the instant before still counts."""
    make_deals(database, workspace_id, 1)
    taken(database, clock, workspace_id, playbooks, told(at=NOW))
    taken(database, clock, workspace_id, playbooks, told(at=NOW - dt.timedelta(seconds=1), amount=7))
    assert the_deal(database).amount == 700


def vars_of(deal):
    return {name: value for name, value in vars(deal).items() if not name.startswith("_")}


def test_old_deliveries_go(database, workspace_id, clock, playbooks):
    taken(database, clock, workspace_id, playbooks, told())
    clock.advance(days=89)
    taken(database, clock, workspace_id, playbooks, told(external_id="D-9"))
    clock.advance(days=2)
    with database.write() as session:
        deliveries.forget_old(session, clock, workspace_id)
        assert [one.external_id for one in deliveries.latest(session, workspace_id, 10)] == ["D-9"]


def test_the_same_word_has_one_key_and_another_has_another():
    assert told().key == told().key
    assert len({told().key, told(amount=1).key, told(stage="x").key, told(external_id="y").key}) == 4
    assert isinstance(told(), Told)
    assert told().particulars == Particulars()
