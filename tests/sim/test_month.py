"""A simulated month: the same bytes for the same seed, in order, and like the real shop."""

from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.sim.calibration import STATED
from dangol.sim.mess import MessCounts, mess_up
from dangol.sim.month import Month, MonthError, Tally, check_month, simulate_events
from dangol.sim.plans import plan_visits
from dangol.sim.population import Habits, calendar_of, draw_population
from dangol.sim.shop import sample_shop
from dangol.sim.trail import Encoder, Showcase, message_id_of
from dangol.sim.visits import Stage, walk_visit
from dangol.terms.ids import uuid7
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

SEOUL = ZoneInfo("Asia/Seoul")
Rows = list[dict[str, Any]]


def month_of(language: Language = Language.KO, **changes: Any) -> Month:
    month = Month(sample_shop(language), date(2026, 10, 1), SEOUL, people=1000)
    return msgspec.structs.replace(month, **changes)


def text_of(month: Month) -> bytes:
    return b"".join(simulate_events(month, Tally()))


def rows_of(text: bytes) -> Rows:
    return [msgspec.json.decode(line) for line in text.splitlines()]


class Brief(msgspec.Struct, rename="camel"):
    anonymous_id: str
    timestamp: str
    event: str = ""


decode_brief = msgspec.json.Decoder(Brief).decode


@cache
def clean_rows(language: Language = Language.KO, people: int = 4000) -> Rows:
    return rows_of(text_of(month_of(language, people=people, mess_ratio=0.0)))


def moment(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["timestamp"])


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others() -> None:
    assert text_of(month_of()) == text_of(month_of())
    assert text_of(month_of()) != text_of(month_of(seed=8))


def test_without_mess_the_lines_stand_in_order_of_time_and_within_the_days() -> None:
    rows = clean_rows()
    stamps = [row["timestamp"] for row in rows]
    assert stamps == sorted(stamps)
    assert moment(rows[0]) >= datetime(2026, 10, 1, tzinfo=SEOUL)
    assert moment(rows[-1]) < datetime(2026, 10, 31, tzinfo=SEOUL)
    assert moment(rows[-1]) - moment(rows[0]) > timedelta(days=29)


def test_every_call_has_what_the_specification_asks_for() -> None:
    rows = clean_rows()
    assert len({row["messageId"] for row in rows}) == len(rows)
    for row in rows:
        assert row["type"] in {"track", "page", "identify"}
        assert row["anonymousId"]
        assert len(row["timestamp"]) == 24
        assert row["timestamp"].endswith("Z")
        assert row["context"]["page"]["path"].startswith("/")
        if row["type"] == "page":
            assert row["context"]["page"]["url"].startswith("https://dalbit.example/")
            assert row["context"]["userAgent"]
        assert row["context"]["locale"] == "ko-KR"
        if row["type"] == "track":
            assert row["event"]
        if row["type"] == "identify":
            assert row["userId"]
            assert set(row["traits"]) == {"email", "name"}


def test_a_month_shows_every_event_that_a_shop_signal_needs() -> None:
    counts = Counter(row.get("event") or row["type"] for row in clean_rows(people=8_000))
    for event in (
        *("page", "identify", "Product Viewed", "Products Searched", "Product List Viewed"),
        *("Product Clicked", "Product Added", "Product Removed", "Cart Viewed"),
        *("Checkout Started", "Coupon Entered", "Coupon Applied", "Coupon Denied"),
        *("Payment Info Entered", "Order Completed", "Exit Intent", "Page Hidden"),
    ):
        assert counts[event] >= 3, event
    views = [
        r["properties"] for r in clean_rows(people=8_000) if r.get("event") == "Product Viewed"
    ]
    assert sum(view["availability"] == "OutOfStock" for view in views) > 100


def test_some_devices_are_shared_and_some_people_have_two() -> None:
    devices: dict[str, set[str]] = defaultdict(set)
    users: dict[str, set[str]] = defaultdict(set)
    anonymous_before = 0
    for row in clean_rows(people=8_000):
        if "userId" in row:
            devices[row["anonymousId"]].add(row["userId"])
            users[row["userId"]].add(row["anonymousId"])
        elif row["anonymousId"] not in devices:
            anonymous_before += 1
    assert anonymous_before > 0
    shared = sum(len(ids) > 1 for ids in devices.values())
    doubled = sum(len(ids) > 1 for ids in users.values())
    assert 3 <= shared < len(devices) * 0.05
    assert doubled >= 3


@pytest.mark.parametrize(
    ("language", "currency", "word"),
    [(Language.KO, "KRW", "셔츠"), (Language.JA, "JPY", "シャツ"), (Language.EN, "USD", "Shirt")],
)
def test_orders_add_up_in_every_currency(language: Language, currency: str, word: str) -> None:
    rows = clean_rows(language)
    orders = [r["properties"] for r in rows if r.get("event") == "Order Completed"]
    assert len(orders) > 10
    for order in orders:
        goods = sum(line["price"] * line["quantity"] for line in order["products"])
        assert order["currency"] == currency
        assert order["subtotal"] == pytest.approx(goods)
        assert order["revenue"] == pytest.approx(order["subtotal"] - order["discount"])
        assert order["total"] == pytest.approx(order["revenue"] + order["shipping"])
        if currency != "USD":
            assert type(order["total"]) is int
    assert len({order["order_id"] for order in orders}) == len(orders)
    assert any(word in r["properties"]["name"] for r in rows if r.get("event") == "Product Viewed")


SHOWS_THE_FUNNEL = ("Product Viewed", "Product Added", "Order Completed")


