"""With the database frozen for two seconds, every acknowledgement comes within Slack's three, and forms open."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from models.base import Base
from models.session import Database
from sandbox.client import News
from tests.scenarios.messages import PETRA
from tests.scenarios.world import World

FROZEN = 2.0
ACK = 3.0


@pytest.fixture
def world(start_world: Callable[..., World]) -> World:
    """The workspace with Slack's own limits, everybody known."""
    world = start_world(hurried=True)
    for who in ("ana", "raj", "zoe", "lee"):
        world.types(who, "/o2o help")
    world.types("ana", "/o2o who-knows jane.doe@acme.example")
    return world


@contextmanager
def frozen(world: World) -> Iterator[None]:
    """Nobody gets to write (on PostgreSQL: nor to read) for a while."""
    locked, database = threading.Event(), Database(world.bot.settings.database_url, patience=30)

    def hold() -> None:
        with database.write() as session:
            if database.dialect == "postgresql":
                tables = ", ".join(f'"{name}"' for name in Base.metadata.tables)
                session.execute(text(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE"))
            locked.set()
            time.sleep(FROZEN)

    holding = threading.Thread(target=hold)
    holding.start()
    assert locked.wait(10)
    try:
        yield
    finally:
        holding.join()
        database.close()


def test_everything_is_acknowledged_in_time_and_forms_open(world: World) -> None:
    """What could not be stored says so; what was acknowledged as done is done."""
    listed = world.types("raj", "/o2o know jane.doe@acme.example, 4").messages[0]
    acts: list[Callable[[], News]] = [
        lambda: world.types("ana", "/o2o who-knows jane.doe@acme.example"),
        lambda: world.types("zoe", f"/o2o know {PETRA}, 4"),
        lambda: world.raj.clicks(listed, "Keep private"),
        lambda: world.types("lee", "/o2o know"),
    ]
    with frozen(world), ThreadPoolExecutor(len(acts)) as pool:
        news = [future.result() for future in [pool.submit(act) for act in acts]]
    assert [one.acked for one in news] == [True] * len(acts)
    # Sandboxes tell how long each acknowledgement took; Slack would have hung up after three seconds.
    delivered = [entry for entry in world.slack.wire if entry.dir == "slack->app"]
    assert max(entry.ms for entry in delivered) < ACK * 1000
    opened = [entry for entry in world.slack.wire if entry.what == "views.open"]
    assert [entry.response["ok"] for entry in opened] == [True]
    for one in news[:3]:
        assert one.text
    assert news[3].view is not None
    said = world.types("zoe", "/o2o me").text
    assert (PETRA in said) == ("too busy" not in news[1].text)
    again = world.types("zoe", f"/o2o know {PETRA}, 4")
    assert "too busy" not in again.text
