"""Finding accounts by what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from bot.charter.sight import Sight
from models.accounts import Account, AccountDomain
from models.keys import fold

MOST = 25
"""Choices offered in a picker at the most."""


@dataclass(frozen=True)
class AccountFound:
    """An account, listed for the viewer; with a `role` (a function or seniority) only its people of that role."""

    account_id: int
    name: str
    role: str | None = None


def find_accounts(sight: Sight, text: str) -> list[AccountFound]:
    """Accounts meant by a name, the beginning of one, or a mail domain (with or without its ending)."""
    key = fold(text).lstrip("@")
    if sight.blind or not key:
        return []
    return _named_accounts(sight.session, sight.accounts(*_ACCOUNT_COLUMNS), key)


def linked_account(sight: Sight, name: str) -> int | None:
    """The one account a colleague's own words name, listed for them or not, so that the charter's account facts
    (an embargo, say) hold for what they log. Never shown, and never told whether there is one.

    Those listed come first: what they are shown of an account must not hang on what is hidden having a like name.
    """
    key = fold(name).lstrip("@")
    if not key:
        return None
    everything: Any = select(*_ACCOUNT_COLUMNS).where(Account.workspace_id == sight.viewer.workspace_id)
    found = find_accounts(sight, name) or _named_accounts(sight.session, everything, key)
    return found[0].account_id if len(found) == 1 else None


_ACCOUNT_COLUMNS = (Account.id, Account.name, Account.name_key, AccountDomain.domain)


def _named_accounts(session: Session, accounts: Select[Any], key: str) -> list[AccountFound]:
    plain = like(key)
    rows = session.execute(
        accounts.outerjoin(
            AccountDomain,
            (AccountDomain.workspace_id == Account.workspace_id) & (AccountDomain.account_id == Account.id),
        )
        .where(
            or_(
                Account.name_key == key,
                Account.name_key.like(f"{plain} %", escape="\\"),
                AccountDomain.domain == key,
                AccountDomain.domain.like(f"{plain}.%", escape="\\"),
            )
        )
        .order_by(Account.name_key, Account.id)
        .limit(4 * MOST)
    ).all()
    exact = {row.id: AccountFound(row.id, row.name) for row in rows if key in (row.name_key, row.domain)}
    return list((exact or {row.id: AccountFound(row.id, row.name) for row in rows}).values())[:MOST]


def like(text: str) -> str:
    """Text with the wildcards of LIKE taken literally."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
