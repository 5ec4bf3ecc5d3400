"""Why an answer came out as it did: the clauses behind it, decided again under the charter now in force."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import select

from bot.audit import NOBODY, REQUEST, Decided
from bot.charter import Decision
from bot.charter.explain import ClauseWords, explain
from bot.charter.sight import Sight
from bot.errors import Stale
from bot.network.portrait import portraits
from bot.people.figures import Figures, figures
from models.governance import DecisionParty, DecisionRecord
from models.network import HalfTie, Relationship
from models.reading import CONTACT_FACTS


@dataclass(frozen=True)
class Reason:
    """Why the viewer is shown this much: of whom (None: somebody unnamed), how much, by which clauses and facts.

    `mine` says that it is the viewer's own relationship. `through` is the person in the middle with whom it is, where
    the way leads on from there; a reason with `middle` speaks of that person themselves. What the strength rests on is
    told where the charter grants the relationship in full: `declared` by its owner (1 to 5), or `figures` of touches.
    """

    colleague: str | None
    outcome: str
    clauses: tuple[ClauseWords, ...]
    facts: tuple[str, ...]
    mine: bool = False
    through: str | None = None
    middle: str | None = None
    declared: int | None = None
    figures: Figures | None = None


@dataclass(frozen=True)
class Why:
    """The reasons behind an answer; none where nothing was shown. `charter` names the charter and its version."""

    reasons: tuple[Reason, ...]
    charter: str
    decided: tuple[Decided, ...]


def why(sight: Sight, answer_id: int) -> Why:
    """Explain an answer to the person it was given to; raises `Stale` for anybody else.

    Of relationships the viewer may not see by name only the warmest is explained, since that is the one the answer
    spoke of: two explanations would tell that there are two.
    """
    answered = sight.session.execute(
        select(DecisionParty.subject_id, DecisionRecord.subject)
        .join(
            DecisionRecord,
            (DecisionRecord.workspace_id == DecisionParty.workspace_id) & (DecisionRecord.id == DecisionParty.id),
        )
        .where(
            DecisionParty.workspace_id == sight.viewer.workspace_id,
            DecisionParty.answer_id == answer_id,
            DecisionParty.viewer_id == sight.viewer.id,
            # What was decided behind a request is not for whoever asked for it.
            DecisionRecord.subject != REQUEST,
        )
        .order_by(DecisionParty.id)
    ).all()
    if not answered:
        raise Stale("I no longer have the answer this belongs to. Ask again, and then why.")
    asked = [row.subject_id for row in answered]
    observed = {row.subject_id for row in answered if row.subject == "observation"}
    rows = sight.session.execute(
        sight.told_ties(*_COLUMNS, sight.owner.name, sight.tie.code)
        .where(HalfTie.relationship_id.in_(asked), sight.contact.shows("listed"))
        .order_by(sight.warmest.desc(), HalfTie.neighbour_id)
    ).all()
    middles = portraits(sight, [subject for subject in dict.fromkeys(asked) if subject != NOBODY])
    reasons: list[Reason] = []
    decided: list[Decided] = []
    unnamed = False
    for relationship_id, contact_id, owner_id, strength, evidence, name, code in rows:
        decision = sight.decide("relationship", code)
        decided.append(Decided(relationship_id, decision, code))
        if decision.shows("named"):
            reason = _reason(sight, decision, name, mine=owner_id == sight.viewer.id)
            through = middles[contact_id].name if contact_id in middles else None
            if decision.shows("full"):
                counts = figures(sight, [contact_id], owner_id).get(contact_id) if evidence == "counts" else None
                reason = replace(reason, declared=strength, figures=counts)
            reasons.append(replace(reason, through=through))
        elif not unnamed:
            reasons.append(_reason(sight, decision, None))
            unnamed = True
    for contact_id, face in middles.items():
        decision, code = face.decision(sight)
        decided.append(Decided(contact_id, decision, code))
        reasons.append(replace(_reason(sight, decision, face.name), middle=face.name))
        if contact_id in observed:
            noticed, code = sight.decide_bits("observation", face.facts, CONTACT_FACTS)
            decided.append(Decided(contact_id, noticed, code))
            reasons.append(replace(_reason(sight, noticed, face.name), middle=face.name))
    charter = sight.charter
    return Why(tuple(reasons), f"{charter.id}, version {charter.version}", tuple(decided))


_COLUMNS = (
    HalfTie.relationship_id,
    HalfTie.node_id,
    HalfTie.neighbour_id,
    Relationship.strength,
    Relationship.evidence,
)


def _reason(sight: Sight, decision: Decision, colleague: str | None, *, mine: bool = False) -> Reason:
    words = explain(sight.charter, decision)
    # Facts about a tie say things about its owner; they are for viewers who may know who that is.
    return Reason(colleague, words.outcome, words.clauses, words.facts if colleague else (), mine)
