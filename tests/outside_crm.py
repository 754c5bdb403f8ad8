"""HubSpot and Salesforce as local servers, in the shapes that their documents give.

Both keep what they were given, so that a test can count it: an upsert of something known changes
it. `refuse` is what the next requests are answered instead; `lose` takes a request in and cuts the
line.
"""

import json
import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.outside import CUT, Call, Reply

HUBSPOT_RATE = {
    "status": "error",
    "message": "You have reached your secondly limit.",
    "errorType": "RATE_LIMIT",
    "correlationId": "c033cdaa-2c40-4a64-ae48-b4cec88dad24",
    "policyName": "SECONDLY",
    "requestId": "3d3e35b7-0dae-4b9f-a6e3-9c230cbcf8dd",
}
HUBSPOT_EXPIRED = {
    "status": "error",
    "message": "The OAuth token used to make this call expired 3 second(s) ago.",
    "correlationId": "c",
    "category": "EXPIRED_AUTHENTICATION",
}
HUBSPOT_DOWN = {"status": "error", "message": "internal error", "correlationId": "c"}
HUBSPOT_INVALID = {
    "status": "error",
    "message": "Property values were not valid: mina@buyer.example",
    "correlationId": "c",
    "category": "VALIDATION_ERROR",
}
SALESFORCE_EXPIRED = [{"message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"}]
SALESFORCE_LIMIT = [
    {"message": "TotalRequests Limit exceeded.", "errorCode": "REQUEST_LIMIT_EXCEEDED"}
]
SALESFORCE_INVALID = [
    {
        "message": "Email: invalid email address: mina@buyer.example",
        "errorCode": "INVALID_EMAIL_ADDRESS",
        "fields": ["Email"],
    }
]


@dataclass
class HubSpotTown:
    """One HubSpot account."""

    tokens: set[str] = field(default_factory=lambda: {"pat-na1-token"})
    properties: dict[str, set[str]] = field(default_factory=dict)
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """By kind and id."""
    links: set[tuple[str, str, str, str]] = field(default_factory=set)
    refuse: deque[Reply] = field(default_factory=deque)
    lose: set[str] = field(default_factory=set)
    """The line is cut once, after such a path has been done."""
    minted: int = 0

    def __post_init__(self) -> None:
        self.properties = {
            "contacts": {"email", "firstname", "company", "phone"},
            "companies": {"domain", "name"},
            "meetings": {
                "hs_timestamp",
                "hs_meeting_title",
                "hs_meeting_start_time",
                "hs_meeting_end_time",
                "hs_meeting_outcome",
            },
        }

    def __call__(self, call: Call) -> Reply:
        path = urlsplit(call.path).path
        if path == "/oauth/v1/token":
            return self._token(call)
        if self.refuse:
            return self.refuse.popleft()
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Reply(401, HUBSPOT_EXPIRED)
        reply = self._answer(call, path)
        if path in self.lose:
            self.lose.discard(path)
            return CUT
        return reply

    def all(self, kind: str) -> list[dict[str, Any]]:
        return list(self.objects.get(kind, {}).values())

    def _token(self, call: Call) -> Reply:
        form = {name: one[0] for name, one in parse_qs(call.body.decode()).items()}
        if (form["refresh_token"], form["client_secret"]) != ("refresh-1", "app-secret"):
            wrong = {"status": "BAD_REFRESH_TOKEN", "message": "missing or invalid refresh token"}
            return Reply(400, wrong)
        self.minted += 1
        self.tokens = {f"access-{self.minted}"}
        token = {"access_token": f"access-{self.minted}", "refresh_token": "refresh-1"}
        return Reply(200, token | {"expires_in": 1800, "token_type": "bearer"})

    def _answer(self, call: Call, path: str) -> Reply:
        if found := re.fullmatch(r"/crm/v3/properties/(\w+)/groups", path):
            return Reply(201, {"name": call.json()["name"], "label": "x", "displayOrder": 0})
        if found := re.fullmatch(r"/crm/v3/properties/(\w+)", path):
            return self._property(found[1], call.json())
        if found := re.fullmatch(r"/crm/v3/objects/(\w+)/batch/upsert", path):
            return self._upsert(found[1], call.json()["inputs"])
        if found := re.fullmatch(r"/crm/v3/objects/(\w+)/search", path):
            return self._search(found[1], call.json())
        link = re.fullmatch(r"/crm/v4/objects/(\w+)/(\w+)/associations/default/(\w+)/(\w+)", path)
        if link:
            self.links.add((link[1], link[2], link[3], link[4]))
            return Reply(200, {"status": "COMPLETE", "results": []} | _TIMES)
        return Reply(404, {"status": "error", "message": "no such path", "category": "NOT_FOUND"})

    def _property(self, kind: str, new: dict[str, Any]) -> Reply:
        if new["name"] in self.properties[kind]:
            return Reply(409, {"status": "error", "category": "OBJECT_ALREADY_EXISTS"})
        self.properties[kind].add(new["name"])
        return Reply(201, new)

    def _upsert(self, kind: str, inputs: list[dict[str, Any]]) -> Reply:
        results: list[dict[str, Any]] = []
        for one in inputs:
            unknown = {one["idProperty"], *one["properties"]} - self.properties[kind]
            if unknown:
                said = f'Property "{min(unknown)}" does not exist'
                errors = [{"message": said, "code": "PROPERTY_DOESNT_EXIST"}]
                invalid = {"status": "error", "message": said, "category": "VALIDATION_ERROR"}
                return Reply(400, invalid | {"correlationId": "c", "errors": errors})
            known = self.objects.setdefault(kind, {})
            unique, value = one["idProperty"], one["id"]
            found = next((key for key, has in known.items() if has.get(unique) == value), None)
            is_new = found is None
            key = found or str(len(known) + 101)
            known[key] = known.get(key, {}) | one["properties"]
            results.append({"id": key, "new": is_new, "properties": known[key]} | _STAMPS)
        return Reply(200, {"status": "COMPLETE", "results": results} | _TIMES)

    def _search(self, kind: str, query: dict[str, Any]) -> Reply:
        (where,) = query["filterGroups"][0]["filters"]
        results = [
            {"id": key, "properties": has} | _STAMPS
            for key, has in self.objects.get(kind, {}).items()
            if has.get(where["propertyName"]) == where["value"]
        ]
        return Reply(200, {"total": len(results), "results": results})


