"""By whose eyes a deal's weekly word is shown to somebody who looks at it before: its channel's, or their own.

A channel's word goes by everybody's latest observations, and tells of a part that somebody is named in it, known or in
dialogue. So it is told to those alone who can read it anyway: whoever asks in that channel, and the deal's team.
"""

from __future__ import annotations

from typing import Literal

from bot.charter.sight import Sight
from bot.deals import seen
from models.deals import Deal

OwnEyes = Literal["not_on_team", "no_channel", "account", "trouble"]
"""Why somebody is shown a deal by their own eyes: they are not on its team, or nothing is said in a channel: it has
none, may not be told of the account, or is one in which nothing can be said just now."""


def own_eyes(sight: Sight, deal: Deal, channel_id: str | None = None) -> OwnEyes | None:
    """Why somebody who sees a deal and asks in that channel is shown it by their own eyes; None: by its channel's."""
    here = deal.channel_id is not None and deal.channel_id == channel_id
    # By the same table as the charter's `viewer_on_deal`.
    if not here and not seen.part(sight, deal).on_team:
        return "not_on_team"
    if deal.channel_id is None:
        return "no_channel"
    if not seen.channel_sees(sight, deal):
        return "account"
    return "trouble" if deal.channel_trouble is not None else None
