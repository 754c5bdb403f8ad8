"""Whether the facts of a turn bear a claim out.

A claim is borne out by an equal value of the same kind, stated about the same thing.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from dangol.speak.claims import Claim, Form
from dangol.speak.facts import Fact, SourceKind, Value, ValueKind
from dangol.speak.sentence import (
    Sentence,
    agree,
    bare,
    clause_topics,
    concerns,
    is_fee,
    is_neutral,
    named,
    names_condition,
    own_span,
    same_span,
    same_stock,
    shares_a_word,
    topics_near,
)
from dangol.speak.stated import Reading, Stated, read_fact
from dangol.speak.topics import (
    Topic,
    is_given,
    widened,
)
from dangol.speak.understand.lexicon import forms_of, keys_in, keys_of

_DIGIT = re.compile(r"\d")
_OPTION_WORDS = ("colour", "size")
_SHOE = re.compile(r"(?<![\d,.$¥₩])2[0-9][05](?![\d,.%]|\s?(?:개|원|점|장|円|点|枚|cm|won|left))")


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
        topics = topics_near(claim, sentence)
        if claim.value.amount == 0:
            return self._bears_free(claim, sentence)
        for reading, value in self._values(ValueKind.MONEY):
            if (value.amount, value.unit) not in readings:
                continue
            if reading.fact.source.kind is not SourceKind.PRODUCT:
                return True
            subject = reading.fact.subject
            is_another = bool(sentence.subjects) and subject not in sentence.subjects
            if not is_another and not is_fee(claim, sentence):
                return True
        is_price = bool(sentence.subjects) and not topics
        return any(
            any((value.amount, value.unit) in readings for value in other.readings)
            and agree(
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
                    is_meant = is_neutral(claim, sentence)
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
            if not reading.text and not is_neutral(claim, sentence):
                continue
            if reading.text:
                is_agreed = concerns(claim, sentence, stated)
            else:  # 100% of what the feed says, and of nothing else
                is_agreed = shares_a_word(claim, sentence, stated)
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
                    same_span(reading, claim.form, value, form, topics)
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
        if _names_another(sentence.text, titles, options):
            return False
        for words in (sentence.text, sentence.before):
            place = words
            for title in titles:  # a White Shirt is there in other colours too
                place = place.replace(title, " ")
            scores = [named(reading.fact.names[1:], place) for reading, _ in known]
            best = max(scores, default=0)
            if best:
                known = [one for one, score in zip(known, scores, strict=True) if score == best]
                break
        return bool(known) and all(same_stock(value, stock) for _, stock in known)

    def _bears_free(self, claim: Claim, sentence: Sentence) -> bool:
        gives = is_given(sentence.text, *own_span(claim, sentence))
        topics = clause_topics(claim, sentence) or sentence.own_topics
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
            if not topics and not names_condition(stated, sentence):
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
        code = bare(str(claim.value.amount))
        if any(bare(str(value.amount)) == code for _, value in self._values(ValueKind.CODE)):
            return True
        pattern = re.compile(
            rf"(?<![a-z0-9]){re.escape(str(claim.value.amount).lower())}(?![a-z0-9])"
        )
        for reading in self.readings:
            words = reading.text if claim.form is Form.PROMOTED else reading.text + reading.words
            if pattern.search(words):
                return True
        if claim.form is Form.PROMOTED:
            return False
        return any(  # the figures in a buyer's own domain are nobody's coupon
            pattern.search(str(value.amount).lower()) for _, value in self._values(ValueKind.LINK)
        )

    def _bears_link(self, claim: Claim) -> bool:
        link = str(claim.value.amount).rstrip("/")
        if any(value.amount == link for _, value in self._values(ValueKind.LINK)):
            return True
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
        if claim.kind is ValueKind.DISCOUNT and not _DIGIT.search(sentence.text):
            # What the shop gives whoever meets its terms is no word that this visitor gets it.
            return any(claim.text.lower() in reading.text for reading in self.readings)
        for reading, stated, other in self._stated(claim.kind):
            is_same = other.value.amount == claim.value.amount
            if reading.text and is_same and agree(sentence.topics, stated.around):
                return True
        if claim.kind is ValueKind.DISCOUNT:
            return any(
                reading.text and stated.topics & Topic.DISCOUNT
                for reading, stated, _ in self._stated(ValueKind.PERCENT)
            )
        return False


def _names_another(text: str, titles: set[str], options: set[str]) -> bool:
    """Whether a sentence names a colour or a size of which no fact speaks."""
    for title in titles:
        text = text.replace(title, " ")
    known = " / ".join((*titles, *options))
    if any(size not in known for size in _SHOE.findall(text)):
        return True
    forms = forms_of(text)
    return any(set(keys_in(group, forms)) - keys_of(group, known) for group in _OPTION_WORDS)
