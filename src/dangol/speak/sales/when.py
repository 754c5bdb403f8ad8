"""A meeting's time in words, by the clock of whoever reads and by the host's where it differs."""

from datetime import datetime, timedelta

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


def local_time(at: Instant, zone: str) -> datetime:
    """The instant by the clock of that zone."""
    return (EPOCH + timedelta(microseconds=at)).astimezone(access_zone(zone))


def render_day_and_time(at: Instant, zone: str, language: Language) -> str:
    """11월 25일(수) 오후 3:00, 11月25日(水) 15:00, Wed 25 Nov, 3:00 pm."""
    moment = local_time(at, zone)
    day, clock = render_day(moment, language), render_clock(moment, language)
    return render_text("sales.when.day_and_time", language, day=day, time=clock)


def render_day(moment: datetime, language: Language) -> str:
    """11월 25일(수), 11月25日(水), Wed 25 Nov."""
    day = render_short_date(moment.date(), language)
    weekday = render_text(f"sales.when.weekday.{moment.weekday()}", language)
    return render_text("sales.when.day", language, day=day, weekday=weekday)


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
    offset = local_time(at, zone).utcoffset() or timedelta()
    minutes = abs(int(offset.total_seconds())) // 60
    sign = "-" if offset < timedelta() else "+"
    hours = f"{minutes // 60}:{minutes % 60:02d}" if minutes % 60 else str(minutes // 60)
    city = zone.rpartition("/")[2].replace("_", " ")
    return f"{city}, UTC{sign}{hours}"


def render_there(at: Instant, zone: str, language: Language) -> str:
    """The day and time by that zone's clock, with the zone's name."""
    when, name = render_day_and_time(at, zone, language), render_zone(zone, at, language)
    return render_text("sales.brief.there", language, when=when, zone=name)


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
    return local_time(at, one).utcoffset() == local_time(at, other).utcoffset()
