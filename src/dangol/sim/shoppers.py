"""Scripted shoppers, who go through the doors that everybody goes through: the shop's pages, the
widget's events and the chat.

A script is a generator that names each step before it takes it, so that what failed has a name.
"""

from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from http.client import HTTPException
from typing import TypeAlias

import msgspec

from dangol.sim.site.orders import past_orders
from dangol.sim.visitor import Frame, Part, Place, TimeIsUpError, UnexpectedError, Visitor
from dangol.terms.languages import Language

PRODUCT, COLOUR, SIZE = "sh-01", "black", "m"
OPTION = f"{PRODUCT}-{COLOUR}-{SIZE}"
OPENING_S = 10.0
"""An opening that has not come by then does not come."""
SILENCE_S = 1.0
"""So long nothing is said to somebody who is held out: what is decided is told at once."""

Script: TypeAlias = Callable[[Visitor, "Words"], Generator[str, None, None]]


class Words(msgspec.Struct, frozen=True):
    """What shoppers of one language say."""

    size: str
    put: str
    returns: str
    coupon: str
    person: str
    order: str
    contact: tuple[str, str, str, str, str]
    """Name, e-mail, phone, postcode and address."""


WORDS = {
    Language.KO: Words(
        "165에 55인데 M 맞을까요?",
        "그럼 블랙 M 담아줘",
        "돈은 언제 들어와요?",
        "오늘 시키면 내일 와요? 쿠폰도 주세요",
        "깨져서 왔다고요, 사람 바꿔주세요",
        "주문한 거 언제 와요?",
        ("김하나", "hana@example.com", "010-0000-0000", "04524", "서울시 중구 세종대로 110"),
    ),
    Language.JA: Words(
        "165cmで55kgなんですが、Mで合いますか？",
        "じゃあブラックのMをカートに入れて",
        "お金はいつ戻りますか？",
        "今日頼んだら明日届きますか？クーポンもください",
        "壊れて届いたんですけど、人に代わってください",
        "注文した商品はいつ届きますか",
        ("佐藤花", "hana@example.com", "090-0000-0000", "100-0001", "東京都千代田区千代田1-1"),
    ),
    Language.EN: Words(
        "I'm 165 cm and 55 kg, will M fit?",
        "ok then add the black M",
        "when do i get my money back",
        "If I order today does it arrive tomorrow? And a coupon please",
        "It arrived broken, let me talk to a person",
        "where is my order",
        ("Hana Lee", "hana@example.com", "202-555-0100", "20500", "1600 Pennsylvania Ave NW"),
    ),
}


class Role(msgspec.Struct, frozen=True):
    """One shopper of a cast."""

    name: str
    language: Language
    script: Script
    is_held: bool | None = None
    """Whether they belong to those who are held out; None where it does not matter."""
    is_buyer: bool = False
    """They go to the company's site, and not to the shop."""
    playbook: str = ""
    """Whose holdout that is."""


class Played(msgspec.Struct, frozen=True):
    """How far a shopper came."""

    shopper: str
    language: Language
    steps: int
    """Those that went well."""
    failed: str = ""
    """The step that did not, and why."""


def hesitates(visitor: Visitor, words: Words) -> Generator[str, None, None]:
    """Cannot choose a size, is asked, has it put in the cart by the chat, and buys."""
    yield "comes in"
    visitor.open("/")
    yield "looks at one thing three times"
    for _ in range(3):
        visitor.open(f"/products/{PRODUCT}")
    yield "is asked"
    opening = see_opening(visitor)
    yield "answers by a button"
    parts = visitor.press(opening["replies"][0]["id"])
    if any(part["type"] == "contact" for part in parts):
        raise UnexpectedError("what the button says was not understood")
    yield "asks about the size and gets an answer with its source"
    the_part(visitor.say(words.size), "source")
    yield "has it put in the cart"
    added = the_part(visitor.say(words.put), "cart_add")
    if added["optionId"] != OPTION:
        raise UnexpectedError(f"{added['optionId']} was put in the cart")
    visitor.call("/cart/add.js", {"items": [{"id": OPTION, "quantity": added["quantity"]}]})
    visitor.track(
        "Product Added",
        {"product_id": PRODUCT, "variant": OPTION, "quantity": 1, "source": "chat"},
    )
    said = max(visitor.messages)
    visitor.chat({"t": "cart", "clientId": f"cart-{visitor.anonymous_id}"[:64], "seq": said,
                  "ok": True})  # fmt: skip
    yield "buys"
    _buy(visitor, words)


def hesitates_unasked(visitor: Visitor, words: Words) -> Generator[str, None, None]:
    """Hesitates just so, is held out and hears nothing, and buys all the same."""
    yield "looks at one thing three times"
    for _ in range(3):
        visitor.open(f"/products/{PRODUCT}")
    yield "hears nothing"
    if visitor.wait_for_opening(SILENCE_S) is not None:
        raise UnexpectedError("somebody held out was asked")
    yield "buys"
    visitor.submit("/cart/add", {"product_id": PRODUCT, "colour": COLOUR, "size": SIZE})
    _buy(visitor, words)


