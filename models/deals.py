"""Deals: where each stands on both sides, who of ours is on it, who of theirs matters in it, and what is missing."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import CheckConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, random_id, refers, unique

SIDES = ("sales", "buying")
"""Whose stage: ours, or theirs as far as somebody of ours saw it."""
OUTCOMES = ("won", "lost")
ABOUT = ("buying_role", "stance", "power", "motivation")
"""What can be observed of a stakeholder."""
GAP_STATES = ("open", "met", "not_needed", "assigned", "snoozed", "closed", "over")
"""Of a gap: raised, answered in one of four ways, closed by what happened, over since the deal has moved on."""


class Deal(InWorkspace, Base):
    """A deal: where it stands and whose it is.

    `stage` and `buying_stage` are words, in the CRM's or a colleague's spelling; what they mean says the playbook. The
    latest entries of `stage_records` are kept here. A deal made in Slack has no `external_id` and, until a manager has
    confirmed whoever made it, no owner.
    """

    __tablename__ = "deals"
    __table_args__ = (
        of_workspace(),
        refers("accounts", "account_id"),
        refers("colleagues", "owner_id"),
        refers("colleagues", "made_by_id"),
        # The CRM's own id: importing the same deal twice is one deal.
        unique("external_id"),
        # A channel is about one deal: there its name can be left out.
        unique("channel_id"),
        CheckConstraint(f"outcome IN {OUTCOMES}", name="outcome"),
        Index("ix_deals_account_id_is_open", "workspace_id", "account_id", "is_open"),
        Index("ix_deals_owner_id", "workspace_id", "owner_id"),
    )

    external_id: Mapped[str | None] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[int | None]
    # The CRM's type of deal, and the playbook it is sold by (none: the one for its type).
    kind: Mapped[str | None] = mapped_column(String(60))
    playbook: Mapped[str | None] = mapped_column(String(60))
    stage: Mapped[str] = mapped_column(String(100))
    stage_since: Mapped[dt.datetime | None]
    buying_stage: Mapped[str | None] = mapped_column(String(100))
    buying_since: Mapped[dt.datetime | None]
    # In hundredths of the currency.
    amount: Mapped[int | None]
    currency: Mapped[str | None] = mapped_column(String(3))
    expected_close: Mapped[dt.date | None]
    is_open: Mapped[bool]
    outcome: Mapped[str | None] = mapped_column(String(8))
    owner_id: Mapped[int | None]
    made_by_id: Mapped[int | None]
    channel_id: Mapped[str | None] = mapped_column(String(32))
    # Why nothing can be said in the channel just now (shared, guests, archived, gone); whoever can act was told so.
    channel_trouble: Mapped[str | None] = mapped_column(String(16))
    opened_at: Mapped[dt.date | None]
    closed_at: Mapped[dt.date | None]
    # The time of the CRM's latest word, by file or webhook, on anything but the stage: what is older changes nothing.
    told_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]


class DealMember(InWorkspace, Base):
    """A colleague on a deal's team in a seller role.

    Comes from the CRM or was confirmed by the deal's lead or the member's manager: nobody lets themselves in. The
    charter's `viewer_on_deal` goes by this table alone; who merely wants to join stands in `proposed_members`.
    """

    __tablename__ = "deal_members"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        refers("colleagues", "confirmed_by_id"),
        unique("deal_id", "colleague_id"),
        Index("ix_deal_members_colleague_id", "workspace_id", "colleague_id"),
    )

    deal_id: Mapped[int]
    colleague_id: Mapped[int]
    seller_role: Mapped[str] = mapped_column(String(60))
    confirmed_by_id: Mapped[int | None]
    confirmed_at: Mapped[dt.datetime | None]
    source: Mapped[str] = mapped_column(String(200))


class ProposedMember(InWorkspace, Base):
    """That somebody is to be on a deal's team: opens nothing until the deal's lead or their manager has said yes."""

    __tablename__ = "proposed_members"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        refers("colleagues", "proposed_by_id"),
        # Proposed twice is proposed once.
        unique("deal_id", "colleague_id"),
        Index("ix_proposed_members_colleague_id", "workspace_id", "colleague_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    deal_id: Mapped[int]
    colleague_id: Mapped[int]
    seller_role: Mapped[str] = mapped_column(String(60))
    proposed_by_id: Mapped[int]
    proposed_at: Mapped[dt.datetime]
    # Said no to: stays, so that it is not asked again.
    declined_at: Mapped[dt.datetime | None]


class StageRecord(InWorkspace, Base):
    """That a deal's stage, ours or theirs, was this from an instant on; append-only, in any order of arrival."""

    __tablename__ = "stage_records"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("colleagues", "seen_by_id"),
        CheckConstraint(f"side IN {SIDES}", name="side"),
        # The same told twice is one record.
        unique("deal_id", "side", "at", "stage"),
        Index(
            "ix_stage_records_to_look_at",
            "workspace_id",
            "recorded_at",
            sqlite_where=text("looked_at IS NULL"),
            postgresql_where=text("looked_at IS NULL"),
        ),
    )

    deal_id: Mapped[int]
    side: Mapped[str] = mapped_column(String(8))
    stage: Mapped[str] = mapped_column(String(100))
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    # Whoever of ours saw it; none: the CRM says so.
    seen_by_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    # When the clock has seen whether anybody is to be told; set at once for a deal's first stage.
    looked_at: Mapped[dt.datetime | None]


