"""Hours and days as the person who reads them counts them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from handlers.views.evidence import day

SOON = 6
"""Days within which the day of the week says which day is meant."""


@dataclass(frozen=True)
class Reader:
    """When something is read, and in which zone."""

    now: dt.datetime
    zone: dt.tzinfo

    @property
    def today(self) -> dt.date:
        """The day it is where they are."""
        return self.now.astimezone(self.zone).date()

    def hour(self, when: dt.datetime) -> str:
        """An hour to come: `today 16:00`, `Thu 16:00`, `Thu 3 December, 16:00`."""
        there = when.astimezone(self.zone)
        ahead = (there.date() - self.today).days
        if ahead == 0:
            return f"today {there:%H:%M}"
        if 0 < ahead <= SOON:
            return f"{there:%a %H:%M}"
        return f"{there:%a} {self.date(there.date())}, {there:%H:%M}"

    def on_day(self, when: dt.datetime) -> str:
        """A day gone by: `today`, `on Tuesday`, `on 3 December`."""
        there = when.astimezone(self.zone).date()
        gone = (self.today - there).days
        if gone == 0:
            return "today"
        return f"on {there:%A}" if 0 < gone <= SOON else f"on {self.date(there)}"

    def date(self, when: dt.date) -> str:
        """A day: `14 December`, with the year where it is another one."""
        return f"{when.day} {when:%B}" if when.year == self.today.year else day(when)
