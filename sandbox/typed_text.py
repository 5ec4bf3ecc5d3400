"""What Slack makes of text that somebody types."""

import re
from collections.abc import Callable

from sandbox.state import State

ADDRESS = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
LINK = re.compile(r"https?://[^\s<>|]+")
# Bare names become links only under top-level domains that Slack knows; these are enough here.
BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|de|nl|eu|uk)\b", re.IGNORECASE)
MENTION = re.compile(r"(?<![\w@.])@([a-z][\w.-]*)", re.IGNORECASE)
CHANNEL = re.compile(r"(?<![\w#&])#([a-z0-9][\w-]*)", re.IGNORECASE)


def escaped(text: str) -> str:
    """Slack's three escapes."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_message(state: State, text: str) -> str:
    """Typed text as a message holds it: `<@U1>`, `<#C1|name>`, `<mailto:a@b.c|a@b.c>`, links."""
    return _linked(state, text, lambda user, _: f"<@{user}>")


def as_command(state: State, text: str) -> str:
    """Typed text as a command with escaping gets it: mentions carry the handle."""
    return _linked(state, text, lambda user, handle: f"<@{user}|{handle}>")


def _linked(state: State, text: str, mention: Callable[[str, str], str]) -> str:
    """Escape the text and put links where Slack does, each stretch at most once."""
    handles = {user.name.lower(): user for user in state.users.values()}
    channels = {channel.name: channel.id for channel in state.channels.values() if channel.name}

    def address(found: re.Match[str]) -> str:
        return f"<mailto:{found[0]}|{found[0]}>"

    def person(found: re.Match[str]) -> str:
        user = handles.get(found[1].lower())
        return mention(user.id, user.name) if user else found[0]

    def channel(found: re.Match[str]) -> str:
        ident = channels.get(found[1].lower())
        return f"<#{ident}|{found[1].lower()}>" if ident else found[0]

    kinds: list[tuple[re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (LINK, lambda found: f"<{found[0]}>"),
        (ADDRESS, address),
        (BARE, lambda found: f"<http://{found[0]}|{found[0]}>"),
        (MENTION, person),
        (CHANNEL, channel),
    ]
    pieces = [(escaped(text), False)]
    for pattern, replace in kinds:
        pieces = [part for piece in pieces for part in _split(piece, pattern, replace)]
    return "".join(piece for piece, _ in pieces)


def _split(
    piece: tuple[str, bool], pattern: re.Pattern[str], replace: Callable[[re.Match[str]], str]
) -> list[tuple[str, bool]]:
    """Cut a piece at a pattern's finds; what was replaced is not looked at again."""
    text, done = piece
    if done:
        return [piece]
    parts: list[tuple[str, bool]] = []
    at = 0
    for found in pattern.finditer(text):
        new = replace(found)
        if new == found[0]:
            continue
        parts += [(text[at : found.start()], False), (new, True)]
        at = found.end()
    return [*parts, (text[at:], False)]
