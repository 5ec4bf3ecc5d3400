"""The closed list of facts a charter may speak of, and what rules out what in the real world.

A fact is a yes-or-no statement about the viewer, the relationship, the contact or the account. A
set of facts about one subject is written as a *code*: bit ``i`` is the truth of the i-th name of
`facts_of(subject)`. Codes are stored nowhere, so facts may be added and reordered.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

Subject = Literal["relationship", "contact", "observation"]
About = Literal["viewer", "relationship", "contact", "account"]

SUBJECTS: tuple[Subject, ...] = get_args(Subject)

DISCLOSURES: Mapping[Subject, tuple[str, ...]] = MappingProxyType(
    {
        "relationship": ("hidden", "exists", "named", "full"),
        "contact": ("hidden", "listed"),
        "observation": ("hidden", "shown"),
    }
)
"""For each subject its disclosures, lowest first. The lowest is always ``hidden``."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One word of the charter's vocabulary.

    Attributes:
        name: As written in ``charter.yaml``.
        about: Whose fact it is; this decides who gathers it.
        subjects: The subjects it can be known for.
        doc: What it means, in one line.
        yes: How an explanation tells the viewer that it holds.
        no: How an explanation tells the viewer that it does not hold.
    """

    name: str
    about: About
    subjects: tuple[Subject, ...]
    doc: str
    yes: str
    no: str


_OWNED: tuple[Subject, ...] = ("relationship", "observation")
_TIES: tuple[Subject, ...] = ("relationship",)

_ALL_FACTS = (
    Fact(
        "viewer_is_owner",
        "viewer",
        _OWNED,
        "The viewer logged this, or it was imported in their name.",
        "This is yours.",
        "This is somebody else's.",
    ),
    Fact(
        "viewer_is_member",
        "viewer",
        SUBJECTS,
        "The viewer is a full and active member of our own workspace.",
        "You are a member of our workspace.",
        "You are not a full member of our workspace.",
    ),
    Fact(
        "viewer_is_external",
        "viewer",
        SUBJECTS,
        "The viewer is a guest, in another organization's workspace, deactivated, or a bot.",
        "You are a guest or from outside, or your account is closed.",
        "You are not from outside.",
    ),
    Fact(
        "viewer_on_deal",
        "viewer",
        SUBJECTS,
        "The viewer is on the team of an open deal with the account: by the CRM, by an import, or "
        "confirmed by the deal's lead or the viewer's manager.",
        "You are on the team of an open deal with this account.",
        "You are not on the team of an open deal with this account.",
    ),
    Fact(
        "viewer_cleared",
        "viewer",
        SUBJECTS,
        "The viewer is a member who is on the account's list of cleared people.",
        "You are cleared for this account.",
        "You are not cleared for this account.",
    ),
    Fact(
        "viewer_accepted",
        "viewer",
        SUBJECTS,
        "The viewer has accepted this charter.",
        "You have accepted the charter.",
        "You have not accepted the charter yet.",
    ),
    Fact(
        "viewer_sees_a_relationship",
        "viewer",
        ("contact",),
        "The viewer is shown at least one relationship with this contact, at `exists` or more.",
        "You may know of a relationship with this person.",
        "You may know of no relationship with this person.",
    ),
    Fact(
        "owner_marked_private",
        "relationship",
        _TIES,
        "The owner marked the relationship private.",
        "Its owner keeps it private.",
        "Its owner does not keep it private.",
    ),
    Fact(
        "owner_marked_open",
        "relationship",
        _TIES,
        "The owner marked the relationship open.",
        "Its owner opened it to all colleagues.",
        "Its owner has not opened it to all colleagues.",
    ),
    Fact(
        "owner_reviewed",
        "relationship",
        _TIES,
        "The owner logged the relationship, or has looked at what was imported in their name.",
        "Its owner has looked at it.",
        "Its owner has not looked at it yet.",
    ),
    Fact(
        "owner_accepted",
        "relationship",
        _TIES,
        "The owner has accepted this charter.",
        "Its owner has accepted the charter.",
        "Its owner has not accepted the charter yet.",
    ),
    Fact(
        "owner_left",
        "relationship",
        _TIES,
        "The owner has left our organization.",
        "Its owner has left us.",
        "Its owner is still with us.",
    ),
    Fact(
        "contact_in_directory",
        "contact",
        SUBJECTS,
        "The contact came from the CRM or from organization data, not only from a colleague.",
        "This person is in our customer records.",
        "This person is not in our customer records.",
    ),
    Fact(
        "contact_objected",
        "contact",
        SUBJECTS,
        "The contact has objected to being kept or used here.",
        "This person has objected.",
        "This person has not objected.",
    ),
    Fact(
        "contact_do_not_contact",
        "contact",
        SUBJECTS,
        "The contact asked a colleague not to be contacted, or the CRM or organization data says so.",
        "Our records say not to contact this person.",
        "Our records do not say to leave this person alone.",
    ),
    Fact(
        "account_sensitive",
        "account",
        SUBJECTS,
        "The account, or any of several, is marked sensitive. No account: false.",
        "The account is marked sensitive.",
        "The account is not marked sensitive.",
    ),
    Fact(
        "account_embargoed",
        "account",
        SUBJECTS,
        "The account, or any of several, is under embargo. No account: false.",
        "The account is under embargo.",
        "The account is not under embargo.",
    ),
)

FACTS: Mapping[str, Fact] = MappingProxyType({fact.name: fact for fact in _ALL_FACTS})
"""Every fact, in the order of the bits of a code."""

_OF_SUBJECT: Mapping[Subject, tuple[str, ...]] = MappingProxyType(
    {subject: tuple(fact.name for fact in _ALL_FACTS if subject in fact.subjects) for subject in SUBJECTS}
)


def facts_of(subject: Subject) -> tuple[str, ...]:
    """Name the facts that can be known for a subject; the i-th is bit ``1 << i`` of a code."""
    return _OF_SUBJECT[subject]


@dataclass(frozen=True, slots=True)
class Implication:
    """Where ``fact`` holds, ``then`` holds (or does not, if ``holds`` is false), in any real world.

    Only what follows from the meaning of the words, or from how facts are gathered, belongs here: a
    rule that is merely likely would make the charter overlook a combination that can occur.
    """

    fact: str
    then: str
    holds: bool
    why: str

    def __str__(self) -> str:
        return f"{self.fact} → {'' if self.holds else 'not '}{self.then}"


IMPLICATIONS: tuple[Implication, ...] = (
    Implication(
        "viewer_is_external",
        "viewer_is_member",
        holds=False,
        why="Guests, outsiders, bots and people who have left are by definition not members.",
    ),
    Implication(
        "viewer_on_deal",
        "viewer_is_member",
        holds=True,
        why="Only members are counted when a deal's team is asked for.",
    ),
    Implication(
        "viewer_cleared",
        "viewer_is_member",
        holds=True,
        why="Only members are counted when an account's list of cleared people is asked for.",
    ),
    Implication(
        "owner_marked_private",
        "owner_marked_open",
        holds=False,
        why="Private and open are two settings of one switch.",
    ),
)
"""What rules out what. An owner may have left, be a guest by now or be nobody's colleague, and an
objection says nothing about the CRM: none of these is ruled out."""


def implications_of(subject: Subject) -> Iterable[Implication]:
    """Give the implications between facts that can both be known for a subject."""
    names = facts_of(subject)
    return (rule for rule in IMPLICATIONS if rule.fact in names and rule.then in names)


def possible(subject: Subject, facts: Mapping[str, bool]) -> bool:
    """Say whether a combination of facts can occur in the real world.

    Facts not given are false.
    """
    return all(
        facts.get(rule.then, False) is rule.holds for rule in implications_of(subject) if facts.get(rule.fact, False)
    )