class Stakeholder(InWorkspace, Base):
    """Somebody of theirs who matters in a deal: a contact, or an empty seat."""

    __tablename__ = "stakeholders"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("seats", "seat_id", on_delete="CASCADE"),
        refers("colleagues", "named_by_id"),
        # A person, or a seat, is in a deal once.
        unique("deal_id", "contact_id"),
        unique("deal_id", "seat_id"),
        CheckConstraint("(contact_id IS NULL) <> (seat_id IS NULL)", name="one_of_them"),
        Index("ix_stakeholders_contact_id", "workspace_id", "contact_id"),
    )

    # People read it in buttons: it tells neither age nor order.
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    deal_id: Mapped[int]
    contact_id: Mapped[int | None]
    seat_id: Mapped[int | None]
    # Whoever of ours named them; none: an import did.
    named_by_id: Mapped[int | None]
    source: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]


class Observation(InWorkspace, Base):
    """What somebody observed of a stakeholder on a day; append-only, the latest of each observer counts."""

    __tablename__ = "observations"
    __table_args__ = (
        of_workspace(),
        refers("stakeholders", "stakeholder_id", on_delete="CASCADE"),
        refers("colleagues", "observer_id", on_delete="CASCADE"),
        CheckConstraint(f"about IN {ABOUT}", name="about"),
        Index("ix_observations_stakeholder_id", "workspace_id", "stakeholder_id", "about", "observed_at"),
    )

    stakeholder_id: Mapped[int]
    about: Mapped[str] = mapped_column(String(16))
    # A word of the vocabulary; for a motivation, the observer's own words. Empty: taken back.
    value: Mapped[str] = mapped_column(Text)
    # None: an import, in the CRM's name.
    observer_id: Mapped[int | None]
    observed_at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(String(200))


class Engagement(InWorkspace, Base):
    """That one of ours is in dialogue with one of theirs in a deal, said for the deal by whoever is in it.

    Apart from relationships and touches, which belong to their owners: this is what somebody said aloud for the deal.
    """

    __tablename__ = "engagements"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("contacts", "contact_id", on_delete="CASCADE"),
        refers("colleagues", "colleague_id", on_delete="CASCADE"),
        # A pair is in dialogue in a deal once; its latest time counts.
        unique("deal_id", "contact_id", "colleague_id"),
        Index("ix_engagements_contact_id", "workspace_id", "contact_id"),
    )

    deal_id: Mapped[int]
    contact_id: Mapped[int]
    colleague_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    at: Mapped[dt.datetime]
    source: Mapped[str] = mapped_column(String(200))


class Gap(InWorkspace, Base):
    """That something a playbook asks for was missing in a deal, and what was said to it.

    `key` is the id of a need, or a risk's rule; `subject_id` the contact or seat a risk is about (0: nobody).
    """

    __tablename__ = "gaps"
    __table_args__ = (
        of_workspace(),
        refers("deals", "deal_id", on_delete="CASCADE"),
        refers("stage_records", "raised_by_id"),
        refers("colleagues", "answered_by_id"),
        refers("colleagues", "assigned_to_id"),
        CheckConstraint(f"state IN {GAP_STATES}", name="state"),
        # What was answered is not raised again.
        unique("deal_id", "key", "subject_id"),
        Index("ix_gaps_state", "workspace_id", "state", "look_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=random_id, sort_order=-1)
    deal_id: Mapped[int]
    key: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(16), default="open")
    version: Mapped[int] = mapped_column(default=1)
    # The move that made it needed; none: a risk, or answered before anybody was told.
    raised_by_id: Mapped[int | None]
    raised_at: Mapped[dt.datetime]
    needed_by: Mapped[dt.date | None]
    # When the clock looks at it next: to escalate, or at the end of a snooze.
    look_at: Mapped[dt.datetime | None]
    escalated_at: Mapped[dt.datetime | None]
    answered_by_id: Mapped[int | None]
    answered_at: Mapped[dt.datetime | None]
    reason: Mapped[str | None] = mapped_column(String(300))
    assigned_to_id: Mapped[int | None]
    until: Mapped[dt.date | None]
