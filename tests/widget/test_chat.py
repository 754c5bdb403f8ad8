"""A conversation in the widget: nothing lost, nothing doubled, over any road and in every tab."""

from typing import Any

import pytest
from tests.widget.conftest import Visit, until
from tests.widget.wire_server import WireServer

pytestmark = pytest.mark.browser

OPENING = {
    "decisionId": "0192-d1",
    "text": "사이즈가 고민이신가요?",
    "replies": [{"id": "size", "text": "사이즈 추천받기"}],
    "subject": "sh-01",
}


def hidden(page: Any, state: str) -> None:
    page.evaluate(
        "state => { Object.defineProperty(document, 'visibilityState',"
        "{value: state, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange')) }",
        state,
    )


def start(page: Any) -> None:
    page.locator("button.launcher").click()
    page.locator("textarea").wait_for()


def say(page: Any, text: str) -> None:
    page.locator("textarea").fill(text)
    page.locator("textarea").press("Enter")


def bubbles(page: Any) -> list[str]:
    return page.locator(".bubble:not(.dots)").all_inner_texts()


def test_a_question_is_answered_with_its_source(wire: WireServer, visit: Visit) -> None:
    wire.replies["165에 55인데 M 맞을까요?"] = [
        {"type": "notice", "text": "자동으로 답변드리고 있어요."},
        {"type": "text", "text": "M을 추천드려요."},
        {"type": "source", "title": "사이즈 안내", "url": wire.shop + "/size"},
        {"type": "replies", "replies": [{"id": "add", "text": "블랙 M 담기"}]},
    ]
    wire.replies["press:add"] = [{"type": "text", "text": "담았어요."}]
    page = visit(wire.page())
    start(page)
    say(page, "165에 55인데 M 맞을까요?")
    source = page.get_by_role("link", name="사이즈 안내")
    source.wait_for()
    assert source.get_attribute("href") == wire.shop + "/size"
    assert page.locator(".notice").inner_text() == "자동으로 답변드리고 있어요."
    assert bubbles(page) == ["165에 55인데 M 맞을까요?", "M을 추천드려요."]
    assert "자동 응답" in page.locator(".sender").last.inner_text()
    page.get_by_role("button", name="블랙 M 담기").click()
    until(page, lambda: bubbles(page)[-1] == "담았어요.")
    press = wire.sent("press")[0]
    assert (press["seq"], press["replyId"]) == (2, "add")
    assert not page.get_by_role("button", name="블랙 M 담기").count()
    assert until(page, lambda: [f for f in wire.sent("read") if f["seq"] == 4])


def test_enter_that_ends_a_composed_word_sends_nothing(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    field = page.locator("textarea")
    field.fill("사이즈")
    field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    )
    field.press("Shift+Enter")
    assert field.input_value() == "사이즈\n" and not wire.sent("send")
    field.press("Enter")
    assert until(page, lambda: wire.sent("send"))[0]["text"] == "사이즈"


def test_a_cut_connection_loses_nothing_and_doubles_nothing(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) == 1)
    wire.is_down = True
    wire.cut()
    page.locator(".cut").wait_for()
    say(page, "둘")
    page.locator(".waiting").wait_for()
    assert page.locator(".waiting").inner_text().endswith("보내는 중")
    wire.do(lambda: wire._add(wire.the(), [{"type": "text", "text": "그동안"}], "agent"))
    wire.is_down = False
    until(page, lambda: bubbles(page) == ["하나", "그동안", "둘"])
    assert not page.locator(".waiting").count()
    assert [one["parts"][0]["text"] for one in wire.the().messages] == ["하나", "그동안", "둘"]
    page.locator(".cut").wait_for(state="hidden")
    assert 1 in [hello["seq"] for hello in wire.sent("hello")]


def test_what_was_not_acknowledged_outlives_the_page(wire: WireServer, visit: Visit) -> None:
    wire.acks = False
    page = visit(wire.page())
    start(page)
    say(page, "보내지나요?")
    until(page, lambda: wire.sent("send"))
    wire.acks = True
    page.reload()
    until(page, lambda: len(wire.the().messages) == 1)
    first, again = wire.sent("send")[0], wire.sent("send")[-1]
    assert first["clientId"] == again["clientId"]
    until(page, lambda: bubbles(page) == ["보내지나요?"])


