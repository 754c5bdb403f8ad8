"""A hundred people press the same time at once: one has it, and each of the others is told so, with
times that are still free."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from tests.engine.chat.conftest import MORNING, House
from tests.engine.sales.buyers import TEAM, booked_rows, mails, sell
from tests.store.chat import at_once

from dangol.engine.chat.visit import Visit
from dangol.store.record import open_record
from dangol.store.workspaces import new_workspace

PEOPLE = 100


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A company on one file, with a host who takes one meeting a day."""
    record = open_record(f"sqlite:///{tmp_path}/dangol.sqlite")
    new = new_workspace(
        "달빛솔루션",
        zone="Asia/Seoul",
        currency="KRW",
        languages=("ko", "ja", "en"),
        now=MORNING,
        chance=bytes(range(80)),
    )
    made = House(record, record.create_workspace(new))
    sell(made, most=1, team=TEAM)
    try:
        yield made
    finally:
        made.close()
        record.close()


def test_the_last_time_of_a_day_is_one_persons(house: House) -> None:
    people: list[Visit] = []
    for number in range(PEOPLE):
        visit = house.visit(f"b{number}")
        words = f"미팅 예약하고 싶어요. 메일은 b{number}@buyer.example 입니다"
        house.chat.say(visit, uuid4().hex, words)
        people.append(visit)
    house.settle()
    offered = {visit.anonymous_id: house.messages(visit)[-1] for visit in people}
    buttons = {name: ids_in(parts) for name, (_, _, parts) in offered.items()}
    (wanted,) = {ids[0] for ids in buttons.values()}

    def press(number: int) -> None:
        visit = people[number]
        seq = offered[visit.anonymous_id][0]
        house.chat.press(visit, uuid4().hex, wanted, seq)

    at_once(PEOPLE, press)
    house.settle()
    answers = [house.messages(visit)[-1] for visit in people]
    assert all(sender == "agent" for _, sender, _ in answers)
    winners = [parts for _, _, parts in answers if any(part["type"] == "source" for part in parts)]
    assert len(winners) == 1
    others = [parts for _, _, parts in answers if parts not in winners]
    assert len(others) == PEOPLE - 1
    for parts in others:
        assert wanted not in ids_in(parts)
        assert len(ids_in(parts)) == 3
    assert len(booked_rows(house)) == 1
    assert len({mail["to"] for mail in mails(house)}) == 2


def ids_in(parts: list[dict[str, object]]) -> list[str]:
    """The times that a message offers."""
    found: list[str] = []
    for part in parts:
        replies = part.get("replies")
        if isinstance(replies, list):
            found += [one["id"] for one in replies if one["id"].startswith("book:")]
    return found
