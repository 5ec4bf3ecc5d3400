"""What a viewer may see: the charter's filter put on the tables. Everything that is shown comes through here.

Filtering happens in the statement, before anything is ranked, counted or paged.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from bot.charter import Charter, Decision, Subject, facts_of
from bot.charter.sql import CharterFilter, filter_for
from bot.charter.tables import BLINDFOLD, PER_ACCOUNT, Tables, tables_for, viewer_facts
from bot.network.warmth import Warmth
from models import facts as row_facts
from models.accounts import Account, Contact, Holding
from models.network import HalfTie, Relationship
from models.people import Colleague
from models.reading import Eyes, Reading

_OF_VIEWER = ("viewer_is_member", "viewer_is_external")


@dataclass(frozen=True)
class Viewer:
    """Who looks. `member` and `external` are None while Slack has not said what this person is.

    A channel looks too: as a viewer with no id of its own (0) who is merely a member; one that is shared, or has guests
    in it, is external.
    """

    workspace_id: int
    id: int
    member: bool | None
    external: bool | None
    accepted: bool = False

    @property
    def is_channel(self) -> bool:
        """Whether a channel looks, not a person."""
        return self.id == 0

    @property
    def sees_nothing(self) -> bool:
        """Whether nothing is shown whatever the charter says: to a channel that is shared or may be."""
        return self.is_channel and self.external is not False

    @classmethod
    def channel(cls, workspace_id: int) -> Viewer:
        """The viewer that a channel is in which all are ours."""
        return cls(workspace_id, 0, member=True, external=False)

    @classmethod
    def of(cls, colleague: Colleague, charter: Charter) -> Viewer:
        """The viewer that a colleague is under a charter."""
        known = colleague.kind != "unknown"
        member = colleague.kind == "member" and colleague.left_at is None
        left = colleague.left_at is not None
        return cls(
            workspace_id=colleague.workspace_id,
            id=colleague.id,
            member=member if known or left else None,
            external=(not member) if known or left else None,
            accepted=colleague.charter_accepted_version == charter.version,
        )


@dataclass(frozen=True)
class Filtered:
    """An expression for a row's outcome: `shows(x)` to filter by, `code` to explain the row by afterwards."""

    code: ColumnElement[int]
    outcome: ColumnElement[int]
    shows: Callable[[str], ColumnElement[bool]]
    nothing: bool


OWNER = aliased(Colleague, name="owner")


