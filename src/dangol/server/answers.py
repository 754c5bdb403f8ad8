"""What a sender is told: one shape for success, one for refusals.

A refusal says `code` and `message` at its top too, because the Segment and RudderStack SDKs for
Python read them there and take a body without them for a fault of the network, which they retry.
"""

from typing import Any

import msgspec
from litestar import MediaType, Response

from dangol.engine.group import CallOutcome
from dangol.listen.outcomes import Reason, Tally

_encode = msgspec.json.Encoder().encode
SUCCESS = _encode({"success": True})

HINTS = {
    Reason.MALFORMED_JSON: "send one JSON object in UTF-8, without NaN or half surrogate pairs",
    Reason.TOO_DEEP: "send flat properties; no event nests hundreds of levels",
    Reason.DUPLICATE_KEY: "say each key of an object once",
    Reason.NOT_AN_OBJECT: 'send one JSON object; a batch is {"batch": [...]}',
    Reason.BODY_TOO_LARGE: "send smaller batches; SDKs have a setting for the batch size",
    Reason.EVENT_TOO_LARGE: "send what the event says, not the page it happened on",
    Reason.BAD_ENCODING: "send the body plain or as complete gzip",
    Reason.UNKNOWN_KEY: (
        "use a key that `dangol workspace create` printed, as the user of HTTP Basic auth"
        " or as writeKey in the body"
    ),
    Reason.RATE_LIMITED: "try again after as many seconds as Retry-After says",
}
_HINT_ELSE = "mend the event and send it again; it is kept in quarantine with its reason"

STATUS_HINTS = {
    404: "the paths are listed in /openapi.json",
    405: "the methods of each path are listed in /openapi.json",
    503: "try again; SDKs do so by themselves",
}


def ok_answer() -> Response[bytes]:
    """All of the request is durably accounted for."""
    return Response(SUCCESS, media_type=MediaType.JSON)


def strict_answer(calls: list[CallOutcome], tally: Tally) -> Response[bytes]:
    """Every call's end, in order; 400 where one was quarantined or rejected."""
    is_clean = not (tally.quarantined or tally.rejected)
    body = {
        "success": is_clean,
        **tally_fields(tally),
        "events": [
            {
                "messageId": call.message_id,
                "outcome": call.outcome,
                "reason": call.reason,
                "detail": call.detail,
            }
            for call in calls
        ],
    }
    return Response(_encode(body), status_code=200 if is_clean else 400, media_type=MediaType.JSON)


def refusal(
    status: int,
    code: str,
    message: str,
    hint: str = "",
    *,
    tally: Tally | None = None,
    headers: dict[str, str] | None = None,
) -> Response[bytes]:
    """The request as a whole was refused, and why; with the tally where the sender is strict."""
    body: dict[str, Any] = {
        "success": False,
        "code": code,
        "message": message,
        "error": {"code": code, "message": message, "hint": hint or STATUS_HINTS.get(status, "")},
    }
    if tally is not None:
        body |= tally_fields(tally)
    return Response(
        _encode(body), status_code=status, media_type=MediaType.JSON, headers=headers or {}
    )


def hint_of(reason: Reason) -> str:
    """What the sender of a refused body does next."""
    return HINTS.get(reason, _HINT_ELSE)


def tally_fields(tally: Tally) -> dict[str, int]:
    """The tally as fields of an answer; the four add up to `received`."""
    return {
        "received": tally.received,
        "stored": tally.stored,
        "duplicate": tally.duplicate,
        "quarantined": tally.quarantined,
        "rejected": tally.rejected,
    }
