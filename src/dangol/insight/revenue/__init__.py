"""Which feature earns, which shrinks, what passed what and when: exact to the minor unit."""
