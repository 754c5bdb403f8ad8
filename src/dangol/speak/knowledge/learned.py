"""What the package's examples teach the built-in encoder, learned beforehand and kept beside them.

Learning takes some twenty seconds and reading a blink, so the arrays stand in the package. They are
derived: a mark of all they were learned from stands with them, and where it differs they are not
used. `python -m dangol.speak.knowledge.learned` writes them anew.
"""

from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from xxhash import xxh3_64_hexdigest

from dangol.speak.intents import Example

FILE = "learned.npz"

Numbers = NDArray[np.floating[Any]]


class Learned(NamedTuple):
    """The vectors of the examples, and the weights of the classifier that they taught."""

    vectors: Numbers
    dense: Numbers
    lexical: Numbers


def mark_of(given: Sequence[Example], embedder: str, settings: str) -> str:
    """The same for the same examples, embedder and settings, and for no others."""
    lines = [embedder, settings, *(f"{one.intent}\t{one.text}" for one in given)]
    return xxh3_64_hexdigest("\n".join(lines).encode())


def read_learned(mark: str) -> Learned | None:
    """What stands in the package, or nothing where it was learned from something else."""
    place = files("dangol.speak.knowledge").joinpath(FILE)
    if not place.is_file():
        return None
    with place.open("rb") as file, np.load(file) as held:
        if str(held["mark"]) != mark:
            return None
        found = [_whole(held[name], held[f"{name}_step"]) for name in Learned._fields]
    return Learned(*found)


def write_learned(path: Path, mark: str, learned: Learned) -> None:
    """The file holds them, in one byte a number: a column's greatest is 127 steps."""
    arrays: dict[str, Any] = {"mark": np.array(mark)}
    for name, values in learned._asdict().items():
        step = np.maximum(np.abs(values).max(axis=0), 1e-12) / 127
        arrays[name] = np.rint(values / step).astype(np.int8)
        arrays[f"{name}_step"] = step.astype(np.float32)
    np.savez_compressed(path, **arrays)


def _whole(steps: NDArray[np.int8], step: NDArray[np.float32]) -> Numbers:
    return steps.astype(np.float32) * step


if __name__ == "__main__":
    from dangol.speak.knowledge.embedder import SentenceEncoder
    from dangol.speak.knowledge.talk import Talk

    talk = Talk(SentenceEncoder(), is_learned_anew=True)
    write_learned(Path(__file__).with_name(FILE), talk.mark, talk.learned)
