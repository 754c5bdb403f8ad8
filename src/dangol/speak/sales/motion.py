"""What a turn may know and ask where a company sells to businesses.

The two questions may have an effect, which is the engine's: it looks into calendars, and gives a
time to one person only.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import msgspec

from dangol.speak.sales.fit import Fit
from dangol.speak.sales.known import Known
from dangol.speak.sales.slots import Slots
from dangol.terms.instants import Instant
from dangol.terms.languages import Language


class MeetingTime(msgspec.Struct, frozen=True, omit_defaults=True):
    """A span in which one host can meet."""

    host_id: str
    host_name: str
    starts_at: Instant
    ends_at: Instant
    zone: str
    """The host's."""


class TimesAsk(msgspec.Struct, frozen=True):
    """Somebody wants to meet."""

    language: Language
    now: Instant
    known: tuple[Known, ...]
    zone: str
    """Of the visitor; the workspace's where it is not known."""
    wanted_from: Instant = Instant(0)
    """The moment they named, or the beginning of the span they named; 0 for the soonest."""
    wanted_until: Instant = Instant(0)
    """The end of the span they named; equal to its beginning where they named a moment."""


class Times(msgspec.Struct, frozen=True):
    """What can be offered."""

    times: tuple[MeetingTime, ...]
    """At most three, the nearest to what was wanted first; none where nobody can."""
    is_wanted: bool = False
    """The first of them is what was asked for."""
    has_address: bool = False
    """Where the invitation goes is known: the one that is chosen is booked at once."""


class BookAsk(msgspec.Struct, frozen=True):
    """One of the offered times is to be given."""

    language: Language
    now: Instant
    host_id: str
    starts_at: Instant
    zone: str
    """Of the visitor."""
    email: str = ""
    """Where the invitation goes; empty where the record may know, or it is yet to be asked for."""
    name: str = ""


class Booked(msgspec.Struct, frozen=True):
    """It is theirs, and the invitation is on its way."""

    meeting_id: str
    time: MeetingTime
    email: str
    """Veiled, as it may be shown."""
    change_url: str
    """Where it can be moved or cancelled."""


class HeldFor(msgspec.Struct, frozen=True):
    """It is kept for them until an address is left."""

    meeting_id: str
    time: MeetingTime
    held_until: Instant


class NotBookedReason(StrEnum):
    """Why a time is not given."""

    TAKEN = "taken"
    """Somebody else has it."""
    PAST = "past"
    """It is over, or too soon."""
    UNKNOWN = "unknown"
    """It was never offered."""
    TOO_OFTEN = "too_often"
    """As often as they, their address or their network may was booked: a person sees to it."""


class NotBooked(msgspec.Struct, frozen=True):
    """It is not theirs; what else there is."""

    reason: NotBookedReason
    others: Times


class Promised(msgspec.Struct, frozen=True):
    """Who answers, and until when at the latest."""

    host_id: str
    host_name: str
    due_at: Instant
    is_there: bool
    """They are at work now."""


AskTimes: TypeAlias = Callable[[TimesAsk], Times]
Book: TypeAlias = Callable[[BookAsk], Booked | HeldFor | NotBooked]
Own: TypeAlias = Callable[[Instant, str], Booked | None]
"""What is booked here as the record has it now, in what zone: a link may have moved or cancelled
it since it was said."""
Promise: TypeAlias = Callable[[Language, tuple[Known, ...], str], Promised | None]
"""For whom a person is asked now, in what zone; None where nobody can promise anything."""


@dataclass(frozen=True)
class Sales:
    """How a company sells, as its set-up says."""

    slots: Slots
    fit: Fit
    has_hosts: bool = False
    """Somebody takes meetings."""
    ask_times: AskTimes | None = None
    """None where nobody can be met."""
    book: Book | None = None
    promise: Promise | None = None
    own: Own | None = None
