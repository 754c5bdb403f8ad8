"""Others hear of a lead or a meeting: one delivery for every destination that is on, and version.

The payload is the same for all of them, `News`; each kind's module writes it into the fields of
its own system. A webhook sends it as it is, so its shape is public: docs/guides/leads-out.md.
"""

from enum import StrEnum

import msgspec
from sqlalchemy import Connection, select

from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.slack import SlackMessage, escape_slack
from dangol.speak.sales.fit import Stage
from dangol.speak.sales.when import render_day_and_time
from dangol.store import schema, schema_sales
from dangol.store.destinations import DestinationRow, read_destinations
from dangol.store.leads import LeadRow
from dangol.store.meeting_rows import MeetingRow
from dangol.terms.instants import Instant, render_instant
from dangol.terms.languages import Language, parse_language
from dangol.terms.texts import render_text

_HEAR = frozenset([Kind.WEBHOOK, Kind.SLACK, Kind.HUBSPOT, Kind.SALESFORCE])
_CRM = frozenset([Kind.HUBSPOT, Kind.SALESFORCE])
CONTACT = "contact"
"""The slot that holds how somebody can be reached."""
_encode = msgspec.json.encode


class Happened(StrEnum):
    """What others are told of; the `type` of an event."""

    LEAD_UPDATED = "lead.updated"
    """More is known of a buyer."""
    LEAD_QUALIFIED = "lead.qualified"
    """A buyer fits."""
    MEETING_BOOKED = "meeting.booked"
    MEETING_MOVED = "meeting.moved"
    MEETING_CANCELLED = "meeting.cancelled"


class ToldSlot(msgspec.Struct, frozen=True):
    """One thing that is known, and the words it came from."""

    slot: str
    value: str
    words: str
    origin: str


class ToldLead(msgspec.Struct, frozen=True):
    """A buyer, as far as they are known."""

    lead_id: str
    person_id: str
    conversation_id: str
    stage: str
    fit: str
    score: int
    reasons: list[str]
    domain: str
    host_id: str
    name: str
    company: str
    email: str
    phone: str
    slots: list[ToldSlot]
    created_at: str
    updated_at: str


class ToldMeeting(msgspec.Struct, frozen=True):
    """A meeting with a host."""

    meeting_id: str
    version: int
    state: str
    person_id: str
    conversation_id: str
    lead_id: str
    host_id: str
    host_name: str
    host_email: str
    guest_name: str
    guest_email: str
    starts_at: str
    ends_at: str
    zone: str
    language: str


class News(msgspec.Struct, frozen=True, omit_defaults=True):
    """One event, as every destination is told of it."""

    type: str
    timestamp: str
    lead: ToldLead | None = None
    meeting: ToldMeeting | None = None


def tell_lead(connection: Connection, workspace_id: str, lead: LeadRow) -> int:
    """Whoever wants to hear of leads will, once for this version; returns how many will.

    Webhooks hear of every version. A CRM hears of it as soon as there is an address to know the
    buyer by, and Slack once, when the buyer fits.
    """
    places = _active(connection, workspace_id)
    if not places:
        return 0
    language, _ = _manner(connection, workspace_id)
    told = told_lead(lead, language)
    is_qualified = lead.stage != Stage.NEW.value
    what = Happened.LEAD_QUALIFIED if is_qualified else Happened.LEAD_UPDATED
    news = News(what.value, render_instant(lead.updated_at), lead=told)
    key = f"lead:{lead.lead_id}:{lead.updated_at}"
    sent = 0
    for place in places:
        payload, own_key = _encode(news), key
        if place.kind in _CRM and not told.email:
            continue
        if place.kind == Kind.SLACK:
            if not is_qualified:
                continue
            words = {"score": str(told.score), "who": told.company or told.domain or told.email}
            payload = _slack("sales.tell.lead", language, **words)
            own_key = f"lead:{lead.lead_id}:qualified"
        delivery = _delivery(place, own_key, payload, lead.person_id, lead.updated_at)
        sent += enqueue(connection, workspace_id, delivery)
    return sent