def test_a_month_behaves_like_the_real_shop() -> None:
    """Tolerances are about three standard errors of the shares at this size."""
    added: dict[str, datetime] = {}
    last: dict[str, datetime] = {}
    bought: set[str] = set()
    hours, days = [0] * 24, [0] * 7
    for line in text_of(month_of(people=24_000, mess_ratio=0.0)).splitlines():
        call = decode_brief(line)
        if call.event not in SHOWS_THE_FUNNEL:
            continue
        who, at = call.anonymous_id, datetime.fromisoformat(call.timestamp)
        if call.event == "Product Viewed":
            local = at.astimezone(SEOUL)
            hours[local.hour] += 1
            days[local.weekday()] += 1
        if call.event == "Product Added":
            added.setdefault(who, at)
        if call.event == "Order Completed":
            bought.add(who)
        else:
            last[who] = at
    assert len(added) / len(last) == pytest.approx(STATED.view_to_cart, abs=0.003)
    assert len(bought) / len(added) == pytest.approx(STATED.cart_to_purchase, abs=0.055)
    spans = np.asarray(
        [(last[who] - at).total_seconds() / 60 for who, at in added.items() if who not in bought]
    )
    assert np.mean(spans < 30) == pytest.approx(STATED.abandoned_under_30_min, abs=0.06)
    assert np.mean(spans == 0) == pytest.approx(STATED.abandoned_at_once, abs=0.07)
    assert np.corrcoef(hours, STATED.hours)[0, 1] > 0.98
    # 1 October 2026 is a Thursday: Thursdays and Fridays come five times in the month.
    per_day = [count / (5 if day in (3, 4) else 4) for day, count in enumerate(days)]
    assert np.corrcoef(per_day, STATED.days)[0, 1] > 0.9


@pytest.mark.parametrize("events", [1, 137, 5000, 30_000])
def test_so_many_events_are_written_as_were_asked_for(events: int) -> None:
    tally = Tally()
    text = b"".join(simulate_events(month_of(people=None, events=events), tally))
    assert text.count(b"\n") == tally.events == events


def test_the_tally_is_what_the_file_holds() -> None:
    tally = Tally()
    month = month_of(people=4000, mess_ratio=0.0)
    rows = rows_of(b"".join(simulate_events(month, tally)))
    assert tally.events == len(rows)
    assert tally.people == 4000
    assert tally.orders == sum(row.get("event") == "Order Completed" for row in rows)
    assert tally.first_ms == int(moment(rows[0]).timestamp() * 1000 + 0.5)


def test_mess_repeats_delays_and_adds_rows_and_loses_none() -> None:
    clean = text_of(month_of(people=4000, mess_ratio=0.0)).splitlines()
    tally = Tally()
    month = month_of(people=4000, mess_ratio=0.02)
    messy = b"".join(simulate_events(month, tally)).splitlines()
    extra = Counter(messy) - Counter(clean)
    assert not Counter(clean) - Counter(messy)
    assert tally.mess.repeated > 100
    assert tally.mess.late > 100
    assert tally.mess.bad > 10
    assert extra.total() == tally.mess.repeated + tally.mess.bad == len(messy) - len(clean)
    known = set(clean)
    assert sum(line not in known for line in messy) == tally.mess.bad
    assert all(line.decode() for line in messy)


@pytest.mark.parametrize("gap_ms", [100, 1000, 9000, 30_000])
def test_late_rows_are_late_by_seconds_and_counted(gap_ms: int) -> None:
    lines = [
        (place * gap_ms, place, msgspec.json.encode({"messageId": str(place)}), 0)
        for place in range(20_000)
    ]
    counts = MessCounts()
    newest_ms, seen, late = 0, set[bytes](), 0
    for at_ms, text, _ in mess_up(lines, 0.05, counts, Random(1)):
        if text in seen:
            continue
        seen.add(text)
        assert at_ms >= newest_ms - 20_000
        late += at_ms < newest_ms
        newest_ms = max(newest_ms, at_ms)
    assert late == counts.late
    assert (late > 100) == (gap_ms < 20_000)


def test_what_one_shopper_does_depends_on_nobody_else() -> None:
    calendar = calendar_of(date(2026, 10, 1), 30, SEOUL)
    population = draw_population(500, calendar, np.random.default_rng(7), Habits())
    shop = sample_shop(Language.KO)

    def walk(index: int) -> list[bytes]:
        stage = Stage(Showcase(shop), Habits(), STATED.kinds, "Asia/Seoul", 7, Encoder())
        shopper = population.shopper(index)
        visit = plan_visits(shopper, calendar, Habits(), STATED, Random(index))[0]
        lines, _ = walk_visit(stage, shopper, visit, None, Random(index))
        return [line for _, _, line, _ in lines]

    alone = walk(123)
    for other in range(50):
        walk(other)
    assert walk(123) == alone


@given(st.integers(0, 4_102_444_800_000), st.integers(0, 2**74 - 1))
def test_message_ids_are_uuid7_of_their_instant(at_ms: int, chance: int) -> None:
    assert message_id_of(at_ms, chance) == str(uuid7(Instant(at_ms * 1000), chance))


def test_timestamps_are_rfc_3339_with_milliseconds() -> None:
    at_ms = 1_790_780_624_694
    expected = datetime.fromtimestamp(at_ms / 1000, UTC).isoformat(timespec="milliseconds")
    assert Encoder().timestamp(at_ms) == expected.replace("+00:00", "Z")


@pytest.mark.parametrize(
    "changes", [{"people": 5, "events": 5}, {"people": 0}, {"days": 0}, {"mess_ratio": 1.5}]
)
def test_a_month_that_cannot_be_is_refused_with_a_hint(changes: dict[str, Any]) -> None:
    with pytest.raises(MonthError) as raised:
        check_month(month_of(**changes))
    assert raised.value.hint
