"""What stands in the package was learned from the examples that stand beside it."""

from pathlib import Path

import numpy as np

from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.learned import Learned, read_learned, write_learned
from dangol.speak.knowledge.talk import shop_talk


def test_the_kept_arrays_are_of_todays_examples():
    again = "python -m dangol.speak.knowledge.learned"
    assert read_learned(shop_talk(SentenceEncoder()).mark) is not None, f"write them anew: {again}"


def test_arrays_of_other_examples_are_not_used():
    assert read_learned("of something else") is None


def test_what_is_written_is_within_a_step_of_what_was_given(tmp_path: Path):
    values = np.linspace(-1, 1, 24, dtype=np.float32).reshape(6, 4)
    write_learned(tmp_path / "one.npz", "mark", Learned(values, values, values))
    with np.load(tmp_path / "one.npz") as held:
        assert str(held["mark"]) == "mark"
        assert np.abs(held["dense"] * held["dense_step"] - values).max() <= 0.5 / 127 + 1e-6