_TIMES = {"startedAt": "2026-11-07T05:31:56Z", "completedAt": "2026-11-07T05:31:56Z"}
_STAMPS = {
    "createdAt": "2026-11-07T05:31:56Z",
    "updatedAt": "2026-11-07T05:31:56Z",
    "archived": False,
}


@dataclass
class SalesforceTown:
    """One Salesforce organisation. `url` is told when its server listens."""

    url: str = ""
    objects: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    """By kind and external id."""
    sessions: set[str] = field(default_factory=set)
    refuse: deque[Reply] = field(default_factory=deque)
    lose: set[str] = field(default_factory=set)
    has_field: bool = True
    is_silent_on_update: bool = False
    """As before version 46: 204 without a body."""
    logins: int = 0

    def __call__(self, call: Call) -> Reply:
        path = urlsplit(call.path).path
        if path == "/services/oauth2/token":
            return self._token(call)
        if path.startswith("/services/Soap/u/"):
            return self._soap(call)
        if call.headers.get("authorization", "").removeprefix("Bearer ") not in self.sessions:
            return Reply(401, SALESFORCE_EXPIRED)
        if self.refuse:
            return self.refuse.popleft()
        reply = self._answer(call, path)
        kind = path.split("/sobjects/")[-1].split("/")[0]
        if kind in self.lose:
            self.lose.discard(kind)
            return CUT
        return reply

    def all(self, kind: str) -> list[dict[str, Any]]:
        return list(self.objects.get(kind, {}).values())

    def _log_in(self) -> str:
        self.logins += 1
        self.sessions = {f"00D!session{self.logins}"}
        return f"00D!session{self.logins}"

    def _token(self, call: Call) -> Reply:
        form = {name: one[0] for name, one in parse_qs(call.body.decode()).items()}
        if (form["refresh_token"], form["client_secret"]) != ("5Aep-refresh", "app-secret"):
            wrong = {"error": "invalid_grant", "error_description": "expired access/refresh token"}
            return Reply(400, wrong)
        token = {"access_token": self._log_in(), "instance_url": self.url}
        return Reply(200, token | {"token_type": "Bearer", "scope": "api refresh_token"})

    def _soap(self, call: Call) -> Reply:
        if b"<n1:password>pass-1token-1</n1:password>" not in call.body:
            fault = (
                "<soapenv:Envelope xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/'"
                " xmlns:sf='urn:fault.partner.soap.sforce.com'><soapenv:Body><soapenv:Fault>"
                "<detail><sf:LoginFault><sf:exceptionCode>INVALID_LOGIN</sf:exceptionCode>"
                "<sf:exceptionMessage>INVALID_LOGIN</sf:exceptionMessage></sf:LoginFault></detail>"
                "</soapenv:Fault></soapenv:Body></soapenv:Envelope>"
            )
            return Reply(500, fault.encode(), {"content-type": "text/xml"})
        answer = (
            "<soapenv:Envelope xmlns:soapenv='http://schemas.xmlsoap.org/soap/envelope/'>"
            "<soapenv:Body><loginResponse><result>"
            f"<serverUrl>{self.url}/services/Soap/u/62.0/00D</serverUrl>"
            f"<sessionId>{self._log_in()}</sessionId>"
            "</result></loginResponse></soapenv:Body></soapenv:Envelope>"
        )
        return Reply(200, answer.encode(), {"content-type": "text/xml"})

    def _answer(self, call: Call, path: str) -> Reply:
        if found := re.fullmatch(r"/services/data/v[\d.]+/sobjects/(\w+)/describe", path):
            fields = [{"name": "Dangol_Id__c", "idLookup": True}] if self.has_field else []
            return Reply(200, {"name": found[1], "fields": fields})
        found = re.fullmatch(r"/services/data/v[\d.]+/sobjects/(\w+)/Dangol_Id__c/([\w-]+)", path)
        if found is None or not self.has_field:
            wrong = [
                {"errorCode": "NOT_FOUND", "message": "Provided external ID field does not exist"}
            ]
            return Reply(404, wrong)
        kind, key = found[1], found[2]
        known = self.objects.setdefault(kind, {})
        if call.method == "GET":
            return Reply(200, {"Id": known[key]["Id"]})
        given = json.loads(call.body)
        needed = {"Lead": {"LastName", "Company"}, "Event": {"StartDateTime", "EndDateTime"}}[kind]
        if key not in known and needed - given.keys():
            wrong = [{"errorCode": "REQUIRED_FIELD_MISSING", "message": "Required", "fields": []}]
            return Reply(400, wrong)
        is_new = key not in known
        prefix = {"Lead": "00Q", "Event": "00U"}[kind]
        given = given | {"Id": known.get(key, {}).get("Id", f"{prefix}{len(known):015}")}
        known[key] = known.get(key, {}) | given
        if self.is_silent_on_update and not is_new:
            return Reply(204, b"")
        done = {"id": known[key]["Id"], "success": True, "errors": [], "created": is_new}
        return Reply(201 if is_new else 200, done)
