"""HubSpot: a contact by its e-mail address, its company by its domain, and meetings.

Everything is an upsert by a property whose values are unique, so that what comes twice is there
once: `email` of contacts; `dangol_domain` of companies, where none of that domain is found; and
`dangol_id` of meetings. Our own properties are made at first need, in a group called `dangol`.

Source: https://developers.hubspot.com/docs/api-reference (CRM objects, batch upsert; properties;
associations v4; usage guidelines for 429).
Settings: client_id for OAuth; base_url for a test. The secret is the token of a private app, or
JSON with `client_secret` and `refresh_token`.
"""

from collections.abc import Callable

import msgspec

from dangol.engine.sales.crm import (
    NOT_LET_IN,
    BadCrmSecretError,
    NotLetInError,
    Sessions,
    check_installed,
    describe_lead,
    read_news,
    renew_token,
    title_of,
)
from dangol.engine.sales.crm_hubspot_client import (
    PROPERTIES,
    HubSpotClient,
    RefusedError,
    word_of,
)
from dangol.engine.sales.delivery import Delivery, Destination, Done, Later, Never, Outcome
from dangol.engine.sales.outgoing import NoAnswerError
from dangol.engine.sales.telling import News, ToldLead, ToldMeeting

BASE_URL = "https://api.hubapi.com"
_LONGEST = 60_000
_sessions = Sessions()


class OAuthSecret(msgspec.Struct, frozen=True):
    """The secret of an app that was installed by OAuth."""

    client_secret: str
    refresh_token: str


def bring_hubspot(delivery: Delivery, destination: Destination) -> Outcome:
    """HubSpot has the lead or the meeting, or what it answered instead."""
    news = read_news(delivery)
    if isinstance(news, Never):
        return news
    return _tried(destination, lambda hub: _tell(hub, news))


def check_hubspot(destination: Destination) -> Outcome:
    """HubSpot lets us in, and our own properties are there."""

    def prepare(hub: HubSpotClient) -> str:
        for kind in PROPERTIES:
            hub.prepare(kind)
        return ""

    return _tried(destination, prepare)


def _tried(destination: Destination, work: Callable[[HubSpotClient], str]) -> Outcome:
    check_installed("HubSpot", "hubspot")
    try:
        for _ in range(2):
            try:
                return Done(work(_client_of(destination)))
            except RefusedError as fault:
                if fault.status != 401:
                    return fault.outcome()
                _sessions.forget(destination)  # a token that ran out: once with a new one
        return NOT_LET_IN
    except NotLetInError:
        return NOT_LET_IN
    except NoAnswerError as fault:
        return Later(fault.problem)


def _tell(hub: HubSpotClient, news: News) -> str:
    """What HubSpot calls it."""
    if news.lead is not None:
        contact_id = hub.upsert("contacts", "email", news.lead.email, _contact_of(news.lead))
        if news.lead.domain:
            company_id = hub.company_id(news.lead)
            hub.associate("contacts", contact_id, "companies", company_id)
        return contact_id
    if news.meeting is None:
        return ""
    meeting = news.meeting
    name = {"firstname": meeting.guest_name} if meeting.guest_name else {}
    contact_id = hub.upsert("contacts", "email", meeting.guest_email, name)
    meeting_id = hub.upsert("meetings", "dangol_id", meeting.meeting_id, _meeting_of(meeting))
    hub.associate("meetings", meeting_id, "contacts", contact_id)
    return meeting_id


def _contact_of(lead: ToldLead) -> dict[str, str]:
    said = {
        "firstname": lead.name,
        "company": lead.company,
        "phone": lead.phone,
        "dangol_lead_id": lead.lead_id,
        "dangol_stage": lead.stage,
        "dangol_fit": lead.fit,
        "dangol_score": str(lead.score),
        "dangol_summary": describe_lead(lead)[:_LONGEST],
    }
    return {name: text for name, text in said.items() if text}


def _meeting_of(meeting: ToldMeeting) -> dict[str, str]:
    return {
        "hs_timestamp": meeting.starts_at,
        "hs_meeting_title": title_of(meeting),
        "hs_meeting_start_time": meeting.starts_at,
        "hs_meeting_end_time": meeting.ends_at,
        "hs_meeting_outcome": "CANCELED" if meeting.state == "cancelled" else "SCHEDULED",
    }


def _client_of(destination: Destination) -> HubSpotClient:
    token = _access_token(destination)
    return HubSpotClient(_base_url(destination), token, destination.allowed_hosts)


def _base_url(destination: Destination) -> str:
    return destination.settings.get("base_url", BASE_URL).rstrip("/")


def _access_token(destination: Destination) -> str:
    if not destination.secret.startswith("{"):
        return destination.secret
    token, _ = _sessions.get(destination, _log_in)
    return token


def _log_in(destination: Destination) -> tuple[str, str]:
    """A new access token, by the refresh token.

    Raises: NotLetInError, NoAnswerError, BadCrmSecretError.
    """
    try:
        secret = msgspec.json.decode(destination.secret, type=OAuthSecret)
    except msgspec.MsgspecError:
        hint = 'a private app\'s token, or {"client_secret": "…", "refresh_token": "…"}'
        raise BadCrmSecretError(hint) from None
    base_url = _base_url(destination)
    url = f"{base_url}/oauth/v1/token"
    answer = renew_token(destination, url, secret.client_secret, secret.refresh_token)
    if 400 <= answer.status < 500 and answer.status != 429:
        raise NotLetInError
    if answer.status != 200:
        raise NoAnswerError(f"login_http_{answer.status}")
    token = word_of(answer.body.decode("utf-8", "replace"), "access_token")
    if not token:
        raise NoAnswerError("login_unreadable")
    return token, base_url