def tell_meeting(
    connection: Connection, workspace_id: str, meeting: MeetingRow, what: Happened
) -> int:
    """Whoever wants to hear of meetings will, once for this version; returns how many will.

    `what` is one of the three that begin with MEETING.
    """
    places = _active(connection, workspace_id)
    if not places:
        return 0
    told = _told_meeting(connection, workspace_id, meeting)
    news = News(what.value, render_instant(meeting.updated_at), meeting=told)
    key = f"meeting:{meeting.meeting_id}:{meeting.version}"
    language, zone = _manner(connection, workspace_id)
    sent = 0
    for place in places:
        payload = _encode(news)
        if place.kind in _CRM and not told.guest_email:
            continue
        if place.kind == Kind.SLACK:
            if what is Happened.MEETING_BOOKED:  # the brief says so, and more
                continue
            at = render_day_and_time(meeting.starts_at, zone, language)
            who = {"guest": told.guest_name or told.guest_email, "host": told.host_name, "at": at}
            payload = _slack(f"sales.tell.{what.value}", language, **who)
        delivery = _delivery(place, key, payload, meeting.person_id, meeting.updated_at)
        sent += enqueue(connection, workspace_id, delivery)
    return sent


def told_lead(lead: LeadRow, language: Language) -> ToldLead:
    """The lead as others are told of it, its reasons in that language."""
    known = lead.read_known()
    by_slot = {one.slot: one.value for one in known}
    reached = [one.value for one in known if one.slot == CONTACT or "@" in one.value]
    return ToldLead(
        lead_id=lead.lead_id,
        person_id=lead.person_id,
        conversation_id=lead.conversation_id,
        stage=str(lead.stage),
        fit=str(lead.fit),
        score=lead.score,
        reasons=[one.text.get(language, "") for one in lead.read_reasons()],
        domain=lead.domain,
        host_id=lead.host_id,
        name=by_slot.get("name", ""),
        company=by_slot.get("company", ""),
        email=next((one for one in reached if "@" in one), ""),
        phone=next((one for one in reached if "@" not in one), ""),
        slots=[ToldSlot(one.slot, one.value, one.words, one.origin.value) for one in known],
        created_at=render_instant(lead.created_at),
        updated_at=render_instant(lead.updated_at),
    )


def _told_meeting(connection: Connection, workspace_id: str, meeting: MeetingRow) -> ToldMeeting:
    hosts, leads = schema_sales.hosts, schema_sales.leads
    host = connection.execute(
        select(hosts.c.name, hosts.c.email).where(
            hosts.c.workspace_id == workspace_id, hosts.c.host_id == meeting.host_id
        )
    ).first()
    lead_id = connection.execute(
        select(leads.c.lead_id).where(
            leads.c.workspace_id == workspace_id,
            leads.c.conversation_id == meeting.conversation_id,
        )
    ).scalar()
    name, email = ("", "") if host is None else host
    return ToldMeeting(
        meeting_id=meeting.meeting_id,
        version=meeting.version,
        state=meeting.state.value,
        person_id=meeting.person_id,
        conversation_id=meeting.conversation_id,
        lead_id=lead_id or "",
        host_id=meeting.host_id,
        host_name=name or meeting.host_id,
        host_email=email,
        guest_name=meeting.guest_name,
        guest_email=meeting.guest_email,
        starts_at=render_instant(meeting.starts_at),
        ends_at=render_instant(meeting.ends_at),
        zone=meeting.zone,
        language=meeting.language,
    )


def _active(connection: Connection, workspace_id: str) -> list[DestinationRow]:
    every = read_destinations(connection, workspace_id)
    return [one for one in every if one.is_active and one.kind in _HEAR]


def _manner(connection: Connection, workspace_id: str) -> tuple[Language, str]:
    """The language and the zone of whoever works there."""
    table = schema.workspaces
    query = select(table.c.languages, table.c.zone).where(table.c.workspace_id == workspace_id)
    languages, zone = connection.execute(query).one()
    return parse_language(languages.split(",")[0], Language.EN), zone


def _slack(key: str, language: Language, **words: str) -> bytes:
    """The line, with what a visitor may have written as words and never as a mention."""
    safe = {name: escape_slack(text) for name, text in words.items()}
    return _encode(SlackMessage(text=render_text(key, language, **safe)))


def _delivery(
    place: DestinationRow, key: str, payload: bytes, person_id: str, at: Instant
) -> Delivery:
    return Delivery(place.destination_id, Kind(place.kind), key, payload, person_id, at)
