"""Drive the sandbox from a test, in words: who types, clicks and sees what."""

from sandbox.client.connection import Refused, SandboxClient
from sandbox.client.person import Person
from sandbox.client.shown import Message, News, View

__all__ = ["Message", "News", "Person", "Refused", "SandboxClient", "View"]