class _Eyes:
    """The four filters of a viewer: expressions, not decisions. Each statement looks the rows' facts up anew."""

    def __init__(self, charter: Charter, viewer: Viewer, today: dt.date, dialect: Any) -> None:
        self.charter, self.viewer, self.dialect = charter, viewer, dialect
        self._today = today

    # Each made when it is first asked for: building one costs more than running it, and few questions need all.

    @cached_property
    def tie(self) -> Filtered:
        """The filter of relationships."""
        viewer, today = self.viewer, self._today
        of_tie = row_facts.tie_facts(viewer.id, OWNER, self.charter.version, today)
        return self._filter("relationship", of_tie, row_facts.tie_viewer_facts(viewer.id, today))

    @cached_property
    def contact(self) -> Filtered:
        """The filter of contacts."""
        return self._contact_filter(self._sees_a_relationship())

    @cached_property
    def directory(self) -> Filtered:
        """What the directory itself (CRM, org data) tells this viewer, whatever they may have logged themselves."""
        return self._contact_filter(false())

    @cached_property
    def account(self) -> Filtered:
        """The filter of accounts, and so of their seats."""
        return self._filter(
            "contact",
            {
                # An account or seat is in the directory by being there. That the viewer knows somebody at an account
                # must not tell them that it is in the directory: so never `viewer_sees_a_relationship`.
                "contact_in_directory": True,
                "contact_objected": False,
                "contact_do_not_contact": False,
                "viewer_sees_a_relationship": False,
                **row_facts.account_facts(),
            },
            row_facts.account_viewer_facts(self.viewer.id),
        )

    def _contact_filter(self, sees: ColumnElement[bool]) -> Filtered:
        of_contact = row_facts.contact_facts(self._today)
        of_both = row_facts.contact_viewer_facts(self.viewer.id, self._today)
        return self._filter("contact", {**of_contact, "viewer_sees_a_relationship": sees}, of_both)

    def _sees_a_relationship(self) -> ColumnElement[bool]:
        if self.tie.nothing or self.viewer.is_channel:
            return false()
        return exists(
            select(HalfTie.id)
            .join(OWNER, _same_row(OWNER, HalfTie.neighbour_id))
            .where(
                HalfTie.workspace_id == Contact.workspace_id,
                HalfTie.node_id == Contact.id,
                HalfTie.neighbour_is_colleague.is_(True),
                self.tie.shows("exists"),
            )
            .correlate(Contact)
        )

    def _filter(
        self, subject: Subject, about_row: Mapping[str, Any], about_account: Mapping[str, ColumnElement[bool]]
    ) -> Filtered:
        viewer = self.viewer
        if viewer.sees_nothing:
            # A shared channel sees nothing, whatever the charter says.
            return Filtered(code=literal(0), outcome=literal(0), shows=lambda _: false(), nothing=True)
        known: dict[str, Any] = {
            "viewer_is_member": viewer.member,
            "viewer_is_external": viewer.external,
            "viewer_accepted": viewer.accepted,
            **about_row,
        }
        if viewer.member is True:
            return _plain(filter_for(self.charter, subject, {**known, **about_account}, self.dialect))
        if viewer.member is False:
            none = dict.fromkeys(PER_ACCOUNT, False)
            return _plain(filter_for(self.charter, subject, {**known, **none}, self.dialect))
        return self._undetermined(subject, known, about_account)

    def _undetermined(
        self, subject: Subject, known: Mapping[str, Any], about_account: Mapping[str, ColumnElement[bool]]
    ) -> Filtered:
        """Slack has not said what the viewer is. On a team or cleared for the account, that fact is unknown as well."""
        on_deal, cleared = (about_account[name] for name in PER_ACCOUNT)
        variants: list[tuple[ColumnElement[bool], CharterFilter]] = []
        for team in (None, False):
            for clearance in (None, False):
                facts = {**known, "viewer_on_deal": team, "viewer_cleared": clearance}
                met = and_(on_deal if team is None else ~on_deal, cleared if clearance is None else ~cleared)
                variants.append((met, filter_for(self.charter, subject, facts, self.dialect)))
        outcome: ColumnElement[int] = case(*((met, one.outcome) for met, one in variants), else_=literal(0))
        return Filtered(
            code=filter_for(
                self.charter, subject, {**known, "viewer_on_deal": on_deal, "viewer_cleared": cleared}, self.dialect
            ).code,
            outcome=outcome,
            shows=lambda disclosure: case(*((met, one.shows(disclosure)) for met, one in variants), else_=false()),
            nothing=all(one.nothing for _, one in variants),
        )


@lru_cache(maxsize=256)
def _eyes(charter: Charter, viewer: Viewer, today: dt.date, dialect: str) -> _Eyes:
    """Building the expressions costs more than running them; what they hang on is all in the key."""
    return _Eyes(charter, viewer, today, dialect)


