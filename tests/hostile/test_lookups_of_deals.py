"""What tells names in a deal is a look-up: recorded, counted, and refused past the charter's number."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.charter import load_charter
from bot.cli.demo import ROOT
from bot.deals.seen import NOT_THERE
from bot.deals.several import NOT_THERE as NO_ACCOUNT
from handlers.values import ANOTHER_TIME, Covering, Missing, OfDeal
from models.accounts import Account
from models.deals import Deal
from models.governance import DecisionParty
from tests.hostile.deal_room import DEAL, moves, opens
from tests.hostile.desk import Office, office, shown

PAST = "as often as the charter allows"
KEY = "counsel"


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Office]:
    with office(f"sqlite:///{tmp_path / 'o2o.db'}", tmp_path) as one:
        opens(one)
        moves(one, ours="Negotiation", theirs="Comparing suppliers")
        yield one


def limits(made: Office, folder: Path) -> None:
    """The charter lets everybody look up once a day."""
    charter = folder / "limited.yaml"
    text = (ROOT / "charter.yaml").read_text(encoding="utf-8")
    charter.write_text(text.replace("per_day: 100", "per_day: 1"), encoding="utf-8")
    object.__setattr__(made.house.boundary, "charter", load_charter(charter))


def recorded(made: Office) -> int:
    with made.database.read() as session:
        return session.scalar(select(func.count()).select_from(DecisionParty)) or 0


def the_deal(made: Office) -> Deal:
    with made.database.read() as session:
        found: Deal = session.scalars(select(Deal).where(Deal.name == DEAL)).one()
        return found


def test_naming_somebody_in_a_deal(made: Office, tmp_path: Path) -> None:
    ana, deal = made.desk("ana"), the_deal(made)
    form = ana.sends("deal_who", OfDeal(id=deal.id, v=deal.version).dump())
    before = recorded(made)
    assert "Jane" in shown(ana.submits(form, {"who": "jane.doe@acme.example"}))
    assert recorded(made) > before
    limits(made, tmp_path)
    assert PAST in shown(ana.submits(form, {"who": "jane.doe@acme.example"}))


def test_why_and_what_shows_the_list_anew(made: Office, tmp_path: Path) -> None:
    ana, deal = made.desk("ana"), the_deal(made)
    why = Missing(deal=deal.id, key=KEY, v=1, do="why").dump()
    form = ana.submits(ana.sends("deal_who", OfDeal(id=deal.id).dump()), {"who": "jane.doe@acme.example"})
    ana.submits(form, {"buying_role": "legal"})
    before = recorded(made)
    assert PAST not in shown(ana.sends("gap_menu", why))
    assert recorded(made) > before
    limits(made, tmp_path)
    assert PAST in shown(ana.sends("gap_menu", why))
    assert PAST in shown(ana.sends("nudge_menu", Missing(deal=deal.id, key=KEY, v=1, do="met").dump()))
    before = recorded(made)
    week = Missing(deal=deal.id, key=KEY, v=1, do="week", on=True).dump()
    noted = shown(ana.sends("gap_menu", week))
    assert "Set aside in" in noted  # what one says is noted all the same
    assert recorded(made) == before


ROUTES = ("coverage_open", "coverage_pick", "coverage_picture")
"""The buttons that lead to where we stand in a deal."""


def test_where_we_stand_is_a_lookup_by_every_way(made: Office, tmp_path: Path) -> None:
    ana, deal = made.desk("ana"), the_deal(made)
    value = Covering(deal=deal.id).dump()
    form = ana.submits(ana.sends("deal_who", OfDeal(id=deal.id).dump()), {"who": "jane.doe@acme.example"})
    ana.submits(form, {"buying_role": "legal"})
    for asked in (lambda: ana.types(f"coverage {DEAL}"), lambda: ana.sends("coverage_open", value)):
        before = recorded(made)
        assert "engaged" in shown(asked())
        assert recorded(made) > before
    limits(made, tmp_path)
    for typed in ("coverage", f"coverage {DEAL}", "coverage team", "coverage @acme", "coverage nothing"):
        assert PAST in shown(ana.types(typed))
    for route in (*ROUTES, "coverage_more", "coverage_back"):
        assert PAST in shown(ana.sends(route, value))


def test_a_forged_button_finds_nothing_that_is_hidden(made: Office) -> None:
    mia, deal = made.desk("mia"), the_deal(made)
    with made.database.read() as session:
        hidden = session.scalars(select(Account.id).where(Account.embargoed.is_(True))).first()
    for route in ROUTES:
        for number in (deal.id, 1):
            assert NOT_THERE in shown(mia.sends(route, Covering(deal=number).dump()))
    for account in (hidden or 0, 1):
        assert NO_ACCOUNT in shown(mia.sends("coverage_more", Covering(account=account, at=10).dump()))
    assert PAST not in shown(mia.sends("coverage_more", Covering(at=100_000).dump()))
    for forged in ('{"at":-1}', '{"at":100001}', '{"deal":9223372036854775808}', '{"do":"everything"}', "{}x", ""):
        assert ANOTHER_TIME in shown(mia.sends("coverage_more", forged))
    for unknown in (Covering(do="csv"), Covering(deal=deal.id)):
        assert ANOTHER_TIME in shown(mia.sends("coverage_menu", unknown.dump()))
    assert "no longer have the answer" in shown(mia.sends("coverage_menu", Covering(do="why", answer=5).dump()))
    assert ANOTHER_TIME in shown(mia.sends("words", '{"words":["lukewarm"]}'))
