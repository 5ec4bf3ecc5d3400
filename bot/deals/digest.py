"""What a digest says, for one reader as things stand: a deal's channel, or a colleague."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import func, or_, select

from bot.audit import Decided
from bot.charter.sight import Sight
from bot.deals import digest_settings, escalating, places
from bot.deals.coverage import AT_ONCE, DealCoverage, RoleStanding, coverage, open_deals, stood
from bot.deals.meetings import is_missing
from bot.deals.needs import NeedStanding
from bot.deals.places import Topics
from bot.deals.playbook import Playbooks
from bot.deals.ranking import ranked
from bot.deals.trend import WEEK
from bot.introductions.machine import OPEN
from bot.network.shown_ways import Somebody
from bot.people import confirming
from bot.people.mine import AS_A_WHOLE, EVIDENCE_ALONE, held_by
from models.deals import Deal
from models.digests import Digest
from models.introductions import Ask
from models.network import Relationship

STEPS: Final = 3
"""Next steps told in a channel."""
SHOWN: Final = 5
"""Deals told one by one in a person's digest, of each part of it."""
DECIDE: Final = 3
"""Digests on end in which the same is missing and nobody has said anything, until it is put as a decision."""


@dataclass(frozen=True)
class Step:
    """Something missing that somebody can see to: a need that is open, and for how long it has been.

    `role` is how the part stands, `way` that somebody of ours knows whoever has it. `weeks` is in how many digests on
    end it has stood like this with nothing said to it, today's among them. `put`: the manager of the deal's lead was
    told that it is to be decided.
    """

    need: NeedStanding
    role: RoleStanding | None
    way: Somebody | None = None
    weeks: int = 1
    put: bool = False

    @property
    def version(self) -> int:
        """The version of what was said to it; 0: nothing was."""
        return self.need.gap.version if self.need.gap else 0

    @property
    def named(self) -> bool:
        """Whether anybody is named in the part."""
        return self.role is not None and self.role.named

    @property
    def to_decide(self) -> bool:
        """Whether it has been the same for so long that it is to be decided."""
        return self.weeks >= DECIDE and not self.put