def test_a_gap_in_the_numbers_is_asked_for(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) == 1)

    def lose_one() -> None:
        the = wire.the()
        sockets, the.sockets = the.sockets, []
        wire._add(the, [{"type": "text", "text": "둘"}], "agent")
        the.sockets = sockets
        wire._add(the, [{"type": "text", "text": "셋"}], "agent")

    wire.do(lose_one)
    until(page, lambda: bubbles(page) == ["하나", "둘", "셋"])
    assert wire.sent("hello")[-1]["seq"] == 1


def test_where_sockets_are_blocked_plain_requests_carry_the_talk(
    wire: WireServer, visit: Visit
) -> None:
    wire.refuses_sockets = True
    wire.replies["안녕하세요"] = [{"type": "text", "text": "네, 안녕하세요!"}]
    page = visit(wire.page())
    start(page)
    say(page, "안녕하세요")
    until(page, lambda: bubbles(page) == ["안녕하세요", "네, 안녕하세요!"])
    wire.say([{"type": "text", "text": "하나 더요"}], "operator", name="서연")
    until(page, lambda: bubbles(page)[-1] == "하나 더요")
    assert len([one for one in wire.the().messages if one["from"] == "visitor"]) == 1
    assert any("/v1/chat/frames" in path for path in wire.paths)


def test_a_plain_request_that_was_lost_is_sent_again_at_once(
    wire: WireServer, visit: Visit
) -> None:
    wire.refuses_sockets = True
    wire.loses_plain = 2
    wire.replies["재고 있나요?"] = [{"type": "text", "text": "네, 있어요."}]
    page = visit(wire.page())
    start(page)
    say(page, "재고 있나요?")
    until(page, lambda: bubbles(page) == ["재고 있나요?", "네, 있어요."])
    assert wire.loses_plain == wire.waits_in_vain == 0


def test_a_proxy_that_swallows_sockets_is_waited_for_once(wire: WireServer, visit: Visit) -> None:
    wire.swallows_sockets = True
    wire.replies["在庫はありますか"] = [{"type": "text", "text": "はい、あります。"}]
    page = visit(wire.page(html_lang="ja"))
    start(page)
    say(page, "在庫はありますか")
    until(page, lambda: bubbles(page) == ["在庫はありますか", "はい、あります。"])
    assert len([path for path in wire.paths if "/v1/chat/socket" in path]) == 1


def test_the_talk_goes_on_across_pages_and_tabs(wire: WireServer, visit: Visit) -> None:
    url = wire.page()
    wire.replies["하나"] = [{"type": "text", "text": "네"}]
    page = visit(url)
    start(page)
    say(page, "하나")
    until(page, lambda: bubbles(page) == ["하나", "네"])
    page.reload()
    # On a large screen the open panel stays open from page to page.
    until(page, lambda: bubbles(page) == ["하나", "네"])
    other = visit(url, context=page.context)
    start(other)
    until(other, lambda: bubbles(other) == ["하나", "네"])
    say(other, "둘")
    for tab in (page, other):
        until(tab, lambda tab=tab: bubbles(tab) == ["하나", "네", "둘"])
    wire.say([{"type": "text", "text": "셋"}])
    for tab in (page, other):
        until(tab, lambda tab=tab: bubbles(tab) == ["하나", "네", "둘", "셋"])
    assert len(wire.conversations) == 1


def test_another_conversation_begins_with_a_clean_page(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) == 1)

    def anew() -> None:
        the = wire.the()
        the.id, the.messages = "another", []
        wire._add(the, [{"type": "text", "text": "새 대화"}], "agent")

    page.context.set_offline(True)
    wire.cut()
    wire.do(anew)
    page.context.set_offline(False)
    until(page, lambda: bubbles(page) == ["새 대화"])


def test_unread_messages_are_counted_and_stand_in_the_title(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    page.evaluate("Dangol('on', 'unread', count => { window.count = count })")
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) == 1)
    page.keyboard.press("Escape")
    wire.say([{"type": "text", "text": "둘"}])
    badge = page.locator(".badge")
    badge.wait_for()
    assert badge.inner_text() == "1"
    assert page.evaluate("count") == 1
    assert page.locator("button.launcher").get_attribute("aria-label") == "문의하기 (1)"
    hidden(page, "hidden")
    wire.say([{"type": "text", "text": "셋"}])
    until(page, lambda: page.title() == "(2) 바스크 셔츠")
    hidden(page, "visible")
    until(page, lambda: page.title() == "바스크 셔츠")
    start(page)
    badge.wait_for(state="hidden")


