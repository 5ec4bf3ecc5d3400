"""What the charter means, said a second time in the plainest code there is.

Written from the design's page on the charter alone, by somebody who had not seen `bot.charter`, so that a mistake in
the one is not repeated in the other. Nothing here is quick or clever on purpose: loops over clauses, loops over rows.
A disagreement between this and `bot.charter` is a finding; which of them is right is settled by the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from tests.charter.oracle_world import Channel, Colleague, Contact, Relationship, Viewer, World

Facts = Mapping[str, bool | None]
"""Fact by name: true, false or (None) not to be determined. A fact that is not there is false."""

DISCLOSURES = {
    "relationship": ("hidden", "exists", "named", "full"),
    "contact": ("hidden", "listed"),
    "observation": ("hidden", "shown"),
}
"""The disclosures of each subject, least first."""


# What a charter says of facts.


def read(path: Path) -> dict[str, Any]:
    """A charter as its YAML says, unchecked."""
    charter: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return charter


def decide(charter: Mapping[str, Any], subject: str, facts: Facts) -> tuple[str, set[str]]:
    """The disclosure of a subject under these facts, and the ids of the clauses that decide it.

    With facts that can't be determined: the lowest disclosure over all values of all of them, by whichever clauses
    give it. All values: also those that could not be together, for whoever does not know does not reason either.
    """
    unknown = [name for name, value in facts.items() if value is None]
    if not unknown:
        return decide_known(charter, subject, facts)
    order = DISCLOSURES[subject]
    lowest, clauses = order[-1], set[str]()
    for values in product((False, True), repeat=len(unknown)):
        outcome, deciding = decide_known(charter, subject, {**facts, **dict(zip(unknown, values, strict=True))})
        if order.index(outcome) < order.index(lowest):
            lowest, clauses = outcome, set()
        if outcome == lowest:
            clauses |= deciding
    return lowest, clauses


def decide_known(charter: Mapping[str, Any], subject: str, facts: Facts) -> tuple[str, set[str]]:
    """The same where every fact is true or false: the highest matching grant, lowered to the lowest matching cap.

    The matching grants of the highest disclosure decide; where a cap lowers it, the matching caps of the lowest
    disclosure decide with them. Where no grant matches there is nothing to lower: hidden, by DEFAULT.
    """
    order = DISCLOSURES[subject]
    grants, caps = [], []
    for clause in charter.get(subject) or []:
        if not matches(clause, facts):
            continue
        if "grant" in clause:
            grants.append((order.index(clause["grant"]), clause["id"]))
        else:
            caps.append((order.index(clause["cap"]), clause["id"]))
    if not grants:
        return order[0], {"DEFAULT"}
    highest = max(grants)[0]
    deciding = {name for level, name in grants if level == highest}
    if caps and min(caps)[0] < highest:
        highest = min(caps)[0]
        deciding |= {name for level, name in caps if level == highest}
    return order[highest], deciding


def matches(clause: Mapping[str, Any], facts: Facts) -> bool:
    """Whether all facts a clause asks for hold; `not x` asks for x to be false."""
    for wanted in clause.get("when") or []:
        if wanted.startswith("not "):
            if facts.get(wanted[4:].strip(), False):
                return False
        elif not facts.get(wanted, False):
            return False
    return True


# Which facts hold in a world.


def is_member(viewer: Viewer) -> bool | None:
    """One of us: a member who has not left. A channel of our own counts as one."""
    if isinstance(viewer, Channel):
        return not viewer.shared
    if viewer.left:
        return False
    return None if viewer.kind == "unknown" else viewer.kind == "member"


def is_external(viewer: Viewer) -> bool | None:
    """A guest, somebody of another team, deactivated, or a bot."""
    if isinstance(viewer, Channel):
        return viewer.shared
    if viewer.left:
        return True
    return None if viewer.kind == "unknown" else viewer.kind in ("guest", "stranger", "bot")


def is_on_deal(world: World, viewer: Viewer, contact: Contact) -> bool | None:
    """On the team of an open deal with an account of the contact. Nobody gets there by saying who works where."""
    if isinstance(viewer, Channel):
        return False
    if any(viewer.id in world.teams[account.id] for account in world.accounts_of[contact.id]):
        return is_member(viewer)  # only members are on a deal: of whom that is not known, neither is this
    return False


def is_cleared(world: World, viewer: Viewer, contact: Contact) -> bool | None:
    """On the list of an account of the contact, and on those of all its embargoed or sensitive ones."""
    if isinstance(viewer, Channel):
        return False
    if not any(viewer.id in account.cleared for account in world.accounts_of[contact.id]):
        return False
    for account in world.accounts_of[contact.id]:
        if (account.embargoed or account.sensitive) and viewer.id not in account.cleared:
            return False
    return is_member(viewer)


def shared_facts(world: World, viewer: Viewer, contact: Contact) -> dict[str, bool | None]:
    """The facts of viewer, contact and account: what relationship and contact have in common."""
    accounts = world.accounts_of[contact.id]
    return {
        "viewer_is_member": is_member(viewer),
        "viewer_is_external": is_external(viewer),
        "viewer_on_deal": is_on_deal(world, viewer, contact),
        "viewer_cleared": is_cleared(world, viewer, contact),
        "viewer_accepted": isinstance(viewer, Colleague) and world.accepted(viewer),
        "contact_in_directory": contact.in_directory,
        "contact_objected": contact.objected,
        "contact_do_not_contact": contact.do_not_contact,
        "account_sensitive": any(account.sensitive for account in accounts),
        "account_embargoed": any(account.embargoed for account in accounts),
    }


def tie_facts(world: World, viewer: Viewer, tie: Relationship, shared: Facts | None = None) -> dict[str, bool | None]:
    """The facts a relationship is decided on. `shared`: those of its contact, if they are at hand already.

    What its owner says of where the contact works counts for this relationship, and for no other.
    """
    owner = world.colleagues[tie.owner]
    facts = dict(shared_facts(world, viewer, world.contacts[tie.contact]) if shared is None else shared)
    if tie.account is not None:
        said = world.accounts[tie.account]
        facts["account_sensitive"] = facts["account_sensitive"] or said.sensitive
        facts["account_embargoed"] = facts["account_embargoed"] or said.embargoed
        if (said.sensitive or said.embargoed) and not (isinstance(viewer, Colleague) and viewer.id in said.cleared):
            facts["viewer_cleared"] = False
    return {
        **facts,
        "viewer_is_owner": isinstance(viewer, Colleague) and viewer.id == owner.id,
        "owner_marked_private": tie.private,
        "owner_marked_open": tie.open,
        "owner_reviewed": tie.reviewed,
        "owner_accepted": world.accepted(owner),
        "owner_left": owner.left,
    }


@dataclass(frozen=True)
class Sighting:
    """What is shown of one thing, by which clauses, on which facts."""

    facts: Facts
    outcome: str
    clauses: frozenset[str]


def look(charter: Mapping[str, Any], subject: str, facts: Facts) -> Sighting:
    """A decision together with the facts it was made on."""
    outcome, clauses = decide(charter, subject, facts)
    return Sighting(facts, outcome, frozenset(clauses))


def survey(
    look: Callable[[str, Facts], Sighting], world: World, viewer: Viewer
) -> tuple[dict[int, Sighting], dict[int, Sighting]]:
    """Everything a viewer is shown in a world: of each relationship and of each contact, by id.

    `look` is the one above under some charter. A contact asks whether the viewer sees a relationship with it: one of
    which at least its existence is shown. That is never so of a channel, which has only `viewer_is_member`; a shared
    one sees nothing, whatever the charter says.
    """
    if isinstance(viewer, Channel) and viewer.shared:
        nothing = Sighting({}, "hidden", frozenset())
        there = [tie.id for tie in world.relationships.values() if not tie.removed]
        return dict.fromkeys(there, nothing), dict.fromkeys(world.contacts, nothing)
    ties: dict[int, Sighting] = {}
    contacts: dict[int, Sighting] = {}
    for contact in world.contacts.values():
        shared = shared_facts(world, viewer, contact)
        sees = False
        for tie in world.ties[contact.id]:
            ties[tie.id] = look("relationship", tie_facts(world, viewer, tie, shared))
            if ties[tie.id].outcome != "hidden":
                sees = True
        contacts[contact.id] = look(
            "contact", {**shared, "viewer_sees_a_relationship": sees and isinstance(viewer, Colleague)}
        )
    return ties, contacts
