"""Which times can be offered now: of whoever is meant to meet them, and who is free."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dangol.engine.chat.floor import Floor
from dangol.engine.sales.calendars import NO_CALENDAR, Busy
from dangol.engine.sales.holidays import holidays_of
from dangol.engine.sales.setups import SalesSetup, read_sales_setup
from dangol.speak.sales.fit import bounds_of
from dangol.speak.sales.known import Known
from dangol.speak.sales.motion import MeetingTime
from dangol.speak.sales.routing import Buyer, ranked_hosts
from dangol.speak.sales.slots import SlotKind
from dangol.speak.sales.team import Host, Team
from dangol.speak.sales.territory import country_of_zone
from dangol.speak.sales.times import HORIZON_DAYS, SOONEST, free_times
from dangol.speak.sales.work import Span
from dangol.store.meeting_rows import MeetingRow, TimeAsked
from dangol.store.meetings import Meetings
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.instants import DAY_US, MINUTE_US, Instant
from dangol.terms.languages import Language

GRACE_US = 15 * MINUTE_US
"""For so long a time that was just not too soon when it was offered may be chosen."""


class Company(NamedTuple):
    """A workspace, and how it sells."""

    workspace: Workspace
    setup: SalesSetup

    @property
    def team(self) -> Team:
        """Who takes its meetings."""
        return self.setup.team


def company_of(record: Record, workspace: Workspace) -> Company:
    """How the workspace sells; with nobody to meet where it does not sell to businesses.

    Raises: RecordError; SetupError where another version of Dangol kept the files.
    """
    setup = read_sales_setup(record, workspace.workspace_id)
    return Company(workspace, SalesSetup() if setup is None else setup)


def hosts_for(
    record: Record,
    company: Company,
    language: Language,
    known: Sequence[Known],
    now: Instant,
    *,
    zone: str,
) -> tuple[Host, ...]:
    """Who may meet such a buyer, the best first; `zone` is the buyer's.

    Raises: RecordError.
    """
    if not company.team.hosts:
        return ()
    with record.reading() as connection:
        ahead = Meetings(connection, company.workspace.workspace_id).count_ahead(now)
    least, most = _size_of(company, known)
    buyer = Buyer(language, least, most, country_of_zone(zone))
    return ranked_hosts(company.team, buyer, ahead, now, lambda host: holidays_of(host, now))


def read_free(
    floor: Floor,
    company: Company,
    hosts: Sequence[Host],
    now: Instant,
    *,
    wanted: Span = SOONEST,
    without: str = "",
    is_fresh: bool = False,
) -> list[MeetingTime]:
    """The free times of the hosts in order of hosts; `without` is a meeting that makes way.

    Of a host whose calendar nobody knows there are none. `is_fresh` is for a time that is about to
    be given: calendars are looked at again, and a time that was just not too soon a little while
    ago is there still.
    Raises: RecordError.
    """
    workspace_id = company.workspace.workspace_id
    busy: Mapping[str, Busy] = {}
    if floor.calendars is not None:
        busy = floor.calendars.busy(workspace_id, hosts, is_fresh=is_fresh)
    span = Instant(now - DAY_US), Instant(now + (HORIZON_DAYS + 2) * DAY_US)
    with floor.record.reading() as connection:
        meetings = Meetings(connection, workspace_id)
        found = meetings.read_between(*span, now, tuple(host.host_id for host in hosts))
    since = Instant(now - GRACE_US) if is_fresh else now
    times: list[MeetingTime] = []
    for host in hosts:
        calendar = busy.get(host.host_id, NO_CALENDAR)
        if not calendar.is_known:
            continue
        taken = [
            Span(one.starts_at, one.ends_at)
            for one in found
            if one.host_id == host.host_id and one.meeting_id != without
        ]
        off = holidays_of(host, now)
        times += free_times(host, calendar.spans, taken, since, holidays=off, wanted=wanted)
    return times


def could_be(host: Host, starts_at: Instant, now: Instant) -> MeetingTime | None:
    """The time of that host, if it might have been offered lately: whoever has it now."""
    moment, since = Span(starts_at, starts_at), Instant(now - GRACE_US)
    free = free_times(host, (), (), since, holidays=holidays_of(host, now), wanted=moment)
    return next((one for one in free if one.starts_at == starts_at), None)


def time_of(team: Team, meeting: MeetingRow) -> MeetingTime:
    """When the meeting is, and with whom; without a name where the host has left."""
    host = team.host(meeting.host_id)
    return MeetingTime(
        meeting.host_id,
        host.name if host is not None else "",
        meeting.starts_at,
        meeting.ends_at,
        host.zone if host is not None else meeting.zone,
    )


def time_asked(host: Host, time: MeetingTime) -> TimeAsked:
    """The time as the record gives it, within what the host lets be taken."""
    return TimeAsked(
        host_id=host.host_id,
        starts_at=time.starts_at,
        ends_at=time.ends_at,
        buffer_us=host.buffer_min * MINUTE_US,
        most_per_day=host.most_per_day,
        host_zone=host.zone,
    )


def _size_of(company: Company, known: Sequence[Known]) -> tuple[int | None, int | None]:
    """Of the buyer's team, as far as it was said."""
    numbers = {slot.name for slot in company.setup.slots.slots if slot.kind is SlotKind.NUMBER}
    said = (bounds_of(one.value) for one in reversed(known) if one.slot in numbers)
    return next((one for one in said if one is not None), (None, None))
