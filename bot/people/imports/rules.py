"""What an owner decided once for everybody at a mail domain; what is imported in their name keeps to it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.people.imports.lookups import chunks
from models.keys import domain_of
from models.review import ReviewRule

LEFT_OUT = "left out, as its owner decided for everybody at that mail domain"


class Rules:
    """The decisions of some colleagues. No `--reviewed` overrides them: they are the owners' own word."""

    def __init__(self, verdicts: Mapping[tuple[int, str], str]) -> None:
        self._verdicts = verdicts

    @classmethod
    def load(cls, session: Session, workspace_id: int, colleague_ids: Collection[int]) -> Rules:
        """Look up what these colleagues decided."""
        query = select(ReviewRule.colleague_id, ReviewRule.domain, ReviewRule.verdict)
        theirs = query.where(ReviewRule.workspace_id == workspace_id)
        return cls(
            {
                (row.colleague_id, row.domain): row.verdict
                for some in chunks(colleague_ids)
                for row in session.execute(theirs.where(ReviewRule.colleague_id.in_(some)))
            }
        )

    def leave_out(self, colleague_id: int, address: str) -> bool:
        """Whether the owner wants nothing imported about the person with this address."""
        return self._verdict(colleague_id, address) == "left_out"

    def private(self, colleague_id: int, address: str) -> bool:
        """Whether the owner keeps to themselves what is imported about the person with this address."""
        return self._verdict(colleague_id, address) == "private"

    def settled(self, colleague_id: int, address: str, *, private: bool, reviewed: bool = False) -> bool:
        """Whether a relationship that is `private` or not needs no further look of its owner.

        `reviewed` says that the owners agreed to the import; it does not override what one decided before.
        """
        verdict = self._verdict(colleague_id, address)
        # Decided to be kept private says nothing about one that others see.
        return private if verdict == "private" else reviewed or verdict == "shared"

    def _verdict(self, colleague_id: int, address: str) -> str | None:
        return self._verdicts.get((colleague_id, domain_of(address)))
