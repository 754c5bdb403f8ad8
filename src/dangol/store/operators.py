"""Those who look after a workspace, and their sessions. Passwords come here as hashes alone.

A session is made against the password that was checked: if it has changed meanwhile there is no
session. Changing a password, or disabling an operator, ends all sessions in the same transaction.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from dangol.store import schema_chat
from dangol.store.holding import hold, storable
from dangol.terms.instants import MINUTE_US, Instant

_OPERATORS = schema_chat.operators
_SESSIONS = schema_chat.operator_sessions
SEEN_EVERY_US = MINUTE_US
"""How exactly it is kept when a session was last used: not every click is a write."""


class Role(StrEnum):
    """What an operator may do."""

    OWNER = "owner"
    """Everything; a workspace keeps at least one."""
    OPERATOR = "operator"
    """Conversations."""
    ANALYST = "analyst"
    """Reads."""


class OperatorRow(NamedTuple):
    """One person who looks after one workspace."""

    operator_id: str
    email: str
    """In small letters."""
    name: str
    """As visitors see it."""
    role: Role
    languages: str
    """Tags with commas between."""
    password_hash: str
    password_changed_at: Instant
    created_at: Instant
    disabled_at: Instant
    """0 for never."""


class SessionRow(NamedTuple):
    """One login. Its token is known to the browser alone."""

    token_hash: str
    operator_id: str
    created_at: Instant
    last_seen_at: Instant
    expires_at: Instant


class NotChanged(StrEnum):
    """Why an operator was left as they were."""

    UNKNOWN = "unknown"
    """The workspace has no such operator."""
    LAST_OWNER = "last_owner"
    """Nobody could look after the workspace any more."""
    EMAIL_TAKEN = "email_taken"
    """A colleague has that address."""


class AccessRow(NamedTuple):
    """Whom a session lets in, and where."""

    workspace_id: str
    operator: OperatorRow
    session: SessionRow


_OPERATOR = tuple(_OPERATORS.c[name] for name in OperatorRow._fields)
_SESSION = tuple(_SESSIONS.c[name] for name in SessionRow._fields)


class Operators:
    """The operators of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def create_operator(self, new: OperatorRow) -> OperatorRow | NotChanged:
        """The operator is there, unless a colleague has the address."""
        hold(self._connection, "operators", self._workspace_id)
        new = new._replace(email=plain_email(new.email), name=storable(new.name))
        if self._one(_OPERATORS.c.email == new.email) is not None:
            return NotChanged.EMAIL_TAKEN
        owned = {"workspace_id": self._workspace_id}
        self._connection.execute(insert(_OPERATORS), new._asdict() | owned)
        return new

    def read_operators(self) -> list[OperatorRow]:
        """All operators, the disabled ones too, by name."""
        query = (
            select(*_OPERATOR)
            .where(_OPERATORS.c.workspace_id == self._workspace_id)
            .order_by(_OPERATORS.c.name, _OPERATORS.c.operator_id)
        )
        return [_operator(row) for row in self._connection.execute(query)]

    def read_operator(self, operator_id: str) -> OperatorRow | None:
        """The operator of that id."""
        return self._one(_OPERATORS.c.operator_id == storable(operator_id))

    def change_operator(
        self, operator_id: str, *, name: str, role: Role, languages: str
    ) -> OperatorRow | NotChanged:
        """The operator has that name, role and languages; sessions go on, with the new role."""
        hold(self._connection, "operators", self._workspace_id)
        found = self.read_operator(operator_id)
        if found is None:
            return NotChanged.UNKNOWN
        if role is not Role.OWNER and self._is_last_owner(found):
            return NotChanged.LAST_OWNER
        after = found._replace(name=storable(name), role=role, languages=storable(languages))
        self._write(after)
        return after

    def change_password(
        self, operator_id: str, password_hash: str, *, now: Instant
    ) -> OperatorRow | NotChanged:
        """The operator has that password, and no session."""
        hold(self._connection, "operators", self._workspace_id)
        found = self.read_operator(operator_id)
        if found is None:
            return NotChanged.UNKNOWN
        # Later than any before, so that a login checked against the old one is told apart.
        changed_at = Instant(max(now, found.password_changed_at + 1))
        after = found._replace(password_hash=password_hash, password_changed_at=changed_at)
        self._write(after)
        self.end_sessions(operator_id)
        return after

    def rehash_password(self, operator: OperatorRow, password_hash: str) -> bool:
        """The same password is kept under a newer hash; False if it was changed meanwhile."""
        hold(self._connection, "operators", self._workspace_id)
        done = self._connection.execute(
            update(_OPERATORS)
            .where(
                self._mine(_OPERATORS.c.operator_id == operator.operator_id),
                _OPERATORS.c.password_hash == operator.password_hash,
            )
            .values(password_hash=password_hash)
        )
        return done.rowcount > 0

    def set_disabled(
        self, operator_id: str, *, is_disabled: bool, now: Instant
    ) -> OperatorRow | NotChanged:
        """The operator is shut out, without a session, or let in again."""
        hold(self._connection, "operators", self._workspace_id)
        found = self.read_operator(operator_id)
        if found is None:
            return NotChanged.UNKNOWN
        if is_disabled and self._is_last_owner(found):
            return NotChanged.LAST_OWNER
        after = found._replace(disabled_at=now if is_disabled else Instant(0))
        self._write(after)
        if is_disabled:
            self.end_sessions(operator_id)
        return after

    # sessions

    def begin_session(self, checked: OperatorRow, session: SessionRow) -> bool:
        """The session lets in the operator whose password was `checked`; False if it has changed
        or they were disabled meanwhile.
        """
        hold(self._connection, "operators", self._workspace_id)
        found = self.read_operator(checked.operator_id)
        if found is None or found.disabled_at:
            return False
        if found.password_changed_at != checked.password_changed_at:
            return False
        owned = {"workspace_id": self._workspace_id, "operator_id": checked.operator_id}
        self._connection.execute(insert(_SESSIONS), session._asdict() | owned)
        return True

    def end_sessions(self, operator_id: str, *, but: str = "") -> int:
        """The operator has no session, or only the one of that token's hash; returns how many
        were ended.
        """
        done = self._connection.execute(
            delete(_SESSIONS).where(
                _SESSIONS.c.workspace_id == self._workspace_id,
                _SESSIONS.c.operator_id == operator_id,
                _SESSIONS.c.token_hash != but,
            )
        )
        return done.rowcount

    def _is_last_owner(self, found: OperatorRow) -> bool:
        owners = [
            one for one in self.read_operators() if one.role is Role.OWNER and not one.disabled_at
        ]
        return [one.operator_id for one in owners] == [found.operator_id]

    def _one(self, condition: ColumnElement[bool]) -> OperatorRow | None:
        row = self._connection.execute(select(*_OPERATOR).where(self._mine(condition))).first()
        return None if row is None else _operator(row)

    def _write(self, after: OperatorRow) -> None:
        that = self._mine(_OPERATORS.c.operator_id == after.operator_id)
        self._connection.execute(update(_OPERATORS).where(that).values(after._asdict()))

    def _mine(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (_OPERATORS.c.workspace_id == self._workspace_id) & condition


def read_operators_by_email(connection: Connection, email: str) -> list[tuple[str, OperatorRow]]:
    """Everyone with that address who is not disabled, with their workspace: one in each."""
    query = (
        select(_OPERATORS.c.workspace_id, *_OPERATOR)
        .where(_OPERATORS.c.email == plain_email(email), _OPERATORS.c.disabled_at == 0)
        .order_by(_OPERATORS.c.created_at, _OPERATORS.c.workspace_id)
    )
    return [(workspace_id, _operator(row)) for workspace_id, *row in connection.execute(query)]


def access_session(connection: Connection, token_hash: str, now: Instant) -> AccessRow | None:
    """Whom that session lets in now; None once it ended or expired, or its operator is shut out."""
    query = (
        select(_SESSIONS.c.workspace_id, *_SESSION, *_OPERATOR)
        .join(_OPERATORS, _IS_OF)
        .where(_SESSIONS.c.token_hash == storable(token_hash), *_is_alive(now))
    )
    row = connection.execute(query).first()
    if row is None:
        return None
    workspace_id, *rest = row
    width = len(_SESSION)
    return AccessRow(workspace_id, _operator(rest[width:]), SessionRow(*rest[:width]))


def read_live_sessions(
    connection: Connection, token_hashes: Iterable[str], now: Instant
) -> set[str]:
    """Those of the sessions that still let somebody in: one question for all open sockets."""
    query = (
        select(_SESSIONS.c.token_hash)
        .join(_OPERATORS, _IS_OF)
        .where(_SESSIONS.c.token_hash.in_(sorted(set(token_hashes))), *_is_alive(now))
    )
    return set(connection.execute(query).scalars())


def touch_session(connection: Connection, session: SessionRow, now: Instant) -> bool:
    """It is kept that the session was used now, if that is worth a write."""
    if now - session.last_seen_at < SEEN_EVERY_US:
        return False
    that = _SESSIONS.c.token_hash == session.token_hash
    connection.execute(update(_SESSIONS).where(that).values(last_seen_at=now))
    return True


def end_session(connection: Connection, token_hash: str) -> bool:
    """The session lets nobody in; False if it did not before."""
    that = _SESSIONS.c.token_hash == storable(token_hash)
    return connection.execute(delete(_SESSIONS).where(that)).rowcount > 0


def delete_expired_sessions(connection: Connection, now: Instant) -> int:
    """Sessions that expired are gone; returns how many."""
    return connection.execute(delete(_SESSIONS).where(_SESSIONS.c.expires_at <= now)).rowcount


def plain_email(email: str) -> str:
    """The address as it is compared: without spaces around it, in small letters."""
    return storable(email.strip().casefold())


_IS_OF = (_OPERATORS.c.workspace_id == _SESSIONS.c.workspace_id) & (
    _OPERATORS.c.operator_id == _SESSIONS.c.operator_id
)


def _is_alive(now: Instant) -> tuple[ColumnElement[bool], ...]:
    return _SESSIONS.c.expires_at > now, _OPERATORS.c.disabled_at == 0


def _operator(row: Any) -> OperatorRow:
    plain = OperatorRow(*row)
    return plain._replace(role=Role(plain.role))
