"""What people do with their hands: a shopper in the widget, the owner at the console."""

from dataclasses import dataclass
from typing import Any

from tests.journeys.record import Chain


def say(page: Any, text: str) -> None:
    """Types it into the widget and sends it."""
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")


def start(page: Any) -> None:
    """Opens the chat."""
    page.locator("button.launcher").click()
    page.locator("textarea").wait_for()


def bubbles(page: Any) -> list[str]:
    """What stands in the conversation, in order."""
    return page.locator(".bubble:not(.dots)").all_inner_texts()


@dataclass
class Console:
    """The owner's browser at the console."""

    page: Any

    def look_at(self, chain: Chain) -> None:
        """That browser's conversation is open, and whatever happens in it is heard."""
        ((conversation_id, _),) = chain.conversations()
        base = self.page.url.split("/console")[0]
        with self.page.expect_response(lambda answer: "/console/stream" in answer.url):
            self.page.goto(f"{base}/console/conversations/{conversation_id}")

    def take_over(self) -> None:
        self.page.get_by_role("button", name="내가 답하기").click()
        self.page.locator("#answer").wait_for()

    def hand_back(self) -> None:
        self.page.get_by_role("button", name="자동 응답에 돌려주기").click()
        self.page.get_by_role("button", name="내가 답하기").wait_for()

    def say(self, text: str) -> None:
        self.page.locator("#answer").fill(text)
        self.page.keyboard.press("Control+Enter")

    def words(self) -> list[str]:
        """What stands in the conversation, in order."""
        return self.page.locator("#messages .words:not(.quiet)").all_inner_texts()
