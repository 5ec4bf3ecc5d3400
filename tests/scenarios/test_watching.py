"""That nothing is asked of Slack in a transaction is watched in every scenario: here, that the watch sees it."""

from __future__ import annotations

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from models.session import Database
from tests.scenarios.watching import calls_in_a_transaction

NOWHERE = "http://127.0.0.1:9/"


@pytest.mark.parametrize("way", ["read", "write"])
def test_a_call_in_a_transaction_is_seen_and_one_after_it_is_not(way: str) -> None:
    database = Database("sqlite://")
    with calls_in_a_transaction() as found:
        with getattr(database, way)():
            with pytest.raises(OSError):
                WebClient("none", base_url=NOWHERE, retry_handlers=[]).users_info(user="U1")
            with pytest.raises(OSError):
                WebhookClient(NOWHERE, retry_handlers=[]).send(text="hello")
        with pytest.raises(OSError):
            WebClient("none", base_url=NOWHERE, retry_handlers=[]).auth_test()
        assert found == ["users.info", "response_url"]
    database.close()
