"""Free text to what is known of a buyer: one module for each kind of value, and no model."""

from dangol.speak.sales.reading.known_of_text import merge_known, prepare_reading, read_known

__all__ = ["merge_known", "prepare_reading", "read_known"]
