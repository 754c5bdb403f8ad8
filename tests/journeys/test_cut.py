"""The connection is cut for half a minute in the middle of a conversation: nothing is lost, and
nothing is doubled, neither at the shopper's nor at the shop's end.
"""

from collections.abc import Callable

import pytest
from tests.journeys.conftest import Come, Scene
from tests.journeys.hands import Console, bubbles, say, start
from tests.widget.conftest import until

pytestmark = pytest.mark.browser

CUT_MS = 30_000


def test_half_a_minute_without_a_connection_loses_nothing_and_doubles_nothing(
    scene: Scene, come: Come, console: Callable[[str], Console]
) -> None:
    anonymous_id = scene.browser_id(is_held=True)
    page = come(scene.site + "/products/sh-01", anonymous_id, clock=True)
    start(page)
    say(page, "배송은 얼마나 걸려요?")
    until(page, lambda: len(bubbles(page)) >= 2, 40_000)
    desk = console(scene.server.url)
    desk.look_at(scene.chain(anonymous_id))
    desk.take_over()
    page.get_by_text("미나 · 상담원", exact=True).wait_for()

    # The last thing that arrives is never acknowledged: the worst moment for a cut.
    scene.proxy.mute()
    say(page, "하나만 더 여쭤볼게요.")
    until(page, lambda: "하나만 더 여쭤볼게요." in scene.chain(anonymous_id).words())
    refused = scene.proxy.refused
    scene.proxy.cut()
    page.locator("dangol-widget .cut").wait_for()
    say(page, "울 제품인가요?")
    desk.say("네, 말씀하세요.")
    desk.page.locator(".said.operator .words").wait_for()
    page.locator("input[name=colour][value=black]").check(force=True)
    page.locator("input[name=size][value=M]").check(force=True)
    page.locator("#buy button[type=submit]").click()
    page.locator("#cart-count", has_text="1").wait_for()
    for _ in range(CUT_MS // 1000):
        page.clock.run_for(1000)
        page.wait_for_timeout(10)  # a refusal comes from outside, and takes its own time
    assert scene.proxy.refused >= refused + 5
    assert "울 제품인가요?" not in scene.chain(anonymous_id).words()
    assert "Product Added" not in scene.chain(anonymous_id).events()

    scene.proxy.mend()

    def is_whole() -> bool:
        page.clock.run_for(1000)
        return "울 제품인가요?" in scene.chain(anonymous_id).words()

    until(page, is_whole, 40_000)
    page.locator("dangol-widget .cut").wait_for(state="hidden")
    desk.say("리넨이에요.")
    until(page, lambda: bubbles(page)[-1] == "리넨이에요.")
    words = scene.chain(anonymous_id).words()
    assert words[0] == "배송은 얼마나 걸려요?"
    assert words[-4:] == [
        "하나만 더 여쭤볼게요.",
        "네, 말씀하세요.",
        "울 제품인가요?",
        "리넨이에요.",
    ]
    assert len(set(words)) == len(words)
    until(page, lambda: bubbles(page) == words)
    until(desk.page, lambda: desk.words() == words)
    assert page.locator(".waiting").count() == 0

    def is_told() -> bool:
        page.clock.run_for(1000)
        return "Product Added" in scene.chain(anonymous_id).events()

    until(page, is_told, 40_000)
    page.goto(scene.site + "/cart")
    until(page, lambda: "Cart Viewed" in scene.chain(anonymous_id).events())
    assert scene.chain(anonymous_id).events().count("Product Added") == 1
    numbers = scene.chain(anonymous_id).numbers()
    assert numbers == list(range(1, len(numbers) + 1))


def test_an_answer_that_is_sent_into_a_cut_line_is_kept_and_said_once(
    scene: Scene, come: Come, console: Callable[[str], Console]
) -> None:
    anonymous_id = scene.browser_id(is_held=True)
    page = come(scene.site + "/products/sh-01", anonymous_id)
    start(page)
    say(page, "배송은 얼마나 걸려요?")
    until(page, lambda: len(bubbles(page)) >= 2, 40_000)
    desk = console(scene.proxy.url)
    desk.look_at(scene.chain(anonymous_id))
    desk.take_over()
    page.get_by_text("미나 · 상담원", exact=True).wait_for()

    scene.proxy.mute()
    desk.say("내일 도착해요.")
    until(page, lambda: "내일 도착해요." in scene.chain(anonymous_id).words("operator"))
    scene.proxy.cut()
    page.locator("dangol-widget .cut").wait_for()
    say(page, "고마워요!")
    until(desk.page, lambda: desk.page.locator("#answer").input_value() == "내일 도착해요.")
    scene.proxy.mend()
    until(page, lambda: "고마워요!" in scene.chain(anonymous_id).words(), 40_000)
    desk.page.get_by_text("고마워요!").first.wait_for(timeout=40_000)
    desk.page.locator("#answer").press("Control+Enter")  # whoever sees it still there sends again
    until(desk.page, lambda: desk.page.locator("#answer").input_value() == "")
    words = scene.chain(anonymous_id).words()
    assert words.count("내일 도착해요.") == 1
    until(page, lambda: bubbles(page) == words)
    until(desk.page, lambda: desk.words() == words)
