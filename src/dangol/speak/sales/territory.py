"""In which country a buyer is, as far as their clock says it: a time zone is of one country.

Source: `zone.tab` of the time zone database, https://data.iana.org/time-zones/tz-link.html. Other
names of a zone are not in it, and are of no country.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files


def country_of_zone(zone: str) -> str:
    """ISO 3166, two letters; empty where the zone's name says none."""
    return _countries().get(zone, "")


@cache
def _countries() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows if len(row) > 2}
