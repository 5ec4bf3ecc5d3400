"""What Slack says of a channel, and whether anything may be said there."""

from __future__ import annotations

import pytest

from handlers import channels

OURS = {"is_member": True, "is_shared": False, "is_ext_shared": False, "is_archived": False, "pending_shared": []}


@pytest.mark.parametrize(
    ("said", "trouble"),
    [
        ({}, None),
        ({"is_shared": None}, "shared"),
        ({"is_ext_shared": True}, "shared"),
        ({"is_org_shared": True}, "shared"),
        ({"is_pending_ext_shared": True}, "shared"),
        ({"pending_shared": ["T0ELSEWHERE"]}, "shared"),
        ({"pending_connected_team_ids": ["T0ELSEWHERE"]}, "shared"),
        ({"is_shared": True, "is_archived": True, "is_member": False}, "shared"),
        ({"is_archived": True, "is_member": False}, "archived"),
        ({"is_frozen": True}, "archived"),
        ({"is_member": False}, "gone"),
        ({"is_member": None}, "gone"),
    ],
)
def test_what_slack_says_of_a_channel(said: dict[str, object], trouble: str | None) -> None:
    assert channels._of_the_channel({**OURS, **said}) == trouble
