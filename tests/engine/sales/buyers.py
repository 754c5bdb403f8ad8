"""A company with two hosts, and people who want to meet them."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import msgspec
from tests.engine.chat.conftest import House

from dangol.engine.chat.known import Known
from dangol.engine.chat.offering import Asking
from dangol.engine.chat.visit import Visit
from dangol.engine.sales.booking import ask_times, book
from dangol.engine.sales.setups import keep_sales_setup
from dangol.speak.sales.motion import BookAsk, Booked, HeldFor, MeetingTime, NotBooked, TimesAsk
from dangol.speak.sales.motion import Times as OfferedTimes
from dangol.store.deliveries import read_deliveries
from dangol.store.schema_sales import meetings
from dangol.terms.instants import HOUR_US, Instant
from dangol.terms.languages import Language

HOME = "https://chat.example"
TEAM = """
[[hosts]]
id = "mina"
name = "김미나"
email = "mina@company.example"
languages = ["ko", "en"]
zone = "Asia/Seoul"
hours = "mon-fri 10:00-18:00"
most_per_day = {most}
buffer_min = 0
meeting_min = 30

[[hosts]]
id = "aoi"
name = "佐藤葵"
email = "aoi@company.example"
languages = ["ja"]
zone = "Asia/Tokyo"
hours = "mon-fri 09:00-17:00"
buffer_min = 0
meeting_min = 30
"""


def sell(house: House, *, most: int = 50, team: str = TEAM) -> None:
    """The house's company has hosts."""
    house.chat.floor.home_url = HOME
    with house.record.writing() as connection:
        texts = {"team": team.replace("{most}", str(most))}
        keep_sales_setup(connection, house.workspace.workspace_id, texts, house.now)


@dataclass
class Buyer:
    """Somebody in a conversation."""

    house: House
    visit: Visit
    zone: str = "Asia/Seoul"
    language: Language = Language.KO
    seq: int = 0
    network: str = ""

    def says(self, text: str) -> None:
        """A message of theirs, which the next asking is for."""
        acked: Any = self.house.chat.say(self.visit, uuid4().hex, text)
        self.house.settle()
        self.seq = acked.seq

    @property
    def asking(self) -> Asking:
        return Asking(
            self.house.workspace,
            self.visit.conversation_id,
            self.seq,
            Known(self.visit.person_id),
            self.network,
        )

    def times(self, wanted_from: int = 0, wanted_until: int = 0) -> OfferedTimes:
        ask = TimesAsk(
            self.language,
            self.house.now,
            (),
            self.zone,
            Instant(wanted_from),
            Instant(wanted_until or wanted_from),
        )
        return ask_times(self.house.chat.floor, self.asking, ask)

    def books(
        self, time: MeetingTime, email: str = "", name: str = "", **other: Any
    ) -> Booked | HeldFor | NotBooked:
        ask = BookAsk(
            self.language,
            self.house.now,
            other.get("host_id", time.host_id),
            other.get("starts_at", time.starts_at),
            self.zone,
            email,
            name,
        )
        return book(self.house.chat.floor, self.asking, ask)


def buyer(
    house: House,
    name: str = "buyer",
    *,
    lang: str = "ko",
    zone: str = "Asia/Seoul",
    network: str = "",
) -> Buyer:
    """Somebody who has said something."""
    made = Buyer(house, house.visit(name, lang=lang), zone, Language(lang), network=network)
    made.says("안녕하세요")
    return made


def nine(house: House) -> Instant:
    """Ten in the morning of the house's day is when tests begin; this is an hour before."""
    return Instant(house.now - HOUR_US)


def mails(house: House) -> list[dict[str, Any]]:
    """What is to be sent by mail, the oldest first, each with its key."""
    with house.record.reading() as connection:
        rows = read_deliveries(connection, house.workspace.workspace_id)
    found = [row for row in reversed(rows) if row.kind == "mail"]
    return [msgspec.json.decode(row.payload) | {"key": row.key} for row in found]


def booked_rows(house: House) -> list[tuple[Any, ...]]:
    """Every meeting: its state, host and beginning."""
    columns = meetings.c.state, meetings.c.host_id, meetings.c.starts_at
    with house.record.reading() as connection:
        return [
            tuple(row) for row in connection.execute(meetings.select().with_only_columns(*columns))
        ]
