"""The sample shop in a real browser: a whole purchase, and what its pages tell about it."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Page
from tests.sim.site.conftest import OpenShop

from dangol.listen.names import SEGMENT_NAME_OF_GA4
from dangol.sim.shop import sample_shop
from dangol.terms.languages import Language

pytestmark = pytest.mark.browser

# Keeps everything that any page pushes, over navigation.
LISTEN = """
window.dataLayer = [];
const kept = window.dataLayer.push.bind(window.dataLayer);
window.dataLayer.push = (...all) => {
  const heard = JSON.parse(sessionStorage.getItem("heard") || "[]");
  sessionStorage.setItem("heard", JSON.stringify([...heard, ...all]));
  return kept(...all);
};
"""


def open_page(browser: Browser, width: int = 1280) -> tuple[Page, list[str]]:
    context = browser.new_context(viewport={"width": width, "height": 844})
    context.add_init_script(LISTEN)
    page, faults = context.new_page(), list[str]()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    return page, faults


def heard(page: Page) -> list[dict[str, Any]]:
    pushes = json.loads(page.evaluate("sessionStorage.getItem('heard')"))
    return [push for push in pushes if "event" in push]


def add(page: Page, colour: str, size: str) -> None:
    page.locator(f"input[name=colour][value={colour}]").check(force=True)
    page.locator(f"input[name=size][value={size}]").check(force=True)
    page.locator("#buy button").click()
    page.locator("#toast").wait_for()


@pytest.mark.parametrize(
    ("language", "width"), [(Language.KO, 390), (Language.JA, 1280), (Language.EN, 390)]
)
def test_a_purchase_is_told_step_by_step_as_ga4_does(
    shop: OpenShop, browser: Browser, language: Language, width: int
) -> None:
    page, faults = open_page(browser, width)
    page.goto(f"{shop.url}/?lang={language}")
    page.goto(f"{shop.url}/products/sh-01")
    add(page, "black", "M")
    assert page.locator("#cart-count").inner_text() == "1"
    page.goto(f"{shop.url}/products/kn-03")
    add(page, "ivory", "S")
    page.goto(f"{shop.url}/cart")
    with page.expect_navigation():
        page.locator("[data-remove='kn-03-ivory-s']").click()
    page.locator("#coupon").fill("welcome10")
    with page.expect_navigation():
        page.locator("#coupon-form button").click()
    page.locator("a[href='/checkout']").click()
    values = {"name": "민지", "email": "m@example.com", "phone": "010", "postcode": "1",
              "address": "서울"}  # fmt: skip
    for name, value in values.items():
        page.locator(f"#{name}").fill(value)
    page.locator(".fields button").click()
    page.wait_for_url("**/checkout/payment")
    page.locator(".fields button").click()
    page.wait_for_url("**/complete")
    page.reload()
    pushes = heard(page)
    assert [push["event"] for push in pushes] == [
        *("view_item", "add_to_cart", "view_item", "add_to_cart", "view_cart"),
        *("remove_from_cart", "view_cart", "Coupon Entered", "Coupon Applied", "view_cart"),
        *("begin_checkout", "add_shipping_info", "add_payment_info", "purchase"),
    ]
    goods = sample_shop(language)
    name, currency = goods.products[0].name, goods.currency
    added = pushes[1]["ecommerce"]
    assert (added["items"][0]["item_name"], added["currency"]) == (name, currency)
    bought = pushes[-1]["ecommerce"]
    (order,) = shop.orders
    assert bought["transaction_id"] == order.number
    assert (bought["coupon"], bought["currency"]) == ("WELCOME10", currency)
    (item,) = bought["items"]
    assert (item["item_id"], item["quantity"]) == ("sh-01", 1)
    assert item["item_variant"] == order.lines[0].option.label
    known = {push["event"] for push in pushes if not push["event"].startswith("Coupon")}
    assert known <= set(SEGMENT_NAME_OF_GA4)
    assert faults == []
    page.context.close()


def test_a_size_must_be_chosen_and_a_sold_out_one_cannot_be_bought(
    shop: OpenShop, browser: Browser
) -> None:
    page, _ = open_page(browser)
    page.goto(f"{shop.url}/products/sh-01")
    page.locator("#buy button").click()
    assert page.locator("#problem").inner_text() == "사이즈를 골라 주세요."
    page.locator("input[value=sky]").check(force=True)
    page.locator("input[name=size][value=S]").check(force=True)
    assert page.locator("#buy button").is_disabled()
    assert page.locator("#stock").inner_text() == "품절"
    page.locator("input[value=black]").check(force=True)
    page.locator("input[name=size][value=L]").check(force=True)
    assert page.locator("#stock").inner_text() == "2개 남았어요"
    assert "colour=black" in (page.locator("#picture").get_attribute("src") or "")
    assert [push["event"] for push in heard(page)] == ["view_item"]
    page.context.close()


def test_a_refused_coupon_is_told_with_its_reason(shop: OpenShop, browser: Browser) -> None:
    page, _ = open_page(browser)
    page.goto(f"{shop.url}/products/ou-02")
    add(page, "beige", "M")
    page.goto(f"{shop.url}/cart")
    page.locator("#coupon").fill("FRIEND20")
    page.locator("#coupon-form button").click()
    page.locator("#coupon-said.bad").wait_for()
    denied = heard(page)[-1]
    assert (denied["event"], denied["coupon_name"]) == ("Coupon Denied", "FRIEND20")
    page.context.close()


def test_another_script_that_fills_the_cart_can_have_the_page_show_it(
    shop: OpenShop, browser: Browser
) -> None:
    page, _ = open_page(browser)
    page.goto(f"{shop.url}/products/sh-01")
    page.evaluate(
        """async () => {
            const items = [{ id: "sh-01-black-m", quantity: 2 }]
            await fetch("/cart/add.js", { method: "POST", body: JSON.stringify({ items }),
                headers: { "content-type": "application/json" } })
            document.dispatchEvent(new CustomEvent("cart:refresh"))
        }"""
    )
    page.locator("#cart-count", has_text="2").wait_for()
    page.context.close()


@pytest.mark.parametrize("language", Language)
def test_no_page_is_wider_than_a_phone_and_no_picture_is_missing(
    shop: OpenShop, browser: Browser, language: Language
) -> None:
    page, faults = open_page(browser, 390)
    page.goto(f"{shop.url}/?lang={language}")
    page.evaluate("""() => fetch("/cart/add.js", { method: "POST", body: "id=sh-01-black-m",
        headers: { "content-type": "application/x-www-form-urlencoded" } })""")
    for path in ("/", "/collections/bags", "/products/pt-01", "/search?q=zzz", "/cart", "/checkout",
                 "/faq", "/pages/returns", "/pages/size-guide", "/orders", "/account"):  # fmt: skip
        page.goto(shop.url + path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (path, wide)
        broken = page.evaluate(
            "[...document.images].filter(i => i.complete && !i.naturalWidth).map(i => i.src)"
        )
        assert broken == [], path
        unnamed = page.evaluate(
            """[...document.querySelectorAll("input:not([type=hidden]), select")]
                .filter(one => !one.labels.length).map(one => one.outerHTML)"""
        )
        assert unnamed == [], path
        assert page.locator("h1").count() == 1
    assert faults == []
    page.context.close()
