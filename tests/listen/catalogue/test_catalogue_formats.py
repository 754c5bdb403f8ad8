"""A feed's format is told from its beginning, and no bytes at all can harm any reader."""

import io
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.catalogue.formats import CATALOGUE_FORMATS, detect_catalogue_format
from dangol.listen.catalogue.product import Product, SkippedRow
from dangol.listen.catalogue.row import FeedSettings
from dangol.terms.errors import InputError
from dangol.terms.languages import Language

EXAMPLES = {
    "shopify": "Handle,Title,Variant Price\ncup,찻잔,9900\ncup,,8000\nx,,\n",
    "google-tsv": "id\ttitle\tprice\n1\t찻잔\t9900 KRW\n2\t\t\n",
    "google-xml": '<?xml version="1.0"?><rss><item><id>1</id><title>찻잔</title></item></rss>',
    "jsonld": '{"@type":"Product","sku":"1","name":"茶碗","offers":{"price":"1,980円"}}',
    "products": '- {id: 1, name: "Cup", price: 12.50}\n- {id: 2}\n',
}


@pytest.mark.parametrize(
    ("name", "beginning", "expected"),
    [
        *(("feed", text, form) for form, text in EXAMPLES.items()),
        ("products_export.csv", "\ufeffHandle,Title,Body (HTML)\n", "shopify"),
        ("new.csv", '"Title","URL handle","Description"\n', "shopify"),
        ("feed.txt", "ID\tTitle\tImage Link\n", "google-tsv"),
        ("feed.csv", "id,title,link\n", "google-tsv"),
        ("feed", '<feed xmlns="http://www.w3.org/2005/Atom">', "google-xml"),
        ("page.html", "<!-- x --><p>", "jsonld"),
        ("page", "<!DOCTYPE html><html lang=ko>", "jsonld"),
        ("x.json", '[{"@context": "https://schema.org"', "jsonld"),
        ("x.json", '[{"product_id": "P1"', "products"),
        ("x.jsonl", '{"id": 1}\n{"id": 2}', "products"),
        ("x.yaml", "products:\n- id: 1", "products"),
        ("x.csv", "name,price\nCup,3", None),
        ("x.txt", "안녕하세요", None),
        ("", "", None),
    ],
)
def test_the_format_is_told_from_the_beginning(
    name: str, beginning: str, expected: str | None
) -> None:
    assert detect_catalogue_format(name, beginning.encode()) == expected
    if beginning and "encoding" not in beginning:
        assert detect_catalogue_format(name, beginning.encode("utf-16")) == expected


@pytest.mark.parametrize("form", CATALOGUE_FORMATS)
def test_each_format_gives_products(form: str) -> None:
    found = list(CATALOGUE_FORMATS[form](io.BytesIO(EXAMPLES[form].encode()), SETTINGS))
    assert any(isinstance(one, Product) for one in found)


SETTINGS = FeedSettings(currency="KRW", language=Language.KO)
PIECES = st.sampled_from(
    [
        *"\"'<>&;:,.{}[]-\t\n\r\0",
        "price",
        "@type",
        "&#0;",
        "<item>",
        "</item>",
        "]]>",
        "\ud800",
        "𝟙",
    ]
)


def check_reading(form: str, given_bytes: bytes) -> None:
    """Values come out, or an InputError before the first; and every value can be written down."""
    found: list[Product | SkippedRow] = []
    try:
        found.extend(CATALOGUE_FORMATS[form](io.BytesIO(given_bytes), SETTINGS))
    except InputError as refusal:
        assert not found
        assert refusal.code.startswith("catalogue.")
        assert refusal.hint
    for one in found:
        assert msgspec.json.decode(msgspec.json.encode(one), type=type(one)) == one
    ids = [one.product_id for one in found if isinstance(one, Product)]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("form", CATALOGUE_FORMATS)
@given(given_bytes=st.binary(max_size=300))
def test_any_bytes_give_values(form: str, given_bytes: bytes) -> None:
    check_reading(form, given_bytes)
    detect_catalogue_format("x", given_bytes)


@pytest.mark.parametrize("form", CATALOGUE_FORMATS)
@given(data=st.data())
def test_a_good_feed_with_anything_put_into_it_gives_values(form: str, data: st.DataObject) -> None:
    text = EXAMPLES[form]
    place = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(place, len(text)))
    piece = data.draw(st.one_of(st.text(max_size=20), st.lists(PIECES).map("".join)))
    broken = (text[:place] + piece + text[end:]).encode("utf-8", "surrogatepass")
    check_reading(form, broken)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "@type",
                    "name",
                    "sku",
                    "offers",
                    "price",
                    "@graph",
                    "hasVariant",
                    "id",
                    "image",
                    "priceSpecification",
                    "availability",
                    "brand",
                    "products",
                ]
            ),
            inner | st.sampled_from(["Product", "ProductGroup", "1,980円", "InStock"]),
            max_size=6,
        )
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("form", ["jsonld", "products"])
@given(value=json_values)
def test_json_of_any_shape_gives_values(form: str, value: object) -> None:
    check_reading(form, json.dumps(value).encode())
