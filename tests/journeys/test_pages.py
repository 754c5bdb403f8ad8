"""Pages as they already are: a data layer and JSON-LD need no code, calls for another messenger
work unchanged, and where consent is not given nothing is kept anywhere.
"""

import json
import socket
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from tests.journeys.conftest import Come, Scene, Shelf, opened, served
from tests.journeys.hands import bubbles, say
from tests.widget.conftest import until
from tests.widget.test_page import CHANNEL, INTERCOM

pytestmark = pytest.mark.browser

ITEM = {"item_id": "tea-07", "item_name": "우전 녹차 50g", "item_brand": "다원", "price": 28000}
LAYER = {"event": "view_item", "ecommerce": {"currency": "KRW", "value": 28000, "items": [ITEM]}}
PRODUCT = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "BreadcrumbList"},
        {
            "@type": "Product",
            "sku": "tea-07",
            "name": "우전 녹차 50g",
            "offers": {
                "@type": "Offer",
                "price": "28,000",
                "priceCurrency": "KRW",
                "availability": "http://schema.org/InStock",
            },
        },
    ],
}
LAYER_HEAD = f"<script>window.dataLayer = [{json.dumps(LAYER)}]</script>"
PRODUCT_HEAD = f'<script type="application/ld+json">{json.dumps(PRODUCT)}</script>'
COUNTED = ("events", "people", "identifiers", "decisions", "conversations", "messages", "consents",
           "quarantine")  # fmt: skip


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(LAYER_HEAD + PRODUCT_HEAD, id="both"),
        pytest.param(LAYER_HEAD, id="a data layer"),
        pytest.param(PRODUCT_HEAD, id="json-ld"),
    ],
)
def test_a_page_with_a_data_layer_or_json_ld_needs_no_code(
    scene: Scene, come: Come, shelf: Shelf, head: str
) -> None:
    anonymous_id = scene.browser_id(is_held=False)
    page = come(shelf.put("/teas/07", head + scene.tag()), anonymous_id)
    page.locator("dangol-widget .card .words").wait_for()  # whoever keeps looking is asked
    chain = scene.chain(anonymous_id)
    assert [one[1:3] for one in chain.decisions()] == [("size-doubt", "speak")]
    assert chain.events()[:2] == ["page", "Product Viewed"]
    (viewed,) = chain.properties("Product Viewed")
    told = {name: viewed.get(name) for name in ("product_id", "name", "price", "currency")}
    assert told == {
        "product_id": "tea-07",
        "name": "우전 녹차 50g",
        "price": 28000,
        "currency": "KRW",
    }
    if PRODUCT_HEAD in head:
        assert viewed["availability"] == "InStock"
    purchase = {"transaction_id": f"T-{uuid4().hex[:8]}", "value": 28000, "currency": "KRW",
                "items": [{**ITEM, "quantity": 1}]}  # fmt: skip
    bought = json.dumps({"event": "purchase", "ecommerce": purchase})
    page.goto(shelf.put("/thanks", f"<script>window.dataLayer = [{bought}]</script>" + scene.tag()))
    until(page, lambda: "Order Completed" in scene.chain(anonymous_id).events())
    (order,) = scene.chain(anonymous_id).properties("Order Completed")
    assert order["order_id"] == purchase["transaction_id"]


