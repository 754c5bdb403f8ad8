"""The promise: one has the word at a time, it is known who and since when, and nobody who waits
for a person is overlooked.
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.store.chat import at, at_once, begin, begun, said, say
from tests.store.conftest import NOW

from dangol.store.chat_rows import (
    Appended,
    Changed,
    ConversationRow,
    ConversationState,
    Refused,
    Sender,
    Unchanged,
)
from dangol.store.conversations import Conversations
from dangol.store.handoffs import Handoffs
from dangol.store.inbox import InboxCounts, count_inbox, read_inbox, read_unanswered
from dangol.store.record import Record
from dangol.store.workspaces import Workspace


def found(record: Record, shop: Workspace, conversation_id: str = "c1") -> ConversationRow:
    with record.reading() as connection:
        row = Conversations(connection, shop.workspace_id).read_conversation(conversation_id)
    assert row is not None
    return row


def test_a_person_is_asked_for_joins_answers_and_hands_back(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("깨져서 왔다고요, 사람 바꿔주세요"))
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        asked = hands.ask_person("c1", now=at(1), reason="visitor_asked")
        assert isinstance(asked, Changed)
        assert (asked.is_new, asked.conversation.needs_person_at) == (True, at(1))
        again = hands.ask_person("c1", now=at(2))
        assert again == Changed(asked.conversation, is_new=False)
    say(record, shop, "c1", said("곧 사람이 옵니다", Sender.AGENT))
    with record.writing() as connection:
        joined = Handoffs(connection, shop.workspace_id).join("c1", "o1", now=at(3))
    assert isinstance(joined, Changed)
    assert joined.conversation.operator_id == "o1"
    assert joined.conversation.needs_person_at == at(1)
    say(record, shop, "c1", said("제가 도와드릴게요", Sender.OPERATOR, by="o1", second=4))
    assert found(record, shop).needs_person_at == 0
    say(record, shop, "c1", said("감사해요", second=5))
    assert found(record, shop).needs_person_at == at(5)
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        assert isinstance(hands.hand_back("c1", "o1", now=at(6)), Changed)
        changes = hands.read_changes("c1")
    after = found(record, shop)
    assert (after.state, after.operator_id, after.needs_person_at) == ("open", "", 0)
    assert [(one.state, one.operator_id, one.reason, one.at) for one in changes] == [
        (ConversationState.WAITING, "", "visitor_asked", at(1)),
        (ConversationState.JOINED, "o1", "joined", at(3)),
        (ConversationState.OPEN, "o1", "handed_back", at(6)),
    ]


def test_the_agent_is_silent_from_the_moment_at_which_an_operator_joins(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        Handoffs(connection, shop.workspace_id).join("c1", "o1", now=NOW)
        chat = Conversations(connection, shop.workspace_id)
        done = chat.append_message("c1", said("제 답은", Sender.AGENT, client_id="reply:1"))
        assert isinstance(done, Unchanged)
        assert done.reason is Refused.A_PERSON_SPEAKS
        assert isinstance(chat.append_message("c1", said("알림", Sender.SYSTEM)), Appended)


@pytest.mark.parametrize("state", ["open", "waiting", "closed", "joined"])
def test_an_operator_speaks_only_while_they_have_the_word(
    record: Record, shop: Workspace, state: str
) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        if state == "waiting":
            hands.ask_person("c1", now=NOW)
        elif state == "closed":
            hands.close("c1", now=NOW)
        elif state == "joined":
            hands.join("c1", "another", now=NOW)
        chat = Conversations(connection, shop.workspace_id)
        done = chat.append_message("c1", said("네", Sender.OPERATOR, by="o1"))
    assert isinstance(done, Unchanged)
    expected = Refused.JOINED_BY_ANOTHER if state == "joined" else Refused.NOT_JOINED
    assert done.reason is expected


def test_of_operators_who_join_at_once_one_has_the_word(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())

    def join(n: int) -> Changed | Unchanged:
        with record.writing() as connection:
            return Handoffs(connection, shop.workspace_id).join("c1", f"o{n}", now=at(n))

    done = at_once(16, join)
    (one,) = [result for result in done if isinstance(result, Changed)]
    assert one.conversation.operator_id == found(record, shop).operator_id
    assert {result.reason for result in done if isinstance(result, Unchanged)} == {
        Refused.JOINED_BY_ANOTHER
    }


def test_a_colleagues_word_is_taken_over_only_on_purpose(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        hands.join("c1", "o1", now=NOW)
        assert isinstance(hands.join("c1", "o2", now=NOW), Unchanged)
        refused = hands.hand_back("c1", "o2", now=NOW)
        assert isinstance(refused, Unchanged)
        assert refused.reason is Refused.JOINED_BY_ANOTHER
        taken = hands.join("c1", "o2", now=at(1), takes_over=True)
        assert isinstance(taken, Changed)
        assert taken.conversation.operator_id == "o2"
        assert [one.operator_id for one in hands.read_changes("c1")] == ["o1", "o2"]


def test_what_is_so_already_is_not_written_again(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        again = [
            hands.hand_back("c1", "o1", now=NOW),
            hands.join("c1", "o1", now=NOW),
            hands.join("c1", "o1", now=NOW),
            hands.ask_person("c1", now=NOW),
            hands.close("c1", now=NOW, operator_id="o1", reason="done"),
            hands.close("c1", now=NOW),
        ]
        assert [one.is_new for one in again if isinstance(one, Changed)] == [
            False,
            True,
            False,
            False,
            True,
            False,
        ]
        refused = hands.hand_back("c1", "o1", now=NOW)
        assert isinstance(refused, Unchanged)
        assert refused.reason is Refused.CLOSED
        assert len(hands.read_changes("c1")) == 2


def test_the_inbox_shows_who_waits_for_a_person_first_then_the_newest(
    record: Record, shop: Workspace
) -> None:
    for n in range(1, 8):
        begin(record, shop, begun(f"c{n}", ticket=f"t{n}"))
        say(record, shop, f"c{n}", said(f"질문 {n}", second=n))
    with record.writing() as connection:
        hands = Handoffs(connection, shop.workspace_id)
        hands.ask_person("c5", now=at(20))
        hands.ask_person("c2", now=at(30))
        hands.join("c3", "o1", now=at(31))
        hands.close("c7", now=at(32))
    say(record, shop, "c3", said("답", Sender.OPERATOR, by="o1", second=3))
    with record.reading() as connection:
        workspace_id = shop.workspace_id
        inbox = read_inbox(connection, workspace_id)
        order = [line.conversation.conversation_id for line in inbox]
        assert order == ["c5", "c2", "c6", "c4", "c3", "c1"]
        assert [line.unread for line in inbox] == [1, 1, 1, 1, 0, 1]
        assert [line.last.seq for line in inbox if line.last] == [1, 1, 1, 1, 2, 1]
        for limit in (1, 2, 3, 5):
            paged: list[str] = []
            page = read_inbox(connection, workspace_id, limit=limit)
            while page:
                paged += [line.conversation.conversation_id for line in page]
                last = page[-1].conversation
                page = read_inbox(connection, workspace_id, limit=limit, after=last)
            assert paged == order
        mine = read_inbox(connection, workspace_id, operator_id="o1")
        assert [line.conversation.conversation_id for line in mine] == ["c3"]
        over = read_inbox(connection, workspace_id, states=(ConversationState.CLOSED,))
        assert [line.conversation.conversation_id for line in over] == ["c7"]
        assert count_inbox(connection, workspace_id) == InboxCounts(2, 3, 2, 1)


def test_an_empty_conversation_and_an_empty_inbox_are_shown(
    record: Record, shop: Workspace
) -> None:
    with record.reading() as connection:
        assert read_inbox(connection, shop.workspace_id) == []
        assert count_inbox(connection, shop.workspace_id) == InboxCounts(0, 0, 0, 0)
    begin(record, shop, begun())
    with record.reading() as connection:
        (line,) = read_inbox(connection, shop.workspace_id)
    assert (line.unread, line.last) == (0, None)


def test_turns_that_were_cut_off_are_found_longest_first(record: Record, shop: Workspace) -> None:
    for n, sender in enumerate((Sender.VISITOR, Sender.AGENT, Sender.VISITOR, Sender.VISITOR)):
        begin(record, shop, begun(f"c{n}", ticket=f"t{n}"))
        say(record, shop, f"c{n}", said("말", sender, second=9 - n))
    with record.writing() as connection:
        Handoffs(connection, shop.workspace_id).join("c3", "o1", now=NOW)
        cut = read_unanswered(connection, shop.workspace_id)
    assert [row.conversation_id for row in cut] == ["c2", "c0"]


ACTS = ("visitor", "agent", "o1", "o2", "ask", "join1", "join2", "take2", "back1", "back2", "close")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(st.sampled_from(ACTS), min_size=5, max_size=40), number=st.integers(0, 2**40))
def test_whatever_happens_numbers_have_no_gap_and_the_changes_say_who_had_the_word(
    record: Record, shop: Workspace, acts: list[str], number: int
) -> None:
    conversation_id = f"c{number}"
    words: list[Sender] = []
    speakers: list[str] = []
    with record.writing() as connection:
        chat, hands = (cls(connection, shop.workspace_id) for cls in (Conversations, Handoffs))
        opened = chat.open_conversation(begun(conversation_id, ticket=""))
        if not opened.is_new:
            return
        for second, act in enumerate(acts):
            now = at(second)
            match act:
                case "visitor" | "agent":
                    sender = Sender(act)
                    done = chat.append_message(conversation_id, said("말", sender, second=second))
                case "o1" | "o2":
                    sender = Sender.OPERATOR
                    message = said("말", sender, by=act, second=second)
                    done = chat.append_message(conversation_id, message)
                case "ask":
                    hands.ask_person(conversation_id, now=now)
                    continue
                case "join1" | "join2" | "take2":
                    takes = act == "take2"
                    hands.join(conversation_id, f"o{act[-1]}", now=now, takes_over=takes)
                    continue
                case "back1" | "back2":
                    hands.hand_back(conversation_id, f"o{act[-1]}", now=now)
                    continue
                case _:
                    hands.close(conversation_id, now=now)
                    continue
            if isinstance(done, Appended):
                words.append(sender)
                speakers.append(done.conversation.operator_id)
                assert (sender is Sender.AGENT) <= (done.conversation.operator_id == "")
                assert (sender is Sender.OPERATOR) <= (done.conversation.operator_id == act)
        row = chat.read_conversation(conversation_id)
        messages = chat.read_messages(conversation_id)
        changes = hands.read_changes(conversation_id)
    assert row is not None
    assert [(one.seq, one.sender) for one in messages] == list(enumerate(words, start=1))
    assert row.last_seq == len(words)
    states = [ConversationState.OPEN, *(one.state for one in changes)]
    assert [one.was for one in changes] == states[:-1]
    assert row.state is states[-1]
    assert (row.state is ConversationState.JOINED) == (row.operator_id != "")
    is_asking = row.state in (ConversationState.WAITING, ConversationState.JOINED)
    assert (row.needs_person_at > 0) <= is_asking
    assert (row.state is ConversationState.WAITING) <= (row.needs_person_at > 0)
