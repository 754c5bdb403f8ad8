"""Meetings: no step of a host's time is given twice, whoever asks, however many at once.

    with record.writing() as connection:
        given = Meetings(connection, workspace_id).give_time(time, guest, key, meeting_id, now=now)

A meeting takes its time in one transaction that holds the meetings of the workspace.

A hold that is over is over for everybody at that instant, because whoever reads looks at the
clock, and whoever asks for its time takes it in the same transaction. So nothing goes round and
ends holds: that could only be late. What it leaves are a few rows without an address.
"""

from sqlalchemy import Connection, update

from dangol.store import schema_sales
from dangol.store.booking_counts import BookingCounts
from dangol.store.holding import hold, storable
from dangol.store.meeting_limits import (
    is_invited_anew,
    mailbox,
    mailboxes_told,
    may_be_told,
    meetings_near,
)
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingRow,
    MeetingState,
    Network,
    NotGiven,
    NotGivenReason,
    TimeAsked,
)
from dangol.store.meeting_table import MeetingTable
from dangol.store.taken_times import TakenTimes
from dangol.terms.instants import MINUTE_US, Instant

HOLD_US = 10 * MINUTE_US
"""How long a time is kept for somebody who has yet to leave an address."""
MOST_HELD = 20
"""Times of one host that are held at once: whoever holds on takes them from the oldest hold."""

_MEETINGS = schema_sales.meetings


