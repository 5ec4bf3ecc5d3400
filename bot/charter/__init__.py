"""The charter: how what people share may be used, decided in one place.

Pure: facts in, `Decision` out. Nothing outside this package compares disclosures; it asks
`Decision.shows`, or `bot.charter.sql.filter_for` in a query.
"""

from bot.charter.charter import Charter
from bot.charter.decision import Clause, Decision
from bot.charter.facts import (
    DISCLOSURES,
    FACTS,
    IMPLICATIONS,
    SUBJECTS,
    Fact,
    Implication,
    Subject,
    facts_of,
    possible,
)
from bot.charter.load import CharterError, Report, examine, load_charter, read_charter
from bot.charter.requests import RequestDecision
from bot.written.problems import Problem

__all__ = [
    "DISCLOSURES",
    "FACTS",
    "IMPLICATIONS",
    "SUBJECTS",
    "Charter",
    "CharterError",
    "Clause",
    "Decision",
    "Fact",
    "Implication",
    "Problem",
    "Report",
    "RequestDecision",
    "Subject",
    "examine",
    "facts_of",
    "load_charter",
    "possible",
    "read_charter",
]
