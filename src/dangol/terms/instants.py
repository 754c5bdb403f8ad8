"""Instants are UTC microseconds since 1970 as `int`; days follow a workspace's zone."""

from datetime import UTC, date, datetime, timedelta
from typing import NewType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dangol.terms.errors import SettingError

Instant = NewType("Instant", int)
"""UTC microseconds since 1970-01-01T00:00Z."""

SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
QUARTER_US = 15 * MINUTE_US
"""Since 1972 every zone differs from UTC by whole quarters of an hour, so its calendar says the
same of all instants in one, and can be remembered by it."""
HOUR_US = 60 * MINUTE_US
DAY_US = 24 * HOUR_US
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def instant_of(moment: datetime) -> Instant:
    """The instant of an aware or naive (taken as UTC) datetime, to the microsecond."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return Instant((moment - EPOCH) // MICROSECOND)


def parse_instant(text: str) -> Instant:
    """The instant of an ISO 8601 / RFC 3339 text; no offset means UTC.

    Raises: ValueError where the text is no date.
    """
    return instant_of(datetime.fromisoformat(text))


def render_instant(instant: Instant) -> str:
    """RFC 3339 with microseconds and `Z`."""
    moment = EPOCH + timedelta(microseconds=instant)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def access_zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name.

    Raises: SettingError (`setting.unknown_zone`).
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
        raise UnknownZoneError(name) from fault


class UnknownZoneError(SettingError):
    """A time zone's name that the time zone database does not hold."""

    code = "setting.unknown_zone"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"there is no time zone called {name!r}",
            hint="use a name such as Asia/Seoul, Asia/Tokyo or UTC",
        )


def day_of(instant: Instant, zone: ZoneInfo) -> date:
    """The calendar day of an instant in a zone."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone).date()


def hour_of(instant: Instant, zone: ZoneInfo) -> int:
    """The hour of the day, 0 to 23, of an instant in a zone."""
    return (EPOCH + timedelta(microseconds=instant)).astimezone(zone).hour
