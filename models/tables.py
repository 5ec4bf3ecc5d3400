"""Every table, imported once, so that the metadata is whole."""

from models.accounts import (
    Account,
    AccountClearance,
    AccountDomain,
    Affiliation,
    Contact,
    ContactAddress,
    Holding,
    Seat,
)
from models.base import Base
from models.crm import CrmDelivery, CrmOutgoing
from models.deals import (
    Deal,
    DealMember,
    Engagement,
    Gap,
    Observation,
    ProposedMember,
    StageRecord,
    Stakeholder,
)
from models.digests import Digest, DigestSettings
from models.governance import CharterVersion, DecisionParty, DecisionRecord, InboxEntry
from models.homes import Home
from models.introductions import Ask, Introduction, Preference, Report
from models.network import HalfTie, Line, Relationship
from models.outbox import ClaimedRun, OutboxEntry
from models.people import Colleague, Workspace
from models.review import Proposal, ReviewRule
from models.touches import Exchange, Touch

__all__ = [
    "Account",
    "AccountClearance",
    "AccountDomain",
    "Affiliation",
    "Ask",
    "Base",
    "CharterVersion",
    "ClaimedRun",
    "Colleague",
    "Contact",
    "ContactAddress",
    "CrmDelivery",
    "CrmOutgoing",
    "Deal",
    "DealMember",
    "DecisionParty",
    "DecisionRecord",
    "Digest",
    "DigestSettings",
    "Engagement",
    "Exchange",
    "Gap",
    "HalfTie",
    "Holding",
    "Home",
    "InboxEntry",
    "Introduction",
    "Line",
    "Observation",
    "OutboxEntry",
    "Preference",
    "Proposal",
    "ProposedMember",
    "Relationship",
    "Report",
    "ReviewRule",
    "Seat",
    "StageRecord",
    "Stakeholder",
    "Touch",
    "Workspace",
]
