"""Streams of a shop's events for laws that hold for every stream."""

from typing import Any

import msgspec
from hypothesis import strategies as st

from dangol.decide.opportunity import Policy
from dangol.decide.playbook import Playbook, Trigger
from dangol.decide.recipes import read_recipes
from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.listen.signals import SESSION_GAP_US, SignalSettings
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import MINUTE_US, SECOND_US, Instant, access_zone, render_instant
from dangol.terms.languages import Language

START = Instant(1_793_000_000_000_000)
FAST = SignalSettings(cart_idle_us=2 * MINUTE_US, checkout_stalled_us=MINUTE_US, hesitation_views=2)
POLICY = Policy(
    WorkspaceId("w"), access_zone("Asia/Seoul"), "KRW", (Language.KO, Language.JA), "salt"
)
replace = msgspec.structs.replace

NAMES = [
    *(["Product Viewed"] * 4),
    *(["Product Added"] * 3),
    "Product Removed",
    "Products Searched",
    "Products Searched",
    "Product Clicked",
    "Checkout Started",
    "Coupon Denied",
    "Exit Intent",
    "Page Hidden",
    "Cart Viewed",
    "Order Completed",
]
PRODUCTS = {"니트": "상의", "셔츠": "상의", "블라우스": "상의", "치마": "하의"}
GAPS = [0, 1, SECOND_US, 20 * SECOND_US, MINUTE_US, 2 * MINUTE_US, 5 * MINUTE_US]
GAPS += [10 * MINUTE_US, 11 * MINUTE_US, SESSION_GAP_US, SESSION_GAP_US + 1, 45 * MINUTE_US]


def playbooks(**changes: Any) -> tuple[Playbook, ...]:
    """The eight recipes with these changes, and one that listens with settings of its own."""
    recipes = tuple(replace(recipe, **changes) for recipe in read_recipes())
    rescue = next(recipe for recipe in recipes if recipe.name == "cart-rescue")
    fast = replace(rescue, name="fast-rescue", trigger=Trigger(rescue.trigger.signals, FAST))
    return (*recipes, fast)


def call_of(
    name: str,
    instant: Instant,
    *,
    user_id: str = "",
    anonymous_id: str = "",
    message_id: str = "",
    call: str = "track",
    **more: Any,
) -> bytes:
    """The bytes of one call."""
    fields: dict[str, Any] = {
        "messageId": message_id or f"{name}-{instant}-{user_id}-{anonymous_id}",
        "timestamp": render_instant(instant),
        "type": call,
    }
    if anonymous_id:
        fields["anonymousId"] = anonymous_id
    if user_id:
        fields["userId"] = user_id
    if call == "track":
        fields["event"] = name
    return msgspec.json.encode({**fields, **more})


def event_of(raw: bytes, received_at: Instant) -> Event:
    """The event that the server makes of the bytes."""
    event = parse_line(raw, Receipt(received_at=received_at))
    assert isinstance(event, Event), event
    return event


@st.composite
def streams(draw: st.DrawFn, most: int = 30) -> list[tuple[Instant, bytes]]:
    """Calls in order of time: visitors with and without accounts who share devices and log in."""
    calls: list[tuple[Instant, bytes]] = []
    instant = START
    for number in range(draw(st.integers(1, most))):
        instant = Instant(instant + draw(st.sampled_from(GAPS)))
        user_id = draw(st.sampled_from(["", "", "kim", "lee"]))
        anonymous_id = draw(st.sampled_from(["phone", "desk", "kiosk"] + ([""] if user_id else [])))
        more: dict[str, Any] = {}
        kind = "track"
        if user_id and draw(st.integers(0, 9)) == 0:
            kind, more = "alias", {"previousId": draw(st.sampled_from(["phone", "desk"]))}
        else:
            product = draw(st.sampled_from(sorted(PRODUCTS)))
            more["properties"] = {
                "product_id": product,
                "category": PRODUCTS[product],
                "price": draw(st.sampled_from([0, 9_900, 120_000])),
                "quantity": draw(st.sampled_from([1, 2])),
                "in_stock": draw(st.sampled_from([True, True, False])),
            }
        if draw(st.integers(0, 5)) == 0:
            more["context"] = {"locale": draw(st.sampled_from(["ko-KR", "ja-JP"]))}
        raw = call_of(
            draw(st.sampled_from(NAMES)),
            instant,
            user_id=user_id,
            anonymous_id=anonymous_id,
            message_id=f"m{number}",
            call=kind,
            **more,
        )
        calls.append((instant, raw))
    return calls
