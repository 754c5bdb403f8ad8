"""Dangol: decide when to speak, and when to keep silent."""
