"""The cart and the checkout: what is put in, tried, paid or left."""

import msgspec

from dangol.sim.trail import ORDER_MARK, Properties, Trail

COUPON_RATIO = 0.3
"""Checkouts in which a coupon is entered."""
DENIED_RATIO = 0.4
"""First coupons that are refused."""
COUPON_PERCENT = 10


class Item(msgspec.Struct):
    """One line of a cart."""

    place: int
    variant: str
    quantity: int = 1


class Cart(msgspec.Struct):
    """What one person has put aside."""

    cart_id: str
    items: list[Item] = []


def add_product(trail: Trail, cart: Cart, place: int) -> None:
    """The product stands in the cart, in a size drawn."""
    draw = trail.chance.random
    sizes = trail.showcase.shop.products[place].sizes
    item = Item(place, sizes[int(draw() * len(sizes))], 2 if draw() < 0.07 else 1)
    cart.items.append(item)
    trail.track("Product Added", {"cart_id": cart.cart_id, **_line_of(trail, item)})


def go_to_cart(trail: Trail, cart: Cart) -> None:
    """The cart's page was opened; now and then one of several products was taken out."""
    draw = trail.chance.random
    trail.wait(2 + 6 * draw())
    trail.open(trail.showcase.cart, "Cart")
    trail.track("Cart Viewed", {"cart_id": cart.cart_id, "products": _lines_of(trail, cart)})
    if len(cart.items) > 1 and draw() < 0.2:
        trail.wait(3 + 10 * draw())
        item = cart.items.pop(int(draw() * len(cart.items)))
        trail.track("Product Removed", {"cart_id": cart.cart_id, **_line_of(trail, item)})


def try_checkout(trail: Trail, cart: Cart) -> None:
    """The shopper went as far towards an order as those go who do not order."""
    draw = trail.chance.random
    if draw() < 0.5:
        return
    go_to_cart(trail, cart)
    if draw() < 0.5:
        return
    trail.wait(4 + 15 * draw())
    _start_checkout(trail, cart)
    _try_coupon(trail, cart, denied_ratio=0.8)
    if draw() < 0.2:
        trail.wait(15 + 40 * draw())
        trail.track("Payment Info Entered", {"checkout_id": _checkout_id(cart), "step": 2})


def order(trail: Trail, cart: Cart, order_id: str) -> None:
    """The cart was ordered and paid."""
    draw = trail.chance.random
    showcase = trail.showcase
    _start_checkout(trail, cart)
    coupon, discount = _try_coupon(trail, cart, denied_ratio=DENIED_RATIO)
    trail.wait(20 + 60 * draw())
    trail.track("Payment Info Entered", {"checkout_id": _checkout_id(cart), "step": 2})
    trail.wait(10 + 40 * draw())
    trail.open(showcase.thanks, "Order")
    subtotal = _value_of(trail, cart)
    revenue = subtotal - discount
    shop = showcase.shop
    shipping = 0 if revenue >= shop.free_shipping_minor else shop.shipping_minor
    properties: Properties = {
        "checkout_id": _checkout_id(cart),
        "order_id": order_id,
        "subtotal": showcase.major(subtotal),
        "total": showcase.major(revenue + shipping),
        "revenue": showcase.major(revenue),
        "shipping": showcase.major(shipping),
        "discount": showcase.major(discount),
        "currency": shop.currency,
        "products": _lines_of(trail, cart),
    }
    if coupon:
        properties["coupon"] = coupon
    trail.track("Order Completed", properties, ORDER_MARK)


def _start_checkout(trail: Trail, cart: Cart) -> None:
    trail.open(trail.showcase.checkout, "Checkout")
    properties: Properties = {
        "checkout_id": _checkout_id(cart),
        "cart_id": cart.cart_id,
        "value": trail.showcase.major(_value_of(trail, cart)),
        "currency": trail.showcase.shop.currency,
        "products": _lines_of(trail, cart),
    }
    trail.track("Checkout Started", properties)


def _try_coupon(trail: Trail, cart: Cart, denied_ratio: float) -> tuple[str, int]:
    """The coupon that was taken and its discount in minor units, or nothing and 0."""
    draw = trail.chance.random
    if draw() >= COUPON_RATIO:
        return "", 0
    shop = trail.showcase.shop
    common: Properties = {"checkout_id": _checkout_id(cart), "cart_id": cart.cart_id}
    while draw() < denied_ratio:
        coupon = shop.bad_coupons[int(draw() * len(shop.bad_coupons))]
        trail.wait(5 + 15 * draw())
        trail.track("Coupon Entered", {**common, "coupon_id": coupon})
        trail.wait(0.3)
        trail.track("Coupon Denied", {**common, "coupon_id": coupon, "reason": "expired"})
        if draw() < 0.5:
            return "", 0
    coupon = shop.good_coupons[int(draw() * len(shop.good_coupons))]
    discount = _value_of(trail, cart) * COUPON_PERCENT // 100
    trail.wait(5 + 15 * draw())
    trail.track("Coupon Entered", {**common, "coupon_id": coupon})
    trail.wait(0.3)
    trail.track(
        "Coupon Applied",
        {**common, "coupon_id": coupon, "discount": trail.showcase.major(discount)},
    )
    return coupon, discount


def _checkout_id(cart: Cart) -> str:
    return f"k{cart.cart_id[1:]}"


def _value_of(trail: Trail, cart: Cart) -> int:
    products = trail.showcase.shop.products
    return sum(products[item.place].price_minor * item.quantity for item in cart.items)


def _lines_of(trail: Trail, cart: Cart) -> list[Properties]:
    return [_line_of(trail, item) for item in cart.items]


def _line_of(trail: Trail, item: Item) -> Properties:
    product = trail.showcase.shop.products[item.place]
    return {
        "product_id": product.product_id,
        "sku": f"{product.product_id}-{item.variant}",
        "name": product.name,
        "category": product.category,
        "brand": product.brand,
        "variant": item.variant,
        "price": trail.showcase.major(product.price_minor),
        "quantity": item.quantity,
    }
