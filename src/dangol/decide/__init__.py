"""Decide: a signal becomes speak, hold or silent, with a reason and a probability."""
