"""What waits for its owner's decision in `/o2o me`, and what they decided for whole mail domains."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks.block_elements import InteractiveElement

from bot.people.mine import Mine as Item
from bot.people.paging import MyPage, Spot
from bot.people.paging import Place as ListPlace
from bot.people.rules import Decided, Group, Rule, Verdict
from handlers.values import Mine, Place, written
from handlers.values import Rule as RuleValue
from handlers.views.kit import Block, actions, button, confirm, esc, option, section, select

GROUPS = 3
"""Accounts offered at once to be decided for everybody there."""
RULES = 3
"""Rules shown each in a line of its own; more go into one menu."""
RULES_MOST = 100
"""What a menu of Slack's holds."""

KEPT: dict[Verdict, str] = {
    "shared": "shared without asking",
    "private": "kept private without asking",
    "left_out": "left out without asking",
}
_AGAIN = "No import brings them back; to have them again, log them: `/o2o know`."


def waiting(page: MyPage) -> str:
    """How many wait for the owner's look; nothing where none do, or did when this came on the screen."""
    lines = []
    if page.waiting:
        verb, them = ("waits", "it") if page.waiting == 1 else ("wait", "them")
        lines.append(f"*{page.waiting} {verb} for your look*: nobody else sees {them} until you decide.")
    if page.evidence_waiting:
        whom = "somebody you logged" if page.evidence_waiting == 1 else f"{page.evidence_waiting} whom you logged"
        lines.append(f"*What was imported about {whom}* waits, too: it counts for nothing until you decide.")
    if not lines and any(spot.waited for spot in page.spots):
        lines.append("Nothing waits for you any more.")
    return "\n".join(lines)


def choices(item: Item, spot: Spot, on: str) -> list[Block]:
    """The buttons under an entry that waits, or that waited when it came on the screen.

    They stay as they are once it is decided: nothing moves under a thumb, and whoever thinks better of it clicks again.
    """
    if not (what := item.waits or spot.waited) or (what == "evidence" and item.evidence is None):
        return []
    value = Mine(id=item.relationship_id, seen=item.stamp, on=on).dump()
    called = " ".join(item.called.split())
    if what == "evidence":
        return [
            actions(
                button("Let it count", "review_count", value, spoken=f"Let it count: {called}"),
                button("Leave it out", "review_uncount", value, spoken=f"Leave it out: {called}"),
            )
        ]
    sure = confirm(
        "Leave them out?", f"What is held of {esc(called, 60)} in your name is deleted for good. {_AGAIN}", "Leave out"
    )
    return [
        actions(
            button("Share", "review_share", value, spoken=f"Share {called}"),
            button("Keep to myself", "review_keep", value, spoken=f"Keep {called} to myself"),
            button("Leave out", "review_leave_out", value, confirm=sure, spoken=f"Leave {called} out"),
        )
    ]


def everybody(page: MyPage, groups: Sequence[Group], on: str) -> list[Block]:
    """Deciding for everybody at an account, the accounts on the screen first; then for all that waits."""
    here = {(item.address or "").rpartition("@")[2] for item in page.items.values() if item.waits}
    offered = [group for group in groups if group.can_be_decided]
    offered.sort(key=lambda group: here.isdisjoint(group.domains))  # stable: the most first
    blocks = [block for group in offered[:GROUPS] for block in _group(group, on)]
    number = page.waiting + page.evidence_waiting
    if number > 1:
        told = "; ".join(f"{group.waiting} at {_where(group.account, group.domains, 40)}" for group in groups[:3])
        rest = number - sum(group.waiting for group in groups[:3])
        elsewhere = f"; {rest} elsewhere" if rest else ""
        ask = confirm(
            f"Share all {number}?",
            f"{told}{elsewhere}. They are shown as the charter says; what is marked private stays private.",
            "Share all",
            "Not yet",
        )
        place = Place.of(ListPlace(shown=page.spots), page.mark)
        blocks.append(actions(button(f"Share all {number}", "mine_share_all", place.dump(), confirm=ask)))
    return blocks


def _group(group: Group, on: str) -> list[Block]:
    value = Mine(id=group.any_id, on=on).dump()
    where, number = _where(group.account, group.domains, 40), group.waiting
    later = "The same goes for whoever is imported from there later, until you say otherwise."

    def one(label: str, action_id: str, title: str, text: str) -> InteractiveElement:
        spoken = f"{label}: everybody at {group.account or group.domains[0]}"
        return button(label, action_id, value, confirm=confirm(title, text, label, "Not yet"), spoken=spoken)

    row = [
        one(
            "Share",
            "everybody_share",
            f"Share {number} people?",
            f"{number} people at {where} become visible as the charter says; what is marked private stays so. {later}",
        ),
        one(
            "Keep to myself",
            "everybody_keep",
            f"Keep {number} people to yourself?",
            f"{number} people at {where} are seen by nobody but you. {later}",
        ),
        one(
            "Leave out",
            "everybody_leave_out",
            f"Leave {number} people out?",
            f"What was imported about {number} people at {where} is deleted for good. {_AGAIN} {later}",
        ),
    ]
    return [section(f"*Everybody at {where}*: {number} wait."), actions(*row)]


def rules(found: Sequence[Rule], on: str) -> list[Block]:
    """What was decided once for all, each to be taken back."""

    def value(rule: Rule) -> str:
        return RuleValue(rule=rule.rule_id, on=on).dump()

    if len(found) <= RULES:
        return [
            section(
                f"From {esc(rule.domain)}: {KEPT[rule.verdict]}.",
                accessory=button(
                    "Ask me again", "mine_ask_again", value(rule), spoken=f"Ask me again about {rule.domain}"
                ),
            )
            for rule in found
        ]
    menu = select(
        "mine_ask_again",
        "Ask me again about ...",
        [option(rule.domain, value(rule), KEPT[rule.verdict]) for rule in found[:RULES_MOST]],
    )
    return [section(f"For {len(found)} mail domains you have decided once for all.", accessory=menu)]


def decided(found: Decided, verdict: Verdict) -> str:
    """What was decided for everybody at an account."""
    where = _where(found.account, found.domains, 60)
    done = {"shared": "shared as the charter says", "private": "kept private", "left_out": "left out"}[verdict]
    people = "1 person" if found.number == 1 else f"{found.number} people"
    return f"{people} at {where}: {done}. Whoever is imported from there later is {KEPT[verdict]}."


def _where(account: str | None, domains: Sequence[str], most: int) -> str:
    told = _domains(domains, most)
    return f"{esc(account, most)} ({told})" if account else told


def _domains(domains: Sequence[str], most: int) -> str:
    rest = f" and {len(domains) - 2} more" if len(domains) > 2 else ""
    return ", ".join(esc(domain, most // min(2, len(domains))) for domain in domains[:2]) + rest


def on_screen(page: MyPage) -> str:
    """The entries of a page, as its buttons carry them."""
    return written(page.spots)
