"""Deals: two processes, ours and theirs, and who should be talking to whom at each point of them."""
