"""What Slack makes of typed text."""

import pytest

from sandbox import SandboxClock, default_manifest, load_company
from sandbox.manifest import Manifest
from sandbox.state import State
from sandbox.typed_text import as_command, as_message

STATE = State(load_company(), Manifest.read(default_manifest()), SandboxClock())


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("jane.doe+x@acme.co.uk", "<mailto:jane.doe+x@acme.co.uk|jane.doe+x@acme.co.uk>"),
        ("(jane@acme.com),", "(<mailto:jane@acme.com|jane@acme.com>),"),
        ("cfo@acme", "cfo@acme"),
        ("@raj knows", "<@U0RAJ> knows"),
        ("@nobody", "@nobody"),
        ("in #sales", "in <#C0SALES|sales>"),
        ("#1 deal", "#1 deal"),
        ("acme.com", "<http://acme.com|acme.com>"),
        ("https://acme.com/a?b=1&c", "<https://acme.com/a?b=1&amp;c>"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("v1.2 and e.g. this", "v1.2 and e.g. this"),
    ],
)
def test_a_message_is_written_in_slacks_notation(typed: str, message: str) -> None:
    assert as_message(STATE, typed) == message


def test_a_command_names_the_handle() -> None:
    assert as_command(STATE, "ask @raj") == "ask <@U0RAJ|raj>"
