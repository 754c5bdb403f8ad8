"""A person takes the word in the middle of a sentence and gives it back; the shopper always sees
who speaks.
"""

from collections.abc import Callable
from typing import Any

import pytest
from tests.journeys.conftest import Come, Scene
from tests.journeys.hands import Console, bubbles, say, start
from tests.widget.conftest import until

pytestmark = pytest.mark.browser

OWNER, AGENT = "미나", "달빛상점 · 자동 응답"
SPEAKERS = """() => {
  let speaker = ""
  const messages = document.querySelector("dangol-widget").shadowRoot.querySelectorAll(".message")
  return [...messages].flatMap(one => {
    const label = one.querySelector(".sender, .sr")
    speaker = label ? label.textContent : speaker
    return [...one.querySelectorAll(".bubble:not(.dots)")].map(said => [speaker, said.innerText])
  })
}"""


def speakers(page: Any) -> list[tuple[str, str]]:
    """Who, as the shopper reads it, said what."""
    return [(who, words) for who, words in page.evaluate(SPEAKERS)]


def test_a_person_takes_over_in_the_middle_of_a_sentence_and_hands_back(
    scene: Scene, come: Come, console: Callable[[str], Console]
) -> None:
    anonymous_id = scene.browser_id(is_held=True)
    page = come(scene.site + "/products/kn-03", anonymous_id)
    status = page.locator("dangol-widget .status")
    start(page)
    say(page, "배송은 얼마나 걸려요?")
    until(page, lambda: len(bubbles(page)) >= 2, 40_000)
    desk = console(scene.server.url)
    desk.page.locator(".line a").first.wait_for()
    desk.look_at(scene.chain(anonymous_id))

    field, typing = page.locator("textarea"), desk.page.locator("#typing")
    field.press_sequentially("혹시 다음 주 화요일")

    def is_seen_to_write() -> bool:
        field.press("x")
        field.press("Backspace")
        return typing.is_visible()

    until(desk.page, is_seen_to_write)
    desk.take_over()
    page.get_by_text(f"{OWNER} · 상담원", exact=True).wait_for()
    assert field.input_value() == "혹시 다음 주 화요일"
    field.press_sequentially("까지 받을 수 있을까요?")
    field.press("Enter")
    desk.page.get_by_text("혹시 다음 주 화요일까지 받을 수 있을까요?").first.wait_for()
    desk.page.locator("#answer").press_sequentially("네, 제가 ")
    page.locator(".dots").wait_for()  # the shopper sees that somebody is writing
    desk.say("네, 제가 직접 챙겨 보낼게요.")
    until(page, lambda: bubbles(page)[-1] == "네, 제가 직접 챙겨 보낼게요.")
    assert speakers(page)[-1][0] == OWNER

    desk.hand_back()
    until(page, lambda: OWNER not in status.inner_text())
    before = len(bubbles(page))
    say(page, "반품은 며칠 안에 해야 해요?")
    until(page, lambda: len(bubbles(page)) >= before + 2)
    until(page, lambda: speakers(page)[-1][0] == AGENT)

    said = [
        ({"visitor": "나", "agent": AGENT, "operator": OWNER}[sender], part["text"])
        for sender, parts in scene.chain(anonymous_id).messages()
        for part in parts
        if part["type"] == "text" and sender != "system"
    ]
    assert speakers(page) == said
    order = [who for place, (who, _) in enumerate(said) if place == 0 or said[place - 1][0] != who]
    assert order == ["나", AGENT, "나", OWNER, "나", AGENT]
    until(desk.page, lambda: desk.words() == [words for _, words in said])
