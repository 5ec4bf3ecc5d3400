"""Finding who is meant, where a scenario would be too long a story."""

from __future__ import annotations

from pathlib import Path

from bot.charter import load_charter
from bot.charter.sight import Sight, Viewer
from bot.network.resolving import Person, resolve
from bot.network.who import parse_who
from models.accounts import Account, Contact, Holding, Seat
from models.session import Database
from tests.conftest import NOW

CHARTER = load_charter(Path(__file__).parents[2] / "charter.yaml")


def test_a_title_nobody_knows_a_function_of_is_that_seat_and_no_other(database: Database, workspace_id: int) -> None:
    made = {"workspace_id": workspace_id, "source": "import", "created_at": NOW}
    with database.write() as session:
        session.add(Account(id=1, name="Acme", name_key="acme", **made))
        for number, title in ((2, "VP Trading"), (3, "Rain Maker")):
            name = f"Holder {number}"
            session.add(Contact(id=number, name=name, name_key=name.lower(), in_directory=True, purpose="x", **made))
            session.add(Seat(id=number + 10, account_id=1, title=title, title_key=title.lower(), **made))
            session.flush()
            session.add(
                Holding(
                    workspace_id=workspace_id,
                    id=number + 20,
                    seat_id=number + 10,
                    contact_id=number,
                    since=None,
                    until=None,
                    source="x",
                )
            )
    with database.read() as session:
        sight = Sight(session, CHARTER, Viewer(workspace_id, 99, member=True, external=False))
        assert resolve(sight, parse_who("vp-trading@acme")) == Person(2)
