"""The promise: reports over the lake say what the events said, with nothing downloaded."""

from pathlib import Path

import pytest
from tests.store.test_lake import DAY, NEXT, row_of, track
from tests.store.test_record import decision

from dangol.store.lake import close_days
from dangol.store.record import Record
from dangol.store.reports import (
    DayCount,
    DayRevenue,
    DecisionCount,
    FunnelStep,
    decisions_by_reason,
    events_by_day,
    funnel,
    revenue_by_day,
)
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US


@pytest.fixture
def lake(record: Record, shop: Workspace, tmp_path: Path) -> Path:
    """Two days: five people view, three add, two check out, one orders (and says so twice)."""
    calls = [track("Product Viewed", f"who-{n}", n) for n in range(5)]
    calls += [track("Product Added", f"who-{n}", 10 + n) for n in range(3)]
    calls += [track("Checkout Started", f"who-{n}", 20 + n) for n in range(2)]
    calls += [track("Checkout Started", "straight to the checkout", 29)]
    order = {"order_id": "7", "revenue": 39_000}
    calls += [track("Order Completed", "who-0", 30 + n, **order) for n in range(2)]
    rows = [row_of(call, DAY - DAY_US if n < 5 else DAY) for n, call in enumerate(calls)]
    silent = {"verdict": "silent", "reason": "quiet_hours"}
    with record.transaction(shop.workspace_id) as unit:
        unit.write_events(rows)
        unit.write_decisions([decision("d1", DAY), decision("d2", DAY)])
        unit.write_decisions([decision("d3", DAY)._replace(**silent)])
    close_days(record, tmp_path, NEXT)
    return tmp_path


def test_events_are_counted_by_day_and_name(lake: Path, shop: Workspace) -> None:
    yesterday, today = "2026-10-25", "2026-10-26"
    assert events_by_day(lake, shop.workspace_id) == [
        DayCount(yesterday, "track", "Product Viewed", 5, 5),
        DayCount(today, "track", "Checkout Started", 3, 3),
        DayCount(today, "track", "Order Completed", 2, 1),
        DayCount(today, "track", "Product Added", 3, 3),
    ]


def test_decisions_are_counted_by_verdict_and_reason(lake: Path, shop: Workspace) -> None:
    assert decisions_by_reason(lake, shop.workspace_id) == [
        DecisionCount("cart_rescue", "silent", "quiet_hours", 1, 1),
        DecisionCount("cart_rescue", "speak", "", 2, 1),
    ]


def test_an_order_told_twice_counts_once(lake: Path, shop: Workspace) -> None:
    assert revenue_by_day(lake, shop.workspace_id) == [DayRevenue("2026-10-26", "KRW", 1, 39_000)]


def test_a_funnel_counts_who_did_every_step_so_far(lake: Path, shop: Workspace) -> None:
    assert funnel(lake, shop.workspace_id) == [
        FunnelStep("Product Viewed", 5, None),
        FunnelStep("Product Added", 3, 3 / 5),
        FunnelStep("Checkout Started", 2, 2 / 3),
        FunnelStep("Order Completed", 1, 1 / 2),
    ]
    assert funnel(lake, shop.workspace_id, ("nobody did", "this"))[1].share is None


def test_a_lake_without_a_closed_day_gives_no_rows(tmp_path: Path, shop: Workspace) -> None:
    for report in (events_by_day, decisions_by_reason, revenue_by_day, funnel):
        assert report(tmp_path, shop.workspace_id) == []
        assert report(tmp_path, "*") == []
