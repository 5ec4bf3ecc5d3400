"""Every limit of Block Kit, table by table; tests use it as an oracle too."""

from sandbox.blockkit.checking import check_blocks, check_view, elements_of
from sandbox.blockkit.rules import Problem, Surface

__all__ = ["Problem", "Surface", "check_blocks", "check_view", "elements_of"]
