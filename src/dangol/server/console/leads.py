"""Leads and meetings: who wants to buy, how well they fit, and when somebody meets them."""

from zoneinfo import ZoneInfo

import msgspec
from litestar import Response
from sqlalchemy import Connection

from dangol.engine.sales.setups import sales_setup_in
from dangol.server.console.access import Seat
from dangol.server.console.doors import Asked
from dangol.server.console.frame import render_page
from dangol.server.console.people import name_person
from dangol.server.console.when import When
from dangol.speak.sales.fit import Stage
from dangol.speak.sales.quoting import plain
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.when import render_there
from dangol.store.conversations import Conversations
from dangol.store.hosts import read_hosts
from dangol.store.leads import LeadRow, Leads
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.store.meetings import Meetings
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

SHOWN = 100
AHEAD_US = 400 * DAY_US


class LeadLine(msgspec.Struct, frozen=True):
    """One buyer of the list."""

    conversation_id: str
    score: int
    company: str
    who: str
    stage: str
    stage_words: str
    meeting: str
    """When they are met; empty where nothing is booked."""
    meeting_stamp: str
    host: str
    since: str
    since_full: str
    stamp: str


class LeadsView(msgspec.Struct, frozen=True):
    """All of them: whoever is met next first, then by score, the highest first."""

    leads: tuple[LeadLine, ...]


async def show_leads(asked: Asked, _id: str) -> Response[bytes]:
    """Who wants to buy."""

    def view() -> LeadsView:
        with asked.office.record.reading() as connection:
            return view_leads(connection, asked.seat, asked.language)

    page = await asked.office.run(view)
    return render_page("leads.html.jinja", asked.frame, page)


def view_leads(connection: Connection, seat: Seat, language: Language) -> LeadsView:
    """The leads that changed last, each with its meeting to come by the clock of its host."""
    workspace_id, now = seat.workspace_id, seat.now
    when = When(now, ZoneInfo(seat.workspace.zone), language)
    meetings = Meetings(connection, workspace_id).read_between(now, Instant(now + AHEAD_US), now)
    booked: dict[str, MeetingRow] = {}
    for meeting in meetings:
        if meeting.state is MeetingState.BOOKED:
            booked.setdefault(meeting.conversation_id, meeting)
    hosts = {host.host_id: host.name for host in read_hosts(connection, workspace_id)}
    zones = _zones(connection, workspace_id)
    found = Leads(connection, workspace_id).read_newest(SHOWN)
    lines = [
        _line(
            connection,
            seat,
            lead,
            when,
            booked=booked.get(lead.conversation_id),
            hosts=hosts,
            zones=zones,
        )
        for lead in found
    ]
    soonest = {key: place for place, key in enumerate(booked)}
    last = len(soonest)
    lines.sort(key=lambda one: (soonest.get(one.conversation_id, last), -one.score))
    return LeadsView(tuple(lines))


def _zones(connection: Connection, workspace_id: str) -> dict[str, str]:
    """The zone of every host."""
    try:
        setup = sales_setup_in(connection, workspace_id)
    except SetupError:  # kept by another version: the list is shown all the same
        return {}
    return {host.host_id: host.zone for host in setup.team.hosts} if setup is not None else {}


def _line(
    connection: Connection,
    seat: Seat,
    lead: LeadRow,
    when: When,
    *,
    booked: MeetingRow | None,
    hosts: dict[str, str],
    zones: dict[str, str],
) -> LeadLine:
    meeting, language = booked, when.language
    known = {one.slot: one.value for one in lead.read_known()}
    stage = Stage.MEETING.value if meeting is not None else lead.stage
    stage = stage if stage in set(Stage) else Stage.NEW.value
    who = known.get("name", "") or (meeting.guest_name if meeting is not None else "")
    if not who:
        rows = Conversations(connection, seat.workspace_id)
        conversation = rows.read_conversation(lead.conversation_id)
        if conversation is not None:
            who = name_person(connection, seat, conversation, language)
    return LeadLine(
        conversation_id=lead.conversation_id,
        score=lead.score,
        company=plain(known.get("company", "") or lead.domain),
        who=plain(who),
        stage=stage,
        stage_words=render_text(f"sales.brief.stage.{stage}", language),
        meeting=render_there(
            meeting.starts_at, zones.get(meeting.host_id, seat.workspace.zone), language
        )
        if meeting is not None
        else "",
        meeting_stamp=when.stamp(meeting.starts_at) if meeting is not None else "",
        host=plain(hosts.get(meeting.host_id, meeting.host_id)) if meeting is not None else "",
        since=when.ago(lead.updated_at),
        since_full=when.full(lead.updated_at),
        stamp=when.stamp(lead.updated_at),
    )
