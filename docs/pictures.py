"""Photographs the widget, the inbox and the demo's doors in every state: `make pictures`.

A real server, the sample shop, the sample company and a headless Chromium. Each state is one
picture for a desk and one for a phone, with Korean, Japanese and English side by side, light above
dark. `docs/pictures.py buyer doors` draws those walks alone.
"""

import base64
import os
import re
import signal
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any, NamedTuple

from desk_and_phone import desk_and_phone
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import sync_playwright

from dangol.cli.demo_shop import DemoShop, run_demo_shop
from dangol.cli.demo_workspace import ZONES
from dangol.sim.buyers import BUYER_WORDS
from dangol.terms.languages import Language

IMAGES = Path(__file__).parent / "images"
COVER = IMAGES.parent / "dangol.png"
"""What the readme shows."""
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-quic"]
QUALITY = 72
WAIT_MS = 20_000


class Device(NamedTuple):
    """A screen, and how large its picture is on the sheet."""

    name: str
    width: int
    height: int
    shown: int


DEVICES = (Device("desktop", 1280, 800, 600), Device("phone", 390, 844, 300))
THEMES = ("light", "dark")
ADDRESSES = count(1)
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
"""A headless browser by its own name is a bot, and bots are left in peace."""
SOLD_OUT = "sh-06"

ASKS = {
    Language.KO: ("165에 55인데 M 맞을까요?", "쿠폰 있어요?", "품절인 거 들어오면 알려주세요"),
    Language.JA: (
        "165cm 55kgですが、Mで合いますか?",
        "クーポンありますか?",
        "再入荷したら教えてください",
    ),
    Language.EN: ("I'm 165 cm and 55 kg, will M fit?", "Any coupon?", "Tell me when it is back"),
}
PERSON = {
    Language.KO: "깨져서 왔다고요, 사람 바꿔주세요",
    Language.JA: "割れて届きました。人に代わってください",
    Language.EN: "It arrived broken, let me talk to a person",
}
ANSWER = {
    Language.KO: "안녕하세요, 미나예요. 바로 새 상품을 보내 드릴게요.",
    Language.JA: "こんにちは、美奈です。すぐに新しい商品をお送りします。",
    Language.EN: "Hello, this is Mina. I am sending you a new one right away.",
}


Shots = dict[tuple[str, str, Language, str], bytes]
"""By state, device, language and theme."""
States = Callable[["View"], Iterator[tuple[str, Any]]]
"""A walk through states: the name of each, with the page that shows it."""


def main() -> None:
    """Every picture in `docs/images` is as the program draws it today."""
    program = next((path for name in ("chromium", "google-chrome") if (path := which(name))), "")
    if not program:
        sys.exit("error: no Chromium\nhint: install chromium, then run make pictures again")
    faults: list[BaseException] = []

    def work(shop: DemoShop) -> None:
        try:
            draw(program, shop)
        except BaseException as fault:  # told below, once the shop is closed
            faults.append(fault)
        finally:
            os.kill(os.getpid(), signal.SIGTERM)

    with tempfile.TemporaryDirectory() as name:
        start = lambda shop: Thread(target=work, args=(shop,)).start()  # noqa: E731
        run_demo_shop(Path(name), started=start)
    if faults:
        raise faults[0]


def draw(program: str, shop: DemoShop) -> None:
    """Every sheet stands in `docs/images`."""
    IMAGES.mkdir(exist_ok=True)
    names = sys.argv[1:]
    wanted = [one for one in WALKS if not names or one.__name__ in names]
    shots: Shots = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for states in wanted:
            views = [
                View(browser, shop, language, device, theme)
                for language in Language
                for device in DEVICES
                for theme in THEMES
            ]
            if states is opened:  # all hesitate at the same time
                for view in views:
                    view.hesitating = view.product()
            for view in views:
                for state, page in states(view):
                    page.wait_for_timeout(400)
                    shots[state, *view.key] = page.screenshot(type="jpeg", quality=85)
                    sys.stdout.write(f"{state} {' '.join(view.key)}\n")
                view.close()
        for state in sorted({key[0] for key in shots}):
            for device in DEVICES:
                write_sheet(browser, shots, state, device)
        if shopper in wanted and person in wanted:
            desk = shots["inbox-7-answered", "desktop", Language.EN, "light"]
            phone = shots["widget-4-answer", "phone", Language.EN, "light"]
            COVER.write_bytes(desk_and_phone(browser, desk, phone))
        browser.close()


