"""The program `o2o`."""

import gc

# A quarter of the time that thousands of modules take to load went into looking for garbage among them; there is none.
_collecting = gc.isenabled()
gc.disable()
from bot.cli.root import main  # noqa: E402

if _collecting:
    gc.freeze()
    gc.enable()

__all__ = ["main"]
