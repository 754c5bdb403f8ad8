"""A visit: one browser on the line, and which conversation it may see."""

import secrets

import msgspec
from sqlalchemy import Connection

from dangol.store.chat_rows import ConversationRow, ConversationState, MessageRow
from dangol.store.conversations import Conversations
from dangol.store.merges import read_ids_of
from dangol.store.visitors import read_identifiers, read_owner
from dangol.store.workspaces import Workspace
from dangol.terms.ids import person_id_of, uuid7
from dangol.terms.instants import Instant
from dangol.terms.languages import Language, parse_language

CHANCE_BITS = 74


class Greeting(msgspec.Struct, frozen=True):
    """How a browser comes in. Key, origin, ticket and token were looked at before."""

    workspace: Workspace
    anonymous_id: str
    ticket_hash: str
    user_id: str = ""
    """Whom the shop's signed token names; empty without one."""
    lang: str = ""
    seq: int = 0
    """The last message it has seen, of `conversation_id`."""
    conversation_id: str = ""
    url: str = ""
    title: str = ""
    zone: str = ""
    """The time zone that the browser names; anything, until it is looked at."""
    email: str = ""
    """As the token says it, and so the name."""
    name: str = ""
    network: str = ""
    """From where they come; empty where that tells nothing. It stands in memory alone."""


class Visit(msgspec.Struct):
    """One browser on the line."""

    workspace: Workspace
    anonymous_id: str
    ticket_hash: str
    user_id: str
    language: Language
    person_id: str
    url: str = ""
    title: str = ""
    zone: str = ""
    conversation_id: str = ""
    network: str = ""

    @property
    def workspace_id(self) -> str:
        """The workspace that it visits."""
        return self.workspace.workspace_id


class Shown(msgspec.Struct, frozen=True):
    """A message, with the name of the operator who said it."""

    message: MessageRow
    name: str = ""


class Asked(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """What was known when a visitor said something; it stands beside the message, so that the
    turn it asks for can still be taken after the server was cut off."""

    person_id: str
    is_verified: bool = False
    press: str = ""
    language: str = ""
    url: str = ""
    title: str = ""
    zone: str = ""


def new_id(now: Instant) -> str:
    """A UUIDv7 of that instant."""
    return str(uuid7(now, secrets.randbits(CHANCE_BITS)))


def make_visit(connection: Connection, greeting: Greeting) -> Visit:
    """The browser as a visit, by the person it belongs to now."""
    workspace = greeting.workspace
    return Visit(
        workspace=workspace,
        anonymous_id=greeting.anonymous_id,
        ticket_hash=greeting.ticket_hash,
        user_id=greeting.user_id,
        language=parse_language(greeting.lang, workspace.languages[0]),
        person_id=person_now(connection, workspace, greeting.anonymous_id, greeting.user_id),
        url=greeting.url,
        title=greeting.title,
        zone=greeting.zone,
        network=greeting.network,
    )


def person_now(
    connection: Connection, workspace: Workspace, anonymous_id: str, user_id: str
) -> str:
    """The person under whom events with these ids stand, now or as soon as they come."""
    user = "v:" + user_id if user_id else ""
    if user:
        known = read_owner(connection, workspace.workspace_id, user)
        if known is not None:
            return known.person_id
    anonymous = "a:" + anonymous_id
    found = read_owner(connection, workspace.workspace_id, anonymous)
    if found is not None and not (user and found.link_user):
        return found.person_id
    return person_id_of(workspace.salt, user or anonymous)


class NotTheirs(msgspec.Struct, frozen=True):
    """The ticket opens a conversation of another customer of the shop: a new one is needed."""


def find_theirs(connection: Connection, visit: Visit) -> ConversationRow | NotTheirs | None:
    """The conversation that this browser may go on with: by its ticket, or by the shop's word.

    Laws: without ticket and token there is none; a ticket never shows a customer whom the shop
    named the conversation of another one.
    """
    rows = Conversations(connection, visit.workspace_id)
    found = rows.read_newest(visit.ticket_hash)
    if not visit.user_id:
        return found
    ids = read_ids_of(connection, visit.workspace_id, visit.person_id)
    if found is not None and found.person_id not in ids:
        others = read_ids_of(connection, visit.workspace_id, found.person_id)
        if any(_is_customer(connection, visit, other) for other in others):
            return NotTheirs()
    theirs = rows.read_of_person(visit.person_id, 1)
    if found is None:
        return theirs[0] if theirs else None
    is_over = found.state is ConversationState.CLOSED
    return theirs[0] if is_over and theirs else found


def _is_customer(connection: Connection, visit: Visit, person_id: str) -> bool:
    """Whether the shop has named that person, as another than the visitor."""
    names = read_identifiers(connection, visit.workspace_id, person_id)
    return any(name[:2] == "v:" and name != "v:" + visit.user_id for name in names)
