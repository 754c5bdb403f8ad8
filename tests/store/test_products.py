"""The promise: a catalogue comes back from the record as it went in."""

from tests.store.conftest import NOW

from dangol.listen.catalogue.details import Details, SizeRow, SizeTable
from dangol.listen.catalogue.product import Availability, Product
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.money import Money

FULL = Product(
    product_id="hanbok/HB-1",
    group_id="hanbok",
    sku="HB-1",
    title="생활한복 저고리",
    description="봄·가을",
    brand="단골",
    category="의류",
    price=Money(39_000, "KRW"),
    list_price=Money(49_000, "KRW"),
    availability=Availability.OUT_OF_STOCK,
    is_listed=False,
    url="https://shop.example/p/1",
    image_url="https://shop.example/i/1",
    options=(("사이즈", "M"), ("色", "赤")),
    language=Language.KO,
    details=Details(
        material="면 100%",
        fit="여유 있게 떨어져요",
        size_table=SizeTable(
            ("총장", "가슴단면"),
            (SizeRow("S", (62, 48.5), (150, 160), (43, 50)), SizeRow("M", (64, 50.5))),
        ),
    ),
)
BARE = Product(product_id="T-1", group_id="T-1", title="南部鉄瓶")


def test_products_come_back_as_they_went_in(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_products([FULL, BARE], NOW)
        assert unit.read_products() == {"hanbok/HB-1": FULL, "T-1": BARE}
        assert unit.read_products(["T-1", "none"]) == {"T-1": BARE}


def test_a_newer_product_takes_the_place_of_the_older(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_products([FULL, BARE], NOW)
        newer = Product(product_id="T-1", group_id="T-1", title="鉄瓶", price=Money(1980, "JPY"))
        unit.write_products([newer], Instant(NOW + 1))
        assert unit.read_products() == {"hanbok/HB-1": FULL, "T-1": newer}
