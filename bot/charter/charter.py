"""A charter ready to decide by."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from bot.charter.clauses import clauses_of, rules_of
from bot.charter.decision import Clause, Decision
from bot.charter.document import (
    ConsentClause,
    Digest,
    Document,
    Log,
    Lookups,
    Requests,
    RetentionRule,
)
from bot.charter.facts import DISCLOSURES, SUBJECTS, Subject
from bot.charter.fields import DEFAULT_CLAUSE
from bot.charter.requests import RequestDecision, decide_request
from bot.charter.table import Table, settle
from bot.written.source import hash_of


class Charter:
    """The rules about what people share, in force or proposed.

    Deciding is pure: it looks at the facts it is given and at nothing else.

    Attributes:
        document: The file's content, typed.
        hash: SHA-256 over the content, in hex. Comments and layout don't count; wording does.
    """

    def __init__(self, content: Mapping[str, Any]) -> None:
        """Take the content of a charter file as plain values.

        Only its shape is checked here; `bot.charter.load` checks the rest.

        Raises:
            pydantic.ValidationError: The content does not have the shape of a charter.
        """
        self.document = Document.model_validate(content)
        self.hash = hash_of(content)
        self._clauses = {clause.id: clause for clause in clauses_of(self.document)}
        self._tables = {subject: Table(subject, rules_of(self.document, subject)) for subject in SUBJECTS}

    def __repr__(self) -> str:
        return f"<Charter {self.id} version {self.version} {self.hash[:12]}>"

    @property
    def id(self) -> str:
        """Name of the charter; the same over its versions."""
        return self.document.charter.id

    @property
    def version(self) -> int:
        """Number of the version; raised whenever anything in the text changes."""
        return self.document.charter.version

    @property
    def effective(self) -> dt.date:
        """The day from which this version holds."""
        return self.document.charter.effective

    @property
    def agreed_by(self) -> tuple[str, ...]:
        """Who agreed to it, in the file's words."""
        return self.document.charter.agreed_by

    @property
    def head(self) -> tuple[str, ...]:
        """What stands above the clauses: plain words, one text a paragraph."""
        return self.document.head

    @property
    def requests(self) -> Requests | None:
        """What may be asked for, refused, and needs whose yes; None: requests are not ruled."""
        return self.document.requests

    @property
    def consent(self) -> tuple[ConsentClause, ...]:
        """Whose yes a request needs; all clauses that match count."""
        return self.document.requests.consent if self.document.requests else ()

    @property
    def lookups(self) -> Lookups | None:
        """How many look-ups a day; None: not limited."""
        return self.document.lookups

    @property
    def digest(self) -> Digest | None:
        """What digests and pictures may say; None: not ruled."""
        return self.document.digest

    @property
    def retention(self) -> tuple[RetentionRule, ...]:
        """How long each kind of record is kept."""
        return self.document.retention

    @property
    def log(self) -> Log | None:
        """Who may read the log; None: nobody."""
        return self.document.log

    def table(self, subject: Subject) -> Table:
        """Give the truth table of a subject."""
        return self._tables[subject]

    def clauses(self, section: str | None = None) -> tuple[Clause, ...]:
        """Give the clauses of one section in the order of the file, or ``DEFAULT`` and all."""
        return tuple(clause for clause in self._clauses.values() if section is None or clause.section == section)

    def clause(self, id: str) -> Clause:  # noqa: A002  # the word people use for it
        """Look a clause up.

        Raises:
            KeyError: The charter has no clause of this id.
        """
        return self._clauses[id]

    def decide(self, subject: Subject, facts: Mapping[str, bool | None]) -> Decision:
        """Decide how much of a subject is shown, given the facts.

        Args:
            subject: What is to be shown.
            facts: True, false, or None where a fact can't be determined. A fact left out counts as
                one that can't be determined. The outcome is the lowest over all values of all such
                facts.

        Raises:
            ValueError: A fact is not one of the subject's.
        """
        bits = self._tables[subject].space.bit
        strangers = facts.keys() - bits.keys()
        if strangers:
            raise ValueError(f"not facts of a {subject}: {', '.join(sorted(strangers))}")
        code = sum(bit for name, bit in bits.items() if facts.get(name) is True)
        unknown = frozenset(name for name in bits if facts.get(name) is None)
        return self.decide_code(subject, code, unknown)

    def decide_code(self, subject: Subject, code: int, unknown: Iterable[str] = frozenset()) -> Decision:
        """Decide as `decide` does, the facts given as a code over `facts_of(subject)`.

        Raises:
            ValueError: The code is out of range, or a fact is not one of the subject's.
        """
        table = self._tables[subject]
        space = table.space
        unknown = frozenset(unknown)
        if not 0 <= code < space.size or not unknown <= space.bit.keys():
            raise ValueError(f"code {code} or facts {sorted(unknown)} are not of a {subject}")
        unknown_bits = space.code(unknown)
        settled = settle(table, code & ~unknown_bits, unknown_bits)
        return Decision(
            subject=subject,
            outcome=DISCLOSURES[subject][settled.level],
            clauses=table.deciding(settled.code) or (DEFAULT_CLAUSE,),
            facts=space.true_in(code & ~unknown_bits),
            unknown=unknown,
            charter_id=self.id,
            charter_version=self.version,
            charter_hash=self.hash,
        )

    def decide_request(self, facts: Mapping[str, bool | None], counts: Mapping[str, int]) -> RequestDecision:
        """Decide whether an introduction may be asked for, and whose yes it needs.

        See `bot.charter.requests.decide_request`.
        """
        return decide_request(self.document.requests, facts, counts)
