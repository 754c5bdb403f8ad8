"""Which letters and words tell a theme: sparse features of a text, the same every time.

In Korean and Japanese pairs of characters, how words begin, three characters across spaces, and how
words that stand near each other begin; in Latin letters words and pairs of words. Each is a number
of 32 bits; different ones hardly ever share one.
"""

import re
from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dangol.insight.voc.words import plain_text

NEAR = 3
"""Words so far apart stand near each other."""

Numbers = NDArray[np.floating]
Places = NDArray[np.int64]

_RUNS = re.compile(r"[가-힣]+|[぀-ヿ㐀-鿿ー]+|[a-z][a-z'’]*")
_ENDS = re.compile(r"(?:'s|’s|ing|ed|es|s)$")


def terms_of(text: str) -> set[str]:
    """What a text is made of, as far as it can tell anything."""
    terms: set[str] = set()
    runs = _RUNS.findall(plain_text(text))
    before = ""
    for run in runs:
        if run[0].isascii():
            stem = _ENDS.sub("", run) if len(run) > 4 else run
            terms.add(stem)
            if before:
                terms.add(f"{before} {stem}")
            before = stem
        else:
            before = ""
            terms.update(run[at : at + 2] for at in range(len(run) - 1))
            terms.update(f"^{run[:length]}" for length in (1, 2, 3) if len(run) >= length)
    close = [run for run in runs if not run[0].isascii()]
    joined = "".join(close)
    terms.update(f"_{joined[at : at + 3]}" for at in range(len(joined) - 2))
    heads = [run[:2] for run in close]
    for at, head in enumerate(heads):
        terms.update(f"{head}~{other}" for other in heads[at + 1 : at + 1 + NEAR])
    return terms


def features_of(text: str) -> Places:
    """The numbers of the text's different terms, rising."""
    return np.array(sorted({crc32(term.encode()) for term in terms_of(text)}), np.int64)


def known_in(features: Places, known: Places) -> Places:
    """Where those of the features that are known stand among the known; both are rising."""
    if not len(known):
        return np.empty(0, np.int64)
    places = np.minimum(np.searchsorted(known, features), len(known) - 1)
    return places[known[places] == features]


def sums_over(texts: Sequence[str], known: Places, weights: Numbers) -> Numbers:
    """For each text the mean weight of its known terms, scaled by the root of how many they are."""
    out = np.zeros((len(texts), weights.shape[1]), np.float32)
    for place, text in enumerate(texts):
        places = known_in(features_of(text), known)
        if len(places):
            out[place] = weights[places].sum(axis=0) / np.sqrt(len(places))
    return out
