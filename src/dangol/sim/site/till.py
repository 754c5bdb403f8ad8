"""What is done in the shop: the cart, the coupon, the checkout and the account.

The cart's addresses speak as Shopify's do, in JSON or as a form.
"""

import secrets
from collections.abc import Mapping
from inspect import isawaitable
from typing import Any, cast

import msgspec
from litestar import Response

from dangol.sim.site import tracking
from dangol.sim.site.cart import METHODS, Line, options_of, shopify_cart, shopify_line
from dangol.sim.site.orders import Order, demo_customer
from dangol.sim.site.pages import not_found
from dangol.sim.site.routes import reads, writes
from dangol.sim.site.seen import Seen

CONTACT = ("name", "email", "phone", "postcode", "address")
PAYMENTS = ("card", "wallet", "transfer")
MOST_BYTES = 64 * 1024

# --- the cart ---


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
    given = await _body_of(seen)
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
    given = await _body_of(seen)
    option_id, quantity = str(given.get("id", "")), _whole(given.get("quantity"), 1)
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
    given = await _body_of(seen)
    seen.visit.is_gift = given.get("gift") in (True, "true", "on", "1")
    return seen.json(_cart_of(seen))


@writes("/cart/add")
async def cart_add_form(seen: Seen) -> Response[Any]:
    """The product page's form, for a browser without scripts."""
    given = await _body_of(seen)
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
    code = str((await _body_of(seen)).get("code", "")).strip()[:64]
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


# --- the checkout ---


@reads("/checkout")
async def checkout(seen: Seen) -> Response[Any]:
    """Where to, and how."""
    return _delivery(seen, "")


@writes("/checkout")
async def checkout_delivery(seen: Seen) -> Response[Any]:
    """The delivery is known; payment is next."""
    given = await _body_of(seen)
    seen.visit.contact = {name: str(given.get(name, "")).strip()[:200] for name in CONTACT}
    method = str(given.get("method", ""))
    seen.visit.method = method if method in METHODS else METHODS[0]
    needed = CONTACT[:3] if seen.visit.method == "pickup" else CONTACT
    missing = [seen.words(name) for name in needed if not seen.visit.contact[name]]
    if missing:
        return _delivery(seen, seen.words("required", names=", ".join(missing)))
    total = seen.total(seen.visit.method)
    seen.visit.pushes.append(
        tracking.of_lines("add_shipping_info", seen.lines(), total, shipping_tier=seen.visit.method)
    )
    return seen.to("/checkout/payment")


@reads("/checkout/payment")
async def payment(seen: Seen) -> Response[Any]:
    """How to pay."""
    return _payment(seen, "")


@writes("/checkout/payment")
async def pay(seen: Seen) -> Response[Any]:
    """The order is placed, once, if the coupon and the stock still stand."""
    given = await _body_of(seen)
    lines, visit = seen.lines(), seen.visit
    if not lines or not visit.contact:
        return seen.to("/cart")
    if visit.discount is not None:
        code = visit.discount.code
        visit.discount = await seen.desk.discount_of(code, seen.language)
        if visit.discount is None:
            return _payment(seen, seen.words("coupon_gone", code=code))
    short = seen.desk.short_of(visit, seen.language)
    if short:
        return _payment(seen, seen.words("gone", name=short))
    # While a coupon was being checked, the same form may have come a second time.
    if not visit.quantities:
        return seen.to("/cart")
    total, chosen = seen.total(visit.method), str(given.get("payment", ""))
    now = seen.site.clock()
    order = Order(
        number=f"DB-{now:%y%m%d}-{secrets.token_hex(3).upper()}",
        ordered_at=now,
        language=seen.language,
        lines=lines,
        total=total,
        coupon=visit.discount.code if visit.discount and total.discount else "",
        method=visit.method,
        payment=chosen if chosen in PAYMENTS else PAYMENTS[0],
        name=visit.contact["name"],
        email=visit.contact["email"],
        phone=visit.contact["phone"],
        customer_id=visit.customer.customer_id if visit.customer else "",
    )
    seen.desk.place(visit, order)
    visit.pushes.append(
        tracking.of_lines("add_payment_info", lines, total, payment_type=order.payment)
    )
    visit.pushes.append(tracking.purchase(order))
    if seen.site.on_order is not None:
        told = seen.site.on_order(order)
        if isawaitable(told):
            await told
    return seen.to(f"/orders/{order.number}/complete")


@reads("/orders/{number:str}/complete")
async def complete(seen: Seen) -> Response[Any]:
    """Thank you. The purchase is told to the data layer once, however often this is opened."""
    number = seen.named("number")
    order = seen.desk.orders.get(number)
    if order is None or number not in seen.visit.orders:
        return not_found(seen)
    return seen.page("complete.html.jinja", title=seen.words("complete"), order=order)


# --- orders and the account ---


@reads("/orders")
async def orders(seen: Seen) -> Response[Any]:
    """The orders this visitor may see, and a way to look one up."""
    return _orders(seen, "")


@writes("/orders")
async def order_lookup(seen: Seen) -> Response[Any]:
    """An order by its number and e-mail."""
    given = await _body_of(seen)
    number, email = str(given.get("number", "")), str(given.get("email", ""))
    order = seen.desk.find_order(number, email, seen.language)
    if order is None:
        return _orders(seen, seen.words("order_unknown"))
    return seen.page("order.html.jinja", title=seen.words("order_status"), order=order)


