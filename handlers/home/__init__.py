"""App Home: opened, shown, clicked in."""

from handlers.home import deals, opening, people
from handlers.house import House


def register(house: House) -> None:
    """Add what it shows and its own buttons."""
    opening.register(house)
    deals.register(house)
    people.register(house)


def listen(house: House) -> None:
    """Listen to its being opened."""
    opening.listen(house)


__all__ = ["listen", "register"]
