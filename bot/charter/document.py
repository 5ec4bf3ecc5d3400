"""The shape of ``charter.yaml``: what its keys are and what may stand behind them.

This is shape only. What a charter must also be (each clause of use, each example true) is found out
in `bot.charter.checks`.
"""

from typing import Annotated, Self, cast

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    StrictInt,
    WithJsonSchema,
    model_validator,
)

from bot.charter import vocabulary as v
from bot.charter.facts import DISCLOSURES, SUBJECTS, Subject
from bot.charter.fields import ClauseId, Consistent, FactOf
from bot.written.fields import Day, Length, OneOf, Part, Term, Text, refusal

RelationshipDisclosure = Annotated[str, OneOf(DISCLOSURES["relationship"], "disclosure of a relationship")]
ContactDisclosure = Annotated[str, OneOf(DISCLOSURES["contact"], "disclosure of a contact")]
ObservationDisclosure = Annotated[str, OneOf(DISCLOSURES["observation"], "disclosure of an observation")]
ANY_DISCLOSURE = tuple(dict.fromkeys(word for words in DISCLOSURES.values() for word in words))

RelationshipWhen = Annotated[tuple[Annotated[str, FactOf("relationship")], ...], Consistent]
ContactWhen = Annotated[tuple[Annotated[str, FactOf("contact")], ...], Consistent]
ObservationWhen = Annotated[tuple[Annotated[str, FactOf("observation")], ...], Consistent]
ConsentRole = Annotated[str, OneOf(v.CONSENT_ROLES, "role", understood=("requester",))]
Purpose = Annotated[str, OneOf(v.PURPOSES, "purpose")]
Limit = Annotated[str, OneOf(v.LIMITS, "limit")]
CountedFrom = Annotated[str, OneOf(v.COUNTED_FROM, "day to count from")]
Ending = Annotated[str, OneOf(v.ENDINGS, "ending")]

REFUSED = "refused"
"""What an example says where a request is refused; else it names the roles whose yes is needed."""

_ASKED = [REFUSED, *v.CONSENT_ROLES]

Asked = Annotated[
    tuple[Annotated[str, OneOf(_ASKED, "role")], ...],
    Field(min_length=1),
    BeforeValidator(lambda value: (value,) if isinstance(value, str) else value),
    WithJsonSchema(
        {
            "anyOf": [
                {"enum": _ASKED},
                {"type": "array", "minItems": 1, "items": {"enum": _ASKED}},
            ]
        }
    ),
]


class Header(Part):
    """Which charter this is, since when, and who agreed to it."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    effective: Day
    agreed_by: Annotated[tuple[Text, ...], Field(max_length=50)]


class DisclosureClause(Part):
    """A clause that grants a disclosure, or caps it, wherever all of ``when`` holds."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["grant"]}, {"required": ["cap"]}]})

    id: ClauseId
    when: tuple[str, ...]
    grant: str | None = None
    cap: str | None = None
    because: Text

    @model_validator(mode="after")
    def _grants_or_caps(self) -> Self:
        if self.grant is None and self.cap is None:
            raise refusal(
                f"{self.id} neither grants nor caps anything.",
                "Add `grant:` or `cap:` and a disclosure.",
            )
        if self.grant is not None and self.cap is not None:
            raise refusal(
                f"{self.id} both grants and caps.",
                "Make two clauses of it, each with an id of its own.",
                "cap",
            )
        return self


class RelationshipClause(DisclosureClause):
    """How much of a relationship a viewer is shown."""

    when: RelationshipWhen
    grant: RelationshipDisclosure | None = None
    cap: RelationshipDisclosure | None = None


class ContactClause(DisclosureClause):
    """Whether a viewer is shown that we know of a contact."""

    when: ContactWhen
    grant: ContactDisclosure | None = None
    cap: ContactDisclosure | None = None


class ObservationClause(DisclosureClause):
    """Whether a viewer is shown what colleagues noted about a contact."""

    when: ObservationWhen
    grant: ObservationDisclosure | None = None
    cap: ObservationDisclosure | None = None


class RefusalRule(Part):
    """When a request is refused, or a connector passed over. The first that matches decides."""

    id: ClauseId
    when: RelationshipWhen = ()
    limit: Limit | None = None
    max: Annotated[StrictInt, Field(ge=1, le=10_000)] | None = None
    days: Annotated[StrictInt, Field(ge=1, le=3_660)] | None = None
    say: Annotated[str, OneOf(v.SAYINGS, "thing to say")]
    because: Text | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.limit is None:
            if not self.when:
                raise refusal(
                    f"{self.id} would refuse everything.",
                    "Add `when:` with facts, or `limit:` with `max:` and `days:`.",
                )
            for field in ("max", "days"):
                if getattr(self, field) is not None:
                    raise refusal(f"{self.id} counts nothing.", "Add `limit:` with what is counted.", field)
        else:
            for field in ("max", "days"):
                if getattr(self, field) is None:
                    raise refusal(
                        f"{self.id} limits {self.limit}, but `{field}` is missing.",
                        f"Add `{field}:` with a whole number.",
                        "limit",
                    )
        return self


