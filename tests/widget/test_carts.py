"""Into the carts of the platforms, as their own pages are built: what is sent, what they answer,
and how the page hears of it.
"""

from typing import Any

import pytest
from tests.widget.conftest import Visit, until
from tests.widget.test_chat import say, start
from tests.widget.wire_server import CAFE24_REFUSAL, WireServer

pytestmark = pytest.mark.browser

# Where every WooCommerce page says how its cart is asked, and the one call its themes listen for.
WOOCOMMERCE = """<script>
window.wc_add_to_cart_params = {ajax_url: '/wp-admin/admin-ajax.php',
  wc_ajax_url: '/?wc-ajax=%%endpoint%%', cart_url: '/cart/'}
window.jQuery = root => ({
  trigger: (name, given) => { window.heard = [root.nodeName, name, given] }})
</script>"""

# What Cafe24 puts into a shop's pages for apps: a copy per client, callbacks with the status as an
# error and the reason in the answer, and a form that holds JSON.
CAFE24 = """<script>
window.CAFE24API = {MALL_ID: 'dalbit', SHOP_NO: 2, init(app) {
  return {...this, post(url, params, callback) {
    const asked = new XMLHttpRequest()
    asked.open('POST', url)
    asked.setRequestHeader('Content-type', 'application/x-www-form-urlencoded; charset=utf-8')
    asked.onload = () => callback(asked.status < 209 ? null : new Error(asked.status),
      JSON.parse(asked.responseText))
    asked.send('formData=' + JSON.stringify({...params, cafe24_app_key: app.client_id}))
  }}
}}
</script>"""


def card(product_id: str, option_id: str) -> dict[str, Any]:
    return {
        "type": "product",
        "productId": product_id,
        "name": "데일리 셔츠",
        "price": "39,000원",
        "options": [{"id": option_id, "text": "블랙 M", "isInStock": True}],
    }


def buy(wire: WireServer, page: Any, product: dict[str, Any]) -> None:
    wire.replies["하나"] = [product]
    start(page)
    say(page, "하나")
    page.get_by_role("button", name="장바구니 담기").click()


@pytest.mark.parametrize("named", ["", "woocommerce"])
def test_woocommerce_is_asked_as_its_own_buttons_ask(
    wire: WireServer, visit: Visit, named: str
) -> None:
    page = visit(wire.page(head=WOOCOMMERCE, cart=named))
    buy(wire, page, card("88", "91"))
    page.get_by_text("장바구니에 담았어요").wait_for()
    assert wire.cart == [{"product_id": "91", "quantity": "1"}]  # a variation is a product there
    fragments = {"div.cart": "<div>1</div>"}
    assert page.evaluate("heard") == ["BODY", "added_to_cart", [fragments, "h1"]]
    assert until(page, lambda: wire.sent("cart"))[0]["ok"] is True
    added = until(page, lambda: wire.events("Product Added"))[0]["properties"]
    assert (added["product_id"], added["variant"], added["price"]) == ("88", "91", 39000)


def test_woocommerce_says_no_with_an_answer_like_any_other(wire: WireServer, visit: Visit) -> None:
    wire.cart_status = 400
    page = visit(wire.page(head=WOOCOMMERCE, cart=""))
    buy(wire, page, card("88", "91"))
    page.get_by_text("처리하지 못했어요").wait_for()
    cart = until(page, lambda: wire.sent("cart"))[0]
    assert (cart["ok"], cart["error"]) == (False, "refused")
    assert page.evaluate("window.heard") is None


def test_cafe24_is_asked_through_its_own_script(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(head=CAFE24, cart="cafe24:app-1"))
    buy(wire, page, card("19", "P000000T000A"))
    page.get_by_text("장바구니에 담았어요").wait_for()
    (asked,) = wire.cart
    assert (asked["shop_no"], asked["cafe24_app_key"]) == (2, "app-1")
    request = asked["request"]
    assert (request["product_no"], request["basket_type"]) == (19, "A0000")
    assert request["variants"] == [{"quantity": 1, "variants_code": "P000000T000A"}]
    assert until(page, lambda: wire.sent("cart"))[0]["ok"] is True


def test_cafe24_says_why_not(wire: WireServer, visit: Visit) -> None:
    wire.cart_status = 422
    page = visit(wire.page(head=CAFE24, cart="cafe24:app-1"))
    buy(wire, page, card("19", "P000000T000A"))
    page.get_by_text("처리하지 못했어요").wait_for()
    cart = until(page, lambda: wire.sent("cart"))[0]
    assert (cart["ok"], cart["error"]) == (False, CAFE24_REFUSAL["message"])
    assert not wire.events("Product Added")


def test_where_no_cart_is_known_nothing_is_offered_to_be_put_in_one(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(cart=""))
    wire.replies["하나"] = [card("88", "91")]
    start(page)
    say(page, "하나")
    page.get_by_text("39,000원").wait_for()
    assert page.get_by_role("button", name="장바구니 담기").count() == 0


def test_an_add_is_told_though_the_page_is_left_at_once(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    buy(wire, page, card("sh-01", "black-m"))
    page.get_by_text("장바구니에 담았어요").wait_for()
    page.goto(wire.page(path="/cart"))
    until(page, lambda: wire.events("Product Added"))
    page.locator("button.launcher").wait_for()
    page.evaluate("Dangol('track', 'Last')")
    until(page, lambda: wire.events("Last"))
    assert len(wire.events("Product Added")) == 1
