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
TRAIT_LIMIT = 320
_TICKET = re.compile(r"[A-Za-z0-9_-]{32}")


class Identity(msgspec.Struct, frozen=True):
    """Who a shop's token says is there."""

    user_id: str
    email: str = ""
    name: str = ""


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
    user_id = _short(claims.get("sub"), ID_LIMIT)
    if not user_id:
        return None
    told = (_short(claims.get(one), TRAIT_LIMIT) for one in ("email", "name"))
    return Identity(user_id, *told)


def _short(value: object, most: int) -> str:
    is_fit = isinstance(value, str) and len(value) <= most and value.isprintable()
    return str(value) if is_fit else ""
