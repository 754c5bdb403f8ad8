"""A buyer whom nobody answered in time is passed on: the next on the list is told, once.

    due -> answered? it is over -> else the next one is named, and told by mail and in the inbox

Whether somebody answered is what the inbox says: a conversation waits for a person until an
operator has written in it. Every step is one transaction that only one server makes.
"""

import msgspec
from sqlalchemy import Connection

from dangol.engine.chat.floor import Floor
from dangol.engine.chat.hub import Passed, of_workspace
from dangol.engine.lookout import Lookout
from dangol.engine.sales.briefs import conversation_url
from dangol.engine.sales.delivery import Delivery, Kind
from dangol.engine.sales.holidays import holidays_of
from dangol.engine.sales.mail import Mail
from dangol.engine.sales.outbox import enqueue
from dangol.engine.sales.setups import read_sales_setup
from dangol.speak.sales.routing import next_to_tell
from dangol.speak.sales.setup_file import SetupError
from dangol.speak.sales.team import Host, Team
from dangol.speak.sales.when import render_day_and_time
from dangol.speak.sales.work import due_at
from dangol.store.chat_rows import ConversationRow
from dangol.store.conversations import Conversations
from dangol.store.due_leads import DueLead, pass_on, read_due_leads
from dangol.store.handoffs import Handoffs
from dangol.store.hosts import find_operator_id, read_operator_languages
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant
from dangol.terms.languages import Language
from dangol.terms.texts import render_text

LOOK_S = 15.0
"""The record is looked at this often. Units: seconds."""
AT_ONCE = 200
REASON = "escalated"
"""Why the inbox says that the conversation was passed on."""
_encode = msgspec.json.Encoder().encode


class Escalations(Lookout):
    """Looks again and again for promises that were not kept. Safe from any thread."""

    name = "escalation"
    every_s = LOOK_S

    def __init__(self, floor: Floor) -> None:
        super().__init__()
        self._floor = floor

    def look(self) -> int:
        """Every promise that is past is kept, passed on or over; returns how many were passed on.

        Law: of any number of looks at once, in any number of processes, one passes it on.
        Raises: RecordError.
        """
        floor, now = self._floor, self._floor.clock()
        with floor.record.reading() as connection:
            due = read_due_leads(connection, now, AT_ONCE)
        passed = 0
        for one in due:
            workspace = floor.record.read_workspace(one.workspace_id)
            if workspace is not None:
                passed += self._pass(workspace, one, now)
        return passed

    def _pass(self, workspace: Workspace, due: DueLead, now: Instant) -> bool:
        floor = self._floor
        try:
            setup = read_sales_setup(floor.record, workspace.workspace_id)
        except SetupError:  # written by another version, which looks too
            return False
        team = setup.team if setup is not None else Team()
        name = next_to_tell(team, due.host_id)

        def work(connection: Connection) -> ConversationRow | None:
            rows = Conversations(connection, due.workspace_id)
            waiting = rows.read_conversation(due.conversation_id)
            if name is None or waiting is None or not waiting.needs_person_at:
                pass_on(connection, due, due.host_id, Instant(0), now=now)
                return None
            reader = _reader(connection, workspace, team, name)
            until = due_at(reader, holidays_of(reader, now), now) or Instant(0)
            if not pass_on(connection, due, name, until, now=now):
                return None
            operator_id = find_operator_id(connection, due.workspace_id, reader.email)
            handoffs = Handoffs(connection, due.workspace_id)
            handoffs.note(due.conversation_id, operator_id=operator_id, reason=REASON, now=now)
            before = team.host(due.host_id)
            mail = _mail(floor.home_url, workspace, reader, before, due)
            delivery = Delivery(
                destination_id="",
                kind=Kind.MAIL,
                key=f"escalated:{due.lead_id}:{due.due_at}",
                payload=_encode(mail),
                person_id=due.person_id,
                at=now,
            )
            enqueue(connection, due.workspace_id, delivery)
            return waiting

        told = floor.record.write(work)
        if told is None:
            return False
        news = Passed(told, told.state, "", "")
        floor.hub.tell(of_workspace(workspace.workspace_id), news)
        return True


def _reader(connection: Connection, workspace: Workspace, team: Team, name: str) -> Host:
    """Who is told: a host, or an operator, who works when the workspace does."""
    host = team.host(name)
    if host is not None:
        return host
    spoken = read_operator_languages(connection, workspace.workspace_id, name)
    known = [Language(tag) for tag in spoken.split(",") if tag in set(Language)]
    return Host(
        host_id=name,
        name="",
        email=name,
        languages=tuple(known) or workspace.languages,
        zone=workspace.zone,
        hours=workspace.hours,
    )


def _mail(
    home_url: str, workspace: Workspace, reader: Host, before: Host | None, due: DueLead
) -> Mail:
    """That a buyer waits, until when they were promised an answer, and where they are answered.

    Nothing of the buyer stands in it.
    """
    language = reader.languages[0] if reader.languages else workspace.languages[0]

    def say(key: str, **values: str) -> str:
        return render_text(f"sales.escalation.{key}", language, **values)

    when = render_day_and_time(due.due_at, reader.zone, language)
    late = say("late", host=before.name, when=when) if before else say("late_someone", when=when)
    url = conversation_url(home_url, due.conversation_id)
    return Mail(
        to=reader.email,
        to_name=reader.name,
        subject=say("subject", company=" ".join(workspace.name.split())),
        text="\n".join((late, "", say("answer"), url, "")),
    )
