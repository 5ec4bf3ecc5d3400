"""The two ways in which the sandbox says no."""

from typing import Any


class SlackError(Exception):
    """A Web API call that Slack refuses: its error code and what stands beside it."""

    def __init__(self, code: str, **beside: Any) -> None:
        super().__init__(code)
        self.code = code
        self.beside = beside


class ActError(Exception):
    """Something a person cannot do in Slack's client: a code and words that say why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
