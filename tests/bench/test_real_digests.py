"""What digests tell of many deals equals what plain SQL counts; with a condition of the SQL changed, it does not.

The real CRM's deals are compared where the sample is at hand; made-up ones of the same shape always are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import pytest

from bench import digest_company, digest_sql, real_crm, real_digests
from bench.digest_counted import Counted, Needed
from bench.real_company import NoData
from bench.real_digests import Company, differing_needs, differing_roles
from bot.deals.covered import STATES
from models.people import Colleague
from tests.conftest import cannot_run

DEALS = 240
PEOPLE = 10
"""Managers first: of them each is compared, of the others some."""
PART = 12
"""Of the real CRM's opportunities one in so many."""


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    folder = tmp_path_factory.mktemp("digests")
    made = Company(digest_company.made_up_crm(folder / "crm", DEALS), folder)
    made.prepare()
    yield made
    made.close()


def differing(company: Company, *, of_people: bool) -> list[str]:
    """What is told otherwise than it is counted by the SQL as it stands now."""
    counted = Counted(company.file, real_digests.PLAYBOOK, digest_company.MONDAY, real_digests.CHARTER.version)
    try:
        if not of_people:
            return differing_roles(company.told_in_channels(), counted.roles())
        some = told_to_some(company)
        return [one for who, told in some.items() for one in differing_needs(who.name, told, counted.needing(who.id))]
    finally:
        counted.close()


@cache
def told_to_some(company: Company) -> dict[Colleague, Needed]:
    return {one: company.told_to(one) for one in company.people()[:PEOPLE]}


def test_channels_are_told_what_plain_sql_counts(company: Company) -> None:
    assert differing(company, of_people=False) == []
    told = company.told_in_channels()
    states = Counter(state for roles in told.values() for state in roles.values())
    assert all(states[one] > len(told) / 10 for one in STATES), states  # else nothing was compared
    words = company.told_in_words()
    assert words == {deal: Counter(roles.values()) for deal, roles in told.items() if deal in words}
    assert len(words) > 10


def test_people_are_told_which_deals_need_them_as_plain_sql_counts(company: Company) -> None:
    assert differing(company, of_people=True) == []
    found = told_to_some(company).values()
    needs = [words for one in found for words in one.deals.values()]
    assert len(needs) > 50
    for word in ("own: ", "their people's: ", "gone_cold", "single_thread", "coach", "champion"):
        assert any(word in one for one in needs), word
    assert sum(one.of_theirs + one.of_own for one in found) > len(needs)
    assert all(any(getattr(one, what) for one in found) for what in ("to_look_at", "to_confirm"))


def test_each_is_prepared_once_in_as_many_statements_for_few_deals(company: Company, tmp_path) -> None:
    other = Company(digest_company.made_up_crm(tmp_path / "crm", 60), tmp_path)
    try:
        assert real_digests.ran(other, 3) == []
    finally:
        other.close()
    assert company.twice() == []


IN_CHANNELS = [
    ("SEEN", "h.until > v.today)\n) JOIN", "1)\n) JOIN"),
    ("SEEN", "AND NOT s.barred\nLEFT", "\nLEFT"),
    ("SEEN", "AND l.by_directory\n", "AND l.by_directory AND NOT l.objected\n"),
    ("SEEN", "v.viewer <> 0 AND c.id", "c.id"),
    ("SEEN", "NOT r.private AND ", ""),
    ("SEEN", "ORDER BY observed_at DESC, value DESC", "ORDER BY observed_at"),
    ("DEALS", "n = 1 AND value <> ''", "value <> ''"),
    ("DEALS", "n = 1 AND value <> ''", "n = 1"),
    ("DEALS", "AND NOT s.ends ORDER", "AND 0 ORDER"),
    ("ROLES", "WHERE p.role NOT IN (SELECT word FROM stance)", ""),
    ("ROLES", "max(s.of_team AND s.kind", "max(s.kind"),
    ("ROLES", "max(s.kind IN (SELECT value FROM json_each(u.by))) AS counts", "max(1) AS counts"),
    ("ROLES", "s.at >= strftime", "s.at > strftime"),
    ("ROLES", "AND NOT l.alone", ""),
    ("ROLES", "AND p.contact IS NOT NULL", ""),
]
TO_PEOPLE = [
    ("SEEN", "OR (v.viewer <> 0 AND c.id IN (SELECT contact FROM tie_seen))", ""),
    ("DEALS", "(n.until IS NULL OR d.place <= n.until)", "1"),
    ("DEALS", "coalesce(d.they_are, '') = d.last_of_theirs", "0"),
    ("NEEDING", "g.state IN ('open', 'closed', 'over')", "g.state IN ('open', 'closed')"),
    ("NEEDING", "AND o.who = s.who AND", "AND"),
    ("NEEDING", "AND d.place >= r.at", ""),
    ("NEEDING", "NOT coalesce(s.barred, 0)", "1"),
    ("NEEDING", "FROM colleagues c JOIN below b ON c.manager_id = b.id", "FROM colleagues c JOIN below b ON 0"),
    ("TO_CONFIRM", "'-180", "'-170"),
]


@pytest.mark.parametrize(
    ("of_people", "change"), [(False, one) for one in IN_CHANNELS] + [(True, one) for one in TO_PEOPLE]
)
def test_with_a_condition_changed_they_differ(
    company: Company, monkeypatch: pytest.MonkeyPatch, of_people: bool, change: tuple[str, str, str]
) -> None:
    name, was, becomes = change
    text = getattr(digest_sql, name)
    assert was in text
    monkeypatch.setattr(digest_sql, name, text.replace(was, becomes))
    assert differing(company, of_people=of_people) != []


def test_the_real_one_is_told_as_it_is_counted(tmp_path, capsys) -> None:
    try:
        crm = real_crm.crm_folder()
    except NoData as error:
        cannot_run("digests of the real CRM", str(error))
    made = Company(digest_company.part_of_crm(crm, tmp_path / "crm", PART), tmp_path)
    try:
        made.prepare()
        assert real_digests.compared(made, 2) == []
    finally:
        made.close()
    assert "deals need them" in capsys.readouterr().out


def test_without_data_it_says_so(monkeypatch, capsys, tmp_path) -> None:
    monkeypatch.setenv("O2O_DATA", str(tmp_path))
    assert real_digests.main([]) == 1
    assert "sales_pipeline" in capsys.readouterr().err
