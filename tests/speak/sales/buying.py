"""The sample company's conversation, and that of a travel agency without a cart, put together once.

Calendars are those of the companies' hosts, free but for what a test says is taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from dangol.sim.b2b.articles import company_articles
from dangol.sim.b2b.company import plan_catalogue
from dangol.sim.b2b.setup import company_setup_texts, company_team
from dangol.speak.catalogue import build_shop
from dangol.speak.knowledge.embedder import SentenceEncoder
from dangol.speak.knowledge.index import build_index
from dangol.speak.sales.fit_file import parse_fit
from dangol.speak.sales.motion import (
    AskTimes,
    Book,
    BookAsk,
    Booked,
    HeldFor,
    MeetingTime,
    NotBooked,
    NotBookedReason,
    Own,
    Sales,
    Times,
    TimesAsk,
)
from dangol.speak.sales.slots_file import default_slots, parse_slots
from dangol.speak.sales.team import Host
from dangol.speak.sales.times import SOONEST, free_times, is_wanted, offered_times
from dangol.speak.sales.work import Span
from dangol.speak.world import Hours, World
from dangol.terms.instants import MINUTE_US, Instant, parse_instant
from dangol.terms.languages import Language

KO, EN = Language.KO, Language.EN
SITE = "https://ongyeol.example"
NOW = parse_instant("2026-11-23T02:00:00Z")
"""A Monday, 11:00 in Seoul and Tokyo."""
TOMORROW_AT_THREE = parse_instant("2026-11-24T06:00:00Z")
CHANGE = "https://chat.example/m/abc"
TRAVEL = Path(__file__).parent / "travel"
DAY = ((570, 1080),)
HOURS = Hours("Asia/Seoul", (DAY, DAY, DAY, DAY, DAY, (), ()))


@cache
def company_world(language: Language) -> World:
    """The sample company in one language, without its calendars."""
    texts = company_setup_texts(language, SITE)
    shop = build_shop(plan_catalogue(language, SITE), language, name="온결")
    articles = [one for every in Language for one in company_articles(every, SITE)]
    return World(
        shops={language: shop},
        index=build_index(articles, SentenceEncoder()),
        hours=HOURS,
        sales=Sales(default_slots(), parse_fit(texts["fit"], "fit.toml"), has_hosts=True),
    )


@cache
def travel_world(language: Language) -> World:
    """A travel agency: no plan and no cart, a consultation is the sale."""
    slots = parse_slots((TRAVEL / "slots.toml").read_text("utf-8"), "slots.toml")
    fit = parse_fit((TRAVEL / "fit.toml").read_text("utf-8"), "fit.toml")
    return World(
        shops={language: build_shop((), language, name="봄날여행")},
        hours=HOURS,
        sales=Sales(slots, fit, has_hosts=True),
    )


def with_calendars(
    world: World, language: Language, taken: Sequence[Instant] = (), known_email: str = ""
) -> World:
    """The world with hosts whose times are free but for those that are taken."""
    ask_times, book, own = calendars(language, taken, known_email)
    assert world.sales is not None
    return replace(world, sales=replace(world.sales, ask_times=ask_times, book=book, own=own))


def calendars(
    language: Language, taken: Sequence[Instant], known_email: str = ""
) -> tuple[AskTimes, Book, Own]:
    """The questions of a turn, by the hosts of that language."""
    host = company_team(KO if language is EN else language).hosts[0]
    booked: list[Booked] = []
    busy = [Span(at, Instant(at + 30 * MINUTE_US)) for at in taken]

    def times(wanted: Span, now: Instant, zone: str) -> Times:
        free = free_times(host, busy, (), now, wanted=wanted)
        offered = offered_times(free, zone, wanted=wanted)
        is_first = bool(offered) and is_wanted(offered[0], wanted)
        return Times(offered, is_first, has_address=bool(known_email))

    def ask_times(ask: TimesAsk) -> Times:
        wanted = Span(ask.wanted_from, ask.wanted_until) if ask.wanted_from else SOONEST
        return times(wanted, ask.now, ask.zone)

    def book(ask: BookAsk) -> Booked | HeldFor | NotBooked:
        wanted = Span(ask.starts_at, ask.starts_at)
        others = times(wanted, ask.now, ask.zone)
        if ask.host_id != host.host_id:
            return NotBooked(NotBookedReason.UNKNOWN, others)
        if not others.is_wanted:
            return NotBooked(NotBookedReason.TAKEN, others)
        time = time_of(host, ask.starts_at)
        email = ask.email or known_email
        if not email:
            return HeldFor("m-1", time, Instant(ask.now + 10 * MINUTE_US))
        veiled = f"{email[0]}•••@{email.partition('@')[2]}"
        booked[:] = [Booked("m-1", time, veiled, CHANGE)]
        return booked[0]

    def own(now: Instant, zone: str) -> Booked | None:
        del now, zone
        return next(iter(booked), None)

    return ask_times, book, own


def time_of(host: Host, starts_at: Instant) -> MeetingTime:
    ends_at = Instant(starts_at + host.meeting_min * MINUTE_US)
    return MeetingTime(host.host_id, host.name, starts_at, ends_at, host.zone)


WORLDS: dict[str, Callable[[Language], World]] = {"company": company_world, "travel": travel_world}
