"""Results as Block Kit; pure, and everything that people wrote is escaped."""
