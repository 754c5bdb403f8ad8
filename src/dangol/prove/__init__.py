"""Prove: what a difference can show, and how long that takes."""
