"""What a look beside a name or an address finds, and how far it got."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field


@dataclass
class Beside:
    """What was found beside somebody. `address` is the place of the first address reached that is not theirs yet."""

    title: str | None = None
    title_at: int | None = None
    account: str | None = None
    joined: bool = False  # the account by a word ("at", "from"), which may speak of those before as well
    address: int | None = None
    ours: bool = False


@dataclass
class Look:
    """A look to the right from the place i, and what it came across."""

    i: int
    theirs: Collection[int]
    address: str | None
    alone: bool
    below: bool  # as in a signature: what is theirs goes on in the next lines
    found: Beside = field(default_factory=Beside)
    fillers: int = 0
    blank: int = 0
    parted: bool = False
