"""What was decided under which charter, and which payloads were seen before."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, InWorkspace, of_workspace, refers, unique


class CharterVersion(InWorkspace, Base):
    """A charter that was in force: its text, so that an old decision can be explained by the words of its day."""

    __tablename__ = "charter_versions"
    __table_args__ = (of_workspace(), unique("charter_id", "version", "hash"))

    charter_id: Mapped[str] = mapped_column(String(100))
    version: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    in_force_at: Mapped[dt.datetime]


class DecisionRecord(InWorkspace, Base):
    """One decision that disclosed or refused: append-only, chained by hash, without a word about anybody.

    Who asked and about whom stands in `DecisionParty`, tied in by a salted digest, so that it can be erased without
    breaking the chain. `seal` is filled in by the worker: sha256 of the previous seal and this row.
    """

    __tablename__ = "decisions"
    # A place in the chain is taken once, however many workers seal.
    __table_args__ = (of_workspace(), unique("seal_number"))

    at: Mapped[dt.datetime]
    subject: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str] = mapped_column(String(16))
    clauses: Mapped[str] = mapped_column(String(200))
    fact_code: Mapped[int]
    charter_id: Mapped[str] = mapped_column(String(100))
    charter_version: Mapped[int]
    charter_hash: Mapped[str] = mapped_column(String(64))
    party_digest: Mapped[str] = mapped_column(String(64))
    seal_number: Mapped[int | None]
    seal: Mapped[str | None] = mapped_column(String(64))


class DecisionParty(InWorkspace, Base):
    """The personal part of a decision (same id): the viewer, what it was about, and in answer to which question.

    `at` is the decision's own: what somebody has looked up in the last day is counted before each answer, and is found
    without reading all they ever looked up.
    """

    __tablename__ = "decision_parties"
    __table_args__ = (
        of_workspace(),
        refers("decisions", "id", on_delete="CASCADE"),
        Index("ix_decision_parties_viewer_id", "workspace_id", "viewer_id", "at"),
        Index("ix_decision_parties_answer_id", "workspace_id", "answer_id"),
        # How often somebody's relationships were looked up is counted by them.
        Index("ix_decision_parties_subject_id", "workspace_id", "subject_id"),
    )

    answer_id: Mapped[int]
    viewer_id: Mapped[int]
    at: Mapped[dt.datetime]
    subject_id: Mapped[int]
    salt: Mapped[str] = mapped_column(String(32))


class InboxEntry(InWorkspace, Base):
    """A payload of Slack's that was carried out. Unique: Slack delivers again what it thinks got lost."""

    __tablename__ = "inbox"
    __table_args__ = (
        of_workspace(),
        unique("key"),
        Index("ix_inbox_received_at", "workspace_id", "received_at"),
    )

    key: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[dt.datetime]
