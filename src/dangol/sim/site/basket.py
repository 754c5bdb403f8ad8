"""The cart and its coupon. The addresses speak as Shopify's do, in JSON or as a form."""

from collections.abc import Mapping
from typing import Any, cast

from litestar import Response

from dangol.sim.site import tracking
from dangol.sim.site.cart import Line, options_of, shopify_cart, shopify_line
from dangol.sim.site.forms import body_of, whole
from dangol.sim.site.routes import reads, writes
from dangol.sim.site.seen import Seen


@reads("/cart")
async def cart_page(seen: Seen) -> Response[Any]:
    """The cart with its coupon field."""
    lines, total = seen.lines(), seen.total()
    return seen.page(
        "cart.html.jinja",
        title=seen.words("cart"),
        pushes=(tracking.of_lines("view_cart", lines, total),) if lines else (),
        lines=lines,
        total=total,
        data=tracking.script_json(
            {
                "currency": seen.shop.currency,
                "items": {one.option.option_id: tracking.item_of_line(one) for one in lines},
            }
        ),
    )


@reads("/cart.js")
async def cart_json(seen: Seen) -> Response[Any]:
    """The cart in Shopify's shape."""
    return seen.json(_cart_of(seen))


@writes("/cart/add.js")
async def cart_add(seen: Seen) -> Response[Any]:
    """Put options in the cart: `{"items": [{"id", "quantity"}]}` or one such object."""
    given = await body_of(seen)
    rows = given.get("items")
    wanted = cast("list[object]", rows) if isinstance(rows, list) else [given]
    before, added = dict(seen.visit.quantities), list[Line]()
    for row in wanted:
        line = _add(seen, cast("Mapping[str, object]", row) if isinstance(row, Mapping) else {})
        if isinstance(line, str):
            seen.visit.quantities = before
            return _refused(seen, line)
        added.append(line)
    answers = [shopify_line(line, seen.shop) for line in added]
    return seen.json({"items": answers} if isinstance(rows, list) else answers[0])


@writes("/cart/change.js")
async def cart_change(seen: Seen) -> Response[Any]:
    """Set how many of one option are in the cart: `{"id", "quantity"}`; 0 takes it out."""
    given = await body_of(seen)
    option_id, quantity = str(given.get("id", "")), whole(given.get("quantity"), 1)
    if quantity < 0 or not seen.desk.put(seen.visit, option_id, quantity):
        return _refused(seen, option_id)
    return seen.json(_cart_of(seen))


@writes("/cart/clear.js")
async def cart_clear(seen: Seen) -> Response[Any]:
    """Empty the cart."""
    seen.visit.quantities.clear()
    return seen.json(_cart_of(seen))


@writes("/cart/gift.js")
async def cart_gift(seen: Seen) -> Response[Any]:
    """Have the order wrapped, or not: `{"gift": true}`."""
    given = await body_of(seen)
    seen.visit.is_gift = given.get("gift") in (True, "true", "on", "1")
    return seen.json(_cart_of(seen))


@writes("/cart/add")
async def cart_add_form(seen: Seen) -> Response[Any]:
    """The product page's form, for a browser without scripts."""
    given = await body_of(seen)
    product_id, colour = str(given.get("product_id", "")), str(given.get("colour", ""))
    size = str(given.get("size", "")).lower()
    line = _add(seen, {**given, "id": f"{product_id}-{colour}-{size}"})
    if isinstance(line, str):
        known = seen.desk.product_of(product_id, seen.language)
        return seen.to(known.path if known else "/")
    seen.visit.pushes.append(tracking.add_to_cart(line.product, line.option))
    return seen.to("/cart")


@writes("/cart/coupon.js")
async def cart_coupon(seen: Seen) -> Response[Any]:
    """Apply a coupon: `{"code"}`. The answer says `is_applied` and why."""
    code = str((await body_of(seen)).get("code", "")).strip()[:64]
    discount = await seen.desk.discount_of(code, seen.language)
    goods, least = seen.total().goods, seen.shop.amounts.coupon_from
    if discount is None:
        why, message = "unknown", seen.words("coupon_unknown")
    elif goods < least:
        why, message = "minimum", seen.words("coupon_minimum", amount=seen.price(least))
    else:
        seen.visit.discount = discount
        why, message = "", seen.words("coupon_ok", code=discount.code)
    is_applied = not why
    return seen.json(
        {"is_applied": is_applied, "code": code.upper(), "reason": why, "message": message,
         "discount": seen.total().discount},
    )  # fmt: skip


@writes("/cart/coupon/remove")
async def cart_coupon_remove(seen: Seen) -> Response[Any]:
    """Take the coupon off again."""
    seen.visit.discount = None
    return seen.to("/cart")


def _cart_of(seen: Seen) -> dict[str, object]:
    code = seen.visit.discount.code if seen.visit.discount else ""
    return shopify_cart(seen.visit.token[:8], seen.lines(), seen.total(), seen.shop, code)


def _add(seen: Seen, row: Mapping[str, object]) -> Line | str:
    """The line as it is now, or the id of what cannot be added."""
    option_id, count = str(row.get("id", "")), whole(row.get("quantity"), 1)
    already = seen.visit.quantities.get(option_id, 0)
    if count < 1 or not seen.desk.put(seen.visit, option_id, already + count):
        return option_id
    product, option = options_of(seen.language)[option_id]
    return Line(product, option, already + count)


def _refused(seen: Seen, option_id: str) -> Response[Any]:
    known = options_of(seen.language).get(option_id)
    why = seen.words("gone", name=known[0].name) if known else seen.words("not_found")
    return seen.json({"status": 422, "message": "Cart Error", "description": why}, status=422)


BASKET = [
    *(cart_page, cart_json, cart_add, cart_change, cart_clear, cart_gift, cart_add_form),
    *(cart_coupon, cart_coupon_remove),
]
