"""What somebody who has not agreed to the charter is told: once, what o2o is; beside what they log, who sees it.

Nobody is nagged: the greeting comes once for each version, with the first answer.
"""

from __future__ import annotations

from typing import TypeVar

from bot.people import acceptance
from handlers.boundary import Turn
from handlers.views import agreement as view
from handlers.views.kit import MOST_BLOCKS, Form, Message

S = TypeVar("S", bound=Message | Form)


def greeted(turn: Turn, word: str, said: Message | Form) -> Message | Form:
    """An answer to a typed word, with the greeting behind it where its reader has not had one."""
    if not isinstance(said, Message):
        return said
    which = acceptance.greeting(turn.sight)
    if which is None:
        return said
    hello = view.greeting(which, turn.charter)
    if len(said.blocks) + len(hello.blocks) > MOST_BLOCKS:
        return said  # the next answer has room for it
    turn.later.append(lambda session: acceptance.greeted(session, turn.sight))
    return said if word == "charter" else view.behind(said, hello)


def hidden_until_agreed(turn: Turn) -> bool:
    """Whether nobody else sees what the viewer logs, because they have not agreed to the charter."""
    return not turn.viewer.accepted and acceptance.shares_only_agreed(turn.charter)


def until_agreed(turn: Turn, said: Message, *, private: bool = False) -> Message:
    """What was logged, with who sees it, and the button that agrees; `private` is seen by nobody else anyway."""
    if private or not hidden_until_agreed(turn):
        return said
    note = view.only_you(turn.charter)
    return view.behind(said, note) if len(said.blocks) + len(note.blocks) <= MOST_BLOCKS else said


def once_agreed(turn: Turn, words: str) -> str:
    """Words that say something is shared now, for somebody of whom nothing is yet."""
    return f"{words} {view.ONCE_AGREED}" if hidden_until_agreed(turn) else words
