"""Meetings: no step of a host's time is given twice, whoever asks, however many at once.

    with record.writing() as connection:
        given = Meetings(connection, workspace_id).give_time(time, guest, key, meeting_id, now=now)

A host's time is cut into steps of five minutes. A meeting takes all of its steps and those of the
buffer behind it, in one transaction that holds the meetings of the workspace; the key of the table
of steps refuses whatever comes by another way. A hold that is over gives its steps to whoever asks
next.
"""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from dangol.store import schema_sales
from dangol.store.holding import hold, storable
from dangol.store.meeting_limits import is_so, may_be_told, meetings_near
from dangol.store.meeting_rows import (
    Given,
    Guest,
    MeetingRow,
    MeetingState,
    NotGiven,
    NotGivenReason,
    TimeAsked,
)
from dangol.terms.ids import shard_of
from dangol.terms.instants import EPOCH, MINUTE_US, Instant, access_zone, instant_of

STEP_US = 5 * MINUTE_US
HOLD_US = 10 * MINUTE_US
"""How long a time is kept for somebody who has yet to leave an address."""
MOST_HELD = 20
"""Times of one host that are held at once: whoever holds on takes them from the oldest hold."""

_MEETINGS = schema_sales.meetings
_STEPS = schema_sales.taken_times
_MEETING = tuple(_MEETINGS.c[name] for name in MeetingRow._fields)


