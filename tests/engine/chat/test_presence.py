"""The promise: who is in conversation, and who wants no openings, is known to who decides, after
a start as before."""

from tests.engine.chat.conftest import House

from dangol.engine.chat.presence import ALIVE_US, WAITING_US, Presence, alive_until
from dangol.listen.people import Person
from dangol.store.chat_rows import ConversationState
from dangol.terms.instants import Instant


def somebody(name: str = "visitor") -> Person:
    return Person("p1", "p1", Instant(1), identifiers=[f"a:{name}"])


def test_a_conversation_goes_on_for_half_an_hour_after_its_last_word(house: House) -> None:
    visit = house.visit()
    house.ask(visit, "감사합니다")
    presence, workspace_id = house.chat.floor.presence, house.workspace.workspace_id
    last = house.now - 1_000_000
    at = Instant(last + ALIVE_US - 1)
    assert presence.standing(workspace_id, somebody(), at).is_in_conversation
    assert not presence.standing(workspace_id, somebody(), Instant(at + 1)).is_in_conversation
    assert not presence.standing(workspace_id, somebody("other"), at).is_in_conversation
    assert not presence.standing("another workspace", somebody(), at).is_in_conversation


def test_who_waits_for_a_person_is_in_conversation_for_a_day(house: House) -> None:
    visit = house.visit()
    house.ask(visit, "사람 바꿔주세요")
    at = Instant(house.now + WAITING_US - 2_000_000)
    presence = house.chat.floor.presence
    assert presence.standing(house.workspace.workspace_id, somebody(), at).is_in_conversation


def test_what_is_over_is_over(house: House) -> None:
    visit = house.visit()
    house.ask(visit, "감사합니다")
    where = house.workspace.workspace_id, visit.conversation_id
    house.chat.operators.close(*where, "op-1")
    presence = house.chat.floor.presence
    assert not presence.standing(where[0], somebody(), house.now).is_in_conversation
    assert alive_until(ConversationState.CLOSED, house.now) == 0


def test_a_start_knows_what_was_known_before(house: House) -> None:
    house.ask(house.visit(), "감사합니다")
    again = Presence()
    again.load(house.record, house.now)
    assert again.standing(house.workspace.workspace_id, somebody(), house.now).is_in_conversation