# --- the states ---


class View:
    """One screen in one language and theme; every browser on it is closed with it."""

    def __init__(
        self, browser: Any, shop: DemoShop, language: Language, device: Device, theme: str
    ) -> None:
        self.shop, self.language, self.device = shop, language, device
        self.key = device.name, language, theme
        self.hesitating: Any = None
        self._browser, self._theme = browser, theme
        self._contexts: list[Any] = []

    def page(self, headers: dict[str, str] | None = None) -> Any:
        """A page of a browser that was never here."""
        context = self._browser.new_context(
            viewport={"width": self.device.width, "height": self.device.height},
            locale={"ko": "ko-KR", "ja": "ja-JP", "en": "en-US"}[self.language],
            timezone_id=ZONES[Language(self.language)],
            color_scheme=self._theme,
            reduced_motion="reduce",
            user_agent=AGENT,
            extra_http_headers=headers or {},
        )
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        return context.new_page()

    def product(self, page: Any = None, product_id: str = "sh-01") -> Any:
        """A shopper's page on a product, with the launcher there."""
        page = page or self.page()
        page.goto(f"{self.shop.site}/products/{product_id}?lang={self.language}")
        page.locator("button.launcher").wait_for()
        return page

    def pricing(self) -> Any:
        """A buyer's page on the company's prices, for the second time."""
        page = self.page()
        for path in ("pricing", "docs/start", "pricing"):
            page.goto(f"{self.shop.company_site}/{path}?lang={self.language}")
            page.locator("button.launcher").wait_for()
        return page

    def console(self, *, is_company: bool = False) -> Any:
        """The owner's page on the inbox, or that of the company's first host."""
        mine = self.shop.companies if is_company else self.shop.workspaces
        page, login = self.page(), mine[self.language].login
        page.goto(f"{self.shop.server}/console")
        page.locator("input[name=email]").fill(login.email)
        page.locator("input[name=password]").fill(login.password)
        page.locator("form .primary").click()
        page.wait_for_url(re.compile("/inbox"))
        return page

    def close(self) -> None:
        """Nothing of it is open."""
        for context in self._contexts:
            context.close()


def entrance(view: View) -> Iterator[tuple[str, Any]]:
    """The owner comes to an empty inbox."""
    page = view.page({"x-forwarded-for": f"203.0.113.{next(ADDRESSES)}"})  # tries are counted
    page.goto(f"{view.shop.server}/console")
    page.locator("input[name=email]").fill("mina@dalbit.example")
    page.locator("input[name=password]").fill("?")
    yield "inbox-1-sign-in", page
    page.locator("form .primary").click()
    page.locator(".alert").wait_for()
    yield "inbox-2-refused", page
    yield "inbox-3-empty", view.console()


def opened(view: View) -> Iterator[tuple[str, Any]]:
    """Somebody hesitates and is asked; one in ten is held out, then another comes instead."""
    page = view.hesitating
    for _ in range(4):
        try:
            page.locator(".card .words").wait_for(timeout=45_000)
            break
        except PlaywrightTimeoutError:
            page = view.product()
    yield "widget-2-opening", page
    page.locator(".card .words").click()
    page.locator("textarea").wait_for()
    yield "widget-3-opened", page


def shopper(view: View) -> Iterator[tuple[str, Any]]:
    """A shopper, from the closed launcher to a person."""
    size, coupon, restock = ASKS[view.language]
    page = view.product()
    yield "widget-1-closed", page
    page.locator("button.launcher").click()
    page.locator("textarea").wait_for()
    say(page, size)
    yield "widget-4-answer", page
    say(page, coupon)
    yield "widget-5-coupon", page
    view.product(page, SOLD_OUT)
    if page.locator("textarea").is_hidden():
        page.locator("button.launcher").click()
    say(page, restock)
    yield "widget-6-contact", page
    page.context.set_offline(True)
    page.locator(".cut").wait_for()
    yield "widget-7-cut-off", page


