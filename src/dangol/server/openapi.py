"""The OpenAPI document, written by hand because the bodies are read raw; a test holds it to the
routes, and another to what the server answers."""

from importlib.metadata import version
from typing import Any

from dangol.listen.body import BODY_LIMIT_BYTES
from dangol.listen.event import EVENT_LIMIT_BYTES, ID_LIMIT, MESSAGE_ID_LIMIT, NAME_LIMIT
from dangol.server.chat.openapi import CHAT_SCHEMAS, chat_paths

Schema = dict[str, Any]

SINGLE_PATHS = {
    "track": ("/v1/track", "/v1/t"),
    "identify": ("/v1/identify", "/v1/i"),
    "page": ("/v1/page", "/v1/p"),
    "screen": ("/v1/screen", "/v1/s"),
    "group": ("/v1/group", "/v1/g"),
    "alias": ("/v1/alias", "/v1/a"),
}
BATCH_PATHS = ("/v1/batch", "/v1/b", "/v1/import")
SETTINGS_PATH = "/v1/projects/{key}/settings"

_TEXT: Schema = {"type": "string"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_OBJECT: Schema = {"type": "object"}
_FLAG: Schema = {"type": "boolean"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Schema, required: list[str], **more: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": required, **more}


_TALLY: Schema = {
    "received": _COUNT,
    "stored": _COUNT,
    "duplicate": _COUNT,
    "quarantined": _COUNT,
    "rejected": _COUNT,
}
_IDENTIFIER: Schema = {
    "oneOf": [{"type": "string", "maxLength": ID_LIMIT}, {"type": "integer"}, {"type": "null"}]
}
_EVENT_FIELDS: Schema = {
    "type": {"enum": ["track", "identify", "page", "screen", "group", "alias"]},
    "event": {"type": "string", "maxLength": NAME_LIMIT, "description": "Of track calls."},
    "name": {"type": "string", "maxLength": NAME_LIMIT, "description": "Of page and screen."},
    "userId": _IDENTIFIER,
    "anonymousId": _IDENTIFIER,
    "messageId": {"type": "string", "maxLength": MESSAGE_ID_LIMIT},
    "timestamp": {"type": "string", "format": "date-time"},
    "sentAt": {"type": "string", "format": "date-time"},
    "writeKey": _TEXT,
    "properties": _OBJECT,
    "traits": _OBJECT,
    "context": _OBJECT,
    "integrations": _OBJECT,
}
_SCHEMAS: Schema = {
    "Event": {
        "type": "object",
        "properties": _EVENT_FIELDS,
        "description": (
            f"One call of the Segment specification, at most {EVENT_LIMIT_BYTES} bytes as compact"
            " JSON. userId or anonymousId is needed; a track call names its event. An event that"
            " breaks a rule is quarantined with its reason; the answer is 200 all the same,"
            " unless X-Strict-Mode asks otherwise."
        ),
    },
    "Batch": _object(
        {
            "batch": {"type": "array", "items": _ref("Event")},
            "writeKey": _TEXT,
            "sentAt": {"type": "string", "format": "date-time"},
            "context": _OBJECT,
            "integrations": _OBJECT,
        },
        ["batch"],
        description=(
            "Calls that each say their type. context and integrations stand beneath each call's"
            " own. A batch may hold more than 2,500 events: all within the body's limit are taken."
        ),
    ),
    "Success": _object(
        {
            "success": _FLAG,
            **_TALLY,
            "events": {
                "type": "array",
                "items": _object(
                    {
                        "messageId": _TEXT,
                        "outcome": {"enum": ["stored", "duplicate", "quarantined", "rejected"]},
                        "reason": _TEXT,
                        "detail": _TEXT,
                    },
                    ["messageId", "outcome", "reason", "detail"],
                ),
            },
        },
        ["success"],
        description=(
            "The tally and the events are there in strict mode; received is the sum of the four."
        ),
    ),
    "Refusal": _object(
        {
            "success": {"const": False},
            "code": _TEXT,
            "message": _TEXT,
            "error": _object(
                {"code": _TEXT, "message": _TEXT, "hint": _TEXT}, ["code", "message", "hint"]
            ),
            **_TALLY,
        },
        ["success", "code", "message", "error"],
    ),
    "State": _object({"status": _TEXT}, ["status"]),
    "SdkSettings": _object({"integrations": _OBJECT, "plan": _OBJECT}, ["integrations", "plan"]),
}


def _answer(description: str, *names: str, headers: tuple[str, ...] = ()) -> Schema:
    schema = _ref(names[0]) if len(names) == 1 else {"anyOf": [_ref(name) for name in names]}
    answer: Schema = {
        "description": description,
        "content": {"application/json": {"schema": schema}},
    }
    if headers:
        answer["headers"] = {
            name: {"schema": {"type": "integer"}, "required": True} for name in headers
        }
    return answer


_INGESTION_ANSWERS: Schema = {
    "200": _answer("Every event is durably accounted for.", "Success"),
    "400": _answer(
        "The body cannot be read or is too large, or (strict) an event was refused.",
        "Refusal",
        "Success",
    ),
    "401": _answer("No workspace has this write key.", "Refusal"),
    "429": _answer(
        "The workspace sends faster than its limit.",
        "Refusal",
        headers=("Retry-After", "X-RateLimit-Reset"),
    ),
    "503": _answer("The record could not be written.", "Refusal", headers=("Retry-After",)),
}
_INGESTION_HEADERS: list[Schema] = [
    {
        "name": "X-Strict-Mode",
        "in": "header",
        "schema": {"enum": ["0", "1"]},
        "description": "1: the answer says what became of each event, and is 400 where one was"
        " quarantined or rejected.",
    },
    {
        "name": "Content-Encoding",
        "in": "header",
        "schema": {"enum": ["gzip", "identity"]},
        "description": "gzip is recognised by its first bytes too, whatever this header says.",
    },
]


def _ingestion(name: str, schema: str, summary: str) -> Schema:
    body = {"schema": _ref(schema)}
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["ingestion"],
        "security": [{"writeKey": []}, {}],
        "parameters": _INGESTION_HEADERS,
        "requestBody": {
            "required": True,
            "description": (
                f"JSON of at most {BODY_LIMIT_BYTES} bytes, before and after inflating. Read as"
                " JSON whatever the content type says. The write key may stand in the body as"
                " writeKey instead of in Basic auth."
            ),
            "content": {"application/json": body, "text/plain": body},
        },
        "responses": _INGESTION_ANSWERS,
    }


def _read(name: str, summary: str, answers: Schema, tag: str = "operation") -> Schema:
    return {
        "operationId": name,
        "summary": summary,
        "tags": [tag],
        "security": [],
        "responses": answers,
    }


def openapi_document() -> Schema:
    """The document that /openapi.json serves. Source: OpenAPI 3.1."""
    paths: Schema = {}
    for call, (long, short) in SINGLE_PATHS.items():
        paths[long] = {"post": _ingestion(call, "Event", f"Take one {call} call.")}
        paths[short] = {"post": _ingestion(f"{call}Short", "Event", f"As {long}, for browsers.")}
    for path in BATCH_PATHS:
        name = path.removeprefix("/v1/")
        paths[path] = {"post": _ingestion(f"{name}Batch", "Batch", "Take many calls at once.")}
    paths[SETTINGS_PATH] = {
        "get": _read(
            "sdkSettings",
            "What a Segment browser SDK needs to know.",
            {
                "200": _answer("The settings of this browser key.", "SdkSettings"),
                "404": _answer("No workspace has this browser key.", "Refusal"),
                "503": _answer("The record could not be read.", "Refusal"),
            },
            "ingestion",
        )
        | {"parameters": [{"name": "key", "in": "path", "required": True, "schema": _TEXT}]}
    }
    paths |= chat_paths()
    plain = {"content": {"text/plain": {"schema": _TEXT}}}
    paths["/health"] = {
        "get": _read("health", "The process is up.", {"200": _answer("It is.", "State")})
    }
    paths["/ready"] = {
        "get": _read(
            "ready",
            "The record can be reached and is migrated.",
            {"200": _answer("It is.", "State"), "503": _answer("It is not.", "Refusal")},
        )
    }
    paths["/metrics"] = {
        "get": _read(
            "metrics", "Prometheus' text format.", {"200": {"description": "Figures.", **plain}}
        )
    }
    document = {"application/json": {"schema": _OBJECT}}
    paths["/openapi.json"] = {
        "get": _read(
            "openapi", "This document.", {"200": {"description": "It.", "content": document}}
        )
    }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dangol",
            "version": version("dangol"),
            "description": "Takes the calls of Segment's and RudderStack's SDKs unchanged.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": _SCHEMAS | CHAT_SCHEMAS,
            "securitySchemes": {
                "writeKey": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "The write key as user, with an empty password.",
                }
            },
        },
    }
