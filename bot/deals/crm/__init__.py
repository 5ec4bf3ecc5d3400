"""The CRM, in and out: what it tells by webhook, what of ours goes back to it."""
