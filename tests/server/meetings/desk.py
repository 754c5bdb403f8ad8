"""A company on a running server, and meetings that were booked there."""

import time
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import select
from tests.server.conftest import Shop

from dangol.engine.chat.visit import new_id
from dangol.engine.sales.change_links import change_token
from dangol.engine.sales.setups import keep_sales_setup, parse_sales_setup
from dangol.speak.sales.team import Team
from dangol.speak.sales.times import free_times
from dangol.store.meeting_rows import Given, Guest, MeetingRow, TimeAsked
from dangol.store.meetings import Meetings
from dangol.store.record import Record, open_record
from dangol.store.schema_sales import meetings
from dangol.store.workspaces import Workspace
from dangol.terms.ids import WorkspaceId
from dangol.terms.instants import Instant

TEAM = """
[[hosts]]
id = "mina"
name = "김미나"
email = "mina@company.example"
languages = ["ko", "ja", "en"]
zone = "Asia/Seoul"
hours = "daily 08:00-20:00"
most_per_day = 50
buffer_min = 0
"""


def now() -> Instant:
    """By the clock of the server."""
    return Instant(time.time_ns() // 1000)


@dataclass
class Booking:
    """One booked meeting, and the path of its page."""

    shop: Shop
    meeting: MeetingRow
    token: str

    @property
    def path(self) -> str:
        return f"/m/{self.token}"

    def row(self) -> MeetingRow:
        """As it stands now."""
        record = open_record(self.shop.server.database_url)
        try:
            with record.reading() as connection:
                rows = Meetings(connection, self.shop.workspace_id)
                found = rows.read_meeting(self.meeting.meeting_id)
        finally:
            record.close()
        assert found is not None
        return found


def sell(record: Record, workspace_id: str, team: str = TEAM) -> Team:
    """The workspace has hosts."""
    with record.writing() as connection:
        keep_sales_setup(connection, workspace_id, {"team": team}, now())
    return parse_sales_setup({"team": team}).team


def book(
    shop: Shop,
    email: str = "kim@buyer.example",
    *,
    conversation_id: str = "",
    place: int = 3,
    language: str = "ko",
    zone: str = "Asia/Seoul",
    name: str = "김하나",
) -> Booking:
    """A meeting at one of the free times; nobody has been told of it."""
    record = open_record(shop.server.database_url)
    try:
        workspace = workspace_of(record, shop)
        (host,) = sell(record, shop.workspace_id).hosts
        chosen = free_times(host, (), (), now())[place]
        asked = TimeAsked(host.host_id, chosen.starts_at, chosen.ends_at, 0, 50, host.zone)
        talk = conversation_id or uuid4().hex
        guest = Guest(f"p-{talk}", talk, language, zone, name, email)
        with record.writing() as connection:
            rows = Meetings(connection, shop.workspace_id)
            given = rows.give_time(asked, guest, f"{talk}:1", new_id(now()), now=now())
        assert isinstance(given, Given), given
        return Booking(shop, given.meeting, change_token(workspace, given.meeting.meeting_id))
    finally:
        record.close()


def workspace_of(record: Record, shop: Shop) -> Workspace:
    found = record.read_workspace(WorkspaceId(shop.workspace_id))
    assert found is not None
    return found


def all_meetings(shop: Shop) -> list[tuple[object, ...]]:
    """Every meeting of the shop: what nobody else may change."""
    record = open_record(shop.server.database_url)
    try:
        with record.reading() as connection:
            query = select(meetings).where(meetings.c.workspace_id == shop.workspace_id)
            return sorted(tuple(row) for row in connection.execute(query))
    finally:
        record.close()
