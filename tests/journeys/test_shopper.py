"""A shopper who hesitates at a size is asked, answered, sold to and counted; held out, they see
nothing and are counted all the same.
"""

from typing import Any

import pytest
from tests.journeys.conftest import Come, Scene
from tests.journeys.hands import bubbles, say
from tests.widget.conftest import until

pytestmark = pytest.mark.browser

CUSTOMER = {"name": "민지", "email": "m@example.com", "phone": "010-1234-5678", "postcode": "04524",
            "address": "서울 중구"}  # fmt: skip


def hesitate(page: Any) -> None:
    """Tries one size and the other, and puts none in the cart."""
    for size in ("M", "L", "M"):
        page.locator(f"input[name=size][value={size}]").check(force=True)


def buy(page: Any, scene: Scene) -> Any:
    """Whatever is in the cart is ordered; the order as the shop has it."""
    page.goto(scene.site + "/cart")
    page.locator("a[href='/checkout']").click()
    for name, value in CUSTOMER.items():
        page.locator(f".fields #{name}").fill(value)
    page.locator(".fields button").click()
    page.wait_for_url("**/checkout/payment")
    page.locator(".fields button").click()
    page.wait_for_url("**/complete")
    number = page.url.split("/")[-2]
    return next(order for order in scene.orders if order.number == number)


def test_who_hesitates_at_a_size_is_asked_and_answered_and_buys_and_is_counted(
    scene: Scene, come: Come
) -> None:
    anonymous_id = scene.browser_id(is_held=False)
    page = come(scene.site + "/products/sh-01", anonymous_id)
    hesitate(page)

    page.locator(".card .words").wait_for()
    asked = page.locator(".card .words").inner_text()
    assert "자동 응답" in page.locator(".card .from").inner_text()
    page.locator(".card .words").click()
    say(page, "165에 55인데 M 맞을까요?")
    source = page.locator("a.src").first
    source.wait_for()
    assert (source.get_attribute("href") or "").startswith(scene.site)
    answer = bubbles(page)[2]
    assert "M" in answer and "165" in answer

    say(page, "그럼 블랙 M 담아줘")
    page.locator("#cart-count", has_text="1").wait_for()
    page.locator(".added svg").wait_for()  # the tick of what was put in the cart
    order = buy(page, scene)
    assert [(line.option.option_id, line.quantity) for line in order.lines] == [
        ("sh-01-black-m", 1)
    ]

    until(page, lambda: "Order Completed" in scene.chain(anonymous_id).events())
    chain = scene.chain(anonymous_id)
    ((decision_id, playbook, verdict, reason),) = chain.decisions()
    assert (playbook, verdict, reason) == ("size-doubt", "speak", "")
    ((_, begun_by),) = chain.conversations()
    assert begun_by == decision_id
    assert [sender for sender, _ in chain.messages()][:4] == [
        "agent",
        "visitor",
        "agent",
        "visitor",
    ]
    assert chain.words()[:2] == [asked, "165에 55인데 M 맞을까요?"]
    assert answer in chain.words("agent")
    done = chain.events()
    steps = ("Product Viewed", "Live Chat Opening Shown", "Product Added", "Order Completed")
    assert [done.index(step) for step in steps] == sorted(done.index(step) for step in steps)
    assert done.count("Product Added") == done.count("Order Completed") == 1
    (shown,) = chain.properties("Live Chat Opening Shown")
    (added,) = chain.properties("Product Added")
    (bought,) = chain.properties("Order Completed")
    assert shown["decision_id"] == decision_id
    assert (added["product_id"], added["source"]) == ("sh-01", "chat")
    assert bought["order_id"] == order.number
    assert scene.shop.count("quarantine") == 0


def test_who_is_held_out_sees_nothing_and_is_counted_as_a_ghost(scene: Scene, come: Come) -> None:
    anonymous_id = scene.browser_id(is_held=True)
    page = come(scene.site + "/products/sh-01", anonymous_id)
    frames: list[str] = []
    page.on("websocket", lambda road: road.on("framereceived", lambda text: frames.append(text)))
    page.reload()
    hesitate(page)
    until(page, lambda: scene.chain(anonymous_id).decisions(), 40_000)
    (decision,) = scene.chain(anonymous_id).decisions()
    assert decision[1:] == ("size-doubt", "hold", "size-doubt")
    # Whoever is spoken to after that hears of it, so whatever was for this one would have come.
    other = come(scene.site + "/products/sh-01", scene.browser_id(is_held=False))
    other.locator("dangol-widget .card .words").wait_for()
    assert any('"welcome"' in frame for frame in frames)
    assert not any('"opening"' in frame for frame in frames)
    assert page.locator("dangol-widget .card").is_hidden()

    page.locator("input[name=colour][value=black]").check(force=True)
    page.locator("#buy button[type=submit]").click()
    page.locator("#cart-count", has_text="1").wait_for()
    order = buy(page, scene)
    until(page, lambda: "Order Completed" in scene.chain(anonymous_id).events())
    chain = scene.chain(anonymous_id)
    assert [one[0] for one in chain.decisions()] == [decision[0]]
    assert [one["order_id"] for one in chain.properties("Order Completed")] == [order.number]
    assert chain.conversations() == [] and not any("Opening" in one for one in chain.events())
    assert not any('"opening"' in frame for frame in frames)
