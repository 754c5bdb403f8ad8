"""How often anybody books, and is written to about meetings: anybody may type anybody's address,
come in a fresh browser each time, and whoever has the address of a page may send its form again
and again.

It is counted by the meeting, by the person, by the mailbox, and by the network that it is booked
from.
"""

import unicodedata
from collections.abc import Sequence

from sqlalchemy import ColumnElement, func

from dangol.store import schema_sales
from dangol.store.meeting_rows import MeetingRow, MeetingState
from dangol.terms.instants import Instant

MOST_OWN = 5
"""Meetings to come that one person, or one mailbox, has of a workspace."""
MOST_CHANGES = 10
"""Of one meeting: every one of them is written to its guest."""
MOST_ADDRESSES = 3
"""A meeting that was changed so often stays with its address: a typing mistake or two."""
MOST_TOLD = 20
"""Mails to one mailbox within a day, whoever asks for them: also that a meeting is off, and also
where the address was corrected since."""
_MEETINGS = schema_sales.meetings


def meetings_near(person_id: str, email: str, now: Instant) -> ColumnElement[bool]:
    """The meetings that count for that person and that address, and perhaps some more."""
    is_to_come = (_MEETINGS.c.starts_at > now) & (_MEETINGS.c.state == MeetingState.BOOKED)
    domain = mailbox(email).rpartition("@")[2]
    if not domain.isascii():  # has several spellings, and not every record folds its letters
        return is_to_come
    ending = func.lower(_MEETINGS.c.guest_email).like(f"%@{_escaped(domain)}", escape="\\")
    return is_to_come & (ending | (_MEETINGS.c.person_id == person_id))


def may_be_told(
    near: Sequence[MeetingRow], before: MeetingRow | None, after: MeetingRow, told: int
) -> bool:
    """Whether one more invitation goes to the guest. `near` is of `meetings_near`, and `told` how
    many mails the mailbox had within a day.
    """
    box = mailbox(after.guest_email)
    if before is not None and before.state is MeetingState.BOOKED:
        is_other = mailbox(before.guest_email) != box
        if before.version >= (MOST_ADDRESSES if is_other else MOST_CHANGES):
            return False
    others = [one for one in near if one.meeting_id != after.meeting_id]
    of_mailbox = sum(mailbox(one.guest_email) == box for one in others)
    of_person = sum(one.person_id == after.person_id for one in others)
    return of_person < MOST_OWN and of_mailbox < MOST_OWN and told < MOST_TOLD


def mailboxes_told(before: MeetingRow | None, after: MeetingRow) -> tuple[str, ...]:
    """To which mailboxes a mail goes of that change, one for each mail."""
    is_booked = after.state is MeetingState.BOOKED
    if before is None or before.state is not MeetingState.BOOKED:
        return (mailbox(after.guest_email),) if is_booked else ()
    is_elsewhere = before.host_id != after.host_id or before.guest_email != after.guest_email
    told = [before, after] if is_booked and is_elsewhere else [after]
    return tuple(mailbox(one.guest_email) for one in told)


def is_invited_anew(before: MeetingRow | None, after: MeetingRow) -> bool:
    """Whether a mailbox is invited that was not before: what is counted of a network."""
    if after.state is not MeetingState.BOOKED:
        return False
    if before is None or before.state is not MeetingState.BOOKED:
        return True
    return mailbox(before.guest_email) != mailbox(after.guest_email)


def mailbox(email: str) -> str:
    """The address without what a provider lets anybody add to it, in one spelling: small letters,
    and a domain of another script in that script.
    """
    name, _, domain = unicodedata.normalize("NFKC", email).rpartition("@")
    labels = ".".join(_unicode_of(label) for label in domain.lower().split("."))
    return f"{name.casefold().partition('+')[0]}@{labels}"


def _unicode_of(label: str) -> str:
    """Source: RFC 5890 §2.3.2.1 (a label that begins with `xn--` stands for one in Unicode)."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode().decode("punycode").lower()
    except ValueError:
        return label


def _escaped(text: str) -> str:
    """As a pattern takes it for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
