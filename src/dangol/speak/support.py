"""Whether the facts of a turn bear a claim out.

A fact is read once into what it states: the values that code put into it and, where its text is
believed, the claims of each of its sentences with what the sentence is about and on what condition.
A claim is borne out by an equal value of the same kind, stated about the same thing.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import msgspec

from dangol.speak.claims import Claim, Form, parse_plain_claims, plain
from dangol.speak.facts import BELIEVED_TEXTS, Fact, SourceKind, Value, ValueKind
from dangol.speak.topics import (
    COMMERCE,
    FEES,
    PROMISES,
    Condition,
    Topic,
    conditions_of,
    is_given,
    topics_of,
    widened,
)
from dangol.terms.currencies import EXPONENTS

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+|(?<=[。！？])|\n+|\s\|\s|\s·\s")
_CLAUSE_END = re.compile(
    r"[;:·]|[.!?]\s|,(?!\d)|。|(?<=[가-힣])(?:고|며|지만|는데)\s|\s(?:and|but|while)\s|が,"
)
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


class Knowledge:
    """The facts of one turn, ready to be asked."""

    def __init__(self, facts: Sequence[Fact], *, offers_allowed: bool, today: date | None) -> None:
        self.readings = [
            read_fact(fact)
            for fact in facts
            if offers_allowed or fact.source.kind is not SourceKind.OFFER
        ]
        self.today = today

    def subjects_in(self, lower: str) -> frozenset[str]:
        """The products among the facts that a text names by their title."""
        return frozenset(
            reading.fact.subject
            for reading in self.readings
            if reading.fact.subject and len(reading.title) > 1 and reading.title in lower
        )

    def refusal_of(self, claim: Claim, sentence: Sentence) -> str:
        """Why no fact bears the claim out; empty where one does."""
        whole = sentence.text.strip()
        if any(whole in reading.sentences for reading in self.readings):
            return ""
        match claim.kind:
            case ValueKind.MONEY:
                is_borne = self._bears_money(claim, sentence)
            case ValueKind.PERCENT | ValueKind.DURATION | ValueKind.DATE | ValueKind.TIME:
                is_borne = self._bears_measure(claim, sentence)
            case ValueKind.STOCK:
                is_borne = self._bears_stock(claim, sentence)
            case ValueKind.FREE:
                is_borne = self._bears_free(claim, sentence)
            case ValueKind.CODE:
                is_borne = self._bears_code(claim)
            case ValueKind.LINK:
                is_borne = self._bears_link(claim)
            case ValueKind.NUMBER:
                number = Decimal(claim.value.amount)
                is_borne = any(number in reading.numbers for reading in self.readings)
            case ValueKind.GUARANTEE | ValueKind.GIFT | ValueKind.DISCOUNT:
                is_borne = self._bears_promise(claim, sentence)
        return "" if is_borne else f"no fact of this turn states this {claim.kind.value}"

    def _values(self, kind: ValueKind) -> list[tuple[Reading, Value]]:
        return [
            (reading, value)
            for reading in self.readings
            for value in reading.fact.values
            if value.kind is kind
        ]

    def _stated(self, kind: ValueKind) -> list[tuple[Reading, Stated, Claim]]:
        return [
            (reading, stated, claim)
            for reading in self.readings
            for stated in reading.stated
            for claim in stated.claims
            if claim.kind is kind
        ]

    def _bears_money(self, claim: Claim, sentence: Sentence) -> bool:
        readings = {(value.amount, value.unit) for value in claim.readings}
        topics = _topics_near(claim, sentence)
        if claim.value.amount == 0:
            return self._bears_free(claim, sentence)
        for reading, value in self._values(ValueKind.MONEY):
            if (value.amount, value.unit) not in readings:
                continue
            if reading.fact.source.kind is not SourceKind.PRODUCT:
                return True
            subject = reading.fact.subject
            is_another = bool(sentence.subjects) and subject not in sentence.subjects
            if not is_another and not _is_fee(claim, sentence):
                return True
        is_price = bool(sentence.subjects) and not topics
        return any(
            any((value.amount, value.unit) in readings for value in other.readings)
            and _agree(
                widened(topics) or (Topic.PRICE if is_price else Topic.NONE), widened(stated.around)
            )
            for reading, stated, other in self._stated(ValueKind.MONEY)
            if reading.text
        )

    def _bears_measure(self, claim: Claim, sentence: Sentence) -> bool:
        topics = sentence.topics
        for reading, value in self._values(claim.kind):
            match reading.fact.source.kind:
                case SourceKind.PRODUCT:
                    is_meant = _is_neutral(claim, sentence)
                case SourceKind.OFFER:  # its end is no day of delivery
                    is_meant = bool(topics & Topic.DISCOUNT)
                case _:
                    is_meant = True
            if is_meant and self._equal(claim, value, Form.PLAIN, topics):
                return True
        if claim.kind is ValueKind.DURATION:
            for _, value in self._values(ValueKind.DATE):
                if any(
                    reading.kind is ValueKind.DATE and self._same_day(reading, value)
                    for reading in claim.others
                ):
                    return True
        for reading, stated, other in self._stated(claim.kind):
            if not reading.text and not _is_neutral(claim, sentence):
                continue
            if reading.text:
                is_agreed = _concerns(claim, sentence, stated)
            else:  # 100% of what the feed says, and of nothing else
                is_agreed = _shares_a_word(claim, sentence, stated)
            if is_agreed and any(
                self._equal(claim, value, other.form, topics | stated.topics)
                for value in other.readings
                if value.kind is claim.kind
            ):
                return True
        if claim.kind is ValueKind.DATE:  # a 1일 of an article may be the day that is meant
            return any(
                value.kind is ValueKind.DATE and self._same_day(claim.value, value)
                for _, _, other in self._stated(ValueKind.DURATION)
                for value in other.others
            )
        return False

    def _equal(self, claim: Claim, value: Value, form: Form, topics: Topic) -> bool:
        match claim.kind:
            case ValueKind.DURATION:
                return any(
                    _same_span(reading, claim.form, value, form, topics)
                    for reading in claim.readings
                    if reading.kind is ValueKind.DURATION
                )
            case ValueKind.DATE:
                return any(self._same_day(reading, value) for reading in claim.readings)
            case _:
                return any(reading.amount == value.amount for reading in claim.readings)

    def _same_day(self, claimed: Value, known: Value) -> bool:
        if known.unit:  # of a text: the same words
            if claimed.unit != known.unit:
                return False
            one, other = str(claimed.amount), str(known.amount)
            return one == other or (claimed.unit == "token" and other.partition(":")[0] == one)
        try:
            day = date.fromisoformat(str(known.amount))
        except ValueError:
            return False
        amount = str(claimed.amount)
        match claimed.unit:
            case "date":
                return amount in (day.isoformat(), f"--{day.month:02d}-{day.day:02d}")
            case "day":
                return int(amount[2:]) == day.day
            case "month":
                return int(amount[1:]) == day.month
            case "weekday":
                return int(amount) == day.weekday()
            case "relative":
                return self.today is not None and self.today + timedelta(int(amount)) == day
            case _:
                return False

    def _bears_stock(self, claim: Claim, sentence: Sentence) -> bool:
        value = claim.value
        if any(
            other.value.amount == value.amount and other.value.amount_to == value.amount_to
            for reading, _, other in self._stated(ValueKind.STOCK)
            if reading.text
        ):
            return True
        known = self._values(ValueKind.STOCK)
        if sentence.subjects:
            known = [one for one in known if one[0].fact.subject in sentence.subjects]
        options = {name for reading, _ in known for name in reading.fact.names[1:]}
        if claim.value.amount_to is not None and str(claim.value.amount_to) in options:
            value = Value(ValueKind.STOCK, claim.value.amount)  # "250 in stock" is a shoe size
        titles = {reading.title for reading, _ in known if reading.title}
        for words in (sentence.text, sentence.before):
            place = words
            for title in titles:  # a White Shirt is there in other colours too
                place = place.replace(title, " ")
            scores = [_named(reading.fact.names[1:], place) for reading, _ in known]
            best = max(scores, default=0)
            if best:
                known = [one for one, score in zip(known, scores, strict=True) if score == best]
                break
        return bool(known) and all(_same_stock(value, stock) for _, stock in known)

    def _bears_free(self, claim: Claim, sentence: Sentence) -> bool:
        gives = is_given(sentence.text, *_own_span(claim, sentence))
        topics = _clause_topics(claim, sentence) or sentence.own_topics
        if claim.value.amount == "interest":
            topics |= Topic.INSTALMENT
        for reading, value in self._values(ValueKind.FREE):
            named = Topic.__members__.get(str(value.amount).upper(), Topic.NONE)
            if not gives and named & topics and reading.fact.source.kind is not SourceKind.PRODUCT:
                return True
        for reading, stated, other in self._stated(ValueKind.FREE):
            if not reading.text or (other.form is Form.MENTION and claim.form is not Form.MENTION):
                continue
            if gives != (other.span in stated.gives):
                continue
            if not topics and not _names_condition(stated, sentence):
                continue
            if topics and not widened(stated.around) & widened(topics):
                continue
            if claim.form is Form.MENTION or self._meets(stated, sentence):
                return True
        return False

    def _meets(self, stated: Stated, sentence: Sentence) -> bool:
        """Whether a sentence names the conditions under which a fact says that it is free."""
        if stated.conditions & ~sentence.conditions:
            return False
        for claim in stated.claims:
            if claim.kind is ValueKind.MONEY and claim.form is Form.FROM:
                amounts = {(value.amount, value.unit) for value in claim.readings}
                if not amounts & sentence.own_amounts and not (
                    sentence.is_remainder
                    and any(
                        reading.fact.source.kind is SourceKind.CART
                        and (value.amount, value.unit) in sentence.own_amounts
                        for reading, value in self._values(ValueKind.MONEY)
                    )
                ):
                    return False
            if (
                claim.kind is ValueKind.DURATION
                and claim.value.unit == "months"
                and (claim.value.amount, claim.value.unit) not in sentence.spans
            ):
                return False
        return True

    def _bears_code(self, claim: Claim) -> bool:
        code = _bare(str(claim.value.amount))
        if any(_bare(str(value.amount)) == code for _, value in self._values(ValueKind.CODE)):
            return True
        pattern = re.compile(
            rf"(?<![a-z0-9]){re.escape(str(claim.value.amount).lower())}(?![a-z0-9])"
        )
        for reading in self.readings:
            words = reading.text if claim.form is Form.PROMOTED else reading.text + reading.words
            if pattern.search(words):
                return True
        return False

    def _bears_link(self, claim: Claim) -> bool:
        link = str(claim.value.amount).rstrip("/")
        return any(
            link == reading.fact.source.url.rstrip("/")
            or (reading.text and link.lower() in re.split(r"[\s,()「」]", reading.text))
            or re.search(rf"(?<![\w.@-]){re.escape(link.lower())}(?![\w@-])", reading.text)
            for reading in self.readings
            if link
        )

    def _bears_promise(self, claim: Claim, sentence: Sentence) -> bool:
        if any(
            reading.fact.source.kind is SourceKind.OFFER for reading, _ in self._values(claim.kind)
        ):
            return True
        for reading, stated, other in self._stated(claim.kind):
            is_same = other.value.amount == claim.value.amount
            if reading.text and is_same and _agree(sentence.topics, stated.around):
                return True
        if claim.kind is ValueKind.DISCOUNT:
            return any(
                reading.text and stated.topics & Topic.DISCOUNT
                for reading, stated, _ in self._stated(ValueKind.PERCENT)
            )
        return False


def _names_condition(stated: Stated, sentence: Sentence) -> bool:
    """Whether the sentence itself says on what condition, where it does not say of what."""
    if stated.conditions & conditions_of(sentence.text):
        return True
    return any(
        claim.kind is ValueKind.MONEY
        and claim.form is Form.FROM
        and any((value.amount, value.unit) in sentence.own_amounts for value in claim.readings)
        for claim in stated.claims
    )


def _own_span(claim: Claim, sentence: Sentence) -> tuple[int, int]:
    start = sentence.text.find(claim.text.lower())
    return (start, start + len(claim.text)) if start >= 0 else (0, 0)


def _is_neutral(claim: Claim, sentence: Sentence) -> bool:
    """Whether a claim speaks of what a thing is like, and of nothing that a shop does."""
    topics = sentence.own_topics | topics_of(sentence.text)
    if topics & (Topic.DISCOUNT | Topic.GIVEAWAY | Topic.REFUND):
        return False
    return not _clause_topics(claim, sentence) & (COMMERCE & ~Topic.PRICE)


def _topics_near(claim: Claim, sentence: Sentence) -> Topic:
    """What the clause around a claim is about; where it says nothing, the whole sentence."""
    return _clause_topics(claim, sentence) or sentence.topics


def _clause_topics(claim: Claim, sentence: Sentence) -> Topic:
    start, end = _own_span(claim, sentence)
    first = max((cut.end() for cut in _CLAUSE_END.finditer(sentence.text, 0, start)), default=0)
    stop = _CLAUSE_END.search(sentence.text, end)
    return topics_of(sentence.text[first : stop.start() if stop else None])


_FEE_BEFORE = re.compile(
    r"(?:배송비|택배비|배송료|수수료|포장비|送料|手数料|delivery|shipping)[\w\s]{0,10}$"
)


def _is_fee(claim: Claim, sentence: Sentence) -> bool:
    start, _ = _own_span(claim, sentence)
    return bool(_FEE_BEFORE.search(sentence.text[max(0, start - 24) : start])) and bool(
        _topics_near(claim, sentence) & FEES
    )


def _agree(one: Topic, other: Topic) -> bool:
    return not one or not other or bool(one & other)


_WORD_BEFORE = re.compile(r"([a-z]+|[가-힣]+|[ァ-ヿ]+|[一-鿿]+)\s?$")
_WORD_AFTER = re.compile(r"[\s,]?\s?([a-z]+|[가-힣]+|[ァ-ヿ]+|[一-鿿]+)")


def _shares_a_word(claim: Claim, sentence: Sentence, stated: Stated) -> bool:
    start, end = _own_span(claim, sentence)
    beside = (
        _WORD_BEFORE.search(sentence.text[max(0, start - 20) : start]),
        _WORD_AFTER.match(sentence.text, end),
    )
    words = [found[1] for found in beside if found is not None]
    return any(re.search(rf"(?<![a-z]){word}(?![a-z])", stated.text) is not None for word in words)


def _concerns(claim: Claim, sentence: Sentence, stated: Stated) -> bool:
    """Whether a measure of a fact is one of the thing that the claim speaks of."""
    near = _clause_topics(claim, sentence) & ~Topic.FEE
    if near & PROMISES:
        return bool(near & (stated.topics & ~Topic.FEE or stated.around))
    if near:
        return _agree(near, stated.topics & ~Topic.FEE)
    return _agree(sentence.topics & ~Topic.FEE, stated.around & ~Topic.FEE)


def _named(names: Sequence[str], text: str) -> int:
    return sum(
        re.search(rf"(?<![a-z0-9]){re.escape(plain(name).lower())}(?![a-z0-9])", text) is not None
        for name in names
    )


def _same_stock(claimed: Value, known: Value) -> bool:
    left = known.amount_to
    if claimed.amount == "few":
        return known.amount == "in_stock" and left is not None and left <= 5
    if claimed.amount_to is not None:
        return known.amount == "in_stock" and left == claimed.amount_to
    return claimed.amount == known.amount


def _same_span(claimed: Value, form: Form, known: Value, known_form: Form, topics: Topic) -> bool:
    """Whether a span may be said because of another.

    The whole range may, and its far end. A number between the two ends may only where it is the
    customer who chooses: to say one day of one to two would be a promise that the shop never made.
    """
    first, last, unit = _ends(claimed)
    low, high, known_unit = _ends(known)
    if unit != known_unit:
        return False
    if first != last:
        return (first, last) == (low, high)
    if last == high:
        return form is Form.PLAIN or known_form is not Form.PLAIN or low < high or low == high
    return low < high and low <= last <= high and not topics & PROMISES


def _ends(value: Value) -> tuple[Decimal, Decimal, str]:
    first = Decimal(value.amount)
    last = first if value.amount_to is None else Decimal(value.amount_to)
    if value.unit == "days":
        return first * 1440, last * 1440, "minutes"
    return first, last, value.unit


def _bare(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