@reads("/orders/{number:str}")
async def order_page(seen: Seen) -> Response[Any]:
    """Where an order stands."""
    number = seen.named("number")
    mine = seen.desk.orders_of(seen.visit, seen.language)
    order = next((one for one in mine if one.number == number), None)
    if order is None:
        return not_found(seen)
    return seen.page("order.html.jinja", title=seen.words("order_status"), order=order)


@reads("/account")
async def account(seen: Seen) -> Response[Any]:
    """The sign-in form, or the customer's own page."""
    return _account(seen, "")


@writes("/account/sign-in")
async def sign_in(seen: Seen) -> Response[Any]:
    """The sample customer is signed in."""
    given = await _body_of(seen)
    customer = demo_customer(seen.language)
    told = (str(given.get("email", "")).strip().casefold(), str(given.get("password", "")))
    if told != (customer.email, customer.password):
        return _account(seen, seen.words("sign_in_failed"))
    seen.visit.customer = customer
    seen.visit.pushes.append({"event": "login", "method": "email"})
    return seen.to("/account")


@writes("/account/sign-out")
async def sign_out(seen: Seen) -> Response[Any]:
    """Nobody is signed in."""
    seen.visit.customer = None
    return seen.to("/account")


@reads("/account/token.json")
async def identity(seen: Seen) -> Response[Any]:
    """Who is signed in, as the shop vouches for it."""
    customer, token = seen.visit.customer, seen.identity_token()
    if customer is None or not token:
        return seen.json({"user_id": None, "token": None}, status=401)
    return seen.json({"user_id": customer.customer_id, "token": token})


# --- what the handlers share ---


def _delivery(seen: Seen, problem: str) -> Response[Any]:
    lines, total = seen.lines(), seen.total()
    if not lines:
        return seen.to("/cart")
    begun = () if problem else (tracking.of_lines("begin_checkout", lines, total),)
    customer = seen.visit.customer
    known = {"name": customer.name, "email": customer.email} if customer else {}
    return seen.page(
        "checkout.html.jinja",
        title=seen.words("checkout_title"),
        pushes=begun,
        status=422 if problem else 200,
        lines=lines,
        total=total,
        contact={**dict.fromkeys(CONTACT, ""), **known, **seen.visit.contact},
        methods=METHODS,
        problem=problem,
    )


def _payment(seen: Seen, problem: str) -> Response[Any]:
    lines = seen.lines()
    if not lines or not seen.visit.contact:
        return seen.to("/cart")
    return seen.page(
        "payment.html.jinja",
        title=seen.words("step_payment"),
        status=409 if problem else 200,
        lines=lines,
        total=seen.total(seen.visit.method),
        payments=PAYMENTS,
        problem=problem,
    )


def _orders(seen: Seen, problem: str) -> Response[Any]:
    mine = seen.desk.orders_of(seen.visit, seen.language)
    return seen.page(
        "orders.html.jinja", title=seen.words("order_status"), orders=mine, problem=problem
    )


def _account(seen: Seen, problem: str) -> Response[Any]:
    return seen.page(
        "account.html.jinja",
        title=seen.words("account"),
        customer=seen.visit.customer,
        sample=demo_customer(seen.language),
        orders=seen.desk.orders_of(seen.visit, seen.language),
        problem=problem,
    )


def _cart_of(seen: Seen) -> dict[str, object]:
    code = seen.visit.discount.code if seen.visit.discount else ""
    return shopify_cart(seen.visit.token[:8], seen.lines(), seen.total(), seen.shop, code)


def _add(seen: Seen, row: Mapping[str, object]) -> Line | str:
    """The line as it is now, or the id of what cannot be added."""
    option_id, count = str(row.get("id", "")), _whole(row.get("quantity"), 1)
    already = seen.visit.quantities.get(option_id, 0)
    if count < 1 or not seen.desk.put(seen.visit, option_id, already + count):
        return option_id
    product, option = options_of(seen.language)[option_id]
    return Line(product, option, already + count)


def _refused(seen: Seen, option_id: str) -> Response[Any]:
    known = options_of(seen.language).get(option_id)
    why = seen.words("gone", name=known[0].name) if known else seen.words("not_found")
    return seen.json({"status": 422, "message": "Cart Error", "description": why}, status=422)


async def _body_of(seen: Seen) -> dict[str, object]:
    """The fields of a form or of a JSON object; whatever is neither has none."""
    length = seen.request.headers.get("content-length", "0")
    if not length.isdigit() or int(length) > MOST_BYTES:
        return {}
    if "json" in seen.request.headers.get("content-type", ""):
        try:
            given = cast(object, msgspec.json.decode(await seen.request.body()))
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}
        return cast("dict[str, object]", given) if isinstance(given, dict) else {}
    return {key: value for key, value in (await seen.request.form()).items()}  # noqa: C416


def _whole(value: object, otherwise: int) -> int:
    """The small whole number of that text; -1 for anything that is none."""
    text = str(value).strip() if value is not None else ""
    if not text:
        return otherwise
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else -1


TILL = [
    *(cart_page, cart_json, cart_add, cart_change, cart_clear, cart_gift, cart_add_form),
    *(cart_coupon, cart_coupon_remove, checkout, checkout_delivery, payment, pay, complete),
    *(orders, order_lookup, order_page, account, sign_in, sign_out, identity),
]
