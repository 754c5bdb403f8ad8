"""Google merchant feeds become products, from TSV and XML alike, and attacks are refused."""

import io
from collections.abc import Callable
from typing import cast

import pytest

from dangol.listen.catalogue.google import read_google_tsv, read_google_xml
from dangol.listen.catalogue.markup import ForbiddenXmlError
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import FeedSettings
from dangol.listen.catalogue.table import MissingColumnsError
from dangol.terms.instants import Instant, parse_instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

FIELDS = {
    "id": "HB-1",
    "title": "생활한복 저고리",
    "description": "<p>면 100%</p>",
    "link": "https://dangol.test/products/hanbok",
    "image_link": "https://dangol.test/hanbok.jpg",
    "availability": "in stock",
    "price": "49000 KRW",
    "sale_price": "39000 KRW",
    "brand": "단골상회",
    "product_type": "의류 > 한복",
    "item_group_id": "hanbok",
    "color": "쪽빛",
    "size": "M",
}
HANBOK = Product(
    product_id="HB-1",
    group_id="hanbok",
    title="생활한복 저고리",
    description="면 100%",
    brand="단골상회",
    category="의류 > 한복",
    price=Money(39_000, "KRW"),
    list_price=Money(49_000, "KRW"),
    availability=Availability.IN_STOCK,
    url="https://dangol.test/products/hanbok",
    image_url="https://dangol.test/hanbok.jpg",
    options=(("color", "쪽빛"), ("size", "M")),
)


def settings(at: Instant | None = None, **said: object) -> FeedSettings:
    return FeedSettings(currency="KRW", at=at, **said)


def as_tsv(fields: dict[str, str]) -> bytes:
    return ("\t".join(fields) + "\n" + "\t".join(fields.values()) + "\n").encode()


def as_rss(fields: dict[str, str]) -> bytes:
    inside = "".join(f"<g:{name}><![CDATA[{text}]]></g:{name}>" for name, text in fields.items())
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
        f"<channel><title>단골상회</title><link>https://dangol.test</link><item>{inside}"
        "<g:shipping><g:country>KR</g:country><g:price>3000 KRW</g:price></g:shipping>"
        "</item></channel></rss>"
    ).encode()


def read(
    form: Callable[[dict[str, str]], bytes], fields: dict[str, str], at: Instant | None = None
):
    reader = read_google_tsv if form is as_tsv else read_google_xml
    return list(reader(io.BytesIO(form(fields)), settings(at)))


both = pytest.mark.parametrize("form", [as_tsv, as_rss])


@both
def test_every_attribute_is_read(form: Callable[[dict[str, str]], bytes]) -> None:
    assert read(form, FIELDS) == [HANBOK]


@both
@pytest.mark.parametrize(
    ("day", "price", "list_price"),
    [
        (None, Money(49_000, "KRW"), None),
        ("2026-05-10T00:00Z", Money(39_000, "KRW"), Money(49_000, "KRW")),
        ("2026-06-10T00:00Z", Money(49_000, "KRW"), None),
    ],
)
def test_a_sale_with_dates_counts_only_between_them(
    form: Callable[[dict[str, str]], bytes], day: str | None, price: Money, list_price: Money | None
) -> None:
    fields = FIELDS | {"sale_price_effective_date": "2026-05-01T00:00+09:00/2026-05-31T23:59+0900"}
    (found,) = read(form, fields, parse_instant(day) if day else None)
    assert (found.price, found.list_price) == (price, list_price)


@both
@pytest.mark.parametrize(
    ("word", "availability"),
    [
        ("in_stock", Availability.IN_STOCK),
        ("In Stock", Availability.IN_STOCK),
        ("재고 있음", Availability.IN_STOCK),
        ("在庫あり", Availability.IN_STOCK),
        ("out of stock", Availability.OUT_OF_STOCK),
        ("품절", Availability.OUT_OF_STOCK),
        ("在庫なし", Availability.OUT_OF_STOCK),
        ("preorder", Availability.PREORDER),
        ("予約", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("", Availability.UNKNOWN),
        ("maybe", Availability.UNKNOWN),
    ],
)
def test_availability_is_understood_in_three_languages(
    form: Callable[[dict[str, str]], bytes], word: str, availability: Availability
) -> None:
    (found,) = read(form, FIELDS | {"availability": word})
    assert found.availability is availability


@both
@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"id": ""}, "the product has no id"),
        ({"id": "x" * 201}, "the id is longer than 200 characters"),
        ({"title": " "}, "HB-1 has no title"),
        ({"sale_price": "", "price": "문의"}, "the price of HB-1 cannot be used"),
        ({"sale_price": "", "price": "12 XYZ"}, "its currency is unknown"),
        ({"sale_price": "-1 KRW"}, "below nought"),
    ],
)
def test_an_item_that_cannot_be_used_says_why(
    form: Callable[[dict[str, str]], bytes], wrong: dict[str, str], reason: str
) -> None:
    (found,) = read(form, FIELDS | wrong)
    assert isinstance(found, SkippedRow)
    assert reason in found.reason
    assert "https://dangol.test/products/hanbok" in found.raw


