"""A host's time, cut into steps of five minutes: which meeting takes which.

A meeting takes every step that it touches and those of the buffer behind it. The key of the table
is the host's step: what is given twice by whatever way is refused by the database itself.
"""

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select

from dangol.store import schema_sales
from dangol.store.meeting_rows import MeetingRow, TimeAsked
from dangol.terms.instants import MINUTE_US, Instant

STEP_US = 5 * MINUTE_US
_STEPS = schema_sales.taken_times


class TakenTimes:
    """The steps of the hosts of one workspace, on a connection that writes."""

    def __init__(self, connection: Connection, workspace_id: str) -> None:
        self._connection = connection
        self._workspace_id = workspace_id

    def read_holders(self, time: TimeAsked) -> set[str]:
        """The meetings that hold a step of that time, also those whose hold is over."""
        steps = _steps(time.starts_at, Instant(time.ends_at + time.buffer_us))
        query = select(_STEPS.c.meeting_id).where(
            _STEPS.c.workspace_id == self._workspace_id,
            _STEPS.c.host_id == time.host_id,
            _STEPS.c.at >= steps.start,
            _STEPS.c.at < steps.stop,
        )
        return set(self._connection.execute(query).scalars())

    def take(self, meeting: MeetingRow, buffer_us: int) -> None:
        """The meeting has its steps and those of the buffer, and no others.

        Raises: the database's IntegrityError where another has one of them.
        """
        self.give_back([meeting.meeting_id])
        step = {
            "workspace_id": self._workspace_id,
            "host_id": meeting.host_id,
            "meeting_id": meeting.meeting_id,
        }
        steps = _steps(meeting.starts_at, Instant(meeting.ends_at + buffer_us))
        self._connection.execute(insert(_STEPS), [step | {"at": at} for at in steps])

    def give_back(self, meeting_ids: Collection[str]) -> None:
        """The meetings have no steps: others may take them."""
        of_workspace = _STEPS.c.workspace_id == self._workspace_id
        theirs = of_workspace & _STEPS.c.meeting_id.in_(meeting_ids)
        self._connection.execute(delete(_STEPS).where(theirs))


def _steps(starts_at: Instant, ends_at: Instant) -> range:
    """Every step that the span touches."""
    return range(starts_at // STEP_US * STEP_US, ends_at, STEP_US)