def test_words_in_the_making_are_replaced_by_the_message(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) == 1)
    wire.push({"t": "typing", "from": "agent"})
    page.get_by_role("img", name="입력 중").wait_for()
    wire.push({"t": "delta", "clientId": "x", "text": "배송은 "})
    wire.push({"t": "delta", "clientId": "x", "text": "이틀"})
    until(page, lambda: bubbles(page) == ["하나", "배송은 이틀"])
    wire.say([{"type": "text", "text": "배송은 이틀 걸려요."}])
    until(page, lambda: bubbles(page) == ["하나", "배송은 이틀 걸려요."])


def test_a_person_who_takes_over_is_named(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "사람 바꿔주세요")
    until(page, lambda: wire.the().messages)
    wire.say([{"type": "handoff", "state": "waiting", "promise": "10분 안에 답해 드려요"}])
    page.locator(".notice", has_text="10분 안에").wait_for()
    assert page.locator(".status").inner_text() == "10분 안에 답해 드려요"
    wire.push({"t": "state", "handoff": "joined", "name": "서연", "promise": ""})
    page.locator(".status", has_text="서연 · 상담원").wait_for()
    wire.say([{"type": "text", "text": "서연입니다"}], "operator", name="서연")
    page.locator(".sender", has_text="서연").wait_for()
    wire.push({"t": "state", "handoff": "none"})
    page.locator(".status", has_text="편하게").wait_for()


def test_an_opening_is_shown_and_told_and_its_reply_starts_the_talk(
    wire: WireServer, visit: Visit
) -> None:
    wire.opening = OPENING
    page = visit(wire.page())
    page.locator(".card").get_by_role("button", name="사이즈 추천받기").click()
    until(page, lambda: wire.sent("press"))
    assert [frame["what"] for frame in wire.sent("opening")] == ["shown", "opened"]
    assert {frame["decisionId"] for frame in wire.sent("opening")} == {"0192-d1"}
    assert wire.sent("press")[0]["replyId"] == "size"
    until(page, lambda: bubbles(page) == [OPENING["text"], "size"])
    # The server keeps what was said; it stands there once.
    wire.say([{"type": "text", "text": OPENING["text"]}])
    until(page, lambda: bubbles(page) == ["size", OPENING["text"]])


def test_a_dismissed_opening_stays_away_and_never_means_never(
    wire: WireServer, visit: Visit
) -> None:
    wire.opening = OPENING
    page = visit(wire.page())
    page.locator(".card").get_by_role("button", name="닫기").click()
    until(page, lambda: [f["what"] for f in wire.sent("opening")] == ["shown", "dismissed"])
    page.reload()
    until(page, lambda: len(wire.sent("hello")) == 2)
    page.locator("button.launcher").wait_for()
    assert page.locator(".card").is_hidden()
    wire.push({"t": "opening", **OPENING, "decisionId": "0192-d2"})
    page.get_by_role("button", name="다시 보지 않기").click()
    wire.push({"t": "opening", **OPENING, "decisionId": "0192-d3"})
    until(page, lambda: wire.sent("opening")[-1]["decisionId"] == "0192-d3")
    assert wire.sent("opening")[-1]["what"] == "never"
    assert page.locator(".card").is_hidden()


