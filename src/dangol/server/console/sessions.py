"""Who sits in front of the console: a secret in a cookie, its hash in the record.

The cookie is out of reach of scripts and of other sites' forms. Every form holds a token that only
this session can know, so that no other page can send it.
"""

import hmac
import secrets
from hashlib import sha256
from typing import Any, NamedTuple

from litestar import Request
from litestar.datastructures import Cookie
from sqlalchemy import Connection

from dangol.store.operators import AccessRow, OperatorRow, Operators, SessionRow, access_session
from dangol.terms.instants import DAY_US, SECOND_US, Instant

PATH = "/console"
COOKIE = "dangol_console"
BEFORE = "dangol_before"
"""Of a browser in which nobody signed in yet: only so that its form, too, has a token."""
LANGUAGE = "dangol_language"
LASTS_US = 7 * DAY_US
TOKEN_LIMIT = 200


class Begun(NamedTuple):
    """A session, and the secret that opens it."""

    token: str
    session: SessionRow


def new_session(operator_id: str, now: Instant) -> Begun:
    """A session that begins now, not yet in the record."""
    token = secrets.token_urlsafe(32)
    row = SessionRow(token_hash(token), operator_id, now, now, Instant(now + LASTS_US))
    return Begun(token, row)


def begin_session(
    connection: Connection, workspace_id: str, checked: OperatorRow, now: Instant
) -> str:
    """The secret of a new session of that operator; empty if their password just changed."""
    begun = new_session(checked.operator_id, now)
    is_in = Operators(connection, workspace_id).begin_session(checked, begun.session)
    return begun.token if is_in else ""


def find_session(connection: Connection, token: str, now: Instant) -> AccessRow | None:
    """Whom that secret lets in now."""
    if not 20 <= len(token) <= TOKEN_LIMIT:
        return None
    return access_session(connection, token_hash(token), now)


def token_hash(token: str) -> str:
    """What the record keeps of a session's secret."""
    return sha256(token.encode(errors="replace")).hexdigest()


def form_token(secret: str) -> str:
    """What every form of a session holds. Says nothing of the secret it is made from."""
    return hmac.new(secret.encode(errors="replace"), b"form", sha256).hexdigest()


def is_form_token(secret: str, given: str) -> bool:
    """Whether a form is one of that session's own."""
    known = form_token(secret).encode()
    return bool(secret) and hmac.compare_digest(known, given.encode(errors="replace"))


def session_cookie(token: str, *, is_secure: bool) -> Cookie:
    """The cookie that holds the secret; an empty secret takes it away."""
    return _cookie(COOKIE, token, LASTS_US if token else 0, is_secure=is_secure)


def before_cookie(secret: str, *, is_secure: bool) -> Cookie:
    """The cookie of a browser in which nobody signed in yet."""
    return _cookie(BEFORE, secret, DAY_US, is_secure=is_secure)


def language_cookie(language: str, *, is_secure: bool) -> Cookie:
    """The cookie that says in which language this browser shows the console."""
    return _cookie(LANGUAGE, language, 365 * DAY_US, is_secure=is_secure)


def is_secure(request: Request[Any, Any, Any], public_url: str) -> bool:
    """Whether the browser came over https, as far as we are told."""
    return public_url.startswith("https:") or request.url.scheme == "https"


def _cookie(name: str, value: str, lasts_us: int, *, is_secure: bool) -> Cookie:
    return Cookie(
        key=name,
        value=value,
        path=PATH,
        max_age=lasts_us // SECOND_US,
        httponly=True,
        samesite="lax",
        secure=is_secure,
    )