def asks(visitor: Visitor, words: Words) -> Generator[str, None, None]:
    """Asks about size, returns, delivery and a coupon, and buys with that coupon."""
    yield "looks at one thing"
    visitor.open(f"/products/{PRODUCT}")
    yield "asks about the size"
    the_part(visitor.say(words.size), "source")
    yield "asks when the money comes back"
    the_part(visitor.say(words.returns), "source")
    yield "asks for a coupon"
    parts = visitor.say(words.coupon)
    the_part(parts, "source")
    code = the_part(parts, "coupon")["code"]
    yield "looks at it twice more and is left in peace"
    for _ in range(2):
        visitor.open(f"/products/{PRODUCT}")
    if visitor.wait_for_opening(SILENCE_S) is not None:
        raise UnexpectedError("somebody who was being helped was asked")
    yield "uses the coupon"
    visitor.submit("/cart/add", {"product_id": PRODUCT, "colour": COLOUR, "size": SIZE})
    if not visitor.call("/cart/coupon.js", {"code": code})["is_applied"]:
        raise UnexpectedError("the till did not take the code")
    visitor.track("Coupon Applied", {"coupon_name": code})
    yield "buys"
    _buy(visitor, words)


def wants_a_person(visitor: Visitor, words: Words) -> Generator[str, None, None]:
    """Has a complaint, asks for a person, and is sold nothing."""
    yield "comes in"
    visitor.open(f"/products/{PRODUCT}")
    yield "asks for a person"
    parts = visitor.say(words.person)
    the_part(parts, "handoff")
    if any(part["type"] in ("product", "coupon", "cart_add") for part in parts):
        raise UnexpectedError("a complaint was answered with an offer")


def follows_an_order(visitor: Visitor, words: Words) -> Generator[str, None, None]:
    """Is told nothing of any order before signing in, and where their own stands after it."""
    sent = next(one for one in past_orders(datetime.now(UTC)) if one.tracking)
    yield "asks where the order is"
    visitor.open("/")
    if sent.number in str(visitor.say(words.order)):
        raise UnexpectedError("a stranger was told of an order")
    yield "signs in"
    visitor.sign_in()
    yield "asks again"
    told = str(visitor.say(words.order))
    if sent.number not in told or sent.tracking not in told:
        raise UnexpectedError(f"the order is not in the answer: {told}")


def leaves(visitor: Visitor, _words: Words) -> Generator[str, None, None]:
    """Leaves at once."""
    yield "comes in"
    visitor.open("/")
    yield "leaves"
    visitor.track("Page Hidden")


ASKS_WHO_HESITATES = "size-doubt"
SHOPPERS: tuple[tuple[Script, str, bool | None], ...] = (
    (hesitates, ASKS_WHO_HESITATES, False),
    (hesitates_unasked, ASKS_WHO_HESITATES, True),
    (asks, "", None),
    (wants_a_person, "", None),
    (follows_an_order, "", None),
    (leaves, "", None),
)
"""Each with a playbook, and whether they belong to those whom it holds out; None where it does not
matter.
"""


def play(
    cast: Sequence[Role],
    place_of: Callable[[Role], Place],
    browser_of: Callable[[Role], str],
    *,
    until_s: float,
    progress: Callable[[int], None] | None = None,
) -> list[Played]:
    """Everybody has played, one after the other in each language; returns how far they came.

    `until_s` is the instant of the monotonic clock after which nobody goes on.
    """
    done: list[Played] = []

    def perform(language: Language) -> None:
        for role in (role for role in cast if role.language is language):
            visitor = Visitor(place_of(role), browser_of(role), until_s)
            done.append(_perform(role, visitor))
            if progress is not None:
                progress(len(done))

    with ThreadPoolExecutor(len(Language), "shoppers") as pool:
        list(pool.map(perform, dict.fromkeys(role.language for role in cast)))
    places = {(role.name, role.language): place for place, role in enumerate(cast)}
    return sorted(done, key=lambda one: places[one.shopper, one.language])


def _perform(role: Role, visitor: Visitor) -> Played:
    taken: list[str] = []
    try:
        for step in role.script(visitor, WORDS[role.language]):
            taken.append(step)  # noqa: PERF402 - what was begun counts even where the next raises
        return Played(role.name, role.language, len(taken))
    except TimeIsUpError:
        why = "time ran out"
    except (UnexpectedError, OSError, HTTPException, ValueError, LookupError) as fault:
        why = str(fault) or type(fault).__name__
    return Played(role.name, role.language, len(taken) - 1, f"{taken[-1]}: {why}")


def see_opening(visitor: Visitor) -> Frame:
    """What Dangol says first is open; the visitor is surprised where it says nothing."""
    opening = visitor.wait_for_opening(OPENING_S)
    if opening is None:
        raise UnexpectedError("nobody asked")
    for what in ("shown", "opened"):
        visitor.chat({"t": "opening", "decisionId": opening["decisionId"], "what": what})
    return opening


def the_part(parts: Sequence[Part], kind: str) -> Part:
    """The first part of that kind; the shopper is surprised where there is none."""
    found = next((part for part in parts if part["type"] == kind), None)
    if found is None:
        texts = " ".join(str(part["text"]) for part in parts if part["type"] == "text")
        raise UnexpectedError(f"no {kind} in the answer: {texts}")
    return found


def _buy(visitor: Visitor, words: Words) -> None:
    visitor.open("/cart")
    visitor.open("/checkout")
    names = ("name", "email", "phone", "postcode", "address")
    contact = dict(zip(names, words.contact, strict=True))
    visitor.submit("/checkout", {**contact, "method": "standard"})
    visitor.submit("/checkout/payment", {"payment": "card"})
    if not visitor.page.path.endswith("/complete"):
        raise UnexpectedError(f"the order led to {visitor.page.path}")
