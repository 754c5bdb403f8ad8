"""What events mean to a company that sells to businesses, in every spelling they come in."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.act import Act, Kind, act_of, pricing_in
from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.listen.sales_act import GOALS, SALES_KINDS, sales_act_of
from dangol.terms.instants import Instant

RECEIPT = Receipt(received_at=Instant(1_795_000_000_000_000))
WON = pricing_in("KRW")


def event(call: dict[str, Any]) -> Event:
    """The event of a call that says this."""
    body = {"userId": "u", "messageId": "m", **call}
    parsed = parse_line(json.dumps(body, ensure_ascii=False).encode(), RECEIPT)
    assert isinstance(parsed, Event), parsed
    return parsed


def act(call: dict[str, Any]) -> Act:
    return sales_act_of(event(call), WON)


@pytest.mark.parametrize(
    ("call", "path", "label"),
    [
        ({"properties": {"path": "/pricing/"}}, "/pricing", ""),
        ({"properties": {"path": "/"}}, "/", ""),
        ({"properties": {"url": "https://acme.co.kr/%EC%9A%94%EA%B8%88?a=1"}}, "/요금", ""),
        ({"context": {"page": {"path": "/料金", "title": "x"}}}, "/料金", ""),
        ({"name": "Pricing", "category": "Docs"}, "", "Pricing"),
        ({"category": "Docs"}, "", "Docs"),
        ({"properties": {"path": "/a", "title": "요금 안내"}}, "/a", "요금 안내"),
        ({"properties": {"path": 7, "url": ["x"], "title": {"a": 1}}}, "", ""),
        ({"properties": {"url": "http://[::1"}}, "", ""),
        ({"properties": {"path": "/" + "a" * 900}}, "/" + "a" * 99, ""),
        ({"properties": {"path": "/a%00b"}}, "/ab", ""),
    ],
)
def test_a_page_is_known_by_its_path_or_what_it_calls_itself(
    call: dict[str, Any], path: str, label: str
) -> None:
    heard = act({"type": "page", **call})
    assert (heard.kind, heard.product_id, heard.category) == (Kind.READ, path, label)


@pytest.mark.parametrize("name", sorted(SALES_KINDS))
def test_every_name_has_its_kind(name: str) -> None:
    call = {"type": "track", "event": name, "properties": {"form_id": "demo"}}
    heard = act({**call, "context": {"page": {"path": "/demo"}}})
    assert heard.kind == SALES_KINDS[name]
    if heard.kind in (Kind.FORM_BEGUN, Kind.FORM_SENT):
        assert (heard.product_id, heard.category) == ("/demo", "demo")
        assert heard.quantity == (name in GOALS)


@pytest.mark.parametrize(
    ("properties", "depth", "seconds"),
    [
        ({"depth_percent": 75, "seconds": 40}, 75, 40),
        ({"percent_scrolled": "90"}, 90, 0),
        ({"depth_percent": 1e9, "seconds": -4}, 100, 0),
        ({"depth_percent": None, "seconds": 10**12}, 0, 86_400),
        ({"depth_percent": [75], "seconds": True}, 0, 0),
    ],
)
def test_how_far_a_page_was_read(properties: dict[str, Any], depth: int, seconds: int) -> None:
    heard = act({"type": "track", "event": "Page Scrolled", "properties": properties})
    assert (heard.price_minor, heard.quantity) == (depth, seconds)


def test_everything_else_is_what_it_is_to_a_shop() -> None:
    for name in ("Product Viewed", "Order Completed", "Page Hidden", "anything"):
        told = event({"type": "track", "event": name, "properties": {"product_id": "a"}})
        assert sales_act_of(told, WON) == act_of(told, WON)


@given(
    st.recursive(
        st.none() | st.text(max_size=9) | st.floats(allow_nan=False) | st.integers(),
        lambda some: st.lists(some, max_size=3) | st.dictionaries(st.text(max_size=4), some),
    )
)
def test_no_value_upsets_it(value: Any) -> None:
    keys = ("path", "url", "title", "name", "category", "depth_percent", "seconds", "form_id")
    for call in (
        {"type": "page"},
        {"type": "track", "event": "Page Scrolled"},
        {"type": "track", "event": "Form Started"},
    ):
        for key in keys:
            body = {"userId": "u", "messageId": "m", **call, "properties": {key: value}}
            body["context"] = {"page": value if isinstance(value, dict) else {key: value}}
            parsed = parse_line(json.dumps(body).encode(), RECEIPT)
            if isinstance(parsed, Event):
                heard = sales_act_of(parsed, WON)
                assert all(text.isprintable() for text in (heard.product_id, heard.category))
