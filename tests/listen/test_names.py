"""GA4's names and fields arrive as Segment's, and nothing that was pushed is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangol.listen.names import (
    OF_ONE_PRODUCT,
    SEGMENT_NAME_OF_GA4,
    EventName,
    plain_number,
    segment_call_of_ga4,
)

SOCKS = {
    "item_id": "SKU-00123",
    "item_name": "겨울 양말",
    "item_brand": "단골",
    "item_category": "의류",
    "item_category2": "양말",
    "item_variant": "빨강",
    "price": "12000",
    "quantity": "2",
    "coupon": "첫구매",
    "index": 3,
}
SOCKS_IN_SEGMENT = {
    "product_id": "SKU-00123",
    "name": "겨울 양말",
    "brand": "단골",
    "category": "의류/양말",
    "variant": "빨강",
    "price": 12000,
    "quantity": 2,
    "coupon": "첫구매",
    "position": 3,
}
COAT = {"item_id": "コート-1", "item_name": "ウールコート", "price": 39800}


@pytest.mark.parametrize(
    ("ga4", "segment"),
    [
        ("search", "Products Searched"),
        ("view_search_results", "Products Searched"),
        ("view_item_list", "Product List Viewed"),
        ("view_promotion", "Promotion Viewed"),
        ("select_promotion", "Promotion Clicked"),
        ("select_item", "Product Clicked"),
        ("view_item", "Product Viewed"),
        ("add_to_cart", "Product Added"),
        ("remove_from_cart", "Product Removed"),
        ("view_cart", "Cart Viewed"),
        ("begin_checkout", "Checkout Started"),
        ("add_shipping_info", "Checkout Step Completed"),
        ("add_payment_info", "Payment Info Entered"),
        ("purchase", "Order Completed"),
        ("refund", "Order Refunded"),
        ("add_to_wishlist", "Product Added to Wishlist"),
        ("share", "Product Shared"),
        ("sign_up", "Signed Up"),
        ("login", "Signed In"),
        ("generate_lead", "generate_lead"),
        ("쿠폰_받기", "쿠폰_받기"),
    ],
)
def test_a_ga4_name_becomes_the_segment_name_or_stays(ga4: str, segment: str) -> None:
    assert segment_call_of_ga4(ga4, None)[0] == segment


def test_every_mapped_name_is_tried_above() -> None:
    assert len(SEGMENT_NAME_OF_GA4) == 19


def test_one_viewed_item_stands_in_the_properties_themselves() -> None:
    name, properties = segment_call_of_ga4(
        "view_item", {"currency": "KRW", "value": "12000", "items": [SOCKS]}
    )
    assert name == EventName.PRODUCT_VIEWED
    assert properties == {"currency": "KRW", "value": 12000, **SOCKS_IN_SEGMENT}


def test_several_viewed_items_stand_under_products() -> None:
    _, properties = segment_call_of_ga4("view_item", {"items": [SOCKS, COAT]})
    assert properties == {
        "products": [
            SOCKS_IN_SEGMENT,
            {"product_id": "コート-1", "name": "ウールコート", "price": 39800},
        ]
    }


def test_a_purchase_of_one_item_still_has_products_and_its_value_is_revenue() -> None:
    _, properties = segment_call_of_ga4(
        "purchase",
        {
            "transaction_id": "T-1",
            "value": "24000",
            "tax": 2400,
            "shipping": "3000",
            "currency": "KRW",
            "items": [SOCKS],
        },
    )
    assert properties == {
        "order_id": "T-1",
        "revenue": 24000,
        "tax": 2400,
        "shipping": 3000,
        "currency": "KRW",
        "products": [SOCKS_IN_SEGMENT],
    }


def test_totals_and_items_outside_ecommerce_are_taken_and_ecommerce_wins() -> None:
    _, properties = segment_call_of_ga4(
        "purchase",
        {"value": 10},
        {"value": 99, "currency": "JPY", "transaction_id": "T-2", "items": [COAT]},
    )
    assert properties["revenue"] == 10
    assert properties["currency"] == "JPY"
    assert properties["order_id"] == "T-2"
    assert properties["products"]


def test_a_refund_s_value_is_its_total() -> None:
    _, properties = segment_call_of_ga4("refund", {"transaction_id": "T-1", "value": 5})
    assert properties == {"order_id": "T-1", "total": 5}


def test_the_exported_total_is_taken_where_the_site_sent_no_value() -> None:
    _, without = segment_call_of_ga4("purchase", {"purchase_revenue": 35.5})
    _, with_value = segment_call_of_ga4("purchase", {"purchase_revenue": 35.5, "value": 30})
    assert (without["revenue"], with_value["revenue"]) == (35.5, 30)


def test_a_search_term_is_the_query() -> None:
    assert segment_call_of_ga4("search", None, {"search_term": "겨울 코트"})[1] == {
        "query": "겨울 코트"
    }


def test_what_is_not_set_is_absent() -> None:
    _, properties = segment_call_of_ga4(
        "view_item", {"items": [{**COAT, "item_brand": "(not set)", "coupon": None}], "value": ""}
    )
    assert properties == {"product_id": "コート-1", "name": "ウールコート", "price": 39800}


def test_unknown_fields_are_kept() -> None:
    _, properties = segment_call_of_ga4(
        "view_item", {"items": [{"item_id": "1", "size": "XL"}]}, {"method": "앱"}
    )
    assert properties == {"product_id": "1", "size": "XL", "method": "앱"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12000", 12000),
        ("35.79", 35.79),
        ("-3", -3),
        ("₩12,000", "₩12,000"),
        ("12,000円", "12,000円"),
        ("\uff11\uff12000", "\uff11\uff12000"),  # full-width 1 and 2
        ("1e5", "1e5"),
        ("nan", "nan"),
        ("1" * 16, "1" * 16),
        ("", ""),
        (7, 7),
        (None, None),
    ],
)
def test_only_plain_numbers_become_numbers(text: object, value: object) -> None:
    assert plain_number(text) == value
    assert type(plain_number(text)) is type(value)


def test_a_product_id_that_looks_like_a_number_stays_a_text() -> None:
    _, properties = segment_call_of_ga4("add_to_cart", {"items": [{"item_id": "00123"}]})
    assert properties["product_id"] == "00123"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.dictionaries(
    st.sampled_from(["items", "value", "item_id", "item_category", "transaction_id", "x"]), JSON
)


@given(st.sampled_from([*SEGMENT_NAME_OF_GA4, "other"]), FIELDS, FIELDS)
def test_any_pushed_value_gives_a_call(name: str, ecommerce: object, params: object) -> None:
    called, properties = segment_call_of_ga4(name, ecommerce, params)
    assert called
    assert "items" not in properties
    assert all(isinstance(product, dict) for product in properties.get("products", []))


@given(st.sampled_from(sorted(OF_ONE_PRODUCT)), st.lists(st.just(COAT), min_size=2, max_size=9))
def test_no_item_is_lost(name: str, items: list[object]) -> None:
    ga4 = {segment: ga4 for ga4, segment in SEGMENT_NAME_OF_GA4.items()}
    _, properties = segment_call_of_ga4(ga4.get(EventName(name), "view_item"), {"items": items})
    assert len(properties["products"]) == len(items)
