"""What the stories of `/o2o next` are set up with: who of theirs matters in the deal, as somebody of ours observed."""

from __future__ import annotations

from sqlalchemy import select

from bot.charter.sight import Sight, Viewer
from bot.deals.stakeholders import observe
from models.accounts import ContactAddress, Seat
from models.deals import Deal
from models.people import Colleague
from tests.scenarios.world import World

DEAL = "Acme renewal"


def observes(world: World, who: str, whom: str, deal: str = DEAL, **seen: str) -> None:
    """Somebody observes a buying role, a stance ... of a person (by address) or of a seat (by title)."""
    bot = world.bot
    with bot.database.write() as session:
        colleague = session.scalars(select(Colleague).where(Colleague.email.startswith(f"{who}."))).one()
        sight = Sight(session, bot.charter, Viewer.of(colleague, bot.charter), world.clock.now(), bot.settings.warmth)
        deal_id = session.scalars(select(Deal.id).where(Deal.name == deal)).one()
        contact_id = session.scalar(select(ContactAddress.contact_id).where(ContactAddress.address == whom))
        seat_id = None if contact_id else session.scalars(select(Seat.id).where(Seat.title == whom)).first()
        observe(sight, world.clock, deal_id, contact_id, seat_id, seen)
