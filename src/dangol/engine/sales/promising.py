"""Who answers a buyer for whom a person is asked, and until when: told, and kept with the lead."""

from collections.abc import Sequence

from sqlalchemy import Connection

from dangol.engine.sales.free import company_of, hosts_for
from dangol.engine.sales.holidays import holidays_of
from dangol.speak.sales.known import Known
from dangol.speak.sales.motion import Promised
from dangol.speak.sales.work import due_at, is_at_work
from dangol.store.leads import LeadRow, Leads
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.languages import Language


def find_promise(
    record: Record, workspace: Workspace, language: Language, known: Sequence[Known], at: Instant
) -> Promised | None:
    """The best host who works in the coming weeks, and their promise; None where nobody can.

    Law: the same for the same moment, so that what is kept is what was told.
    Raises: RecordError.
    """
    company = company_of(record, workspace)
    for host in hosts_for(record, company, language, known, at):
        holidays = holidays_of(host, at)
        due = due_at(host, holidays, at)
        if due is not None:
            return Promised(host.host_id, host.name, due, is_at_work(host, holidays, at))
    return None


def keep_promise(
    connection: Connection, workspace_id: str, lead: LeadRow, promised: Promised | None
) -> None:
    """The lead says who is to answer and until when, where that was promised."""
    if promised is not None:
        Leads(connection, workspace_id).name_host(lead.lead_id, promised.host_id, promised.due_at)
