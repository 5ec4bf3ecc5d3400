"""`python -m bot` is `o2o`."""

from bot.cli import main

main()
