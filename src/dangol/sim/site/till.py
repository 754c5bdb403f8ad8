"""The checkout, the orders and the account."""

import secrets
from inspect import isawaitable
from typing import Any

from litestar import Response

from dangol.sim.site import tracking
from dangol.sim.site.cart import METHODS
from dangol.sim.site.forms import body_of
from dangol.sim.site.orders import Order, demo_customer
from dangol.sim.site.pages import not_found
from dangol.sim.site.routes import reads, writes
from dangol.sim.site.seen import Seen

CONTACT = ("name", "email", "phone", "postcode", "address")
PAYMENTS = ("card", "wallet", "transfer")

# --- the checkout ---


@reads("/checkout")
async def checkout(seen: Seen) -> Response[Any]:
    """Where to, and how."""
    return _delivery(seen, "")


@writes("/checkout")
async def checkout_delivery(seen: Seen) -> Response[Any]:
    """The delivery is known; payment is next."""
    given = await body_of(seen)
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
    given = await body_of(seen)
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
    given = await body_of(seen)
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
    given = await body_of(seen)
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


TILL = [
    *(checkout, checkout_delivery, payment, pay, complete),
    *(orders, order_lookup, order_page, account, sign_in, sign_out, identity),
]
