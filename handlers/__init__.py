"""Slack in, Slack out: listeners and views. No rules, no SQL."""
