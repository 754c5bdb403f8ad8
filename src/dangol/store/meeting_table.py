"""Meetings as they stand: found, counted and written. Who may have a time is said elsewhere."""

from datetime import timedelta

from sqlalchemy import ColumnElement, Connection, func, insert, select, update

from dangol.store import schema_sales
from dangol.store.holding import storable
from dangol.store.meeting_rows import MeetingRow, MeetingState, TimeAsked
from dangol.terms.ids import shard_of
from dangol.terms.instants import EPOCH, Instant, access_zone, instant_of

_MEETINGS = schema_sales.meetings
_MEETING = tuple(_MEETINGS.c[name] for name in MeetingRow._fields)


class MeetingTable:
    """The meetings of one workspace, on a connection that reads or writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def read_meeting(self, meeting_id: str) -> MeetingRow | None:
        """The meeting of that id, whatever became of it."""
        return self._newest(_MEETINGS.c.meeting_id == storable(meeting_id))

    def read_by_key(self, key: str) -> MeetingRow | None:
        """The meeting that was asked for last with that key."""
        return self._newest(_MEETINGS.c.key == storable(key))

    def read_of_conversation(self, conversation_id: str, now: Instant) -> MeetingRow | None:
        """The meeting that the conversation has led to and that is yet to be, held or booked."""
        that = _MEETINGS.c.conversation_id == storable(conversation_id)
        return self._newest(that & _is_alive(now) & (_MEETINGS.c.starts_at > now))

    def read_between(
        self, since: Instant, until: Instant, now: Instant, host_ids: tuple[str, ...] | None = None
    ) -> list[MeetingRow]:
        """The meetings whose time is taken and that touch that span, in order of time."""
        those = (_MEETINGS.c.starts_at < until) & (_MEETINGS.c.ends_at > since) & _is_alive(now)
        if host_ids is not None:
            those &= _MEETINGS.c.host_id.in_(host_ids)
        found = self._all(those)
        return sorted(found, key=lambda one: (one.starts_at, one.meeting_id))

    def count_ahead(self, now: Instant) -> dict[str, int]:
        """How many meetings each host has yet to hold; hosts without any are left out."""
        query = (
            select(_MEETINGS.c.host_id, func.count())
            .where(self._owned(_is_alive(now) & (_MEETINGS.c.starts_at > now)))
            .group_by(_MEETINGS.c.host_id)
        )
        return {str(host_id): int(count) for host_id, count in self._connection.execute(query)}

    # for those who give times

    def _count_of_day(self, time: TimeAsked, without: str, now: Instant) -> int:
        """How many meetings the host has on the day of that time."""
        since, until = day_span(time.starts_at, time.host_zone)
        those = (_MEETINGS.c.host_id == time.host_id) & (_MEETINGS.c.meeting_id != without)
        those &= (_MEETINGS.c.starts_at >= since) & (_MEETINGS.c.starts_at < until)
        query = select(func.count()).where(self._owned(those & _is_alive(now)))
        return self._connection.execute(query).scalar_one()

    def _newest(self, condition: ColumnElement[bool]) -> MeetingRow | None:
        """The one that was changed last of those."""
        newest = select(*_MEETING).where(self._owned(condition))
        row = self._connection.execute(newest.order_by(_MEETINGS.c.updated_at.desc()).limit(1))
        return next((_row(one) for one in row), None)

    def _all(self, condition: ColumnElement[bool]) -> list[MeetingRow]:
        query = select(*_MEETING).where(self._owned(condition))
        return [_row(row) for row in self._connection.execute(query)]

    def _ids(self, condition: ColumnElement[bool]) -> list[str]:
        query = select(_MEETINGS.c.meeting_id).where(self._owned(condition))
        return list(self._connection.execute(query).scalars())

    def _write(self, meeting: MeetingRow, *, is_new: bool = False) -> None:
        values = meeting._asdict() | {"shard": shard_of(meeting.person_id)}
        if is_new:
            owned = values | {"workspace_id": self._workspace_id}
            self._connection.execute(insert(_MEETINGS), owned)
            return
        that = self._owned(_MEETINGS.c.meeting_id == meeting.meeting_id)
        self._connection.execute(update(_MEETINGS).where(that).values(values))

    def _owned(self, condition: ColumnElement[bool]) -> ColumnElement[bool]:
        return (_MEETINGS.c.workspace_id == self._workspace_id) & condition


def day_span(at: Instant, zone: str) -> tuple[Instant, Instant]:
    """The beginning of that instant's day in the zone, and of the day that follows."""
    place = access_zone(zone)
    moment = (EPOCH + timedelta(microseconds=at)).astimezone(place)
    begins = moment.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    ends = (begins + timedelta(days=1)).replace(fold=0)
    return instant_of(begins), instant_of(ends)


def _is_alive(now: Instant) -> ColumnElement[bool]:
    """Whether its time is taken: as `MeetingRow.is_alive` says it of a row."""
    is_held = (_MEETINGS.c.state == MeetingState.HELD) & (_MEETINGS.c.held_until > now)
    return is_held | (_MEETINGS.c.state == MeetingState.BOOKED)


def _row(row: tuple[object, ...]) -> MeetingRow:
    meeting = MeetingRow(*row)  # type: ignore[arg-type]
    return meeting._replace(state=MeetingState(meeting.state))
