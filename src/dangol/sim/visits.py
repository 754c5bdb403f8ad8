"""What a shopper does on one visit: a pure function of shop, shopper, visit, cart and chance."""

from math import log1p
from random import Random

import msgspec
import xxhash

from dangol.sim.calibration import KindOfVisitor
from dangol.sim.checkout import Cart, add_product, go_to_cart, order, try_checkout
from dangol.sim.plans import Purpose, Visit
from dangol.sim.population import Habits, Shopper
from dangol.sim.trail import ARRIVAL_MARK, Encoder, Line, Showcase, Trail, Visitor
from dangol.terms.instants import SECOND_US

_AGENT = "Mozilla/5.0 ({}) AppleWebKit/537.36 {}"
PHONE = _AGENT.format("Linux; Android 15; SM-S931N", "Chrome/141.0 Mobile Safari/537.36")
IPHONE = _AGENT.format("iPhone; CPU iPhone OS 18_6 like Mac OS X", "Mobile/15E148")
WINDOWS = _AGENT.format("Windows NT 10.0; Win64; x64", "Chrome/141.0 Safari/537.36")
MAC = _AGENT.format("Macintosh; Intel Mac OS X 10_15_7", "Version/18.6 Safari/605.1.15")
BROWSERS = (PHONE, IPHONE, PHONE, IPHONE, WINDOWS, PHONE, IPHONE, MAC)
CRAWLERS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; Yeti/1.1; +http://naver.me/spd)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
)


class Stage(msgspec.Struct, frozen=True):
    """All that the visits of one month have in common."""

    showcase: Showcase
    habits: Habits
    kinds: tuple[KindOfVisitor, ...]
    timezone: str
    seed: int
    encoder: Encoder


def walk_visit(
    stage: Stage, shopper: Shopper, visit: Visit, cart: Cart | None, chance: Random
) -> tuple[list[Line], Cart | None]:
    """The calls of one visit in order of time, and the cart as it is left."""
    trail = Trail(
        stage.showcase, visitor_of(stage, shopper, visit), chance, visit.at, stage.encoder
    )
    if visit.purpose is Purpose.CRAWL:
        _crawl(trail)
    else:
        cart = _Walk(stage, trail, shopper, visit).walk(cart)
    lines = trail.lines
    if visit.number == 0:
        at_ms, count, line, _ = lines[0]
        lines[0] = (at_ms, count, line, ARRIVAL_MARK)
    return lines, cart


def visitor_of(stage: Stage, shopper: Shopper, visit: Visit) -> Visitor:
    """Who the browser says it is when the visit begins."""
    key = f"{stage.seed}/{shopper.index}/{visit.device}".encode()
    digest = xxhash.xxh3_128_hexdigest(key)
    if visit.purpose is Purpose.CRAWL:
        browser = CRAWLERS[int(digest[0], 16) % len(CRAWLERS)]
    elif visit.device:
        browser = WINDOWS
    else:
        browser = BROWSERS[int(digest[0], 16) % len(BROWSERS)]
    return Visitor(
        anonymous_id=f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-a{digest[17:20]}-{digest[20:]}",
        user_agent=browser,
        timezone=stage.timezone,
        user_id=user_id_of(shopper, visit.account) if visit.is_known else None,
    )


def user_id_of(shopper: Shopper, account: int) -> str:
    """The shop's own id of an account holder."""
    return f"u{shopper.index * 2 + account:07d}"


