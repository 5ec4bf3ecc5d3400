"""Slack's Web API, one module a family of methods."""

from sandbox.webapi import chat, conversations, files, people, views
from sandbox.webapi.call import METHODS, answer

__all__ = ["METHODS", "answer", "chat", "conversations", "files", "people", "views"]
