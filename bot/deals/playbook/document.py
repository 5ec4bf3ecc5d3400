"""The shape of ``playbook.yaml``: what its keys are and what may stand behind them.

This is shape only. What a playbook must also be (each stage coupled, each example true) is found out in
`bot.deals.playbook.checks`.
"""

from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    WithJsonSchema,
    model_validator,
)

from bot.deals import vocabulary as v
from bot.written.fields import Days, Length, OneOf, Part, Text, WorkingDays, refusal

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]{0,39}$", strict=True)]
"""Letters, digits and hyphens; never used again for something else."""

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, strict=True)]
"""What people call it."""

CrmName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100, strict=True)]
"""What the CRM calls it, as it stands in the CRM."""

Theirs = Annotated[str, OneOf([*v.BUYING_ROLES, *v.STANCES], "buying role or stance")]
Version = Annotated[StrictInt, Field(ge=1, le=1_000_000)]
TypicalDays = Annotated[StrictInt, Field(ge=1, le=3_660)]

BETWEEN = " with "
"""What stands between the two sides of a pair in an example."""


def _pair(text: str) -> str:
    ours, between, theirs = text.partition(BETWEEN)
    if not (between and ours.strip() and theirs.strip()):
        raise refusal(
            f"`{text}` does not say who is engaged with whom.",
            "Write it such as `account executive with economic buyer`.",
        )
    return text


Pair = Annotated[str, AfterValidator(_pair), WithJsonSchema({"type": "string", "pattern": f".{BETWEEN}."})]
"""Who is engaged: a seller role and a buying role or stance."""


class BuyingStageEntry(Part):
    """A step of the customer's buying process."""

    id: Id
    name: Name


class SalesStageEntry(Part):
    """A step of our sales process, coupled with those of the customer's that go with it."""

    id: Id
    name: Name
    crm: tuple[CrmName, ...] = ()
    typical_days: TypicalDays | None = None
    they: tuple[str, ...] = ()
    ends: Annotated[str, OneOf(v.ENDS, "end of a deal")] | None = None


class EngagedEntry(Part):
    """What counts as engaged."""

    by: Annotated[tuple[Annotated[str, OneOf(v.TOUCHES, "kind of touch")], ...], Field(min_length=1)]
    within: Days


class NeedEntry(Part):
    """Who of ours must be in dialogue with whom of theirs, from which stage on."""

    id: Id
    at: str
    until: str | None = None
    when_they: tuple[str, ...] = ()
    ours: str
    theirs: Theirs
    warmth: Annotated[str, OneOf(v.WARMTHS, "warmth")]
    within: Length
    engaged: EngagedEntry
    because: Text


class RiskEntry(Part):
    """What can go wrong with a deal, and from when on it is told."""

    rule: Annotated[str, OneOf(v.RISKS, "risk")]
    from_stage: Annotated[str | None, Field(alias="from")] = None
    after: Days | None = None
    say: Text

    @model_validator(mode="after")
    def _after_where_it_applies(self) -> Self:
        cold = self.rule == "gone_cold"
        if cold and self.after is None:
            raise refusal("`gone_cold` does not say how long is too long.", "Add `after:`, such as `21 days`.", "rule")
        if not cold and self.after is not None:
            raise refusal(f"`{self.rule}` waits for nothing.", "Take `after:` out.", "after")
        return self


class PlaybookEntry(Part):
    """One way of selling: two processes, coupled, and who must talk to whom."""

    id: Id
    name: Name
    about: Text
    kinds: Annotated[tuple[Name, ...], Field(alias="for")] = ()
    default: StrictBool = False
    quiet: StrictBool = False
    escalate_after: Annotated[WorkingDays, Field(default="3 working days", validate_default=True)]
    buying_stages: tuple[BuyingStageEntry, ...] = ()
    sales_stages: Annotated[tuple[SalesStageEntry, ...], Field(min_length=1)]
    needs: tuple[NeedEntry, ...] = ()
    risks: tuple[RiskEntry, ...] = ()


class Example(Part):
    """A case the playbook must answer as written here. What is not listed as engaged is not."""

    id: Id
    case: Text | None = None
    playbook: str
    we: str
    they: str | None = None
    engaged: tuple[Pair, ...] = ()
    open_needs: Annotated[tuple[str, ...], Field(alias="open")]
    stands: Annotated[str, OneOf(v.STANDINGS, "standing")]


class Document(Part):
    """The whole file."""

    version: Version
    seller_roles: Annotated[tuple[Name, ...], Field(min_length=1)] = tuple(v.SELLER_ROLES)
    playbooks: Annotated[tuple[PlaybookEntry, ...], Field(min_length=1)]
    examples: tuple[Example, ...] = ()
