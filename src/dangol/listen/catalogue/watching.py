"""What a change of the catalogue says to a person who looked at the product before."""

from collections.abc import Iterable

from dangol.listen.catalogue.product import CatalogueChange, event_ids
from dangol.listen.session import Signal, State
from dangol.listen.signals import SignalName
from dangol.terms.instants import Instant


def signals_of_changes(
    state: State, changes: Iterable[CatalogueChange], at: Instant
) -> list[Signal]:
    """The signals for this person; the state remembers the product as it is now.

    Laws: each change is said once, however many of the product's ids the person knows it by.
    """
    signals: list[Signal] = []
    for change in changes:
        if not change.is_back_in_stock and change.price_drop is None:
            continue
        known = [name for name in event_ids(change.product) if name in state.watched]
        if not known:
            continue
        price = change.product.price
        seen_minor = min(state.watched[name] for name in known)
        if change.is_back_in_stock and seen_minor == 0:
            signals.append(_signal(SignalName.BACK_IN_STOCK, at, known[0]))
        elif price is not None and price.minor < seen_minor:
            signals.append(_signal(SignalName.PRICE_DROP, at, known[0]))
        if price is not None:
            state.watched.update(dict.fromkeys(known, price.minor))
    return signals


def _signal(name: SignalName, at: Instant, product_id: str) -> Signal:
    return Signal(name, name.value, at, product_id)
