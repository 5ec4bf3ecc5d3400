"""Deals: where they stand on both sides, who should meet whom, and saying so in time."""
