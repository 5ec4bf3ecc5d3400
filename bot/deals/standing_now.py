"""How deals stand in their channels, part by part, and nothing else: what is kept of thousands when digests are due.

The states are those of `bot.deals.coverage`, found by the same code (`bot.deals.states`).
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.charter.sight import Sight
from bot.deals.at_once import known_at_all, stages_of
from bot.deals.counterparts import dialogues_of
from bot.deals.coverage import coverage
from bot.deals.covered import State
from bot.deals.ours import who_is_on
from bot.deals.playbook import Playbooks
from bot.deals.seen import playbook_of
from bot.deals.states import Eyes, Grounds, States, asked_by
from bot.deals.trend import as_kept, stood_before, weeks_of
from models.deals import Deal


def stood_in_channels(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, str]:
    """How each of these deals stands now in its channel, to be kept as `bot.deals.trend.stood` has it.

    The number of statements does not depend on how many they are.
    """
    if not deals:
        return {}
    before = stood_before(sight, deals, sight.today)
    kept = {}
    for number, states in states_in_channels(sight, playbooks, deals).items():
        then = before.get(number, {})
        kept[number] = as_kept({number: {role: (one, weeks_of(one, role, then)[1]) for role, one in states.items()}})
    return kept


def states_in_channels(sight: Sight, playbooks: Playbooks, deals: Sequence[Deal]) -> dict[int, dict[str, State]]:
    """The state of each part in each of these deals, as its channel may know it."""
    if not (sight.viewer.is_channel and sight.tables.none_observed):
        # Whoever may see people in a deal goes by their relationships with these as well: then all is read.
        all_of_it = coverage(sight, playbooks, deals)
        return {one.deal.deal_id: {role.role: role.state for role in one.roles} for one in all_of_it}
    stages, ours = stages_of(sight, playbooks, deals), who_is_on(sight, deals)
    aloud = dialogues_of(sight, deals, {})
    known, eyes = known_at_all(sight, aloud.values()), Eyes.of(sight)
    found = {}
    for deal in deals:
        asked = asked_by(playbook_of(playbooks, deal), stages[deal.id])
        found[deal.id] = States(eyes, Grounds(asked, ours[deal.id], aloud[deal.id], ()), known).roles
    return found
