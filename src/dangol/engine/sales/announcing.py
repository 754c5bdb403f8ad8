"""Whoever has to know of a meeting is told: the guest and the host by mail, the host's calendar,
and the systems of others. All of it stands in the transaction of the booking, once for a version.

A booking that goes to another host, or to another address, is cancelled where it was.
"""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.sales.briefs import Desk, read_brief, send_brief
from dangol.engine.sales.calendar_events import events_of
from dangol.engine.sales.change_links import change_url
from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.free import Company
from dangol.engine.sales.invitations import Invited, guest_mail, host_mail
from dangol.engine.sales.mail import Mail
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.telling import Happened, tell_meeting
from dangol.speak.sales.brief_mail import render_brief_html, render_brief_text
from dangol.store.conversations import Conversations
from dangol.store.meeting_rows import Given, MeetingRow, MeetingState
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant, render_instant
from dangol.terms.languages import Language

EVENTS = {
    Happened.MEETING_BOOKED: "Meeting Booked",
    Happened.MEETING_MOVED: "Meeting Moved",
    Happened.MEETING_CANCELLED: "Meeting Cancelled",
}
"""What the log calls it."""
_encode = msgspec.json.Encoder().encode


def announce(
    connection: Connection, home_url: str, company: Company, given: Given, now: Instant
) -> None:
    """Everybody will be told of the change, if this transaction is committed."""
    after, before = given.meeting, given.before
    workspace, team = company.workspace, company.team
    url = change_url(home_url, workspace, after.meeting_id)
    was_booked = before is not None and before.state is MeetingState.BOOKED
    mails: list[tuple[str, Mail]] = []
    if after.state is MeetingState.BOOKED:
        if was_booked and before is not None:
            mails += _called_off(company, before, after, url)
        host = team.host(after.host_id)
        if host is not None:
            invited = Invited(after, host, workspace.name, url, is_moved=was_booked)
            mails.append(("guest", guest_mail(invited)))
            briefed = _with_brief(connection, home_url, company, invited, now)
            mails.append(("host", host_mail(briefed)))
    elif after.state is MeetingState.CANCELLED and was_booked:
        host = team.host(after.host_id)
        if host is not None:
            invited = Invited(after, host, workspace.name, url)
            mails += [("guest", guest_mail(invited)), ("host", host_mail(invited))]
    for place, (whom, mail) in enumerate(mails):
        delivery = Delivery(
            destination_id="",
            kind=Kind.MAIL,
            key=f"meeting:{after.meeting_id}:{after.version}:{whom}",
            payload=_encode(mail),
            person_id=after.person_id,
            at=Instant(now + place),  # in this order
        )
        enqueue(connection, workspace.workspace_id, delivery)
    for event in events_of(connection, workspace.workspace_id, team, given, now):
        enqueue(connection, workspace.workspace_id, event)
    what = _what_happened(given)
    if what is not None:
        tell_meeting(connection, workspace.workspace_id, after, what)
    if what is Happened.MEETING_BOOKED:
        desk = Desk(workspace, company.setup, home_url)
        key = f"brief:{after.meeting_id}:{after.version}"
        send_brief(connection, desk, after.conversation_id, key, now)


def _with_brief(
    connection: Connection, home_url: str, company: Company, invited: Invited, now: Instant
) -> Invited:
    """The same, with what whoever meets the guest should know, in their language."""
    rows = Conversations(connection, company.workspace.workspace_id)
    conversation = rows.read_conversation(invited.meeting.conversation_id)
    if conversation is None:
        return invited
    desk = Desk(company.workspace, company.setup, home_url)
    language = invited.host.languages[0] if invited.host.languages else Language.EN
    brief = read_brief(connection, desk, conversation, language, now)
    if brief is None:
        return invited
    return invited._replace(
        brief_text=render_brief_text(brief), brief_html=render_brief_html(brief)
    )


def note_meeting(floor: Floor, workspace: Workspace, given: Given, now: Instant) -> None:
    """What became of the meeting is in the log, without whom it is with or where they are."""
    what, after = _what_happened(given), given.meeting
    if what is None or not given.is_news:
        return
    with floor.record.reading() as connection:
        rows = Conversations(connection, workspace.workspace_id)
        conversation = rows.read_conversation(after.conversation_id)
    if conversation is None:
        return
    floor.log.note(
        workspace.workspace_id,
        EVENTS[what],
        f"meeting:{after.meeting_id}:{after.version}",
        anonymous_id=conversation.anonymous_id,
        at=now,
        properties={
            "meeting_id": after.meeting_id,
            "conversation_id": after.conversation_id,
            "starts_at": render_instant(after.starts_at),
        },
    )


def _what_happened(given: Given) -> Happened | None:
    """None where nobody is to be told: a time is held, or was only held."""
    after, before = given.meeting, given.before
    was_booked = before is not None and before.state is MeetingState.BOOKED
    if after.state is MeetingState.BOOKED:
        return Happened.MEETING_MOVED if was_booked else Happened.MEETING_BOOKED
    is_off = after.state is MeetingState.CANCELLED and was_booked
    return Happened.MEETING_CANCELLED if is_off else None


def _called_off(
    company: Company, before: MeetingRow, after: MeetingRow, url: str
) -> Iterator[tuple[str, Mail]]:
    """To whoever is no longer part of it, that it is off."""
    off = before._replace(
        state=MeetingState.CANCELLED, version=after.version, updated_at=after.updated_at
    )
    host = company.team.host(before.host_id)
    if host is None:
        return
    invited = Invited(off, host, company.workspace.name, url)
    has_other_host = before.host_id != after.host_id
    if has_other_host or before.guest_email != after.guest_email:
        yield "guest-before", guest_mail(invited)
    if has_other_host:
        yield "host-before", host_mail(invited)
