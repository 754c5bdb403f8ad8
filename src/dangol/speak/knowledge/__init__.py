"""What the shop has written down, and finding in it what answers a question."""
