"""`o2o subject`: objections from the shell."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.errors import BadInput
from models.accounts import Contact, ContactAddress


def contacts(database):
    with database.read() as session:
        return session.execute(
            select(ContactAddress.address, Contact.objected_at.is_not(None), Contact.source).join(
                Contact, Contact.id == ContactAddress.contact_id
            )
        ).all()


def test_an_address_never_stored(o2o, migrated):
    assert o2o("subject", "object", " Jane@Acme.example ").exit_code == 0
    assert contacts(migrated) == [("jane@acme.example", True, "objection")]
    assert o2o("subject", "object", "jane@acme.example").exit_code == 0
    assert len(contacts(migrated)) == 1
    assert o2o("subject", "withdraw", "jane@acme.example").exit_code == 0
    assert contacts(migrated) == []
    with migrated.read() as session:
        assert session.scalar(select(func.count()).select_from(Contact)) == 0


def test_somebody_known(o2o, migrated, tmp_path):
    people = tmp_path / "org.csv"
    people.write_text("contact_email,contact_name\njane@acme.example,Jane\n", encoding="utf-8")
    o2o("import", "org", people)
    o2o("subject", "object", "jane@acme.example")
    assert contacts(migrated) == [("jane@acme.example", True, "import org.csv")]
    assert o2o("import", "org", people).exit_code == 1
    o2o("subject", "withdraw", "jane@acme.example")
    assert contacts(migrated) == [("jane@acme.example", False, "import org.csv")]


def test_wrong_use(o2o, migrated):
    for words in (("object", "nobody"), ("withdraw", "jane@acme.example"), ("withdraw", "nobody")):
        assert isinstance(o2o("subject", *words).exception, BadInput)
