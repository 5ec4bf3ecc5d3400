"""The words in which it is said how a deal stands, and what each means: for a modal and for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from bot.deals.vocabulary import RISKS, STANDINGS


@dataclass(frozen=True)
class Word:
    """A word as people read it, and what it means in a sentence or two."""

    said: str
    means: str


GLOSSARY: Final[Mapping[str, Word]] = MappingProxyType(
    {
        # How a part of theirs stands.
        "engaged": Word(
            "engaged",
            "Somebody of ours is in dialogue with whoever has this part: it was said for the deal, as lately as the "
            "playbook asks (90 days, where it does not say), or you see such a relationship in full.",
        ),
        "cold": Word("cold", "There was a dialogue with whoever has this part, but too long ago to count."),
        "known": Word(
            "known",
            "Somebody of ours knows whoever has this part, as far as you may know; for this deal nobody is in dialogue "
            "with them yet.",
        ),
        "unknown": Word(
            "unknown",
            "Nobody is named in this part, or nobody of ours knows whoever has it, as far as you may know.",
        ),
        "nobody": Word(
            "nobody",
            "Nobody is named in this part, or nobody of ours knows whoever has it, as far as may be told. Elsewhere "
            "this is called unknown.",
        ),
        "vacant": Word("vacant", "This part goes with a seat at the customer, and the seat is empty."),
        # What goes with a part.
        "part": Word(
            "part",
            "A buying role of theirs in a deal (economic buyer, legal), or a stance the playbook asks for (champion).",
        ),
        "needed now": Word(
            "needed now",
            "The playbook asks for this part to be engaged where the deal stands, by the day named; it is not, and "
            "nobody has said that somebody sees to it, that it can wait, or that it isn't needed.",
        ),
        "gap": Word("gap", "A part that is needed now: nobody of ours is in dialogue with whoever has it."),
        "up, down": Word(
            "up, down since last week",
            "How the part stands against the last weekly word to you: warmer or colder on the scale engaged, cold, "
            "known, unknown, vacant.",
        ),
        # What can go wrong.
        "single_thread": Word(
            "hangs by one thread",
            "One person of ours, or one of theirs, carries the deal: of the dialogues said for it in the last 90 days, "
            "none would be left without them.",
        ),
        "no_economic_buyer": Word(
            "no economic buyer met", "Nobody of ours has met whoever decides about the money at the customer."
        ),
        "gone_cold": Word("gone cold", "Nobody of theirs was in touch for longer than the playbook allows."),
        "champion_left": Word("champion left", "Somebody who worked for us at the customer has left their seat."),
        "seat_vacated": Word("seat fallen vacant", "The seat of somebody who matters in the deal has fallen vacant."),
        # How the two sides stand.
        "in step": Word("in step", "Their buying stage is one that goes with our sales stage."),
        "ahead": Word("ahead", "We are further on than they are."),
        "behind": Word("behind", "They are further on than we are."),
        "stands unknown": Word(
            "they: unknown", "Nobody has said where the customer is, or none of their stages goes with ours."
        ),
        # The weekly word.
        "digest": Word(
            "weekly digest",
            "Once a week: what changed in a deal, what is missing, what is at risk, and the next steps. A deal's "
            "channel gets one, and so does each colleague.",
        ),
        "unchanged": Word(
            "unchanged for 3 weeks: decide",
            "The same gap stood in three weekly digests on end, and nobody said anything to it.",
        ),
        "drop": Word("drop", "Say that the part is not needed in this deal, and why. It is not asked for again."),
        "escalate": Word("escalate", "Tell the manager of whoever leads the deal, who may see it, that it needs them."),
    }
)
"""Each by the key by which code names it: a state, a risk's rule, how the sides stand, or the word itself."""

OF_STATES: Final = ("engaged", "cold", "known", "unknown", "vacant")
OF_RISKS: Final = tuple(RISKS)
OF_STANDINGS: Final = tuple("stands unknown" if one == "unknown" else one for one in STANDINGS)
"""`unknown` is also what a part can be: how the sides stand has a key of its own for it."""
OF_COVERAGE: Final = (*OF_STATES, "part", "needed now", "up, down", *OF_RISKS)
"""What stands in an answer of `/o2o coverage`."""
OF_DIGEST: Final = (
    *OF_STATES,
    "nobody",
    "needed now",
    "gap",
    *OF_RISKS,
    *OF_STANDINGS,
    "digest",
    "unchanged",
    "drop",
    "escalate",
)
"""What stands in a weekly digest."""


def words(keys: Iterable[str]) -> tuple[Word, ...]:
    """What these mean, in this order. Raises `KeyError` for a key that has no entry."""
    return tuple(GLOSSARY[key] for key in keys)


def said(key: str) -> str:
    """A state, or a risk, as people read it."""
    return GLOSSARY[key].said
