"""schema.org products are read as themes write them, in files and inside pages."""

import io
import json

import pytest

from dangol.listen.catalogue.jsonld import read_jsonld
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import FeedSettings
from dangol.terms.languages import Language
from dangol.terms.money import Money

TEAPOT: dict[str, object] = {
    "@context": "https://schema.org",
    "@type": "Product",
    "name": "南部鉄瓶",
    "sku": "T-1",
    "description": "<p>鉄製、容量1.2L</p>",
    "image": ["https://x.test/1.jpg", "https://x.test/2.jpg"],
    "brand": {"@type": "Brand", "name": "岩鋳"},
    "category": "急須",
    "url": "https://x.test/teapot",
    "offers": {
        "@type": "Offer",
        "price": "1980",
        "priceCurrency": "JPY",
        "availability": "https://schema.org/InStock",
    },
}


def read(document: object, **said: object) -> list[Product | SkippedRow]:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return list(read_jsonld(io.BytesIO(text.encode()), FeedSettings(**{"currency": "KRW"} | said)))


def one_of(**differences: object) -> Product:
    (found,) = read(TEAPOT | differences)
    assert isinstance(found, Product), found
    return found


def test_a_product_is_read_whole() -> None:
    assert read(TEAPOT, language=Language.JA) == [
        Product(
            product_id="T-1",
            group_id="T-1",
            sku="T-1",
            title="南部鉄瓶",
            description="鉄製、容量1.2L",
            brand="岩鋳",
            category="急須",
            price=Money(1_980, "JPY"),
            availability=Availability.IN_STOCK,
            url="https://x.test/teapot",
            image_url="https://x.test/1.jpg",
            language=Language.JA,
        )
    ]


@pytest.mark.parametrize(
    "document",
    [
        [TEAPOT],
        {"@graph": [{"@type": "WebSite", "name": "x"}, TEAPOT]},
        {"@type": "WebPage", "mainEntity": TEAPOT},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": TEAPOT}]},
        TEAPOT | {"@type": "IndividualProduct"},
        TEAPOT | {"@type": ["Thing", "http://schema.org/Product"]},
        TEAPOT | {"@type": "schema:Product"},
        json.dumps({"@type": "Person"}) + "\n" + json.dumps(TEAPOT),
    ],
)
def test_a_product_is_found_wherever_it_stands(document: object) -> None:
    (found,) = read(document)
    assert isinstance(found, Product)
    assert (found.product_id, found.title) == ("T-1", "南部鉄瓶")


@pytest.mark.parametrize(
    ("offers", "price"),
    [
        ({"price": 1980, "priceCurrency": "JPY"}, Money(1_980, "JPY")),
        ({"price": "1,980", "priceCurrency": "jpy"}, Money(1_980, "JPY")),
        ({"price": "¥1,980"}, Money(1_980, "JPY")),
        ({"price": "12,000원", "priceCurrency": "원"}, Money(12_000, "KRW")),
        ({"price": "12000", "priceCurrency": "₩"}, Money(12_000, "KRW")),
        ({"price": 12000.0}, Money(12_000, "KRW")),
        (
            {"@type": "AggregateOffer", "lowPrice": "9.5", "highPrice": 20, "priceCurrency": "USD"},
            Money(950, "USD"),
        ),
        ({"priceSpecification": {"price": 5, "priceCurrency": "USD"}}, Money(500, "USD")),
        (
            [{"price": 9, "priceCurrency": "USD"}, {"price": 7, "priceCurrency": "USD"}],
            Money(700, "USD"),
        ),
        (
            [
                {"price": 9, "priceCurrency": "USD", "availability": "InStock"},
                {"price": 7, "priceCurrency": "USD", "availability": "OutOfStock"},
            ],
            Money(900, "USD"),
        ),
        ({}, None),
        (None, None),
        ("free", None),
    ],
)
def test_the_price_is_found_in_every_kind_of_offer(offers: object, price: Money | None) -> None:
    assert one_of(offers=offers).price == price


def test_a_list_price_stands_in_the_price_specifications() -> None:
    found = one_of(
        offers={
            "priceCurrency": "JPY",
            "priceSpecification": [
                {"price": 1_980},
                {"price": 2_500, "priceType": "https://schema.org/ListPrice"},
            ],
        }
    )
    assert (found.price, found.list_price) == (Money(1_980, "JPY"), Money(2_500, "JPY"))


