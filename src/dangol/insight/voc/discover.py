"""Themes that the file does not know: clusters of sentences that no theme explains.

Spherical k-means over the vectors, run from several seeds. A cluster is proposed where the other
runs find nearly the same sentences together: its stability is the mean over runs of the best
overlap (Jaccard). It is named by its telling words (log-odds against all other sentences), shown by
the sentences nearest its middle, and can be written as an entry of a theme file.
"""

import re
from collections import Counter
from collections.abc import Sequence
from math import log, sqrt

import msgspec
import numpy as np
from numpy.typing import NDArray

from dangol.insight.masking import mask_personal
from dangol.insight.voc.courtesies import says_something, without_addresses
from dangol.insight.voc.pieces import pieces_of
from dangol.insight.voc.reader import Embed, Reader
from dangol.insight.voc.voids import void_parts
from dangol.insight.voc.words import plain_text

MOST_SENTENCES = 20_000
LEAST_SENTENCES = 30
"""With fewer there is nothing to find."""
EVERYWHERE = 0.5
"""A word in so many of the sentences names no part of them."""
CLEARANCE = 0.15
"""So far below every threshold is a sentence that no theme explains."""
RUNS = 5
STEPS = 25
LEAST_STABILITY = 0.4
SHOWN = 8
TELLING = 6

Numbers = NDArray[np.float32]
Labels = NDArray[np.int64]

