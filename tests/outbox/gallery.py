"""A hall in which pictures hang under what is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.outbox import tell
from bot.pictures.heat_map import Drawn
from handlers.boundary import Turn
from handlers.delivery import Delivery
from handlers.picturing import Picture, Under
from models.outbox import OutboxEntry
from sandbox.client import SandboxClient
from tests.outbox.hall import ROOM, Hall

SLOW = 30.0
"""Seconds after which a file is in its conversation, here."""


@dataclass
class Gallery:
    """A hall in which a picture hangs under what is said; what it shows stands in `shows`."""

    hall: Hall
    shows: dict[int, str | None] = field(default_factory=dict)
    drawn_in_transactions: list[bool] = field(default_factory=list)

    def render(self, turn: Turn, subject_id: int) -> Picture | None:
        """A picture of the subject's words."""
        words = self.shows.get(subject_id)
        session = turn.session

        def draw() -> Drawn:
            self.drawn_in_transactions.append(session.in_transaction())
            return Drawn(f"a picture of {words}".encode(), f"It shows {words}.", 10, 10)

        return None if words is None else Picture(draw, "Coverage", "coverage.png")

    def delivery(self) -> Delivery:
        """One process that delivers."""
        made = self.hall.delivery()
        made.renderers = {**made.renderers, "note_picture": Under("note", self.render)}
        return made

    def tell(self, subject_id: int, words: str | None, *, to: int | None = None, kind: str = "note_picture") -> None:
        """Have the picture posted, or brought up to date."""
        self.shows[subject_id] = words
        outbox = self.hall.outbox
        with outbox.database.write() as session:
            room = ROOM if to is None else None
            tell(session, self.hall.clock, outbox.workspace_id, kind, subject_id, to, room=room)

    def goes_on(self, times: int = 6, seconds: float = 20.0) -> None:
        """Deliver for a while."""
        delivery = self.delivery()
        for _ in range(times):
            delivery.deliver()
            self.hall.moves(seconds)
        delivery.deliver()

    def seen(self, where: str = "deal", who: str = "ana") -> list[tuple[str, str]]:
        """The pictures somebody sees, with the words they are under."""
        messages = SandboxClient(self.hall.slack.url).person(who).messages(where)
        words = {one.ts: one.text for one in messages}
        return [(words[one.json["thread_ts"]], str(file["alt_txt"])) for one in messages for file in one.files]

    def entry(self) -> OutboxEntry:
        """The picture's entry."""
        [found] = [one for one in self.hall.outbox.entries() if one.kind == "note_picture"]
        return found


def calls(gallery: Gallery, method: str) -> int:
    """How often a method of files was called."""
    return gallery.hall.calls(f"files.{method}")
