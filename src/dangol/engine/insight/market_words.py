"""How the market's pages write shares, amounts, kinds and verticals."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Protocol

from dangol.insight.market.labels import Kind, Labels
from dangol.insight.market.mix import parse_share
from dangol.terms.languages import Language
from dangol.terms.texts import render_number, render_text

SHOWN_NAMES = 12
"""Names that a sentence lists."""


class Words(Protocol):
    """The texts of the market in one language."""

    def __call__(self, key: str, /, **values: int | str) -> str:
        """The text under `insight.market` with its values."""
        ...


def words_in(language: Language) -> Words:
    """The texts of the market in that language."""
    return partial(_text, language)


def share(ratio: float) -> str:
    """A share to a tenth of a per cent, as the background's tables are compared: 74.2%."""
    return f"{ratio * 100:.1f}%"


def column_facts(
    taken: Mapping[str, str], unused: Sequence[str], say: Words, *, of: str = ""
) -> list[tuple[str, str]]:
    """Which column was taken for what, and which for nothing; `of` says of which table."""
    whose = f" ({say(of)})" if of else ""
    shown = ", ".join(f"{meaning} = {name}" for meaning, name in taken.items())
    facts = [(f"{say('columns')}{whose}", shown)] if taken else []
    return [*facts, (f"{say('unused')}{whose}", listed(unused))] if unused else facts


def table_of(heading: str, say: Words) -> str:
    """The caption of the table that stands under a heading of its own."""
    return f"{heading}: {say('figures')}"


def index(value: float) -> str:
    """An index from 0 to 1: 0.86."""
    return f"{value:.2f}"


def amount(value: float) -> str:
    """An amount with the places that matter at its size: 12,345, 12.3, 0.123."""
    value = 0.0 if round(value, 3) == 0 else value
    size = abs(value)
    places = 0 if size >= 100 or size == int(size) else 1 if size >= 10 else 2 if size >= 1 else 3
    return render_number(value, places)


def printed_share(text: str) -> str:
    """A printed share as a percentage with its own places: 0.72 is 72%, 0.098 is 9.8%."""
    parsed = parse_share(text)
    if parsed is None:
        return text
    value, half = parsed
    # Half of the last place has one digit more than what was printed.
    places = max(0, -half.adjusted() - 3)
    return f"{value * 100:.{places}f}%"


def kind_name(kind: str, say: Words) -> str:
    """The kind in the reader's language."""
    if kind in (Kind.B2C, Kind.B2B):
        return kind.upper()
    return say(f"of_kind.{kind}") if kind in list(Kind) else kind


def vertical_name(names: str, labels: Labels, language: Language) -> str:
    """A vertical, or several, in the reader's language; a label that is not known as it is."""
    if not names:
        return render_text("insight.market.of_kind.unknown", language)
    known = (labels.verticals.get(one) for one in names.split("; "))
    pairs = zip(names.split("; "), known, strict=True)
    return ", ".join(name if one is None else one.name.in_(language) for name, one in pairs)


def listed(names: Sequence[str]) -> str:
    """The names with commas between; many are cut off."""
    more = f" (+{len(names) - SHOWN_NAMES:,})" if len(names) > SHOWN_NAMES else ""
    return ", ".join(names[:SHOWN_NAMES]) + more


def _text(language: Language, key: str, /, **values: int | str) -> str:
    return render_text(f"insight.market.{key}", language, **values)
