"""A viewer's charter as tables of bytes, for a search that looks up itself what it reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from bot.charter import Charter, Decision, Subject, facts_of
from bot.charter.decision import level_of
from bot.charter.sight import PER_ACCOUNT, Sight, Viewer
from bot.charter.sql import fold_for
from models.ways import CONTACT_FACTS, TIE_FACTS

NAMED: Final = level_of("relationship", "named")


@dataclass(frozen=True)
class Tables:
    """For each combination of facts (bits as in `models.ways`) how much the viewer is shown, 0 being nothing.

    `relationship` goes by `TIE_FACTS`; `contact` by `CONTACT_FACTS` and `SEES`; `observation` by `CONTACT_FACTS`, for
    what nobody in particular observed.
    """

    relationship: bytes
    contact: bytes
    observation: bytes

    @property
    def nothing(self) -> bool:
        """Whether the viewer's own facts hide every relationship: then nothing need be searched."""
        return not any(self.relationship)

    def named(self, facts: int) -> bool:
        """Whether the viewer may know who has a relationship of these facts."""
        return self.relationship[facts] >= NAMED


def tables_of(sight: Sight) -> Tables:
    """The tables of whoever looks."""
    viewer = sight.viewer
    if viewer.sees_nothing:
        return Tables(bytes(1 << len(TIE_FACTS)), bytes(2 << len(CONTACT_FACTS)), bytes(1 << len(CONTACT_FACTS)))
    return _tables(sight.charter, viewer.member, viewer.external, viewer.accepted)


@lru_cache(maxsize=64)  # of viewers only these facts matter, and they take few values
def _tables(charter: Charter, member: bool | None, external: bool | None, accepted: bool) -> Tables:
    known = _known(member, external, accepted=accepted)
    contact = (*CONTACT_FACTS, "viewer_sees_a_relationship")
    return Tables(
        _spread(charter, "relationship", known, TIE_FACTS),
        _spread(charter, "contact", known, contact),
        # Lines between contacts have no observer of their own: nobody's word, so nobody is its owner.
        _spread(charter, "observation", {**known, "viewer_is_owner": False}, CONTACT_FACTS),
    )


def _known(member: bool | None, external: bool | None, *, accepted: bool) -> dict[str, bool | None]:
    known = {"viewer_is_member": member, "viewer_is_external": external, "viewer_accepted": accepted}
    if member is not True:
        # On a team or cleared counts for members; where Slack has not said whether it is one, it may be neither.
        known |= dict.fromkeys(PER_ACCOUNT, None if member is None else False)
    return known


def _spread(charter: Charter, subject: Subject, known: dict[str, bool | None], facts: Sequence[str]) -> bytes:
    """The subject's table over these facts, in this order; those known before make no difference in it."""
    columns = tuple(name for name in facts if name not in known)
    levels = fold_for(charter, subject, known, columns, steady=True).levels
    bits = [(1 << place, 1 << columns.index(name)) for place, name in enumerate(facts) if name in columns]
    return bytes(levels[sum(to for at, to in bits if code & at)] for code in range(1 << len(facts)))


def decide(sight: Sight, subject: Subject, facts: int, names: Sequence[str]) -> tuple[Decision, int]:
    """The decision behind facts that were looked up, and their code over `facts_of(subject)`."""
    viewer: Viewer = sight.viewer
    true = {name for place, name in enumerate(names) if facts >> place & 1}
    known = _known(viewer.member, viewer.external, accepted=viewer.accepted)
    true |= {name for name, value in known.items() if value}
    code = sum(1 << place for place, name in enumerate(facts_of(subject)) if name in true)
    return sight.decide(subject, code), code
