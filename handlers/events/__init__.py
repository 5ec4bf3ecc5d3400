"""What Slack tells without being asked."""

from handlers.events.people import register

__all__ = ["register"]
