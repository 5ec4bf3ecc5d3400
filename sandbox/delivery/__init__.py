"""How payloads reach the app: signed HTTP or Socket Mode, three seconds to acknowledge."""

from sandbox.delivery.dispatch import Ack, Delivery, Kind, Mode

__all__ = ["Ack", "Delivery", "Kind", "Mode"]
