"""Which feature earns, which shrinks, what passed what and when: from a ledger, to the minor unit."""
