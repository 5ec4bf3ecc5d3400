"""The playbook: our sales process coupled with the customer's buying process, and who must talk to whom when.

Pure: stages in, needs out. `load_playbooks` reads the file; `Playbook` answers.
"""

from bot.deals.playbook.load import PlaybookError, Report, examine, load_playbooks, read_playbooks
from bot.deals.playbook.playbook import (
    BuyingStage,
    Engaged,
    Need,
    Playbook,
    Playbooks,
    Risk,
    SalesStage,
    Standing,
    Warmth,
    key_of,
)

__all__ = [
    "BuyingStage",
    "Engaged",
    "Need",
    "Playbook",
    "PlaybookError",
    "Playbooks",
    "Report",
    "Risk",
    "SalesStage",
    "Standing",
    "Warmth",
    "examine",
    "key_of",
    "load_playbooks",
    "read_playbooks",
]
