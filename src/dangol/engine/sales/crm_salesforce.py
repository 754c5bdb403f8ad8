"""Salesforce: a Lead and an Event, each an upsert by the external id `Dangol_Id__c`.

What comes twice is there once. A session that ran out is opened again once; whoever is not let in
waits, because the operator can put that right.

Source: https://developer.salesforce.com/docs/platform/api-rest/guide/dome-upsert.html,
…/errorcodes.html; OAuth 2.0 refresh token flow.
Settings: login_url (https://login.salesforce.com), client_id for OAuth, user for a password,
version. The secret is JSON with `client_secret` and `refresh_token`, or with `password` and
`security_token`.
"""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import msgspec

from dangol.engine.sales.crm import (
    NOT_LET_IN,
    SOURCE,
    BadCrmSecretError,
    NotLetInError,
    Sessions,
    check_installed,
    describe_lead,
    read_news,
    renew_token,
    title_of,
)
from dangol.engine.sales.delivery import Delivery, Destination, Done, Later, Never, Outcome
from dangol.engine.sales.outgoing import NoAnswerError
from dangol.engine.sales.telling import News, ToldLead, ToldMeeting

LOGIN_URL = "https://login.salesforce.com"
VERSION = "62.0"
EXTERNAL_ID = "Dangol_Id__c"
_SAVE_TWINS = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
"""Somebody of that name or address may be there: the company's own rules find twins afterwards."""
_AGAIN = frozenset(
    ["UNABLE_TO_LOCK_ROW", "SERVER_UNAVAILABLE", "REQUEST_LIMIT_EXCEEDED", "QUERY_TIMEOUT"]
)
_CODE = re.compile(r"[A-Z_]{1,60}")
_sessions = Sessions()


class SalesforceSecret(msgspec.Struct, frozen=True):
    """What opens a session: a refresh token with its app's secret, or a password with its token."""

    client_secret: str = ""
    refresh_token: str = ""
    password: str = ""
    security_token: str = ""


def bring_salesforce(delivery: Delivery, destination: Destination) -> Outcome:
    """Salesforce has the lead or the meeting, or what it answered instead."""
    news = read_news(delivery)
    if isinstance(news, Never):
        return news
    return _tried(destination, lambda force: _tell(force, news))


def check_salesforce(destination: Destination) -> Outcome:
    """Salesforce lets us in, and the external id is there on leads and events."""

    def look(force: "_Force") -> str:
        for kind in ("Lead", "Event"):
            if not force.has_external_id(kind):
                raise _NoFieldError(kind)
        return ""

    try:
        return _tried(destination, look)
    except _NoFieldError as fault:
        return Never(f"no_external_id_on_{fault.kind.lower()}")


class _NoFieldError(Exception):
    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def _tried(destination: Destination, work: "Callable[[_Force], str]") -> Outcome:
    check_installed("Salesforce", "simple_salesforce")
    from simple_salesforce.exceptions import SalesforceError, SalesforceExpiredSession

    force = None
    try:
        for _ in range(2):
            try:
                force = _Force(destination)
                return Done(work(force))
            except SalesforceExpiredSession:
                _sessions.forget(destination)
        return NOT_LET_IN
    except NotLetInError:
        return NOT_LET_IN
    except NoAnswerError as fault:
        return Later(fault.problem)
    except SalesforceError as fault:
        after_us = 0 if force is None else force.after_us
        return _outcome_of(fault.status, _code_of(fault.content), after_us)


def _outcome_of(status: int, code: str, after_us: int) -> Outcome:
    problem = f"http_{status}" + (f"_{code.lower()}" if code else "")
    is_for_good = status in (300, 400) and code not in _AGAIN
    return Never(problem) if is_for_good else Later(problem, after_us)


def _tell(force: "_Force", news: News) -> str:
    """What Salesforce calls it."""
    if news.lead is not None:
        return force.upsert("Lead", news.lead.lead_id, _lead_of(news.lead))
    if news.meeting is None:
        return ""
    meeting = news.meeting
    who_id = force.upsert(
        "Lead", meeting.lead_id or f"person-{meeting.person_id}", _guest_of(meeting)
    )
    return force.upsert("Event", meeting.meeting_id, _event_of(meeting, who_id))


def _lead_of(lead: ToldLead) -> dict[str, str]:
    rating = "Hot" if lead.score >= 70 else "Warm" if lead.score >= 40 else "Cold"
    said = {
        "LastName": _last_name(lead.name, lead.email),
        "Company": _company(lead.company or lead.domain, lead.email),
        "Email": lead.email,
        "Phone": lead.phone[:40],
        "LeadSource": SOURCE,
        "Rating": rating,
        "Description": describe_lead(lead)[:32_000],
    }
    return {name: text for name, text in said.items() if text}


def _guest_of(meeting: ToldMeeting) -> dict[str, str]:
    """As much as a Lead must have; what an earlier version said of it stays."""
    return {
        "LastName": _last_name(meeting.guest_name, meeting.guest_email),
        "Company": _company("", meeting.guest_email),
        "Email": meeting.guest_email,
        "LeadSource": SOURCE,
    }