@both
@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "/products/1", "http://"]
)
def test_only_web_addresses_are_links(form: Callable[[dict[str, str]], bytes], link: str) -> None:
    (found,) = read(form, FIELDS | {"link": link, "image_link": link})
    assert (found.url, found.image_url) == ("", "")


def test_headings_may_be_written_with_spaces_and_capitals() -> None:
    feed = "ID\tTitle\tImage Link\tPrice\nA1\t南部鉄瓶\thttps://x.test/a.jpg\t1980 JPY\n".encode()
    (found,) = read_google_tsv(io.BytesIO(feed), settings())
    assert isinstance(found, Product)
    assert found.image_url == "https://x.test/a.jpg"
    assert found.price == Money(1_980, "JPY")


def test_a_tsv_without_ids_is_refused() -> None:
    with pytest.raises(MissingColumnsError):
        list(read_google_tsv(io.BytesIO(b"name\tprice\n"), settings()))


def test_an_atom_feed_is_read_too() -> None:
    feed = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
      <title>Shop</title>
      <entry><title>南部鉄瓶</title><summary>鉄製</summary><link href="https://x.test/t"/>
        <link rel="self" href="https://x.test/self"/>
        <g:id>T1</g:id><g:price>1,980 JPY</g:price><g:availability>in_stock</g:availability></entry>
    </feed>""".encode()
    (found,) = read_google_xml(io.BytesIO(feed), settings(language=Language.JA))
    assert isinstance(found, Product)
    assert (found.product_id, found.title, found.description, found.url) == (
        *("T1", "南部鉄瓶", "鉄製", "https://x.test/t"),
    )
    assert found.price == Money(1_980, "JPY")


@pytest.mark.parametrize("encoding", ["euc-kr", "utf-16", "utf-8"])
def test_an_xml_feed_is_read_in_the_encoding_it_declares(encoding: str) -> None:
    item = "<item><id>1</id><title>찻잔</title></item>"
    feed = f'<?xml version="1.0" encoding="{encoding}"?><rss>{item}</rss>'
    (found,) = read_google_xml(io.BytesIO(feed.encode(encoding)), settings())
    assert isinstance(found, Product)
    assert found.title == "찻잔"


BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>
<rss><channel><item><id>1</id><title>&b;</title></item></channel></rss>"""
THIEF = b"""<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><rss><item><id>&x;</id></item></rss>"""


@pytest.mark.parametrize("feed", [BOMB, THIEF, b'<!DOCTYPE r SYSTEM "http://127.0.0.1/x"><rss/>'])
def test_a_feed_that_declares_entities_is_refused(feed: bytes) -> None:
    with pytest.raises(ForbiddenXmlError) as refusal:
        list(read_google_xml(io.BytesIO(feed), settings()))
    assert refusal.value.code == "catalogue.forbidden_xml"
    assert refusal.value.hint


def test_where_the_xml_breaks_off_the_items_before_it_stand() -> None:
    feed = b"<rss>\n<item><id>1</id><title>Cup</title></item>\n<item><id>2</id><title>&nbsp;"
    found = list(read_google_xml(io.BytesIO(feed), settings()))
    assert isinstance(found[0], Product)
    assert isinstance(found[1], SkippedRow)
    assert found[1].line == 3
    assert "the XML breaks off here" in found[1].reason


def test_a_large_feed_is_read_piece_by_piece() -> None:
    class Endless(io.RawIOBase):
        """A feed that never ends; only what is asked for is made."""

        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            start = self.given
            self.given += 100
            items = (
                f"<item><id>{n}</id><title>찻잔</title></item>" for n in range(start, self.given)
            )
            return (("<rss>" if not start else "") + "".join(items)).encode()

    source = Endless()
    feed = read_google_xml(cast(io.BytesIO, source), settings())
    first = [next(feed) for _ in range(250)]
    assert all(isinstance(one, Product) for one in first)
    assert source.given == 300
