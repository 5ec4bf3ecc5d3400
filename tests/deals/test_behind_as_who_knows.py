"""Of those of ours who know one of theirs and may not be named, coverage explains the one whom who-knows explains."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlalchemy import update

from bot.audit import Decided
from bot.deals import several
from bot.deals.coverage_data import as_data
from bot.network.who_knows import who_knows
from bot.people import mine
from models.accounts import Account, AccountDomain, Contact
from models.base import new_id
from models.deals import Deal
from models.network import HalfTie
from models.session import Database
from tests.conftest import NOW
from tests.deals.desk import PLAYBOOKS
from tests.deals.test_behind import JANE, tie_of
from tests.deals.weekly import Weekly


@pytest.fixture
def week(database: Database, workspace_id: int) -> Weekly:
    return Weekly(database, workspace_id)


def begins(week: Weekly) -> int:
    """Jane is in a deal with where she works; she is to be left alone, so that nobody is named who knows her."""
    account_id = new_id()
    with week.database.write() as session:
        of = {"workspace_id": week.workspace_id, "source": "crm", "created_at": NOW}
        session.add(Account(id=account_id, name="Acme", name_key="acme", **of))
        session.flush()
        session.add(AccountDomain(workspace_id=week.workspace_id, account_id=account_id, domain="acme.example"))
    deal: int = week.deal(name="Acme renewal", account_id=account_id)
    jane = week.contact("Jane", deal, buying_role="economic buyer")
    with week.database.write() as session:
        session.get_one(Contact, (week.workspace_id, jane)).do_not_contact = True
    return deal


def explained(week: Weekly, deal_id: int) -> tuple[list[Decided], list[Decided], list[str]]:
    """The decisions on relationships that Ana has by coverage and by who-knows, and the clauses coverage names."""

    def of_ties(some: Sequence[Decided]) -> list[Decided]:
        return [one for one in some if one.decision.subject == "relationship"]

    with week.database.read() as session:
        sight = week.sight(session, "ana")
        covered = several.of_one(sight, PLAYBOOKS, session.get_one(Deal, (week.workspace_id, deal_id)))
        clauses: list[str] = as_data(covered)["clauses"]
        return of_ties(covered.deals[0].decided), of_ties(who_knows(sight, JANE).decided), clauses


def test_the_warmest_of_them_is_explained_and_no_other(week: Weekly) -> None:
    deal = begins(week)
    week.knows("zoe", JANE, strength=4)
    covered, asked, alone = explained(week, deal)
    assert (covered, len(asked)) == (asked, 1)
    # Raj knows her less well, and has left: R10 would tell that there are two.
    week.knows("raj", JANE, strength=2)
    week.changes("raj", left_at=week.clock.now())
    assert explained(week, deal) == (asked, asked, alone)
    week.does("zoe", mine.remove, week.clock, tie_of(week, "zoe"))
    only, _, clauses = explained(week, deal)
    assert (len(only), "R10" in clauses, "R10" in alone) == (1, True, False)


def test_whoever_was_stored_first_is_explained_only_where_they_are_the_warmest(week: Weekly) -> None:
    deal = begins(week)
    week.knows("raj", JANE, strength=2)
    week.changes("raj", left_at=week.clock.now())
    for name, strength in (("zoe", 4), ("tom", 4), ("kim", 5)):
        week.knows(name, JANE, strength=strength)
        covered, asked, clauses = explained(week, deal)
        assert (covered, len(asked), "R10" in clauses) == (asked, 1, False)


def test_whom_they_logged_and_whom_they_write_to_are_compared_as_of_now(week: Weekly) -> None:
    """What has faded is as warm as it is today, not as it was kept."""
    deal = begins(week)
    for name in ("raj", "zoe"):
        week.knows(name, JANE, strength=1)
    raj, zoe = tie_of(week, "raj"), tie_of(week, "zoe")
    shift = week.settings.warmth.shift(week.clock.now())
    with week.database.write() as session:
        session.execute(update(HalfTie).where(HalfTie.relationship_id == raj).values(fading=shift + 2))
        session.execute(update(HalfTie).where(HalfTie.relationship_id == zoe).values(steady=1.0))
    for days, warmest in ((0, raj), (60, zoe)):
        week.clock.advance(days=days)
        covered, asked, _ = explained(week, deal)
        assert covered == asked
        assert [one.subject_id for one in covered] == [warmest]
