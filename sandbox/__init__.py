"""A stand-in Slack in one process, for trying o2o out and for its tests. See README.md."""

from sandbox.clock import SandboxClock
from sandbox.company import Company, load_company
from sandbox.manifest import default_manifest
from sandbox.server import Sandbox

__all__ = ["Company", "Sandbox", "SandboxClock", "default_manifest", "load_company"]
