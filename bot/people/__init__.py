"""Whom colleagues know, and who they are: logging, correcting, leaving, objecting, importing."""
