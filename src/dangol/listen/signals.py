"""What a session state can say, and when: every signal with its default, in one place."""

from enum import StrEnum

import msgspec

from dangol.listen.page_names import DEMO, DOCS, PRICING
from dangol.terms.instants import DAY_US, MINUTE_US, SECOND_US


class SignalName(StrEnum):
    """Something a session state says."""

    CART_IDLE = "cart_idle"
    """Something was put in the cart this session, and then nothing happened for a while."""
    CHECKOUT_STALLED = "checkout_stalled"
    """A checkout began, and then nothing happened for a while."""
    EXIT_INTENT = "exit_intent"
    """The page reported that the visitor is about to leave."""
    PRODUCT_HESITATION = "product_hesitation"
    """One product was viewed again and again, or for long, and not put in the cart."""
    COMPARING = "comparing"
    """Several products of one category were viewed within a short time."""
    SEARCH_DEAD_END = "search_dead_end"
    """Several searches in a row led to no product."""
    COUPON_FAILED = "coupon_failed"
    """A coupon was refused."""
    OUT_OF_STOCK_VIEWED = "out_of_stock_viewed"
    """A product that cannot be bought now was viewed."""
    BACK_WITH_CART = "back_with_cart"
    """A new session began while an earlier session's cart is still full."""
    BACK_IN_STOCK = "back_in_stock"
    """A product that this person found out of stock can be bought again."""
    PRICE_DROP = "price_drop"
    """A product that this person viewed or wished for costs less now."""
    PRICING_INTEREST = "pricing_interest"
    """A page about the price was opened again, in this session or within days."""
    ACCOUNT_SURGE = "account_surge"
    """Several people of one company were there within days, this person among them."""
    DEMO_FORM_ABANDONED = "demo_form_abandoned"
    """A form for a demo or a contact was begun and left without being sent."""
    TRIAL_STALLED = "trial_stalled"
    """A trial began, and then nothing happened for days; said when it is so, and on coming back."""
    DEEP_READING = "deep_reading"
    """Several guides or cases were read, with time, and the next page was opened."""


SALES_SIGNALS = frozenset(
    {
        SignalName.PRICING_INTEREST,
        SignalName.ACCOUNT_SURGE,
        SignalName.DEMO_FORM_ABANDONED,
        SignalName.TRIAL_STALLED,
        SignalName.DEEP_READING,
    }
)
"""What only a workspace with a playbook for it listens for."""


class SignalSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When each signal is said. A playbook may override any of these for itself."""

    cart_idle_us: int = 10 * MINUTE_US
    """Silence after the last event, with a cart touched this session."""
    checkout_stalled_us: int = 5 * MINUTE_US
    """Silence after the last event, with a checkout begun this session."""
    hesitation_views: int = 3
    """Views of one product in a session."""
    hesitation_dwell_us: int = 60 * SECOND_US
    """Silence after a product view."""
    comparing_products: int = 3
    """Different products of one category..."""
    comparing_window_us: int = 10 * MINUTE_US
    """...viewed within this time."""
    dead_end_searches: int = 3
    """Searches in a row without a product clicked, viewed or added."""
    pricing_views: int = 2
    """Pages about the price, opened..."""
    pricing_window_us: int = 14 * DAY_US
    """...within this time."""
    pricing_pages: tuple[str, ...] = PRICING
    """How such pages begin, or are called."""
    surge_people: int = 3
    """People of one company, there..."""
    surge_window_us: int = 7 * DAY_US
    """...within this time."""
    form_left_us: int = 3 * MINUTE_US
    """Silence after a form was begun; to open another page is to leave it at once."""
    demo_pages: tuple[str, ...] = DEMO
    """How pages with such a form begin, or what the form is called."""
    trial_stalled_us: int = 3 * DAY_US
    """Silence of somebody whose trial began."""
    deep_pages: int = 3
    """Different guides or cases, each read..."""
    deep_dwell_us: int = 20 * SECOND_US
    """...for this long (three times this long, where the page does not tell how far)..."""
    deep_scroll_percent: int = 50
    """...and this far..."""
    deep_window_us: int = 7 * DAY_US
    """...within this time."""
    docs_pages: tuple[str, ...] = DOCS
    """How such pages begin, or are called."""


SESSION_GAP_US = 30 * MINUTE_US
"""A session ends when nothing happens for longer than this."""

LATE_WINDOW_US = 10 * MINUTE_US
"""An event that arrives at most this long after its instant finds its place in the state."""