@dataclass(frozen=True)
class OfDeal:
    """A deal's weekly word in its channel: how it stands, the next steps, and how many steps are left out.

    `may` are the topics that may be told there. `later`: there is a newer digest of the deal.
    """

    covered: DealCoverage
    may: Topics
    steps: tuple[Step, ...]
    more: int
    nothing_to_say: digest_settings.NothingToSay
    moved: bool
    decided: tuple[Decided, ...]
    later: bool = False

    @property
    def stood(self) -> str:
        """How it stands, to be kept with the digest."""
        return stood([self.covered])

    @property
    def changed(self) -> bool:
        """Whether any part stands otherwise than in the last digest, or our stage has moved since."""
        return self.moved or any(one.before not in (None, one.state) for one in self.covered.roles)

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to say: nothing new, nothing missing, no risk."""
        threads = self.covered.threads.hangs_by_one
        return not (self.changed or self.covered.missing or self.steps or self.covered.risks or threads)


@dataclass(frozen=True)
class Needing:
    """A deal that needs its reader, and the first thing that can be done about what is missing in it.

    `staged`: the reader may be told of its stage.
    """

    covered: DealCoverage
    step: Step | None
    staged: bool = True

    @property
    def needs(self) -> bool:
        """Whether anything in it is to be seen to."""
        return self.covered.weight(to_meet=self.step is not None).needs

    @property
    def decided(self) -> tuple[Decided, ...]:
        """The decisions behind what is told of it."""
        return (*self.covered.decided, *self.covered.needs.decided)


@dataclass(frozen=True)
class OfPerson:
    """A colleague's weekly word.

    `theirs` are the deals of their people that need them, the neediest first, of `of_theirs` in all; `own` likewise
    those they lead or are on; none where the charter lets no roles be told to one person, and `counted` is whether it
    lets them be counted. `asks` wait for their answer, `to_look_at` of what was imported in their name for their word,
    `to_confirm` are relationships of which they have not spoken for long. `of` is how many deals there are, where not
    all of them were read, but those due first. `off_map_theirs` and `off_map_own` are how many of those that are not
    among the needing are at a stage which the playbook doesn't know, and `staged` is whether stages may be told.
    """

    theirs: tuple[Needing, ...]
    of_theirs: int
    own: tuple[Needing, ...]
    of_own: int
    asks: int
    to_look_at: int
    to_confirm: int
    counted: bool
    nothing_to_say: digest_settings.NothingToSay
    stood: str
    decided: tuple[Decided, ...]
    of: int | None = None
    off_map_theirs: int = 0
    off_map_own: int = 0
    staged: bool = True

    @property
    def read(self) -> int:
        """How many deals were read."""
        return self.of_theirs + self.of_own

    @property
    def not_read(self) -> int:
        """How many more there are."""
        return self.of - self.read if self.of else 0

    @property
    def nothing(self) -> bool:
        """Whether nothing needs them."""
        return not (self.theirs or self.own or self.asks or self.to_look_at or self.to_confirm)


def held(sight: Sight, digest_id: int) -> Digest | None:
    """A digest that was put down; None where there is none any more."""
    return sight.session.get(Digest, (sight.viewer.workspace_id, digest_id))


def in_channel(sight: Sight, playbooks: Playbooks, deal: Deal, digest: Digest | None = None) -> OfDeal:
    """The weekly word on a deal that may be told in its channel, with whose eyes `sight` looks.

    `digest` is the one that was put down; None: what one would say now.
    """
    day = digest.day if digest else sight.today
    (covered,) = coverage(sight, playbooks, [deal], before=day)
    may = places.may(sight)
    steps = steps_of(sight, covered) if may >= places.OF_NEED else []
    shown, decided = _with_ways(sight, deal, steps[:STEPS])
    put = escalating.put_up(sight, [one.need.gap for one in shown if one.need.gap])
    shown = [replace(one, put=one.need.gap is not None and one.need.gap.id in put) for one in shown]
    since = covered.deal.since
    return OfDeal(
        covered,
        may,
        tuple(shown),
        len(steps) - len(shown),
        digest_settings.in_force(sight.session, deal.workspace_id).wishes.nothing_to_say,
        "stages" in may and since is not None and since.date() >= day - WEEK,
        (*covered.decided, *covered.needs.decided, *decided),
        later=digest is not None and _is_followed(sight, digest),
    )


def steps_of(sight: Sight, covered: DealCoverage) -> list[Step]:
    """What is missing in a deal and nobody has answered for now: the most urgent first, then who can be asked for."""
    roles = {one.role: one for one in covered.roles}
    missing = [one for one in covered.needs.needs if is_missing(one, sight)]
    steps = [Step(one, roles.get(one.need.theirs), weeks=_weeks(sight, one, roles)) for one in missing]
    return sorted(steps, key=lambda one: (one.need.needed_by, not one.named))


def _weeks(sight: Sight, one: NeedStanding, roles: dict[str, RoleStanding]) -> int:
    """In how many digests on end the part has stood as it does, today's among them; fewer where it was asked since."""
    role, gap = roles.get(one.need.theirs), one.gap
    weeks = role.weeks + 1 if role is not None else 1
    return weeks if gap is None else min(weeks, (sight.now - gap.raised_at) // WEEK + 1)


def _with_ways(sight: Sight, deal: Deal, steps: Sequence[Step]) -> tuple[list[Step], list[Decided]]:
    """The same with the ways to whoever is missing, where that may be told."""
    if "ways" not in places.may(sight):
        return list(steps), []
    ways, decided = places.way_in(sight, deal, {one.need.need.theirs for one in steps})
    return [replace(one, way=ways.get(one.need.need.theirs)) for one in steps], decided


def _is_followed(sight: Sight, digest: Digest) -> bool:
    here = (Digest.workspace_id == digest.workspace_id) & (Digest.deal_id == digest.deal_id)
    return sight.session.scalar(select(Digest.id).where(here, Digest.day > digest.day).limit(1)) is not None


def for_person(
    sight: Sight, playbooks: Playbooks, digest: Digest | None = None, *, most: int | None = AT_ONCE
) -> OfPerson:
    """The weekly word to a colleague, with whose eyes `sight` looks; `digest` as in `in_channel`, `most` deals read."""
    deals, number = open_deals(sight, most=most)
    may = places.may(sight)
    found = coverage(sight, playbooks, deals, before=digest.day if digest else sight.today, told=may)
    theirs = [one for one in found if _is_of_theirs(one)]
    own = [one for one in found if not _is_of_theirs(one)]
    waits = held_by(sight.viewer) & or_(AS_A_WHOLE, EVIDENCE_ALONE)
    asked = (Ask.workspace_id == sight.viewer.workspace_id) & (Ask.addressee_id == sight.viewer.id)
    of_theirs, of_own = (needing(sight, some) if may >= places.OF_NEED else [] for some in (theirs, own))
    # Of the rest no more is told than how many they are.
    shown = (*of_theirs[:SHOWN], *of_own[:SHOWN])
    return OfPerson(
        tuple(of_theirs),
        len(theirs),
        tuple(of_own),
        len(own),
        sight.session.scalar(select(func.count()).select_from(Ask).where(asked, Ask.state.in_(OPEN))) or 0,
        sight.session.scalar(select(func.count()).select_from(Relationship).where(waits)) or 0,
        confirming.how_many(sight),
        "counts" in may,
        digest_settings.in_force(sight.session, sight.viewer.workspace_id).wishes.nothing_to_say,
        stood(found),
        tuple(dict.fromkeys(one for each in shown for one in each.decided)),
        number if number > len(deals) else None,
        off_map_theirs=_off_map(theirs, of_theirs) if may >= places.OF_NEED else 0,
        off_map_own=_off_map(own, of_own) if may >= places.OF_NEED else 0,
        staged="stages" in may,
    )


def _off_map(found: Sequence[DealCoverage], needing: Sequence[Needing]) -> int:
    """How many of these deals the playbook has nothing to say of: it doesn't know our stage in them."""
    told = {one.covered.deal.deal_id for one in needing}
    return sum(not one.deal.on_map and one.deal.deal_id not in told for one in found)


def _is_of_theirs(one: DealCoverage) -> bool:
    """Whether a deal is their people's, not one in which they have a part themselves."""
    part = one.deal.part
    return part.manages and not (part.leads or part.on_team or part.made)


def needing(sight: Sight, found: Sequence[DealCoverage]) -> list[Needing]:
    """Of these deals those that need somebody, in the order of `bot.deals.ranking`."""
    held = {one.deal.deal_id: _needing(sight, one) for one in found}
    weights = [one.covered.weight(to_meet=one.step is not None) for one in held.values()]
    return [held[one.deal_id] for one in ranked(weights)]


def of_one(sight: Sight, playbooks: Playbooks, deal: Deal) -> Needing | None:
    """A deal as the weekly word to somebody who sees it would speak of it now, whether it needs them or not.

    None where the charter lets no roles be told to one person.
    """
    if not places.may(sight) >= places.OF_NEED:
        return None
    (covered,) = coverage(sight, playbooks, [deal], before=sight.today, told=places.may(sight))
    return _needing(sight, covered)


def _needing(sight: Sight, covered: DealCoverage) -> Needing:
    return Needing(covered, _first(steps_of(sight, covered), covered.missing), staged="stages" in places.may(sight))


def _first(steps: Sequence[Step], missing: Sequence[RoleStanding]) -> Step | None:
    """The most urgent of what is missing; else of what else is open."""
    roles = {one.role for one in missing}
    return next((one for one in steps if one.need.need.theirs in roles), next(iter(steps), None))


__all__ = ["DECIDE", "Needing", "OfDeal", "OfPerson", "Step", "for_person", "held", "in_channel", "of_one"]
