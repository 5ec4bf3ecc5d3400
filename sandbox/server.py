"""The sandbox as a Python object: start it, point an app at it, look at the wire, stop it."""

import asyncio
import threading
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from sandbox.clock import SandboxClock
from sandbox.company import Company
from sandbox.delivery import Delivery, Mode
from sandbox.entities import Json
from sandbox.faults import Faults
from sandbox.manifest import Manifest
from sandbox.state import State
from sandbox.web_server import application
from sandbox.wire import Wire, WireEntry
from sandbox.workspace import Workspace

HOST = "127.0.0.1"
START_SECONDS = 10.0
Found = TypeVar("Found")


class Sandbox:
    """A stand-in Slack on 127.0.0.1, in a thread of its own.

    `port` 0 takes a free one. `deliver` says how payloads go to the app: "socket" (Socket Mode),
    "http" (signed requests, after `deliver_http`) or "none". `faults` makes things go wrong.
    """

    def __init__(
        self,
        company: Company,
        manifest: Json,
        *,
        port: int = 0,
        clock: SandboxClock | None = None,
        deliver: Mode = "socket",
    ) -> None:
        self.clock = clock or SandboxClock()
        self._state = State(company, Manifest.read(manifest), self.clock)
        state = self._state
        secrets = (state.bot_token, state.app_token, state.signing_secret, state.verification_token)
        self._wire = Wire(self.clock, secrets)
        self.faults = Faults(self.clock)
        self._workspace = Workspace(state, Delivery(state, self._wire, self.faults, deliver), self._wire, self.faults)
        self._port = port
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread: threading.Thread | None = None
        self._ready = threading.Event()
        self._failure: OSError | None = None

    # -- what an app needs ---------------------------------------------------------------------

    @property
    def url(self) -> str:
        """The page's address, without a slash at the end."""
        return self._workspace.url

    @property
    def api_url(self) -> str:
        """The Web API's base, for `WebClient(base_url=...)`; ends in /api/."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The bot token of the only installation."""
        return self._state.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token for Socket Mode."""
        return self._state.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that signs HTTP deliveries."""
        return self._state.signing_secret

    @property
    def team_id(self) -> str:
        """The workspace's id."""
        return self._state.team_id

    @property
    def bot_user_id(self) -> str:
        """The app's bot user."""
        return self._state.bot_user_id

    @property
    def wire(self) -> list[WireEntry]:
        """What was said so far between app and sandbox, oldest first."""
        return self._wire.after(0)

    @property
    def connections(self) -> int:
        """How many Socket Mode connections are open."""
        return self._workspace.delivery.socket.connections

    # -- running -------------------------------------------------------------------------------

    def start(self) -> Self:
        """Start listening; returns when it does, raises OSError when the port is taken."""
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_SECONDS):
            raise TimeoutError("the sandbox did not start")
        if self._failure is not None:
            self._thread.join()
            raise self._failure
        return self

    def stop(self) -> None:
        """Stop; every connection is closed when this returns. Stopping twice does nothing."""
        if self._thread is None or self._loop is None or self._stopping is None:
            return
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()
        self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        runner = web.AppRunner(application(self._workspace), access_log=None, shutdown_timeout=0.5)
        await runner.setup()
        site = web.TCPSite(runner, HOST, self._port)
        try:
            await site.start()
        except OSError as error:
            self._failure = error
        else:
            port = runner.addresses[0][1]
            self._workspace.url = f"http://{HOST}:{port}"
            self._ready.set()
            await self._stopping.wait()
        finally:
            await self._workspace.delivery.close()
            await runner.cleanup()
            self._ready.set()

    # -- from other threads --------------------------------------------------------------------

    def deliver_http(self, url: str) -> None:
        """Send payloads to this request URL from now on, signed."""
        self._workspace.delivery.http.url = url
        self._workspace.delivery.mode = "http"

    def verify_url(self, url: str) -> bool:
        """Slack's handshake with a request URL: whether it echoes the challenge."""
        return self._call(self._workspace.delivery.http.verify(url))

    def refresh_connections(self, reason: str = "refresh_requested") -> None:
        """Ask every Socket Mode client to reconnect, as Slack does now and then (or its `warning`)."""
        self._call(self._workspace.delivery.socket.disconnect(reason))

    def drop_connections(self, count: int | None = None) -> None:
        """Break the oldest Socket Mode connections (all, when not told how many) without a word."""
        self._call(self._workspace.delivery.socket.drop(count))

    def retry_after(self, *seconds: float) -> None:
        """Send unacknowledged events again after so many seconds each, not at once and after one and five minutes."""
        self._workspace.delivery.retry_seconds = seconds

    def share_after(self, seconds: float) -> None:
        """Have files be in their conversation so long after their upload is complete (half a second)."""
        self._state.share_seconds = seconds

    def introduce(self, intro: Json) -> None:
        """Set the page's introduction: `{title, lines, tries}`."""
        self._state.intro = intro

    def _call(self, work: Coroutine[Any, Any, Found]) -> Found:
        """Run something in the server's thread and wait for it."""
        if self._loop is None:
            raise RuntimeError("the sandbox is not running")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()
