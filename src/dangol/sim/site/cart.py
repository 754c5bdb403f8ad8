"""A cart and what it comes to, and how Shopify's cart addresses say it.

Source: Shopify Ajax API, `/cart.js` and `/cart/add.js`: prices are whole hundredths of the
currency's unit, for won and yen as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import msgspec

from dangol.sim.shop import COLOUR_WORD, MINOR_DIGITS, SIZE_WORD, Option, Product, Shop, sample_shop
from dangol.terms.languages import Language

MOST_OF_ONE = 10
"""How many of one option an order may hold."""
STANDARD, REMOTE, PICKUP = METHODS = ("standard", "remote", "pickup")


class Discount(msgspec.Struct, frozen=True):
    """What a coupon takes off the goods: a share, or an amount in the visitor's currency."""

    code: str
    percent: int = 0
    amount_minor: int = 0
    most_minor: int | None = None
    """A share takes no more off than this; None for as much as it comes to."""
    currency: str = ""
    """The one it is valid in; "" for all."""

    def off(self, goods_minor: int) -> int:
        """How much of that many goods; never more than they cost."""
        if self.percent:
            share = min(goods_minor, goods_minor * self.percent // 100)
            return share if self.most_minor is None else min(share, self.most_minor)
        return min(goods_minor, max(0, self.amount_minor))


class Line(msgspec.Struct, frozen=True):
    """One option in the cart, and how many of it."""

    product: Product
    option: Option
    quantity: int

    @property
    def total_minor(self) -> int:
        """What the line costs."""
        return self.product.price_minor * self.quantity


class Total(msgspec.Struct, frozen=True):
    """What a cart comes to. Units: minor units of `currency`."""

    currency: str
    goods: int
    discount: int
    shipping: int
    gift_wrap: int
    missing_for_free: int
    """How much more makes the delivery free; 0 where it is."""

    @property
    def to_pay(self) -> int:
        """Everything together."""
        return self.goods - self.discount + self.shipping + self.gift_wrap


@cache
def options_of(language: Language) -> Mapping[str, tuple[Product, Option]]:
    """Every option of the shelf by its id."""
    return {
        option.option_id: (product, option)
        for product in sample_shop(language).products
        for option in product.options
    }


def lines_of(quantities: Mapping[str, int], language: Language) -> tuple[Line, ...]:
    """The cart's lines in the order in which they were put in."""
    known = options_of(language)
    return tuple(
        Line(*known[option_id], quantity)
        for option_id, quantity in quantities.items()
        if option_id in known
    )


def total_of(
    lines: Iterable[Line],
    shop: Shop,
    discount: Discount | None = None,
    method: str = STANDARD,
    is_gift: bool = False,
) -> Total:
    """What the lines come to with delivery, as the shop's policy says."""
    amounts = shop.amounts
    goods = sum(line.total_minor for line in lines)
    off = discount.off(goods) if discount and goods >= amounts.coupon_from else 0
    missing = max(0, amounts.free_shipping_from - (goods - off))
    shipping = 0 if not goods or not missing or method == PICKUP else amounts.shipping
    if goods and method == REMOTE:
        shipping += amounts.remote_area
    return Total(
        currency=shop.currency,
        goods=goods,
        discount=off,
        shipping=shipping,
        gift_wrap=amounts.gift_wrap if is_gift and goods else 0,
        missing_for_free=missing if goods and method != PICKUP else 0,
    )


def shopify_line(line: Line, shop: Shop) -> dict[str, object]:
    """A line as Shopify's `/cart/add.js` answers it."""
    product, option = line.product, line.option
    price = _hundredths(product.price_minor, shop.currency)
    url = f"{product.path}?variant={option.option_id}"
    return {
        "id": option.option_id,
        "variant_id": option.option_id,
        "key": option.option_id,
        "product_id": product.product_id,
        "handle": product.product_id,
        "sku": option.option_id.upper(),
        "title": f"{product.name} - {option.label}",
        "product_title": product.name,
        "variant_title": option.label,
        "variant_options": [option.colour.name, option.size],
        "options_with_values": [
            {"name": COLOUR_WORD[shop.language], "value": option.colour.name},
            {"name": SIZE_WORD[shop.language], "value": option.size},
        ],
        "vendor": product.brand,
        "product_type": product.category,
        "quantity": line.quantity,
        "price": price,
        "original_price": price,
        "discounted_price": price,
        "final_price": price,
        "line_price": price * line.quantity,
        "original_line_price": price * line.quantity,
        "final_line_price": price * line.quantity,
        "url": url,
        "image": f"/images/{product.product_id}.svg?colour={option.colour.key}",
        "properties": {},
        "requires_shipping": True,
        "gift_card": False,
        "taxable": True,
    }


def shopify_cart(
    token: str, lines: Sequence[Line], total: Total, shop: Shop, code: str = ""
) -> dict[str, object]:
    """The cart as Shopify's `/cart.js` answers it: goods and discount, without delivery."""
    items = [shopify_line(line, shop) for line in lines]
    goods, off = (_hundredths(amount, shop.currency) for amount in (total.goods, total.discount))
    return {
        "token": token,
        "note": "",
        "attributes": {},
        "original_total_price": goods,
        "items_subtotal_price": goods,
        "total_discount": off,
        "total_price": goods - off,
        "total_weight": 0,
        "item_count": sum(line.quantity for line in lines),
        "items": items,
        "requires_shipping": bool(items),
        "currency": shop.currency,
        "cart_level_discount_applications": (
            [{"type": "discount_code", "title": code, "total_allocated_amount": off}] if off else []
        ),
    }


def _hundredths(amount_minor: int, currency: str) -> int:
    return amount_minor * 10 ** (2 - MINOR_DIGITS[currency])
