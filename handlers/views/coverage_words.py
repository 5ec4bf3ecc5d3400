"""The lines of coverage: how a part of theirs stands and who of ours talks to it; what hangs by one thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from bot.deals.counterparts import Counterpart
from bot.deals.covered import STATES, DealCoverage, RoleStanding, State
from bot.deals.glossary import said as word
from bot.deals.ours import Member
from bot.deals.several import Several
from handlers.views.hours import Reader
from handlers.views.kit import esc

SIGNS: Mapping[State, str] = MappingProxyType(
    {"engaged": "●", "cold": "◕", "known": "◑", "unknown": "○", "vacant": "◌"}
)
"""Beside each word, never instead of it: the warmer, the fuller."""
NAMED_MOST = 3
"""People named for one thing."""
ONE_OF_OURS = "one of ours"
ONE_OF_THEIRS = "one of theirs"


def role_line(one: RoleStanding, found: DealCoverage, reader: Reader, viewer_id: int) -> str:
    """How a part stands: its word, who has it, who of ours, by when it is needed, and what has changed."""
    details = [
        _theirs(one),
        _ours(one, found, viewer_id),
        f"last in touch on {reader.date(one.last)}" if one.state == "cold" and one.last else "",
        _needed(one, reader),
        trend(one),
    ]
    return " · ".join([f"{SIGNS[one.state]} *{esc(one.role, 60)}*: {word(one.state)}", *filter(None, details)])


def trend(one: RoleStanding) -> str:
    """How it stands against the last weekly word; nothing where there was none."""
    if one.before is None:
        return ""
    if one.before != one.state:
        way = "up" if STATES.index(one.state) < STATES.index(one.before) else "down"
        return f"{way} since last week (was {word(one.before)})"
    return f"the same in the last {one.weeks} digests" if one.weeks > 1 else "unchanged since last week"


def _theirs(one: RoleStanding) -> str:
    people = [_person(each) for each in one.people[:NAMED_MOST]]
    more = len(one.people) - len(people)
    if people:
        return and_([*people, f"{more} more"]) if more else and_(people)
    return "" if one.named else "nobody named"


def _person(one: Counterpart) -> str:
    if one.face is None:
        seat = one.shown.seat
        return f"the {esc(seat.title, 60)} seat is empty" if seat else esc(one.name, 60)
    called = f"{esc(one.face.name, 60)} ({esc(one.face.title, 60)})" if one.face.title else esc(one.face.name, 60)
    return f"{called}, not to be contacted" if one.left_alone else called


def _ours(one: RoleStanding, found: DealCoverage, viewer_id: int) -> str:
    """Who of ours talks to it, or knows it: by name where the reader may see the team by name."""
    if one.state not in ("engaged", "cold", "known"):
        return ""
    members = {column.ours: column.members for column in found.columns}
    parts: dict[tuple[Member, ...] | str, list[str]] = {}
    for cell in one.cells:
        if cell.state == one.state:  # whoever plays two parts is named once
            parts.setdefault(members.get(cell.ours) or cell.ours, []).append(cell.ours)
    who = [_part(people, ours, viewer_id) for people, ours in parts.items()]
    if not who:
        return "somebody of ours knows them" if one.state == "known" else ""
    knows = {"engaged": "in dialogue with", "cold": "was in dialogue with", "known": "known to"}[one.state]
    return f"{knows} {and_(who[:NAMED_MOST])}"


def _part(people: tuple[Member, ...] | str, ours: Sequence[str], viewer_id: int) -> str:
    """Who of ours plays these parts: by name, or the part alone where none may be named."""
    if isinstance(people, str):
        return f"our {esc(people, 60)}"
    names = ["you" if one.colleague_id == viewer_id else f"*{esc(one.name, 60)}*" for one in people[:NAMED_MOST]]
    return f"{' or '.join(names)} ({', '.join(esc(part, 60) for part in ours)})"


def _needed(one: RoleStanding, reader: Reader) -> str:
    if one.needed_by is None or not one.missing:
        return ""
    when = reader.date(one.needed_by)
    return f"needed by {when}" if one.needed_by >= reader.today else f"was needed by {when}"


def hangs(found: DealCoverage, viewer_id: int) -> str:
    """What hangs by one thread: who carries the deal alone, by name where the reader sees them; else nothing."""
    threads = found.threads
    ours, theirs = _called(found, viewer_id)
    if threads.hangs_by_one:
        return f"{word('single_thread').capitalize()}: {_alone(found, ours, theirs)}"
    lost = _names(threads.ours_alone, ours, ONE_OF_OURS) + _names(threads.theirs_alone, theirs, ONE_OF_THEIRS)
    return f"Without {' or '.join(lost)} some of theirs would be out of our reach." if lost else ""


def _alone(found: DealCoverage, ours: Mapping[int, str], theirs: Mapping[int, str]) -> str:
    threads = found.threads
    us = next((ours[one] for one, _ in found.talks if one in ours), "")
    them = next((theirs[other] for _, other in found.talks if other in theirs), "")
    if threads.carried_by_one_of_ours and threads.carried_by_one_of_theirs:
        if us and them:
            return f"{us} on our side and {them} on theirs carry this deal."
        return "one person on each side carries this deal."
    if threads.carried_by_one_of_ours:
        return f"{us or 'one person of ours'} alone {'carry' if us == 'you' else 'carries'} this deal."
    return f"{them or 'one person of theirs'} alone carries this deal on their side."


def _called(found: DealCoverage, viewer_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """What our people and theirs are called, of those whom the reader sees by name."""
    members = [one for column in found.columns for one in column.members]
    ours = {one.colleague_id: f"*{esc(one.name, 60)}*" for one in members}
    if viewer_id in ours:
        ours[viewer_id] = "you"
    return ours, {one.face.contact_id: f"*{esc(one.face.name, 60)}*" for one in found.people if one.face}


def _names(alone: Iterable[int], called: Mapping[int, str], otherwise: str) -> list[str]:
    """Those whom the reader sees by name, in order of name; else that there is somebody: never how many."""
    who = list(alone)
    named = sorted(called[one] for one in who if one in called)[:NAMED_MOST]
    return named or ([otherwise] if who else [])


def together(found: Several) -> str:
    """What hangs by one thread over all the deals: for an account, how much of the relationship one person carries."""
    if len(found.deals) < 2:  # what it says of itself is enough
        return ""
    threads, lines = found.together, []
    if found.people is not None:
        lines.append(f"{found.people[0]} of ours are in dialogue with {found.people[1]} of theirs.")
    if not threads.ours:
        lines.append("Nobody of ours is in dialogue with anybody of theirs in these deals, as far as you may know.")
    elif threads.hangs_by_one:
        both = threads.carried_by_one_of_ours and threads.carried_by_one_of_theirs
        one = "one person of ours" if threads.carried_by_one_of_ours else "one person of theirs"
        lines.append(
            f"Over all of these {'one person on each side' if both else one} carries all the dialogue there is."
        )
    elif threads.ours_alone or threads.theirs_alone:
        lines.append("Over all of these there is somebody without whom some of theirs would be out of our reach.")
    else:
        lines.append("No one person carries these: without any one of them everybody else stays within reach.")
    if found.hanging:
        lines.append(f"{found.hanging} of {len(found.deals)} deals hang by one thread.")
    return " ".join(lines)


def first_line(found: Several) -> str:
    """The answer over several deals, in a line."""
    short, deals = found.short, len(found.deals)
    if found.account is not None:
        name = f"*{esc(found.account, 80)}*"
        if not deals:
            return f"{name}: you see no open deal with them."
        if not short:
            return f"{name}: nobody is missing in {_all(deals, found.of)} now{_off_map(found)}."
        return f"{name}: somebody is missing in {_of(short, deals, found.of)}."
    if not found.manages:
        alone = "You manage nobody, as far as I know"
        if not deals:
            return f"{alone}, and you are on no open deal that I know of."
        own = "your own deals" if found.of is None else due_first(deals, found.of)
        return f"{alone}; these are {own}. Somebody is missing in {short} of them."
    if not deals:
        return "Your people and you have no open deal that I know of."
    if found.of is not None:
        verb = "needs" if found.needing == 1 else "need"
        return f"*{found.needing} of {due_first(deals, found.of)} {verb} you.*"
    return f"*{found.needing} of your {deals} {'deal needs' if deals == 1 else 'deals need'} you.*"


def _off_map(found: Several) -> str:
    """Of how many of the deals it can't be said who is missing."""
    off_map = sum(not one.deal.on_map for one in found.deals)
    if not off_map:
        return ""
    whose = "its stage is" if len(found.deals) == 1 else f"the stage of {off_map} of them is"
    return f", as far as I can say: {whose} not in the playbook"


def due_first(read: int, of: int) -> str:
    """Which deals were read, where there are more."""
    return f"the {read:,} of your {of:,} deals that are due first"


def _all(deals: int, of: int | None) -> str:
    return "the one open deal you see" if deals == 1 and of is None else f"any of {_seen(deals, of)}"


def _of(short: int, deals: int, of: int | None) -> str:
    return "the one open deal you see" if deals == 1 and of is None else f"{short} of {_seen(deals, of)}"


def _seen(deals: int, of: int | None) -> str:
    if of is None:
        return f"the {deals} open deals you see"
    return f"the {deals:,} deals that are due first, of the {of:,} open ones you see"


def and_(words: Sequence[str]) -> str:
    """Words in a row: `one, two and three`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
