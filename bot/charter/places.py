"""What may be said of its own accord in which kind of place, and what another charter changes about that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from bot.charter import plainly
from bot.charter import vocabulary as v
from bot.charter.charter import Charter
from bot.charter.document import Digest, Place

Kind = Literal["direct_message", "deal_channel", "app_home"]
"""The kinds of place in which something is said today (`vocabulary.PLACES`)."""
Frame = tuple[str, str, str]
"""A key of the section, what it said, and what it says; empty words where there is no such section."""


def may_say(charter: Charter, place: Kind) -> frozenset[str]:
    """The topics (`vocabulary.TOPICS`) that may be said in a kind of place; none where the charter doesn't list it."""
    return frozenset(_said(charter.digest, place))


def may_picture(charter: Charter, place: Kind) -> frozenset[str]:
    """The topics that a picture may show in a kind of place: those of the place, less what pictures may not show.

    Where the charter doesn't list pictures they show what the place may be told.
    """
    listed = {one.place: frozenset(one.say) for one in _places(charter.digest)}
    allowed = may_say(charter, place)
    return allowed & listed["picture"] if "picture" in listed else allowed


def clause_of(charter: Charter, place: Kind) -> tuple[str, str] | None:
    """The clause that says what may be said in a kind of place: its id and why; None where there is none."""
    return next(((one.id, one.because) for one in _places(charter.digest) if one.place == place), None)


def frames(old: Digest | None, new: Digest | None) -> tuple[Frame, ...]:
    """What holds in every place and reads otherwise in the new charter."""
    before, after = (plainly.smallest(one) if one else "" for one in (old, new))
    return (("smallest_group", before, after),) if before != after else ()


def says_more(strict: Digest | None, loose: Digest | None) -> tuple[str, ...]:
    """Name everything that is said of its own accord under one charter and not under another, one case a line."""
    return tuple(_more(strict, loose))


def _more(strict: Digest | None, loose: Digest | None) -> Iterator[str]:
    if strict is not None and loose is not None and loose.smallest_group < strict.smallest_group:
        yield f"figures about people, for groups of {loose.smallest_group} or more"
    for place, where in v.PLACES.items():
        before = _said(strict, place)
        if added := [
            words for topic, words in v.TOPICS.items() if topic in _said(loose, place) and topic not in before
        ]:
            yield f"{where}: {'; '.join(added)}"


def _said(digest: Digest | None, place: str) -> tuple[str, ...]:
    return next((one.say for one in _places(digest) if one.place == place), ())


def _places(digest: Digest | None) -> tuple[Place, ...]:
    return digest.places if digest else ()
