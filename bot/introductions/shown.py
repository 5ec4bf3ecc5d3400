"""What either side of a request for an introduction may know of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from bot.network.portrait import Portrait

State = Literal["asking", "agreed", "made", "met", "no_reply", "none", "withdrawn"]
AskState = Literal["waiting", "later", "asking_contact", "yes", "no", "contact_no", "silent", "void"]
How = Literal["introduce", "use_name"]


@dataclass(frozen=True)
class Standing:
    """A request as its requester may know it: while it is `asking`, nothing here hangs on what happens behind it.

    `connector` (and their Slack user id) is who will introduce, known once they have agreed; `how` says in which way.
    `taken_back` says that they could not after all, which has ended it. `ask_again_from` is set where the charter makes
    the requester wait after a no. `may_be_unanswered`: it was made, or should have been by now, so that the contact may
    have left it without a reply. `answer_by` is in UTC.
    """

    introduction_id: int
    version: int
    state: State
    contact: Portrait
    purpose: str
    deal: str | None
    answer_by: dt.datetime
    needed_by: dt.date | None
    connector: str | None
    connector_slack_id: str | None
    how: How | None
    ask_again_from: dt.date | None
    asked_at: dt.datetime
    draft: str
    taken_back: bool = False
    may_be_unanswered: bool = False


@dataclass(frozen=True)
class AskShown:
    """What somebody whose yes is needed is told: who asks, for what, and why them.

    `contact` is as the addressee may know them. `until` (UTC) is when silence counts as no. `draft` is the text as the
    addressee has edited it, else the requester's. `first_time`: nobody of ours was introduced to the contact before, so
    the text must end with how to object. `contact_address` is for whoever agreed to introduce, or asks the contact
    first, else empty. `closed` says, in words, why there is nothing to answer (any more); empty while an answer is
    waited for. `undo_until` (UTC) is until when a no of theirs can be taken back; None where it can't (any more).
    `unmade_until` is the same of their word that the introduction was made.
    `reported_at` is when they said that the contact asked not to be contacted, while that can be taken back.
    `stands_in_for` is the owner of the relationship, whose deputy they are. `stage` is the deal's, for those who are on
    its team or lead it. `remind_at` is when whoever said "later" is told again, while that is still to come.
    `requester_address` is for the same as `contact_address`; empty too where none is on record.
    """

    ask_id: int
    version: int
    state: AskState
    role: str
    requester: str
    requester_slack_id: str | None
    contact: Portrait
    purpose: str
    deal: str | None
    reason: str | None
    draft: str
    needed_by: dt.date | None
    until: dt.datetime
    why_you: str
    how: How | None
    contact_address: str
    first_time: bool
    closed: str
    introduction_state: State
    undo_until: dt.datetime | None = None
    unmade_until: dt.datetime | None = None
    reported_at: dt.datetime | None = None
    stands_in_for: str | None = None
    stage: str | None = None
    remind_at: dt.datetime | None = None
    requester_address: str = ""
