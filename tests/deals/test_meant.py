"""What somebody means behind `coverage`: a deal, an account, or both; and whose deals they are then shown."""

from __future__ import annotations

import pytest

from bot.deals import several
from bot.deals.meant import Meant, meant
from bot.errors import Stale
from tests.deals.conftest import Floor


@pytest.fixture(params=["sqlite"])
def kind(request: pytest.FixtureRequest) -> str:
    """SQLite alone: what the databases tell apart is tested where deals and accounts are looked up."""
    return str(request.param)


@pytest.fixture
def deals(floor: Floor) -> dict[str, int]:
    acme, globex, umbra = floor.account("Acme Corp"), floor.account("Globex"), floor.account("Umbra", embargoed=True)
    found = {"acme": acme, "globex": globex, "umbra": umbra}
    for name, owner, account in (
        ("Acme renewal", "ana", acme),
        ("Globex", "ana", globex),
        ("Globex rollout", "raj", globex),
        ("Umbra pilot", "ana", umbra),
        ("Secret", "lee", acme),
    ):
        found[name] = floor.crm_deal(name, owner, account_id=account)
    return found


def seeing(floor: Floor, who: str, ask):
    """What a service says to somebody."""
    with floor.database.read() as session:
        return ask(floor.sight(session, who))


def names(found: Meant) -> tuple[set[str], set[str], bool]:
    return {one.name for one in found.deals}, {one.name for one in found.accounts}, found.alike


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Acme renewal", ({"Acme renewal"}, set(), False)),
        ("acme", ({"Acme renewal"}, {"Acme Corp"}, False)),  # both begin so
        ("@acme", (set(), {"Acme Corp"}, False)),
        ("ACME corp", (set(), {"Acme Corp"}, False)),
        ("globex", ({"Globex"}, {"Globex"}, False)),  # both are called so; the rollout is not
        ("Globex roll", ({"Globex rollout"}, set(), False)),
        ("Acmee renewl", ({"Acme renewal"}, set(), True)),
        ("Umbra", (set(), set(), False)),
        ("@umbra", (set(), set(), False)),
        ("Secret", (set(), set(), False)),
        ("*", (set(), set(), False)),
        ("@", (set(), set(), False)),
    ],
)
@pytest.mark.usefixtures("deals")
def test_what_is_meant(floor: Floor, text: str, expected: tuple[set[str], set[str], bool]) -> None:
    found = seeing(floor, "mia", lambda sight: meant(sight, text))
    deals, accounts, alike = names(found)
    assert (deals, accounts) == expected[:2]
    assert (alike and bool(deals)) == expected[2]
    assert (found.one is not None) == (len(deals) + len(accounts) == 1 and not alike)


def test_how_many_may_be_meant(floor: Floor) -> None:
    for at in range(30):
        floor.crm_deal(f"Acme {at}", "ana")
        floor.crm_deal(f"New Acme {at}", "ana")
        floor.crm_deal("Acme", "zoe")
    assert [seeing(floor, "ana", lambda sight, text=text: meant(sight, text)).of for text in ("acme", "Acme 7")] == [
        60,
        1,
    ]
    floor.account("Acme Corp")
    found = seeing(floor, "ana", lambda sight: meant(sight, "acme"))
    assert (len(found.deals), found.of, len(found.accounts)) == (25, 30, 1)


def test_whose_deals(floor: Floor, deals: dict[str, int]) -> None:
    def of_team(who: str) -> tuple[bool, set[str]]:
        found = seeing(floor, who, lambda sight: several.of_team(sight, floor.playbooks))
        assert found.account is None
        return found.manages, {one.deal.name for one in found.deals}

    def at(who: str, account: str) -> set[str]:
        found = seeing(floor, who, lambda sight: several.of_account(sight, floor.playbooks, deals[account]))
        return {one.deal.name for one in found.deals}

    assert of_team("max") == of_team("mia") == (True, {"Acme renewal", "Globex", "Globex rollout"})
    assert of_team("raj") == (False, {"Globex rollout"})
    assert of_team("zoe") == (False, set())
    assert at("mia", "globex") == {"Globex", "Globex rollout"}
    first = seeing(floor, "mia", lambda sight: several.of_account(sight, floor.playbooks, deals["globex"], most=1))
    assert (len(first.deals), first.of) == (1, 2)
    assert at("ana", "acme") == {"Acme renewal"}
    assert at("zoe", "acme") == set()
    for hidden in ("umbra", "nowhere"):
        with pytest.raises(Stale, match=several.NOT_THERE):
            at("ana", hidden) if hidden in deals else seeing(
                floor, "ana", lambda sight: several.of_account(sight, floor.playbooks, 1)
            )
