"""A channel is about one deal, of which any member may know; what it may not know of leaves it free."""

from __future__ import annotations

import pytest

from bot.deals import binding
from bot.errors import BadInput, Stale
from models.accounts import Account, AccountClearance
from models.base import new_id
from tests.deals.conftest import Floor

ROOM = "C0ROOM"


def channel_of(floor: Floor, deal_id: int) -> str | None:
    return floor.deal(deal_id).channel_id


def test_one_deal_a_channel_and_one_channel_a_deal(floor: Floor) -> None:
    one, two = floor.crm_deal("One", "ana"), floor.crm_deal("Two", "lee")
    floor.does("ana", binding.bind, one, 1, ROOM)
    for _ in range(2):
        with pytest.raises(BadInput, match="another deal already"):
            floor.does("lee", binding.bind, two, 1, ROOM)
    with pytest.raises(Stale, match="no such deal"):  # of somebody else's deal: as of none, whatever the channel is
        floor.does("zoe", binding.bind, one, 2, "C0OTHER")
    with pytest.raises(Stale, match="Something has changed"):
        floor.does("ana", binding.bind, one, 1, "C0OTHER")
    floor.does("ana", binding.bind, one, 2, "C0OTHER")
    floor.does("lee", binding.bind, two, 1, ROOM)
    assert (channel_of(floor, one), channel_of(floor, two)) == ("C0OTHER", ROOM)
    floor.does("mia", binding.unbind, one)  # she manages its lead
    assert channel_of(floor, one) is None
    with pytest.raises(Stale):
        floor.does("ana", binding.unbind, one)


def test_a_deal_the_channel_may_not_know_of_is_not_spoken_of_there_and_leaves_it_free(floor: Floor) -> None:
    account_id = floor.account("Umbra")
    hidden, open_to_all = floor.crm_deal("Secret", "ana", account_id=account_id), floor.crm_deal("Open", "lee")
    floor.does("ana", binding.bind, hidden, 1, ROOM)
    with floor.database.write() as session:
        session.get_one(Account, (floor.workspace_id, account_id)).embargoed = True
        session.add(
            AccountClearance(
                workspace_id=floor.workspace_id, id=new_id(), account_id=account_id, colleague_id=floor.ids["ana"]
            )
        )
    with pytest.raises(BadInput, match="Not everybody may know of this deal's account"):
        floor.does("ana", binding.bind, hidden, 2, "C0OTHER")
    floor.does("lee", binding.bind, open_to_all, 1, ROOM)  # as if nothing were there
    assert (channel_of(floor, hidden), channel_of(floor, open_to_all)) == (None, ROOM)
