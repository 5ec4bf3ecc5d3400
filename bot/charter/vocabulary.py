"""The other closed lists of a charter: roles, purposes, limits, kinds of record and of place."""

from collections.abc import Mapping
from types import MappingProxyType

Words = Mapping[str, str]

CONSENT_ROLES: Words = MappingProxyType(
    {
        "owner": "the colleague whose relationship it is",
        "account_lead": "the colleague who leads the account",
        "deal_lead": "the colleague who leads the deal the request is for",
        "owner_manager": "the owner's manager",
        "privacy_officer": "the privacy officer",
    }
)
"""Whose yes can be asked for."""

STAND_INS: Words = MappingProxyType(
    {
        "deputy": "the deputy somebody has named",
        "manager": "somebody's manager",
    }
)
"""Who answers where the person asked is away, or is the requester."""

READERS: Words = MappingProxyType(
    {
        "charter_steward": "whoever keeps the charter",
        "works_council": "a member of the works council",
        "privacy_officer": "the privacy officer",
        "administrator": "whoever runs the bot",
    }
)
"""Who may read the log, or sits beside whoever does."""

PURPOSES: Words = MappingProxyType(
    {
        "new_business": "to start a deal",
        "open_deal": "to move an open deal on",
        "renewal": "to renew or widen what a customer already has",
        "delivery": "to do what was agreed with a customer",
        "reference": "to ask a customer to speak for us",
        "advice": "to learn from somebody, with nothing to sell",
        "event": "to invite somebody",
    }
)
"""What an introduction can be asked for."""

LIMITS: Words = MappingProxyType(
    {
        "asks_per_connector": "requests that reached one colleague",
        "asks_per_contact": "requests for one contact, over all our people",
        "asks_per_requester": "requests by one requester",
        "noes_for_requester": "requests by one requester for one contact that came to nothing",
        "noes_from_contact": "times the contact would rather not",
    }
)
"""What is counted, over the days of a rule."""

SAYINGS: Words = MappingProxyType(
    {
        "neutral": "the same words as any other no, at the hour said",
        "reason": "at once, and why",
    }
)
"""What the requester hears."""

PAST_LOOKUPS: Words = MappingProxyType(
    {
        "refuse": "look-ups are refused until the next day",
        "note": "look-ups are answered, and marked in the log",
    }
)
"""What happens past the look-ups of a day."""

PLACES: Words = MappingProxyType(
    {
        "direct_message": "between the bot and one colleague",
        "app_home": "the bot's home page of one colleague",
        "deal_channel": "a channel bound to a deal, without guests",
        "other_channel": "any other channel of members",
        "picture": "a picture, wherever it is posted",
    }
)
"""Where something may be said. Shared channels and those with guests are never told anything."""

TOPICS: Words = MappingProxyType(
    {
        "roles": "seller and buying roles, filled or not",
        "counts": "how many",
        "stages": "where we and the customer stand",
        "contact_names": "names of the customer's people",
        "team_names": "names of the deal's team",
        "observations": "stance, power, motivation and influence",
        "ways": "that somebody of ours knows a person, without a name",
    }
)
"""What may be said there."""

RECORDS: Words = MappingProxyType(
    {
        "relationship": "who of us knows whom",
        "touch": "dated evidence of a relationship, and that two people met for a deal",
        "contact": "a person at a customer, with their seats",
        "observation": "what a colleague noted about a contact, and who of theirs was in touch with whom",
        "request": "a request for an introduction and its answers",
        "objection": "that somebody objected, and the address by which they are known",
    }
)
"""Kinds of record that hold personal data. How long the log is kept stands in ``log``."""

COUNTED_FROM: Words = MappingProxyType(
    {
        "stored": "the day it was first stored",
        "happened": "the day it happened",
        "last_confirmed": "the last touch, or the last time its owner confirmed it",
        "last_used": "the last day anything else spoke of it",
        "closed": "the day it was closed",
    }
)
"""From when the time a record is kept is counted."""

ENDINGS: Words = MappingProxyType(
    {
        "erase": "it is erased",
        "ask_owner": "its owner is asked to confirm it; no answer within a month erases it",
        "keep_figures": "people are taken out of it, and the figures stay",
    }
)
"""What happens when a record's time is over."""
