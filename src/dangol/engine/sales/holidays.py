"""The public holidays of a host's country, substitute days included, from the library's tables."""

from datetime import date, timedelta
from functools import lru_cache

from dangol.speak.sales.team import Country, Host
from dangol.speak.sales.work import DUE_DAYS
from dangol.terms.instants import DAY_US, Instant, access_zone, day_of


def holidays_of(host: Host, now: Instant) -> frozenset[date]:
    """The holidays that the host keeps, as far ahead as anybody asks."""
    zone = access_zone(host.zone)
    first = day_of(now, zone) - timedelta(days=1)
    last = day_of(Instant(now + (DUE_DAYS + 1) * DAY_US), zone)
    years = range(first.year, last.year + 1)
    return frozenset[date]().union(*(_holidays(host.holidays, year) for year in years))


@lru_cache(64)
def _holidays(country: Country, year: int) -> frozenset[date]:
    if country is Country.NONE:
        return frozenset()
    from holidays import country_holidays

    return frozenset(country_holidays(country.value, years=year))
