"""Who sees a deal: those who have something to do with it, where its account is listed for them; nobody else."""

from __future__ import annotations

import pytest

from bot.deals import seen, team
from bot.deals.making import Wish, make
from bot.deals.seen import Named, in_channel, named, of_channel, part, the_deal
from bot.errors import Stale
from models.base import new_id
from models.deals import Deal
from tests.deals.conftest import Floor

EVERYBODY = ("max", "mia", "ana", "raj", "lee", "zoe")


def who_sees(floor: Floor, deal_id: int) -> set[str]:
    found = set()
    for name in EVERYBODY:
        held = floor.does(name, lambda sight: [one.id for one in sight.session.scalars(seen.deals_shown(sight))])
        if deal_id in held:
            assert floor.does(name, the_deal, deal_id).id == deal_id
            found.add(name)
        else:
            with pytest.raises(Stale, match=seen.NOT_THERE):
                floor.does(name, the_deal, deal_id)
    return found


def test_the_team_the_lead_and_their_managers_see_a_deal_of_the_crms(floor: Floor) -> None:
    assert who_sees(floor, floor.crm_deal("Acme renewal", "ana", "lee")) == {"ana", "lee", "mia", "max"}
    assert who_sees(floor, floor.crm_deal("Of nobody", None, "lee")) == {"lee"}  # a member's manager does not
    with pytest.raises(Stale, match=seen.NOT_THERE):
        floor.does("ana", the_deal, new_id())


def test_whoever_made_it_and_is_proposed_sees_it_until_that_was_said_no_to(floor: Floor) -> None:
    deal_id = floor.does("ana", lambda sight: make(sight, floor.clock, floor.playbooks, Wish("New one")).id)
    assert who_sees(floor, deal_id) == {"ana"}  # it is led by nobody yet: nobody's manager sees it
    floor.does("ana", team.propose, floor.clock, deal_id, floor.ids["raj"], "solution engineer")
    assert who_sees(floor, deal_id) == {"ana", "raj"}
    floor.does("mia", team.decline, floor.clock, floor.proposal("raj"))
    assert who_sees(floor, deal_id) == {"ana"}
    floor.does("mia", team.confirm, floor.clock, floor.proposal("ana"))
    assert who_sees(floor, deal_id) == {"ana", "mia", "max"}


def test_an_account_that_is_hidden_hides_its_deals_even_from_their_team(floor: Floor) -> None:
    hidden = floor.crm_deal("Secret", "ana", "lee", account_id=floor.account("Umbra", embargoed=True))
    assert who_sees(floor, hidden) == set()
    assert floor.does("ana", named, "secret") == Named((), (), of=0, begun=0)


def test_managers_in_a_circle_end_somewhere(floor: Floor) -> None:
    floor.changes("max", manager_id=floor.ids["mia"])
    assert who_sees(floor, floor.crm_deal("Acme renewal", "ana")) == {"ana", "mia", "max"}
    assert who_sees(floor, floor.crm_deal("Max's own", "max")) == {"max", "mia"}


def test_a_name_means_the_same_one_the_one_beginning_or_what_is_like_it(floor: Floor) -> None:
    for name in ("Acme renewal", "Acme upgrade", "Globex rollout"):
        floor.crm_deal(name, "ana")
    floor.crm_deal("Acme of somebody else's", "zoe")

    def found(text: str) -> tuple[list[str], list[str]]:
        one = floor.does("ana", named, text)
        return [each.name for each in one.exact], [each.name for each in one.near]

    assert found("ACME  Renewal") == (["Acme renewal"], [])
    assert found("glob") == (["Globex rollout"], [])
    assert found("acme") == ([], ["Acme renewal", "Acme upgrade"])
    assert found("rolout") == ([], ["Globex rollout"])
    assert found("zzzzqqq") == ([], [])
    assert found("") == ([], [])


def test_one_that_is_over_is_meant_only_where_no_open_one_is(floor: Floor) -> None:
    for name, open_ in (("Acme pilot", False), ("Acme renewal", True), ("Globex", False), ("Globex", True)):
        number = floor.crm_deal(name, "ana")
        with floor.database.write() as session:
            session.get_one(Deal, (floor.workspace_id, number)).is_open = open_
    for text, exact, near in (
        ("acme", ["Acme renewal"], []),
        ("globex", ["Globex"], []),
        ("acme pilot", ["Acme pilot"], []),  # only one that is over is called like that
        ("pilot", [], ["Acme pilot"]),
        ("ren", [], ["Acme renewal"]),
    ):
        found = floor.does("ana", named, text)
        assert ([one.name for one in found.exact], [one.name for one in found.near]) == (exact, near), text
        assert text in ("acme pilot", "pilot") or all(one.is_open for one in (*found.exact, *found.near))


def test_it_is_known_how_many_there_are_where_not_all_are_offered(floor: Floor) -> None:
    for at in range(28):
        floor.crm_deal("Zwilling" if at < 26 else f"Zwilling {at}", "ana")
        floor.crm_deal("Zwilling", "zoe")
    floor.crm_deal("Umbra Zwilling", "ana", account_id=floor.account("Umbra", embargoed=True))
    counts = {
        text: (len(found.exact), len(found.near), found.of, found.begun)
        for text in ("zwilling", "zwil", "willing", "zwillinge")
        for found in [floor.does("ana", named, text)]
    }
    assert counts == {
        "zwilling": (25, 0, 26, 0),
        "zwil": (0, 25, 28, 28),
        "willing": (0, 25, 28, 0),
        "zwillinge": (0, 25, 28, 0),  # merely alike
    }
    assert (len(floor.does("ana", seen.deals_of)), floor.does("ana", seen.number_of_own)) == (25, 28)


def test_a_channel_sees_its_own_deal_where_any_member_may_know_of_the_account(floor: Floor) -> None:
    open_to_all = floor.crm_deal("Acme renewal", "ana", account_id=floor.account("Acme"))
    hidden = floor.crm_deal("Secret", "ana", account_id=floor.account("Umbra", embargoed=True))
    with floor.database.write() as session:
        for deal_id, channel in ((open_to_all, "C1"), (hidden, "C2")):
            session.get_one(Deal, (floor.workspace_id, deal_id)).channel_id = channel

    def look(name: str, channel: str) -> bool:
        return floor.does(name, in_channel, channel) is not None

    assert look("ana", "C1")
    assert not look("zoe", "C1")  # that she reads along opens nothing to her
    assert floor.does("zoe", lambda sight: in_channel(of_channel(sight), "C1") is not None)
    assert floor.does("zoe", lambda sight: in_channel(of_channel(sight), "C2")) is None
    assert floor.does("ana", lambda sight: in_channel(sight, None)) is None


def test_what_somebody_has_to_do_with_a_deal(floor: Floor) -> None:
    deal_id = floor.crm_deal("Acme renewal", "ana", "lee")
    acts = {
        name: floor.does(name, lambda sight: part(sight, the_deal(sight, deal_id)).acts)
        for name in ("ana", "lee", "max")
    }
    assert acts == {"ana": True, "lee": True, "max": True}
    assert not floor.does("zoe", lambda sight: part(sight, floor.deal(deal_id)).sees)
