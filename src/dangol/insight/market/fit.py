"""How far apart the product's aims, its customers and its targets are, as one number each.

The index is the total variation distance between two sets of shares by kind: half the sum of the
differences of the shares. It is 0 where they are the same and 1 where they have nothing in common,
and reads as the share of customers who would have to be of another kind for the two to agree.

A mixed company sells to both, so the index has a friendlier reading too, in which it fits whatever
is aimed at. The kind of a customer that is not known fits nothing.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from dangol.insight.market.labels import Kind, parse_kind
from dangol.insight.market.mix import Mix, shares_of
from dangol.terms.errors import InputError


class AimsError(InputError):
    """Aims that cannot be read."""

    code = "market.aims_unreadable"


class Distance(Struct, frozen=True):
    """How far two sets of shares are apart."""

    one: str
    other: str
    """`aims`, `customers` or `targets`."""
    index: float
    """Total variation distance, 0 to 1."""
    index_if_mixed_fits: float
    low: float
    high: float
    """Where the printed total has customers that no row holds: what their kind could make of the
    index. The same as `index` where there are none."""


class _Side(Struct, frozen=True):
    """Shares by kind, and the share of customers that no row holds."""

    shares: Mapping[str, float]
    missing: float = 0.0

    def held(self) -> dict[str, float]:
        """The shares of the whole, with the missing ones left out."""
        return {kind: share * (1 - self.missing) for kind, share in self.shares.items()}

    def extremes(self) -> list[Mapping[str, float]]:
        """The shares were all missing customers of one kind: the distance, which is convex in the
        shares, is greatest at one of these."""
        if not self.missing:
            return [self.shares]
        held = self.held()
        kinds = (Kind.B2C, Kind.B2B, Kind.MIXED)
        return [{**held, kind.value: held.get(kind.value, 0.0) + self.missing} for kind in kinds]


class Fit(Struct, frozen=True):
    """Aims, customers and targets side by side."""

    aims: Mapping[str, float]
    customers: Mapping[str, float]
    targets: Mapping[str, float]
    distances: Sequence[Distance]
    kinds: Sequence[str]
    """Those of which any of the three has a share."""


def parse_aims(text: str) -> dict[str, float]:
    """Shares of what is aimed at: `b2b` alone, or `b2b=0.7,b2c=0.3`.

    Raises: AimsError (`market.aims_unreadable`).
    """
    hint = "write --aims b2b, or shares that add up to 1: --aims b2b=0.7,b2c=0.3"
    aims: dict[str, float] = {}
    parts = [part.strip() for part in text.split(",") if part.strip()]
    for part in parts:
        name, _, number = part.partition("=")
        kind = parse_kind(name.strip())
        try:
            share = float(number) if number else 1.0 if len(parts) == 1 else -1.0
        except ValueError:
            share = -1.0
        if kind is None or kind is Kind.UNKNOWN or not 0 <= share <= 1 or kind.value in aims:
            raise AimsError(f"the aim {part[:60]!r} cannot be read", hint=hint)
        aims[kind.value] = share
    if abs(sum(aims.values()) - 1) > 1e-6:
        raise AimsError(f"the aims add up to {sum(aims.values()):g} and not to 1", hint=hint)
    return aims


def fit_of(customers: Mix, targets: Mix, aims: Mapping[str, float]) -> Fit:
    """The distances between the three."""
    sides = {"aims": _Side(dict(aims)), "customers": _side(customers), "targets": _side(targets)}
    kinds = [
        kind.value for kind in Kind if any(side.shares.get(kind.value) for side in sides.values())
    ]
    pairs = (("aims", "customers"), ("aims", "targets"), ("customers", "targets"))
    return Fit(
        aims=sides["aims"].shares,
        customers=sides["customers"].shares,
        targets=sides["targets"].shares,
        distances=[_distance(pair, sides[pair[0]], sides[pair[1]]) for pair in pairs],
        kinds=kinds,
    )


def _side(mix: Mix) -> _Side:
    missing = max(mix.missing, 0)
    return _Side(shares_of(mix), missing / (mix.total + missing))


def total_variation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Half the sum of the differences between the shares.

    Laws: symmetric; 0 where they are the same, 1 where they share nothing; the triangle holds.
    Source: Levin, Peres, Wilmer, Markov Chains and Mixing Times (2009), Proposition 4.2.
    """
    return sum(abs(one.get(k, 0.0) - other.get(k, 0.0)) for k in {*one, *other}) / 2


def friendly_distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The distance were a mixed company as good as any kind that the other side has left over."""
    left = {k: one.get(k, 0.0) - min(one.get(k, 0.0), other.get(k, 0.0)) for k in Kind}
    right = {k: other.get(k, 0.0) - min(one.get(k, 0.0), other.get(k, 0.0)) for k in Kind}
    fits = (Kind.B2C, Kind.B2B)
    matched = min(left[Kind.MIXED], sum(right[kind] for kind in fits))
    matched += min(right[Kind.MIXED], sum(left[kind] for kind in fits))
    return max(0.0, total_variation(one, other) - matched)


def _distance(names: tuple[str, str], one: _Side, other: _Side) -> Distance:
    return Distance(
        *names,
        index=total_variation(one.shares, other.shares),
        index_if_mixed_fits=friendly_distance(one.shares, other.shares),
        low=_least(one, other),
        high=max(
            total_variation(first, second)
            for first in one.extremes()
            for second in other.extremes()
        ),
    )


def _least(one: _Side, other: _Side) -> float:
    """The distance were every missing customer of the kind that brings the two together most."""
    first, second = one.held(), other.held()
    shared = sum(min(first.get(kind, 0.0), second.get(kind, 0.0)) for kind in Kind)
    return max(0.0, 1.0 - shared - one.missing - other.missing)
