"""What becomes of a received event: exactly one of stored, duplicate, quarantined, rejected."""

from enum import StrEnum

import msgspec

from dangol.terms.ids import MessageId


class Reason(StrEnum):
    """Why an event was quarantined or rejected; each has a sentence in the text catalogue."""

    MALFORMED_JSON = "malformed_json"
    """The bytes are no JSON: cut off, not UTF-8, NaN, half of a surrogate pair."""
    TOO_DEEP = "too_deep"
    """The JSON is nested deeper than any event is."""
    DUPLICATE_KEY = "duplicate_key"
    """One object says the same key twice; which one is meant cannot be known."""
    NOT_AN_OBJECT = "not_an_object"
    """The event, its properties, context or traits are not a JSON object."""
    UNKNOWN_TYPE = "unknown_type"
    """The call is none of track, identify, page, screen, group, alias."""
    NO_IDENTITY = "no_identity"
    """Neither userId nor anonymousId is there."""
    NO_NAME = "no_name"
    """A track call without the name of its event."""
    BAD_IDENTIFIER = "bad_identifier"
    """An id that is no text, too long, or holds control characters."""
    BAD_NAME = "bad_name"
    """A name that is no text, too long, or holds control characters."""
    BAD_TIMESTAMP = "bad_timestamp"
    """A timestamp that is no ISO 8601 date."""
    IMPOSSIBLE_DATE = "impossible_date"
    """After clock correction the event lies before 2000 or in the future."""
    BAD_AMOUNT = "bad_amount"
    """A price, quantity or total that is negative, not a number, or too large to be money."""
    CONFLICTING_DUPLICATE = "conflicting_duplicate"
    """The messageId was used before, with another payload."""
    BAD_ROW = "bad_row"
    """A row of a file that its importer could not read."""
    EVENT_TOO_LARGE = "event_too_large"
    """One event over 32 KB."""
    BODY_TOO_LARGE = "body_too_large"
    """One request over 500 KB, or inflating beyond it."""
    BAD_ENCODING = "bad_encoding"
    """The Content-Encoding is unknown or the compressed bytes are broken."""
    UNKNOWN_KEY = "unknown_key"
    """No workspace has this write key."""
    RATE_LIMITED = "rate_limited"
    """The workspace sends faster than its limit; the client may try again."""


class Outcome(StrEnum):
    """The four ends of an event; they add up to what was received."""

    STORED = "stored"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    REJECTED = "rejected"


class Quarantined(msgspec.Struct, frozen=True):
    """Kept with its bytes and reason; can be replayed after a fix."""

    reason: Reason
    detail: str
    """What exactly, in the sender's words; never the value of a personal field."""
    raw: bytes
    message_id: MessageId = MessageId("")


class Rejected(msgspec.Struct, frozen=True):
    """Refused and counted; nothing of it is kept."""

    reason: Reason
    detail: str
    message_id: MessageId = MessageId("")


class Tally(msgspec.Struct):
    """How many events ended how. Law: the four add up to received."""

    stored: int = 0
    duplicate: int = 0
    quarantined: int = 0
    rejected: int = 0

    @property
    def received(self) -> int:
        """All that came in."""
        return self.stored + self.duplicate + self.quarantined + self.rejected

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        self.stored += other.stored
        self.duplicate += other.duplicate
        self.quarantined += other.quarantined
        self.rejected += other.rejected