class Sight:
    """One viewer's eyes on one workspace, under one charter, in one session."""

    owner = OWNER

    def __init__(
        self,
        session: Session,
        charter: Charter,
        viewer: Viewer,
        now: dt.datetime | None = None,
        warmth: Warmth | None = None,
        privacy_contact: str | None = None,
    ) -> None:
        self.session = session
        self.privacy_contact = privacy_contact
        self.now = now or dt.datetime.now(dt.UTC)
        self.today = self.now.date()
        self.warmth = warmth or Warmth()
        self.charter = charter
        self.viewer = viewer
        eyes = Eyes(viewer.workspace_id, viewer.id, charter.version, self.today)
        self.reading = Reading(session, eyes)
        self._eyes = _eyes(charter, viewer, self.today, session.get_bind().dialect.name)

    def of(self, colleague: Colleague) -> Sight:
        """Another colleague's eyes on the same, at the same moment."""
        viewer = Viewer.of(colleague, self.charter)
        return Sight(self.session, self.charter, viewer, self.now, self.warmth, self.privacy_contact)

    @property
    def tie(self) -> Filtered:
        """How much of a relationship is shown."""
        return self._eyes.tie

    @property
    def contact(self) -> Filtered:
        """How much of a contact is shown."""
        return self._eyes.contact

    @property
    def directory(self) -> Filtered:
        """How much of a contact is shown by the directory's leave alone."""
        return self._eyes.directory

    @property
    def account(self) -> Filtered:
        """How much of an account is shown."""
        return self._eyes.account

    @property
    def holds_now(self) -> ColumnElement[bool]:
        """Of a holding: that it has not ended."""
        return Holding.until.is_(None) | (Holding.until > self.today)

    @property
    def warmest(self) -> ColumnElement[float]:
        """How warm a tie is at this moment (log2-odds), to order by."""
        return HalfTie.now(self.warmth.shift(self.now))

    @cached_property
    def tables(self) -> Tables:
        """The same as tables, for what reads by hand."""
        viewer = self.viewer
        if viewer.sees_nothing:
            return BLINDFOLD
        tables = tables_for(self.charter, viewer.member, viewer.external, viewer.accepted)
        return tables.of_channel if viewer.is_channel else tables

    @property
    def blind(self) -> bool:
        """That the viewer's own facts already hide everything: then nothing is searched."""
        return self.tables.nothing

    def ties(self, *columns: Any) -> Select[Any]:
        """Select from the ties this viewer may know to exist: `HalfTie` seen from the contact, `owner`, `Contact`."""
        return self._all_ties(*columns).where(self.tie.shows("exists"))

    def told_ties(self, *columns: Any) -> Select[Any]:
        """The same with the owner's own words: `Relationship` joined."""
        told = (Relationship.workspace_id == HalfTie.workspace_id) & (Relationship.id == HalfTie.relationship_id)
        return self.ties(*columns).join(Relationship, told)

    def contacts(self, *columns: Any) -> Select[Any]:
        """Select from the contacts that are listed for this viewer."""
        return self._all_contacts(*columns).where(self.contact.shows("listed"))

    def accounts(self, *columns: Any) -> Select[Any]:
        """Select from the accounts that are listed for this viewer."""
        return select(*columns).where(Account.workspace_id == self.viewer.workspace_id, self.account.shows("listed"))

    def decide(self, subject: Subject, code: int) -> Decision:
        """The decision behind a row's fact code."""
        if self.viewer.sees_nothing:
            return replace(self.charter.decide_code(subject, code), outcome="hidden", clauses=("DEFAULT",))
        if self.viewer.member is not None:
            return self.charter.decide_code(subject, code)
        names = facts_of(subject)
        per_account = {name for name in PER_ACCOUNT if code >> names.index(name) & 1}
        return self.charter.decide_code(subject, code, {*_OF_VIEWER, *per_account})

    def decide_bits(self, subject: Subject, facts: int, names: Sequence[str]) -> tuple[Decision, int]:
        """The decision behind facts read by hand (bit `1 << i` is the i-th name), and their code."""
        viewer = self.viewer
        true = {name for place, name in enumerate(names) if facts >> place & 1}
        known = viewer_facts(viewer.member, viewer.external, accepted=viewer.accepted)
        true |= {name for name, value in known.items() if value}
        code = sum(1 << place for place, name in enumerate(facts_of(subject)) if name in true)
        return self.decide(subject, code), code

    def nothing_there(self) -> Decision:
        """The decision about what was never stored: by the viewer's own facts alone, and so the one for the hidden."""
        facts: dict[str, bool | None] = dict.fromkeys(facts_of("relationship"), False)
        decision = self.charter.decide("relationship", facts)
        return decision if decision.outcome == "hidden" else replace(decision, outcome="hidden", clauses=("DEFAULT",))

    def tie_outcomes(self) -> list[tuple[int, int, int]]:
        """`(relationship id, fact code, outcome)` of every tie, the hidden ones too: for checks, never for people."""
        rows = self.session.execute(self._all_ties(HalfTie.relationship_id, self.tie.code, self.tie.outcome))
        return [(a, b, c) for a, b, c in rows]

    def contact_outcomes(self) -> list[tuple[int, int, int]]:
        """`(contact id, fact code, outcome)` of every contact, the hidden ones too: for checks, never for people."""
        rows = self.session.execute(self._all_contacts(Contact.id, self.contact.code, self.contact.outcome))
        return [(a, b, c) for a, b, c in rows]

    def _all_ties(self, *columns: Any) -> Select[Any]:
        return (
            select(*columns)
            .select_from(HalfTie)
            .join(self.owner, _same_row(self.owner, HalfTie.neighbour_id))
            .join(Contact, _same_row(Contact, HalfTie.node_id))
            .where(
                HalfTie.workspace_id == self.viewer.workspace_id,
                HalfTie.neighbour_is_colleague.is_(True),
            )
        )

    def _all_contacts(self, *columns: Any) -> Select[Any]:
        return select(*columns).where(Contact.workspace_id == self.viewer.workspace_id)


def _plain(made: CharterFilter) -> Filtered:
    return Filtered(code=made.code, outcome=made.outcome, shows=made.shows, nothing=made.nothing)


def _same_row(table: type[Any], column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    same: ColumnElement[bool] = and_(table.workspace_id == HalfTie.workspace_id, table.id == column)
    return same


__all__ = ["Filtered", "Sight", "Viewer"]
