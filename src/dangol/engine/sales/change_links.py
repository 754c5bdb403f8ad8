"""The address of the page on which whoever booked a meeting moves or cancels it.

No log-in: whoever has the address may. It is in the invitation and in the conversation alone, is
good for one meeting, and until a day after it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import UUID

from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, Instant

PATH = "/m/"
GOOD_FOR_US = DAY_US
"""How long after the meeting's end there is a page."""
_MAC_BYTES = 16
_TOKEN_LENGTH = 64
"""Two ids and the signature, 48 bytes, in base64 for URLs."""


class Claim(NamedTuple):
    """What a token says, before anybody has looked at its signature."""

    workspace_id: str
    meeting_id: str
    mac: bytes


def change_url(home_url: str, workspace: Workspace, meeting_id: str) -> str:
    """The page's address."""
    return f"{home_url}{PATH}{change_token(workspace, meeting_id)}"


def change_token(workspace: Workspace, meeting_id: str) -> str:
    """What opens the page of that meeting."""
    ids = UUID(workspace.workspace_id).bytes + UUID(meeting_id).bytes
    return urlsafe_b64encode(ids + _mac(workspace, b"change", ids)).decode()


def form_token(workspace: Workspace, meeting_id: str) -> str:
    """What a form of that page says, so that no other page can send it."""
    return _mac(workspace, b"form", UUID(meeting_id).bytes).hex()


def read_claim(token: str) -> Claim | None:
    """What the token says; None where it is no token at all."""
    if len(token) != _TOKEN_LENGTH or not token.isascii():
        return None
    try:
        plain = urlsafe_b64decode(token)
    except ValueError:
        return None
    if len(plain) != 32 + _MAC_BYTES or urlsafe_b64encode(plain).decode() != token:
        return None
    return Claim(str(UUID(bytes=plain[:16])), str(UUID(bytes=plain[16:32])), plain[32:])


def is_signed(claim: Claim, workspace: Workspace) -> bool:
    """Whether that workspace made the token."""
    if claim.workspace_id != workspace.workspace_id:
        return False
    ids = UUID(claim.workspace_id).bytes + UUID(claim.meeting_id).bytes
    return hmac.compare_digest(claim.mac, _mac(workspace, b"change", ids))


def is_change_url(url: str) -> bool:
    """Whether somebody who opens that address changes a meeting."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return False
    return PATH in path and read_claim(path.rpartition(PATH)[2]) is not None


def is_good(ends_at: Instant, now: Instant) -> bool:
    """Whether there is still a page for a meeting that ends then."""
    return now < ends_at + GOOD_FOR_US


def _mac(workspace: Workspace, what: bytes, about: bytes) -> bytes:
    """Keyed by the workspace's salt, which never leaves the record."""
    key = hmac.new(workspace.salt.encode(), b"meetings:" + what, sha256).digest()
    return hmac.new(key, about, sha256).digest()[:_MAC_BYTES]
