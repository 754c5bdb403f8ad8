"""The promise: whoever asked to be told that something is back is told once, in their conversation,
when they are there; until then they wait, and so does whoever a colleague is talking with."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import msgspec
import pytest
from tests.engine.chat.conftest import House
from tests.engine.chat.test_leaving import SHIRT, form_of, stock_shelf

from dangol.engine.chat.hub import Ear, News, Said
from dangol.engine.chat.leaving import Contact, leave_contact
from dangol.engine.chat.saying import Acked
from dangol.engine.chat.visit import Greeting, NotTheirs, Visit
from dangol.listen.catalogue.product import Availability
from dangol.store.contacts import read_alerts
from dangol.store.handoffs import Handoffs
from dangol.terms.instants import MINUTE_US, Instant

ASKED = {
    "ko": ("옥스퍼드 셔츠 블랙 L 품절이네, 들어오면 알려줘요", "다시 들어왔어요"),
    "ja": ("옥스퍼드 셔츠 ブラックのL、入荷したら教えて", "再入荷しました"),
    "en": ("옥스퍼드 셔츠 black L is sold out, tell me when it's back", "is back in stock"),
}


def waits(house: House, lang: str = "ko", name: str = "visitor", **contact: str) -> Visit:
    """A visitor who left an address to be told of the shirt in L."""
    visit = house.visit(name, lang=lang)
    house.ask(visit, ASKED[lang][0])
    seq, form = form_of(house, visit, "contact")
    assert form["purpose"] == "restock", form
    left = {"email": "kim@shop.example", "phone": ""} | contact
    version = form["consent"]["version"]
    done = leave_contact(
        house.chat.floor,
        visit,
        Contact(f"left-{name}", seq, **left, version=version, is_agreed=True),
    )
    assert isinstance(done, Acked), done
    return visit


def comes(house: House, visit: Visit) -> tuple[Ear, list[News]]:
    """The visitor's browser is on the line, and hears."""
    heard: list[News] = []
    ear = house.chat.floor.hub.listen(heard.append)
    greeting = Greeting(house.workspace, visit.anonymous_id, visit.ticket_hash)
    assert not isinstance(house.chat.greet(greeting, ear), NotTheirs)
    return ear, heard


def arrives(house: House, *options: str) -> None:
    """The catalogue has these options again, and the agent knows."""
    rows = [
        msgspec.structs.replace(row, availability=Availability.IN_STOCK)
        for row in SHIRT
        if row.product_id in (options or ("sh-01-l",))
    ]
    house.now = Instant(house.now + MINUTE_US)
    worlds = house.chat.worlds
    with house.record.transaction(house.workspace.workspace_id) as unit:
        unit.write_products(rows, house.now)
    shop = None
    while shop is None or not all(
        one.is_in_stock
        for one in shop.by_id["sh-01"].options
        if one.option_id in {row.product_id for row in rows}
    ):
        house.now = Instant(house.now + MINUTE_US)
        shop = next(iter(worlds.world_of(house.workspace, house.now).shops.values()))


def told(house: House, visit: Visit) -> list[list[dict[str, Any]]]:
    """What was said to the visitor of what is back."""
    return [
        parts
        for _, sender, parts in house.messages(visit)
        if sender == "agent" and any(word in str(parts) for _, word in ASKED.values())
    ]


def alerts_of(house: House, visit: Visit) -> list[tuple[str, str, bool]]:
    with house.record.reading() as connection:
        found = read_alerts(connection, house.workspace.workspace_id, visit.person_id)
    return sorted((one.option_id, one.channel, one.told_at > 0) for one in found)


@pytest.mark.parametrize("lang", sorted(ASKED))
def test_who_waits_is_told_once_when_it_is_back_and_they_are_there(house: House, lang: str) -> None:
    stock_shelf(house)
    visit = waits(house, lang)
    ear, heard = comes(house, visit)
    assert house.chat.restocks.look() == 0, "it is not back"
    arrives(house)
    assert house.chat.restocks.look() == 1
    assert house.chat.restocks.look() == 0
    (parts,) = told(house, visit)
    assert ASKED[lang][1] in parts[0]["text"]
    (card,) = [part for part in parts if part["type"] == "product"]
    assert card["productId"] == "sh-01"
    assert all(option["isInStock"] for option in card["options"])
    assert [
        one["id"] for part in parts if part["type"] == "replies" for one in part["replies"]
    ] == ["add:sh-01-l"]
    assert [one for one in heard if isinstance(one, Said) and one.message.skill == "restock"]
    assert alerts_of(house, visit) == [("sh-01-l", "email", True)]
    ear.close()


