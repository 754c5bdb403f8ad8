"""Sim: shoppers whose truth is known."""
