"""Several labels for one vertical, and several words for one kind of customer, become one.

A label is compared without regard to case, width, and the marks between its words: `F & B`, `f&b`
and `f / b` are one. A label that no vertical claims stays as it was written, and is named.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct

from dangol.decide.playbook import Texts
from dangol.decide.toml_table import Table
from dangol.insight.market.market_file import read_toml, words_at

MOST_VERTICALS = 500
MOST_LABELS = 200
_BETWEEN = re.compile(r"[\s/·・,_\-‐-―()（）&]+|\band\b")
_SEVERAL = re.compile(r"\s*[;；|]\s*")


class Kind(StrEnum):
    """To whom a customer sells."""

    B2C = "b2c"
    """To people."""
    B2B = "b2b"
    """To companies."""
    MIXED = "mixed"
    """To both."""
    UNKNOWN = "unknown"
    """The table does not say."""


KIND_WORDS: Mapping[str, Kind] = {
    **dict.fromkeys(
        ("b2c", "d2c", "소비자", "개인", "개인고객", "consumer", "consumers"), Kind.B2C
    ),
    **dict.fromkeys(("一般消費者", "消費者", "個人", "個人向け"), Kind.B2C),
    **dict.fromkeys(("b2b", "기업", "법인", "기업고객", "business", "businesses"), Kind.B2B),
    **dict.fromkeys(("法人", "企業", "法人向け", "企業向け"), Kind.B2B),
    **dict.fromkeys(
        ("mixed", "mix", "both", "b2b2c", "b2bb2c", "b2cb2b", "혼합", "混合", "両方", "둘다"),
        Kind.MIXED,
    ),
    **dict.fromkeys(("unknown", "미상", "모름", "不明"), Kind.UNKNOWN),
}


class Vertical(Struct, frozen=True):
    """A line of business, under all the labels that are in use for it."""

    id: str
    name: Texts
    kind: Kind | None
    """Of its customers where their table does not say."""
    labels: Sequence[str]


class Labels(Struct, frozen=True):
    """Which label means which vertical."""

    verticals: Mapping[str, Vertical]
    by_label: Mapping[str, str]
    """Vertical's id by the plain form of its label."""

    def vertical_of(self, label: str) -> Vertical | None:
        """The vertical that the label means."""
        found = self.by_label.get(plain_label(label))
        return self.verticals[found] if found is not None else None


NO_LABELS = Labels({}, {})


@lru_cache(maxsize=65_536)
def plain_label(label: str) -> str:
    """The label as it is compared."""
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", label).casefold())


def split_labels(text: str) -> list[str]:
    """The labels of a cell that names several with semicolons between."""
    return [one for one in (part.strip() for part in _SEVERAL.split(text)) if one]


def parse_kind(text: str | None) -> Kind | None:
    """The kind that a cell names; None where it names none that is known."""
    return KIND_WORDS.get(plain_label(text)) if text else None


def parse_labels(text: str | bytes, file: str) -> Labels:
    """The labels of a TOML file of `[[vertical]]` tables.

    Raises: MarketFileError (`market.file_unusable`), also where two verticals claim one label.
    """
    return read_toml(text, file, _read)


def _read(root: Table) -> Labels:
    verticals: dict[str, Vertical] = {}
    by_label: dict[str, str] = {}
    keys = ("id", "name", "labels")
    for table in root.tables("vertical", keys, fewest=1, most=MOST_VERTICALS):
        name = table.text("id", "fashion", longest=60)
        words = words_at(table, "name", "Fashion")
        kind = table.word("kind", list(Kind), Kind.UNKNOWN)
        labels = table.texts("labels", "fashion / apparel", most=MOST_LABELS, longest=120)
        table.close()
        if name in verticals:
            table.note("id", f"{name} stands here a second time", "join the two tables")
            continue
        verticals[name] = Vertical(name, words, kind if kind != Kind.UNKNOWN else None, labels)
        for label in (name, words.ko, words.ja, words.en, *labels):
            owner = by_label.setdefault(plain_label(label), name)
            if owner != name:
                problem = f"claims the label {label!r}, which {owner} claims too"
                table.note(
                    "labels", problem, "a label means one vertical: take it from one of them"
                )
    root.close()
    return Labels(verticals, by_label)
