"""In a stranger's page: no style leaks, no text runs, no policy is broken, nobody is shut out."""

import json
from typing import Any

import pytest
from tests.widget.conftest import Visit, until
from tests.widget.test_chat import CARD, OPENING, bubbles, hidden, say, start
from tests.widget.wire_server import WireServer

pytestmark = pytest.mark.browser

STRICT = (
    "default-src 'none'; script-src 'nonce-n1' {url}; connect-src {url} {ws} 'self'; "
    "img-src 'self' {url}; style-src 'nonce-n1'; base-uri 'none'; form-action 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)


def test_under_a_strict_policy_everything_works_and_nothing_is_reported(
    wire: WireServer, visit: Visit
) -> None:
    ws = wire.url.replace("http", "ws")
    wire.headers["content-security-policy"] = STRICT.format(url=wire.url, ws=ws)
    wire.opening = OPENING
    url = wire.page()
    page = visit("about:blank")
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.goto(url)
    page.locator(".card .words").click()
    say(page, "하나")
    until(page, lambda: wire.the().messages)
    wire.say([{"type": "text", "text": "네"}, CARD])
    until(page, lambda: bubbles(page)[-1] == "네")
    assert (
        page.locator(".panel").evaluate("panel => getComputedStyle(panel).borderRadius") == "22px"
    )
    assert [line for line in said if "favicon" not in line and "404" not in line] == []


def test_the_pages_styles_stay_out_and_the_widgets_stay_in(wire: WireServer, visit: Visit) -> None:
    wild = (
        "<style>* { font: 40px cursive !important; color: red !important; display: block;"
        " text-transform: uppercase !important; letter-spacing: 9px !important }"
        " button, dialog { width: 999px !important } .panel { display: none !important }"
        " dangol-widget { display: none; opacity: 0; transform: scale(3) }</style>"
        "<p class='message bubble panel' id='own'>own</p>"
    )
    page = visit(wire.page("<p class='bubble launcher' id='mine'>mine</p>" + wild))
    before = page.evaluate("getComputedStyle(document.querySelector('#mine')).position")
    start(page)
    page.mouse.move(5, 5)
    launcher = page.locator("button.launcher")
    assert launcher.bounding_box()["width"] == 56
    style = page.locator(".status").evaluate(
        "one => { const s = getComputedStyle(one); "
        "return [s.fontSize, s.textTransform, s.letterSpacing] }"
    )
    assert style == ["12.5px", "none", "normal"]
    opacity = "getComputedStyle(document.querySelector('dangol-widget')).opacity"
    assert page.evaluate(opacity) == "1"
    assert before == "static"


def test_the_widget_adds_one_element_and_one_name(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    names = page.evaluate(
        """() => { const frame = document.createElement('iframe'); document.body.append(frame)
            const fresh = new Set(Object.getOwnPropertyNames(frame.contentWindow)); frame.remove()
            return Object.getOwnPropertyNames(window).filter(name => !fresh.has(name)
                && !/^(__p|__play|0$)/.test(name)) }"""
    )
    assert set(names) <= {"Dangol", "dataLayer"}
    page.locator("button.launcher").wait_for()
    assert page.evaluate("document.documentElement.children.length") == 3
    assert page.evaluate("document.head.querySelectorAll('style,link').length") == 0


PAYLOADS = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    '"><iframe srcdoc="<script>parent.alert(1)</script>">',
    "{{constructor.constructor('alert(1)')()}}",
    "${alert(1)}",
    "'-alert(1)-'",
    "</textarea><script>alert(1)</script>",
    "\u202egnp.exe\u0000\ufeff",
    "__proto__",
    "http://localhost:1/'onmouseover='alert(1)",
    "x" * 5000,
]


def hostile(text: Any) -> list[Any]:
    """Every part, with this in every field."""
    return [
        {"type": "text", "text": text},
        {"type": "notice", "text": text},
        {"type": "source", "title": text, "url": text},
        {
            "type": "product", "productId": text, "name": text, "price": text, "image": text,
            "url": text, "options": [{"id": text, "text": text, "isInStock": text}],
        },
        {"type": "replies", "replies": [{"id": text, "text": text}]},
        {"type": "coupon", "code": text, "text": text, "expiresAt": text},
        {"type": "contact", "fields": [text, "email"], "purpose": text,
         "consent": {"text": text, "version": text}},
        {"type": "handoff", "state": text, "name": text, "promise": text},
        {"type": text, "text": text},
        {"type": "constructor"},
        None,
        text,
    ]  # fmt: skip


def test_hostile_text_in_every_field_stays_text(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page())
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    start(page)
    say(page, PAYLOADS[0])
    until(page, lambda: wire.the().messages)
    for payload in [*PAYLOADS, 7, None, True, {"text": "x"}, ["x"]]:
        wire.say(hostile(payload), name=payload, id=payload)
        wire.push({"t": "state", "handoff": payload, "name": payload, "promise": payload})
        wire.push({"t": "delta", "text": payload})
        wire.push({"t": "error", "code": payload, "text": payload, "clientId": payload})
        wire.push({"t": "opening", "decisionId": payload, "text": payload, "replies": payload})
        wire.push({"t": payload})
    wire.say([{"type": "text", "text": "끝"}])
    until(page, lambda: bubbles(page)[-1] == "끝")
    found = page.evaluate(
        """() => [...document.querySelector('dangol-widget').shadowRoot.querySelectorAll('*')]
            .flatMap(one => [
                ...(/^(SCRIPT|IFRAME|OBJECT|EMBED)$/.test(one.tagName) ? [one.tagName] : []),
                ...[...one.attributes].filter(a => /^on/i.test(a.name)
                    || (/^(href|src|action)$/.test(a.name) && !/^https?:/.test(a.value)))
                    .map(a => a.name + '=' + a.value)])"""
    )
    assert found == [] and dialogs == []
    assert page.evaluate("({}).text === undefined && ({}).x === undefined")


@pytest.mark.parametrize(
    "stored", ["[]", "{}", "null", '{"messages":[null,{}],"seq":"x"}', "broken{", '"text"', "7"]
)
def test_whatever_stands_in_the_storage_the_widget_starts(
    wire: WireServer, visit: Visit, stored: str
) -> None:
    url = wire.page()
    page = visit(url)
    until(page, lambda: wire.sent("hello"))
    names = ["chat", "config", "anonymous", "seq", "campaign", "user", "q.x", "p.x", "never"]
    page.evaluate(
        "([names, stored]) => names.forEach(n => localStorage.setItem('dangol.k1.' + n, stored))",
        [names, stored],
    )
    page.reload()
    page.locator("button.launcher").wait_for()
    start(page)
    say(page, "하나")
    until(page, lambda: any(one.messages for one in wire.conversations.values()))


def test_a_page_that_breaks_the_browsers_own_tools_is_not_broken_further(
    wire: WireServer, visit: Visit
) -> None:
    head = (
        "<script>Array.prototype.extra = 1; Object.prototype.more = function () {};"
        "window.dataLayer = Object.freeze([{event: 'view_cart'}]);"
        "window.BroadcastChannel = undefined; delete window.CSSStyleSheet</script>"
        '<script type="application/ld+json">{"@type":"Product","offers":{"offers":[null]},'
        '"name":{"name":{"name":[]}},"image":[{}],"hasVariant":[1,null]}</script>'
    )
    page = visit(wire.page(head=head))
    page.locator("button.launcher").wait_for()
    page.evaluate("dataLayer === window.dataLayer")
    page.evaluate(
        """() => { for (const odd of [1, null, "x", {event: {}}, {get event() { throw 1 }},
            {event: "purchase", ecommerce: 7}, {event: "purchase", ecommerce: {items: {a: 1}}},
            {event: "add_to_cart", ecommerce: {items: [null, [], {price: 10n}]}}])
            { try { window.dataLayer.push(odd) } catch {} } }"""
    )
    start(page)
    say(page, "하나")
    until(page, lambda: wire.the().messages)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("lang", ["ko", "ja", "en"])
@pytest.mark.parametrize("phone", [True, False], ids=["phone", "desktop"])
def test_axe_finds_no_fault_in_any_state(
    wire: WireServer, visit: Visit, lang: str, mode: str, phone: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    wire.opening = OPENING
    size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 800}
    page = visit(
        wire.page("<main><h1>Shirt</h1></main>", html_lang=lang),
        viewport=size, color_scheme=mode, reduced_motion="reduce",
    )  # fmt: skip

    def check() -> None:
        rules = {"exclude": [["body"]]} if phone else None
        result = Axe().run(page, context=rules)
        found = [(one["id"], one["nodes"][0]["html"]) for one in result.response["violations"]]
        assert found == []

    page.locator(".card .words").wait_for()
    check()
    page.locator(".card .words").click()
    check()
    say(page, "hello")
    until(page, lambda: wire.the().messages)
    coupon = {"type": "coupon", "code": "MOON", "text": "10%", "expiresAt": "2099-01-01T00:00:00Z"}
    form = {"type": "contact", "fields": ["email", "phone"], "purpose": "restock",
            "consent": {"text": "I agree", "version": "1"}}  # fmt: skip
    source = {"type": "source", "title": "Sizes", "url": "https://shop.example/sizes"}
    replies = {"type": "replies", "replies": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]}
    notice = {"type": "notice", "text": "Automated"}
    wire.say([notice, {"type": "text", "text": "Yes"}, source, CARD, {**CARD, "productId": "2"}])
    wire.say([coupon, form, {"type": "handoff", "state": "waiting"}])
    wire.say([{"type": "text", "text": "Hi"}, replies], "operator", name="Mina")
    page.locator(".reply").first.wait_for()
    check()


