"""The charter in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.charter import Charter, plainly
from bot.people.acceptance import Agreement
from handlers.views import agreement as view
from handlers.views.evidence import day
from handlers.views.kit import MOST_BLOCKS, Block, Message, context, esc, section

SAID_UNASKED = "What I say of a deal without being asked, and where"
LONGEST = 2500
"""Characters of one paragraph's block; a block takes 3,000."""

SHOWN = {
    "relationship": "Who is shown a relationship",
    "contact": "Who is shown a person",
    "observation": "Who is shown what was noticed about a person",
}


def message(charter: Charter, mine: Agreement, earlier: int | None, said: str = "") -> Message:
    """What the charter says, whether its reader has agreed to it, and the button that does.

    `earlier` is a version to compare it with; `said` stands above it all.
    """
    paragraphs = [said] if said else []
    paragraphs += [f"*The charter* ({esc(charter.id)}, version {charter.version}), from {day(charter.effective)}"]
    if charter.agreed_by:
        paragraphs.append(f"Agreed by {esc(plainly.listed(charter.agreed_by), 600)}.")
    paragraphs.append(view.standing(mine, charter))
    paragraphs += [esc(words, LONGEST) for words in charter.head]
    for heading, lines in _parts(charter):
        paragraphs += view.chunks([f"*{heading}*", *lines], LONGEST)
    foot = [
        view.buttons(mine, charter, earlier),
        context("Under an answer, *Why these?* or *Why?* names the clauses behind it."),
    ]
    blocks: list[Block] = [section(paragraph) for paragraph in paragraphs[: MOST_BLOCKS - len(foot)]]
    return Message("\n".join(paragraphs), (*blocks, *foot), title="The charter")


def _parts(charter: Charter) -> Iterator[tuple[str, list[str]]]:
    for subject, heading in SHOWN.items():
        if clauses := charter.clauses(subject):
            yield heading, [_line(clause.id, clause.because) for clause in clauses]
    yield from _requests(charter)
    if charter.lookups is not None:
        yield "Look-ups", [_line(charter.lookups.id, charter.lookups.because)]
    if (digest := charter.digest) is not None:
        lines = [_line(place.id, plainly.said_in(place), place.because) for place in digest.places]
        yield SAID_UNASKED, [*lines, f"• {plainly.smallest(digest)}"]
    else:
        yield SAID_UNASKED, ["This charter says nothing about it, so nothing is said of a deal unasked."]
    if charter.retention:
        kept = [_line(rule.id, plainly.kept(rule), rule.because) for rule in charter.retention]
        yield "How long it is kept", kept
    if charter.log is not None:
        yield (
            "Who may read what was decided",
            [_line(charter.log.id, plainly.log(charter.document), charter.log.because)],
        )


def _requests(charter: Charter) -> Iterator[tuple[str, list[str]]]:
    requests = charter.requests
    if requests is None:
        yield "Introductions", ["This charter says nothing about introductions, so nobody can ask for one."]
        return
    yield "Introductions", [f"• {esc(words, 600)}" for _, words in plainly.frame(requests)]
    # Where a yes is needed in some cases only, the reason says in which.
    yield (
        "Whose yes they need",
        [
            _line(one.id, "" if one.when and one.because else plainly.consent(one), one.because or "")
            for one in requests.consent
        ],
    )
    for say, heading in (("reason", "What is refused at once"), ("neutral", "Where nobody is asked")):
        rules = [rule for rule in requests.refuse if rule.say == say]
        if rules:
            lines = [_line(rule.id, plainly.limit(rule), rule.because or _when(rule.when)) for rule in rules]
            yield heading, [plainly.SAID[say], *lines]


def _when(facts: tuple[str, ...]) -> str:
    return " ".join(plainly.fact(text) for text in facts)


def _line(name: str, *words: str) -> str:
    return f"`{esc(name)}` {esc(' '.join(filter(None, words)), 900)}"
