"""What a change of the catalogue says to a person who looked at the product before."""

from collections.abc import Iterable

from dangol.listen.catalogue.product import CatalogueChange, event_ids
from dangol.listen.session import Signal, State
from dangol.listen.signals import SignalName
from dangol.terms.instants import Instant


def signals_of_changes(
    state: State, changes: Iterable[CatalogueChange], at: Instant
) -> list[Signal]:
    """The signals for this person; what was said, the state remembers at its price.

    Laws: each change is said once, however many of the product's ids the person knows it by, and
    however often it is told.
    """
    signals: list[Signal] = []
    watched = state.watched
    for change in changes:
        if not change.is_back_in_stock and change.price_drop is None:
            continue
        known = [name for name in event_ids(change.product) if name in watched]
        if not known:
            continue
        price = change.product.price
        price_minor = 0 if price is None else price.minor
        seen_minor = min(watched[name] for name in known)
        if change.is_back_in_stock and seen_minor == 0:
            signals.append(_signal(SignalName.BACK_IN_STOCK, at, known[0]))
        elif price is not None and price_minor < seen_minor:
            signals.append(_signal(SignalName.PRICE_DROP, at, known[0]))
        else:
            continue  # unsaid: who waits for it to come back must not lose that to a price
        for name in known:
            if not price_minor:
                del watched[name]  # without a price it would look out of stock for ever
            elif not 0 < watched[name] < price_minor:
                watched[name] = price_minor
    return signals


def _signal(name: SignalName, at: Instant, product_id: str) -> Signal:
    return Signal(name, name.value, at, product_id)
