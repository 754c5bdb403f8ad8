"""The settings that sessions are judged by: the defaults, and those that playbooks override."""

from collections.abc import Sequence

import msgspec

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


_DEFAULTS = SignalSettings()
_FIELDS: dict[SignalName, tuple[str, ...]] = {
    SignalName.CART_IDLE: ("cart_idle_us",),
    SignalName.CHECKOUT_STALLED: ("checkout_stalled_us",),
    SignalName.PRODUCT_HESITATION: ("hesitation_views", "hesitation_dwell_us"),
    SignalName.COMPARING: ("comparing_products", "comparing_window_us"),
    SignalName.SEARCH_DEAD_END: ("dead_end_searches",),
}


def signal_key(name: SignalName, settings: SignalSettings) -> str:
    """The key under which a signal with these settings is said."""
    values = _values(name, settings)
    if values == _values(name, _DEFAULTS):
        return name.value
    return f"{name.value}@" + ",".join(map(str, values))


def _values(name: SignalName, settings: SignalSettings) -> tuple[int, ...]:
    return tuple(getattr(settings, field) for field in _FIELDS.get(name, ()))


def rules_of(settings: Sequence[SignalSettings] = ()) -> Rules:
    """The rules that say every signal at its defaults and at each of these settings."""

    every = (_DEFAULTS, *settings)

    def each(name: SignalName) -> list[tuple[int | str, ...]]:
        return sorted({(*_values(name, one), signal_key(name, one)) for one in every})

    return msgspec.convert(
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
