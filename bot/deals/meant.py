"""What somebody means by a word behind `coverage`: a deal, an account, or either; hidden is as if never stored."""

from __future__ import annotations

from dataclasses import dataclass

from bot.charter.sight import Sight
from bot.deals import seen
from bot.network.accounts import AccountFound, find_accounts
from models.deals import Deal
from models.keys import fold


@dataclass(frozen=True)
class Meant:
    """The deals and accounts that a text may mean, of those the viewer sees; several: they are to be asked.

    `of` is how many deals it may mean, where `deals` are the first of them. `alike`: the deals' names are merely like
    it, so that even one of them is to be asked about.
    """

    deals: tuple[Deal, ...]
    accounts: tuple[AccountFound, ...]
    of: int = 0
    alike: bool = False

    @property
    def one(self) -> Deal | AccountFound | None:
        """What it means, where that is clear."""
        found: tuple[Deal | AccountFound, ...] = (*self.deals, *self.accounts)
        return found[0] if len(found) == 1 and not self.alike else None


def meant(sight: Sight, text: str) -> Meant:
    """What a text may mean. `@acme` is an account; else what is called so in full comes before what begins so.

    Deals whose name is merely alike are meant only where no account is: a wrong guess would answer for another deal.
    """
    accounts = tuple(find_accounts(sight, text))
    if text.startswith("@"):
        return Meant((), accounts)
    key = fold(text)
    named = seen.named(sight, text)
    same = Meant(
        tuple(one for one in named.exact if fold(one.name) == key),
        tuple(one for one in accounts if fold(one.name) == key),
        named.of,  # one is called so in full, or all are
    )
    if same.deals or same.accounts:
        return same
    if named.exact:
        return Meant(named.exact, accounts, named.of)
    begun = tuple(one for one in named.near if fold(one.name).startswith(key))
    if accounts:
        return Meant(begun, accounts, named.begun)
    return Meant(named.near, (), named.of, alike=True)
