"""What may be said of a time to meet: its day and its hour, by both clocks."""

from datetime import timedelta

from dangol.speak.facts import (
    Fact,
    Source,
    SourceKind,
    Value,
    ValueKind,
    date_value,
    time_value,
)
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.when import render_when
from dangol.terms.instants import EPOCH, Instant, access_zone
from dangol.terms.languages import Language


def fact_of_time(time: MeetingTime, language: Language, zone: str, *, url: str = "") -> Fact:
    """That this time may be said, by the visitor's clock and by the host's."""
    values: list[Value] = []
    for where in (zone, time.zone):
        moment = (EPOCH + timedelta(microseconds=time.starts_at)).astimezone(access_zone(where))
        values += [date_value(moment.date()), time_value(moment.hour, moment.minute)]
    return Fact(
        f"time:{time.host_id}:{time.starts_at}",
        render_when(time, zone, language),
        Source(time.host_name, url, SourceKind.MEETING),
        tuple(dict.fromkeys(values)),
    )


def fact_of_address(veiled: str) -> Fact:
    """That the invitation goes to this address, which is shown veiled."""
    source = Source("", "", SourceKind.MEETING)
    return Fact("meeting:address", veiled, source, (Value(ValueKind.LINK, veiled),))


def minute_of(instant: Instant, zone: str) -> int:
    """The minute of the day by that clock."""
    moment = (EPOCH + timedelta(microseconds=instant)).astimezone(access_zone(zone))
    return moment.hour * 60 + moment.minute
