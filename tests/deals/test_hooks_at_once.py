"""Many deliveries at once, on both databases: each is taken, none waits for ever, the history is the CRM's."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

from pydantic import SecretStr
from sqlalchemy import func, select

from bot.deals import stages
from bot.settings import Settings
from handlers import http
from handlers.hooks import Hooks
from models.crm import CrmDelivery
from models.deals import Deal
from tests.conftest import NOW
from tests.deals.test_hooks import make_deals, playbooks, the_crm
from tests.deals.test_hooks_http import CLIENT, SECRET, as_body, event, hubspot_signed, signed
from tests.scenarios.conftest import world_on

__all__ = ["playbooks"]


def test_four_at_once(database, workspace_id, clock, playbooks):
    rng = random.Random(7)  # noqa: S311 cases to try, no secrets
    deals = 8
    make_deals(database, workspace_id, deals)
    history = the_crm(rng, deals, 8)
    told = [(deal, at, stage) for deal, moves in history.items() for at, stage in moves] * 3
    rng.shuffle(told)
    settings = Settings(_env_file=None, O2O_HUBSPOT_SECRET=CLIENT, O2O_WEBHOOK_SECRET=SECRET)
    hooks = Hooks(settings, database, clock, workspace_id, playbooks)
    flask = http.without_slack(list, hooks)

    def send(some):
        web = flask.test_client()
        if len(some) == 1:
            [(deal, at, stage)] = some
            body = as_body({"external_id": deal, "stage": stage, "at": at.isoformat()})
            return web.post("/hooks/deals", data=body, headers=signed(body)).status_code
        body = as_body([event(deal, stage, occurredAt=int(at.timestamp() * 1000)) for deal, at, stage in some])
        headers = hubspot_signed(body, url="http://localhost/hooks/hubspot")
        return web.post("/hooks/hubspot", data=body, headers=headers).status_code

    batches = []
    while told:
        size = rng.choice([1, 6, 12])
        batches.append(told[:size])
        told = told[size:]
    number = sum(map(len, batches))
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, batches)) == {200}
    with database.read() as session:
        for deal in session.scalars(select(Deal)):
            records = stages.history(session, deal, "sales", None)
            assert [(one.at, one.stage) for one in stages.moves(records)] == history[deal.external_id]
            assert deal.stage == history[deal.external_id][-1][1]
        assert session.scalar(select(func.sum(CrmDelivery.times))) == number


def test_beside_slack(tmp_path_factory):
    """`o2o web` serves them beside Slack's address."""
    with world_on(f"sqlite:///{tmp_path_factory.mktemp('hooks') / 'o2o.db'}", "http") as world:
        assert world.bot.web().test_client().post("/hooks/deals").status_code == 404
        mine = {"webhook_secret": SecretStr(SECRET), "port": 0}
        world.bot.settings = world.bot.settings.model_copy(update=mine)
        body = as_body({"external_id": "D-1001", "stage": "Negotiation", "at": NOW.isoformat()})
        web = world.bot.web().test_client()
        answer = web.post("/hooks/deals", data=body, headers=signed(body))
        assert (answer.status_code, answer.json) == (200, {"outcome": "moved", "stage_known": True})
        assert web.post("/slack/events", data=b"x").status_code == 401
        assert world.bot.listen_to_the_crm() > 0
