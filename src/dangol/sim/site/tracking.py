"""What an ordinary shop's pages tell about themselves: GA4 e-commerce events and JSON-LD.

Source: the GA4 e-commerce reference (`items`, `item_variant`); schema.org Product and Offer, with
prices as texts, as most themes write them.
"""

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from dangol.sim.shop import Category, Option, Product, Shop, major_of
from dangol.sim.site.cart import Line, Total
from dangol.sim.site.orders import Order

Push: TypeAlias = dict[str, object]


def item_of(
    product: Product, option: Option | None = None, quantity: int | None = None
) -> dict[str, object]:
    """A product as a GA4 item."""
    item: dict[str, object] = {
        "item_id": product.product_id,
        "item_name": product.name,
        "item_brand": product.brand,
        "item_category": product.category,
        "price": major_of(product.price_minor, product.currency),
    }
    if option is not None:
        item["item_variant"] = option.label
    if quantity is not None:
        item["quantity"] = quantity
    if not product.is_in_stock:
        item["availability"] = "out_of_stock"
    return item


def view_item(product: Product) -> Push:
    """A product's page was opened."""
    value = major_of(product.price_minor, product.currency)
    return _push("view_item", product.currency, value, [item_of(product)])


def view_item_list(category: Category, products: Iterable[Product]) -> Push:
    """A category was opened."""
    items = [{**item_of(p), "index": place} for place, p in enumerate(products, start=1)]
    list_id = category.path.rsplit("/", 1)[-1]
    ecommerce = {"item_list_id": list_id, "item_list_name": category.name, "items": items}
    return {"event": "view_item_list", "ecommerce": ecommerce}


def view_search_results(query: str, products: Iterable[Product]) -> Push:
    """Somebody searched."""
    items = [item_of(product) for product in products]
    return {
        "event": "view_search_results",
        "search_term": query,
        "search_results": len(items),
        "ecommerce": {"items": items[:12]},
    }


def add_to_cart(product: Product, option: Option) -> Push:
    """One of an option was put in the cart."""
    value = major_of(product.price_minor, product.currency)
    return _push("add_to_cart", product.currency, value, [item_of(product, option, 1)])


def of_lines(event: str, lines: Iterable[Line], total: Total, **more: object) -> Push:
    """`view_cart`, `begin_checkout`, `add_shipping_info` and their like: the cart as it is."""
    value = major_of(total.goods - total.discount, total.currency)
    return _push(event, total.currency, value, [item_of_line(line) for line in lines], **more)


def item_of_line(line: Line) -> dict[str, object]:
    """A cart's line as a GA4 item."""
    return item_of(line.product, line.option, line.quantity)


def purchase(order: Order) -> Push:
    """An order was placed: `value` is after discount and without delivery."""
    total = order.total
    more: dict[str, object] = {
        "transaction_id": order.number,
        "shipping": major_of(total.shipping, total.currency),
        "discount": major_of(total.discount, total.currency),
        "tax": 0,
    }
    if order.coupon:
        more["coupon"] = order.coupon
    return of_lines("purchase", order.lines, total, **more)


def _push(
    event: str, currency: str, value: float, items: list[dict[str, object]], **more: object
) -> Push:
    ecommerce: dict[str, object] = {"currency": currency, "value": value, **more, "items": items}
    return {"event": event, "ecommerce": ecommerce}


# --- JSON-LD ---


def product_jsonld(product: Product, site: str, shop: Shop) -> dict[str, object]:
    """A product with an offer for every option."""
    return {
        "@context": "https://schema.org/",
        "@type": "Product",
        "@id": f"{site}{product.path}",
        "sku": product.product_id,
        "productID": product.product_id,
        "name": product.name,
        "description": product.about,
        "category": product.category,
        "image": [
            f"{site}/images/{product.product_id}.svg?colour={colour.key}"
            for colour in product.colours
        ],
        "brand": {"@type": "Brand", "name": product.brand},
        "material": product.material,
        "url": f"{site}{product.path}",
        "offers": [
            {
                "@type": "Offer",
                "sku": option.option_id,
                "name": f"{product.name} - {option.label}",
                "image": f"{site}/images/{product.product_id}.svg?colour={option.colour.key}",
                "price": str(major_of(product.price_minor, product.currency)),
                "priceCurrency": product.currency,
                "availability": f"https://schema.org/{'InStock' if option.stock else 'OutOfStock'}",
                "url": f"{site}{product.path}?variant={option.option_id}",
                "seller": {"@type": "Organization", "name": shop.name},
            }
            for option in product.options
        ],
    }


def category_jsonld(
    category: Category, products: Iterable[Product], site: str, shop: Shop
) -> dict[str, object]:
    """A category as a graph of its page, its trail and its products."""
    return {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "CollectionPage", "@id": f"{site}{category.path}", "name": category.name},
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {"@type": "ListItem", "position": 1, "name": shop.name, "item": f"{site}/"},
                    {"@type": "ListItem", "position": 2, "name": category.name},
                ],
            },
            *(
                {
                    "@type": ["Product"],
                    "sku": product.product_id,
                    "name": product.name,
                    "image": f"{site}/images/{product.product_id}.svg",
                    "url": f"{site}{product.path}",
                    "offers": {
                        "@type": "AggregateOffer",
                        "lowPrice": str(major_of(product.price_minor, product.currency)),
                        "highPrice": str(major_of(product.price_minor, product.currency)),
                        "priceCurrency": product.currency,
                        "offerCount": str(len(product.options)),
                        "availability": "https://schema.org/"
                        + ("InStock" if product.is_in_stock else "OutOfStock"),
                    },
                }
                for product in products
            ),
        ],
    }


def faq_jsonld(articles: Iterable[tuple[str, str]]) -> dict[str, object]:
    """Questions with their answers."""
    return {
        "@context": "https://schema.org",
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": question,
                "acceptedAnswer": {"@type": "Answer", "text": answer},
            }
            for question, answer in articles
        ],
    }


def script_json(value: object) -> str:
    """JSON that cannot end the script it stands in, whatever texts it holds."""
    text = msgspec.json.encode(value).decode()
    for mark, code in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026"),
                       ("\u2028", "\\u2028"), ("\u2029", "\\u2029")):  # fmt: skip
        text = text.replace(mark, code)
    return text
