"""`o2o who-knows`: the same question from the shell, by the same service and charter."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from bot.charter.sight import Sight
from bot.cli.by_eyes import Disclosed, by_the_eyes_of
from bot.network.at_account import AtAccount
from bot.network.shown_ways import Tie, Ways
from bot.network.who_knows import WhoKnows
from bot.network.who_knows import who_knows as ask
from bot.settings import load_settings
from handlers.views import who_knows as view  # the words are those of the answer in Slack


def who_knows(
    who: Annotated[str, typer.Argument(help="An address, a seat (cfo@acme), a full name or an account.")],
    as_: Annotated[str, typer.Option("--as", help="Address of the colleague who asks.", metavar="EMAIL")],
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """Who of us knows WHO, as far as the colleague may see."""
    settings = load_settings()

    def asked(sight: Sight) -> Disclosed[WhoKnows]:
        answer = ask(sight, who)
        return Disclosed(answer, answer.decided, answer.answer_id)

    answer = by_the_eyes_of(as_, workspace, settings, asked)
    if as_json:
        typer.echo(json.dumps(as_data(answer), ensure_ascii=False, indent=2, default=str))
    else:
        typer.echo(view.in_plain_text(answer, settings.privacy_contact))


def as_data(answer: WhoKnows) -> dict[str, Any]:
    """An answer for machines: only what the viewer may see is in it."""
    found = answer.found
    data: dict[str, Any] = {"asked": answer.asked, "found": type(found).__name__.lower()}
    if isinstance(found, Ways):
        data |= _ways(found)
    elif isinstance(found, AtAccount):
        data |= {"account": found.account.name, "people": [_ways(ways) for ways in found.people], "more": found.more}
    else:
        data |= {
            name: value
            for name, value in vars(found).items()
            if name in ("title", "account", "since", "name", "near") and value is not None
        }
    data["charter"] = sorted({(d.decision.charter_id, d.decision.charter_version) for d in answer.decided})
    data["clauses"] = sorted({clause for d in answer.decided for clause in d.decision.clauses})
    return data


def _ways(ways: Ways) -> dict[str, Any]:
    contact = ways.contact
    somebody = ways.somebody
    return {
        "contact": {"name": contact.name, "title": contact.title, "account": contact.account},
        "named": [_tie(tie) for tie in ways.named],
        "somebody": {"strength": somebody.band, "direct": somebody.direct} if somebody else None,
        **({"hangs_on": ways.hangs_on} if ways.hangs_on else {}),
        **({"beside": _tie(ways.beside)} if ways.beside else {}),
    }


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "colleague": tie.colleague,
        "mine": tie.mine,
        "strength": tie.band,
        "through": [
            {"name": one.contact.name, "title": one.contact.title, "line": one.line, "to": one.next}
            for one in tie.through
        ],
        **{k: v for k in ("kind", "last_touch", "note") if (v := getattr(tie, k)) is not None},
    }
