"""Types of the values that stand behind the keys of ``charter.yaml`` alone."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from bot.charter.facts import FACTS, Subject, facts_of
from bot.charter.table import Literal
from bot.written.fields import Id, refusal
from bot.written.problems import suggest

DEFAULT_CLAUSE = "DEFAULT"
"""The clause that decides where nothing matches."""


class FactOf:
    """Metadata of a text that is ``fact`` or ``not fact``, the fact being known for a subject."""

    def __init__(self, subject: Subject | None, *, negated: bool = True) -> None:
        self.subject = subject
        self.names = facts_of(subject) if subject else tuple(FACTS)
        self.negated = negated

    def check(self, text: str) -> str:
        """Give the condition back with single spaces, or refuse it."""
        found = re.fullmatch(r"(not\s+)?(\S+)", text.strip())
        if found is None:
            raise refusal(
                f"`{text}` is not a fact.",
                "Write each fact as an entry of its own: `[one, not another]`; all must hold.",
            )
        name = found[2]
        if name not in FACTS:
            raise refusal(f"`{name}` is not a known fact.", suggest(name, self.names))
        if name not in self.names:
            known = " and ".join(FACTS[name].subjects)
            raise refusal(f"`{name}` is known for {known} only.", "Take it out, or use another fact.")
        if found[1] and not self.negated:
            raise refusal(f"`{text}`: what is not listed does not hold.", "Leave it out.")
        return f"not {name}" if found[1] else name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, _schema: CoreSchema, _handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        negations = [f"not {name}" for name in self.names] if self.negated else []
        return {"type": "string", "enum": [*self.names, *negations]}


def _consistent(when: tuple[str, ...]) -> tuple[str, ...]:
    seen: dict[str, bool] = {}
    for literal in map(Literal.parse, when):
        if literal.fact not in seen:
            seen[literal.fact] = literal.holds
        elif seen[literal.fact] == literal.holds:
            raise refusal(f"`{literal}` stands here twice.", "Take one out.")
        else:
            raise refusal(
                f"`{literal.fact}` and `not {literal.fact}` can never hold together.",
                "Take one out, or make two clauses of it.",
            )
    return when


Consistent = AfterValidator(_consistent)
"""Metadata of a list of conditions: none twice, none against another."""


def _clause_id(text: str) -> str:
    if text == DEFAULT_CLAUSE:
        raise refusal(
            "`DEFAULT` is the name of the clause that decides where no other does.",
            "Choose another id.",
        )
    return text


ClauseId = Annotated[Id, AfterValidator(_clause_id)]
"""An id that is not `DEFAULT_CLAUSE`."""
