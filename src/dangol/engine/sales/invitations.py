"""Invitations: what a guest and a host are sent of a meeting, as words and as iCalendar.

Names and addresses are whatever somebody typed: every text is of one line where a line counts, and
escaped where it stands in HTML.

Source: RFC 5545 (iCalendar), RFC 5546 (iTIP: REQUEST and CANCEL, one UID, a SEQUENCE that grows).
"""

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from html import escape
from typing import Any, NamedTuple

from dangol.engine.sales.calendar_events import event_uid
from dangol.engine.sales.mail import Mail
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.team import Host
from dangol.speak.sales.when import render_day_and_time, render_when, render_zone
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.terms.instants import EPOCH, Instant, access_zone
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

NAME_LETTERS = 40
_NO_NAME = re.compile(r"[/@:<>?!%$₩¥€=]|\w\.\w{2}|[0-9]{3}", re.UNICODE)
"""What stands in addresses, numbers and prices, and in nobody's name."""
_MARKS = str.maketrans({'"': "'", "^": "'", "\\": "/"})
PRODUCT = "-//Dangol//Meetings//EN"
_BUTTON = (
    "display:inline-block;padding:10px 18px;margin:0 8px 8px 0;border-radius:8px;"
    "text-decoration:none;font-weight:600;"
)
_BODY = (
    "margin:0;padding:24px;background:#f7f6f3;color:#1e2329;"
    "font:16px/1.6 -apple-system,'Segoe UI','Apple SD Gothic Neo','Hiragino Sans',sans-serif"
)
_CARD = "max-width:520px;margin:0 auto;padding:24px;background:#ffffff;border-radius:14px"


class Invited(NamedTuple):
    """A meeting as somebody is told of it."""

    meeting: MeetingRow
    host: Host
    company: str
    change_url: str
    is_moved: bool = False
    """It was booked for another time before."""
    brief_text: str = ""
    brief_html: str = ""
    """For the host alone; escaped already."""

    @property
    def is_off(self) -> bool:
        """It will not be."""
        return self.meeting.state is MeetingState.CANCELLED

    @property
    def time(self) -> MeetingTime:
        """When it is, and with whom."""
        return MeetingTime(
            self.host.host_id,
            self.host.name,
            self.meeting.starts_at,
            self.meeting.ends_at,
            self.host.zone,
        )


def guest_mail(invited: Invited) -> Mail:
    """What the guest is sent: the invitation, or that the meeting is off."""
    meeting = invited.meeting
    language = parse_language(meeting.language, Language.EN)
    company, host = one_line(invited.company), one_line(invited.host.name)
    when = render_when(invited.time, meeting.zone, language)
    kind = "off" if invited.is_off else "moved" if invited.is_moved else "booked"

    def say(key: str, **values: str) -> str:
        return render_text(f"sales.mail.{key}", language, **values)

    subject = say(f"subject.{kind}", company=company, host=host, when=_short(invited, language))
    name = called(meeting.guest_name)
    greeting = say("greeting", name=name) if name else say("hello")
    opening = say(kind, company=company, host=host)
    ending = say("again") if invited.is_off else say("change")
    text = "\n".join(
        (greeting, "", opening, "", f"  {when}", f"  {host} · {company}", "", ending)
        + (() if invited.is_off else (invited.change_url,))
    )
    buttons = ""
    if not invited.is_off:
        move = _link(f"{invited.change_url}#move", say("move"), "background:#14795a;color:#ffffff")
        cancel = _link(
            f"{invited.change_url}#cancel", say("cancel"), "background:#efede8;color:#1e2329"
        )
        buttons = f"<p>{move}{cancel}</p>"
    html = _page(
        language,
        f"<p>{escape(greeting)}</p><p>{escape(opening)}</p>"
        f'<p style="font-size:18px;font-weight:600">{escape(when)}<br>'
        f'<span style="font-weight:400;font-size:16px">{escape(host)} · {escape(company)}</span>'
        f"</p><p>{escape(ending)}</p>{buttons}",
    )
    return Mail(
        to=meeting.guest_email,
        to_name=name,
        subject=one_line(subject),
        text=text,
        html=html,
        reply_to=invited.host.email,
        calendar=render_calendar(invited, language),
        calendar_method="CANCEL" if invited.is_off else "REQUEST",
    )


