"""When the sandbox refuses an act."""


class Refused(Exception):  # noqa: N818 - a refusal is an outcome a test may expect
    """Something Slack's client would not let this person do; `code` says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
