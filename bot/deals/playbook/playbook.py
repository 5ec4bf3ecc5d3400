"""Playbooks ready to go by: which stages there are, how we stand against them, who must talk to whom now.

Pure: stages in, needs out. Nothing here knows a deal.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias

from bot.written.fields import Duration
from models.keys import fold

Standing: TypeAlias = Literal["in step", "ahead", "behind", "unknown"]
Warmth: TypeAlias = Literal["weak", "familiar", "strong"]


@lru_cache(maxsize=4096)  # few words, each looked up for every deal
@lru_cache(maxsize=4096)  # the same words, for every deal
def key_of(words: str) -> str:
    """Fold a name so that case, spaces, hyphens and other marks don't matter: ``Closed-Won`` is ``closedwon``."""
    return re.sub(r"[\W_]+", "", fold(words))


@dataclass(frozen=True, slots=True)
class BuyingStage:
    """A step of the customer's buying process."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SalesStage:
    """A step of our sales process.

    Attributes:
        id: Its name in the data; never used for something else.
        name: What people call it.
        crm: What the CRM calls it.
        typical_days: How many days deals usually spend in it.
        they: The buying stages that go with it, in their order; empty where none is coupled.
        ends: Whether it ends the deal, and how.
    """

    id: str
    name: str
    crm: tuple[str, ...] = ()
    typical_days: int | None = None
    they: tuple[str, ...] = ()
    ends: Literal["won", "lost"] | None = None


@dataclass(frozen=True, slots=True)
class Engaged:
    """What counts as engaged.

    Attributes:
        by: Kinds of touch.
        within: Days of the calendar the last such touch may be old.
    """

    by: tuple[str, ...]
    within: int


@dataclass(frozen=True, slots=True)
class Need:
    """Who of ours must be in dialogue with whom of theirs.

    Attributes:
        id: Its name in the data; no other need of the file has it.
        at: The sales stage from which on it is needed.
        until: The last sales stage at which it is; None: to the end.
        when_they: The buying stages at which it is needed; empty: at any, known or not.
        ours: The seller role.
        theirs_role: The buying role, or None where a stance is meant.
        theirs_stance: The stance, or None where a buying role is meant.
        warmth: How warm the tie must be, or warmer.
        within: By when, from the moment it became needed.
        engaged: What counts as engaged.
        because: Why, in words for the team.
    """

    id: str
    at: str
    until: str | None
    when_they: tuple[str, ...]
    ours: str
    theirs_role: str | None
    theirs_stance: str | None
    warmth: Warmth
    within: Duration
    engaged: Engaged
    because: str

    @property
    def theirs(self) -> str:
        """The buying role or the stance."""
        return self.theirs_role or self.theirs_stance or ""


@dataclass(frozen=True, slots=True)
class Risk:
    """What can go wrong with a deal.

    Attributes:
        rule: Which risk.
        from_stage: The sales stage from which on it is told; None: from the first.
        after: Days of the calendar after which it is; None where nothing is waited for.
        say: What is said, in plain words.
    """

    rule: str
    from_stage: str | None
    after: int | None
    say: str


@dataclass(frozen=True)
class Playbook:
    """One way of selling: two processes, coupled, and who must talk to whom.

    Attributes:
        id: Its name in the data.
        name: What people call it.
        about: For which deals it is, in words.
        kinds: The CRM's types of deal it is for.
        is_default: Whether deals take it for which no other is named.
        quiet: Whether it never asks for anything.
        escalate_after: Working days without an answer after which the deal's lead is told.
        sales_stages: Our stages in order; those that end a deal stand last.
        buying_stages: Theirs in order. They may go back: nothing forbids it.
        needs: Who must talk to whom, in the order of the file.
        risks: What is watched for, by rule.
    """

    id: str
    name: str
    about: str
    kinds: tuple[str, ...]
    is_default: bool
    quiet: bool
    escalate_after: Duration
    sales_stages: tuple[SalesStage, ...]
    buying_stages: tuple[BuyingStage, ...]
    needs: tuple[Need, ...]
    risks: Mapping[str, Risk] = field(hash=False)

    def sales_stage(self, words: str) -> SalesStage | None:
        """Find a stage of ours by its id, its name or one of the CRM's names for it."""
        return self._sales_words.get(key_of(words))

    def buying_stage(self, words: str) -> BuyingStage | None:
        """Find a stage of theirs by its id or name."""
        return self._buying_words.get(key_of(words))

    def stands(self, ours: str | None, theirs: str | None) -> Standing:
        """Say how we stand against them.

        Args:
            ours: Id of our stage; None where it is not known.
            theirs: Id of theirs; None where nobody has said.

        Returns:
            "ahead" where they are before every stage of theirs that goes with ours, "behind" where they are past
            it, "unknown" where a stage is not known or nothing goes with ours.
        """
        stage = self._sales.get(ours or "")
        they = self._buying_order.get(theirs or "")
        if stage is None or they is None or not stage.they:
            return "unknown"
        coupled = [self._buying_order[each] for each in stage.they]
        if they < min(coupled):
            return "ahead"
        return "behind" if they > max(coupled) else "in step"

    def have_bought(self, ours: str | None, theirs: str | None) -> bool:
        """Whether they are at their last stage, which goes with our won one, while ours comes before it.

        Args:
            ours: Id of our stage; None where it is not known.
            theirs: Id of theirs; None where nobody has said.
        """
        stage, won = self._sales.get(ours or ""), next((one for one in self.sales_stages if one.ends == "won"), None)
        if stage is None or won is None or stage.ends or not self.buying_stages or theirs in stage.they:
            return False
        return theirs == self.buying_stages[-1].id and theirs in won.they

    def needs_at(self, ours: str, theirs: str | None) -> tuple[Need, ...]:
        """Give what is needed now: the needs of this stage, and those of earlier ones that have no end before it.

        Args:
            ours: Id of our stage. One that ends the deal, or that the playbook doesn't have, needs nothing.
            theirs: Id of theirs; None where nobody has said: then what is needed only at some of theirs is not.
        """
        now = self._sales_order.get(ours)
        if now is None or self._sales[ours].ends:
            return ()
        return tuple(
            need
            for need in self.needs
            if self._sales_order[need.at] <= now
            and (need.until is None or now <= self._sales_order[need.until])
            and (not need.when_they or theirs in need.when_they)
        )

    def risks_at(self, ours: str) -> tuple[Risk, ...]:
        """Give the risks that are watched for at a stage of ours; none at one that ends the deal."""
        now = self._sales_order.get(ours)
        if now is None or self._sales[ours].ends:
            return ()
        return tuple(
            risk for risk in self.risks.values() if risk.from_stage is None or self._sales_order[risk.from_stage] <= now
        )

    @cached_property
    def _sales(self) -> Mapping[str, SalesStage]:
        return {stage.id: stage for stage in self.sales_stages}

    @cached_property
    def _sales_order(self) -> Mapping[str, int]:
        return {stage.id: index for index, stage in enumerate(self.sales_stages)}

    @cached_property
    def _buying_order(self) -> Mapping[str, int]:
        return {stage.id: index for index, stage in enumerate(self.buying_stages)}

    @cached_property
    def _sales_words(self) -> Mapping[str, SalesStage]:
        return {key_of(word): stage for stage in self.sales_stages for word in (*stage.crm, stage.name, stage.id)}

    @cached_property
    def _buying_words(self) -> Mapping[str, BuyingStage]:
        return {key_of(word): stage for stage in self.buying_stages for word in (stage.name, stage.id)}


