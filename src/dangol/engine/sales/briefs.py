"""Briefs from the record: for the inbox, and for whoever is sent one.

A brief is read in the transaction of what it is sent for, so it says no more than what stands.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.people_state import load_person
from dangol.engine.sales.brief_slack import render_brief_slack
from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.mail import Mail
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.setups import SalesSetup, read_sales_setup
from dangol.listen.companies import domain_of_email
from dangol.listen.rules import rules_of
from dangol.speak.reply import Skill
from dangol.speak.sales.brief import Brief, BriefFacts, ReadPage, brief_of
from dangol.speak.sales.brief_mail import render_brief_html, render_brief_text
from dangol.speak.sales.fit import Stage, Verdict
from dangol.speak.sales.known import Known
from dangol.speak.sales.motion import MeetingTime, Promised
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.team import Host
from dangol.store.chat_rows import ConversationRow, MessageRow, Sender
from dangol.store.company_people import count_company
from dangol.store.conversations import Conversations
from dangol.store.destinations import read_destinations
from dangol.store.leads import LeadRow, Leads
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.store.meetings import Meetings
from dangol.store.merges import read_survivor
from dangol.store.visitors import read_person
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant
from dangol.terms.languages import Language

LATELY_US = 30 * DAY_US
MESSAGES_READ = 200
_RULES = rules_of(hears_sales=True)
"""No signal is looked for here; what was read is."""
_OPEN = frozenset({Skill.UNKNOWN.value, Skill.HANDOFF.value})
_read_parts = msgspec.json.Decoder(list[dict[str, Any]]).decode
_encode = msgspec.json.Encoder().encode


class Desk(NamedTuple):
    """The company whose buyer it is."""

    workspace: Workspace
    setup: SalesSetup
    home_url: str
    """Where its inbox is; empty where nobody knows."""


def read_brief(
    connection: Connection,
    desk: Desk,
    conversation: ConversationRow,
    language: Language,
    now: Instant,
) -> Brief | None:
    """The brief of that conversation's buyer; None where there is neither a lead nor a meeting."""
    facts = read_brief_facts(connection, desk, conversation, now)
    return None if facts is None else brief_of(facts, language)


def read_brief_facts(
    connection: Connection, desk: Desk, conversation: ConversationRow, now: Instant
) -> BriefFacts | None:
    """What the record holds of that conversation's buyer."""
    workspace_id, conversation_id = desk.workspace.workspace_id, conversation.conversation_id
    lead = Leads(connection, workspace_id).read_of_conversation(conversation_id)
    meeting = Meetings(connection, workspace_id).read_of_conversation(conversation_id, now)
    if lead is None and meeting is None:
        return None
    known = lead.read_known() if lead is not None else ()
    email = meeting.guest_email if meeting is not None else ""
    email = email or next((one.value for one in known if "@" in one.value), "")
    domain = (lead.domain if lead is not None else "") or domain_of_email(email)
    count = count_company(connection, workspace_id, domain, Instant(now - LATELY_US))
    rows = Conversations(connection, workspace_id)
    since = max(conversation.last_seq - MESSAGES_READ, 0)
    heard = rows.read_messages(conversation_id, since, MESSAGES_READ)
    stage = lead.stage if lead is not None else Stage.NEW.value
    if meeting is not None and meeting.state is MeetingState.BOOKED:
        stage = Stage.MEETING.value
    is_waiting = bool(conversation.needs_person_at)
    due_at = lead.due_at if lead is not None and is_waiting else Instant(0)
    answers = desk.setup.team.host(lead.host_id) if lead is not None else None
    return BriefFacts(
        name=meeting.guest_name if meeting is not None else "",
        email=email,
        spoken=conversation.language,
        company=_value(known, "company"),
        domain=domain,
        vouched=count.vouched,
        claimed=count.claimed,
        known=known,
        said=[_words(one.parts) for one in heard if one.sender is Sender.VISITOR],
        unanswered=_unanswered(heard),
        is_waiting=is_waiting,
        due_at=due_at,
        due_host=answers.name if answers is not None else "",
        due_zone=answers.zone if answers is not None else desk.workspace.zone,
        read=_read_pages(connection, workspace_id, conversation.person_id),
        score=lead.score if lead is not None else 0,
        fit=lead.fit if lead is not None else Verdict.OPEN.value,
        stage=stage,
        reasons=lead.read_reasons() if lead is not None else (),
        meeting=_time_of(meeting, desk.setup) if meeting is not None else None,
        zone=meeting.zone if meeting is not None else "",
        tools=desk.setup.slots.tools,
        url=conversation_url(desk.home_url, conversation_id),
    )


