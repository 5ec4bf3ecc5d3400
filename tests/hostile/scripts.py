"""What an attacker tries who wants to know whether somebody is stored: typed words and clicks, a step at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.hostile.desk import Desk, Said, elements

Steps = Iterator[tuple[str, Said]]


@dataclass(frozen=True)
class Target:
    """Somebody of whom the viewer has heard elsewhere: what they would type."""

    address: str
    name: str
    title: str = "CEO"
    account: str = "Nowhere"

    @property
    def domain(self) -> str:
        """The domain of the address."""
        return self.address.partition("@")[2]


def ask(who: Desk, text: str) -> tuple[str, Said]:
    """A command, and its answer."""
    return f"/o2o {text}", who.types(text)


def buttons(said: Said) -> list[str]:
    """The labels of an answer's buttons and menus."""
    return [one["text"]["text"] for one in elements(said)]


def questions(target: Target) -> list[str]:
    """Every form of WHO that could name the target, and some that nearly do."""
    first, _, last = target.name.partition(" ")
    return [
        target.address,
        target.address.upper(),
        f"<mailto:{target.address}|{target.address}>",
        f"{target.name} <{target.address}>",
        target.name,
        f"{target.name}, {target.account}",
        f"{target.name} at {target.account}",
        f"{target.title}@{target.account}",
        f"{target.title}@{target.domain}",
        target.account,
        f"@{target.domain}",
        target.domain.partition(".")[0],
        # Near misses: nothing may be suggested out of what is hidden.
        f"{first} {last[:-1]}{last[-1]}e",
        f"{first[:-1]} {last}",
        target.address.replace(".", "-", 1),
        f"{target.title}@{target.account}e",
        target.account[:-1],
        f"ceoo@{target.account}",
    ]


def look_up(who: Desk, target: Target) -> Steps:
    """Every question, and what is behind the buttons of some answers."""
    first, *others = questions(target)
    yield from asked(who, first)
    for text in others:
        yield ask(who, text)
    for text in (target.name, f"{target.title}@{target.account}"):
        yield from asked(who, text)
        yield ask(who, f"intro {text}")
        yield ask(who, f"intro {text} for Globex rollout")
        yield ask(who, f"left {text}")
        yield from passing(who, f"know {text}, 3 we met")
    yield ask(who, f"intro {target.address}")
    yield ask(who, f"left {target.address}")


def asked(who: Desk, text: str) -> Steps:
    """One question, and what is behind its answer's buttons."""
    label, said = ask(who, f"who-knows {text}")
    yield label, said
    for one in elements(said):  # several may have the same label
        yield f"{label}: {one['text']['text']}", who.sends(one["action_id"], one["value"])


def passing(who: Desk, text: str) -> Steps:
    """Log something and take it back."""
    label, said = ask(who, text)
    yield label, said
    if "Keep private" in buttons(said):
        yield f"{label}: Keep private", who.clicks(said, "Keep private")
    if "Remove" in buttons(said):
        yield f"{label}: Remove", who.clicks(said, "Remove")


def log_and_forget(who: Desk, target: Target) -> Steps:
    """Log the target as one's own, look at everything again, correct, remove."""
    label, logged = ask(who, f"know {target.address}, 4 met at a fair")
    yield label, logged
    yield from asked(who, target.address)
    yield ask(who, f"who-knows {target.name}, Acme")
    yield ask(who, "who-knows acme")
    form = who.clicks(logged, "Correct")
    yield "Correct", form
    words = {"name": target.name, "title": target.title, "account": target.account}
    yield "Correct, sent", who.submits(form, words)
    yield from look_again(who, target)
    yield ask(who, f"met {target.address}")
    yield ask(who, f"left {target.address}")
    yield "Keep private", who.clicks(logged, "Keep private")
    yield "Remove", who.clicks(logged, "Remove")
    for text in (target.address, target.name, f"left {target.name}", "me"):
        yield ask(who, text)
    yield from passing(who, f"met {target.address}")


def look_again(who: Desk, target: Target) -> Steps:
    """What is said about somebody in one's own list, or was."""
    yield from asked(who, target.address)
    for text in (
        target.name,
        f"{target.name}, Acme",
        f"{target.title}@{target.account}",
        f"{target.title}@{target.domain}",
        target.account,
        f"{target.name}e",
        "acme",
    ):
        yield ask(who, f"who-knows {text}")
    for page in "12":
        yield ask(who, f"me {page}")


def by_form(who: Desk, target: Target) -> Steps:
    """Log the target with the form: everything at once; then say that they left."""
    words = {
        "address": target.address,
        "name": target.name,
        "title": target.title,
        "account": target.account,
        "strength": "3",
        "note": "nothing much",
    }
    yield "the form, sent", who.submits(who.types("know"), words)
    yield from look_again(who, target)
    yield ask(who, f"left {target.name}")
    yield ask(who, f"who-knows {target.title}@{target.account}")
    yield from passing(who, f"met {target.address}")


def name_holder(who: Desk, seat: str, target: Target) -> Steps:
    """Say of the target that they have a seat everybody sees, twice, and look at it again."""
    label, said = ask(who, f"who-knows {seat}")
    yield label, said
    form = who.clicks(said, "Name the holder")
    yield "Name the holder", form
    for again in ("named", "named once more"):
        yield again, who.submits(form, {"address": target.address, "name": target.name})
    yield ask(who, f"who-knows {seat}")
    yield from look_again(who, target)
    yield ask(who, f"left {target.address}")
    yield ask(who, f"who-knows {seat}")


def by_shortcut(who: Desk, target: Target) -> Steps:
    """Asking in the modal, and what is read out of messages that name the target: asked, logged, suggested."""
    for text in (target.address, target.name, f"{target.title}@{target.account}", target.account):
        said = who.submits(who.uses("who_knows"), {"who": text})
        yield f"asked for {text}", said
        for label in buttons(said):
            if label in ("Why?", "Why these?", "Run it", "I know them", "I know them too"):
                yield label, who.clicks(said, label)
    one = f"{target.name} (<mailto:{target.address}|{target.address}>) of {target.account}, says <@U0RAJ>"
    for message in (one, f"{one}\nand <mailto:new@newco.example|new@newco.example>"):
        read = who.uses_on("who_knows_in_message", message, "U0ZOE")
        yield f"asked of {message}", read
        yield f"introduction of {message}", who.uses_on("ask_for_introduction", message, "U0ZOE")
        for choice in [label for label in buttons(read) if label == target.name]:
            yield choice, who.clicks(read, choice)
        form = who.uses_on("log_who_knows_whom", message, "U0ZOE")
        yield f"read {message}", form
        for take in ("suggest", "log"):
            yield take, who.submits(form, {"take.0": take, "strength.0": "3"}, {"tell": ("U0RAJ", "U0ZOE", "U0MIA")})
        yield "read again", who.uses_on("log_who_knows_whom", message, "U0ZOE")
    yield ask(who, f"who-knows {target.address}")
