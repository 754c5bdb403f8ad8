"""What the shop's own server says of its customers: their orders, as calls with a server key."""

from datetime import datetime, timedelta
from typing import Any

from dangol.sim.shop import major_of
from dangol.sim.site.orders import Order, Status, past_orders
from dangol.sim.site.tracking import item_of_line
from dangol.terms.languages import Language


def past_order_calls(now: datetime, language: Language, site: str) -> list[dict[str, Any]]:
    """Everything that the shop would have said by now of the sample customer's orders."""
    return [call for order in past_orders(now, language) for call in order_calls(order, site, now)]


def order_calls(order: Order, site: str, now: datetime) -> list[dict[str, Any]]:
    """That the order was placed, and how it stands now where that is something else."""
    calls = [_call(order, "Order Completed", order.ordered_at, site, Status.PAID)]
    if order.status is not Status.PAID:
        moved_at = min(order.ordered_at + timedelta(days=1), now)
        calls.append(_call(order, "Order Updated", moved_at, site, order.status))
    return calls


def _call(order: Order, event: str, at: datetime, site: str, status: Status) -> dict[str, Any]:
    total = order.total
    products: list[dict[str, Any]] = []
    for line in order.lines:
        item = item_of_line(line)
        products.append(
            {
                "product_id": item["item_id"],
                "name": item["item_name"],
                "variant": item.get("item_variant", ""),
                "price": item["price"],
                "quantity": line.quantity,
            }
        )
    properties: dict[str, Any] = {
        "order_id": order.number,
        "status": status.value,
        "currency": total.currency,
        "revenue": major_of(total.goods - total.discount, total.currency),
        "total": major_of(total.to_pay, total.currency),
        "products": products,
        "order_url": f"{site}/orders/{order.number}",
    }
    if order.tracking and status is not Status.PAID:
        properties["tracking_number"] = order.tracking
    return {
        "type": "track",
        "event": event,
        "messageId": f"{order.number}-{status.value}",
        "userId": order.customer_id,
        "timestamp": at.isoformat(),
        "properties": properties,
    }
