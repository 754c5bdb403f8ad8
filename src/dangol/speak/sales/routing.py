"""Who takes a buyer, until when they answer, and who is told when they did not.

Whoever does not speak the buyer's language is left out; nobody is met whom they cannot talk to.
Of the others those come first who look after the buyer's country and a company of that size; then
who is at work now, who has the fewest meetings ahead, and who can answer soonest. Where nobody
looks after such a buyer, those who come nearest take them: nobody is turned away for that.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta

import msgspec

from dangol.speak.sales.team import Host, Team
from dangol.speak.sales.when import render_clock, render_day_and_time
from dangol.speak.sales.work import due_at, is_at_work
from dangol.terms.instants import EPOCH, Instant, access_zone, day_of
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

HolidaysOf = Callable[[Host], Collection[date]]
"""Which days a host keeps besides the hours they have written."""
_FAR = Instant(2**62)


def no_holidays(_: Host) -> Collection[date]:
    """Nobody keeps any."""
    return ()


class Buyer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What routing looks at; the rest is not known."""

    language: Language
    least_size: int | None = None
    """Of their team, in people."""
    most_size: int | None = None
    """None where it may be larger still."""
    country: str = ""
    """ISO 3166, two letters."""


def ranked_hosts(
    team: Team,
    buyer: Buyer,
    ahead: Mapping[str, int],
    now: Instant,
    holidays_of: HolidaysOf = no_holidays,
) -> tuple[Host, ...]:
    """Those who may take the buyer, the best first; none where nobody speaks their language.

    `ahead` counts the meetings that a host has yet to hold.
    """

    def rank(place: int, host: Host) -> tuple[int, int, bool, int, int, int]:
        holidays = holidays_of(host)
        return (
            _territory_rank(host, buyer),
            _size_rank(host, buyer),
            not is_at_work(host, holidays, now),
            ahead.get(host.host_id, 0),
            due_at(host, holidays, now) or _FAR,
            place,
        )

    ranks = {
        rank(place, host): host
        for place, host in enumerate(team.hosts)
        if buyer.language in host.languages
    }
    best = [rank for rank in ranks if max(rank[:2]) < 2]
    return tuple(ranks[one] for one in sorted(best or ranks))


def first_due_at(host: Host, now: Instant, holidays_of: HolidaysOf = no_holidays) -> Instant | None:
    """When the host has answered at the latest; None where they do not work for long."""
    return due_at(host, holidays_of(host), now)


def next_to_tell(team: Team, name: str) -> str | None:
    """Who is told after the one of that name did not answer: a host's id or an operator's address.

    None where the list is at its end. Law: from any name, the list is left after as many steps as
    it is long.
    """
    chain = team.escalation
    if name in chain:
        rest = chain[chain.index(name) + 1 :]
        return rest[0] if rest else None
    return chain[0] if chain else None


def render_promise(due: Instant, now: Instant, zone: str, language: Language) -> str:
    """Until when somebody answers, by the reader's clock: 오늘 오후 3:00까지, 今日15:00まで."""
    place = access_zone(zone)
    moment = (EPOCH + timedelta(microseconds=due)).astimezone(place)
    clock = render_clock(moment, language)
    days = (moment.date() - day_of(now, place)).days
    if days in (0, 1):
        key = "sales.route.today" if days == 0 else "sales.route.tomorrow"
        return render_text(key, language, time=clock)
    return render_text("sales.route.day", language, when=render_day_and_time(due, zone, language))


def render_promise_of(
    host_name: str, due: Instant, now: Instant, zone: str, language: Language
) -> str:
    """Who answers and until when, as a sentence; somebody where it is not known who."""
    by = render_promise(due, now, zone, language)
    if not host_name:
        return render_text("sales.route.promise_someone", language, by=by)
    return render_text("sales.route.promise", language, host=host_name, by=by)


def _territory_rank(host: Host, buyer: Buyer) -> int:
    """0 for their own country, 1 for who takes all, 2 for another's."""
    if not host.territories:
        return 1
    if not buyer.country:
        return 1
    return 0 if buyer.country in host.territories else 2


def _size_rank(host: Host, buyer: Buyer) -> int:
    """0 where the size is theirs or not known, 2 where it is another's."""
    least, most = buyer.least_size, buyer.most_size
    if least is None and most is None:
        return 0
    is_too_small = most is not None and most < host.min_size
    is_too_large = host.max_size is not None and (least or 0) > host.max_size
    return 2 if is_too_small or is_too_large else 0
