"""The program `o2o`."""

from bot.cli.root import main

__all__ = ["main"]