@dataclass(frozen=True)
class Playbooks:
    """All playbooks of a file.

    Attributes:
        version: Number of the version; raised whenever anything in the text changes.
        hash: SHA-256 over the content, in hex. Comments and layout don't count; wording does.
        seller_roles: The parts our people play.
        all: The playbooks in the order of the file.
    """

    version: int
    hash: str
    seller_roles: tuple[str, ...]
    all: tuple[Playbook, ...]

    def choose(self, name: str | None, kind: str | None = None) -> Playbook:
        """Give the playbook of a deal.

        Args:
            name: The playbook's id or name, if one was named. One that is not there is passed over; `find` tells.
            kind: The CRM's type of the deal.

        Returns:
            The one named, else the one for that type of deal, else the default.
        """
        named = self.find(name) if name else None
        return named or self._by_kind.get(key_of(kind or "")) or self._default

    def find(self, name: str) -> Playbook | None:
        """Find a playbook by its id or name."""
        return self._by_name.get(key_of(name))

    def seller_role(self, words: str) -> str | None:
        """Give the seller role as the file spells it; None where there is none of that name."""
        return self._roles.get(key_of(words))

    def changed_without_version(self, before_hash: str, before_version: int) -> bool:
        """Say whether the text differs from what it was, and its version was not raised."""
        return self.hash != before_hash and self.version <= before_version

    @cached_property
    def _default(self) -> Playbook:
        return next(each for each in self.all if each.is_default)

    @cached_property
    def _by_name(self) -> Mapping[str, Playbook]:
        return _by_key((word, each) for each in self.all for word in (each.name, each.id))

    @cached_property
    def _by_kind(self) -> Mapping[str, Playbook]:
        return _by_key((word, each) for each in self.all for word in each.kinds)

    @cached_property
    def _roles(self) -> Mapping[str, str]:
        return {key_of(role): role for role in self.seller_roles}


def _by_key(pairs: Iterable[tuple[str, Playbook]]) -> Mapping[str, Playbook]:
    return MappingProxyType({key_of(word): playbook for word, playbook in pairs})
