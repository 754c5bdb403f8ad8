"""What a turn may know besides the visitor's words: values, and two questions it may ask.

A world is put together by the engine and never changed by a turn. `ask_offer` is the one thing in
it that may have an effect (the ledger notes what it grants); it is asked once in a turn at most,
and never for somebody held out.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeAlias

import msgspec

from dangol.speak.catalogue import Shop
from dangol.speak.knowledge.index import Index
from dangol.speak.offers import Granted, Refused
from dangol.speak.recommend import Likeness
from dangol.speak.reply import CartLine
from dangol.speak.sales.motion import Sales
from dangol.terms.instants import EPOCH, Instant, access_zone, instant_of
from dangol.terms.languages import Language

DAYS_AHEAD = 14
"""How far the next open day is sought."""


class Hours(msgspec.Struct, frozen=True):
    """When people answer."""

    zone: str
    days: tuple[tuple[tuple[int, int], ...], ...]
    """For Monday to Sunday, the spans in which somebody is there. Units: minutes of the day."""
    holidays: frozenset[date] = frozenset()

    def is_open(self, now: Instant) -> bool:
        """Somebody is there."""
        moment = self._local(now)
        minute = moment.hour * 60 + moment.minute
        return any(start <= minute < end for start, end in self._spans(moment.date()))

    def next_open(self, now: Instant) -> datetime | None:
        """When somebody is there next, where the shop is; None if not within a fortnight."""
        moment = self._local(now)
        for ahead in range(DAYS_AHEAD):
            day = moment.date() + timedelta(days=ahead)
            for start, end in self._spans(day):
                opening = datetime(
                    day.year, day.month, day.day, start // 60, start % 60, tzinfo=moment.tzinfo
                )
                minute = moment.hour * 60 + moment.minute
                if ahead == 0 and start <= minute < end:
                    return moment
                if instant_of(opening) > now:
                    return opening
        return None

    def local_day(self, now: Instant) -> date:
        """Which day it is where the shop is."""
        return self._local(now).date()

    def _local(self, now: Instant) -> datetime:
        return (EPOCH + timedelta(microseconds=now)).astimezone(access_zone(self.zone))

    def _spans(self, day: date) -> tuple[tuple[int, int], ...]:
        if day in self.holidays or len(self.days) != 7:
            return ()
        return self.days[day.weekday()]


class OfferAsk(msgspec.Struct, frozen=True):
    """Somebody asks for something off."""

    language: Language
    now: Instant
    cart: tuple[CartLine, ...]
    product_id: str


class OfferGiven(msgspec.Struct, frozen=True):
    """The policy granted it, and the ledger noted it under this code."""

    granted: Granted
    code: str


AskOffer: TypeAlias = Callable[[OfferAsk], OfferGiven | Refused]


class Links(msgspec.Struct, frozen=True):
    """Pages of the shop; empty where there is none."""

    orders: str = ""
    sign_in: str = ""
    cart: str = ""
    checkout: str = ""


@dataclass(frozen=True)
class World:
    """Everything a turn may look at."""

    shops: Mapping[Language, Shop]
    """At least one; a language without its own sees the first."""
    index: Index | None = None
    hours: Hours | None = None
    """None where nobody ever answers in person: then only an address is taken down."""
    ask_offer: AskOffer | None = None
    also_viewed: Mapping[str, Mapping[str, int]] = field(
        default_factory=dict[str, Mapping[str, int]]
    )
    """For a product, how many people also looked at which others."""
    likeness: Likeness | None = None
    links: Links = field(default_factory=Links)
    sales: Sales | None = None
    """How the company sells to businesses; None for a shop."""

    def shop_in(self, language: Language) -> Shop:
        """The shop in that language, or in the first one it has."""
        return self.shops.get(language) or next(iter(self.shops.values()))
