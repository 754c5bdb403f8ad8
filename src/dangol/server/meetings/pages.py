"""The page of a meeting: what it shows, and the headers that keep it harmless.

A template is given `page`, one view struct, and `t` for texts; no more. There is no script, and
nothing is loaded from anywhere.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any

import msgspec
from litestar import Response

from dangol.engine.chat.addresses import veiled
from dangol.engine.sales.change_links import form_token
from dangol.engine.sales.changing import Opened
from dangol.server.console.frame import HEADERS, LANGUAGES
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.times import AWAKE
from dangol.speak.sales.when import (
    local_time,
    render_clock,
    render_day,
    render_day_and_time,
    render_zone,
)
from dangol.store.meeting_rows import MeetingState
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

DAYS_SHOWN = 5
TIMES_SHOWN = 12
"""Of one day."""
_POLICY = (
    "default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)


class TimeView(msgspec.Struct, frozen=True):
    """One time to which the meeting could move."""

    value: str
    """As the form sends it."""
    words: str
    host: str
    """Where it is with another host."""


class DayView(msgspec.Struct, frozen=True):
    """The times of one day of the visitor's."""

    words: str
    times: tuple[TimeView, ...]


class MeetingView(msgspec.Struct, frozen=True):
    """A meeting as whoever booked it sees it."""

    language: Language
    languages: Mapping[Language, str]
    nonce: str
    path: str
    company: str
    state: str
    """`booked`, `cancelled` or `over`."""
    news: str
    """What became of the last form: `moved`, `cancelled`, `taken`, `changed`, `too_often`, `over`
    or empty.
    """
    when: str
    """By the visitor's clock."""
    zone: str
    there: str
    """By the host's, where it differs."""
    host: str
    address: str
    minutes: int
    version: int
    token: str
    days: tuple[DayView, ...]


class LostView(msgspec.Struct, frozen=True):
    """That there is no such page."""

    language: Language
    nonce: str


def render_meeting(
    opened: Opened,
    others: Sequence[MeetingTime],
    *,
    language: Language,
    path: str,
    now: Instant,
    news: str = "",
    status: int = 200,
) -> Response[bytes]:
    """The page of that meeting, with the times to which it could move."""
    meeting, workspace = opened.meeting, opened.company.workspace
    time = opened.time
    is_off = meeting.state is MeetingState.CANCELLED
    state = "cancelled" if is_off else "over" if opened.is_over(now) else "booked"
    view = MeetingView(
        language=language,
        languages={tag: name for tag, name in LANGUAGES.items() if tag in Language},
        nonce=secrets.token_urlsafe(16),
        path=path,
        company=workspace.name,
        state=state,
        news=news,
        when=render_day_and_time(time.starts_at, meeting.zone, language),
        there=_there(time, meeting.zone, language),
        zone=render_zone(meeting.zone, meeting.starts_at, language),
        host=time.host_name,
        address=veiled(meeting.guest_email),
        minutes=(meeting.ends_at - meeting.starts_at) // 60_000_000,
        version=meeting.version,
        token=form_token(workspace, meeting.meeting_id),
        days=_days(others, meeting.zone, meeting.host_id, language),
    )
    return _answer("meeting.html.jinja", view, status)


def render_lost(language: Language) -> Response[bytes]:
    """That there is no meeting behind that address."""
    view = LostView(language, secrets.token_urlsafe(16))
    return _answer("lost.html.jinja", view, 404)


def _there(time: MeetingTime, zone: str, language: Language) -> str:
    """The time by the host's clock; empty where the visitor's shows the same."""
    if local_time(time.starts_at, zone).utcoffset() == (
        local_time(time.starts_at, time.zone).utcoffset()
    ):
        return ""
    words = render_day_and_time(time.starts_at, time.zone, language)
    return f"{words} ({render_zone(time.zone, time.starts_at, language)})"


def _days(
    others: Sequence[MeetingTime], zone: str, host_id: str, language: Language
) -> tuple[DayView, ...]:
    awake = [time for time in others if local_time(time.starts_at, zone).hour in AWAKE]
    by_day: dict[date, list[TimeView]] = {}
    words: dict[date, str] = {}
    for time in awake or others:
        moment = local_time(time.starts_at, zone)
        day = moment.date()
        if day not in by_day and len(by_day) == DAYS_SHOWN:
            break
        words.setdefault(day, render_day(moment, language))
        by_day.setdefault(day, []).append(
            TimeView(
                f"{time.host_id}:{time.starts_at}",
                render_clock(moment, language),
                "" if time.host_id == host_id else time.host_name,
            )
        )
    return tuple(DayView(words[day], tuple(_spread(times))) for day, times in by_day.items())


def _spread(times: list[TimeView]) -> list[TimeView]:
    """Of a long day every second or third, so that the whole of it is there."""
    step = -(-len(times) // TIMES_SHOWN)
    return times[::step]


def _answer(template: str, view: MeetingView | LostView, status: int) -> Response[bytes]:
    t = partial(render_text, language=view.language)
    html = str(_environment().get_template(template).render(page=view, t=t))
    policy = _POLICY.format(nonce=view.nonce)
    headers = {**HEADERS, "content-security-policy": policy, "x-robots-tag": "noindex"}
    return Response(html.encode(errors="replace"), status_code=status, headers=headers)


@cache
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("dangol.server.meetings", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
