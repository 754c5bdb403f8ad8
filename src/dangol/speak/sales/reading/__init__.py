"""Free text to what is known of a buyer: one module for each kind of value, and no model;
and what a model points at, read all the same."""

from dangol.speak.sales.reading.known_of_text import merge_known, prepare_reading, read_known
from dangol.speak.sales.reading.proposed import judge_proposed

__all__ = ["judge_proposed", "merge_known", "prepare_reading", "read_known"]