@pytest.mark.parametrize(
    ("word", "availability"),
    [
        ("http://schema.org/OutOfStock", Availability.OUT_OF_STOCK),
        ("https://schema.org/SoldOut", Availability.OUT_OF_STOCK),
        ("schema:PreOrder", Availability.PREORDER),
        ("BackOrder", Availability.BACKORDER),
        ({"@id": "https://schema.org/LimitedAvailability"}, Availability.IN_STOCK),
        (None, Availability.UNKNOWN),
        (7, Availability.UNKNOWN),
    ],
)
def test_availability_is_read_in_its_short_and_long_forms(
    word: object, availability: Availability
) -> None:
    assert one_of(offers={"availability": word}).availability is availability


def test_the_variants_of_a_group_are_products_that_inherit() -> None:
    group = {
        "@type": "ProductGroup",
        "productGroupID": "hanbok",
        "name": "생활한복",
        "brand": "단골상회",
        "hasVariant": [
            {"@type": "Product", "sku": "HB-1", "size": "M", "offers": {"price": 39000}},
            {"@type": "Product", "sku": "HB-2", "size": "L", "name": "생활한복 L"},
            {"@type": "Product", "description": "names nothing"},
        ],
    }
    found = [one for one in read(group) if isinstance(one, Product)]
    assert [(one.product_id, one.group_id, one.title, one.brand) for one in found] == [
        ("HB-1", "hanbok", "생활한복", "단골상회"),
        ("HB-2", "hanbok", "생활한복 L", "단골상회"),
    ]
    assert found[0].options == (("size", "M"),)
    assert found[0].price == Money(39_000, "KRW")


def test_offers_with_skus_of_their_own_are_variants() -> None:
    offers = [
        {"sku": "T-1-S", "price": 1500, "priceCurrency": "JPY", "availability": "InStock"},
        {"sku": "T-1-L", "price": 1980, "priceCurrency": "JPY", "availability": "OutOfStock"},
    ]
    found = [one for one in read(TEAPOT | {"offers": offers}) if isinstance(one, Product)]
    assert [(one.product_id, one.group_id, one.price, one.availability) for one in found] == [
        ("T-1-S", "T-1", Money(1_500, "JPY"), Availability.IN_STOCK),
        ("T-1-L", "T-1", Money(1_980, "JPY"), Availability.OUT_OF_STOCK),
    ]


def test_a_page_is_searched_for_its_scripts() -> None:
    page = f"""<!DOCTYPE html>
<html><script>var product = {{"@type": "Product"}};</script>
<script type="application/ld+json">{{"@type": "BreadcrumbList"}}</script>
<SCRIPT id=x data-y TYPE='application/ld+json'>
<!--
{json.dumps(TEAPOT, ensure_ascii=False)}
-->
</SCRIPT>
<script type="application/ld+json">{{"@type": "Product", "name": "broken",,}}</script>
<script type=application/ld+json>{{"@type":"Product","sku":"C","name":"line
break"}};</script></html>"""
    found = read(page)
    assert [one.product_id for one in found if isinstance(one, Product)] == ["T-1", "C"]
    (skipped,) = (one for one in found if isinstance(one, SkippedRow))
    assert skipped.line == 9
    assert "this is not JSON" in skipped.reason


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("", "this is not JSON"),
        ("안녕하세요", "this is not JSON"),
        ("3", "neither object nor list"),
        ("{}", "no schema.org Product"),
        ("<html></html>", "no schema.org Product"),
        ("[" * 100_000, "not JSON that can be read"),
        ('{"@type":"Product","name":"x","sku":' + "9" * 5000 + "}", "not JSON that can be read"),
        (TEAPOT | {"name": None}, "T-1 has no title"),
        ({"@type": "Product", "name": "Cup"}, "the product has no id"),
        (TEAPOT | {"offers": {"price": "call us"}}, "the price of T-1 cannot be used"),
        (TEAPOT | {"offers": {"price": 5, "priceCurrency": "ZZZ"}}, "its currency is unknown"),
        (TEAPOT | {"offers": {"price": "$5", "priceCurrency": "JPY"}}, "it names two currencies"),
        ('{"@type":"Product","name":"x","sku":"a","offers":{"price":NaN}}', "not a finite number"),
        (
            '{"@type":"Product","name":"x","sku":"a","offers":{"price":1e999}}',
            "not a finite number",
        ),
    ],
)
def test_rubbish_gives_a_reason(document: object, reason: str) -> None:
    found = read(document)
    assert isinstance(found[0], SkippedRow)
    assert reason in found[0].reason


def test_the_same_product_twice_counts_once() -> None:
    first, second = read([TEAPOT, TEAPOT])
    assert isinstance(first, Product)
    assert isinstance(second, SkippedRow)
    assert "stands in the feed twice" in second.reason
