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
from models.deals import Deal, DealMember
from models.governance import CharterVersion, DecisionParty, DecisionRecord, InboxEntry
from models.network import HalfTie, Relationship
from models.people import Colleague, Workspace

__all__ = [
    "Account",
    "AccountClearance",
    "AccountDomain",
    "Affiliation",
    "Base",
    "CharterVersion",
    "Colleague",
    "Contact",
    "ContactAddress",
    "Deal",
    "DealMember",
    "DecisionParty",
    "DecisionRecord",
    "HalfTie",
    "Holding",
    "InboxEntry",
    "Relationship",
    "Seat",
    "Workspace",
]