class Meetings:
    """The meetings of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    # what there is

    def read_meeting(self, meeting_id: str) -> MeetingRow | None:
        """The meeting of that id, whatever became of it."""
        return self._meeting(_MEETINGS.c.meeting_id == storable(meeting_id))

    def read_by_key(self, key: str) -> MeetingRow | None:
        """The meeting that was asked for last with that key."""
        return self._meeting(_MEETINGS.c.key == storable(key))

    def read_of_conversation(self, conversation_id: str, now: Instant) -> MeetingRow | None:
        """The meeting that the conversation has led to and that is yet to be, held or booked."""
        that = _MEETINGS.c.conversation_id == storable(conversation_id)
        return self._meeting(that & _is_alive(now) & (_MEETINGS.c.starts_at > now))

    def read_between(
        self, since: Instant, until: Instant, now: Instant, host_ids: tuple[str, ...] | None = None
    ) -> list[MeetingRow]:
        """The meetings whose time is taken and that touch that span, in order of time."""
        query = select(*_MEETING).where(
            _MEETINGS.c.workspace_id == self._workspace_id,
            _MEETINGS.c.starts_at < until,
            _MEETINGS.c.ends_at > since,
            _is_alive(now),
        )
        if host_ids is not None:
            query = query.where(_MEETINGS.c.host_id.in_(host_ids))
        ordered = query.order_by(_MEETINGS.c.starts_at, _MEETINGS.c.meeting_id)
        return [_row(row) for row in self._connection.execute(ordered)]

    def count_ahead(self, now: Instant) -> dict[str, int]:
        """How many meetings each host has yet to hold; hosts without any are left out."""
        query = (
            select(_MEETINGS.c.host_id, func.count())
            .where(
                _MEETINGS.c.workspace_id == self._workspace_id,
                _MEETINGS.c.starts_at > now,
                _is_alive(now),
            )
            .group_by(_MEETINGS.c.host_id)
        )
        return {str(host_id): int(count) for host_id, count in self._connection.execute(query)}

    # what is asked for

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
        if not self._may_tell(mine, guest.person_id, email, time, now):
            return NotGiven(NotGivenReason.TOO_OFTEN)
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
        if not email:
            self._make_way(after, now)
        self._take_steps(after, time.buffer_us)
        self._write(after, is_new=mine is None)
        return Given(after, mine, is_news=True)

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
        if not self._may_tell(found, found.person_id, found.guest_email, time, now):
            return NotGiven(NotGivenReason.TOO_OFTEN)
        after = found._replace(
            host_id=time.host_id,
            starts_at=time.starts_at,
            ends_at=time.ends_at,
            version=found.version + 1,
            updated_at=now,
        )
        self._take_steps(after, time.buffer_us)
        self._write(after)
        return Given(after, found, is_news=True)

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
        self._give_back([found.meeting_id])
        self._write(after)
        return Given(after, found, is_news=True)

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
        return self._meeting(that)

    def _refused(
        self, time: TimeAsked, mine: MeetingRow | None, now: Instant
    ) -> NotGivenReason | None:
        """Why that time cannot be had; holds that are over make way."""
        if time.starts_at <= now or time.ends_at <= time.starts_at:
            return NotGivenReason.PAST
        own = mine.meeting_id if mine is not None else ""
        holders = self._holders(time) - {own}
        if holders:
            is_over = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until <= now)
            over = self._ids(is_over & _MEETINGS.c.meeting_id.in_(sorted(holders)))
            self._expire(over)
            if holders - set(over):
                return NotGivenReason.TAKEN
        if time.most_per_day and self._given_that_day(time, own, now) >= time.most_per_day:
            return NotGivenReason.FULL
        return None

    def _may_tell(
        self, mine: MeetingRow | None, person_id: str, email: str, time: TimeAsked, now: Instant
    ) -> bool:
        if not email or (mine is not None and is_so(mine, time, email)):
            return True
        near = meetings_near(person_id, email, now)
        query = select(*_MEETING).where(_MEETINGS.c.workspace_id == self._workspace_id, near)
        found = [_row(row) for row in self._connection.execute(query)]
        return may_be_told(found, mine, person_id, email, now)

    def _make_way(self, new: MeetingRow, now: Instant) -> None:
        """A hold is one of a person's, and one of so many of its host's: older ones are over."""
        held = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until > now)
        held &= _MEETINGS.c.meeting_id != new.meeting_id
        self._expire(self._ids(held & (_MEETINGS.c.person_id == new.person_id)))
        of_host = select(_MEETINGS.c.meeting_id).where(
            _MEETINGS.c.workspace_id == self._workspace_id,
            held & (_MEETINGS.c.host_id == new.host_id),
        )
        newest_first = of_host.order_by(_MEETINGS.c.held_until.desc(), _MEETINGS.c.meeting_id)
        kept = newest_first.offset(MOST_HELD - 1)
        self._expire(list(self._connection.execute(kept.limit(1_000)).scalars()))

    def _holders(self, time: TimeAsked) -> set[str]:
        steps = _steps(time.starts_at, Instant(time.ends_at + time.buffer_us))
        query = select(_STEPS.c.meeting_id).where(
            _STEPS.c.workspace_id == self._workspace_id,
            _STEPS.c.host_id == time.host_id,
            _STEPS.c.at >= steps.start,
            _STEPS.c.at < steps.stop,
        )
        return set(self._connection.execute(query).scalars())

    def _given_that_day(self, time: TimeAsked, own: str, now: Instant) -> int:
        since, until = day_span(time.starts_at, time.host_zone)
        query = select(func.count()).where(
            _MEETINGS.c.workspace_id == self._workspace_id,
            _MEETINGS.c.host_id == time.host_id,
            _MEETINGS.c.starts_at >= since,
            _MEETINGS.c.starts_at < until,
            _MEETINGS.c.meeting_id != own,
            _is_alive(now),
        )
        return self._connection.execute(query).scalar_one()

    def _take_steps(self, meeting: MeetingRow, buffer_us: int) -> None:
        self._give_back([meeting.meeting_id])
        step = {
            "workspace_id": self._workspace_id,
            "host_id": meeting.host_id,
            "meeting_id": meeting.meeting_id,
        }
        steps = _steps(meeting.starts_at, Instant(meeting.ends_at + buffer_us))
        self._connection.execute(insert(_STEPS), [step | {"at": at} for at in steps])

    def _give_back(self, meeting_ids: list[str]) -> None:
        theirs = (_STEPS.c.workspace_id == self._workspace_id) & _STEPS.c.meeting_id.in_(
            meeting_ids
        )
        self._connection.execute(delete(_STEPS).where(theirs))

    def _expire(self, meeting_ids: list[str]) -> int:
        if meeting_ids:
            self._give_back(meeting_ids)
            those = (_MEETINGS.c.workspace_id == self._workspace_id) & _MEETINGS.c.meeting_id.in_(
                meeting_ids
            )
            changed = update(_MEETINGS).where(those).values(state=MeetingState.EXPIRED)
            self._connection.execute(changed)
        return len(meeting_ids)

    def _ids(self, condition: ColumnElement[bool]) -> list[str]:
        that = (_MEETINGS.c.workspace_id == self._workspace_id) & condition
        query = select(_MEETINGS.c.meeting_id).where(that)
        return list(self._connection.execute(query).scalars())

    def _meeting(self, condition: ColumnElement[bool]) -> MeetingRow | None:
        that = (_MEETINGS.c.workspace_id == self._workspace_id) & condition
        query = select(*_MEETING).where(that).order_by(_MEETINGS.c.updated_at.desc()).limit(1)
        row = self._connection.execute(query).first()
        return None if row is None else _row(row)

    def _write(self, meeting: MeetingRow, *, is_new: bool = False) -> None:
        values = meeting._asdict() | {"shard": shard_of(meeting.person_id)}
        if is_new:
            owned = values | {"workspace_id": self._workspace_id}
            self._connection.execute(insert(_MEETINGS), owned)
            return
        that = (_MEETINGS.c.workspace_id == self._workspace_id) & (
            _MEETINGS.c.meeting_id == meeting.meeting_id
        )
        self._connection.execute(update(_MEETINGS).where(that).values(values))


def day_span(at: Instant, zone: str) -> tuple[Instant, Instant]:
    """The beginning of that instant's day in the zone, and of the day that follows."""
    place = access_zone(zone)
    moment = (EPOCH + timedelta(microseconds=at)).astimezone(place)
    begins = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    ends = (begins + timedelta(days=1)).replace(fold=0)
    return instant_of(begins), instant_of(ends)


def _steps(starts_at: Instant, ends_at: Instant) -> range:
    """Every step that the span touches."""
    return range(starts_at // STEP_US * STEP_US, ends_at, STEP_US)


def _is_alive(now: Instant) -> ColumnElement[bool]:
    is_held = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until > now)
    return is_held | (_MEETINGS.c.state == MeetingState.BOOKED)


def _same(one: MeetingRow, other: MeetingRow) -> bool:
    """Whether both are booked at one time for one address: nobody needs to be told again."""
    told = ("host_id", "state", "starts_at", "ends_at", "guest_email")
    is_booked = one.state is MeetingState.BOOKED
    return is_booked and all(getattr(one, name) == getattr(other, name) for name in told)


def _row(row: tuple[object, ...]) -> MeetingRow:
    meeting = MeetingRow(*row)  # type: ignore[arg-type]
    return meeting._replace(state=MeetingState(meeting.state))