def _event_of(meeting: ToldMeeting, who_id: str) -> dict[str, str]:
    said = {
        "Subject": title_of(meeting)[:255],
        "StartDateTime": meeting.starts_at,
        "EndDateTime": meeting.ends_at,
        "WhoId": who_id,
        "ShowAs": "Free" if meeting.state == "cancelled" else "Busy",
    }
    return {name: text for name, text in said.items() if text}


def _last_name(name: str, email: str) -> str:
    return (name or email.partition("@")[0])[:80]


def _company(said: str, email: str) -> str:
    return (said or email.partition("@")[2])[:255]


class _Force:
    """Salesforce's client, on our road."""

    def __init__(self, destination: Destination) -> None:
        from simple_salesforce.api import Salesforce

        token, instance_url = _sessions.get(destination, _log_in)
        self._session, self._adapter = _guarded(destination, instance_url)
        self._client: Any = Salesforce(
            session_id=token,
            instance_url=instance_url,
            session=self._session,
            version=destination.settings.get("version", VERSION),
        )

    @property
    def after_us(self) -> int:
        """How long the last answer asks us to wait."""
        return self._adapter.after_us

    def upsert(self, kind: str, external_id: str, fields: dict[str, str]) -> str:
        """The id of the one record of that external id, as it stands now; empty where it was
        converted to something else, and is no longer ours to change."""
        from simple_salesforce.exceptions import SalesforceMalformedRequest

        objects: Any = getattr(self._client, kind)
        try:
            done = objects.upsert(
                f"{EXTERNAL_ID}/{external_id}", fields, raw_response=True, headers=_SAVE_TWINS
            )
        except SalesforceMalformedRequest as fault:
            if _code_of(fault.content) == "CANNOT_UPDATE_CONVERTED_LEAD":
                return ""
            raise
        if done.content:
            return str(done.json().get("id", ""))
        return str(objects.get_by_custom_id(EXTERNAL_ID, external_id)["Id"])

    def has_external_id(self, kind: str) -> bool:
        """The field is there, and records can be found by it."""
        described: Any = getattr(self._client, kind).describe()
        fields = described.get("fields", [])
        return any(one.get("name") == EXTERNAL_ID and one.get("idLookup") for one in fields)


def _log_in(destination: Destination) -> tuple[str, str]:
    """A new session, and where it is good.

    Raises: NotLetInError, NoAnswerError, BadCrmSecretError.
    """
    try:
        secret = msgspec.json.decode(destination.secret, type=SalesforceSecret)
    except msgspec.MsgspecError:
        raise _bad_secret() from None
    if secret.refresh_token:
        return _log_in_by_token(destination, secret)
    if secret.password:
        return _log_in_by_password(destination, secret)
    raise _bad_secret()


def _log_in_by_token(destination: Destination, secret: SalesforceSecret) -> tuple[str, str]:
    url = f"{_login_url(destination)}/services/oauth2/token"
    answer = renew_token(destination, url, secret.client_secret, secret.refresh_token)
    if answer.status in (400, 401, 403):
        raise NotLetInError
    if answer.status != 200:
        raise NoAnswerError(f"login_http_{answer.status}")
    try:
        found = msgspec.json.decode(answer.body, type=dict[str, Any])
        return str(found["access_token"]), str(found["instance_url"])
    except (msgspec.MsgspecError, KeyError):
        raise NoAnswerError("login_unreadable") from None


def _log_in_by_password(destination: Destination, secret: SalesforceSecret) -> tuple[str, str]:
    from simple_salesforce.exceptions import SalesforceAuthenticationFailed
    from simple_salesforce.login import SalesforceLogin

    login_url = _login_url(destination)
    session, _ = _guarded(destination, login_url)
    try:
        token, instance = SalesforceLogin(
            session=session,
            username=destination.settings.get("user", ""),
            password=secret.password,
            security_token=secret.security_token,
            sf_version=destination.settings.get("version", VERSION),
            scratch_url=login_url,
        )
    except SalesforceAuthenticationFailed:
        raise NotLetInError from None
    return token, f"{urlsplit(login_url).scheme}://{instance}"


def _guarded(destination: Destination, base_url: str) -> tuple[Any, Any]:
    """A session of `requests` whose every request takes our road, and the adapter that sees to it.

    The client writes `https://` whatever it was told; for an allowed host we keep what was meant.
    """
    from requests import Session

    from dangol.engine.sales.crm_adapter import GuardedAdapter

    adapter = GuardedAdapter(destination.allowed_hosts, base_url)
    session = Session()
    session.trust_env = False
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session, adapter


def _login_url(destination: Destination) -> str:
    return destination.settings.get("login_url", LOGIN_URL).rstrip("/")


def _bad_secret() -> BadCrmSecretError:
    return BadCrmSecretError(
        'JSON: {"client_secret": "…", "refresh_token": "…"} or {"password": "…",'
        ' "security_token": "…"}'
    )


def _code_of(content: Any) -> str:
    """Salesforce's own word for what is wrong; empty where it says none."""
    if isinstance(content, list) and content and isinstance(content[0], dict):
        first: dict[str, Any] = content[0]  # pyright: ignore[reportUnknownVariableType]
        found = _CODE.fullmatch(str(first.get("errorCode", "")))
        return found[0] if found else ""
    return ""
