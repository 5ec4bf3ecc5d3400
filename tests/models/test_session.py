"""What the store's errors say."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from models.session import Database


def test_an_error_of_the_database_tells_no_names(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised, database.write() as session:
        session.execute(text("SELECT nothing FROM nowhere WHERE name = :name"), {"name": "Jane Doe"})
    assert "Jane Doe" not in str(raised.value)