def test_who_is_not_there_waits_until_they_come(house: House) -> None:
    stock_shelf(house)
    visit, other = waits(house), house.visit("somebody else")
    ear, _ = comes(house, other)
    arrives(house)
    assert house.chat.restocks.look() == 0
    assert alerts_of(house, visit) == [("sh-01-l", "email", False)]
    back, _ = comes(house, visit)
    assert house.chat.restocks.look() == 1
    assert len(told(house, visit)) == 1 and not told(house, other)
    ear.close()
    back.close()


def test_two_addresses_for_one_thing_are_told_once_and_both_noted(house: House) -> None:
    stock_shelf(house)
    visit = waits(house, phone="010-1234-5678")
    ear, _ = comes(house, visit)
    arrives(house)
    assert house.chat.restocks.look() == 1
    assert house.chat.restocks.look() == 0
    assert alerts_of(house, visit) == [("sh-01-l", "email", True), ("sh-01-l", "sms", True)]
    ear.close()


def test_of_many_who_look_at_once_one_tells_it(house: House) -> None:
    stock_shelf(house)
    visit = waits(house)
    ear, _ = comes(house, visit)
    arrives(house)
    threads = 8
    barrier = Barrier(threads)

    def look(_: int) -> int:
        barrier.wait()
        return house.chat.restocks.look()

    with ThreadPoolExecutor(threads) as pool:
        assert sum(pool.map(look, range(threads))) == 1
    assert len(told(house, visit)) == 1
    ear.close()


def test_nobody_speaks_over_a_colleague_and_it_is_told_afterwards(house: House) -> None:
    stock_shelf(house)
    visit = waits(house)
    ear, _ = comes(house, visit)
    arrives(house)
    operators, workspace_id = house.chat.operators, house.workspace.workspace_id
    operators.join(workspace_id, visit.conversation_id, "op-1", name="미나")
    assert house.chat.restocks.look() == 0
    assert alerts_of(house, visit) == [("sh-01-l", "email", False)] and not told(house, visit)
    operators.hand_back(workspace_id, visit.conversation_id, "op-1")
    assert house.chat.restocks.look() == 1
    assert len(told(house, visit)) == 1
    ear.close()


def test_who_asked_for_any_of_what_is_gone_is_told_of_the_first_that_is_back(house: House) -> None:
    gone = [msgspec.structs.replace(one, availability=Availability.OUT_OF_STOCK) for one in SHIRT]
    with house.record.transaction(house.workspace.workspace_id) as unit:
        unit.write_products(gone, house.now)
    visit = house.visit()
    house.ask(visit, "옥스퍼드 셔츠 품절이네, 들어오면 알려줘요")
    seq, form = form_of(house, visit, "contact")
    contact = Contact("left", seq, "a@b.example", "", form["consent"]["version"], True)
    assert isinstance(leave_contact(house.chat.floor, visit, contact), Acked)
    assert [option for option, _, _ in alerts_of(house, visit)] == ["sh-01-l", "sh-01-m"]
    ear, _ = comes(house, visit)
    arrives(house, "sh-01-m")
    assert house.chat.restocks.look() == 1
    arrives(house, "sh-01-l")
    assert house.chat.restocks.look() == 0
    assert len(told(house, visit)) == 1
    ear.close()


def test_a_conversation_that_is_over_is_not_opened_again(house: House) -> None:
    stock_shelf(house)
    visit = waits(house)
    ear, _ = comes(house, visit)
    arrives(house)
    with house.record.writing() as connection:
        Handoffs(connection, house.workspace.workspace_id).close(
            visit.conversation_id, now=house.now, reason="closed"
        )
    assert house.chat.restocks.look() == 0
    assert alerts_of(house, visit) == [("sh-01-l", "email", False)]
    ear.close()
