"""The workspace's memory. Touched from the server's own thread only."""

import asyncio
import itertools
import secrets
from collections import defaultdict
from collections.abc import Iterable

from sandbox.clock import SandboxClock
from sandbox.company import Company, CompanyUser
from sandbox.entities import COLORS, Channel, File, Json, Message, User, View
from sandbox.manifest import Manifest
from sandbox.tickets import Tickets

SLACKBOT = "USLACKBOT"
SHARE_SECONDS = 0.5
"""From the completion of an upload until its file is in the conversation."""


class State:
    """People, channels, messages and views, and who has seen which change (`seq`)."""

    app_id = "A0SANDBOX"
    bot_user_id = "U0O2OBOT"
    bot_id = "B0O2OBOT"

    def __init__(self, company: Company, manifest: Manifest, clock: SandboxClock) -> None:
        self.manifest, self.clock = manifest, clock
        self.team_id, self.team_name, self.domain = (
            company.team_id,
            company.team_name,
            company.domain,
        )
        self.bot_token = f"xoxb-sandbox-{secrets.token_hex(12)}"
        self.app_token = f"xapp-1-{self.app_id}-{secrets.token_hex(12)}"
        self.signing_secret = secrets.token_hex(16)
        self.verification_token = secrets.token_hex(12)
        self.tickets = Tickets(clock)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, dict[str, Message]] = defaultdict(dict)
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = defaultdict(list)
        self.homes: dict[str, View] = {}
        self.notices: dict[str, Json] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, str] = {}
        self.share_seconds = SHARE_SECONDS
        self.intro: Json | None = None
        self.installed = True
        self.seq = 0
        self._seen: dict[str, int] = defaultdict(int)
        self._waiting: set[asyncio.Queue[Json]] = set()
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self._settle(company)

    def _settle(self, company: Company) -> None:
        """Move the company in, with the app's bot and Slackbot."""
        for number, person in enumerate(company.users):
            user = self._user(person)
            user.color = COLORS[number % len(COLORS)]
            self.users[person.id] = user
        name = self.manifest.bot_name
        bots = ((self.bot_user_id, name, self.bot_id), (SLACKBOT, "slackbot", None))
        for ident, handle, bot_id in bots:
            # Slack's own Slackbot says of itself that it is no bot.
            self.users[ident] = User(ident, self.team_id, handle, handle, None, "", "UTC", bot_id is not None, bot_id)
        for channel in company.channels:
            bot = [self.bot_user_id] if channel.bot else []
            self.channels[channel.id] = Channel(
                channel.id,
                channel.name,
                channel.kind,
                int(self.clock.now()),
                [*channel.members, *bot],
                channel.shared,
                channel.archived,
            )
        for user in list(self.users.values()):
            # The app's messages tab is there for everybody who could install or be sent it.
            if user.kind(self.team_id) in {"member", "guest"}:
                self.direct(self.bot_user_id, user.id)

    def _user(self, person: CompanyUser) -> User:
        bot = person.kind == "bot"
        return User(
            person.id,
            person.team_id or self.team_id,
            person.name,
            person.real_name,
            person.email,
            person.title,
            person.tz,
            is_bot=bot,
            bot_id=f"B{person.id[1:]}" if bot else None,
            deleted=person.kind == "deactivated",
            is_restricted=person.kind == "guest",
            is_admin=person.admin,
        )

    # -- changes -----------------------------------------------------------------------------

    def changed(self, what: str, users: Iterable[str] | None = None) -> None:
        """Tell everybody (or these users) that something they see has changed."""
        self.seq += 1
        names = set(self.users if users is None else users)
        for name in names:
            self._seen[name] = self.seq
        for queue in self._waiting:
            queue.put_nowait({"seq": self.seq, "what": what, "users": names})

    def seen(self, user: str) -> int:
        """The number of the last change that this user sees."""
        return self._seen[user]

    def listen(self) -> asyncio.Queue[Json]:
        """A queue that gets every change from now on; give it back with `unlisten`."""
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._waiting.add(queue)
        return queue

    def unlisten(self, queue: asyncio.Queue[Json]) -> None:
        """Stop a queue from `listen`."""
        self._waiting.discard(queue)

    # -- names and numbers -------------------------------------------------------------------

    def next_id(self, prefix: str) -> str:
        """A fresh id of Slack's form."""
        return f"{prefix}0{next(self._numbers):08X}"

    def next_ts(self) -> str:
        """A fresh message timestamp, later than all before."""
        self._last_ts = max(int(self.clock.now() * 1_000_000), self._last_ts + 1)
        seconds, micros = divmod(self._last_ts, 1_000_000)
        return f"{seconds}.{micros:06d}"

    def notice(self, user: str, text: str) -> None:
        """Say something to one person in Slack's own name."""
        self.notices[user] = {"text": text, "at": self.clock.now()}
        self.changed("notice", [user])

    # -- who and where -----------------------------------------------------------------------

    def visible(self, user: User) -> list[Channel]:
        """The channels this person sees: their own, and public ones for full members."""
        full = user.kind(self.team_id) in {"member", "bot"}
        return [
            channel
            for channel in self.channels.values()
            if user.id in channel.members or (full and channel.kind == "channel")
        ]

    def onlookers(self, channel: Channel) -> list[str]:
        """The users who see what is written in a channel."""
        if channel.kind != "channel":
            return list(channel.members)
        return [user.id for user in self.users.values() if channel in self.visible(user)]

    def direct(self, *people: str) -> Channel:
        """The direct (or group) conversation of exactly these people, made when missing."""
        known = self.direct_known(*people)
        if known is not None:
            return known
        kind = "im" if len(set(people)) <= 2 else "mpim"
        handles = "--".join(self.users[name].name for name in people)
        name = f"mpdm-{handles}-1" if kind == "mpim" else ""
        ident = self.next_id("D" if kind == "im" else "G")
        made = Channel(ident, name, kind, int(self.clock.now()), list(dict.fromkeys(people)))
        self.channels[ident] = made
        self.changed("people", made.members)
        return made

    def direct_known(self, *people: str) -> Channel | None:
        """The direct (or group) conversation of exactly these people, if there is one."""
        for channel in self.channels.values():
            if channel.kind in {"im", "mpim"} and set(channel.members) == set(people):
                return channel
        return None

    def is_stranger(self, user: User) -> bool:
        """Slack's `is_stranger`: from elsewhere, and in no channel the app's bot is in."""
        if user.team_id == self.team_id:
            return False
        return not any(
            user.id in channel.members and self.bot_user_id in channel.members
            for channel in self.channels.values()
            if channel.kind in {"channel", "private"}
        )
