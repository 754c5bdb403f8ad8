"""Plain lists in JSON, JSON lines and YAML become products, and no document harms the reader."""

import io
import json
import re
from pathlib import Path

import pytest

from dangol.listen.catalogue.encodings import MAX_DOCUMENT_BYTES, TooLargeError
from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.productlist import read_product_list
from dangol.listen.catalogue.row import FeedSettings
from dangol.terms.money import Money

ENTRIES: list[dict[str, object]] = [
    {"id": 1, "name": "백자 찻잔", "price": 12000, "category": "다기", "current_stock": 3},
    {"product_id": "2", "상품명": "청자 접시", "판매가": "9,900원", "재고": "0"},
    {"商品コード": "3", "商品名": "鉄瓶", "価格": "¥1,980", "在庫状況": "在庫切れ"},
    {"sku": "4", "title": "Cup", "price": "10.50", "sale_price": 8, "currency": "USD"},
]
EXPECTED = [
    ("1", "백자 찻잔", Money(12_000, "KRW"), Availability.IN_STOCK),
    ("2", "청자 접시", Money(9_900, "KRW"), Availability.OUT_OF_STOCK),
    ("3", "鉄瓶", Money(1_980, "JPY"), Availability.OUT_OF_STOCK),
    ("4", "Cup", Money(800, "USD"), Availability.UNKNOWN),
]
YAML = """\
- id: 1
  name: 백자 찻잔
  price: 12000
  current_stock: 3
  tags: [a, {b: c}]
- {product_id: '2', 상품명: 청자 접시, 판매가: "9,900원", 재고: 0}
- 商品コード: 3
  商品名: 鉄瓶
  価格: ¥1,980
  在庫状況: 在庫切れ
- sku: 4
  title: Cup
  price: 10.50
  sale_price: 8
  currency: USD
"""


def read(text: str | bytes, currency: str = "KRW") -> list[Product | SkippedRow]:
    source = io.BytesIO(text if isinstance(text, bytes) else text.encode())
    return list(read_product_list(source, FeedSettings(currency=currency)))


def dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        dumped(ENTRIES),
        dumped({"shop": "단골", "products": ENTRIES}),
        "\n".join(map(dumped, ENTRIES)),
        YAML,
        "# 목록\n---\nshop: 단골\nproducts:\n"
        + re.sub("^", "  ", YAML, flags=re.MULTILINE).rstrip(),
    ],
    ids=["json list", "json object", "json lines", "yaml list", "yaml object"],
)
def test_a_list_is_read_in_each_form(text: str) -> None:
    found = [one for one in read(text) if isinstance(one, Product)]
    assert [(p.product_id, p.title, p.price, p.availability) for p in found] == EXPECTED
    assert found[3].list_price == Money(1_050, "USD")


def test_a_single_object_is_one_product() -> None:
    (of_json,) = read('{"id": "a", "name": "컵"}')
    (of_yaml,) = read("id: a\nname: 컵\n")
    assert of_json == of_yaml
    assert isinstance(of_json, Product)


@pytest.mark.parametrize("price", ["0", '""', "null"])
def test_a_sale_price_of_nought_is_no_sale(price: str) -> None:
    (found,) = read(f'[{{"id": "a", "name": "컵", "price": 500, "sale_price": {price}}}]')
    assert isinstance(found, Product)
    assert (found.price, found.list_price) == (Money(500, "KRW"), None)


def test_a_faulty_entry_names_its_line_and_the_rest_goes_on() -> None:
    found = read("- {id: 1, name: 컵}\n- 컵\n- id: 2\n  price: 3\n- [1]\n- {id: 3, name: 접시}\n")
    assert [(one.line, one.reason) for one in found if isinstance(one, SkippedRow)] == [
        (2, "the entry is not an object with names and values"),
        (3, "2 has no title"),
        (5, "the entry is not an object with names and values"),
    ]
    assert [one.product_id for one in found if isinstance(one, Product)] == ["1", "3"]


def test_a_faulty_line_of_json_lines_leaves_the_others() -> None:
    found = read('{"id": "1", "name": "컵"}\n{"id": \n\n{"id": "2", "name": "접시"}\n')
    assert [type(one) for one in found] == [Product, SkippedRow, Product]
    assert isinstance(found[1], SkippedRow)
    assert found[1].line == 2


def test_yaml_tags_are_never_obeyed() -> None:
    (found,) = read("- id: 1\n  name: !!python/object/apply:os.getcwd []\n")
    assert isinstance(found, SkippedRow)
    assert found.reason == "1 has no title"


def test_an_anchor_of_a_text_is_repeated_and_one_of_a_collection_is_not() -> None:
    found = read(
        "- {id: 1, name: &n 컵, x: &x [&y [lol, lol]]}\n- {id: 2, name: *n, x: *x}\n- *x\n"
    )
    assert [one.title for one in found if isinstance(one, Product)] == ["컵", "컵"]
    assert isinstance(found[2], SkippedRow)


def test_yaml_that_breaks_off_keeps_what_came_before() -> None:
    found = read("- id: 1\n  name: 컵\n- id: 2\n  name: [접시\n- id: 3")
    assert isinstance(found[0], Product)
    assert isinstance(found[-1], SkippedRow)
    assert "the YAML breaks off here" in found[-1].reason


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 200_000,
        "- " * 100_000 + "x",
        "? " * 50_000,
        "\n".join(" " * depth + "a:" for depth in range(2_000)),
        "[" * 200_000,
    ],
)
def test_deep_nesting_gives_a_reason(text: str) -> None:
    found = read(text)
    assert isinstance(found[-1], SkippedRow)
    assert "nest" in found[-1].reason


def test_a_document_too_large_to_read_whole_is_refused() -> None:
    with pytest.raises(TooLargeError) as refusal:
        read(b" " * (MAX_DOCUMENT_BYTES + 1))
    assert refusal.value.code == "catalogue.too_large"


@pytest.mark.data
def test_the_demo_store_gives_every_product_of_its_file(data_dir: Path) -> None:
    raw = (data_dir / "retail_demo_store_catalog" / "products.yaml").read_bytes()
    found = read(raw, "USD")
    assert len(found) == len(re.findall(rb"^- ", raw, re.MULTILINE)) == 2465
    products = [one for one in found if isinstance(one, Product)]
    assert len(products) == 2465
    prices = re.findall(rb"^  price: (\S+)", raw, re.MULTILINE)
    cents = sum(round(float(price) * 100) for price in prices)
    assert sum(one.price.minor for one in products if one.price) == cents
    assert all(one.description for one in products)


@pytest.mark.data
@pytest.mark.parametrize(("language", "count"), [("ko", 100), ("jp", 20), ("en", 20)])
def test_the_trilingual_shop_gives_every_product(data_dir: Path, language: str, count: int) -> None:
    raw = (data_dir / "trilingual_shop_ko_ja_en" / f"{language}_catalog.json").read_bytes()
    found = [one for one in read(raw) if isinstance(one, Product)]
    entries = json.loads(raw)
    assert len(found) == len(entries) == count
    assert [(one.product_id, one.title, one.description, one.category) for one in found] == [
        (e["product_id"], e["product_name"], e["description"], e["category"]) for e in entries
    ]
    assert [one.price for one in found] == [Money(e["price"], "KRW") for e in entries]