def host_mail(invited: Invited) -> Mail:
    """What the host is sent: whom they meet and when, in their language, with the brief.

    How the guest changes it is the guest's alone.
    """
    invited = invited._replace(change_url="")
    meeting, host = invited.meeting, invited.host
    language = host.languages[0] if host.languages else Language.EN
    guest = one_line(meeting.guest_name or meeting.guest_email)
    time = MeetingTime(host.host_id, host.name, meeting.starts_at, meeting.ends_at, meeting.zone)
    when = render_when(time, host.zone, language)
    kind = "off" if invited.is_off else "moved" if invited.is_moved else "booked"

    def say(key: str, **values: str) -> str:
        return render_text(f"sales.mail.{key}", language, **values)

    short = render_day_and_time(meeting.starts_at, host.zone, language)
    subject = say(f"host_subject.{kind}", guest=guest, when=short)
    opening = say(f"host_{kind}", guest=guest)
    address = meeting.guest_email
    text = "\n".join((opening, "", f"  {when}", f"  {guest} <{address}>", "", invited.brief_text))
    html = _page(
        language,
        f"<p>{escape(opening)}</p>"
        f'<p style="font-size:18px;font-weight:600">{escape(when)}<br>'
        f'<span style="font-weight:400;font-size:16px">{escape(guest)} · {escape(address)}</span>'
        f"</p>{invited.brief_html}",
    )
    return Mail(
        to=host.email,
        to_name=one_line(host.name),
        subject=one_line(subject),
        text=text.rstrip() + "\n",
        html=html,
        reply_to=address,
        calendar=render_calendar(invited, language),
        calendar_method="CANCEL" if invited.is_off else "REQUEST",
    )


def render_calendar(invited: Invited, language: Language) -> str:
    """The meeting as an iCalendar object: a request, or that it is cancelled."""
    from icalendar import Calendar, Event, vCalAddress, vText

    meeting, host = invited.meeting, invited.host
    company = one_line(invited.company)
    zone = meeting.zone
    event: Any = Event()
    event.add("uid", event_uid(meeting.meeting_id, host.host_id))
    event.add("sequence", meeting.version)
    event.add("dtstamp", _moment(meeting.updated_at, "UTC"))
    event.add("dtstart", _moment(meeting.starts_at, zone))
    event.add("dtend", _moment(meeting.ends_at, zone))
    event.add("status", "CANCELLED" if invited.is_off else "CONFIRMED")
    guest = called(meeting.guest_name)
    values = {"company": company, "host": one_line(host.name), "guest": guest}
    event.add("summary", render_text("sales.mail.summary", language, **values))
    when = render_when(invited.time, zone, language)
    lines = [when]
    if invited.change_url and not invited.is_off:
        lines += ["", render_text("sales.mail.change", language), invited.change_url]
        event.add("url", invited.change_url)
    event.add("description", "\n".join(lines))
    organizer = vCalAddress(f"mailto:{host.email}")
    organizer.params["CN"] = vText(_parameter(host.name))
    event.add("organizer", organizer)
    attendee = vCalAddress(f"mailto:{meeting.guest_email}")
    attendee.params["CN"] = vText(_parameter(guest or meeting.guest_email))
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["CUTYPE"] = vText("INDIVIDUAL")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee)
    event.add("transp", "OPAQUE")
    calendar: Any = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if invited.is_off else "REQUEST")
    for component in _zone_rules(zone, _moment(meeting.starts_at, zone).year):
        calendar.add_component(component)
    calendar.add_component(event)
    rendered: bytes = calendar.to_ical()
    return rendered.decode()


def warm_up(zone: str, starts_at: Instant) -> None:
    """What an invitation for then takes long to make is made: call it before a transaction."""
    _zone_rules(zone, _moment(starts_at, zone).year)


@lru_cache(64)
def _zone_rules(zone: str, year: int) -> tuple[Any, ...]:
    """The zone as an iCalendar object explains it, for that year and those beside it."""
    from icalendar import Timezone

    if zone == "UTC":
        return ()
    first, last = date(year - 1, 1, 1), date(year + 2, 1, 1)
    return (Timezone.from_tzid(zone, first_date=first, last_date=last),)


def one_line(text: str) -> str:
    """The text without anything that ends a line or cannot be seen."""
    plain = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(plain.split())


def called(name: str) -> str:
    """The name as a guest is greeted by it; empty where it is more than a name. Anybody may type a
    stranger's address: what they write as a name is no advertisement that we carry there.
    """
    plain = one_line(name)
    is_more = len(plain) > NAME_LETTERS or _NO_NAME.search(plain) is not None
    return "" if is_more else plain


def _parameter(text: str) -> str:
    """As a parameter of a property may hold it: without the marks that end or escape one."""
    return one_line(text).translate(_MARKS)


def _short(invited: Invited, language: Language) -> str:
    meeting = invited.meeting
    short = render_day_and_time(meeting.starts_at, meeting.zone, language)
    return f"{short}, {render_zone(meeting.zone, meeting.starts_at, language)}"


def _moment(at: Instant, zone: str) -> datetime:
    return (EPOCH + timedelta(microseconds=at)).astimezone(access_zone(zone))


def _link(url: str, words: str, style: str) -> str:
    return f'<a href="{escape(url)}" style="{_BUTTON}{style}">{escape(words)}</a>'


def _page(language: Language, body: str) -> str:
    return (
        f'<!doctype html><html lang="{language.value}"><head><meta charset="utf-8"></head>'
        f'<body style="{_BODY}"><div style="{_CARD}">{body}</div></body></html>'
    )
