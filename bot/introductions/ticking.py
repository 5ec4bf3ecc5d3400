"""The clock's part in introductions: whose turn it is, silence, the promised hour, receipts."""

from __future__ import annotations

from bot.charter import Charter
from bot.clock import Clock
from bot.settings import Settings
from models.session import Database


def tick(database: Database, clock: Clock, charter: Charter, settings: Settings) -> int:
    """Do what is due, in every workspace; gives how many steps. Several may run at once, and twice does no harm."""
    raise NotImplementedError