def send_brief(
    connection: Connection,
    desk: Desk,
    conversation_id: str,
    key: str,
    now: Instant,
    *,
    mail_to: Host | None = None,
) -> int:
    """Every Slack destination will show the brief, and that host will have it by mail; returns how
    many were added. `key` names what it is sent for: it is sent once for that.
    """
    workspace_id = desk.workspace.workspace_id
    conversation = Conversations(connection, workspace_id).read_conversation(conversation_id)
    if conversation is None:
        return 0
    facts = read_brief_facts(connection, desk, conversation, now)
    if facts is None:
        return 0
    sent = 0
    person_id = conversation.person_id
    ours = brief_of(facts, desk.workspace.languages[0])
    for place in read_destinations(connection, workspace_id):
        if place.is_active and place.kind == Kind.SLACK:
            payload = _encode(render_brief_slack(ours))
            delivery = Delivery(place.destination_id, Kind.SLACK, key, payload, person_id, now)
            sent += enqueue(connection, workspace_id, delivery)
    if mail_to is not None:
        brief = brief_of(facts, mail_to.languages[0] if mail_to.languages else ours.language)
        mail = Mail(
            to=mail_to.email,
            subject=brief.title,
            text=render_brief_text(brief),
            html=render_brief_html(brief),
        )
        delivery = Delivery("", Kind.MAIL, key, _encode(mail), person_id, now)
        sent += enqueue(connection, workspace_id, delivery)
    return sent


def brief_of_asked(
    connection: Connection,
    floor: Floor,
    workspace: Workspace,
    lead: LeadRow,
    promised: Promised | None,
    *,
    now: Instant,
) -> int:
    """Whoever is to answer a buyer who asked for a person is sent the brief, and so is Slack; once
    for the moment at which the person was asked for.

    Raises: RecordError.
    """
    try:
        setup = read_sales_setup(floor.record, workspace.workspace_id)
    except SetupError:  # kept by another version: the reply goes out all the same
        return 0
    if setup is None:
        return 0
    desk = Desk(workspace, setup, floor.home_url)
    host = setup.team.host(promised.host_id) if promised is not None else None
    key = f"brief:{lead.lead_id}:{now}"
    return send_brief(connection, desk, lead.conversation_id, key, now, mail_to=host)


def conversation_url(home_url: str, conversation_id: str) -> str:
    """Where an operator finds the conversation; empty where nobody knows where the inbox is."""
    path = f"/console/conversations/{quote(conversation_id, safe='')}"
    return home_url.rstrip("/") + path if home_url else ""


def _value(known: Sequence[Known], slot: str) -> str:
    return next((one.value for one in reversed(known) if one.slot == slot), "")


def _words(parts: bytes) -> str:
    return " ".join(str(one.get("text", "")) for one in _read_parts(parts) if "text" in one)


def _unanswered(heard: Sequence[MessageRow]) -> list[str]:
    """What the visitor said to which nobody has said more than that a person will."""
    found: list[str] = []
    is_open = True
    for one in reversed(heard):
        match one.sender:
            case Sender.OPERATOR:
                break
            case Sender.AGENT:
                is_open = one.skill in _OPEN or any(
                    part.get("type") == "handoff" for part in _read_parts(one.parts)
                )
            case Sender.VISITOR if is_open:
                found.append(_words(one.parts))
            case _:
                pass
    return found[::-1]


def _read_pages(connection: Connection, workspace_id: str, person_id: str) -> list[ReadPage]:
    """What they read lately about the price and the product, the newest first."""
    today = read_survivor(connection, workspace_id, person_id)
    row = read_person(connection, workspace_id, today)
    if row is None:
        return []
    tip = load_person(row.person_id, row.created_at, row.state, _RULES).timeline.tip
    pages = tip.buying.pages if tip.buying is not None else ()
    return [ReadPage(one.label or one.path, one.seconds) for one in reversed(pages)]


def _time_of(meeting: MeetingRow, setup: SalesSetup) -> MeetingTime | None:
    if meeting.state is not MeetingState.BOOKED:
        return None
    host = setup.team.host(meeting.host_id)
    name, zone = (host.name, host.zone) if host is not None else (meeting.host_id, "UTC")
    return MeetingTime(meeting.host_id, name, meeting.starts_at, meeting.ends_at, zone)
