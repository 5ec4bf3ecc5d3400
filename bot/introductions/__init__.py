"""Warm introductions under consent: asked for by one colleague, agreed to by another, told by a known hour."""
