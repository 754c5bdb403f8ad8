"""What a turn knows: facts with their sources, and the values that a reply may state because of it.

Whose words count differs. The shop's own articles and opening hours are believed to the letter:
whatever their text states, a reply may state. A feed's product texts, and lines that quote them
(carts, orders), are data that anyone may have written: of them only `values` count, which code
made from structured fields. Put every amount, date or count that a reply should be able to say
about a product, a cart, an order or an offer into `values`.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

import msgspec

from dangol.listen.catalogue.product import Availability, Product
from dangol.speak.knowledge.article import Article
from dangol.terms.languages import Language
from dangol.terms.money import Money, render_money


class SourceKind(StrEnum):
    """What kind of thing a fact was read from."""

    ARTICLE = "article"
    """Something the shop has written down. Its text is believed."""
    HOURS = "hours"
    """When people answer. Its text is believed."""
    PRODUCT = "product"
    """A row of the shop's feed. Its values are believed, its texts are not."""
    OFFER = "offer"
    """What the offer policy granted in this turn. Its values are believed."""
    ORDER = "order"
    """An order of a verified person. Its values are believed."""
    CART = "cart"
    """What lies in the cart now. Its values are believed."""
    SETUP = "setup"
    """What a company wrote about how it sells. Its text is believed."""
    MEETING = "meeting"
    """A time that a host has free in this turn. Its values are believed."""


BELIEVED_TEXTS = frozenset({SourceKind.ARTICLE, SourceKind.HOURS, SourceKind.SETUP})


class ValueKind(StrEnum):
    """What a value measures; the same kinds that claims have."""

    MONEY = "money"
    """`amount` in minor units, `unit` the ISO 4217 code."""
    PERCENT = "percent"
    """`amount` of a hundred."""
    DURATION = "duration"
    """`amount` up to `amount_to`; `unit` is minutes, days, business_days or months."""
    DATE = "date"
    """`amount` as YYYY-MM-DD."""
    TIME = "time"
    """`amount` in minutes after midnight, where the shop is."""
    STOCK = "stock"
    """`amount` is in_stock or out_of_stock; `amount_to` how many are left, where it is known."""
    FREE = "free"
    """`amount` names what is free: a Topic's value, such as shipping."""
    CODE = "code"
    """`amount` is the code as it is typed."""
    GIFT = "gift"
    """`amount` names what is given along."""
    DISCOUNT = "discount"
    """Something is taken off, without saying how much."""
    GUARANTEE = "guarantee"
    """A promise beyond the plain statement. `amount` names its family."""
    NUMBER = "number"
    """A plain number of three digits or more."""
    LINK = "link"
    """An address: of a page, an e-mail box or a telephone."""


class Value(msgspec.Struct, frozen=True):
    """One thing that may be stated because of a fact."""

    kind: ValueKind
    amount: Decimal | int | str
    unit: str = ""
    amount_to: Decimal | int | None = None
    """The far end of a range; None where there is one number only."""


class Source(msgspec.Struct, frozen=True):
    """Where a reader finds it."""

    title: str
    url: str
    kind: SourceKind


class Fact(msgspec.Struct, frozen=True):
    """One thing that this turn knows."""

    key: str
    """Names it in logs: "price:sh-01-black-m", "stock:sh-01-black-m", "article:shipping-time"."""
    text: str
    """In the language of the reply."""
    source: Source
    values: tuple[Value, ...] = ()
    subject: str = ""
    """The product (its group) that it is about; empty where it is about none."""
    names: tuple[str, ...] = ()
    """What the subject is called: the title first, then the words of its option."""


def money_value(money: Money) -> Value:
    """That amount may be stated."""
    return Value(ValueKind.MONEY, money.minor, money.currency)


def percent_value(percent: Decimal | int) -> Value:
    """That percentage may be stated."""
    return Value(ValueKind.PERCENT, percent)


def duration_value(first: int, last: int | None = None, unit: str = "days") -> Value:
    """That span may be stated. Units: `unit` is minutes, days, business_days or months."""
    return Value(ValueKind.DURATION, first, unit, last)


def date_value(day: date) -> Value:
    """That day may be stated, also as its weekday, or as tomorrow where it is."""
    day = day.date() if isinstance(day, datetime) else day
    return Value(ValueKind.DATE, day.isoformat())


def time_value(hour: int, minute: int = 0) -> Value:
    """That time of day may be stated."""
    return Value(ValueKind.TIME, hour * 60 + minute)


def stock_value(is_in_stock: bool, left: int | None = None) -> Value:
    """Whether it is there may be stated; how many are left, where `left` says so."""
    return Value(ValueKind.STOCK, "in_stock" if is_in_stock else "out_of_stock", "", left)


def code_value(code: str) -> Value:
    """That code may be given to this person in this turn."""
    return Value(ValueKind.CODE, code)


def free_value(topic: str) -> Value:
    """That this topic (`shipping`, `returns`, `wrapping`…) costs nothing here and now."""
    return Value(ValueKind.FREE, topic)


def fact_of_article(article: Article) -> Fact:
    """What the shop has written down; everything its text states may be stated."""
    return Fact(
        f"article:{article.article_id}",
        article.text,
        Source(article.title, article.source, SourceKind.ARTICLE),
    )


_STOCK_WORDS = {
    Language.KO: ("재고 있음", "품절", "{left}개 남음"),
    Language.JA: ("在庫あり", "売り切れ", "残り{left}点"),
    Language.EN: ("in stock", "sold out", "{left} left"),
}


def facts_of_product(
    product: Product, language: Language, *, left: int | None = None
) -> tuple[Fact, ...]:
    """What a row of the catalogue says: its words, its price and, where it tells, its stock.

    `left` is how many are there, where the shop tells it.
    """
    source = Source(product.title, product.url, SourceKind.PRODUCT)
    options = tuple(value for _, value in product.options)
    label = " / ".join((product.title, *options))
    names = (product.title, *options)
    facts = [
        Fact(
            f"about:{product.product_id}",
            product.description,
            source,
            (),
            product.group_id,
            names,
        )
    ]
    if product.price is not None:
        prices = [product.price, *([product.list_price] if product.list_price else [])]
        facts.append(
            Fact(
                f"price:{product.product_id}",
                f"{label}: {render_money(product.price, language)}",
                source,
                tuple(money_value(price) for price in prices),
                product.group_id,
                names,
            )
        )
    is_in_stock = {Availability.IN_STOCK: True, Availability.OUT_OF_STOCK: False}.get(
        product.availability
    )
    if is_in_stock is not None:
        there, gone, few = _STOCK_WORDS[language]
        words = there if is_in_stock else gone
        if is_in_stock and left is not None:
            words = few.format(left=left)
        facts.append(
            Fact(
                f"stock:{product.product_id}",
                f"{label}: {words}",
                source,
                (stock_value(is_in_stock, left),),
                product.group_id,
                names,
            )
        )
    return tuple(facts)
