"""`python -m sandbox`: the sandbox alone, with the settings a bot needs to reach it."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from sandbox import Sandbox, default_manifest, load_company
from sandbox.company import DEFAULT


def main() -> int:
    """Start, print the settings, run until interrupted."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="default: a free one")
    parser.add_argument("--company", type=Path, default=DEFAULT, help="a company's JSON file")
    parser.add_argument("--manifest", type=Path, default=Path("manifest.json"), help="the app's manifest")
    parser.add_argument("--http", metavar="URL", help="deliver to this address, not by Socket Mode")
    given = parser.parse_args()
    stopped = threading.Event()
    # Said even where whoever started it in the background has interrupts ignored.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    manifest = default_manifest()
    if given.manifest.is_file():
        manifest = json.loads(given.manifest.read_text(encoding="utf-8"))
    with Sandbox(load_company(given.company), manifest, port=given.port) as sandbox:
        if given.http:
            sandbox.deliver_http(given.http)
        lines = [
            f"# The sandbox's page: {sandbox.url}/",
            f"SLACK_API_URL={sandbox.api_url}",
            f"SLACK_BOT_TOKEN={sandbox.bot_token}",
            f"SLACK_SIGNING_SECRET={sandbox.signing_secret}",
        ]
        if not given.http:
            lines.append(f"SLACK_APP_TOKEN={sandbox.app_token}")
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        stopped.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