@pytest.mark.parametrize(
    ("name", "snippet", "user_id", "launch"),
    [
        ("channelio", CHANNEL, "m-1", "document.querySelector('#ask').click()"),
        ("intercom", INTERCOM, "u-9", "Intercom('show')"),
    ],
    ids=["channelio", "intercom"],
)
def test_a_page_written_for_another_messenger_boots_unchanged(
    scene: Scene, come: Come, shelf: Shelf, name: str, snippet: str, user_id: str, launch: str
) -> None:
    alias = f'<script src="{scene.proxy.url}/dangol-alias.js" data-alias="{name}"></script>'
    theirs = snippet.replace("VENDOR", "/vendor.js").replace(user_id, f"{user_id}-{uuid4().hex}")
    head = alias + theirs + scene.tag(lang="ko")
    anonymous_id = scene.browser_id(is_held=True)
    page = come(shelf.put("/", head, "<button id=ask>문의</button>"), anonymous_id)
    page.locator("dangol-widget").wait_for(state="attached")
    until(page, lambda: "Wishlisted" in scene.chain(anonymous_id).events())
    page.evaluate(launch)
    page.locator("textarea").wait_for()
    assert page.evaluate("window.shown")
    say(page, "오늘 시키면 내일 와요?" if name == "intercom" else "送料はいくらですか？")
    page.locator("a.src").first.wait_for()
    assert len(bubbles(page)) >= 2
    chain = scene.chain(anonymous_id)
    assert chain.properties("Wishlisted") == [{"productId": "sh-01"}]
    assert len(chain.conversations()) == 1
    known = [row[0] for row in scene.shop.rows("identifiers", "identifier", "person_id")
             if row[1] == chain.person_id]  # fmt: skip
    assert any(user_id in one for one in known), known
    assert "/vendor.js" not in shelf.asked


def test_where_consent_is_never_given_nothing_is_stored(tmp_path: Path, come: Come) -> None:
    # Another's page says late that it was left, and another's cart lies idle: a shop of its own.
    with opened(tmp_path) as scene, socket.create_server(("127.0.0.1", 0)) as listener:
        site = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with served(scene.storefront(consent="wait"), listener):
            walk_without_consent(scene, come, site)


def walk_without_consent(scene: Scene, come: Come, site: str) -> None:
    before = {table: scene.shop.count(table) for table in COUNTED}
    received = scene.server.counted()["received"]
    page = come("about:blank", clock=True)
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("websocket", lambda road: asked.append(road.url))
    page.goto(site + "/products/sh-01")
    page.wait_for_function("window.Dangol && window.Dangol.version")
    page.evaluate("Dangol('track', 'Size Guide Opened'); Dangol('identify', {userId: 'u-1'})")
    page.clock.run_for(60_000)
    page.mouse.move(600, 0)
    page.locator("input[name=size][value=M]").check(force=True)
    page.locator("#buy button[type=submit]").click()
    page.locator("#cart-count", has_text="1").wait_for()
    page.goto(site + "/cart")
    page.wait_for_function("window.Dangol && window.Dangol.version")
    page.clock.run_for(60_000)
    assert kept(page) == {"local": [], "session": [], "databases": [], "caches": []}
    assert page.context.storage_state()["origins"] == []
    assert [one["name"] for one in page.context.cookies() if "dangol" in one["name"]] == []
    page.goto(site + "/faq")
    assert page.locator("dangol-widget").count() == 0
    of_ours = {url for url in asked if url.startswith((scene.proxy.url, "ws:"))}
    assert of_ours == {scene.proxy.url + "/dangol.js"}
    # Whatever came before this one call would have been written with it, or before it.
    call = {"type": "track", "event": "Barrier", "messageId": uuid4().hex, "anonymousId": "barrier"}
    assert scene.shop.post("/v1/batch", {"batch": [call]}).status_code == 200
    assert scene.server.counted()["received"] == received + 1
    after = {table: scene.shop.count(table) for table in COUNTED}
    own = {"events": 1, "people": 1, "identifiers": 1}
    assert after == {table: count + own.get(table, 0) for table, count in before.items()}


def kept(page: Any) -> dict[str, list[str]]:
    """The names of everything that the page's browser keeps for it, besides cookies."""
    return page.evaluate(
        """async () => ({
            local: Object.keys(localStorage),
            session: Object.keys(sessionStorage),
            databases: (await indexedDB.databases()).map(one => one.name),
            caches: self.caches ? await caches.keys() : [],
        })"""
    )
