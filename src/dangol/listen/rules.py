"""The settings that sessions are judged by: the defaults, and those that playbooks override."""

from collections.abc import Sequence

import msgspec
import xxhash

from dangol.listen.sales import SalesRules, sales_rules_of
from dangol.listen.signals import SignalName, SignalSettings


class Rules(msgspec.Struct, frozen=True):
    """The settings in use, each with its key: the defaults, and what playbooks override."""

    idle: tuple[tuple[int, str], ...]
    stalled: tuple[tuple[int, str], ...]
    hesitation: tuple[tuple[int, int, str], ...]
    comparing: tuple[tuple[int, int, str], ...]
    dead_end: tuple[tuple[int, str], ...]
    floor_us: int
    """The shortest silence that can say anything."""
    sales: SalesRules | None = None
    """None where nobody listens for the signals of selling to businesses."""


_DEFAULTS = SignalSettings()
_FIELDS: dict[SignalName, tuple[str, ...]] = {
    SignalName.CART_IDLE: ("cart_idle_us",),
    SignalName.CHECKOUT_STALLED: ("checkout_stalled_us",),
    SignalName.PRODUCT_HESITATION: ("hesitation_views", "hesitation_dwell_us"),
    SignalName.COMPARING: ("comparing_products", "comparing_window_us"),
    SignalName.SEARCH_DEAD_END: ("dead_end_searches",),
    SignalName.PRICING_INTEREST: ("pricing_views", "pricing_window_us", "pricing_pages"),
    SignalName.ACCOUNT_SURGE: ("surge_people", "surge_window_us"),
    SignalName.DEMO_FORM_ABANDONED: ("form_left_us", "demo_pages"),
    SignalName.TRIAL_STALLED: ("trial_stalled_us",),
    SignalName.DEEP_READING: (
        *("deep_pages", "deep_dwell_us", "deep_scroll_percent", "deep_window_us"),
        "docs_pages",
    ),
}


def signal_key(name: SignalName, settings: SignalSettings) -> str:
    """The key under which a signal with these settings is said."""
    values = _values(name, settings)
    if values == _values(name, _DEFAULTS):
        return name.value
    return f"{name.value}@" + ",".join(map(_short, values))


def _short(value: int | tuple[str, ...]) -> str:
    """The value, or of a list of names a mark by which it is told from others."""
    return (
        str(value) if isinstance(value, int) else xxhash.xxh32_hexdigest("\n".join(value).encode())
    )


def _values(name: SignalName, settings: SignalSettings) -> tuple[int | tuple[str, ...], ...]:
    return tuple(getattr(settings, field) for field in _FIELDS.get(name, ()))


def rules_of(settings: Sequence[SignalSettings] = (), *, hears_sales: bool = False) -> Rules:
    """The rules that say every signal at its defaults and at each of these settings.

    The signals of selling to businesses are said only where somebody `hears_sales`.
    """

    every = (_DEFAULTS, *settings)

    def each(name: SignalName) -> list[tuple[int | str | tuple[str, ...], ...]]:
        return sorted({(*_values(name, one), signal_key(name, one)) for one in every})

    rules = msgspec.convert(
        {
            "idle": each(SignalName.CART_IDLE),
            "stalled": each(SignalName.CHECKOUT_STALLED),
            "hesitation": each(SignalName.PRODUCT_HESITATION),
            "comparing": each(SignalName.COMPARING),
            "dead_end": each(SignalName.SEARCH_DEAD_END),
            "floor_us": min(
                min(one.cart_idle_us, one.checkout_stalled_us, one.hesitation_dwell_us)
                for one in every
            ),
        },
        Rules,
    )
    if not hears_sales:
        return rules
    sales = sales_rules_of(every, signal_key)
    floor_us = min(rules.floor_us, sales.floor_us)
    return msgspec.structs.replace(rules, floor_us=floor_us, sales=sales)
