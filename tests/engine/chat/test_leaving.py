"""The promise: an address is kept with the consent that was given to it, for what it was left for,
and never without; what became of an add to the cart stands in the conversation once."""

from typing import Any

import pytest
from tests.engine.chat.conftest import House

from dangol.engine.chat.leaving import Contact, leave_contact, note_cart
from dangol.engine.chat.saying import Acked, Refusal
from dangol.engine.chat.visit import Visit
from dangol.listen.catalogue.product import Availability, Product
from dangol.store.contacts import read_alerts, read_contacts
from dangol.terms.instants import HOUR_US, Instant
from dangol.terms.money import Money

SHIRT = [
    Product(
        product_id=f"sh-01-{size}",
        group_id="sh-01",
        title="옥스퍼드 셔츠",
        price=Money(39_000, "KRW"),
        availability=stock,
        url="https://shop.example/products/sh-01",
        options=(("색상", "블랙"), ("사이즈", size.upper())),
    )
    for size, stock in (("m", Availability.IN_STOCK), ("l", Availability.OUT_OF_STOCK))
]


def stock_shelf(house: House) -> None:
    with house.record.transaction(house.workspace.workspace_id) as unit:
        unit.write_products(SHIRT, house.now)


def form_of(house: House, visit: Visit, kind: str) -> tuple[int, dict[str, Any]]:
    for seq, _, parts in reversed(house.messages(visit)):
        for part in parts:
            if part["type"] == kind:
                return seq, part
    raise AssertionError(f"no {kind} in {house.messages(visit)}")


def asked_at_night(house: House) -> tuple[Visit, int, dict[str, Any]]:
    """A visitor who asked for a person when nobody is there, and the form they got."""
    house.now = Instant(house.now + 12 * HOUR_US)
    visit = house.visit()
    house.ask(visit, "사람 바꿔주세요")
    return visit, *form_of(house, visit, "contact")


def test_an_address_is_kept_with_its_consent_and_not_shown_in_full(house: House) -> None:
    visit, seq, form = asked_at_night(house)
    version = form["consent"]["version"]
    contact = Contact("contact-1", seq, "kim@shop.example", "010-1234-5678", version, True)
    done = leave_contact(house.chat.floor, visit, contact)
    assert isinstance(done, Acked)
    assert leave_contact(house.chat.floor, visit, contact) == done
    workspace_id = house.workspace.workspace_id
    with house.record.reading() as connection:
        left = read_contacts(connection, workspace_id, visit.person_id)
    assert {(one.kind, one.value, one.purpose) for one in left} == {
        ("email", "kim@shop.example", "handoff"),
        ("phone", "01012345678", "handoff"),
    }
    with house.record.transaction(workspace_id) as unit:
        consents = unit.read_consents([visit.person_id])
    assert {(one.channel, one.text_version, one.is_given) for one in consents} == {
        ("email", version, True),
        ("sms", version, True),
    }
    assert form["consent"]["text"] in consents[0].evidence.decode()
    assert "kim@" not in str(house.messages(visit)) and "1234-5678" not in str(
        house.messages(visit)
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"is_agreed": False}, "not_agreed"),
        ({"version": "another"}, "not_agreed"),
        ({"seq": 1}, "unknown_message"),
        ({"seq": 99}, "unknown_message"),
        ({"email": ""}, "bad_contact"),
        ({"email": "kim"}, "bad_contact"),
        ({"email": "kim@shop"}, "bad_contact"),
        ({"email": "kim..hana@shop.example"}, "bad_contact"),
        ({"email": "a@b.example, c@d.example"}, "bad_contact"),
        ({"email": "kim@shop.example\r\nBcc: x@y.example"}, "bad_contact"),
        ({"email": "", "phone": "전화 주세요"}, "bad_contact"),
    ],
)
def test_nothing_is_kept_of_what_was_not_agreed_to_or_cannot_be(
    house: House, change: dict[str, Any], code: str
) -> None:
    visit, seq, form = asked_at_night(house)
    fields = {
        "client_id": "contact-1",
        "seq": seq,
        "email": "kim@shop.example",
        "phone": "",
        "version": form["consent"]["version"],
        "is_agreed": True,
    }
    before = house.messages(visit)
    done = leave_contact(house.chat.floor, visit, Contact(**fields | change))
    assert done == Refusal(code, "contact-1")
    with house.record.reading() as connection:
        assert not read_contacts(connection, house.workspace.workspace_id, visit.person_id)
    assert house.messages(visit) == before


def test_nobody_leaves_an_address_in_the_conversation_of_another(house: House) -> None:
    _, seq, form = asked_at_night(house)
    stranger = house.visit("stranger")
    contact = Contact("c-1", seq, "x@y.example", "", form["consent"]["version"], True)
    done = leave_contact(house.chat.floor, stranger, contact)
    assert done == Refusal("unknown_message", "c-1")


def test_who_wants_to_know_when_it_is_back_is_noted_with_the_option(house: House) -> None:
    stock_shelf(house)
    visit = house.visit()
    house.ask(visit, "옥스퍼드 셔츠 블랙 L 품절이네, 들어오면 알려줘요")
    seq, form = form_of(house, visit, "contact")
    assert form["purpose"] == "restock"
    version = form["consent"]["version"]
    contact = Contact("contact-1", seq, "kim@shop.example", "", version, True)
    assert isinstance(leave_contact(house.chat.floor, visit, contact), Acked)
    with house.record.reading() as connection:
        alerts = read_alerts(connection, house.workspace.workspace_id, visit.person_id)
    assert [(one.product_id, one.option_id, one.channel) for one in alerts] == [
        ("sh-01", "sh-01-l", "email")
    ]


def test_an_add_to_the_cart_is_exactly_one_option_and_noted_once(house: House) -> None:
    stock_shelf(house)
    visit = house.visit()
    parts = house.ask(visit, "옥스퍼드 셔츠 블랙 M 담아줘")
    adds = [part for part in parts if part["type"] == "cart_add"]
    assert [(one["productId"], one["optionId"], one["quantity"]) for one in adds] == [
        ("sh-01", "sh-01-m", 1)
    ]
    seq, _ = form_of(house, visit, "cart_add")
    floor = house.chat.floor
    done = note_cart(floor, visit, "cart-1", seq, is_added=True, error="")
    assert note_cart(floor, visit, "cart-1", seq, is_added=False, error="x") == done
    assert house.messages(visit)[-1][1:] == (
        "system",
        [{"type": "notice", "text": "장바구니에 담았어요."}],
    )
    refused = note_cart(floor, visit, "cart-2", 1, is_added=True, error="")
    assert refused == Refusal("unknown_message", "cart-2")
