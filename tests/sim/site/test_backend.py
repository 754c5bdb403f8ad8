"""What the shop's server says of its customers' orders is understood as it was meant."""

from datetime import UTC, datetime

import pytest
from msgspec.json import encode

from dangol.listen.event import Event, Receipt
from dangol.listen.event_lines import parse_line
from dangol.sim.site.backend import past_order_calls
from dangol.sim.site.orders import DEMO_CUSTOMER_ID, past_orders
from dangol.speak.orders import OrderEvent, fold_orders
from dangol.terms.instants import instant_of
from dangol.terms.languages import Language

NOW = datetime(2026, 11, 3, 1, 30, tzinfo=UTC)
SITE = "http://127.0.0.1:9000"


@pytest.mark.parametrize("language", list(Language))
def test_every_order_is_told_with_where_it_stands_and_what_was_paid(language: Language) -> None:
    events: list[OrderEvent] = []
    for call in past_order_calls(NOW, language, SITE):
        parsed = parse_line(encode(call), Receipt(instant_of(NOW)))
        assert isinstance(parsed, Event)
        assert parsed.user_id == DEMO_CUSTOMER_ID
        events.append(OrderEvent(parsed.name, parsed.instant, call["properties"], is_vouched=True))
    orders = past_orders(NOW, language)
    found = {state.number: state for state in fold_orders(events, orders[0].total.currency)}
    assert set(found) == {order.number for order in orders}
    for order in orders:
        state = found[order.number]
        assert (state.status, state.tracking) == (order.status.value, order.tracking)
        assert state.total is not None
        assert (state.total.minor, state.total.currency) == (
            order.total.to_pay,
            order.total.currency,
        )
        assert state.ordered_at == instant_of(order.ordered_at)
        assert len(state.items) == len(order.lines)
        assert order.lines[0].product.name in state.items[0]
        assert state.url == f"{SITE}/orders/{order.number}"


def test_telling_it_again_tells_the_same() -> None:
    ids = [call["messageId"] for call in past_order_calls(NOW, Language.KO, SITE)]
    assert len(set(ids)) == len(ids)
    assert past_order_calls(NOW, Language.KO, SITE) == past_order_calls(NOW, Language.KO, SITE)
