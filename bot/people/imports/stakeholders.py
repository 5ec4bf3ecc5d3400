"""Who of theirs matters in a deal, as an import of deals says: buying role and stance, in the CRM's name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.deals.playbook import key_of
from bot.deals.vocabulary import BUYING_ROLES, STANCES, Words
from bot.people.imports.cells import Refused, an_address, one_line
from bot.people.imports.drafts import Draft, Drafts
from bot.people.imports.kind import Run
from bot.people.imports.lookups import ContactBook, mappings_in
from bot.people.imports.relationships import FROM_IMPORT
from bot.people.ties import refresh_affiliations
from bot.written.problems import suggest
from models.base import random_id
from models.deals import Observation, Stakeholder

LEFT_OUT = "left out by "
"""How the source begins of a stakeholder whom an import took out again: the next one that names them brings them back.

Whom a colleague took out stays out: of people, o2o knows better than the CRM.
"""


class Mattering(NamedTuple):
    """One stakeholder in a cell; an empty role or stance says nothing."""

    address: str
    buying_role: str | None
    stance: str | None


def read_stakeholders(parts: Sequence[str]) -> tuple[Mattering, ...]:
    """What `email:buying_role:stance` says, each; `Refused` with the word that was meant."""
    found: dict[str, Mattering] = {}
    for part in parts:
        email, _, rest = part.partition(":")
        role, _, stance = rest.partition(":")
        address = an_address("stakeholders", email.strip())
        one = Mattering(
            address, _word(address, "buying role", role, BUYING_ROLES), _word(address, "stance", stance, STANCES)
        )
        if found.setdefault(address, one) != one:
            raise Refused(f"stakeholders names {address} twice and says otherwise")
    return tuple(found.values())


def _word(address: str, what: str, text: str, words: Words) -> str | None:
    said = one_line(text)
    if not said:
        return None
    by_key = {key_of(word): word for word in words}
    known = by_key.get(key_of(said))
    if known is None:
        raise Refused(
            f"stakeholders gives {address} the {what} {said[:60]!r}, which is none. {suggest(said, list(words))}"
        )
    return known


class StakeholderBook:
    """The stakeholders of a batch of deals, with what imports observed of them before."""

    def __init__(self, session: Session, run: Run, deal_ids: Collection[int], addresses: Sequence[str]) -> None:
        self._run = run
        self.contacts = ContactBook(session, run, addresses)
        self._stakeholders = Drafts(Stakeholder, run.workspace_id)
        self._observations = Drafts(Observation, run.workspace_id)
        self._of_deal: dict[int, list[Draft]] = defaultdict(list)
        self._latest: dict[tuple[int, str], str] = {}
        self._touched: set[int] = set()
        if addresses:
            self._load(session, deal_ids)

    def check(self, mattering: Sequence[Mattering]) -> None:
        """Raise `Refused` where one may not be written about; before anything of the row is taken."""
        for one in mattering:
            self.contacts.check(one.address)

    def replace(self, deal: Draft, mattering: Sequence[Mattering]) -> bool:
        """Those of earlier imports who are gone go; whom a colleague named stays. None given: all stay."""
        if not mattering:
            return False
        changed, named = False, set()
        for one in mattering:
            contact, new = self._contact(one.address)
            named.add(contact.id)
            changed |= new | self._name(deal, contact.id, one)
        for stakeholder in self._of_deal[deal.id]:
            imported = stakeholder["source"].startswith(FROM_IMPORT) and stakeholder["named_by_id"] is None
            if imported and stakeholder["removed_at"] is None and stakeholder["contact_id"] not in named:
                changed |= stakeholder.put(removed_at=self._run.now, source=(LEFT_OUT + self._run.source)[:200])
        return changed

    def write(self, session: Session) -> None:
        """Write what is new or changed; the deals must be there already."""
        self.contacts.write(session)
        self._stakeholders.write(session)
        self._observations.write(session)
        if self._touched:
            refresh_affiliations(session, self._run.workspace_id, self._touched)

    def _load(self, session: Session, deal_ids: Collection[int]) -> None:
        table: Any = Stakeholder.__table__
        query = select(*table.columns).where(table.c.workspace_id == self._run.workspace_id)
        for values in mappings_in(session, query, table.c.deal_id, deal_ids):
            self._keep(self._stakeholders.load((values["deal_id"], values["contact_id"] or values["id"]), values))
        seen: Any = Observation.__table__
        query = (
            select(seen.c.stakeholder_id, seen.c.about, seen.c.value)
            .where(seen.c.workspace_id == self._run.workspace_id, seen.c.observer_id.is_(None))
            .order_by(seen.c.observed_at, seen.c.id)
        )
        for row in mappings_in(session, query, seen.c.stakeholder_id, {one.id for one in self._stakeholders}):
            self._latest[row["stakeholder_id"], row["about"]] = row["value"]

    def _keep(self, stakeholder: Draft) -> Draft:
        self._of_deal[stakeholder["deal_id"]].append(stakeholder)
        return stakeholder

    def _contact(self, address: str) -> tuple[Draft, bool]:
        contact = self.contacts.check(address)
        new = contact is None
        if contact is None:
            contact = self.contacts.begin(address)
        # As with org data: whom the CRM names is in our customer records.
        if not contact["in_directory"]:
            new |= contact.put(in_directory=True, source=self._run.source)
            self._touched.add(contact.id)
        return contact, new

    def _name(self, deal: Draft, contact_id: int, one: Mattering) -> bool:
        run, changed = self._run, False
        stakeholder = self._stakeholders.get((deal.id, contact_id))
        if stakeholder is None:
            stakeholder = self._keep(
                self._stakeholders.create(
                    (deal.id, contact_id),
                    id=random_id(),
                    deal_id=deal.id,
                    contact_id=contact_id,
                    source=run.source,
                    created_at=run.now,
                )
            )
            changed = True
        elif stakeholder["removed_at"] is not None and stakeholder["source"].startswith(LEFT_OUT):
            changed = stakeholder.put(removed_at=None, source=run.source)
        said: Mapping[str, str | None] = {"buying_role": one.buying_role, "stance": one.stance}
        for about, value in said.items():
            if value is not None and self._latest.get((stakeholder.id, about)) != value:
                self._observe(stakeholder.id, about, value)
                changed = True
        return changed

    def _observe(self, stakeholder_id: int, about: str, value: str) -> None:
        self._latest[stakeholder_id, about] = value
        self._observations.create(
            (stakeholder_id, about, value),
            stakeholder_id=stakeholder_id,
            about=about,
            value=value,
            observed_at=self._run.now,
            source=self._run.source,
        )
