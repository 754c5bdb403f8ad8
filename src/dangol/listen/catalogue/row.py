"""A row's way to a product: what a feed says, checked piece by piece."""

import json
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from dangol.listen.catalogue.details import Details
from dangol.listen.catalogue.plaintext import one_line, plain_text
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.terms.currencies import EXPONENTS, UnknownCurrencyError
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money
from dangol.terms.money_text import NotMoney, NotMoneyReason, parse_money

MAX_ID = 200
MAX_TITLE = 500
MAX_URL = 2_000
MAX_RAW = 2_000
MAX_NUMBER = 10**30

RawRow = str | Sequence[str] | Mapping[str, object]
"""A part of a feed as it stood: a text, a table's cells, or a JSON object."""


class FeedSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What a feed leaves unsaid.

    Raises: UnknownCurrencyError (`money.unknown_currency`).
    """

    currency: str
    """Of every price that names none."""
    language: Language | None = None
    """Of the texts; also tells which old encoding a file that is not UTF-8 may be in."""
    shop_url: str = ""
    """Where the shop stands, for feeds that name products and not their pages."""
    at: Instant | None = None
    """The instant for which sale prices with dates are judged. Without it they do not count."""

    def __post_init__(self) -> None:
        if self.currency not in EXPONENTS:
            raise UnknownCurrencyError(self.currency)


class ProductRow(msgspec.Struct, kw_only=True):
    """A product as a feed says it, before anything is believed."""

    line: int
    raw: RawRow
    product_id: str
    group_id: str = ""
    sku: str = ""
    title: str = ""
    description: str = ""
    brand: str = ""
    category: str = ""
    price: object = None
    list_price: object = None
    currency: str = ""
    availability: Availability = Availability.UNKNOWN
    is_listed: bool = True
    url: str = ""
    image_url: str = ""
    options: tuple[tuple[str, str], ...] = ()
    details: Details | None = None


def raw_of(value: RawRow) -> str:
    """The beginning of what was given, as text for the person who looks for it."""
    if isinstance(value, str):
        raw = value
    elif isinstance(value, Mapping):
        try:
            raw = json.dumps(value, ensure_ascii=False, default=str)
        except (ValueError, RecursionError, TypeError):
            raw = ""
    else:
        raw = "\t".join(value)
    return raw[:MAX_RAW].encode("utf-8", "replace").decode("utf-8")


def scalar_text(value: object) -> str:
    """A text or a number as text; nothing for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    is_short = isinstance(value, float) or -MAX_NUMBER < value < MAX_NUMBER
    return repr(value) if is_short else ""


def parse_product(row: ProductRow, settings: FeedSettings, seen: set[str]) -> Product | SkippedRow:
    """The product a row stands for; `seen` then holds its id.

    A price that cannot be read, or is below nought, skips the row: a product without its price
    would be said to have none. A list price that cannot be read is left out.
    """
    product_id = one_line(row.product_id, MAX_ID + 1)
    title = plain_text(row.title, MAX_TITLE)
    price = _price_of(row.price, row.currency, settings)
    if not product_id:
        reason = "the product has no id"
    elif len(product_id) > MAX_ID:
        reason = f"the id is longer than {MAX_ID} characters"
    elif product_id in seen:
        reason = f"{product_id} stands in the feed twice; the first one counts"
    elif not title:
        reason = f"{product_id} has no title"
    elif isinstance(price, NotMoney):
        reason = f"the price of {product_id} cannot be used: {price}"
    elif price is not None and price.minor < 0:
        reason = f"the price of {product_id} is below nought"
    else:
        seen.add(product_id)
        return Product(
            product_id=product_id,
            group_id=one_line(row.group_id, MAX_ID) or product_id,
            sku=one_line(row.sku, MAX_ID),
            title=title,
            description=plain_text(row.description),
            brand=plain_text(row.brand, MAX_ID),
            category=plain_text(row.category, MAX_TITLE),
            price=price,
            list_price=_list_price_of(row, price, settings),
            availability=row.availability,
            is_listed=row.is_listed,
            url=web_address(row.url),
            image_url=web_address(row.image_url),
            options=tuple(
                (one_line(name, MAX_ID), one_line(value, MAX_ID)) for name, value in row.options
            ),
            language=settings.language,
            details=row.details,
        )
    return SkippedRow(row.line, reason, raw_of(row.raw))


def _price_of(value: object, currency: str, settings: FeedSettings) -> Money | NotMoney | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    named = currency.strip()
    code = named.upper()
    if not named:
        return parse_money(value, settings.currency)
    if code not in EXPONENTS:  # a sign or a word, which is read or refused with the amount
        return parse_money(f"{named[:8]} {value}", settings.currency)
    money = parse_money(value, code)
    if isinstance(money, Money) and money.currency != code:
        return NotMoney(NotMoneyReason.TWO_CURRENCIES, f"{value} {code}"[:40])
    return money


def _list_price_of(row: ProductRow, price: Money | None, settings: FeedSettings) -> Money | None:
    found = _price_of(row.list_price, row.currency, settings)
    is_higher = (
        isinstance(found, Money)
        and price is not None
        and found.currency == price.currency
        and found > price
    )
    return found if is_higher and isinstance(found, Money) else None


def web_address(text: str) -> str:
    """The http or https address, or nothing: a feed may carry `javascript:` and worse."""
    address = text.strip()
    if not address or len(address) > MAX_URL:
        return ""
    if address.startswith("//"):
        address = f"https:{address}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_clean = address.isprintable() and not any(mark in address for mark in " \"'<>\\`")
    return address if is_clean and parts.scheme in ("http", "https") and parts.netloc else ""


_AVAILABILITIES = {
    Availability.IN_STOCK: (
        "instock instoreonly onlineonly limitedavailability available 재고있음 판매중 在庫あり"
        " 在庫有り 在庫有 販売中"
    ),
    Availability.OUT_OF_STOCK: (
        "outofstock soldout discontinued reserved unavailable 품절 재고없음 일시품절 판매중지 단종"
        " 在庫なし 在庫無し 在庫切れ 品切れ 売り切れ 完売 販売終了"
    ),
    Availability.PREORDER: "preorder presale 선주문 예약판매 예약주문 予約 予約受付中 予約注文",
    Availability.BACKORDER: (
        "backorder backordered madetoorder 입고예정 주문제작 取り寄せ お取り寄せ 入荷待ち 受注生産"
    ),
}
_AVAILABILITY_WORDS = {
    word: meaning for meaning, words in _AVAILABILITIES.items() for word in words.split()
}


def parse_availability(text: str) -> Availability:
    """What a feed's word for availability means: Google's, schema.org's, Korean or Japanese."""
    word = text.strip()[:100].rpartition("/")[2].rpartition(":")[2].casefold()
    for mark in " _-":
        word = word.replace(mark, "")
    return _AVAILABILITY_WORDS.get(word, Availability.UNKNOWN)
