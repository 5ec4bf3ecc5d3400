"""When the sandbox refuses an act."""


class Refused(Exception):
    """Something Slack's client would not let this person do; `code` says which."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"{message} ({code})")
        self.code = code
