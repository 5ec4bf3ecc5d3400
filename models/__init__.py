"""The tables by subject, the charter's facts as SQL, sessions and migrations."""
