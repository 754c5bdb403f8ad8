"""How often anybody is written to about meetings: anybody may type anybody's address, and whoever
has the address of a page may send its form again and again.

It is counted by the meeting, by the person, and by the mailbox.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func

from dangol.store import schema_sales
from dangol.store.meeting_rows import MeetingRow, MeetingState, TimeAsked
from dangol.terms.instants import DAY_US, Instant

MOST_OWN = 5
"""Meetings to come that one person, or one mailbox, has of a workspace."""
MOST_CHANGES = 10
"""Of one meeting: every one of them is written to its guest."""
MOST_ADDRESSES = 3
"""A meeting that was changed so often stays with its address: a typing mistake or two."""
MOST_TOLD = 20
"""Invitations to one mailbox within a day, whoever asks for them."""
_MEETINGS = schema_sales.meetings


def is_so(mine: MeetingRow, time: TimeAsked, email: str) -> bool:
    """Whether the meeting stands as it is asked for, so that nobody is told."""
    asked = MeetingState.BOOKED, time.host_id, time.starts_at, email
    return (mine.state, mine.host_id, mine.starts_at, mine.guest_email) == asked


def meetings_near(person_id: str, email: str, now: Instant) -> ColumnElement[bool]:
    """The meetings that count for that person and that address, and perhaps some more."""
    domain = mailbox(email).rpartition("@")[2]
    ending = func.lower(_MEETINGS.c.guest_email).like(f"%@{_escaped(domain)}", escape="\\")
    is_lately = (_MEETINGS.c.starts_at > now) | (_MEETINGS.c.updated_at > now - DAY_US)
    has_address = _MEETINGS.c.guest_email != ""
    return has_address & is_lately & (ending | (_MEETINGS.c.person_id == person_id))


def may_be_told(
    near: Sequence[MeetingRow], mine: MeetingRow | None, person_id: str, email: str, now: Instant
) -> bool:
    """Whether one more invitation goes to that address. `near` is of `meetings_near`, and `mine`
    what the invitation changes.
    """
    box = mailbox(email)
    if mine is not None and mine.state is MeetingState.BOOKED:
        is_other = mailbox(mine.guest_email) != box
        if mine.version >= (MOST_ADDRESSES if is_other else MOST_CHANGES):
            return False
    own = mine.meeting_id if mine is not None else ""
    to_come = [
        one
        for one in near
        if one.meeting_id != own and one.state is MeetingState.BOOKED and one.starts_at > now
    ]
    theirs = [one for one in near if mailbox(one.guest_email) == box]
    told = sum(one.version + 1 for one in theirs if one.updated_at > now - DAY_US)
    of_mailbox = sum(one in theirs for one in to_come)
    of_person = sum(one.person_id == person_id for one in to_come)
    return of_person < MOST_OWN and of_mailbox < MOST_OWN and told < MOST_TOLD


def mailbox(email: str) -> str:
    """The address without what a provider lets anybody add to it: one mailbox is one."""
    name, _, domain = email.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def _escaped(text: str) -> str:
    """As a pattern takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
