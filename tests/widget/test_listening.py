"""A page with one tag tells what happens on it: pages, products, carts, leaving; once each."""

import json
from typing import Any

import pytest
from tests.widget.conftest import Visit, until
from tests.widget.wire_server import WireServer

pytestmark = pytest.mark.browser

VIEW = {
    "event": "view_item",
    "ecommerce": {
        "currency": "KRW",
        "value": "39000",
        "items": [
            {
                "item_id": "sh-01",
                "item_name": "바스크 셔츠",
                "item_category": "상의",
                "price": "39000",
            }
        ],
    },
}


def layer(*pushes: object) -> str:
    return f"<script>window.dataLayer=[{','.join(json.dumps(one) for one in pushes)}]</script>"


def jsonld(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values
    )


def product(**more: object) -> dict[str, object]:
    return {
        "@context": "https://schema.org/",
        "@type": "Product",
        "sku": "sh-01",
        "name": "바스크 셔츠",
        "offers": {
            "@type": "Offer",
            "price": "39000",
            "priceCurrency": "KRW",
            "availability": "http://schema.org/OutOfStock",
        },
        **more,
    }


def one(wire: WireServer, page: Any, name: str) -> dict[str, Any]:
    return until(page, lambda: wire.events(name))[0]


def flush(page: Any) -> None:
    """The visitor closes the page: what is still waiting leaves."""
    page.goto("about:blank")


def test_what_the_data_layer_holds_is_replayed_and_what_is_pushed_is_heard(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(head=layer({"ecommerce": None}, VIEW)))
    seen = one(wire, page, "Product Viewed")
    assert seen["properties"] == {
        "currency": "KRW",
        "value": 39000,
        "product_id": "sh-01",
        "name": "바스크 셔츠",
        "category": "상의",
        "price": 39000,
    }
    page.evaluate(
        """() => {
            dataLayer.push({ecommerce: null})
            dataLayer.push({event: "add_to_cart", currency: "KRW", value: 39000,
                            ecommerce: {items: [{item_id: "sh-01", quantity: "2"}]}})
            dataLayer.push({event: "gtm.click"})
            dataLayer.push({event: "purchase", ecommerce: {transaction_id: "o-1", value: 78000,
                currency: "KRW", items: [{item_id: "sh-01"}, {item_id: "kn-02"}]}})
            dataLayer.push({event: "Coupon Denied", coupon_name: "MOON"})
        }"""
    )
    added = one(wire, page, "Product Added")["properties"]
    assert added == {"currency": "KRW", "value": 39000, "product_id": "sh-01", "quantity": 2}
    order = one(wire, page, "Order Completed")["properties"]
    assert (order["order_id"], order["revenue"], len(order["products"])) == ("o-1", 78000, 2)
    assert one(wire, page, "Coupon Denied")["properties"] == {"coupon_name": "MOON"}
    assert not wire.events("gtm.click")


def test_gtags_calls_and_a_layer_put_in_anothers_place_are_heard(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page())
    page.evaluate(
        """() => {
            window.dataLayer = []
            function gtag() { dataLayer.push(arguments) }
            gtag("js", new Date())
            gtag("event", "begin_checkout", {value: 1, items: [{item_id: "a"}]})
        }"""
    )
    assert one(wire, page, "Checkout Started")["properties"]["products"] == [{"product_id": "a"}]


def test_the_page_comes_first_and_every_call_has_a_number_and_an_instant_of_its_own(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(head=layer(VIEW), path="/p?utm_source=insta&utm_campaign=fall"))
    one(wire, page, "Product Viewed")
    calls = wire.calls
    assert [call["type"] for call in calls[:2]] == ["page", "track"]
    assert [call["context"]["dangol"]["seq"] for call in calls] == list(range(1, len(calls) + 1))
    assert len({call["context"]["dangol"]["page"] for call in calls}) == 1
    assert calls[0]["timestamp"] < calls[1]["timestamp"]
    assert calls[0]["context"]["campaign"] == {"source": "insta", "name": "fall"}
    assert calls[0]["properties"]["path"] == "/p"
    assert len({call["anonymousId"] for call in calls}) == 1


