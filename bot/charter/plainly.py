"""What the parts of a charter do, in plain words: for people who agree to it, and for those who compare two."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.charter import vocabulary as v
from bot.charter.document import ConsentClause, Digest, Document, Place, RefusalRule, Requests, RetentionRule
from bot.charter.facts import FACTS
from bot.charter.table import Literal

LIMIT_WORDS = {
    "asks_per_connector": "Nobody is asked more than {times} in {days}.",
    "asks_per_contact": "For the same person at a customer, all of us together ask at most {times} in {days}.",
    "asks_per_requester": "Nobody asks for more than {many} in {days}.",
    "noes_for_requester": (
        "Whoever asked for somebody {times} in {days} without an introduction coming about waits before asking again."
    ),
    "noes_from_contact": "Somebody at a customer who would rather not, {times} in {days}, is not asked for.",
}
"""What each limit of `vocabulary.LIMITS` means, with its numbers."""

SAID = {
    "reason": "Whoever asks is told so at once.",
    "neutral": "Whoever asks hears only, at the hour said, that no introduction came about.",
}
"""What the requester hears where a rule refuses."""


def limit(rule: RefusalRule) -> str:
    """What a rule that counts allows, with its numbers; empty for one that does not count."""
    if rule.limit is None or rule.max is None or rule.days is None:
        return ""
    times = "once" if rule.max == 1 else "twice" if rule.max == 2 else f"{rule.max} times"
    many = "one introduction" if rule.max == 1 else f"{rule.max} introductions"
    days = "a day" if rule.days == 1 else f"{rule.days} days"
    words = LIMIT_WORDS[rule.limit].format(times=times, many=many, days=days)
    return f"{words} This holds only in some cases." if rule.when else words


def consent(clause: ConsentClause) -> str:
    """Whose yes a clause asks for."""
    roles = listed([v.CONSENT_ROLES[role] for role in clause.roles])
    where = "In some cases it" if clause.when else "It"
    return f"{where} needs the yes of {roles}."


def frame(requests: Requests) -> Iterator[tuple[str, str]]:
    """What holds of every request: key of the file, and what it says."""
    yield (
        "purposes",
        f"An introduction can be asked for {purposes(requests.purposes)}.",
    )
    yield "answer_within", f"Whoever asks has an answer within {requests.answer_within}."
    yield (
        "connectors",
        (
            "One request is put to one colleague only."
            if requests.connectors == 1
            else f"One request is put to at most {requests.connectors} colleagues, one after the other."
        ),
    )
    yield (
        "stand_in",
        (
            f"Where somebody is away, {listed([v.STAND_INS[one] for one in requests.stand_in], 'or')} answers instead."
            if requests.stand_in
            else "Where somebody is away, nobody answers instead."
        ),
    )


def said_in(place: Place) -> str:
    """What is said of its own accord in a kind of place."""
    topics = "; ".join(v.TOPICS[topic] for topic in place.say)
    return f"{_capital(v.PLACES[place.place])}: {topics or 'nothing'}."


def smallest(digest: Digest) -> str:
    """For how many people at the least figures are given."""
    return f"A figure about people is given only for {digest.smallest_group} of them or more."


def kept(rule: RetentionRule) -> str:
    """How long a kind of record is kept."""
    what = _capital(v.RECORDS[rule.record])
    if rule.purposes:
        what = f"{what} ({purposes(rule.purposes)})"
    if rule.keep is None or rule.counted_from is None or rule.ending is None:
        return f"{what}: kept for good."
    since, then = v.COUNTED_FROM[rule.counted_from], v.ENDINGS[rule.ending]
    return f"{what}: kept {rule.keep} from {since}; then {then}."


def log(document: Document) -> str:
    """Who may read the record of decisions, and how long it is kept; empty: nobody."""
    if document.log is None:
        return ""
    readers = listed([v.READERS[one] for one in document.log.read], "or")
    beside = [v.READERS[one] for one in document.log.beside]
    with_whom = f", with {listed(beside)} beside them," if beside else ""
    return f"{_capital(readers)}{with_whom} may read what was decided; it is kept {document.log.keep}."


def fact(text: str) -> str:
    """A condition (`fact` or `not fact`) as a sentence."""
    term = Literal.parse(text)
    return FACTS[term.fact].yes if term.holds else FACTS[term.fact].no


def listed(words: Sequence[str], last: str = "and") -> str:
    """Several words as one phrase: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"


def purposes(names: Sequence[str]) -> str:
    """What introductions are asked for, as one phrase; some have commas of their own."""
    words = [v.PURPOSES[name] for name in names]
    return words[0] if len(words) == 1 else f"{'; '.join(words[:-1])}; or {words[-1]}"


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