class Meetings(MeetingTable):
    """The meetings of one workspace, given, moved and cancelled on a connection that writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        super().__init__(connection, workspace_id)
        self._taken = TakenTimes(connection, workspace_id)
        self._counts = BookingCounts(connection, workspace_id)

    def give_time(
        self, time: TimeAsked, guest: Guest, key: str, meeting_id: str, *, now: Instant
    ) -> Given | NotGiven:
        """The time is the guest's: booked where there is an address, else held for a while.

        A second time in one conversation moves the first, and the address that was left for that
        is this one's too. `meeting_id` is of what is new.
        Laws: one key asks once, whatever it is asked with later; of any number that ask at once
        for a step of a host's time, one is given it; a day has no more than the host takes.
        """
        self._hold()
        key = storable(key)
        earlier = self.read_by_key(key)
        if earlier is not None:
            if earlier.is_alive(now):
                return Given(earlier, earlier, is_news=False)
            if earlier.state in (MeetingState.BOOKED, MeetingState.CANCELLED):
                return NotGiven(NotGivenReason.OVER)
        mine = earlier or self.read_of_conversation(guest.conversation_id, now)
        if mine is None:
            mine = self._held_once(guest.conversation_id, time)
        refused = self._refused(time, mine, now)
        if refused is not None:
            return NotGiven(refused)
        email = storable(guest.email) or (mine.guest_email if mine is not None else "")
        name = storable(guest.name) or (mine.guest_name if mine is not None else "")
        after = MeetingRow(
            meeting_id=mine.meeting_id if mine is not None else meeting_id,
            person_id=guest.person_id,
            conversation_id=storable(guest.conversation_id),
            host_id=time.host_id,
            state=MeetingState.BOOKED if email else MeetingState.HELD,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            held_until=Instant(0) if email else Instant(now + HOLD_US),
            language=storable(guest.language),
            zone=storable(guest.zone),
            guest_name=name,
            guest_email=email,
            key=key,
            version=mine.version + 1 if mine is not None else 0,
            created_at=mine.created_at if mine is not None else now,
            updated_at=now,
        )
        if mine is not None and _same(mine, after):
            after = after._replace(version=mine.version)
            self._write(after)
            return Given(after, mine, is_news=False)
        if not self._may_tell(mine, after, guest.network, now):
            return NotGiven(NotGivenReason.TOO_OFTEN)
        if not email:
            self._make_way(after, now)
        self._taken.take(after, time.buffer_us)
        self._write(after, is_new=mine is None)
        if guest.network is not None and is_invited_anew(mine, after):
            self._counts.add("network", guest.network.address, now)
        return self._told(mine, after, now)

    def move(
        self, meeting_id: str, version: int, time: TimeAsked, *, now: Instant
    ) -> Given | NotGiven:
        """The meeting is at that time; the old one is free again, both or neither.

        Law: whoever looked at an older version changes nothing, unless it is so already.
        """
        self._hold()
        found = self._changeable(meeting_id, now)
        if isinstance(found, NotGiven):
            return found
        is_there = (found.host_id, found.starts_at) == (time.host_id, time.starts_at)
        if is_there:
            return Given(found, found, is_news=False)
        if found.version != version:
            return NotGiven(NotGivenReason.CHANGED)
        refused = self._refused(time, found, now)
        if refused is not None:
            return NotGiven(refused)
        after = found._replace(
            host_id=time.host_id,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            version=found.version + 1,
            updated_at=now,
        )
        if not self._may_tell(found, after, None, now):
            return NotGiven(NotGivenReason.TOO_OFTEN)
        self._taken.take(after, time.buffer_us)
        self._write(after)
        return self._told(found, after, now)

    def cancel(self, meeting_id: str, *, now: Instant) -> Given | NotGiven:
        """The meeting will not be, and its time is free."""
        self._hold()
        found = self.read_meeting(meeting_id)
        if found is not None and found.state is MeetingState.CANCELLED:
            return Given(found, found, is_news=False)
        found = self._changeable(meeting_id, now)
        if isinstance(found, NotGiven):
            return found
        after = found._replace(
            state=MeetingState.CANCELLED, version=found.version + 1, updated_at=now
        )
        self._taken.give_back([found.meeting_id])
        self._write(after)
        return self._told(found, after, now)

    # how it is done

    def _hold(self) -> None:
        """Of one workspace, one changes meetings at a time: also who moves between two hosts."""
        hold(self._connection, "meetings", self._workspace_id)

    def _changeable(self, meeting_id: str, now: Instant) -> MeetingRow | NotGiven:
        found = self.read_meeting(meeting_id)
        if found is None:
            return NotGiven(NotGivenReason.UNKNOWN)
        is_over = not found.is_alive(now) or found.starts_at <= now
        return NotGiven(NotGivenReason.OVER) if is_over else found

    def _held_once(self, conversation_id: str, time: TimeAsked) -> MeetingRow | None:
        """This very time, as the conversation held it until nobody left an address."""
        that = (
            (_MEETINGS.c.conversation_id == storable(conversation_id))
            & (_MEETINGS.c.host_id == time.host_id)
            & (_MEETINGS.c.starts_at == time.starts_at)
            & _MEETINGS.c.state.in_([MeetingState.HELD, MeetingState.EXPIRED])
        )
        return self._newest(that)

    def _refused(
        self, time: TimeAsked, mine: MeetingRow | None, now: Instant
    ) -> NotGivenReason | None:
        """Why that time cannot be had; holds that are over make way."""
        if time.starts_at <= now or time.ends_at <= time.starts_at:
            return NotGivenReason.PAST
        own = mine.meeting_id if mine is not None else ""
        holders = self._taken.read_holders(time) - {own}
        if holders:
            is_over = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until <= now)
            over = self._ids(is_over & _MEETINGS.c.meeting_id.in_(sorted(holders)))
            self._expire(over)
            if holders - set(over):
                return NotGivenReason.TAKEN
        if time.most_per_day and self._count_of_day(time, own, now) >= time.most_per_day:
            return NotGivenReason.FULL
        return None

    def _may_tell(
        self, before: MeetingRow | None, after: MeetingRow, network: Network | None, now: Instant
    ) -> bool:
        """Whether the guest may be written to of that change."""
        if not after.guest_email:
            return True
        if network is not None and is_invited_anew(before, after):
            booked = self._counts.read("network", network.address, now)
            if booked >= network.most_booked:
                return False
        near = self._all(meetings_near(after.person_id, after.guest_email, now))
        told = self._counts.read("mailbox", mailbox(after.guest_email), now)
        return may_be_told(near, before, after, told)

    def _told(self, before: MeetingRow | None, after: MeetingRow, now: Instant) -> Given:
        """The change, of which mails go out; they are counted."""
        for box in mailboxes_told(before, after):
            self._counts.add("mailbox", box, now)
        return Given(after, before, is_news=True)

    def _make_way(self, new: MeetingRow, now: Instant) -> None:
        """A hold is one of a person's, and one of so many of its host's: older ones are over."""
        held = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until > now)
        held &= _MEETINGS.c.meeting_id != new.meeting_id
        self._expire(self._ids(held & (_MEETINGS.c.person_id == new.person_id)))
        of_host = self._all(held & (_MEETINGS.c.host_id == new.host_id))
        newest_first = sorted(of_host, key=lambda one: (-one.held_until, one.meeting_id))
        self._expire([one.meeting_id for one in newest_first[MOST_HELD - 1 :]])

    def _expire(self, meeting_ids: list[str]) -> None:
        if meeting_ids:
            self._taken.give_back(meeting_ids)
            those = self._owned(_MEETINGS.c.meeting_id.in_(meeting_ids))
            self._connection.execute(
                update(_MEETINGS).where(those).values(state=MeetingState.EXPIRED)
            )


def _same(one: MeetingRow, other: MeetingRow) -> bool:
    """Whether both are booked at one time for one address: nobody needs to be told again."""
    told = ("host_id", "state", "starts_at", "ends_at", "guest_email")
    is_booked = one.state is MeetingState.BOOKED
    return is_booked and all(getattr(one, name) == getattr(other, name) for name in told)
