"""Whoever has the address of a meeting's page moves the meeting, or cancels it.

The address is the key: what it says is looked at against the workspace's secret, and what it opens
is one meeting, until a day after it. What is changed is said in the conversation too, so that
whoever reads it there knows.
"""

from collections.abc import Callable
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.visit import new_id
from dangol.engine.sales.announcing import announce, note_meeting
from dangol.engine.sales.change_links import is_good, is_signed, read_claim
from dangol.engine.sales.free import (
    Company,
    company_of,
    could_be,
    hosts_for,
    read_free,
    time_asked,
    time_of,
)
from dangol.engine.sales.invitations import warm_up
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.when import render_when
from dangol.speak.sales.work import Span
from dangol.store.chat_rows import Appended, MessageRow, Sender
from dangol.store.conversation_table import find_conversation
from dangol.store.conversations import Conversations
from dangol.store.meeting_rows import (
    Given,
    MeetingRow,
    MeetingState,
    NotGiven,
    NotGivenReason,
)
from dangol.store.meetings import Meetings
from dangol.terms.instants import Instant
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

_encode = msgspec.json.Encoder().encode


class Opened(NamedTuple):
    """A meeting whose address somebody has."""

    company: Company
    meeting: MeetingRow

    @property
    def time(self) -> MeetingTime:
        """When it is, and with whom."""
        return time_of(self.company.team, self.meeting)

    @property
    def language(self) -> Language:
        """In which it was booked."""
        return parse_language(self.meeting.language, self.company.workspace.languages[0])

    def is_over(self, now: Instant) -> bool:
        """Nothing of it can be changed any more."""
        is_booked = self.meeting.state is MeetingState.BOOKED
        return not is_booked or self.meeting.starts_at <= now


def open_meeting(floor: Floor, token: str, now: Instant) -> Opened | None:
    """The meeting of that token; None for a token that is foreign, made up or too old.

    Raises: RecordError.
    """
    claim = read_claim(token)
    if claim is None:
        return None
    workspace = floor.record.read_workspace(claim.workspace_id)
    if workspace is None or not is_signed(claim, workspace):
        return None
    with floor.record.reading() as connection:
        meetings = Meetings(connection, workspace.workspace_id)
        meeting = meetings.read_meeting(claim.meeting_id)
    if meeting is None or not is_good(meeting.ends_at, now):
        return None
    if meeting.state not in (MeetingState.BOOKED, MeetingState.CANCELLED):
        return None
    return Opened(company_of(floor.record, workspace), meeting)


def read_other_times(floor: Floor, opened: Opened, now: Instant) -> list[MeetingTime]:
    """Every time to which the meeting could move, in order; with the same host where they can.

    Raises: RecordError.
    """
    company, meeting = opened
    if opened.is_over(now):
        return []
    others = hosts_for(floor.record, company, opened.language, (), now, zone=meeting.zone)
    hosts = sorted(others, key=lambda host: host.host_id != meeting.host_id)
    free = read_free(floor, company, hosts, now, without=meeting.meeting_id)
    once: dict[Instant, MeetingTime] = {}
    for time in free:
        once.setdefault(time.starts_at, time)
    if meeting.starts_at in once and once[meeting.starts_at].host_id == meeting.host_id:
        del once[meeting.starts_at]
    return [once[starts_at] for starts_at in sorted(once)]


def move_meeting(
    floor: Floor, opened: Opened, wanted: tuple[str, Instant], version: int, now: Instant
) -> Given | NotGiven:
    """The meeting is with that host at that time, and everybody will be told; or why not.

    Laws: as of `Meetings.move`; a time that could not be offered is refused, whoever names it.
    Raises: RecordError.
    """
    company, meeting = opened
    host_id, starts_at = wanted
    host = company.team.host(host_id)
    time = could_be(host, starts_at, now) if host is not None else None
    if (meeting.host_id, meeting.starts_at) == wanted:
        return Given(meeting, meeting, is_news=False)
    if host is None or time is None:
        return NotGiven(NotGivenReason.TAKEN)
    moment, own = Span(starts_at, starts_at), meeting.meeting_id
    if time not in read_free(
        floor, company, [host], now, wanted=moment, without=own, is_fresh=True
    ):
        return NotGiven(NotGivenReason.TAKEN)
    asked = time_asked(host, time)

    def change(meetings: Meetings) -> Given | NotGiven:
        return meetings.move(meeting.meeting_id, version, asked, now=now)

    return _change(floor, opened, change, now)


def cancel_meeting(floor: Floor, opened: Opened, now: Instant) -> Given | NotGiven:
    """The meeting will not be, and everybody will be told; or why not.

    Raises: RecordError.
    """

    def change(meetings: Meetings) -> Given | NotGiven:
        return meetings.cancel(opened.meeting.meeting_id, now=now)

    return _change(floor, opened, change, now)


def _change(
    floor: Floor, opened: Opened, change: Callable[[Meetings], Given | NotGiven], now: Instant
) -> Given | NotGiven:
    company, meeting = opened
    workspace_id = company.workspace.workspace_id
    said: list[tuple[Appended, MessageRow]] = []
    warm_up(meeting.zone, meeting.starts_at)

    def work(connection: Connection) -> Given | NotGiven:
        # The conversation first: whoever holds both takes them in this order.
        talk = find_conversation(connection, workspace_id, meeting.conversation_id, is_held=True)
        given = change(Meetings(connection, workspace_id))
        if isinstance(given, NotGiven) or not given.is_news:
            return given
        announce(connection, floor.home_url, company, given, now)
        if talk is not None:
            message = _notice(company, opened.language, given.meeting, now)
            rows = Conversations(connection, workspace_id)
            done = rows.append_message(meeting.conversation_id, message)
            if isinstance(done, Appended):
                said.append((done, message))
        return given

    given = floor.record.write(work)
    if isinstance(given, Given):
        note_meeting(floor, company.workspace, given, now)
    for done, message in said:
        floor.said(workspace_id, done.conversation, message._replace(seq=done.seq))
    return given


def _notice(company: Company, language: Language, meeting: MeetingRow, now: Instant) -> MessageRow:
    """What happened to the meeting, as it stands in the conversation."""
    time = time_of(company.team, meeting)
    is_off = meeting.state is MeetingState.CANCELLED
    text = render_text(
        "sales.change.notice_cancelled" if is_off else "sales.change.notice_moved",
        language,
        when=render_when(time, meeting.zone, language),
        host=time.host_name,
    )
    return MessageRow(
        seq=0,
        message_id=new_id(now),
        client_id=f"meeting-{meeting.meeting_id}-{meeting.version}",
        sender=Sender.SYSTEM,
        operator_id="",
        at=now,
        parts=_encode([{"type": "notice", "text": text}]),
        facts=b"[]",
        skill="",
    )
