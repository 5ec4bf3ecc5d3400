"""A viewer's charter as tables of bytes, for statements that look up themselves what they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from typing import Final

from bot.charter import Charter, Subject
from bot.charter.decision import level_of
from bot.charter.sql import fold_for
from models.reading import CONTACT_FACTS, SEES, TIE_FACTS

PER_ACCOUNT: Final = ("viewer_on_deal", "viewer_cleared")
"""Facts that hold only for members; while Slack has not said whether the viewer is one, they may be unknown too."""
NAMED: Final = level_of("relationship", "named")
_ON_TEAM: Final = sum(1 << CONTACT_FACTS.index(name) for name in PER_ACCOUNT)


@dataclass(frozen=True)
class Tables:
    """For each combination of facts (bits as in `models.reading`) how much the viewer is shown, 0 being nothing.

    `relationship` goes by `TIE_FACTS`; `contact` by `CONTACT_FACTS` and `SEES`; `observation` by `CONTACT_FACTS`, for
    what nobody in particular observed.
    """

    relationship: bytes
    contact: bytes
    observation: bytes

    @property
    def of_channel(self) -> Tables:
        """The same for a channel: to it nobody is listed for a relationship that it is shown."""
        return replace(self, contact=self.contact[:SEES] * 2)

    @property
    def no_ties(self) -> bool:
        """Whether the viewer's own facts hide every relationship: then none need be searched."""
        return not any(self.relationship)

    @cached_property
    def none_observed(self) -> bool:
        """Whether whoever is on no team, cleared for nothing and the observer of nothing is shown no observation."""
        return not any(level for code, level in enumerate(self.observation) if not code & _ON_TEAM)

    @property
    def nothing(self) -> bool:
        """Whether they hide everything."""
        return self.no_ties and not any(self.contact)

    @property
    def some_named(self) -> bool:
        """Whether the viewer may know of anybody by name that they have a relationship."""
        return max(self.relationship) >= NAMED

    def named(self, facts: int) -> bool:
        """Whether the viewer may know who has a relationship of these facts."""
        return self.relationship[facts] >= NAMED

    def listed(self, facts: int, *, seen: bool = False) -> bool:
        """Whether a contact or account is listed; `seen`: the viewer is shown a relationship with the contact."""
        return bool(self.contact[facts | SEES if seen else facts])

    def listed_if_seen(self, facts: int) -> bool:
        """Whether it makes a difference to a contact's being listed that the viewer is shown a relationship."""
        return self.contact[facts] != self.contact[facts | SEES]


BLINDFOLD: Final = Tables(bytes(1 << len(TIE_FACTS)), bytes(2 << len(CONTACT_FACTS)), bytes(1 << len(CONTACT_FACTS)))
"""The tables of whoever sees nothing, whatever the charter says."""


@lru_cache(maxsize=64)  # of viewers only these facts matter, and they take few values
def tables_for(charter: Charter, member: bool | None, external: bool | None, accepted: bool) -> Tables:
    """The tables of a viewer of whom this is known (None: Slack has not said)."""
    known = viewer_facts(member, external, accepted=accepted)
    contact = (*CONTACT_FACTS, "viewer_sees_a_relationship")
    return Tables(
        _spread(charter, "relationship", known, TIE_FACTS),
        _spread(charter, "contact", known, contact),
        # Lines between contacts have no observer of their own: nobody's word, so nobody is its owner.
        _spread(charter, "observation", {**known, "viewer_is_owner": False}, CONTACT_FACTS),
    )


def viewer_facts(member: bool | None, external: bool | None, *, accepted: bool) -> dict[str, bool | None]:
    """What is known of a viewer before any row is looked at."""
    known = {"viewer_is_member": member, "viewer_is_external": external, "viewer_accepted": accepted}
    if member is not True:
        # On a team or cleared counts for members; where Slack has not said whether it is one, it may be neither.
        known |= dict.fromkeys(PER_ACCOUNT, None if member is None else False)
    return known


def _spread(charter: Charter, subject: Subject, known: dict[str, bool | None], facts: Sequence[str]) -> bytes:
    """The subject's table over these facts, in this order; those known before make no difference in it.

    Where it is unknown whether the viewer is a member, what is set per account is, too; what is not is false.
    """
    places = [1 << facts.index(name) for name in PER_ACCOUNT if known.get(name, False) is None]
    if not places:
        return _one_table(charter, subject, known, facts)
    of: dict[tuple[bool, ...], bytes] = {}
    for met in product((False, True), repeat=len(places)):
        per_account = dict(zip(PER_ACCOUNT, (None if one else False for one in met), strict=True))
        of[met] = _one_table(charter, subject, {**known, **per_account}, facts)
    return bytes(of[tuple(bool(code & place) for place in places)][code] for code in range(1 << len(facts)))


def _one_table(charter: Charter, subject: Subject, known: dict[str, bool | None], facts: Sequence[str]) -> bytes:
    columns = tuple(name for name in facts if name not in known)
    levels = fold_for(charter, subject, known, columns, steady=True).levels
    at = [0]  # where in the levels each code is, by code
    for name in facts:
        more = 1 << columns.index(name) if name in columns else 0
        at += [code + more for code in at]
    return bytes(levels[code] for code in at)
