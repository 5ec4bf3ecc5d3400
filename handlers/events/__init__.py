"""What Slack tells without being asked."""

from slack_bolt import App

from handlers.boundary import Boundary
from handlers.events import channels, people


def register(app: App, boundary: Boundary) -> None:
    """Listen to all of it."""
    people.register(app, boundary)
    channels.register(app, boundary)


__all__ = ["register"]
