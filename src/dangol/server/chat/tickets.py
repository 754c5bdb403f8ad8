"""What opens a conversation again: a ticket in the browser, or a token that the shop signed."""

import hmac
import re
import secrets
from hashlib import sha256

import msgspec

from dangol.listen.event import ID_LIMIT
from dangol.store.workspaces import Workspace

TICKET_BYTES = 24
TOKEN_LIMIT = 2_000
_TICKET = re.compile(r"[A-Za-z0-9_-]{32}")


class Identity(msgspec.Struct, frozen=True):
    """Who a shop's token says is there."""

    user_id: str


def new_ticket() -> str:
    """A secret for one browser."""
    return secrets.token_urlsafe(TICKET_BYTES)


def is_ticket(text: str) -> bool:
    """Whether it could be one of ours."""
    return _TICKET.fullmatch(text) is not None


def ticket_hash(ticket: str) -> str:
    """What the record keeps of a ticket."""
    return sha256(ticket.encode()).hexdigest()


def identity_secret(workspace: Workspace) -> str:
    """The secret with which the shop signs who its customers are; printed for its owner alone.

    It follows from the workspace's salt, which never leaves the record.
    """
    return hmac.new(workspace.salt.encode(), b"identity", sha256).hexdigest()


def read_identity(token: str, workspace: Workspace) -> Identity | None:
    """Who the token names, if the shop signed it with HS256 and it has not expired."""
    import jwt

    if not token or len(token) > TOKEN_LIMIT:
        return None
    try:
        claims = jwt.decode(
            token,
            identity_secret(workspace),
            algorithms=["HS256"],
            options={"require": ["sub", "exp"]},
        )
    except jwt.InvalidTokenError:
        return None
    user_id: object = claims.get("sub")
    if isinstance(user_id, str) and 0 < len(user_id) <= ID_LIMIT and user_id.isprintable():
        return Identity(user_id)
    return None
