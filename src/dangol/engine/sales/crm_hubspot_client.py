"""HubSpot's own client, its requests on our road: what is unique, and how it is asked for."""

import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

import msgspec

from dangol.engine.sales.delivery import Later, Never, Outcome
from dangol.engine.sales.outgoing import Answer, send
from dangol.engine.sales.telling import ToldLead
from dangol.terms.instants import SECOND_US

GROUP = "dangol"
BURST_US = 10 * SECOND_US
"""The span over which HubSpot counts a burst."""
_CATEGORY = re.compile(r"[A-Z_]{1,40}")
PROPERTIES: dict[str, dict[str, dict[str, Any]]] = {
    "contacts": {
        "dangol_lead_id": {"label": "Dangol lead"},
        "dangol_stage": {"label": "Dangol stage"},
        "dangol_fit": {"label": "Dangol fit"},
        "dangol_score": {"label": "Dangol score", "type": "number", "fieldType": "number"},
        "dangol_summary": {"label": "Dangol summary", "fieldType": "textarea"},
    },
    "companies": {"dangol_domain": {"label": "Dangol domain", "hasUniqueValue": True}},
    "meetings": {"dangol_id": {"label": "Dangol meeting", "hasUniqueValue": True}},
}


class RefusedError(Exception):
    """HubSpot answered, and not with yes."""

    def __init__(self, status: int, body: str, after_us: int) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.after_us = after_us

    def outcome(self) -> Outcome:
        found = _CATEGORY.fullmatch(word_of(self.body, "category"))
        problem = f"http_{self.status}" + (f"_{found[0].lower()}" if found else "")
        if self.status == 429:
            is_burst = word_of(self.body, "policyName") in ("SECONDLY", "TEN_SECONDLY_ROLLING")
            return Later(problem, self.after_us or (BURST_US if is_burst else 0))
        return Never(problem) if self.status == 400 else Later(problem, self.after_us)


class HubSpotClient:
    """HubSpot's own client, on our road."""

    def __init__(self, base_url: str, access_token: str, allowed: frozenset[str]) -> None:
        self._base_url = base_url
        self._pool = _Pool(allowed)
        self._client: Any = import_module("hubspot").HubSpot(
            access_token=access_token, api_factory=self._api_of
        )

    def upsert(self, kind: str, unique: str, value: str, properties: dict[str, str]) -> str:
        """The id of the one object with that value, as it stands now."""
        one = {"idProperty": unique, "id": value, "properties": properties | {unique: value}}
        batch = {"inputs": [one]}
        try:
            done = self._ask(lambda: self._client.crm.objects.batch_api.upsert(kind, batch))
        except RefusedError as fault:
            if fault.status != 400 or not _is_of_properties(fault.body):
                raise
            self.prepare(kind)
            done = self._ask(lambda: self._client.crm.objects.batch_api.upsert(kind, batch))
        if not done.results:  # 207: taken as a whole, refused in particular
            raise RefusedError(400, '{"category":"VALIDATION_ERROR"}', 0)
        return str(done.results[0].id)

    def company_id(self, lead: ToldLead) -> str:
        """The id of the company of that domain, which is left as it is if it is there."""
        where = {"propertyName": "domain", "operator": "EQ", "value": lead.domain}
        search = {"filterGroups": [{"filters": [where]}], "limit": 1}
        found = self._ask(
            lambda: self._client.crm.objects.search_api.do_search("companies", search)
        )
        if found.results:
            return str(found.results[0].id)
        properties = {"domain": lead.domain, "name": lead.company or lead.domain}
        return self.upsert("companies", "dangol_domain", lead.domain, properties)

    def associate(self, kind: str, one: str, other_kind: str, other: str) -> None:
        """The two belong together."""
        api = self._client.crm.associations.v4.basic_api
        self._ask(lambda: api.create_default(kind, one, other_kind, other))

    def prepare(self, kind: str) -> None:
        """Our own properties of that kind of object are there."""
        properties = self._client.crm.properties
        self._make(lambda: properties.groups_api.create(kind, {"name": GROUP, "label": "Dangol"}))
        for name, more in PROPERTIES[kind].items():
            new = {"name": name, "groupName": GROUP, "type": "string", "fieldType": "text"} | more
            self._make(partial(properties.core_api.create, kind, new))

    def _make(self, make: Callable[[], Any]) -> None:
        try:
            self._ask(make)
        except RefusedError as fault:
            if fault.status != 409:  # it is there
                raise

    def _ask(self, ask: Callable[[], Any]) -> Any:
        """What the client makes of the answer.

        Raises: RefusedError, NoAnswerError.
        """
        try:
            return ask()
        except _faults() as fault:
            answer = self._pool.last
            status = int(getattr(fault, "status", 0) or answer.status)
            body = answer.body.decode("utf-8", "replace")
            raise RefusedError(status, body, answer.after_us) from None

    def _api_of(self, package: Any, name: str, config: dict[str, Any]) -> Any:
        """One part of the client, its requests on our road. The client asks for this hook."""
        configuration = package.Configuration(host=self._base_url)
        configuration.access_token = config["access_token"]
        api_client = package.ApiClient(configuration=configuration)
        api_client.rest_client.pool_manager = self._pool
        return getattr(package, name)(api_client=api_client)


class _Response:
    """An answer, as HubSpot's client reads it."""

    def __init__(self, answer: Answer) -> None:
        self.status = answer.status
        self.reason = ""
        self.data = answer.body
        self._headers = dict(answer.headers)

    def getheaders(self) -> dict[str, str]:
        """All headers."""
        return self._headers

    def getheader(self, name: str, default: str | None = None) -> str | None:
        """One header."""
        return self._headers.get(name.lower(), default)


class _Pool:
    """What HubSpot's client sends with, in place of a pool of urllib3."""

    def __init__(self, allowed: frozenset[str]) -> None:
        self._allowed = allowed
        self.last = Answer(0, {}, b"")

    def request(
        self,
        method: str,
        url: str,
        *,
        body: str | None = None,
        fields: list[tuple[str, str]] | None = None,
        headers: dict[str, str] | None = None,
        **_: object,
    ) -> _Response:
        """The answer to one request.

        Raises: NoAnswerError.
        """
        if fields and method == "GET":
            url = f"{url}?{urlencode(fields)}"
        content = (body or "").encode()
        self.last = send(method, url, headers=headers or {}, content=content, allowed=self._allowed)
        return _Response(self.last)


def _faults() -> tuple[type[Exception], ...]:
    """What each part of the client raises: they have no base in common."""
    parts = ("associations.v4", "objects", "properties")
    return tuple(import_module(f"hubspot.crm.{part}.exceptions").OpenApiException for part in parts)


def _is_of_properties(body: str) -> bool:
    """One of our properties is not there yet."""
    return "PROPERTY_DOESNT_EXIST" in body or "does not exist" in body or "idProperty" in body


def word_of(body: str, name: str) -> str:
    """A text of a JSON object; empty where there is none."""
    try:
        said = msgspec.json.decode(body, type=dict[str, Any]).get(name, "")
    except msgspec.MsgspecError:
        return ""
    return said if isinstance(said, str) else ""
