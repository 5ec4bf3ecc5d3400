"""Whether what was agreed may still be done, by the charter in force: decided again wherever anything is made of it."""

from __future__ import annotations

from bot.charter import RequestDecision
from bot.charter.sight import Sight
from bot.introductions import cascade
from bot.introductions.candidates import Candidate, Rules, colleague
from models.introductions import Ask, Introduction

Found = list[tuple[Candidate, RequestDecision]]


def still_allowed(sight: Sight, ask: Ask, of: Introduction) -> bool:
    """Whether what was agreed may still be done, by all of the charter in force but its limits.

    The requester, a member still, may know of the relationship; the contact may be written to; no rule refuses it.
    """
    return allows(decided(sight, ask, of)[1])


def allows(found: Found) -> bool:
    """Whether what the charter says (`decided`) lets it be done."""
    return any(not decision.refused for _, decision in found)


def decided(sight: Sight, ask: Ask, of: Introduction) -> tuple[Sight, Found]:
    """The requester's eyes, and what the charter says to the relationship, if it is there for them."""
    requester = sight.of(colleague(sight, of.requester_id))
    tie = cascade.tie_of(requester, of, ask.owner_id)
    rules = Rules(requester, of.contact_id, of.id)
    return requester, [(tie, rules.once_agreed(tie))] if tie else []
