"""What a call of Slack's that failed means for what it was to do: not done, perhaps done, or never to be."""

from __future__ import annotations

import urllib.error
from http.client import HTTPException
from socket import gaierror
from typing import Literal

from slack_sdk.errors import SlackApiError, SlackClientError

CALL_ERRORS = (SlackClientError, OSError, HTTPException)
"""All that a call raises: Slack's refusals, and connections that broke before, in or after it."""

Fate = Literal["not_done", "perhaps", "refused"]

_LATER = {"ratelimited", "rate_limited", "service_unavailable", "request_timeout", "team_added_to_org"}
_PERHAPS = {"internal_error", "fatal_error"}
"""Slack's own words for both: some aspect of the operation may have succeeded before the error was raised."""
_TO_MEND = {
    "access_denied",
    "account_inactive",
    "ekm_access_denied",
    "enterprise_is_restricted",
    "invalid_auth",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "not_authed",
    "org_login_required",
    "team_access_not_granted",
    "token_expired",
    "token_revoked",
    "two_factor_setup_required",
}
"""Refusals of the whole app, which an operator mends (`o2o doctor`): nothing is given up for them."""


def fate(error: Exception) -> Fate:
    """What became of a call that raised this. What is not known to be undone is taken as perhaps done."""
    if isinstance(error, SlackApiError):
        code, status = str(error.response.get("error")), error.response.status_code
        if status == 429 or code in _LATER | _TO_MEND:
            return "not_done"
        # No JSON came (from Slack, or from something between): the library puts a sentence where the code belongs.
        if status != 200 or code in _PERHAPS or not code.isidentifier():
            return "perhaps"
        return "refused"
    if isinstance(error, urllib.error.URLError) and isinstance(error.reason, ConnectionRefusedError | gaierror):
        return "not_done"  # nobody was reached
    return "perhaps"


def retry_after(error: Exception) -> float:
    """Seconds for which Slack wants nothing more of the kind; 0 where it did not say."""
    if not isinstance(error, SlackApiError) or error.response.status_code != 429:
        return 0.0
    said = {str(name).lower(): value for name, value in error.response.headers.items()}.get("retry-after")
    try:
        return max(1.0, float(said[0] if isinstance(said, list) else str(said)))
    except ValueError:
        return 30.0  # it said something else: a time that is long enough by any of its limits
