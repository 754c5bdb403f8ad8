"""Meetings in the hosts' own calendars: put there, moved and taken away, once and for all.

An event has the same UID whatever becomes of the meeting, and the same as the invitation, so that
bringing it twice is as bringing it once, and a calendar that has both shows one. It says when, and
with whom by name; what was talked about, scores and addresses stay here.
"""

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection

from dangol.engine.sales.caldav_road import Access, CaldavCalendar, CalendarProblemError
from dangol.engine.sales.calendar_reading import OWN_HOST
from dangol.engine.sales.delivery import (
    Delivery,
    Destination,
    Done,
    Kind,
    Later,
    Never,
    Outcome,
)
from dangol.speak.sales.team import Team
from dangol.store.hosts import CalendarKind, read_host
from dangol.store.meeting_rows import Given, MeetingRow, MeetingState
from dangol.store.secrets import Secrets
from dangol.terms.instants import EPOCH, Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

BRING_S = 15.0
MOST_LETTERS = 100
_encode = msgspec.json.Encoder().encode


class CalendarEvent(msgspec.Struct, frozen=True, omit_defaults=True):
    """The payload of a delivery of the kind `caldav`; its destination is the host's id."""

    uid: str
    version: int
    at: Instant
    """When it became so."""
    is_off: bool = False
    """It is to be taken away; the rest is empty then."""
    summary: str = ""
    starts_at: Instant = Instant(0)
    ends_at: Instant = Instant(0)


def event_uid(meeting_id: str, host_id: str) -> str:
    """What a meeting is called in calendars and invitations."""
    return f"{meeting_id}-{host_id}@{OWN_HOST}"


def events_of(
    connection: Connection, workspace_id: str, team: Team, given: Given, now: Instant
) -> list[Delivery]:
    """What the calendars of the hosts are to be told of the change, for the caller to enqueue.

    Only a host whose calendar can be written is told. A meeting that goes to another host is taken
    out of the calendar where it was.
    """
    after, before = given.meeting, given.before
    was_booked = before is not None and before.state is MeetingState.BOOKED
    told: list[tuple[str, CalendarEvent]] = []
    if was_booked and before is not None and before.host_id != after.host_id:
        told.append((before.host_id, _taken_away(before, after)))
    if after.state is MeetingState.BOOKED:
        told.append((after.host_id, _put(after, team)))
    elif was_booked and before is not None and before.host_id == after.host_id:
        told.append((after.host_id, _taken_away(after, after)))
    return [
        Delivery(
            destination_id=host_id,
            kind=Kind.CALDAV,
            key=f"meeting:{after.meeting_id}:{after.version}",
            payload=_encode(event),
            person_id=after.person_id,
            at=now,
        )
        for host_id, event in told
        if _is_written(connection, workspace_id, host_id)
    ]


def read_calendar(
    connection: Connection,
    workspace_id: str,
    host_id: str,
    secrets: Secrets,
    allowed_hosts: frozenset[str],
) -> Destination | Never:
    """The host's calendar as a place to which events are brought.

    Raises: SecretUnreadableError, SecretKeyMissingError, BadSecretKeyError.
    """
    row = read_host(connection, workspace_id, host_id)
    if row is None or row.calendar_kind is not CalendarKind.CALDAV:
        return Never("removed")
    settings = {"url": row.calendar_url, "user": row.calendar_user}
    secret = secrets.decrypt(row.calendar_secret).decode()
    return Destination(host_id, Kind.CALDAV.value, row.name, settings, secret, allowed_hosts)


def bring_event(delivery: Delivery, destination: Destination) -> Outcome:
    """The calendar has the event as it is to be, or has it no more."""
    try:
        event = msgspec.json.decode(delivery.payload, type=CalendarEvent)
    except msgspec.MsgspecError:
        return Never("bad_event")
    settings = destination.settings
    access = Access(
        settings["url"], settings["user"], destination.secret, destination.allowed_hosts
    )
    calendar = CaldavCalendar(access, BRING_S)
    try:
        if event.is_off:
            calendar.delete(event.uid)
            return Done()
        return Done(calendar.put(event.uid, render_event(event)))
    except CalendarProblemError as fault:
        if fault.is_for_good:
            return Never(fault.problem)
        return Later(fault.problem, fault.after_us)


def render_event(event: CalendarEvent) -> str:
    """The event as iCalendar, the same for the same event.

    Source: RFC 4791 §4.1: one object, and no METHOD.
    """
    from icalendar import Calendar, Event

    inside: Any = Event()
    inside.add("uid", event.uid)
    inside.add("sequence", event.version)
    inside.add("dtstamp", _moment(event.at))
    inside.add("dtstart", _moment(event.starts_at))
    inside.add("dtend", _moment(event.ends_at))
    inside.add("summary", event.summary)
    inside.add("status", "CONFIRMED")
    inside.add("transp", "OPAQUE")
    calendar: Any = Calendar()
    calendar.add("prodid", "-//Dangol//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add_component(inside)
    return str(calendar.to_ical().decode())


def _put(meeting: MeetingRow, team: Team) -> CalendarEvent:
    host = team.host(meeting.host_id)
    language = host.languages[0] if host is not None and host.languages else Language.EN
    shown = "".join(letter if letter.isprintable() else " " for letter in meeting.guest_name)
    guest = " ".join(shown.split())[:MOST_LETTERS]
    if guest:
        summary = render_text("sales.calendar.with", language, guest=guest)
    else:
        summary = render_text("sales.calendar.meeting", language)
    return CalendarEvent(
        uid=event_uid(meeting.meeting_id, meeting.host_id),
        version=meeting.version,
        at=meeting.updated_at,
        summary=summary,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
    )


def _taken_away(where: MeetingRow, after: MeetingRow) -> CalendarEvent:
    uid = event_uid(where.meeting_id, where.host_id)
    return CalendarEvent(uid, after.version, after.updated_at, is_off=True)


def _is_written(connection: Connection, workspace_id: str, host_id: str) -> bool:
    row = read_host(connection, workspace_id, host_id)
    return row is not None and row.calendar_kind is CalendarKind.CALDAV


def _moment(at: Instant) -> datetime:
    return EPOCH + timedelta(microseconds=at)
