"""An office in which three people know Jane, who is in the directory."""

from __future__ import annotations

import pytest

from models.accounts import Contact, ContactAddress
from models.base import new_id
from models.session import Database
from tests.conftest import NOW
from tests.introductions.office import JANE, PEOPLE, Office


def stored_in_directory(office: Office, address: str = JANE, name: str = "Jane Doe") -> int:
    """Somebody whom the CRM has."""
    with office.database.write() as session:
        contact = Contact(
            workspace_id=office.workspace_id,
            name=name,
            name_key=name.casefold(),
            in_directory=True,
            source="crm",
            purpose="selling",
            created_at=NOW,
        )
        session.add(contact)
        session.flush()
        session.add(
            ContactAddress(
                workspace_id=office.workspace_id,
                id=new_id(),
                contact_id=contact.id,
                address=address,
                domain=address.partition("@")[2],
            )
        )
        return contact.id


def opened(database: Database, workspace_id: int, *connectors: tuple[str, int]) -> Office:
    """An office in which these people know Jane, so well."""
    office = Office(database, workspace_id)
    office.joins(*PEOPLE)
    stored_in_directory(office)
    for name, strength in connectors:
        office.knows(name, strength=strength)
    return office


@pytest.fixture
def office(database: Database, workspace_id: int) -> Office:
    return opened(database, workspace_id, ("raj", 5), ("zoe", 3), ("lee", 1))
