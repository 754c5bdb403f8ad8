"""Meetings as the record holds them, and why a time is not given."""

from enum import StrEnum
from typing import NamedTuple

from dangol.terms.instants import Instant


class MeetingState(StrEnum):
    """How a meeting stands."""

    HELD = "held"
    """Kept for somebody until `held_until`, while an address is asked for."""
    BOOKED = "booked"
    """It will be."""
    CANCELLED = "cancelled"
    """It will not be; its time is free again."""
    EXPIRED = "expired"
    """It was held, and nobody left an address in time."""


class MeetingRow(NamedTuple):
    """A person's time with a host."""

    meeting_id: str
    person_id: str
    """As it was then; `merges` says who it is now."""
    conversation_id: str
    host_id: str
    state: MeetingState
    starts_at: Instant
    ends_at: Instant
    held_until: Instant
    """0 where it is not held."""
    language: str
    zone: str
    """The visitor's."""
    guest_name: str
    guest_email: str
    key: str
    """Of what asked for it last."""
    version: int
    """Counted up with every change, as an invitation's sequence is."""
    created_at: Instant
    updated_at: Instant

    def is_alive(self, now: Instant) -> bool:
        """Whether its time is taken."""
        is_held = self.state is MeetingState.HELD and now < self.held_until
        return is_held or self.state is MeetingState.BOOKED


class TimeAsked(NamedTuple):
    """A span of a host's time, and what the host lets be taken."""

    host_id: str
    starts_at: Instant
    ends_at: Instant
    buffer_us: int
    """What stays free after it, and so between any two."""
    most_per_day: int
    """0 for as many as there is time for."""
    host_zone: str
    """Its days are counted."""


class Network(NamedTuple):
    """From where somebody books."""

    address: str
    """It is counted by a hash, and written down nowhere."""
    most_booked: int
    """Meetings that are booked from there within a day."""


class Guest(NamedTuple):
    """Who asks for a time, and where."""

    person_id: str
    conversation_id: str
    language: str
    zone: str
    name: str = ""
    email: str = ""
    """Empty where it is to be asked for: the time is held then."""
    network: Network | None = None
    """None where it is not known, or as many as like may book from there."""


class NotGivenReason(StrEnum):
    """Why a time is not given."""

    TAKEN = "taken"
    """It, or a part of it, is somebody else's."""
    FULL = "full"
    """The host has as many meetings that day as they take."""
    PAST = "past"
    """It has begun."""
    OVER = "over"
    """The meeting was cancelled, or has begun: it cannot be changed."""
    CHANGED = "changed"
    """The meeting was changed since the asker looked."""
    UNKNOWN = "unknown"
    """The workspace has no such meeting."""
    TOO_OFTEN = "too_often"
    """It was changed, its address was written to, or from there was booked as often as may be."""


class Given(NamedTuple):
    """The meeting stands so, now or since an earlier try with the same key."""

    meeting: MeetingRow
    before: MeetingRow | None
    """As it stood before; None where it is new."""
    is_news: bool
    """Something changed."""


class NotGiven(NamedTuple):
    """Nothing was changed."""

    reason: NotGivenReason
