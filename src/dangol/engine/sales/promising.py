"""Who answers a buyer for whom a person is asked, and until when: told, and kept with the lead."""

from collections.abc import Sequence

from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.offering import Asking
from dangol.engine.sales.free import company_of, hosts_for
from dangol.engine.sales.holidays import holidays_of
from dangol.speak.sales.known import Known
from dangol.speak.sales.motion import Promised
from dangol.speak.sales.team import Host
from dangol.speak.sales.work import due_at, is_at_work
from dangol.store.leads import LeadRow, Leads
from dangol.store.meetings import Meetings
from dangol.terms.instants import Instant
from dangol.terms.languages import Language


def find_promise(
    floor: Floor, asking: Asking, language: Language, known: Sequence[Known], zone: str
) -> Promised | None:
    """What was promised in the conversation and is still to come; else what the host whom they
    meet can promise, else the best host who works in the coming weeks. None where nobody can.
    `zone` is the buyer's.

    Raises: RecordError.
    """
    record, now = floor.record, floor.clock()
    company = company_of(record, asking.workspace)
    with record.reading() as connection:
        leads = Leads(connection, asking.workspace.workspace_id)
        lead = leads.read_of_conversation(asking.conversation_id)
        meetings = Meetings(connection, asking.workspace.workspace_id)
        meeting = meetings.read_of_conversation(asking.conversation_id, now)
    kept = company.team.host(lead.host_id) if lead is not None else None
    if lead is not None and kept is not None and lead.due_at > now:
        return _promised(kept, lead.due_at, now)
    met = company.team.host(meeting.host_id) if meeting is not None else None
    others = hosts_for(record, company, language, known, now, zone=zone)
    for host in (met, *others) if met is not None else others:
        due = due_at(host, holidays_of(host, now), now)
        if due is not None:
            return _promised(host, due, now)
    return None


def keep_promise(
    connection: Connection, workspace_id: str, lead: LeadRow, promised: Promised | None
) -> None:
    """The lead says who is to answer and until when, where that was promised."""
    if promised is not None:
        Leads(connection, workspace_id).name_host(lead.lead_id, promised.host_id, promised.due_at)


def _promised(host: Host, due: Instant, now: Instant) -> Promised:
    is_there = is_at_work(host, holidays_of(host, now), now)
    return Promised(host.host_id, host.name, due, is_there)