_WORD = re.compile(r"[가-힣]{2,}|[ァ-ヶー]{2,}|[一-龯]{2,}|[a-z][a-z'’-]{2,}")
_PARTICLES = re.compile(
    r"(?<=[가-힣]{2})(?:으로|에서|에게|한테|까지|부터|이라|라고|다고|하고|은|는|이|가|을|를|에|의|도|로|와|과|만|요)$"
)
_COMMON_WORDS = """
the and for with that this was are but not you have had has they she her his our its it's from
when what who how all very just too were been will would can could did does out get got still even
하심 있음 없음 그리고 그런데 하는 있는 없는 합니다 있어요 없어요 해서 해요 하고 싶다고 했음 한다고
저희 지금 그냥 다음 이번 오늘 정도 때문 대표님 고객
こと もの ため とのこと
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Proposal(msgspec.Struct, frozen=True):
    """A theme that might be one."""

    id: str
    words: tuple[str, ...]
    """The most telling first."""
    sentences: int
    notes: int
    stability: float
    """1 where every run finds the same sentences, 0 where none does."""
    examples: tuple[str, ...]
    """Nearest the middle, masked."""


class Discovery(msgspec.Struct, frozen=True):
    """What was looked at, and what it may hold."""

    notes: int
    sentences: int
    unexplained: int
    looked_at: int
    clusters: int
    proposals: tuple[Proposal, ...]
    """The largest first; clusters that other runs do not find are not among them."""


def discover(
    notes: Sequence[str], reader: Reader, embed: Embed, *, most: int = 12, seed: int = 1
) -> Discovery:
    """The themes that those notes may have beside the reader's."""
    found, total = _unexplained(notes, reader)
    rng = np.random.default_rng(seed)
    looked: list[tuple[int, str]] = found
    if len(found) > MOST_SENTENCES:
        picks = np.sort(rng.choice(len(found), MOST_SENTENCES, replace=False))
        looked = [found[int(place)] for place in picks.tolist()]
    if len(looked) < LEAST_SENTENCES:
        return Discovery(len(notes), total, len(found), len(looked), 0, ())
    texts = [text for _, text in looked]
    vectors = _unit(embed(texts))
    count = int(np.clip(round(sqrt(len(looked) / 4)), 4, 3 * most))
    runs = [_k_means(vectors, count, np.random.default_rng((seed, run))) for run in range(RUNS)]
    first = runs[0]
    bags = [Counter(set(words_of(text))) for text in texts]
    every: Counter[str] = Counter()
    for bag in bags:
        every.update(bag)
    proposals: list[Proposal] = []
    for label in range(count):
        places = np.flatnonzero(first == label)
        stability = _stability(first == label, runs[1:])
        if len(places) < max(5, len(looked) // 200) or stability < LEAST_STABILITY:
            continue
        middle = _unit(vectors[places].mean(axis=0, keepdims=True))[0]
        nearest = places[np.argsort(-(vectors[places] @ middle), kind="stable")]
        words = _telling([bags[place] for place in places], every, len(places), len(looked))
        proposals.append(
            Proposal(
                "",
                words,
                len(places),
                len({looked[place][0] for place in places}),
                round(stability, 3),
                _different(texts, nearest),
            )
        )
    proposals.sort(key=lambda one: -one.sentences)
    named = tuple(
        msgspec.structs.replace(one, id=f"new_{number}")
        for number, one in enumerate(proposals[:most], start=1)
    )
    return Discovery(len(notes), total, len(found), len(looked), count, named)


def entries_of(found: Discovery) -> str:
    """The proposals as a theme file in YAML: accept some, name them, and put them into yours."""
    lines = [
        "# Proposed by dangol voc discover. Keep what is a theme: give it an id and names, say",
        "# what counts, and put the entry into your theme file.",
        "version: 1",
        "themes:",
    ]
    if not found.proposals:
        lines[-1] = "themes: []"
    for one in found.proposals:
        name = msgspec.json.encode(", ".join(one.words[:3]) or one.id).decode()
        lines += [
            f"  - id: {one.id}",
            f"    # {one.sentences} sentences in {one.notes} notes; stability {one.stability:.2f}",
            "    name:",
            *(f"      {language}: {name}" for language in ("ko", "ja", "en")),
            "    examples:",
        ]
        held: dict[str, list[str]] = {}
        for text in one.examples:
            held.setdefault(_language_of(text), []).append(text)
        for language in ("ko", "ja", "en"):
            if held.get(language):
                lines.append(f"      {language}:")
                lines += [
                    f"        - {msgspec.json.encode(text).decode()}" for text in held[language]
                ]
    return "\n".join(lines) + "\n"


def words_of(text: str) -> list[str]:
    """Words that can name a thing, without Korean particles and without the commonest."""
    words = (_PARTICLES.sub("", word) for word in _WORD.findall(plain_text(text)))
    return [word for word in words if word not in _COMMON]


def _unexplained(notes: Sequence[str], reader: Reader) -> tuple[list[tuple[int, str]], int]:
    """Sentences far below every threshold, with the place of their note; and all there are."""
    pieces: list[tuple[int, str]] = []
    total = 0
    for place, note in enumerate(notes):
        for piece in pieces_of(note):
            total += 1
            text = void_parts(
                without_addresses(piece.text), does_praise_count=reader.themes.praise
            ).text
            if says_something(text):
                pieces.append((place, text))
    over = reader.over([text for _, text in pieces])
    return [one for one, height in zip(pieces, over, strict=True) if height < -CLEARANCE], total


def _k_means(vectors: Numbers, count: int, rng: np.random.Generator) -> Labels:
    """Spherical k-means from a k-means++ start."""
    middles = [vectors[rng.integers(len(vectors))]]
    far = 1 - vectors @ middles[0]
    for _ in range(count - 1):
        chance = np.maximum(far, 0).astype(np.float64) ** 2
        whole = chance.sum()
        pick = rng.choice(len(vectors), p=chance / whole) if whole > 0 else 0
        middles.append(vectors[pick])
        far = np.minimum(far, 1 - vectors @ middles[-1])
    held = np.stack(middles)
    labels = np.zeros(len(vectors), np.int64)
    for _ in range(STEPS):
        after = np.argmax(vectors @ held.T, axis=1)
        if np.array_equal(after, labels):
            break
        labels = after
        for label in range(count):
            members = vectors[labels == label]
            if len(members):
                held[label] = _unit(members.mean(axis=0, keepdims=True))[0]
    return labels


def _stability(members: NDArray[np.bool_], runs: Sequence[Labels]) -> float:
    """The mean over the other runs of the best overlap with one of their clusters."""
    size = int(members.sum())
    if not size or not runs:
        return 0.0
    best: list[float] = []
    for labels in runs:
        shared = np.bincount(labels[members], minlength=int(labels.max()) + 1)
        sizes = np.bincount(labels, minlength=len(shared))
        best.append(float((shared / np.maximum(size + sizes - shared, 1)).max()))
    return sum(best) / len(best)


def _telling(
    bags: Sequence[Counter[str]], every: Counter[str], size: int, of: int
) -> tuple[str, ...]:
    """Words by the log-odds of standing in the cluster's sentences, over its standard error."""
    here: Counter[str] = Counter()
    for bag in bags:
        here.update(bag)

    def weight(word: str) -> float:
        inside, outside = here[word] + 0.5, every[word] - here[word] + 0.5
        odds = log(inside / (size - inside + 1)) - log(outside / (of - size - outside + 1))
        return odds / sqrt(1 / inside + 1 / outside)

    known = [word for word in here if here[word] >= 2 and every[word] <= EVERYWHERE * of]
    return tuple(sorted(known, key=lambda word: (-weight(word), word))[:TELLING])


def _different(texts: Sequence[str], places: NDArray[np.int64]) -> tuple[str, ...]:
    shown: list[str] = []
    for place in places:
        text = mask_personal(texts[int(place)]).text
        if text not in shown:
            shown.append(text)
        if len(shown) == SHOWN:
            break
    return tuple(shown)


def _language_of(text: str) -> str:
    if re.search(r"[가-힣]", text):
        return "ko"
    return "ja" if re.search(r"[ぁ-ヿ]", text) else "en"


def _unit(vectors: Numbers) -> Numbers:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12), np.float32)
