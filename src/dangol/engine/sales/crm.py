"""What both CRMs share: the words that a lead is described by, sessions, and the road out.

Their clients come with the extra `crm`. Whatever they send goes through `outgoing.send`, so that
its checks hold for them as well.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib.util import find_spec
from threading import Lock
from urllib.parse import urlencode

import msgspec

from dangol.engine.sales.delivery import Delivery, Destination, Later, Never
from dangol.engine.sales.outgoing import Answer, send
from dangol.engine.sales.telling import News, ToldLead, ToldMeeting
from dangol.terms.errors import SettingError

SOURCE = "Dangol"


class CrmMissingError(SettingError):
    """The extra that holds the CRM's client is not installed."""

    code = "setting.crm_missing"

    def __init__(self, kind: str) -> None:
        super().__init__(
            f"the client of {kind} is not installed",
            hint="install it with the extra: uv pip install 'dangol[crm]'",
        )


class BadCrmSecretError(SettingError):
    """The secret of a CRM is not what it should be. It is not quoted."""

    code = "setting.bad_crm_secret"

    def __init__(self, hint: str) -> None:
        super().__init__("the secret of the CRM cannot be read", hint=hint)


def check_installed(kind: str, package: str) -> None:
    """The client is there.

    Raises: CrmMissingError (`setting.crm_missing`).
    """
    if find_spec(package) is None:
        raise CrmMissingError(kind)


def read_news(delivery: Delivery) -> News | Never:
    """What is to be told."""
    try:
        return msgspec.json.decode(delivery.payload, type=News)
    except msgspec.MsgspecError:
        return Never("bad_news")


def describe_lead(lead: ToldLead) -> str:
    """What is known, line by line, with the words it came from, and why the score is what it is."""
    lines = [f"{one.slot}: {one.value} ({one.words})" for one in lead.slots]
    return "\n".join([f"{SOURCE}: {lead.fit}, {lead.score}/100", *lines, *lead.reasons])


def title_of(meeting: ToldMeeting) -> str:
    """How the meeting is called."""
    with_whom = meeting.guest_name or meeting.guest_email
    said = f"{with_whom} / {meeting.host_name}"
    return f"[cancelled] {said}" if meeting.state == "cancelled" else said


class Sessions:
    """Access tokens for as long as they hold, in this process alone. Safe from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[tuple[str, bytes], tuple[str, str]] = {}

    def get(
        self, destination: Destination, log_in: Callable[[Destination], tuple[str, str]]
    ) -> tuple[str, str]:
        """A token and where it is good, the kept one or a new one."""
        key = _key(destination)
        with self._lock:
            kept = self._kept.get(key)
        if kept is None:
            kept = log_in(destination)
            with self._lock:
                self._kept[key] = kept
        return kept

    def forget(self, destination: Destination) -> None:
        """The token is good no more."""
        with self._lock:
            self._kept.pop(_key(destination), None)


def renew_token(
    destination: Destination, url: str, client_secret: str, refresh_token: str
) -> Answer:
    """What the CRM says to a refresh token.

    Raises: NoAnswerError.
    Source: RFC 6749 §6.
    """
    form = {
        "grant_type": "refresh_token",
        "client_id": destination.settings.get("client_id", ""),
        "client_secret": client_secret,
        "refresh_token": refresh_token,
    }
    return send(
        "POST",
        url,
        headers={"content-type": "application/x-www-form-urlencoded"},
        content=urlencode(form).encode(),
        allowed=destination.allowed_hosts,
    )


class NotLetInError(Exception):
    """The CRM does not know us: its secret is wrong, revoked or has run out."""


NOT_LET_IN = Later("not_let_in")
"""The operator can put a secret right, so nothing is given up."""


def _key(destination: Destination) -> tuple[str, bytes]:
    said = sorted([*destination.settings.items(), ("", destination.secret)])
    return destination.destination_id, sha256(msgspec.json.encode(said)).digest()
