"""The promise: what a shop says of a product beyond its name and price is read from any feed, under
the names that shops give it; a size table that cannot be read is left out; the product stays."""

import io
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.catalogue.details import SizeRow, SizeTable, parse_size_table
from dangol.listen.catalogue.formats import CATALOGUE_FORMATS
from dangol.listen.catalogue.product import Product
from dangol.listen.catalogue.row import FeedSettings

TABLE = SizeTable(
    ("총장", "가슴단면"),
    (
        SizeRow("S", (62.0, 48.5), (150, 160), (43, 50)),
        SizeRow("M", (64.0, 50.5), (158, 168), (50, 58)),
    ),
)
KO = """사이즈 | 총장 | 가슴단면(cm) | 키 | 몸무게
S | 62 | 48.5 | 150-160 | 43~50
M|64|50.5|158–168|50〜58"""
PLAIN = [
    KO,
    "size,총장,가슴단면,height,weight;S,62cm,48.5,150-160cm,43-50kg;M,64,50.5,158 - 168,50 to 58",
    "サイズ\t총장\t가슴단면\t身長\t体重\r\nS\t62\t48.5\t150～160\t43-50\r\nM\t64\t50.5\t158-168\t50-58",
    json.dumps(
        {
            "measures": ["총장", "가슴단면"],
            "rows": [
                {"size": "S", "cm": [62, 48.5], "height_cm": [150, 160], "weight_kg": [43, 50]},
                {"size": "M", "cm": [64, 50.5], "height_cm": [158, 168], "weight_kg": [50, 58]},
            ],
        }
    ),
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_size_table_is_read_as_shops_write_it(text: str) -> None:
    table = parse_size_table(text)
    assert table == TABLE
    assert table is not None and table.sizes_for(165, 55) == ("M",)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "S 62 48.5",
        "사이즈 | 총장\nS",
        "사이즈 | 총장\nS | 넉넉해요",
        "사이즈 | 총장\nS | 62\nS | 63",
        "사이즈 | 키\nS | 150-160",
        "사이즈 | 총장\nS | 0",
        "사이즈 | 총장 | 키\nS | 62 | 165-150",
        '{"measures": ["총장"], "rows": [{"size": "S", "cm": []}]}',
        '{"measures": ["총장"], "rows": []}',
        '{"rows": ' + "[" * 5_000,
    ],
)
def test_what_is_no_size_table_is_none(text: str) -> None:
    assert parse_size_table(text) is None


@given(st.text(alphabet='SML0123456789.|,;\n\t -~키cmkg{}[]":', max_size=200))
def test_a_size_table_holds_only_what_can_be_worn(text: str) -> None:
    table = parse_size_table(text)
    if table is not None:
        assert all(len(row.cm) == len(table.measures) for row in table.rows)
        assert all(0 < value < 1_000 for row in table.rows for value in row.cm)


def google_tsv(fields: dict[str, str]) -> bytes:
    cells = [text.replace("\n", ";") for text in fields.values()]
    return ("\t".join(fields) + "\n" + "\t".join(cells) + "\n").encode()


def google_xml(fields: dict[str, str]) -> bytes:
    inside = "".join(f"<g:{name}><![CDATA[{text}]]></g:{name}>" for name, text in fields.items())
    head = '<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0">'
    return f"{head}<channel><item>{inside}</item></channel></rss>".encode()


def products(fields: dict[str, str]) -> bytes:
    return json.dumps([fields], ensure_ascii=False).encode()


def jsonld(fields: dict[str, str]) -> bytes:
    more = [
        {"@type": "PropertyValue", "name": name.replace("_", " "), "value": fields[name]}
        for name in ("care", "fit", "size_table")
    ]
    node = {
        "@type": "Product",
        "sku": fields["id"],
        "name": fields["title"],
        "material": fields["material"],
        "additionalProperty": more,
    }
    return json.dumps(node, ensure_ascii=False).encode()


def shopify(fields: dict[str, str]) -> bytes:
    said = {name: f"{name} (product.metafields.custom.{name})" for name in fields}
    said |= {"id": "Handle", "title": "Title"}
    rows = [said.values(), fields.values()]
    return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows).encode()


FEEDS: dict[str, Callable[[dict[str, str]], bytes]] = {
    "google-tsv": google_tsv,
    "google-xml": google_xml,
    "products": products,
    "jsonld": jsonld,
    "shopify": shopify,
}
FIELDS = {
    "id": "HB-1",
    "title": "저고리",
    "material": "면 <b>100%</b>",
    "care": "찬물에 손세탁",
    "fit": "여유 있게 떨어져요",
    "size_table": KO,
}


@pytest.mark.parametrize("kind", sorted(CATALOGUE_FORMATS))
def test_every_feed_carries_what_a_shop_says_beyond_it(kind: str) -> None:
    feed = io.BytesIO(FEEDS[kind](FIELDS))
    (product,) = CATALOGUE_FORMATS[kind](feed, FeedSettings(currency="KRW"))
    assert isinstance(product, Product), product
    details = product.details
    assert details is not None
    assert (details.material, details.care) == ("면 100%", "찬물에 손세탁")
    assert (details.fit, details.size_table) == ("여유 있게 떨어져요", TABLE)


@pytest.mark.parametrize("kind", sorted(CATALOGUE_FORMATS))
def test_a_size_table_that_cannot_be_read_is_left_out_and_the_product_stays(kind: str) -> None:
    feed = io.BytesIO(FEEDS[kind](FIELDS | {"size_table": "넉넉해요"}))
    (product,) = CATALOGUE_FORMATS[kind](feed, FeedSettings(currency="KRW"))
    assert isinstance(product, Product), product
    assert product.details is not None and product.details.size_table is None
