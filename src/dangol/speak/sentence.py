"""A sentence of a draft with what stands around it, and whether a fact speaks of the same thing."""

import re
from collections.abc import Sequence
from decimal import Decimal

import msgspec

from dangol.speak.claims import Claim, Form, plain
from dangol.speak.facts import Value, ValueKind
from dangol.speak.stated import Stated
from dangol.speak.topics import COMMERCE, FEES, PROMISES, Condition, Topic, conditions_of, topics_of

_CLAUSE_END = re.compile(
    r"[;:·]|[.!?]\s|,(?!\d)|。|(?<=[가-힣])(?:고|며|지만|는데)\s|\s(?:and|but|while)\s|が,"
)


class Sentence(msgspec.Struct, frozen=True):
    """A sentence of a draft, and what stands around it."""

    text: str
    """Plain, in small letters."""
    own_topics: Topic
    topics: Topic
    """Its own; where it has none, those of the one before."""
    conditions: Condition
    own_amounts: frozenset[tuple[int | Decimal | str, str]]
    """Money in it, as (minor, currency)."""
    spans: frozenset[tuple[int | Decimal | str, str]]
    """Spans of time in it and beside it."""
    is_remainder: bool
    """It tells what is missing up to a threshold."""
    subjects: frozenset[str]
    """Products that it names, or that were named last before it."""
    before: str
    """All of the draft up to its end, plain and in small letters."""


def names_condition(stated: Stated, sentence: Sentence) -> bool:
    """Whether the sentence itself says on what condition, where it does not say of what."""
    if stated.conditions & conditions_of(sentence.text):
        return True
    return any(
        claim.kind is ValueKind.MONEY
        and claim.form is Form.FROM
        and any((value.amount, value.unit) in sentence.own_amounts for value in claim.readings)
        for claim in stated.claims
    )


def own_span(claim: Claim, sentence: Sentence) -> tuple[int, int]:
    """Where a claim stands in its sentence; (0, 0) where it reaches beyond it."""
    start = sentence.text.find(claim.text.lower())
    return (start, start + len(claim.text)) if start >= 0 else (0, 0)


def is_neutral(claim: Claim, sentence: Sentence) -> bool:
    """Whether a claim speaks of what a thing is like, and of nothing that a shop does."""
    topics = sentence.own_topics | topics_of(sentence.text)
    if topics & (Topic.DISCOUNT | Topic.GIVEAWAY | Topic.REFUND):
        return False
    return not clause_topics(claim, sentence) & (COMMERCE & ~Topic.PRICE)


def topics_near(claim: Claim, sentence: Sentence) -> Topic:
    """What the clause around a claim is about; where it says nothing, the whole sentence."""
    return clause_topics(claim, sentence) or sentence.topics


def clause_topics(claim: Claim, sentence: Sentence) -> Topic:
    """What the clause around a claim is about, by itself."""
    start, end = own_span(claim, sentence)
    first = max((cut.end() for cut in _CLAUSE_END.finditer(sentence.text, 0, start)), default=0)
    stop = _CLAUSE_END.search(sentence.text, end)
    return topics_of(sentence.text[first : stop.start() if stop else None])


_FEE_BEFORE = re.compile(
    r"(?:배송비|택배비|배송료|수수료|포장비|送料|手数料|delivery|shipping)[\w\s]{0,10}$"
)


def is_fee(claim: Claim, sentence: Sentence) -> bool:
    """Whether an amount is said of sending or handling, which is no product's price."""
    start, _ = own_span(claim, sentence)
    return bool(_FEE_BEFORE.search(sentence.text[max(0, start - 24) : start])) and bool(
        topics_near(claim, sentence) & FEES
    )


def agree(one: Topic, other: Topic) -> bool:
    """Whether two texts may be about the same: one of them says nothing, or they share a topic."""
    return not one or not other or bool(one & other)


_WORD_BEFORE = re.compile(r"([a-z]+|[가-힣]+|[ァ-ヿ]+|[一-鿿]+)\s?$")
_WORD_AFTER = re.compile(r"[\s,]?\s?([a-z]+|[가-힣]+|[ァ-ヿ]+|[一-鿿]+)")


def shares_a_word(claim: Claim, sentence: Sentence, stated: Stated) -> bool:
    """Whether the word beside a measure stands in the fact too: 55% of linen, not of anything."""
    start, end = own_span(claim, sentence)
    beside = (
        _WORD_BEFORE.search(sentence.text[max(0, start - 20) : start]),
        _WORD_AFTER.match(sentence.text, end),
    )
    words = [found[1] for found in beside if found is not None]
    return any(re.search(rf"(?<![a-z]){word}(?![a-z])", stated.text) is not None for word in words)


def concerns(claim: Claim, sentence: Sentence, stated: Stated) -> bool:
    """Whether a measure of a fact is one of the thing that the claim speaks of."""
    near = clause_topics(claim, sentence) & ~Topic.FEE
    if near & PROMISES:
        return bool(near & (stated.topics & ~Topic.FEE or stated.around))
    if near:
        return agree(near, stated.topics & ~Topic.FEE)
    return agree(sentence.topics & ~Topic.FEE, stated.around & ~Topic.FEE)


def named(names: Sequence[str], text: str) -> int:
    """How many of the names a text says."""
    return sum(
        re.search(rf"(?<![a-z0-9]){re.escape(plain(name).lower())}(?![a-z0-9])", text) is not None
        for name in names
    )


def same_stock(claimed: Value, known: Value) -> bool:
    """Whether a stock may be said because of another."""
    left = known.amount_to
    if claimed.amount == "few":
        return known.amount == "in_stock" and left is not None and left <= 5
    if claimed.amount_to is not None:
        return known.amount == "in_stock" and left == claimed.amount_to
    return claimed.amount == known.amount


def same_span(claimed: Value, form: Form, known: Value, known_form: Form, topics: Topic) -> bool:
    """Whether a span may be said because of another.

    The whole range may, and its far end. A number between the two ends may only where it is the
    customer who chooses: to say one day of one to two would be a promise that the shop never made.
    """
    first, last, unit = ends(claimed)
    low, high, known_unit = ends(known)
    if unit != known_unit:
        return False
    if first != last:
        return (first, last) == (low, high)
    if last == high:
        return form is Form.PLAIN or known_form is not Form.PLAIN or low < high or low == high
    return low < high and low <= last <= high and not topics & PROMISES


def ends(value: Value) -> tuple[Decimal, Decimal, str]:
    """Both ends of a span in its smallest unit; business days and months stay what they are."""
    first = Decimal(value.amount)
    last = first if value.amount_to is None else Decimal(value.amount_to)
    if value.unit == "days":
        return first * 1440, last * 1440, "minutes"
    return first, last, value.unit


def bare(code: str) -> str:
    """A code without its signs and in capitals."""
    return "".join(sign for sign in code.upper() if sign.isalnum())
