"""Which letters and words tell a theme: sparse features of a text, the same every time.

Pairs of characters in Korean and Japanese, words and pairs of words in Latin letters. Each is a
number below `FEATURES`; different ones rarely share a number.
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.words import plain_text

FEATURES = 1 << 16
Numbers = NDArray[np.floating]

_RUNS = re.compile(r"[가-힣]+|[぀-ヿ㐀-鿿ー]+|[a-z][a-z'’]*")
_ENDS = re.compile(r"(?:'s|’s|ing|ed|es|s)$")


def terms_of(text: str) -> list[str]:
    """What a text is made of, as far as it can tell anything; in order, with repeats."""
    terms: list[str] = []
    before = ""
    for run in _RUNS.findall(plain_text(text)):
        if run[0].isascii():
            stem = _ENDS.sub("", run) if len(run) > 4 else run
            terms.append(stem)
            if before:
                terms.append(f"{before} {stem}")
            before = stem
        else:
            before = ""
            terms += [run[at : at + 2] for at in range(len(run) - 1)] or [run]
    return terms


def features_of(text: str) -> NDArray[np.int64]:
    """The numbers of the text's different terms, rising."""
    numbers = {crc32(term.encode()) % FEATURES for term in terms_of(text)}
    return np.array(sorted(numbers), np.int64)


def sums_over(texts: Sequence[str], weights: Numbers) -> Numbers:
    """For each text the mean weight of its terms, scaled by the root of how many there are."""
    out = np.zeros((len(texts), weights.shape[1]), np.float32)
    for place, text in enumerate(texts):
        numbers = features_of(text)
        if len(numbers):
            out[place] = weights[numbers].sum(axis=0) / np.sqrt(len(numbers))
    return out
