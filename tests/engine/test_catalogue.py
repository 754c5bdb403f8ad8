"""A feed's change is in the record, and those who looked at the product hear of it, once."""

from pathlib import Path

import msgspec

from dangol.decide.recipes import read_recipes
from dangol.engine.catalogue import take_catalogue
from dangol.engine.live import Arrival, Live
from dangol.listen.catalogue.product import Availability, Product
from dangol.listen.event import Event, Receipt, parse_event
from dangol.listen.signals import SignalName
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.money import Money

NOW = Instant(1_790_000_000_000_000)


def shirt(price_minor: int, availability: Availability) -> Product:
    return Product(
        product_id="P-1",
        group_id="P-1",
        title="린넨 셔츠",
        price=Money(price_minor, "KRW"),
        availability=availability,
    )


def test_back_in_stock_and_price_drop_reach_whoever_looked_once(tmp_path: Path) -> None:
    record = open_record(f"sqlite:///{tmp_path}/record.sqlite")
    shop = record.create_workspace(
        new_workspace(
            "가게", zone="Asia/Seoul", currency="KRW", languages=("ko",), now=NOW, chance=bytes(74)
        )
    )
    playbook = msgspec.structs.replace(
        read_recipes()[0],
        name="news",
        trigger=msgspec.structs.replace(
            read_recipes()[0].trigger, signals=(SignalName.BACK_IN_STOCK, SignalName.PRICE_DROP)
        ),
    )
    live = Live(record, clock=lambda: NOW, playbooks=[playbook])
    for visitor, availability in (("ann", "out_of_stock"), ("bob", "in_stock")):
        call = parse_event(
            {
                "event": "Product Viewed",
                "anonymousId": visitor,
                "properties": {"product_id": "P-1", "price": 39_000, "availability": availability},
            },
            Receipt(NOW, call="track"),
        )
        assert isinstance(call, Event)
        live.submit(Arrival(shop.workspace_id, NOW, False, "test", [call])).result()
    live.close()

    def told(product: Product, days: int) -> list[str]:
        later = Instant(NOW + days * DAY_US)
        take_catalogue(record, shop, [playbook], [product], later)
        with record.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT signal FROM decisions WHERE decided_at = ? ORDER BY signal", (later,)
            )
            return [signal for (signal,) in rows]

    assert told(shirt(39_000, Availability.OUT_OF_STOCK), 1) == []
    assert told(shirt(39_000, Availability.IN_STOCK), 2) == ["back_in_stock"]
    assert told(shirt(35_000, Availability.IN_STOCK), 3) == ["price_drop", "price_drop"]
    assert told(shirt(35_000, Availability.IN_STOCK), 4) == []
    record.close()
