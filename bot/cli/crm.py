"""`o2o crm`: what the CRM's webhooks brought, and what is on its way to the CRM."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any

import typer

from bot.cli.opening import open_database, the_workspace
from bot.clock import SystemClock
from bot.deals.crm.deliveries import REFUSED, latest
from bot.deals.crm.outgoing import counted
from bot.deals.crm.sending import post
from bot.errors import BadInput
from bot.settings import load_settings
from models.crm import CrmDelivery

OUTCOMES = ("moved", "same", "repeated", "late", "unknown deal", *REFUSED)

app = typer.Typer(help="What the CRM's webhooks brought, and what is on its way to the CRM.", no_args_is_help=True)


@app.callback()
def crm() -> None:
    """Look at what the CRM's webhooks brought, or send one."""


@app.command()
def deliveries(
    outcome: Annotated[str | None, typer.Option(help=f"Only these: {', '.join(OUTCOMES)}.")] = None,
    unknown_stages: Annotated[
        bool, typer.Option("--unknown-stages", help="Only those whose stage the playbook does not know.")
    ] = False,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many, the newest first.")] = 50,
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """What became of the CRM's deliveries of the last 90 days: what moved, what came twice or late, what was refused.

    Those that were not signed rightly, too old or malformed are counted by the hour.
    """
    if outcome is not None and outcome not in OUTCOMES:
        raise typer.BadParameter(f"there are: {', '.join(OUTCOMES)}", param_hint="--outcome")
    database = open_database(load_settings())
    try:
        with database.read() as session:
            found = latest(session, the_workspace(database, workspace), last, outcome, unknown_stages=unknown_stages)
    finally:
        database.close()
    if as_json:
        typer.echo(json.dumps([as_data(one) for one in found], ensure_ascii=False, indent=2))
        return
    for one in found:
        typer.echo(in_words(one))
    if not found:
        typer.echo("No deliveries.")


@app.command()
def waiting(
    workspace: Annotated[str | None, typer.Option(help="Name or team id, where there are several.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer in JSON.")] = False,
) -> None:
    """How many facts for O2O_OUTGOING_URL wait, were sent or given up in the last 90 days, and the last answers."""
    database = open_database(load_settings())
    try:
        with database.read() as session:
            found = counted(session, the_workspace(database, workspace))
    finally:
        database.close()
    if as_json:
        rows = [{"event": kind, "state": state, "answer": answer, "number": n} for kind, state, answer, n in found]
        typer.echo(json.dumps(rows, indent=2))
        return
    for kind, state, answer, number in found:
        typer.echo(f"{kind:<20} {state:<8} {number:>7,}" + (f"  last answer: {answer}" if answer else ""))
    if not found:
        typer.echo("Nothing for the CRM so far.")


@app.command()
def tell(
    external_id: Annotated[str, typer.Argument(help="The deal's id in the CRM.")],
    stage: Annotated[str, typer.Argument(help="The stage it is at, in the CRM's words.")],
    at: Annotated[str | None, typer.Option(help="Since when, in ISO 8601 (now, where it is left out).")] = None,
    url: Annotated[str | None, typer.Option(help="Where o2o listens; by default on this machine.")] = None,
) -> None:
    """Tell a running o2o that a deal has moved, signed as the CRM would: to try the connection, or in the demo."""
    settings = load_settings()
    if settings.webhook_secret is None:
        raise BadInput("O2O_WEBHOOK_SECRET is not set: the running o2o would not know who is speaking.")
    since = SystemClock().now().isoformat() if at is None else _instant(at)
    where = url or f"http://127.0.0.1:{settings.port}/hooks/deals"
    body = {"external_id": external_id, "stage": stage, "at": since}
    taken, answer = post(where, settings.webhook_secret.get_secret_value(), body)
    typer.echo(ANSWERED.get(answer, f"{where} answered: {answer}."))
    if not taken:
        raise typer.Exit(1)


ANSWERED = {
    "200": "Taken. `o2o crm deliveries` shows what became of it.",
    "400": "Refused: it was not understood. The log of the running o2o, and `o2o crm deliveries`, say more.",
    "401": "Refused: the running o2o has another O2O_WEBHOOK_SECRET, or this machine's clock is wrong.",
    "404": "There is no such deal: import it first, or look at its id.",
    "URLError": "Nobody listens there. `o2o serve` and `o2o web` say where they do; see --url.",
}
"""What is said to an answer by its status, or to the kind of error there was instead."""


def _instant(text: str) -> str:
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        raise BadInput(f"{text!r} is no time. Write it like 2026-11-23T09:30:00+01:00.", field="at") from None
    return (at if at.tzinfo else at.astimezone()).isoformat()


def as_data(one: CrmDelivery) -> dict[str, Any]:
    """A delivery for machines."""
    return {
        "via": one.via,
        "outcome": one.outcome,
        "external_id": one.external_id,
        "stage": one.stage,
        "at": one.at.isoformat() if one.at else None,
        "stage_known": one.stage_known,
        "times": one.times,
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
    }


def in_words(one: CrmDelivery) -> str:
    """A delivery for people, on a line."""
    line = f"{one.last_at:%Y-%m-%d %H:%M:%S}  {one.via:<8} {one.outcome:<15}"
    if one.external_id is not None:
        line += f" {one.external_id}  {one.stage!r} from {one.at:%Y-%m-%d %H:%M:%S} on"
    if one.stage_known is False:
        line += "; the playbook does not know this stage: add it to `crm:` of a stage in playbook.yaml"
    return line.rstrip() + (f"  ({one.times} times since {one.first_at:%H:%M:%S})" if one.times > 1 else "")
