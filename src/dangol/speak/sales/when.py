"""A meeting's time in words, by the clock of whoever reads and by the host's where it differs."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dangol.speak.sales.motion import MeetingTime
from dangol.terms.instants import EPOCH, Instant, UnknownZoneError, access_zone
from dangol.terms.languages import Language
from dangol.terms.texts import render_short_date, render_text

_NAMED = {"Asia/Seoul": "seoul", "Asia/Tokyo": "tokyo", "UTC": "utc"}


def zone_or(name: str, otherwise: str) -> str:
    """The zone's name if there is one of that name: a browser may say anything."""
    try:
        return access_zone(name).key if 0 < len(name) <= 64 else otherwise
    except UnknownZoneError:
        return otherwise


def render_day_and_time(at: Instant, zone: str, language: Language) -> str:
    """11월 25일(수) 오후 3:00, 11月25日(水) 15:00, Wed 25 Nov, 3:00 pm."""
    moment = _local(at, access_zone(zone))
    day = render_short_date(moment.date(), language)
    weekday = render_text(f"sales.when.weekday.{moment.weekday()}", language)
    clock = render_clock(moment, language)
    return render_text("sales.when.day_and_time", language, day=day, weekday=weekday, time=clock)


def render_clock(moment: datetime, language: Language) -> str:
    """오후 3:00, 15:00, 3:00 pm."""
    if language is Language.JA:
        return f"{moment.hour}:{moment:%M}"
    half = render_text(f"sales.when.{'am' if moment.hour < 12 else 'pm'}", language)
    return half.format(time=f"{(moment.hour - 1) % 12 + 1}:{moment:%M}")


def render_zone(zone: str, at: Instant, language: Language) -> str:
    """한국 시간, 日本時間, New York, UTC-5."""
    if zone in _NAMED:
        return render_text(f"sales.when.zone.{_NAMED[zone]}", language)
    place = access_zone(zone)
    offset = _local(at, place).utcoffset() or timedelta()
    minutes = abs(int(offset.total_seconds())) // 60
    sign = "-" if offset < timedelta() else "+"
    hours = f"{minutes // 60}:{minutes % 60:02d}" if minutes % 60 else str(minutes // 60)
    city = zone.rpartition("/")[2].replace("_", " ")
    return f"{city}, UTC{sign}{hours}"


def render_when(time: MeetingTime, zone: str, language: Language) -> str:
    """The time in the visitor's zone, and behind it in the host's where their clocks differ."""
    starts_at = time.starts_at
    here = render_day_and_time(starts_at, zone, language)
    if _same_clock(zone, time.zone, starts_at):
        return here
    there = render_day_and_time(starts_at, time.zone, language)
    return render_text(
        "sales.when.both",
        language,
        here=here,
        zone=render_zone(zone, starts_at, language),
        there=there,
        other=render_zone(time.zone, starts_at, language),
    )


def _same_clock(one: str, other: str, at: Instant) -> bool:
    offsets = {_local(at, access_zone(zone)).utcoffset() for zone in (one, other)}
    return len(offsets) == 1


def _local(at: Instant, zone: ZoneInfo) -> datetime:
    return (EPOCH + timedelta(microseconds=at)).astimezone(zone)
