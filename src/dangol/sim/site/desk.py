"""What the shop remembers while it is open: visits with their carts, stock and orders."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from inspect import isawaitable
from typing import TypeAlias

import msgspec

from dangol.sim.shop import Option, Product, sample_products, sample_shop
from dangol.sim.site.cart import MOST_OF_ONE, STANDARD, Discount, Line, lines_of, options_of
from dangol.sim.site.orders import Customer, Order, past_orders
from dangol.sim.site.visits import Visits
from dangol.terms.languages import Language

CheckCoupon: TypeAlias = Callable[[str], Discount | Awaitable[Discount | None] | None]
OnOrder: TypeAlias = Callable[[Order], Awaitable[None] | None]


@dataclass
class Visit:
    """What the shop knows about one browser."""

    token: str
    quantities: dict[str, int] = field(default_factory=dict[str, int])
    discount: Discount | None = None
    is_gift: bool = False
    method: str = STANDARD
    contact: dict[str, str] = field(default_factory=dict[str, str])
    customer: Customer | None = None
    orders: list[str] = field(default_factory=list[str])
    pushes: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    """What the next page tells the data layer, once."""


class Desk:
    """One open shop. It forgets everything when it closes."""

    def __init__(self, opened_at: datetime, check_coupon: CheckCoupon | None) -> None:
        self.opened_at = opened_at
        self.check_coupon = check_coupon
        self.visits = Visits(Visit)
        self.orders: dict[str, Order] = {}
        self.stock = {
            option.option_id: option.stock
            for product in sample_products(Language.KO)
            for option in product.options
        }

    def restock(self, option_id: str, count: int) -> None:
        """That many of the option are there from now on."""
        self.stock[option_id] = max(0, count)

    def product_now(self, product: Product) -> Product:
        """The product with the stock of this moment."""
        options = tuple(self._option_now(option) for option in product.options)
        if options == product.options:
            return product
        is_in_stock = any(option.stock for option in options)
        return msgspec.structs.replace(product, options=options, is_in_stock=is_in_stock)

    def products_now(self, language: Language) -> tuple[Product, ...]:
        """The whole shelf with the stock of this moment."""
        return tuple(self.product_now(product) for product in sample_products(language))

    def product_of(self, product_id: str, language: Language) -> Product | None:
        """The product with that id, as it is now."""
        for product in sample_products(language):
            if product.product_id == product_id:
                return self.product_now(product)
        return None

    def lines_of(self, visit: Visit, language: Language) -> tuple[Line, ...]:
        """What is in the visit's cart."""
        return lines_of(visit.quantities, language)

    def put(self, visit: Visit, option_id: str, quantity: int) -> bool:
        """Set how many of an option are in the cart; False where there are not so many."""
        if option_id not in options_of(Language.KO):
            return False
        if quantity <= 0:
            visit.quantities.pop(option_id, None)
            return True
        if quantity > min(MOST_OF_ONE, self.stock[option_id]):
            return False
        visit.quantities[option_id] = quantity
        return True

    def short_of(self, visit: Visit, language: Language) -> str:
        """The name of the first thing in the cart of which there is not enough; "" if there is."""
        for line in self.lines_of(visit, language):
            if line.quantity > self.stock[line.option.option_id]:
                return line.product.name
        return ""

    async def discount_of(self, code: str, language: Language) -> Discount | None:
        """What the code takes off, by the shop's own coupons or by whoever else checks them."""
        code = code.strip().upper()[:64]
        percent = dict(sample_shop(language).coupon_percents).get(code)
        if percent is not None:
            return Discount(code, percent=percent)
        if not code or self.check_coupon is None:
            return None
        asked = self.check_coupon(code)
        found = await asked if isawaitable(asked) else asked
        is_of_here = found is not None and found.currency in ("", sample_shop(language).currency)
        return found if is_of_here else None

    def place(self, visit: Visit, order: Order) -> None:
        """The order stands: its things leave the shelf and the cart is empty."""
        self.orders[order.number] = order
        for line in order.lines:
            self.stock[line.option.option_id] -= line.quantity
        visit.orders.append(order.number)
        visit.quantities.clear()
        visit.discount, visit.is_gift = None, False

    def orders_of(self, visit: Visit, language: Language) -> tuple[Order, ...]:
        """The orders this visit may see: its own, and those of whoever is signed in."""
        customer = visit.customer
        own = [
            order
            for order in self.orders.values()
            if order.number in visit.orders
            or (customer is not None and order.customer_id == customer.customer_id)
        ]
        past = past_orders(self.opened_at, language) if customer is not None else ()
        return (*reversed(own), *past)

    def find_order(self, number: str, email: str, language: Language) -> Order | None:
        """The order with that number and e-mail: who knows both may see it."""
        known = (*self.orders.values(), *past_orders(self.opened_at, language))
        wanted = (number.strip().upper(), email.strip().casefold())
        for order in known:
            if (order.number.upper(), order.email.casefold()) == wanted:
                return order
        return None

    def _option_now(self, option: Option) -> Option:
        stock = self.stock[option.option_id]
        return option if stock == option.stock else msgspec.structs.replace(option, stock=stock)