def person(view: View) -> Iterator[tuple[str, Any]]:
    """A customer with a problem, and the owner who takes over."""
    page = view.product()
    page.locator("button.launcher").click()
    say(page, PERSON[view.language])
    yield "widget-8-waiting", page
    desk = view.console()
    yield "inbox-4-list", desk
    desk.locator(".line a").first.click()
    desk.locator(".offer .primary").wait_for()
    yield "inbox-5-asks-for-a-person", desk
    desk.locator(".offer .primary").click()
    desk.locator("#answer").fill(ANSWER[view.language])
    yield "inbox-6-taken-over", desk
    with heard(page):
        desk.locator(".composer .primary").click()
    yield "inbox-7-answered", desk
    yield "widget-9-person", page
    for name in ("replies", "team", "account"):
        desk.goto(f"{view.shop.server}/console/{name}")
        yield f"inbox-8-{name}", desk


def doors(view: View) -> Iterator[tuple[str, Any]]:
    """The start page, and the company behind one of its doors."""
    page = view.page()
    page.goto(f"{view.shop.start}/?lang={view.language}")
    yield "doors-1-start", page
    for number, name in enumerate(("", "pricing", "demo"), 2):
        page.goto(f"{view.shop.company_site}/{name}?lang={view.language}")
        yield f"doors-{number}-company-{name or 'home'}", page


def buyer(view: View) -> Iterator[tuple[str, Any]]:
    """A buyer comes back to the price, is asked, books, and the host is briefed."""
    words = BUYER_WORDS[view.language]
    for _ in range(4):  # one in ten is held out; then another comes instead
        page = view.pricing()
        try:
            page.locator(".card .words").wait_for(timeout=10_000)
            break
        except PlaywrightTimeoutError:
            continue
    yield "buyer-1-opening", page
    page.locator(".card .words").click()
    page.locator("textarea").wait_for()
    say(page, words.first)
    yield "buyer-2-price", page
    say(page, words.meet)
    yield "buyer-3-times", page
    with heard(page):
        page.locator("button.reply").first.click()
    yield "buyer-4-address", page
    say(page, f"{next(ADDRESSES)}-{words.contact[2]}")
    yield "buyer-5-booked", page
    change = page.locator("a.src").last.get_attribute("href")
    desk = view.console(is_company=True)
    desk.locator(".line a").first.click()
    desk.locator(".brief").wait_for()
    desk.locator(".brief .first").evaluate("one => one.scrollIntoView({block: 'center'})")
    yield "buyer-6-brief", desk
    page.goto(change)
    yield "buyer-7-change", page


WALKS: tuple[States, ...] = (entrance, opened, shopper, person, doors, buyer)
"""The inbox while it is empty, first."""


def say(page: Any, text: str) -> None:
    """It is said and answered."""
    with heard(page):
        page.locator("textarea").fill(text)
        page.locator("textarea").press("Enter")


@contextmanager
def heard(page: Any) -> Iterator[None]:
    """What is done in the block has brought the shopper a message."""
    said = page.locator(".message.them:not(:has(.dots)):has(time)")
    before = said.last.inner_text() if said.count() else ""
    number = said.count()
    yield
    page.locator(".message.them:has(.dots)").wait_for(state="detached")
    for _ in range(WAIT_MS // 50):
        if said.count() > number or (said.count() and said.last.inner_text() != before):
            return
        page.wait_for_timeout(50)
    raise TimeoutError("nobody answered")


# --- the sheets ---


def write_sheet(browser: Any, shots: Shots, state: str, device: Device) -> None:
    """The state's picture on that device: a language a column, light above dark."""
    height = device.shown * device.height // device.width
    cells = "".join(
        f'<img src="data:image/jpeg;base64,{base64.b64encode(shot).decode()}">'
        for theme in THEMES
        for language in Language
        if (shot := shots.get((state, device.name, language, theme)))
    )
    width = 3 * device.shown + 4 * 16
    page = browser.new_page(viewport={"width": width, "height": 2 * height + 3 * 16})
    page.set_content(
        "<style>body{margin:16px;background:#b9bec6;display:grid;gap:16px;"
        f"grid-template-columns:repeat(3,{device.shown}px)}}"
        f"img{{width:{device.shown}px;height:{height}px;border-radius:6px}}</style>{cells}"
    )
    page.wait_for_load_state()
    path = IMAGES / f"{state}-{device.name}.jpg"
    path.write_bytes(page.screenshot(type="jpeg", quality=QUALITY))
    page.close()
    sys.stdout.write(f"{path.relative_to(IMAGES.parent.parent)} {path.stat().st_size // 1024} KB\n")


if __name__ == "__main__":
    main()