class ConsentClause(Part):
    """Whose yes is needed. All clauses that match count, and all of their roles."""

    id: ClauseId
    when: RelationshipWhen = ()
    roles: Annotated[tuple[ConsentRole, ...], Field(alias="from", min_length=1)]
    because: Text | None = None


class Requests(Part):
    """What may be asked for, what is refused, and whose yes is needed."""

    purposes: Annotated[tuple[Purpose, ...], Field(min_length=1)]
    refuse: tuple[RefusalRule, ...] = ()
    answer_within: Length
    connectors: Annotated[StrictInt, Field(ge=1, le=20)]
    consent: Annotated[tuple[ConsentClause, ...], Field(min_length=1)]
    stand_in: tuple[Annotated[str, OneOf(v.STAND_INS, "stand-in")], ...] = ()


class Lookups(Part):
    """How many look-ups one colleague has a day, and what happens past them."""

    id: ClauseId
    per_day: Annotated[StrictInt, Field(ge=1, le=100_000)]
    past: Annotated[str, OneOf(v.PAST_LOOKUPS, "thing to happen past the limit")]
    because: Text


class Place(Part):
    """What may be said in one kind of place."""

    id: ClauseId
    place: Annotated[str, OneOf(v.PLACES, "place")]
    say: tuple[Annotated[str, OneOf(v.TOPICS, "topic")], ...]
    because: Text


class Digest(Part):
    """What digests and pictures may say, and where."""

    smallest_group: Annotated[StrictInt, Field(ge=5, le=1_000)]
    places: tuple[Place, ...]


class RetentionRule(Part):
    """How long a kind of record is kept, counted from what, and what happens then."""

    id: ClauseId
    record: Annotated[str, Field(alias="of"), OneOf(v.RECORDS, "kind of record")]
    purposes: tuple[Purpose, ...] = ()
    keep: Term
    counted_from: Annotated[CountedFrom | None, Field(alias="from")] = None
    ending: Annotated[Ending | None, Field(alias="then")] = None
    because: Text

    @model_validator(mode="after")
    def _ends(self) -> Self:
        for field, value in (("from", self.counted_from), ("then", self.ending)):
            if self.keep is not None and value is None:
                raise refusal(
                    f"{self.id} does not say `{field}`.",
                    "Say `from:` which day the time is counted, and what happens `then:`.",
                    "keep",
                )
            if self.keep is None and value is not None:
                raise refusal(
                    f"{self.id} keeps for good, so `{field}` has nothing to say.",
                    "Take it out.",
                    field,
                )
        return self


class Log(Part):
    """Who may read the record of decisions, with whom beside them, and how long it is kept."""

    id: ClauseId
    read: Annotated[tuple[Annotated[str, OneOf(v.READERS, "role")], ...], Field(min_length=1)]
    beside: tuple[Annotated[str, OneOf(v.READERS, "role")], ...] = ()
    keep: Length
    because: Text


class Example(Part):
    """A case the charter must answer as written here. Facts not given are false."""

    id: ClauseId
    case: Text | None = None
    of: Annotated[str, OneOf(SUBJECTS, "subject")] | None = None
    given: tuple[Annotated[str, FactOf(None, negated=False)], ...]
    counts: dict[Limit, Annotated[StrictInt, Field(ge=0)]] = Field({})
    see: Annotated[str, OneOf(ANY_DISCLOSURE, "disclosure")] | None = None
    ask: Asked | None = None
    by: str | None = None

    @model_validator(mode="after")
    def _one_question(self) -> Self:
        if (self.see is None) == (self.ask is None):
            raise refusal(
                f"{self.id} must say either what a viewer may `see`, or what comes of an `ask`.",
                "Keep one of the two.",
            )
        if self.see is not None and self.counts:
            raise refusal(f"{self.id} counts, but asks for nothing.", "Take it out.", "counts")
        return self

    def subject(self) -> Subject | None:
        """Say what it is an example of, as far as it says so itself."""
        if self.of is not None:
            return cast("Subject", self.of)
        having = [subject for subject in SUBJECTS if self.see in DISCLOSURES[subject]]
        return having[0] if len(having) == 1 else None


class Document(Part):
    """The whole file."""

    charter: Header
    head: tuple[Text, ...] = ()
    relationship: tuple[RelationshipClause, ...] = ()
    contact: tuple[ContactClause, ...] = ()
    observation: tuple[ObservationClause, ...] = ()
    requests: Requests | None = None
    lookups: Lookups | None = None
    digest: Digest | None = None
    retention: tuple[RetentionRule, ...] = ()
    log: Log | None = None
    examples: tuple[Example, ...] = ()

    def clauses(self, subject: Subject) -> tuple[DisclosureClause, ...]:
        """Give the clauses about a subject, in the order of the file."""
        return {
            "relationship": self.relationship,
            "contact": self.contact,
            "observation": self.observation,
        }[subject]
