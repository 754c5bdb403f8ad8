"""Which product a text names: whole, in part, or in the words of another language.

A name falls into units: words of the lexicon (the same in every language) and what is left over.
A product is named if its whole name stands in the text, or if the text holds enough of the units
that tell it from the rest of the shelf, and of no other product as much.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable

import msgspec

from dangol.speak.knowledge.tokens import without_particle
from dangol.speak.understand.lexicon import Forms, forms_of, words_in

ENOUGH = 0.6
"""Of a name's units, by how telling they are."""
AHEAD = 0.08
"""So much more than any other product must be named."""
LEAST_LETTERS = 3
"""Of a name that counts as whole wherever it stands."""
_LEFT_OVER = re.compile(r"[a-z0-9]+|[가-힣]+|[ァ-ヺー]+|[一-鿿々]+|[ぁ-ゖ]{3,}")
_GROUPS = ("kind", "material", "trait", "colour")


class Named(msgspec.Struct, frozen=True):
    """The products that a text names."""

    ids: tuple[str, ...] = ()
    """In the order of the text, or the likeliest first."""
    is_whole: bool = False
    """By their whole names."""
    rest: str = ""
    """The text without whole names, so that what a name says is not taken for a wish."""


class Names:
    """The names of a shelf, made ready to be found; built once and never changed."""

    def __init__(self, names: Iterable[tuple[str, str, str]]) -> None:
        """Take (id, name, category) of every product."""
        self._whole: list[tuple[str, str, str]] = []
        self._units: dict[str, frozenset[str]] = {}
        self._holding: dict[str, list[str]] = {}
        for product_id, name, _ in names:
            forms = forms_of(name)
            self._whole.append((product_id, forms.spaced, forms.compact))
            units = _units_of(forms)
            self._units[product_id] = units
            for unit in units:
                self._holding.setdefault(unit, []).append(product_id)
        size = len(self._whole)
        held = Counter(unit for units in self._units.values() for unit in units)
        self._idf = {unit: math.log((size + 1) / count) + 0.3 for unit, count in held.items()}
        self._whole.sort(key=lambda one: len(one[2]), reverse=True)

    def find(self, forms: Forms) -> Named:
        """The products that the text names.

        Laws: a text that holds one product's whole name, and no other's, names it alone.
        """
        spaced, dense = forms.spaced, forms.compact
        ids: list[tuple[int, str]] = []
        for product_id, name, dense_name in self._whole:
            if len(dense_name) < LEAST_LETTERS:
                continue
            at = dense.find(dense_name)
            if at >= 0 and (not name.isascii() or name in spaced):
                ids.append((at, product_id))
                # A longer name is taken out, so that a shorter one inside it is not named too.
                dense = dense.replace(dense_name, "\0", 1)
                spaced = _without(spaced, name)
        if ids:
            return Named(tuple(one for _, one in sorted(ids)), True, spaced.replace("\0", " "))
        return Named(self._partly(forms), False, forms.spaced)

    def _partly(self, forms: Forms) -> tuple[str, ...]:
        units = _units_of(forms)
        shares: dict[str, float] = {}
        for unit in units:
            for product_id in self._holding.get(unit, ()):
                shares[product_id] = shares.get(product_id, 0.0) + self._idf[unit]
        ranked: list[tuple[float, str]] = []
        for product_id, mass in shares.items():
            own = self._units[product_id]
            if len(own & units) > 1 or len(own) == 1:
                ranked.append((mass / sum(self._idf[unit] for unit in own), product_id))
        ranked.sort(reverse=True)
        if not ranked or ranked[0][0] < ENOUGH:
            return ()
        if len(ranked) > 1 and ranked[1][0] > ranked[0][0] - AHEAD:
            return ()
        return (ranked[0][1],)


def _units_of(forms: Forms) -> frozenset[str]:
    """What tells a name from others: keys of the lexicon, and the words it does not know."""
    units: set[str] = set()
    spaced = forms.spaced
    for group in _GROUPS:
        for found in words_in(group, forms):
            if found.word.isascii() or found.word in spaced:
                spaced = _without(spaced, found.word)
            else:
                spaced = _without_dense(spaced, found.word)
            units.add(f"{group}:{found.key}")
    units.update(without_particle(word) for word in _LEFT_OVER.findall(spaced) if len(word) > 1)
    return frozenset(units)


def _without(spaced: str, word: str) -> str:
    if word.isascii():
        return re.sub(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", " ", spaced, count=1)
    return spaced.replace(word, " ", 1) if word in spaced else _without_dense(spaced, word)


def _without_dense(spaced: str, word: str) -> str:
    """The text without a word whose letters may be parted by spaces."""
    return re.sub(r" ?".join(map(re.escape, word.replace(" ", ""))), " ", spaced, count=1)
