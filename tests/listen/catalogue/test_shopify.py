"""Every variant of a Shopify product CSV becomes a product; rows that cannot say why."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from dangol.listen.catalogue.product import Availability, Product, SkippedRow
from dangol.listen.catalogue.row import FeedSettings
from dangol.listen.catalogue.shopify import read_shopify
from dangol.listen.catalogue.table import MissingColumnsError
from dangol.terms.errors import InputError
from dangol.terms.languages import Language
from dangol.terms.money import Money

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Type,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,"
    "Variant Inventory Policy,Variant Price,Variant Compare At Price,Image Src,Variant Image,Status"
)
HANBOK = """\
hanbok,생활한복 저고리,<p>면 100%</p>,단골상회,한복,true,색상,쪽빛,사이즈,M,HB-1,shopify,3,deny,"39,000","49,000",https://x.test/1.jpg,,active
hanbok,,,,,,,쪽빛,,L,HB-2,shopify,0,deny,39000,,https://x.test/2.jpg,https://x.test/L.jpg,
hanbok,,,,,,,먹빛,,M,HB-3,shopify,-1,continue,41000,0.00,,,
hanbok,,,,,,,,,,,,,,,,https://x.test/3.jpg,,
"""


def read(text: str, **settings: object) -> list[Product | SkippedRow]:
    source = io.BytesIO(text.encode())
    return list(read_shopify(source, FeedSettings(**{"currency": "KRW"} | settings)))


def rows(*cells: str) -> str:
    return "\n".join([HEADER, *cells])


def test_each_variant_is_a_product_and_an_image_is_none() -> None:
    found = read(rows(HANBOK), language=Language.KO, shop_url="https://dangol.test/")
    assert [one.product_id for one in found if isinstance(one, Product)] == [
        "hanbok/HB-1",
        "hanbok/HB-2",
        "hanbok/HB-3",
    ]
    assert found[1] == Product(
        product_id="hanbok/HB-2",
        group_id="hanbok",
        sku="HB-2",
        title="생활한복 저고리",
        description="면 100%",
        brand="단골상회",
        category="한복",
        price=Money(39_000, "KRW"),
        availability=Availability.OUT_OF_STOCK,
        url="https://dangol.test/products/hanbok",
        image_url="https://x.test/L.jpg",
        options=(("색상", "쪽빛"), ("사이즈", "L")),
        language=Language.KO,
    )


def test_the_compare_at_price_is_a_list_price_only_above_the_price() -> None:
    found = [one for one in read(rows(HANBOK)) if isinstance(one, Product)]
    assert [one.list_price for one in found] == [Money(49_000, "KRW"), None, None]


def test_a_product_of_one_variant_bears_its_handle() -> None:
    text = rows("teapot,鉄瓶,,南部,急須,true,Title,Default Title,,,,,1,deny,1980,,,,")
    (found,) = read(text, currency="JPY")
    assert isinstance(found, Product)
    assert (found.product_id, found.options, found.price) == ("teapot", (), Money(1_980, "JPY"))


def test_variants_that_share_a_sku_or_have_none_are_told_apart_by_their_options() -> None:
    found = read(
        rows(
            "mug,Mug,,,,true,Size,S,Color,Red,SAME,,,,5,,,,",
            "mug,,,,,,,M,,Red,SAME,,,,5,,,,",
            "mug,,,,,,,L,,Red,,,,,5,,,,",
        ),
        currency="USD",
    )
    ids = [one.product_id for one in found if isinstance(one, Product)]
    assert ids == ["mug/S/Red", "mug/M/Red", "mug/L/Red"]


@pytest.mark.parametrize(
    ("tracker", "stock", "policy", "availability"),
    [
        ("shopify", "2", "deny", Availability.IN_STOCK),
        ("shopify", "0", "deny", Availability.OUT_OF_STOCK),
        ("shopify", "-3", "continue", Availability.BACKORDER),
        ("shopify", "", "deny", Availability.UNKNOWN),
        ("", "0", "deny", Availability.IN_STOCK),
    ],
)
def test_availability_follows_tracker_stock_and_policy(
    tracker: str, stock: str, policy: str, availability: Availability
) -> None:
    (found,) = read(rows(f"mug,Mug,,,,true,,,,,,{tracker},{stock},{policy},5,,,,"))
    assert isinstance(found, Product)
    assert found.availability is availability


@pytest.mark.parametrize(
    ("published", "status"), [("false", ""), ("true", "draft"), ("", "archived")]
)
def test_what_visitors_cannot_find_is_not_listed(published: str, status: str) -> None:
    (found,) = read(rows(f"mug,Mug,,,,{published},,,,,,,,,5,,,,{status}"))
    assert isinstance(found, Product)
    assert not found.is_listed


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",컵,,,,true,,,,,,,,,5,,,,", "the Handle is empty"),
        ("mug,,,,,true,,,,,,,,,5,,,,", "mug has no title"),
        ("mug,Mug,,,,true,,,,,,,,,문의,,,,", "the price of mug cannot be used"),
        ("mug,Mug,,,,true,,,,,,,,,-5,,,,", "the price of mug is below nought"),
        ("mug,Mug,,,,true,,,,,,,,,5,,,,,,extra", "the row has 21 cells, the first line 19"),
        ("cup,Cup,,,,true,,,,,,,,,5,,,,\ncup,,,,,,,,,,,,,,6,,,,", "stands in the feed twice"),
        (
            "cup,Cup,,,,true,,,,,,,,,5,,,,\ncup,,,,,,,,,,,,,,,,,,active",
            "no title, variant or image",
        ),
        ('mug,"Mug,,,,true\nplate,Plate,,,,true', "is a quotation mark open?"),
    ],
)
def test_a_row_that_cannot_be_used_says_why_and_the_rest_goes_on(row: str, reason: str) -> None:
    good = "bowl,사발,,,,true,,,,,,,,,7000,,,,"
    found = read(rows(good, row))
    assert "bowl" in [one.product_id for one in found if isinstance(one, Product)]
    skipped = [one for one in found if isinstance(one, SkippedRow)]
    assert len(skipped) == 1
    assert reason in skipped[0].reason
    assert skipped[0].line == (4 if row.startswith("cup") else 3)
    assert skipped[0].raw


def test_a_quotation_mark_that_is_never_closed_costs_a_bounded_part() -> None:
    broken = 'mug,"Mug\n' + "".join(f"cup{n},Cup,,,,true,,,,,,,,,5,,,,\n" for n in range(20_000))
    found = read(rows(broken))
    assert isinstance(found[0], SkippedRow)
    assert sum(isinstance(one, Product) for one in found) > 10_000


def test_the_newer_template_is_read_under_its_own_column_names() -> None:
    text = (
        "Title,URL handle,Description,Vendor,Published on online store,Status,SKU,Option1 name,"
        "Option1 value,Price,Compare-at price,Inventory tracker,Inventory quantity,"
        "Continue selling when out of stock,Product image URL,Variant image URL\n"
        "Tea bowl,bowl,,Kiln,TRUE,Active,B-1,Size,Small,12.50,15,shopify,0,DENY,,\n"
    )
    (found,) = read(text, currency="USD")
    assert isinstance(found, Product)
    assert (found.product_id, found.price, found.list_price, found.availability) == (
        "bowl/B-1",
        Money(1250, "USD"),
        Money(1500, "USD"),
        Availability.OUT_OF_STOCK,
    )


@pytest.mark.parametrize(
    ("encoding", "language", "title"),
    [
        ("utf-8-sig", None, "백자 찻잔"),
        ("utf-16", None, "백자 찻잔"),
        ("cp949", Language.KO, "백자 찻잔"),
        ("cp932", Language.JA, "湯呑み茶碗"),
        ("latin-1", None, "Café crème"),
        ("cp1252", Language.EN, "Mug – “blue”"),
    ],
)
def test_a_file_is_read_in_the_encoding_it_is_in(
    encoding: str, language: Language | None, title: str
) -> None:
    source = io.BytesIO(f"Handle,Title,Variant Price\ncup,{title},1000\n".encode(encoding))
    (found,) = read_shopify(source, FeedSettings(currency="KRW", language=language))
    assert isinstance(found, Product)
    assert found.title == title
    assert not source.closed


@pytest.mark.parametrize("text", ["", "id,title\n1,Cup\n", "Handle\ncup\n", "\n\n"])
def test_a_file_without_its_columns_is_refused(text: str) -> None:
    with pytest.raises(MissingColumnsError) as refusal:
        read(text)
    assert refusal.value.code == "catalogue.missing_columns"
    assert refusal.value.hint


def test_an_unknown_currency_is_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError) as refusal:
        FeedSettings(currency="WON")
    assert refusal.value.code == "money.unknown_currency"


def data_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as text:
        yield from csv.DictReader(text)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "products", "variants"),
    [
        ("apparel", 20, 22),
        ("bicycles", 284, 1121),
        ("fashion", 997, 3684),
        ("home-and-garden", 20, 21),
        ("jewelery", 20, 23),
        ("jewelry", 19, 24),
        ("snowdevil", 278, 622),
    ],
)
def test_real_files_give_the_products_that_duckdb_counts(
    data_dir: Path, name: str, products: int, variants: int
) -> None:
    path = data_dir / "shopify_product_csvs" / f"{name}.csv"
    counted = duckdb.execute(
        """
        select count(distinct "Handle"), count("Variant Price"),
               sum(cast("Variant Price" as decimal(18, 2)) * 100)
        from read_csv(?, header = true, all_varchar = true, quote = '"', escape = '"')
        """,
        [str(path)],
    ).fetchone()
    with path.open("rb") as source:
        found = list(read_shopify(source, FeedSettings(currency="USD")))
    read_ones = [one for one in found if isinstance(one, Product)]
    assert len(read_ones) == len(found)
    minor = sum(one.price.minor for one in read_ones if one.price)
    assert (len({one.group_id for one in read_ones}), len(read_ones), minor) == counted
    assert counted is not None
    assert counted[:2] == (products, variants)
    raw = {row["Handle"]: row["Title"] for row in data_rows(path) if row["Title"]}
    assert {one.group_id: one.title for one in read_ones}.keys() == raw.keys()
    assert len({one.product_id for one in read_ones}) == variants
