"""Parts of a sentence that say a thing without its being so.

Denied ("not expensive"), said of others ("the shop next door finds it expensive"), supposed ("if it
went up") or over ("that is fixed"). Rules over the parts between commas, in Korean, Japanese and
English (`voids.toml`); how often they err is measured (`docs/guides/voc.md`). A double denial is
none.
"""

import re
import tomllib
from collections.abc import Sequence
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import NamedTuple, cast

import msgspec

LANGUAGES = ("ko", "ja", "en")


class VoidKind(StrEnum):
    """Why a part does not count."""

    NEGATED = "negated"
    RESOLVED = "resolved"
    QUOTED = "quoted"
    HYPOTHETICAL = "hypothetical"
    PRAISED = "praised"
    """All is well: where themes are troubles and wishes."""


class Voided(msgspec.Struct, frozen=True):
    """A sentence without the parts that do not count."""

    text: str
    kinds: tuple[VoidKind, ...] = ()


class _Rules(NamedTuple):
    cut: re.Pattern[str]
    double: re.Pattern[str]
    kinds: Sequence[tuple[VoidKind, re.Pattern[str]]]
    any: re.Pattern[str]
    not_before: re.Pattern[str]
    not_behind: re.Pattern[str]
    again: re.Pattern[str]


def void_parts(sentence: str, *, does_praise_count: bool = False) -> Voided:
    """The sentence without what is denied, said of others, supposed or over.

    What is praised is left out too, unless praise counts, as it does in reviews.
    Laws: a sentence in which nothing is void is unchanged; nothing is ever added.
    """
    rules = _rules()
    if not rules.any.search(sentence):
        return Voided(sentence)
    kept: list[str] = []
    kinds: list[VoidKind] = []
    begun = 0
    for cut in [*rules.cut.finditer(sentence), None]:
        part = sentence[begun : len(sentence) if cut is None else cut.end()]
        begun = begun if cut is None else cut.end()
        kind = kind_of(part, does_praise_count=does_praise_count)
        if kind is None:
            kept.append(part)
        else:
            kinds.append(kind)
    return Voided("".join(kept).strip(), tuple(dict.fromkeys(kinds))) if kinds else Voided(sentence)


def kind_of(part: str, *, does_praise_count: bool = False) -> VoidKind | None:
    """Why the part does not count, or None where it does."""
    rules = _rules()
    found = next((kind for kind, pattern in rules.kinds if _holds(kind, pattern, part)), None)
    if found is VoidKind.PRAISED and does_praise_count:
        return None
    return None if found is None or rules.double.search(part) else found


def _holds(kind: VoidKind, pattern: re.Pattern[str], part: str) -> bool:
    """Whether the part is of that kind; what is not praised, or not over, is neither."""
    rules = _rules()
    found = pattern.search(part)
    if found is None or kind not in (VoidKind.PRAISED, VoidKind.RESOLVED):
        return found is not None
    if kind is VoidKind.RESOLVED and rules.again.search(part):
        return False
    is_not = rules.not_before.search(part[: found.start()])
    return is_not is None and rules.not_behind.search(part[found.end() :]) is None


@cache
def _rules() -> _Rules:
    held = tomllib.loads(files("dangol.insight.voc").joinpath("voids.toml").read_text("utf-8"))
    kinds: list[tuple[VoidKind, re.Pattern[str]]] = []
    for kind in VoidKind:
        for language in LANGUAGES:
            said = cast(dict[str, list[str]], held[language])[kind.value]
            kinds.append((kind, re.compile("|".join(said), re.IGNORECASE)))
    every = "|".join(pattern.pattern for _, pattern in kinds)
    return _Rules(
        re.compile(held["cut"]),
        re.compile(held["double"], re.IGNORECASE),
        kinds,
        re.compile(every, re.IGNORECASE),
        *(re.compile(held[name], re.IGNORECASE) for name in ("not_before", "not_behind", "again")),
    )