def test_a_secret_in_the_address_stays_in_the_browser(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(path="/p?reset_token=hush&q=shirt&email=a%40b.c"))
    until(page, lambda: wire.calls)
    assert "hush" not in json.dumps(wire.calls) and "a%40b.c" not in json.dumps(wire.calls)
    assert "q=shirt" in wire.calls[0]["properties"]["url"]


@pytest.mark.parametrize(
    ("values", "price", "availability"),
    [
        ([product()], 39000, "OutOfStock"),
        ([[{"@type": "BreadcrumbList"}, product()]], 39000, "OutOfStock"),
        ([{"@graph": [{"@type": "WebPage"}, product(**{"@type": ["Thing", "Product"]})]}],
         39000, "OutOfStock"),
        ([product(**{"@type": "http://schema.org/IndividualProduct"})], 39000, "OutOfStock"),
        ([product(offers=[{"price": "41,000", "priceCurrency": "KRW",
                           "availability": "https://schema.org/OutOfStock"},
                          {"price": "39,000.50", "priceCurrency": "KRW",
                           "availability": "https://schema.org/InStock"}])], 39000.5, "InStock"),
        ([product(offers={"@type": "AggregateOffer", "lowPrice": 39000,
                          "priceCurrency": "KRW"})], 39000, None),
        ([product(**{"@type": "ProductGroup", "offers": None, "hasVariant": [
            product(sku="v1", offers={"price": "39000원", "priceCurrency": "KRW",
                                      "availability": "InStock"})]})], "39000원", "InStock"),
        (["broken", product()], 39000, "OutOfStock"),
    ],
    ids=["plain", "array", "graph", "odd type", "offers", "aggregate", "group", "broken beside"],
)  # fmt: skip
def test_a_product_in_json_ld_is_viewed_without_a_line_of_code(
    wire: WireServer, visit: Visit, values: list[Any], price: object, availability: str | None
) -> None:
    head = jsonld(*(value for value in values if value != "broken"))
    if "broken" in values:
        head = '<script type="application/ld+json">{"@type": "Product", oops</script>' + head
    page = visit(wire.page(head=head))
    found = one(wire, page, "Product Viewed")["properties"]
    assert (found["product_id"], found["name"]) == ("sh-01", "바스크 셔츠")
    assert (found["price"], found.get("availability")) == (price, availability)


def test_what_the_data_layer_says_is_not_doubled_by_the_json_ld(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(head=layer(VIEW) + jsonld(product())), clock=True)
    told = one(wire, page, "Product Viewed")
    # What only the JSON-LD knows is added to what the data layer said.
    assert told["properties"]["availability"] == "OutOfStock"
    page.clock.run_for(1600)
    flush(page)
    until(page, lambda: wire.events("Page Hidden"))
    assert len(wire.events("Product Viewed")) == 1


def test_a_late_data_layer_does_not_repeat_the_json_ld(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(head=jsonld(product())))
    one(wire, page, "Product Viewed")
    page.evaluate(f"dataLayer.push({json.dumps(VIEW)})")
    page.evaluate("dataLayer.push({event: 'view_cart', ecommerce: {}})")
    one(wire, page, "Cart Viewed")
    assert len(wire.events("Product Viewed")) == 1


def test_a_list_of_products_is_no_product_viewed(wire: WireServer, visit: Visit) -> None:
    listed = {"@graph": [product(url="/products/a"), product(sku="b", url="/products/b")]}
    page = visit(wire.page(head=jsonld(listed)), clock=True)
    page.clock.run_for(1700)
    flush(page)
    until(page, lambda: wire.events("Page Hidden"))
    assert not wire.events("Product Viewed")


