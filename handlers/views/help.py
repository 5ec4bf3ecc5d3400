"""Help that helps: the words, and the nearest right one."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.commands.words import Words
from handlers.views.kit import Message, context, esc, section


def message(commands: Sequence[Words], others: Sequence[Words]) -> Message:
    """The commands that matter most, an example each, and the other words."""
    lines = [f"`/o2o {command.usage}`\n{command.about} _For example_ `/o2o {command.example}`" for command in commands]
    head = "*o2o finds the warmest allowed way to a customer's people.* What you log is shown only as the charter says."
    foot = "The same words work in a direct message to me, without `/o2o`; answers there stay readable."
    more = f"Also: {', '.join(map(_also, others))}."
    text = "\n".join([head, *lines, more])
    return Message(text, (section(head), *(section(line) for line in lines), context(f"{more}\n{foot}")))


def _also(command: Words) -> str:
    return f"`/o2o {command.usage}`{f' ({command.short})' if command.short else ''}"


def did_you_mean(command: Words, text: str) -> Message:
    """The nearest right word, with an example that works."""
    words = (
        f"I don't know the word “{esc(text.split()[0], 40)}”. Did you mean `/o2o {command.word}`?\n"
        f"_For example_ `/o2o {command.example}`"
    )
    return Message(words, (section(words),))