def test_a_keyboard_is_enough(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page("<a href='#'>page</a>"))
    focused = (
        "() => document.querySelector('dangol-widget').shadowRoot.activeElement?.className ?? ''"
    )
    page.locator("button.launcher").focus()
    page.keyboard.press("Enter")
    page.locator("textarea").wait_for()
    assert page.evaluate(
        "document.querySelector('dangol-widget').shadowRoot.activeElement.tagName"
    ) == "TEXTAREA"  # fmt: skip
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    assert page.evaluate(focused) == "launcher"


def test_a_sheet_keeps_the_focus_and_closes_with_escape(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page("<a href='#' id=out>page</a>"), viewport={"width": 390, "height": 844})
    start(page)
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.id") != "out"
    page.evaluate("document.querySelector('#out').focus()")
    assert page.evaluate("document.activeElement.id") != "out"
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    start(page)
    page.mouse.click(200, 20)  # what is behind the sheet
    page.locator(".panel").wait_for(state="hidden")


def test_targets_are_large_enough_for_a_finger(wire: WireServer, visit: Visit) -> None:
    wire.opening = OPENING
    page = visit(wire.page(), viewport={"width": 390, "height": 844})
    page.locator(".card .words").wait_for()
    small = """() => [...document.querySelector('dangol-widget').shadowRoot
        .querySelectorAll('button,select,input:not([type=checkbox]),textarea')]
        .map(one => [one.className || one.tagName, one.getBoundingClientRect()])
        .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
        .map(([name]) => name)"""
    assert page.evaluate(small) == []
    page.locator(".card .words").click()
    say(page, "하나")
    until(page, lambda: wire.the().messages)
    wire.say([CARD, {"type": "coupon", "code": "A"}])
    page.locator("code").wait_for()
    assert page.evaluate(small) == []


