"""The chat's part of the OpenAPI document, which has no place for a socket: see the reference."""

from typing import Any

from dangol.server.chat.frames import FRAMES_LIMIT

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_THEME: Schema = {
    "type": "object",
    "properties": {"name": _TEXT, "color": _TEXT, "launcher": {"enum": ["left", "right"]}},
    "required": ["name", "color", "launcher"],
}
_FRAME: Schema = {
    "type": "object",
    "properties": {"t": _TEXT},
    "required": ["t"],
    "description": "As over the socket.",
}
_LANGUAGE: Schema = {"enum": ["ko", "ja", "en"]}

CHAT_SCHEMAS: Schema = {
    "ChatRequest": {
        "type": "object",
        "properties": {
            "hello": {
                "type": "object",
                "properties": {
                    "t": {"const": "hello"},
                    "key": {"type": "string", "minLength": 1, "maxLength": 256},
                    "anonymousId": {"type": "string", "minLength": 1, "maxLength": 256},
                    "ticket": {"type": "string", "maxLength": 200},
                    "token": {"type": "string", "maxLength": 2000},
                    "conversationId": {"type": "string", "maxLength": 200},
                    "seq": {"type": "integer", "minimum": 0, "maximum": 2**31},
                    "lang": {"type": "string", "maxLength": 35},
                },
                "required": ["t", "key", "anonymousId"],
            },
            "frames": {"type": "array", "items": _FRAME, "maxItems": FRAMES_LIMIT},
            "wait": {"type": "integer", "minimum": 0, "maximum": 25},
        },
        "required": ["hello"],
    },
    "ChatAnswer": {
        "type": "object",
        "properties": {"frames": {"type": "array", "items": _FRAME}},
        "required": ["frames"],
    },
    "ChatConfig": {
        "type": "object",
        "properties": {
            "theme": _THEME,
            "lang": _LANGUAGE,
            "languages": {"type": "array", "items": _LANGUAGE},
            "currency": _TEXT,
            "texts": {
                "type": "object",
                "additionalProperties": {"type": "object", "additionalProperties": _TEXT},
                "description": "The widget's own words, by language and name.",
            },
        },
        "required": ["theme", "lang", "languages", "currency", "texts"],
    },
}


def _answer(description: str, name: str) -> Schema:
    schema = {"$ref": f"#/components/schemas/{name}"}
    return {"description": description, "content": {"application/json": {"schema": schema}}}


_REFUSED: Schema = {
    "401": _answer("No workspace has this browser key.", "Refusal"),
    "403": _answer("The page is not on a site of the workspace.", "Refusal"),
    "503": _answer("The record could not be used.", "Refusal"),
}


def chat_paths() -> Schema:
    """The chat's paths."""
    body = {"schema": {"$ref": "#/components/schemas/ChatRequest"}}
    return {
        "/v1/chat/frames": {
            "post": {
                "operationId": "chatFrames",
                "summary": "Hold a conversation where sockets are blocked.",
                "tags": ["chat"],
                "security": [],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": body, "text/plain": body},
                },
                "responses": {
                    "200": _answer("The welcome, an answer to each frame, and news.", "ChatAnswer"),
                    "400": _answer("The request cannot be read.", "Refusal"),
                    "413": _answer("The request is too large.", "Refusal"),
                    "429": _answer("The browser has too many lines open.", "Refusal"),
                    **_REFUSED,
                },
            }
        },
        "/v1/chat/config": {
            "get": {
                "operationId": "chatConfig",
                "summary": "How the widget looks and speaks.",
                "tags": ["chat"],
                "security": [],
                "parameters": [{"name": "key", "in": "query", "required": True, "schema": _TEXT}],
                "responses": {"200": _answer("The settings.", "ChatConfig"), **_REFUSED},
            }
        },
        "/dangol.js": _script("widget", "The widget."),
        "/dangol-alias.js": _script("widgetAlias", "Calls written for other messengers."),
    }


def _script(operation_id: str, summary: str) -> Schema:
    return {
        "get": {
            "operationId": operation_id,
            "summary": summary,
            "tags": ["chat"],
            "security": [],
            "responses": {
                "200": {
                    "description": "The script, with its tag.",
                    "content": {"text/javascript": {"schema": _TEXT}},
                },
                "304": {"description": "The browser has it already."},
                "404": _answer("This build has no widget.", "Refusal"),
            },
        }
    }