def test_a_tab_that_nobody_looks_at_shows_no_opening(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    until(page, lambda: wire.sent("hello"))
    page.locator("button.launcher").wait_for()
    hidden(page, "hidden")
    wire.push({"t": "opening", **OPENING})
    wire.say([{"type": "text", "text": "그다음 말"}])
    page.locator(".badge").wait_for()
    hidden(page, "visible")
    assert page.locator(".card").is_hidden() and not wire.sent("opening")


BUY_BAR = (
    "<div style='height:3000px'>x</div><div style='position:fixed;bottom:0;left:0;right:0;"
    "padding:10px;background:#eee'><button id=buy style='width:100%;height:52px'>{}</button></div>"
)


@pytest.mark.parametrize("words", ["장바구니 담기", "カートに入れる", "Add to cart", "바로 구매"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800), (360, 480)])
def test_no_opening_and_no_launcher_ever_covers_the_button_that_buys(
    wire: WireServer, visit: Visit, words: str, size: tuple[int, int]
) -> None:
    wire.opening = OPENING
    width, height = size
    page = visit(wire.page(BUY_BAR.format(words)), viewport={"width": width, "height": height})
    page.locator(".card .words").wait_for()
    until(page, lambda: wire.sent("opening"))
    page.wait_for_function(
        "() => document.querySelector('dangol-widget').shadowRoot.querySelector('.dock')"
        ".getAnimations().length === 0"
    )
    buy = page.locator("#buy").bounding_box()
    for part in (".card", "button.launcher"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= buy["y"] or box["x"] + box["width"] <= buy["x"]
    # What is under the middle of the button is the button.
    page.locator("#buy").click(timeout=10_000)


def test_a_buy_button_that_scrolls_by_is_left_free(wire: WireServer, visit: Visit) -> None:
    wire.opening = OPENING
    body = (
        "<div style='height:900px'></div><button id=buy style='display:block;margin-left:auto;"
        "width:300px;height:50px'>장바구니 담기</button><div style='height:2000px'></div>"
    )
    page = visit(wire.page(body))
    page.locator(".card .words").wait_for()
    for scroll in range(100, 900, 60):
        page.evaluate(f"scrollTo(0, {scroll})")
        page.wait_for_function(
            """() => {
                const root = document.querySelector('dangol-widget').shadowRoot
                if (root.querySelector('.dock').getAnimations().length) return false
                const buy = document.querySelector('#buy').getBoundingClientRect()
                return ['.card', '.launcher'].every(name => {
                    const part = root.querySelector(name)
                    if (getComputedStyle(part).visibility === 'hidden') return true
                    const box = part.getBoundingClientRect()
                    return box.bottom <= buy.top || box.top >= buy.bottom
                        || box.right <= buy.left || box.left >= buy.right
                })
            }"""
        )


CARD = {
    "type": "product",
    "productId": "sh-01",
    "name": "데일리 셔츠",
    "price": "39,000원",
    "url": "/products/sh-01",
    "options": [
        {"id": "black-s", "text": "블랙 S", "isInStock": False},
        {"id": "black-m", "text": "블랙 M", "isInStock": True},
        {"id": "white-m", "text": "화이트 M", "isInStock": True},
    ],
}


def open_with(wire: WireServer, page: Any, parts: list[Any]) -> None:
    wire.replies["하나"] = parts
    start(page)
    say(page, "하나")
    until(page, lambda: len(wire.the().messages) >= 2)


def test_a_product_is_put_in_the_cart_with_the_option_that_was_chosen(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page())
    page.evaluate("document.addEventListener('cart:refresh', () => { window.refreshed = true })")
    open_with(wire, page, [{**CARD, "image": wire.shop + "/picture.svg"}])
    choice = page.get_by_role("combobox", name="데일리 셔츠")
    assert choice.input_value() == "black-m"  # the first that can be bought
    assert choice.locator("option").first.is_disabled()
    choice.select_option("white-m")
    page.get_by_role("button", name="장바구니 담기").click()
    page.get_by_text("장바구니에 담았어요").wait_for()
    assert wire.cart == [{"id": "white-m", "quantity": 1}]
    assert page.evaluate("window.refreshed")
    cart = until(page, lambda: wire.sent("cart"))[0]
    assert (cart["seq"], cart["ok"], cart["optionId"]) == (2, True, "white-m")
    added = until(page, lambda: wire.events("Product Added"))
    assert added[0]["properties"]["product_id"] == "sh-01"
    assert len(added) == 1


def test_a_cart_that_refuses_is_not_called_a_success(wire: WireServer, visit: Visit) -> None:
    wire.cart_status = 422
    page = visit(wire.page())
    open_with(wire, page, [CARD])
    page.get_by_role("button", name="장바구니 담기").click()
    page.get_by_text("처리하지 못했어요").wait_for()
    cart = until(page, lambda: wire.sent("cart"))[0]
    assert (cart["ok"], cart["error"]) == (False, "sold out")
    assert not wire.events("Product Added")


def test_an_add_that_was_asked_for_is_performed_once_over_tabs_and_pages(
    wire: WireServer, visit: Visit
) -> None:
    url = wire.page()
    part = {
        "type": "cart_add",
        "productId": "sh-01",
        "optionId": "black-m",
        "quantity": 1,
        "name": "데일리 셔츠 · 블랙 M",
    }
    page = visit(url)
    other = visit(url, context=page.context)
    until(page, lambda: len(wire.sent("hello")) >= 2)
    open_with(wire, page, [part])
    page.get_by_text("장바구니에 담았어요").wait_for()
    page.reload()
    page.get_by_text("장바구니에 담았어요").wait_for()
    other.reload()
    until(page, lambda: len(wire.sent("hello")) >= 4)
    assert wire.cart == [{"id": "black-m", "quantity": 1}]
    assert len({frame["clientId"] for frame in wire.sent("cart")}) == 1
    # Two tabs that came at the same time talk under one ticket.
    assert len({hello["ticket"] for hello in wire.sent("hello")[-2:]}) == 1


def test_a_shops_own_function_adds_to_its_cart(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(cart=""))
    page.evaluate(
        """Dangol('addToCart', goods => { window.goods = goods
            dataLayer.push({event: 'add_to_cart', ecommerce: {items: [{item_id: 'sh-01'}]}}) })"""
    )
    open_with(wire, page, [CARD])
    page.get_by_role("button", name="장바구니 담기").click()
    page.get_by_text("장바구니에 담았어요").wait_for()
    goods = page.evaluate("goods")
    assert (goods["productId"], goods["optionId"], goods["quantity"]) == ("sh-01", "black-m", 1)
    page.wait_for_timeout(1500)
    until(page, lambda: wire.events("Product Added"))
    assert len(wire.events("Product Added")) == 1  # the page said it itself


def test_contact_is_left_only_with_consent(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    form = {
        "type": "contact",
        "fields": ["email", "phone"],
        "purpose": "restock",
        "consent": {"text": "30일간 보관하는 데 동의합니다.", "version": "2026-11"},
    }
    open_with(wire, page, [form])
    send = page.get_by_role("button", name="남기기")
    send.click()
    page.get_by_role("alert").filter(has_text="확인해 주세요").wait_for()
    page.get_by_label("이메일").fill("minji@example.com")
    send.click()
    page.get_by_role("alert").filter(has_text="동의").wait_for()
    assert not wire.sent("contact")
    page.get_by_label("30일간 보관하는 데 동의합니다.").check()
    send.click()
    page.get_by_text("연락처를 남겼어요").wait_for()
    left = until(page, lambda: wire.sent("contact"))[0]
    assert (left["email"], left["agreed"], left["version"], left["seq"]) == (
        "minji@example.com", True, "2026-11", 2,
    )  # fmt: skip
    assert "phone" not in left
    page.reload()
    page.get_by_text("연락처를 남겼어요").wait_for()


def test_a_coupon_is_copied_and_an_old_one_is_not(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(), permissions=["clipboard-read", "clipboard-write"])
    soon, gone = "2099-11-24T06:00:00Z", "2020-11-24T06:00:00Z"
    open_with(
        wire,
        page,
        [
            {"type": "coupon", "code": "MOON-7K2P", "text": "10%", "expiresAt": soon},
            {"type": "coupon", "code": "OLD", "text": "5%", "expiresAt": gone},
        ],
    )
    page.get_by_role("button", name="복사 MOON-7K2P").click()
    page.get_by_text("복사했어요").wait_for()
    page.get_by_text("기한이 지났어요").wait_for()
    assert page.get_by_role("button", name="복사 OLD").count() == 0


def test_an_error_of_the_server_is_shown_and_can_be_tried_again(
    wire: WireServer, visit: Visit
) -> None:
    wire.acks = False
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    frame = until(page, lambda: wire.sent("send"))[0]
    told = {"t": "error", "code": "rate_limited", "text": "잠시 후에 다시 보내 주세요"}
    wire.push({**told, "clientId": frame["clientId"]})
    page.get_by_text("잠시 후에 다시 보내 주세요").wait_for()
    wire.acks = True
    page.locator(".problem").get_by_role("button", name="보내기").click()
    until(page, lambda: len(wire.the().messages) == 1)
    until(page, lambda: not page.locator(".waiting").count())


def test_the_shop_hears_what_happens(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    page.evaluate(
        """() => { window.heard = []
            for (const name of ['ready', 'open', 'close', 'message', 'opening'])
                Dangol('on', name, value => { heard.push([name, value && value.from]); throw name })
        }"""
    )
    page.locator("button.launcher").wait_for()
    page.evaluate("Dangol('open', '배송 문의')")
    assert page.locator("textarea").input_value() == "배송 문의"
    page.locator("textarea").press("Enter")
    until(page, lambda: wire.the().messages)
    wire.say([{"type": "text", "text": "네"}])
    until(page, lambda: ["message", "agent"] in page.evaluate("heard"))
    page.evaluate("Dangol('close'); Dangol('nonsense'); Dangol(); Dangol({})")
    heard = [name for name, _ in page.evaluate("heard")]
    assert heard[0] in ("ready", "open") and "close" in heard


BUY = "<button style='position:fixed;{};bottom:200px;width:150px;height:60px'>구매하기</button>"


@pytest.mark.parametrize(
    ("buttons", "side"), [([], "right"), (["right:60px"], "left"), (["left:60px"], "right")]
)
def test_an_open_panel_stands_where_nothing_is_bought(
    wire: WireServer, visit: Visit, buttons: list[str], side: str
) -> None:
    page = visit(wire.page("".join(BUY.replace("{}", one) for one in buttons)))
    start(page)
    box = page.locator("dialog.panel").bounding_box()
    assert ("left" if box["x"] < 640 else "right") == side
    page.evaluate("Dangol('set', {color: '#aa0000'})")  # dressed anew, it stands where it stood
    again = page.locator("dialog.panel").bounding_box()
    assert (again["x"] < 640) == (box["x"] < 640)
    if buttons:
        page.get_by_role("button", name="구매하기").click()


def test_a_panel_does_not_come_along_to_a_page_where_it_would_cover_what_buys(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page())
    start(page)
    both = "".join(BUY.replace("{}", one) for one in ("right:60px", "left:60px"))
    page.goto(wire.page(both, path="/cart"))
    until(page, lambda: len(wire.sent("hello")) >= 2)
    page.locator("button.launcher").wait_for()
    assert page.locator("dialog.panel").is_hidden()
    page.goto(wire.page(path="/next"))
    page.locator("textarea").wait_for()  # there it is again


def test_what_is_typed_after_a_message_is_told_anew(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    start(page)
    say(page, "하나")
    until(page, lambda: wire.sent("send"))
    page.locator("textarea").press_sequentially("그리고")
    until(page, lambda: len(wire.sent("typing")) >= 2)  # others may be sent behind it
    assert len(wire.sent("typing")) == 2


def test_what_is_said_last_is_in_sight_whatever_buttons_came_below(
    wire: WireServer, visit: Visit
) -> None:
    page = visit(wire.page(), viewport={"width": 390, "height": 844})
    start(page)
    say(page, "하나")
    until(page, lambda: wire.the().messages)
    many = [{"id": f"r{n}", "text": f"이 상품을 장바구니에 담아 주세요 {n}"} for n in range(5)]
    in_sight = """() => {
        const log = document.querySelector('dangol-widget').shadowRoot.querySelector('.log')
        const [outer, last] = [log, log.lastElementChild].map(one => one.getBoundingClientRect())
        return last.top >= outer.top && (last.top <= outer.top + 20 || last.bottom <= outer.bottom)
    }"""
    for n, (length, buttons) in enumerate([(30, 0), (2, 5), (30, 2), (2, 0), (3, 5), (1, 1)]):
        words = [{"type": "text", "text": f"{n} " + "길게 말합니다. " * length}]
        wire.say([*words, {"type": "replies", "replies": many[:buttons]}])
        until(page, lambda n=n: bubbles(page)[-1].startswith(f"{n} "))
        until(page, lambda: page.evaluate(in_sight))
    # Whoever reads further up is left there.
    page.locator(".log").evaluate("log => log.scrollTop = 0")
    page.wait_for_timeout(100)  # a scroll is told with the next frame
    wire.say([{"type": "text", "text": "또"}])
    until(page, lambda: bubbles(page)[-1] == "또")
    assert page.locator(".log").evaluate("log => log.scrollTop") == 0