@pytest.mark.parametrize(
    ("tag", "html", "browser_locale", "expected"),
    [
        ({}, "ko", "en-US", "문의하기"),
        ({}, "ja", "ko-KR", "お問い合わせ"),
        ({"lang": "en"}, "ko", "ko-KR", "Chat with us"),
        ({}, "xx", "ja-JP", "문의하기"),  # the shop's own language before the browser's
    ],
)
def test_the_language_is_the_pages(
    wire: WireServer,
    visit: Visit,
    tag: dict[str, str],
    html: str,
    browser_locale: str,
    expected: str,
) -> None:
    page = visit(wire.page(html_lang=html, **tag), locale=browser_locale)
    page.get_by_role("button", name=expected).wait_for()
    page.evaluate("Dangol('set', {lang: 'ja', position: 'left', theme: 'dark'})")
    page.get_by_role("button", name="お問い合わせ").wait_for()
    until(page, lambda: page.locator("button.launcher").bounding_box()["x"] < 100)


def test_whoever_wants_less_motion_sees_none(wire: WireServer, visit: Visit) -> None:
    wire.opening = OPENING
    page = visit(wire.page(), reduced_motion="reduce")
    page.locator(".card .words").wait_for()
    running = (
        "document.querySelector('dangol-widget').shadowRoot.getAnimations().length"
        " + document.getAnimations().length"
    )
    assert page.evaluate(running) == 0


def test_where_the_server_has_no_chat_the_page_is_listened_to_all_the_same(
    wire: WireServer, visit: Visit
) -> None:
    page = visit("about:blank")
    page.route("**/v1/chat/config*", lambda route: route.fulfill(status=404, body="{}"))
    page.goto(wire.page())
    until(page, lambda: wire.calls)
    assert page.locator("dangol-widget").count() == 0


