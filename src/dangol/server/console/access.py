"""The one road to everything in the console.

cookie -> session -> operator and workspace -> what the door needs -> the form's own token
conversation id -> the workspace's own conversation, or none

No handler reads a cookie, and none finds a conversation by any other function than these.
"""

from enum import IntEnum
from typing import Any, NamedTuple

from litestar import Request
from sqlalchemy import Connection

from dangol.server.console.office import Office
from dangol.server.console.sessions import (
    BEFORE,
    COOKIE,
    TOKEN_LIMIT,
    find_session,
    is_form_token,
)
from dangol.store.chat_rows import ConversationRow
from dangol.store.conversations import Conversations
from dangol.store.operators import (
    SEEN_EVERY_US,
    OperatorRow,
    Operators,
    Role,
    SessionRow,
    touch_session,
)
from dangol.store.setups import read_setup_stamp
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant

ID_LIMIT = 100


class Need(IntEnum):
    """What a door asks of whoever comes."""

    NOTHING = 0
    """It is open to anybody."""
    READ = 1
    """Any operator of a workspace."""
    ANSWER = 2
    """An operator who speaks with visitors."""
    OWN = 3
    """An owner."""


MAY = {Role.ANALYST: Need.READ, Role.OPERATOR: Need.ANSWER, Role.OWNER: Need.OWN}


class Seat(NamedTuple):
    """An operator at work, in the one workspace that they may see."""

    workspace: Workspace
    operator: OperatorRow
    session: SessionRow
    token: str
    now: Instant
    is_selling: bool = False
    """Whether the workspace sells to businesses."""

    @property
    def workspace_id(self) -> str:
        """The workspace."""
        return self.workspace.workspace_id

    def may(self, need: Need) -> bool:
        """Whether the operator's role is enough."""
        return MAY[self.operator.role] >= need


class Turned(NamedTuple):
    """Somebody was turned away."""

    status: int
    """401 nobody is signed in, 403 they may not."""


async def access_seat(
    office: Office, request: Request[Any, Any, Any], need: Need
) -> Seat | Turned | None:
    """Who comes through a door that needs this; None where nobody has to be anybody.

    Raises: RecordError.
    """
    token = request.cookies.get(COOKIE, "")
    if need is Need.NOTHING:
        return None
    found = await office.run(lambda: find_seat(office, token))
    if found is None:
        return Turned(401)
    return found if found.may(need) else Turned(403)


def find_seat(office: Office, token: str) -> Seat | None:
    """Whom the secret of a session lets in, as of now.

    Raises: RecordError.
    """
    now = office.clock()
    with office.record.reading() as connection:
        found = find_session(connection, token, now)
        if found is None:
            return None
        is_selling = read_setup_stamp(connection, found.workspace_id).files > 0
    workspace = office.record.read_workspace(found.workspace_id)
    if workspace is None:
        return None
    _touch(office, found.session, now)
    return Seat(workspace, found.operator, found.session, token, now, is_selling)


def access_form(request: Request[Any, Any, Any], seat: Seat | None, given: str) -> bool:
    """Whether a form was sent from a page of ours to this very browser."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    secret = seat.token if seat is not None else request.cookies.get(BEFORE, "")
    return len(given) <= TOKEN_LIMIT and is_form_token(secret, given)


def access_conversation(
    connection: Connection, seat: Seat, conversation_id: str
) -> ConversationRow | None:
    """The conversation, if it is one of the operator's workspace."""
    if not 0 < len(conversation_id) <= ID_LIMIT:
        return None
    return Conversations(connection, seat.workspace_id).read_conversation(conversation_id)


def access_colleague(connection: Connection, seat: Seat, operator_id: str) -> OperatorRow | None:
    """The operator, if they look after the same workspace."""
    if not seat.may(Need.OWN) or not 0 < len(operator_id) <= ID_LIMIT:
        return None
    return Operators(connection, seat.workspace_id).read_operator(operator_id)


def _touch(office: Office, session: SessionRow, now: Instant) -> None:
    if now - session.last_seen_at >= SEEN_EVERY_US:
        with office.record.writing() as connection:
            touch_session(connection, session, now)
