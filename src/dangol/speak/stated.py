"""What a fact states: values that code gave it, and the claims of sentences that are believed."""

import re
from decimal import Decimal
from functools import lru_cache

import msgspec

from dangol.speak.claims import Claim, parse_plain_claims, plain
from dangol.speak.facts import BELIEVED_TEXTS, Fact, SourceKind, ValueKind
from dangol.speak.topics import (
    COMMERCE,
    Condition,
    Topic,
    conditions_of,
    is_given,
    topics_of,
)
from dangol.terms.currencies import EXPONENTS

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|(?<=[。！？])|\n+|\s\|\s|\s·\s")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")


class Stated(msgspec.Struct, frozen=True):
    """What one sentence of a fact states."""

    claims: tuple[Claim, ...]
    topics: Topic
    """Its own and its title's."""
    around: Topic
    """Those of the whole fact."""
    conditions: Condition
    text: str
    gives: frozenset[tuple[int, int]]
    """Spans of those claims of FREE that give goods away."""


class Reading(msgspec.Struct, frozen=True):
    """What a fact states."""

    fact: Fact
    stated: tuple[Stated, ...]
    text: str
    """Its believed words, plain and in small letters; empty where they are not believed."""
    numbers: frozenset[Decimal]
    sentences: frozenset[str]
    """Its believed sentences, each by itself."""
    words: str
    """Its names and key, plain and in small letters."""
    title: str


@lru_cache(maxsize=4096)
def read_fact(fact: Fact) -> Reading:
    """What the fact states. The same fact is read once."""
    is_believed = fact.source.kind in BELIEVED_TEXTS
    is_product = fact.source.kind is SourceKind.PRODUCT
    text = plain(fact.text)
    title = plain(fact.source.title).lower()
    stated: list[Stated] = []
    parts = [part for part in _SENTENCE_END.split(text) if part.strip()]
    if is_believed:
        about, around = topics_of(title), topics_of(f"{title} {text.lower()}")
        stated = [_stated(part, about, around) for part in parts]
    elif is_product and not fact.values:
        stated = [
            one
            for part in parts
            if (one := _stated(part, Topic.NONE, Topic.NONE)) and not one.topics & COMMERCE
        ]
    numbers: set[Decimal] = set()
    if not is_product:
        numbers.update(_numbers_in(text + " " + plain(fact.key)))
    names = plain(" ".join((fact.key, *fact.names))).lower()
    numbers.update(_numbers_in(names))
    for value in fact.values:
        if value.kind is ValueKind.MONEY:
            numbers.add(Decimal(value.amount).scaleb(-EXPONENTS.get(value.unit, 0)))
    for one in stated:
        numbers.update(
            Decimal(claim.value.amount) for claim in one.claims if claim.kind is ValueKind.NUMBER
        )
        for claim in one.claims:
            if claim.kind is ValueKind.MONEY:
                amount = Decimal(claim.value.amount)
                numbers.add(amount.scaleb(-EXPONENTS.get(claim.value.unit, 0)))
    words = names if is_product else f"{names} {text.lower()}"
    return Reading(
        fact,
        tuple(stated),
        text.lower() if is_believed else "",
        frozenset(numbers),
        frozenset(part.strip().lower() for part in parts) if is_believed else frozenset(),
        words,
        plain(fact.names[0]).lower() if fact.names else "",
    )


@lru_cache(maxsize=4096)
def _stated(part: str, about: Topic, around: Topic) -> Stated:
    lower = part.lower()
    claims = parse_plain_claims(part)
    given = frozenset(
        claim.span
        for claim in claims
        if claim.kind is ValueKind.FREE and is_given(lower, *claim.span)
    )
    return Stated(claims, topics_of(lower) | about, around, conditions_of(lower), lower, given)


def _numbers_in(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "").rstrip(".") or "0") for found in _NUMBER.findall(text)
            if found.count(".") <= 1]  # fmt: skip