CHANNEL = """<script>
(function(){var w=window;
if(w.ChannelIO){return w.console.error("ChannelIO script included twice.");}
var ch=function(){ch.c(arguments);};ch.q=[];ch.c=function(args){ch.q.push(args);};w.ChannelIO=ch;
function l(){if(w.ChannelIOInitialized){return;}w.ChannelIOInitialized=true;
var s=document.createElement("script");s.async=true;s.src="VENDOR";
document.head.appendChild(s);}
if(document.readyState==="complete"){l();}else{w.addEventListener("DOMContentLoaded",l);
w.addEventListener("load",l);}})();
ChannelIO('boot', {pluginKey: 'p', memberId: 'm-1', profile: {name: '민지', plan: null},
  language: 'ja', customLauncherSelector: '#ask'}, function (error, user) { window.user = user });
ChannelIO('onShowMessenger', function () { window.shown = true });
ChannelIO('onBadgeChanged', function (unread) { window.unread = unread });
ChannelIO('track', 'Wishlisted', {productId: 'sh-01'});
</script>"""

INTERCOM = """<script>
window.intercomSettings = {app_id: 'a', user_id: 'u-9', email: 'a@example.com',
  hide_default_launcher: true};
(function(){var w=window;var ic=w.Intercom;if(typeof ic==="function"){ic('reattach_activator');
ic('update',w.intercomSettings);}else{var i=function(){i.c(arguments);};i.q=[];
i.c=function(args){i.q.push(args);};w.Intercom=i;var l=function(){
var s=document.createElement('script');s.async=true;s.src='VENDOR';document.head.appendChild(s);};
if(document.readyState==='complete'){l();}else{w.addEventListener('load',l,false);}}})();
Intercom('onShow', function () { window.shown = true });
Intercom('trackEvent', 'Wishlisted', {productId: 'sh-01'});
</script>"""


def alias(wire: WireServer, names: str) -> str:
    return f'<script src="{wire.url}/dangol-alias.js" data-alias="{names}"></script>'


@pytest.mark.parametrize("order", ["alias first", "alias last"])
def test_a_page_written_for_channelio_boots_unchanged(
    wire: WireServer, visit: Visit, order: str
) -> None:
    snippet = CHANNEL.replace("VENDOR", wire.url + "/vendor.js")
    ours = alias(wire, "channelio")
    head = ours + snippet if order == "alias first" else snippet + ours
    page = visit(wire.page("<button id=ask>ask</button>", head=head))
    tracked = until(page, lambda: wire.events("Wishlisted"))[0]
    assert (tracked["userId"], tracked["properties"]) == ("m-1", {"productId": "sh-01"})
    identify = next(call for call in wire.calls if call["type"] == "identify")
    assert identify["traits"] == {"name": "민지"}
    page.wait_for_function("window.user")
    assert page.evaluate("user.id") == tracked["anonymousId"]
    page.get_by_role("button", name="お問い合わせ").wait_for()
    page.locator("#ask").click()
    page.wait_for_function("window.shown")
    page.evaluate("ChannelIO('hideMessenger'); ChannelIO('nonsense', 1)")
    page.locator(".panel").wait_for(state="hidden")
    page.evaluate("ChannelIO('hideChannelButton')")
    page.locator("button.launcher").wait_for(state="hidden")
    page.evaluate("ChannelIO('openChat', undefined, '안녕')")
    until(page, lambda: page.locator("textarea").input_value() == "안녕")
    assert "GET /vendor.js" not in wire.paths


def test_a_page_written_for_intercom_boots_unchanged(wire: WireServer, visit: Visit) -> None:
    snippet = INTERCOM.replace("VENDOR", wire.url + "/vendor.js")
    page = visit(wire.page(head=alias(wire, "intercom") + snippet))
    tracked = until(page, lambda: wire.events("Wishlisted"))[0]
    assert tracked["userId"] == "u-9"
    identify = next(call for call in wire.calls if call["type"] == "identify")
    assert identify["traits"] == {"email": "a@example.com"}
    until(page, lambda: wire.sent("hello"))
    assert page.locator("button.launcher").is_hidden()
    page.evaluate("Intercom('showNewMessage', '배송 문의')")
    page.wait_for_function("window.shown")
    assert page.locator("textarea").input_value() == "배송 문의"
    assert page.evaluate("Intercom('getVisitorId')") == tracked["anonymousId"]
    page.evaluate("Intercom('update', {hide_default_launcher: false}); Intercom('hide')")
    page.locator("button.launcher").wait_for()
    assert "GET /vendor.js" not in wire.paths
    assert json.dumps(wire.calls).count("app_id") == 0


def test_refusing_to_be_remembered_does_not_refuse_help(wire: WireServer, visit: Visit) -> None:
    page = visit(wire.page(consent="wait"))
    page.evaluate("Dangol('consent', false); Dangol('open')")
    page.locator("textarea").wait_for()
    say(page, "배송 언제 와요?")
    until(page, lambda: wire.the().messages)
    hidden(page, "hidden")
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert wire.calls == []
