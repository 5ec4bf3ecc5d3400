"""The clauses of a document: as people see them, and as rules to decide by."""

from collections.abc import Iterator

from bot.charter.decision import Clause, level_of
from bot.charter.document import Document, Requests
from bot.charter.facts import SUBJECTS, Subject
from bot.charter.fields import DEFAULT_CLAUSE
from bot.charter.table import Literal, Rule
from bot.written.fields import FOR_GOOD

DEFAULT = Clause(
    id=DEFAULT_CLAUSE,
    section="",
    when=(),
    effect="hidden",
    because="No clause of the charter allows it, and what no clause allows stays hidden.",
)


def rules_of(document: Document, subject: Subject) -> tuple[Rule, ...]:
    """Give the clauses about a subject as rules."""
    return tuple(
        Rule(
            id=clause.id,
            when=tuple(map(Literal.parse, clause.when)),
            grants=clause.grant is not None,
            level=level_of(subject, clause.grant or clause.cap or ""),
        )
        for clause in document.clauses(subject)
    )


def clauses_of(document: Document) -> Iterator[Clause]:
    """Give everything in a document that has an id and says what holds, and ``DEFAULT``."""
    yield DEFAULT
    for subject in SUBJECTS:
        for clause in document.clauses(subject):
            effect = f"grant {clause.grant}" if clause.grant else f"cap {clause.cap}"
            yield Clause(clause.id, subject, clause.when, effect, clause.because)
    if document.requests is not None:
        yield from _of_requests(document.requests)
    if (lookups := document.lookups) is not None:
        effect = f"{lookups.per_day} a day, then {lookups.past}"
        yield Clause(lookups.id, "lookups", (), effect, lookups.because)
    if (digest := document.digest) is not None:
        for place in digest.places:
            effect = f"in {place.place} say {', '.join(place.say) or 'nothing'}"
            yield Clause(place.id, "digest", (), effect, place.because)
    for kept in document.retention:
        effect = f"keep {kept.record} {FOR_GOOD}"
        if kept.keep is not None:
            effect = f"keep {kept.record} {kept.keep} from {kept.counted_from}, then {kept.ending}"
        if kept.purposes:
            effect += f" (for {', '.join(kept.purposes)})"
        yield Clause(kept.id, "retention", (), effect, kept.because)
    if (log := document.log) is not None:
        beside = f" with {', '.join(log.beside)} beside" if log.beside else ""
        effect = f"{', '.join(log.read)} may read{beside}; kept {log.keep}"
        yield Clause(log.id, "log", (), effect, log.because)


def _of_requests(requests: Requests) -> Iterator[Clause]:
    for rule in requests.refuse:
        effect = f"refuse, say {rule.say}"
        if rule.limit is not None:
            effect = f"refuse past {rule.max} {rule.limit} in {rule.days} days, say {rule.say}"
        yield Clause(rule.id, "requests.refuse", rule.when, effect, rule.because or "")
    for consent in requests.consent:
        effect = f"needs the yes of {', '.join(consent.roles)}"
        yield Clause(consent.id, "requests.consent", consent.when, effect, consent.because or "")