def test_a_single_page_shop_tells_its_pages_and_products(wire: WireServer, visit: Visit) -> None:
    head = jsonld(product(url="/products/sh-01"))
    page = visit(wire.page(head=head, path="/products/sh-01"))
    one(wire, page, "Product Viewed")
    page.evaluate(
        """() => {
            const answer = history.pushState({a: 1}, "", "/products/kn-02?c=1")
            document.title = "니트"
            if (answer !== undefined || history.state.a !== 1) throw new Error("changed")
            history.replaceState({}, "", "/products/kn-02?c=2")
            document.querySelector("script[type*=ld]").textContent = JSON.stringify({
                "@type": "Product", sku: "kn-02", name: "니트", url: "/products/kn-02"})
        }"""
    )
    until(page, lambda: len(wire.events("Product Viewed")) == 2)
    pages = [call["properties"] for call in wire.calls if call["type"] == "page"]
    assert [(p["path"], p["title"]) for p in pages] == [
        ("/products/sh-01", "바스크 셔츠"),
        ("/products/kn-02", "니트"),
    ]
    assert wire.events("Product Viewed")[1]["properties"]["product_id"] == "kn-02"
    page.go_back()
    until(page, lambda: len([c for c in wire.calls if c["type"] == "page"]) == 3)


def test_leaving_upwards_is_exit_intent_once_a_page(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(head=layer(VIEW)), clock=True)
    leave = "document.dispatchEvent(new MouseEvent('mouseout', {clientY: -1, bubbles: true}))"
    page.evaluate(leave)  # too soon: nobody leaves a page within three seconds of reading it
    page.clock.run_for(3100)
    page.evaluate(f"{leave};{leave}")
    found = one(wire, page, "Exit Intent")
    assert found["properties"] == {"trigger": "pointer", "product_id": "sh-01"}
    assert len(wire.events("Exit Intent")) == 1


def test_a_page_that_is_left_says_how_it_was_read(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page("<div style='height:9000px'></div>", head=layer(VIEW)))
    one(wire, page, "Product Viewed")
    page.mouse.wheel(0, 4000)
    page.wait_for_function("scrollY > 3000")
    # Silence after a product is what hesitation is known by: nothing is said while it is read.
    assert [call.get("event") for call in wire.calls] == [None, "Product Viewed"]
    flush(page)
    until(page, lambda: wire.events("Page Hidden"))
    assert [call.get("event") for call in wire.calls[2:]] == ["Page Scrolled", "Page Hidden"]
    assert wire.events("Page Scrolled")[0]["properties"]["depth_percent"] == 50


def test_idleness_is_counted_and_told_when_the_page_is_left(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(), clock=True)
    page.clock.run_for(45_000)
    page.mouse.move(5, 5)
    flush(page)
    idle = until(page, lambda: wire.events("Page Idle"))[0]["properties"]["idle_s"]
    assert 40 <= idle <= 60


def test_a_form_with_an_address_says_that_it_was_begun_and_sent(
    wire: WireServer, visit: Visit
) -> None:
    field = '<input class="{0}" type="{0}" name="id">'
    forms = {"demo": ("email", "text"), "search": ("search",), "login": ("email", "password")}
    body = "".join(
        f'<form id="{name}" name="{name}-form" onsubmit="return false">'
        + "".join(field.format(kind) for kind in kinds)
        + "<button>go</button></form>"
        for name, kinds in forms.items()
    )
    page = visit(wire.page(body))
    for name in ("search", "login", "demo"):
        page.locator(f"#{name} input").first.press_sequentially("minsu@acme.example")
    page.locator("#demo .text").fill("김민수")
    begun = one(wire, page, "Form Started")
    for name in ("search", "login", "demo"):
        page.locator(f"#{name} button").click()
    sent = one(wire, page, "Form Submitted")
    expected = {"form_id": "demo", "form_name": "demo-form"}
    assert (begun["properties"], sent["properties"]) == (expected, expected)
    assert len(wire.events("Form Started")) == len(wire.events("Form Submitted")) == 1
    assert not any(word in json.dumps(wire.calls) for word in ("minsu", "민수"))


