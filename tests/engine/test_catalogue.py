"""A feed's change is in the record, and those who looked at the product hear of it, once."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from dangol.decide.recipes import read_recipes
from dangol.engine import catalogue
from dangol.engine.catalogue import take_catalogue
from dangol.engine.live import Arrival, Live
from dangol.listen.catalogue.product import Availability, Product
from dangol.listen.event import Event, Receipt, parse_event
from dangol.listen.signals import SignalName
from dangol.store.record import Record, open_record
from dangol.store.workspaces import Workspace, new_workspace
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


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    opened = open_record(f"sqlite:///{tmp_path}/record.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def shop(record: Record) -> Workspace:
    return record.create_workspace(
        new_workspace(
            "가게", zone="Asia/Seoul", currency="KRW", languages=("ko",), now=NOW, chance=bytes(74)
        )
    )


NEWS = msgspec.structs.replace(
    read_recipes()[0],
    name="news",
    trigger=msgspec.structs.replace(
        read_recipes()[0].trigger, signals=(SignalName.BACK_IN_STOCK, SignalName.PRICE_DROP)
    ),
)


def look(record: Record, shop: Workspace, seen: dict[str, str]) -> None:
    """Each visitor has looked at the shirt, as it was then."""
    live = Live(record, clock=lambda: NOW, playbooks=[NEWS])
    for visitor, availability in seen.items():
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


def decided(record: Record, at: Instant) -> list[tuple[str, str]]:
    with record.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT signal, person_id FROM decisions WHERE decided_at = ? ORDER BY 1, 2", (at,)
        )
        return [(signal, person_id) for signal, person_id in rows]


def test_back_in_stock_and_price_drop_reach_whoever_looked_once(
    record: Record, shop: Workspace
) -> None:
    look(record, shop, {"ann": "out_of_stock", "bob": "in_stock"})

    def told(product: Product, days: int) -> list[str]:
        later = Instant(NOW + days * DAY_US)
        take_catalogue(record, shop, [NEWS], [product], later)
        return [signal for signal, _ in decided(record, later)]

    assert told(shirt(39_000, Availability.OUT_OF_STOCK), 1) == []
    assert told(shirt(39_000, Availability.IN_STOCK), 2) == ["back_in_stock"]
    assert told(shirt(35_000, Availability.IN_STOCK), 3) == ["price_drop", "price_drop"]
    assert told(shirt(35_000, Availability.IN_STOCK), 4) == []


def test_an_interrupted_import_loses_nothing_and_says_nothing_twice(
    record: Record, shop: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "PAGE_PEOPLE", 1)
    look(record, shop, {"ann": "in_stock", "bob": "in_stock", "cho": "in_stock"})
    take_catalogue(record, shop, [NEWS], [shirt(39_000, Availability.IN_STOCK)], NOW)
    with record.reading() as connection:
        people = [row[0] for row in connection.exec_driver_sql("SELECT person_id FROM people")]
    first, second, _ = sorted(people)
    cheaper = [shirt(35_000, Availability.IN_STOCK)]

    # The second person cannot be read: the import breaks off when the first has been told.
    with record.writing() as connection:
        state = connection.exec_driver_sql(
            "SELECT state FROM people WHERE person_id = ?", (second,)
        ).scalar_one()
        connection.exec_driver_sql("UPDATE people SET state = x'00' WHERE person_id = ?", (second,))
    days = [Instant(NOW + number * DAY_US) for number in (1, 2, 3)]
    with pytest.raises(msgspec.ValidationError):
        take_catalogue(record, shop, [NEWS], cheaper, days[0])
    assert decided(record, days[0]) == [("price_drop", first)]

    with record.writing() as connection:
        connection.exec_driver_sql(
            "UPDATE people SET state = ? WHERE person_id = ?", (state, second)
        )
    changes = take_catalogue(record, shop, [NEWS], cheaper, days[1])
    assert [change.price_drop is not None for change in changes.changes] == [True]
    assert decided(record, days[1]) == [("price_drop", one) for one in sorted(people)[1:]]
    take_catalogue(record, shop, [NEWS], cheaper, days[2])
    assert decided(record, days[2]) == []


def test_who_is_killed_between_telling_and_writing_tells_nothing_twice(
    record: Record, shop: Workspace
) -> None:
    look(record, shop, {"ann": "out_of_stock"})
    take_catalogue(record, shop, [NEWS], [shirt(39_000, Availability.OUT_OF_STOCK)], NOW)
    back = [shirt(39_000, Availability.IN_STOCK)]
    days = [Instant(NOW + number * DAY_US) for number in (1, 2)]

    def stop(people: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        take_catalogue(record, shop, [NEWS], back, days[0], progress=stop)
    assert len(decided(record, days[0])) == 1
    changes = take_catalogue(record, shop, [NEWS], back, days[1])
    assert changes.changes[0].is_back_in_stock  # the record had not said so yet
    assert decided(record, days[1]) == []
