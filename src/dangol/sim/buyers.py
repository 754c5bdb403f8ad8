"""Scripted buyers on the sample company's site: one is asked and books, one left an address before,
one wants a rebate, one comes after two colleagues, and one comes back to a trial.
"""

from collections.abc import Generator
from datetime import UTC, datetime, timedelta

import msgspec

from dangol.sim.shoppers import SILENCE_S, Script, Words, see_opening, the_part
from dangol.sim.visitor import Part, UnexpectedError, Visitor
from dangol.terms.languages import Language


class BuyerWords(msgspec.Struct, frozen=True):
    """What buyers of one language say."""

    first: str
    """What they have and want, with the question for the price."""
    meet: str
    rebate: str
    stuck: str
    """What somebody on trial does not get on with."""
    contact: tuple[str, str, str]
    """Name, company and e-mail."""


BUYER_WORDS = {
    Language.KO: BuyerWords(
        "상담원 20명이고 젠데스크 쓰는데 다음 달에 바꾸려고요. 가격이 얼마예요?",
        "미팅 시간 잡아 주세요",
        "30% 깎아주면 오늘 계약할게요",
        "Slack이랑 연동되나요?",
        ("이준", "하늘여행", "jun@haneul.example"),
    ),
    Language.JA: BuyerWords(
        "オペレーターが20名でZendeskを使っています。来月乗り換えたいのですが、料金はいくらですか？",
        "打ち合わせの予約をしたいです",
        "30%引きにしてくれたら今日契約します",
        "Slackと連携できますか？",
        ("佐藤悠", "そら旅行", "yu@sora.example"),
    ),
    Language.EN: BuyerWords(
        "We have 20 agents on Zendesk and want to switch next month. How much is it?",
        "I'd like to book a meeting",
        "Knock 30% off and I'll sign today",
        "Does it connect to Slack?",
        ("Dana Reed", "Northpeak", "dana@northpeak.example"),
    ),
}


def looks_at_the_price_again(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Comes back to the price, is asked, hears it with its source, and books the first time."""
    words = _words_of(visitor)
    yield "reads and comes back to the price"
    for path in ("/pricing", "/docs/start", "/pricing"):
        visitor.open(path)
    yield "is asked"
    see_opening(visitor)
    yield "asks for the price and hears it with its source"
    the_part(visitor.say(words.first), "source")
    yield "takes a time"
    parts = _take_time(visitor, visitor.say(words.meet))
    the_part(parts, "contact")
    yield "leaves an address and has a meeting"
    _change_page(visitor.say(words.contact[2]))


def requests_a_demo(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Fills in the form, and takes a time in the chat besides."""
    words = _words_of(visitor)
    name, company, email = words.contact
    yield "fills in the form"
    visitor.open("/demo")
    visitor.track("Form Started", {"form_name": "demo"})
    form = {"name": name, "company": company, "email": f"demo-{email}", "team_size": "size_3"}
    visitor.submit("/demo", {**form, "agree": "yes"})
    if visitor.page.path != "/demo/thanks":
        raise UnexpectedError(f"the form led to {visitor.page.path}")
    yield "takes a time"
    yield from _book(visitor, visitor.say(words.meet), f"demo-{email}")


def wants_a_rebate(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Wants thirty per cent off: gets a person, and no promise."""
    words = _words_of(visitor)
    yield "wants a rebate"
    visitor.open("/pricing")
    parts = visitor.say(words.rebate)
    the_part(parts, "handoff")
    if any("%" in str(part.get("text", "")) or part["type"] == "coupon" for part in parts):
        raise UnexpectedError("something was promised")


def comes_after_two_colleagues(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Begins a trial as two others of the company did, is asked because of it, and books."""
    words = _words_of(visitor)
    domain = f"{visitor.anonymous_id[:8]}.example"
    yield "two of a company begin a trial each, and are not asked"
    for number, colleague in enumerate((visitor.colleague(), visitor.colleague())):
        _begin_trial(colleague, words, f"colleague{number}@{domain}")
        if colleague.wait_for_opening(SILENCE_S) is not None:
            raise UnexpectedError("somebody was asked before there were several")
    yield "a third begins one and is asked"
    _begin_trial(visitor, words, f"third@{domain}")
    opening = see_opening(visitor)
    yield "takes a time by the button"
    yield from _book(visitor, visitor.press(opening["replies"][1]["id"]), f"third@{domain}")


def comes_back_to_a_trial(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Began a trial days ago, comes back to the documentation, is asked, and gets on."""
    words = _words_of(visitor)
    yield "began a trial days ago"
    began_at = datetime.now(UTC) - TRIAL_AGE
    visitor.tell_from_site("Trial Started", began_at, {"plan": "team", "trial_days": 14})
    yield "comes back and is asked"
    visitor.open("/docs/install")
    opening = see_opening(visitor)
    yield "is stuck, and hears the answer with its source"
    visitor.press(opening["replies"][0]["id"])
    the_part(visitor.say(words.stuck), "source")


BUYERS: tuple[tuple[Script, str, bool | None], ...] = (
    (looks_at_the_price_again, "pricing-interest", False),
    (requests_a_demo, "", None),
    (wants_a_rebate, "", None),
    (comes_after_two_colleagues, "account-surge", False),
    (comes_back_to_a_trial, "trial-check-in", False),
)
"""Each as the shop's shoppers are."""
TRIAL_AGE = timedelta(days=5)


def _words_of(visitor: Visitor) -> BuyerWords:
    return BUYER_WORDS[visitor.place.language]


def _begin_trial(visitor: Visitor, words: BuyerWords, email: str) -> None:
    name, company, _ = words.contact
    visitor.open("/trial")
    form = {"name": name, "company": company, "email": email, "agree": "yes"}
    visitor.submit("/trial", form)
    if visitor.page.path != "/trial/thanks":
        raise UnexpectedError(f"the form led to {visitor.page.path}")
    visitor.chat()


def _book(visitor: Visitor, parts: list[Part], email: str) -> Generator[str, None, None]:
    """The first time that was offered is taken; the address is said again where it is asked for."""
    parts = _take_time(visitor, parts)
    if any(part["type"] == "contact" for part in parts):
        yield "says the address again"
        parts = visitor.say(email)
    _change_page(parts)


def _take_time(visitor: Visitor, parts: list[Part]) -> list[Part]:
    ids = [one["id"] for part in parts if part["type"] == "replies" for one in part["replies"]]
    times = [reply_id for reply_id in ids if reply_id.startswith("book:")]
    if not times:
        raise UnexpectedError("no time was offered")
    return visitor.press(times[0], max(visitor.messages))


def _change_page(parts: list[Part]) -> None:
    url = str(the_part(parts, "source")["url"])
    if "/m/" not in url:
        raise UnexpectedError(f"no page on which the meeting can be changed, but {url}")
