"""The promise: the visitor always sees who speaks; while a person has the word the agent is silent,
however far its reply had come; and handed back, it goes on."""

from threading import Event

from tests.engine.chat.conftest import House

from dangol.engine.chat.hub import News, Passed, Said, of_conversation
from dangol.speak.reply import Reply, Turn
from dangol.speak.turn import take_turn
from dangol.speak.world import World
from dangol.store.chat_rows import Appended, Changed, ConversationState, Refused, Unchanged
from dangol.store.inbox import read_inbox

ASK_PERSON = "사람 바꿔주세요"


def test_who_asks_for_a_person_stands_first_in_the_inbox(house: House) -> None:
    visit = house.visit()
    parts = house.ask(visit, ASK_PERSON)
    assert [part["state"] for part in parts if part["type"] == "handoff"] == ["waiting"]
    with house.record.reading() as connection:
        (line,) = read_inbox(connection, house.workspace.workspace_id)
    assert line.conversation.state is ConversationState.WAITING
    assert line.conversation.needs_person_at == house.now - 1_000_000


def test_an_operator_takes_the_word_writes_and_hands_back(house: House) -> None:
    visit, operators = house.visit(), house.chat.operators
    house.ask(visit, ASK_PERSON)
    where = house.workspace.workspace_id, visit.conversation_id
    news: list[News] = []
    ear = house.chat.floor.hub.listen(news.append, of_conversation(*where))
    assert isinstance(operators.join(*where, "op-1", name="지영"), Changed)
    said = operators.say(*where, "op-1", "op-message-1", "안녕하세요, 지영입니다.")
    assert isinstance(said, Appended) and said.is_new
    again = operators.say(*where, "op-1", "op-message-1", "안녕하세요, 지영입니다.")
    assert isinstance(again, Appended) and (again.seq, again.is_new) == (said.seq, False)
    house.chat.say(visit, "visitor-2", "네, 안녕하세요")
    house.settle()
    assert house.messages(visit)[-1][1] == "visitor"  # the agent is silent
    assert isinstance(operators.hand_back(*where, "op-1"), Changed)
    house.settle()
    senders = [sender for _, sender, _ in house.messages(visit)]
    assert senders == ["visitor", "agent", "system", "operator", "visitor", "system", "agent"]
    joined, ended = (parts for _, sender, parts in house.messages(visit) if sender == "system")
    assert joined == [{"type": "handoff", "state": "joined", "name": "지영"}]
    assert ended == [{"type": "handoff", "state": "ended"}]
    passed = [one.state for one in news if isinstance(one, Passed)]
    assert passed == [ConversationState.JOINED, ConversationState.OPEN]
    assert [one.message.seq for one in news if isinstance(one, Said)] == [3, 4, 5, 6, 7]
    ear.close()


def test_a_reply_that_comes_after_an_operator_has_the_word_is_dropped(
    house: House, gate: Event
) -> None:
    visit, begun = house.visit(), Event()

    def slow(turn: Turn, world: World) -> Reply:
        begun.set()
        gate.wait(30)
        return take_turn(turn, world)

    house.turn = slow
    house.chat.say(visit, "visitor-1", "배송 언제 와요?")
    assert begun.wait(30)
    where = house.workspace.workspace_id, visit.conversation_id
    assert isinstance(house.chat.operators.join(*where, "op-1", name="지영"), Changed)
    gate.set()
    house.settle()
    assert [sender for _, sender, _ in house.messages(visit)] == ["visitor", "system"]


def test_two_operators_do_not_speak_at_once(house: House) -> None:
    visit, operators = house.visit(), house.chat.operators
    house.ask(visit, ASK_PERSON)
    where = house.workspace.workspace_id, visit.conversation_id
    operators.join(*where, "op-1", name="지영")
    late = operators.join(*where, "op-2", name="민수")
    assert isinstance(late, Unchanged) and late.reason is Refused.JOINED_BY_ANOTHER
    refused = operators.say(*where, "op-2", "op-message-2", "제가 할게요")
    assert isinstance(refused, Unchanged)
    assert isinstance(operators.join(*where, "op-2", name="민수", takes_over=True), Changed)
    assert operators.say(*where, "op-2", "op-message-3", "  ") is None


def test_a_closed_conversation_is_opened_again_by_its_visitor_alone(house: House) -> None:
    visit, operators = house.visit(), house.chat.operators
    house.ask(visit, "배송비 얼마예요?")
    where = house.workspace.workspace_id, visit.conversation_id
    assert isinstance(operators.close(*where, "op-1"), Changed)
    house.ask(visit, "감사합니다")
    assert house.chat.state_of(visit) is ConversationState.OPEN


def test_after_a_person_was_asked_for_and_handed_back_one_can_be_asked_for_again(
    house: House,
) -> None:
    visit, operators = house.visit(), house.chat.operators
    house.ask(visit, ASK_PERSON)
    where = house.workspace.workspace_id, visit.conversation_id
    operators.join(*where, "op-1", name="지영")
    operators.hand_back(*where, "op-1")
    parts = house.ask(visit, ASK_PERSON)
    assert [part["state"] for part in parts if part["type"] == "handoff"] == ["waiting"]
    assert house.chat.state_of(visit) is ConversationState.WAITING
