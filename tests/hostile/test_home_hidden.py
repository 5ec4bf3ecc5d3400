"""App Home shows what its reader may see: with hidden people, deals and relationships stored beside, it is the same."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from bot import publishing
from handlers.boundary import Turn
from handlers.home import opening
from handlers.views.kit import Message
from models.network import Relationship
from models.people import Colleague
from tests.hostile.desk import Office
from tests.hostile.test_next_hidden import Twins, worlds
from tests.hostile.twins import looks

__all__ = ["worlds"]


def at_home(world: Office, who: str) -> Message:
    """What somebody's Home shows once they have opened it."""
    with world.database.write() as session:
        person = session.scalars(select(Colleague).where(Colleague.slack_user_id == f"U0{who.upper()}")).one()
        publishing.opened(session, world.clock, world.workspace_id, person.id)

    def shown(turn: Turn) -> Message:
        message = opening.shown(turn, 0)
        assert message is not None
        return message

    found = world.desk(who)._run(shown)
    assert isinstance(found, Message)
    return found


@pytest.mark.parametrize("who", ["ana", "mia"])
def test_the_home_is_the_same(worlds: Twins, who: str) -> None:
    said = [at_home(world, who) for world in worlds]
    assert looks(said[0]) == looks(said[1])
    if who == "ana":
        assert "Acme renewal" in looks(said[0])


@pytest.mark.parametrize("who", ["ana", "mia"])
def test_people_to_confirm_do_not_hang_on_what_is_hidden(worlds: Twins, who: str) -> None:
    for world in worlds:
        with world.database.write() as session:
            old = Colleague.slack_user_id == f"U0{who.upper()}"
            mine = Relationship.colleague_id.in_(select(Colleague.id).where(old))
            long_ago = world.clock.now().replace(year=world.clock.now().year - 1)
            session.execute(
                update(Relationship)
                .where(mine)
                .values(created_at=long_ago, owner_edited_at=None, last_touch=None, reviewed=True)
            )
    said = [looks(at_home(world, who)) for world in worlds]
    assert said[0] == said[1]


@pytest.mark.parametrize("who", ["raj", "zoe"])
def test_whose_own_it_is_sees_it(worlds: Twins, who: str) -> None:
    """So that the tests above can fail: what is stored beside does change what its owner is told."""
    said = [looks(at_home(world, who)) for world in worlds]
    assert said[0] != said[1]
