"""App Home: opened, confirmed in, told anew; a guest's; what is hidden."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import update

from models.network import Relationship
from models.people import Colleague
from sandbox.client import Person
from tests.scenarios.world import World


def opens(world: World, who: str) -> str:
    """What somebody's Home says once they have opened it."""
    person = world.client.person(who)
    person.opens_home()
    return home(person)


def home(person: Person) -> str:
    """What a Home says."""
    assert person.home is not None
    return person.home.text


def test_smoke(world: World) -> None:
    print(opens(world, "ana"))
    print("=====")
    print(opens(world, "raj"))
    print("=====")
    print(opens(world, "sam"))
    assert 0