class _Walk:
    """One visit of a person: the steps draw on the same habits and leave the same trail."""

    def __init__(self, stage: Stage, trail: Trail, shopper: Shopper, visit: Visit) -> None:
        self.habits = stage.habits
        self.showcase = stage.showcase
        self.shop = stage.showcase.shop
        self.trail = trail
        self.shopper = shopper
        self.visit = visit
        self.draw = trail.chance.random
        kind = stage.kinds[shopper.kind]
        self.more_views = max(0.0, kind.views / kind.visits - 1)
        self.place = -1

    def walk(self, cart: Cart | None) -> Cart | None:
        purpose = self.visit.purpose
        orders = purpose in (Purpose.FILL_AND_ORDER, Purpose.ORDER)
        if cart is not None and purpose in (Purpose.ORDER, Purpose.LINGER) and self.draw() < 0.5:
            go_to_cart(self.trail, cart)
            self.trail.wait(4 + 20 * self.draw())
        self.browse(logs_in_early=self.visit.logs_in and not orders)
        if purpose in (Purpose.FILL, Purpose.FILL_AND_ORDER):
            cart = self.fill()
            if purpose is Purpose.FILL:
                try_checkout(self.trail, cart)
        elif purpose is Purpose.LINGER and cart is not None:
            try_checkout(self.trail, cart)
        if orders and cart is not None:
            go_to_cart(self.trail, cart)
            self.trail.wait(5 + 30 * self.draw())
            if self.visit.logs_in:
                self.log_in()
            order(self.trail, cart, f"D{self.shopper.index:07d}{self.visit.number:02d}")
            return None
        if self.draw() < self.habits.exit_intent_ratio:
            self.trail.wait(1 + 8 * self.draw())
            self.trail.track("Exit Intent", {"trigger": "pointer"})
        if cart is not None and self.draw() < self.habits.hesitating_ratio:
            self.trail.wait(60 * (6 + 19 * self.draw()))
        if self.draw() < self.habits.told_leaving_ratio:
            self.trail.wait(2 + 40 * self.draw())
            self.trail.track("Page Hidden", {})
        return cart

    def browse(self, *, logs_in_early: bool) -> None:
        """Some products are looked at; the last of them is `self.place`."""
        referrers = self.shop.referrers
        referrer = referrers[int(self.draw() * len(referrers))]
        views = 1
        while self.draw() * (1 + self.more_views) < self.more_views and views < 30:
            views += 1
        landing = self.draw()
        place = self.popular()
        if landing < 0.3:
            self.trail.open(self.showcase.home, "Home", referrer)
            self.trail.wait(2 + 10 * self.draw())
        if landing < 0.55:
            self.open_list(place, referrer if landing >= 0.3 else None)
            self.open_product(place)
        else:
            self.open_product(place, referrer)
        if logs_in_early:
            self.trail.wait(3 + 6 * self.draw())
            self.log_in()
        if self.draw() < self.habits.search_ratio:
            self.search(place)
        for _ in range(views - 1):
            if self.draw() < self.habits.tabs_ratio:
                self.trail.wait(1 + 2 * self.draw())
            else:
                self.dwell()
            self.open_product(self.next_place())
        if self.draw() < self.habits.dead_end_ratio:
            self.search_in_vain()

    def fill(self) -> Cart:
        """A product is put in the cart; then the visit goes on for as long as it was planned to."""
        place = self.place
        if not self.shop.products[place].is_in_stock:
            self.dwell()
            place = self.in_stock_near(place)
            self.open_product(place)
        self.trail.wait(4 + 25 * self.draw())
        cart = Cart(f"c{self.shopper.index:07d}{self.visit.number:02d}")
        add_product(self.trail, cart, place)
        self.stay(cart)
        return cart

    def stay(self, cart: Cart) -> None:
        begin, stays_us = self.trail.at_us, self.visit.stays_us
        if self.visit.purpose is Purpose.FILL_AND_ORDER:
            if self.draw() < 0.35:
                self.dwell()
                self.open_product(self.in_stock_near(self.next_place()))
                self.trail.wait(3 + 15 * self.draw())
                add_product(self.trail, cart, self.place)
        elif stays_us:
            moments = [stays_us]
            while len(moments) * 20 * SECOND_US < stays_us and self.draw() < 0.6:
                moments.append(int(stays_us * self.draw()))
            for moment in sorted(moments):
                # The page call comes up to a second before the view that was planned.
                self.trail.at_us = max(
                    self.trail.at_us + SECOND_US // 2, begin + moment - SECOND_US
                )
                self.open_product(self.next_place())
                if self.shop.products[self.place].is_in_stock and self.draw() < 0.25:
                    add_product(self.trail, cart, self.place)

    def open_product(self, place: int, referrer: str | None = None) -> None:
        self.place = place
        self.trail.open(self.showcase.product_pages[place], "Product", referrer)
        self.trail.track("Product Viewed", self.showcase.products[place])

    def open_list(self, place: int, referrer: str | None) -> None:
        """The list on which the product stands is opened, and often the product clicked."""
        category = self.showcase.category_of[place]
        self.trail.open(self.showcase.category_pages[category], "Category", referrer)
        self.trail.track("Product List Viewed", self.showcase.lists[category])
        self.trail.wait(3 + 15 * self.draw())
        if self.draw() < 0.6:
            self.click(place)

    def click(self, place: int) -> None:
        self.trail.track("Product Clicked", self.showcase.products[place])
        self.trail.wait(0.2 + 0.6 * self.draw())

    def search(self, last: int) -> None:
        category = self.shop.categories[self.showcase.category_of[last]]
        query = category.name
        self.dwell()
        self.trail.open(self.showcase.search_page(query), "Search")
        found = len(category.places)
        self.trail.track("Products Searched", {"query": query, "results": found})
        self.trail.wait(3 + 10 * self.draw())
        place = category.places[int(self.draw() * found)]
        self.click(place)
        self.open_product(place)

    def search_in_vain(self) -> None:
        unsold = self.shop.unsold_queries
        first = int(self.draw() * len(unsold))
        for more in range(3 + int(self.draw() * 3)):
            self.trail.wait(6 + 20 * self.draw())
            query = unsold[(first + more) % len(unsold)]
            self.trail.open(self.showcase.search_page(query), "Search")
            self.trail.track("Products Searched", {"query": query, "results": 0})

    def log_in(self) -> None:
        holder = self.shopper.index * 2 + self.visit.account
        name, latin = self.shop.names[holder % len(self.shop.names)]
        self.trail.identify(
            user_id_of(self.shopper, self.visit.account),
            {"email": f"{latin}{holder}@mail.example", "name": name},
        )
        self.trail.wait(1 + 4 * self.draw())

    def dwell(self) -> None:
        if self.draw() < self.habits.long_look_ratio:
            self.trail.wait(60 + 180 * self.draw())
        else:
            self.trail.wait(4 - log1p(-self.draw()) * 22)

    def next_place(self) -> int:
        drawn = self.draw()
        if drawn < self.habits.same_product_ratio:
            return self.place
        if drawn < self.habits.same_product_ratio + self.habits.same_category_ratio:
            places = self.shop.categories[self.showcase.category_of[self.place]].places
            return places[int(self.draw() * len(places))]
        return self.popular()

    def popular(self) -> int:
        """A product, drawn so that the best-liked tenth takes about a third of the views."""
        count = len(self.shop.products)
        rank = int(self.draw() ** 2 * count)
        # 37 and the number of products have no common divisor: ranks are spread over the shelves.
        return rank * 37 % count

    def in_stock_near(self, place: int) -> int:
        products = self.shop.products
        while not products[place].is_in_stock:
            place = (place + 1) % len(products)
        return place


def _crawl(trail: Trail) -> None:
    draw = trail.chance.random
    showcase = trail.showcase
    count = len(showcase.products)
    first = int(draw() * count)
    for place in range(first, first + 12 + int(draw() * 24)):
        trail.open(showcase.product_pages[place % count], "Product", "")
        trail.track("Product Viewed", showcase.products[place % count])
        trail.wait(0.5 + draw())