def test_a_hidden_tab_and_its_return_are_told(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    until(page, lambda: wire.calls)
    show = (
        "state => { Object.defineProperty(document, 'visibilityState', "
        "{value: state, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')) }"
    )
    page.evaluate(show, "hidden")
    until(page, lambda: wire.events("Page Hidden"))
    page.evaluate(show, "visible")
    one(wire, page, "Page Shown")


def test_what_could_not_be_sent_is_sent_later_and_once(wire: WireServer, visit: Visit) -> None:
    wire.batch_status = 503
    page = visit(wire.page(head=layer(VIEW)))
    page.evaluate("Dangol('track', 'Size Guide Opened', {size: 'M'})")
    until(page, lambda: sum("/v1/b" in path for path in wire.paths) >= 2)
    assert wire.calls == []
    wire.batch_status = 200
    until(page, lambda: len(wire.calls) == 3)
    numbers = [call["context"]["dangol"]["seq"] for call in wire.calls]
    assert numbers == [1, 2, 3] and len({call["messageId"] for call in wire.calls}) == 3
    keys = page.evaluate("Object.keys(localStorage).filter(key => key.includes('.q.'))")
    until(page, lambda: not page.evaluate("Object.keys(localStorage).some(k => k.includes('.q.'))"))
    assert len(keys) <= 1


def test_what_a_page_could_not_send_is_sent_by_the_next(wire: WireServer, visit: Visit) -> None:
    wire.is_down = True
    page = visit(wire.page(), clock=True)
    page.evaluate("Dangol('track', 'Size Guide Opened')")
    until(page, lambda: any("/v1/b" in path for path in wire.paths))
    page.context.set_offline(True)
    page.clock.run_for(50)
    # Offline, a beacon would be lost: the browser keeps what is left.
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    page.context.set_offline(False)
    wire.is_down = False
    page.goto(wire.shop + "/")
    until(page, lambda: wire.events("Size Guide Opened"))
    until(page, lambda: len([c for c in wire.calls if c["type"] == "page"]) == 2)
    ids = [call["messageId"] for call in wire.events("Size Guide Opened")]
    assert len(set(ids)) == 1


def test_the_queue_is_bounded(wire: WireServer, visit: Visit) -> None:
    wire.is_down = True
    page = visit(wire.page())
    page.evaluate("for (let i = 0; i < 500; i += 1) Dangol('track', 'Tick', {i})")
    stored = page.evaluate(
        "JSON.parse(Object.entries(localStorage).find(([key]) => key.includes('.q.'))[1]).calls"
    )
    assert len(stored) == 200 and stored[-1]["properties"]["i"] == 499
    huge = "Dangol('track', 'Huge', {text: 'x'.repeat(40000)})"
    page.evaluate(huge)
    page.evaluate("{ const loop = {}; loop.loop = loop; Dangol('track', 'Loop', loop) }")
    assert "Huge" not in json.dumps(wire.calls)


def test_before_consent_nothing_is_stored_and_nothing_is_sent(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(head=layer(VIEW), consent="wait"), clock=True)
    page.evaluate("Dangol('track', 'Size Guide Opened')")
    page.evaluate("Dangol('identify', {userId: 'u1', email: 'a@b.c'})")
    page.clock.run_for(2500)
    kept = "[localStorage.length, sessionStorage.length, document.cookie.length]"
    assert page.evaluate(kept) == [0, 0, 0]
    assert [path for path in wire.paths if "/v1/" in path] == []
    page.evaluate("Dangol('consent', true)")
    until(page, lambda: len(wire.calls) >= 4)
    assert [call["type"] for call in wire.calls[:2]] == ["page", "track"]
    page.locator("button.launcher").wait_for()


def test_a_refusal_stores_nothing_and_takes_back_what_was_stored(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(consent="wait"), clock=True)
    page.evaluate("Dangol('consent', false)")
    page.evaluate("Dangol('track', 'Size Guide Opened')")
    page.reload()
    page.evaluate("Dangol('consent', false)")
    page.clock.run_for(1800)
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert [path for path in wire.paths if "/v1/" in path] == []
    page.evaluate("Dangol('consent', true)")
    page.evaluate("Dangol('track', 'Changed My Mind')")
    page.clock.run_for(1000)
    until(page, lambda: wire.calls and wire.sent("hello"))
    assert page.evaluate("localStorage.length") > 0
    page.evaluate("Dangol('consent', false)")
    count = len(wire.calls)
    page.evaluate("Dangol('track', 'Size Guide Opened')")
    page.clock.run_for(700)
    assert page.evaluate("localStorage.length") == 0
    assert len(wire.calls) == count


def test_calls_made_before_the_script_are_taken(wire: WireServer, visit: Visit) -> None:
    stub = (
        "<script>window.Dangol=window.Dangol||function(){(Dangol.q=Dangol.q||[]).push(arguments)};"
        "Dangol('identify',{userId:'u1',plan:'gold'},'jwt-1');Dangol('track','Early',{a:1})</script>"
    )
    page = visit(wire.page(head=stub))
    early = one(wire, page, "Early")
    assert (early["userId"], early["properties"]) == ("u1", {"a": 1})
    identify = next(call for call in wire.calls if call["type"] == "identify")
    assert identify["traits"] == {"plan": "gold"} and "jwt-1" not in json.dumps(wire.calls)
    until(page, lambda: wire.sent("hello"))
    hello = wire.sent("hello")[-1]
    assert (hello["userId"], hello["token"]) == ("u1", "jwt-1")


def test_logging_out_makes_a_stranger_of_the_browser(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    page.evaluate("Dangol('identify', 'u1')")
    until(page, lambda: any(call["type"] == "identify" for call in wire.calls))
    page.evaluate("Dangol('reset'); Dangol('track', 'After')")
    after = one(wire, page, "After")
    assert "userId" not in after and after["anonymousId"] != wire.calls[0]["anonymousId"]


def test_where_storage_is_forbidden_events_still_arrive(wire: WireServer, visit: Visit) -> None:
    forbid = (
        "<script>Object.defineProperty(window,'localStorage',"
        "{get(){throw new DOMException('denied','SecurityError')}})</script>"
    )
    page = visit(wire.page(head=forbid + layer(VIEW)))
    one(wire, page, "Product Viewed")
    page.locator("button.launcher").wait_for()


def test_a_server_of_the_real_kind_stores_what_the_page_tells(
    wire: WireServer, visit: Visit, real_shop: Any
) -> None:
    tag = wire.tag(key=real_shop.browser_key).replace(wire.url, real_shop.server.url)
    if b"Dangol" not in _script_of(real_shop.server.url):
        tag = f'<script src="{wire.url}/dangol.js" data-key="{real_shop.browser_key}"></script>'
    wire.pages["/real"] = f"<!doctype html><title>x</title>{layer(VIEW)}{tag}"
    page = visit("about:blank")
    page.route(
        wire.url + "/v1/**",
        lambda route: route.continue_(
            url=route.request.url.replace(wire.url, real_shop.server.url)
        ),
    )
    page.goto(wire.shop + "/real")
    until(page, lambda: len(real_shop.rows("events", "call", "name")) >= 2)
    assert real_shop.rows("events", "call", "name") == [("page", ""), ("track", "Product Viewed")]
    assert real_shop.count("quarantine") == 0


def _script_of(url: str) -> bytes:
    import httpx

    return httpx.get(url + "/dangol.js").content
