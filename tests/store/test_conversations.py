"""The promise: what was said stands once, in order, without a gap, for those who may read it."""

import sqlite3
from pathlib import Path

from sqlalchemy import event
from tests.store.chat import another_shop, at, at_once, begin, begun, said, say
from tests.store.conftest import NOW

from dangol.store.chat_rows import (
    Appended,
    ConversationState,
    MessageRow,
    Refused,
    Sender,
    Unchanged,
)
from dangol.store.conversations import Conversations
from dangol.store.handoffs import Handoffs
from dangol.store.inbox import read_inbox, read_unanswered
from dangol.store.merges import read_ids_of, read_survivor
from dangol.store.record import Record, open_record
from dangol.store.rows import MergeRow
from dangol.store.workspaces import Workspace
from dangol.terms.instants import Instant


def read(record: Record, shop: Workspace, conversation_id: str = "c1", after: int = 0):
    with record.reading() as connection:
        return Conversations(connection, shop.workspace_id).read_messages(conversation_id, after)


def test_a_conversation_and_its_messages_come_back_as_they_went_in(
    record: Record, shop: Workspace
) -> None:
    new = begun()._replace(decision_id="d1", context=b'{"product":"sh-01"}')
    question = said("165에 55인데 M 맞을까요?", client_id="u1")
    answer = said("M이 맞아요.", Sender.AGENT, second=2)
    begin(record, shop, new)
    say(record, shop, "c1", question, answer)
    assert read(record, shop) == [question._replace(seq=1), answer._replace(seq=2)]
    with record.reading() as connection:
        chat = Conversations(connection, shop.workspace_id)
        assert chat.read_conversation("c1") == new._replace(
            last_seq=2, last_at=at(2), seen_seq_visitor=1
        )
        assert chat.read_message("c1", 2) == answer._replace(seq=2)
        assert chat.read_message("c1", 3) is None


def test_a_reader_goes_on_behind_the_last_number_seen(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", *[said(f"{n}") for n in range(1, 6)])
    assert [message.seq for message in read(record, shop, after=3)] == [4, 5]
    for seq in (5, 99, 10**30):
        assert read(record, shop, after=seq) == []
    assert len(read(record, shop, after=-(10**30))) == 5


def test_numbers_have_no_gap_however_many_speak_at_once(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())

    def speak(n: int) -> int:
        with record.writing() as connection:
            chat = Conversations(connection, shop.workspace_id)
            sender = Sender.AGENT if n % 2 else Sender.VISITOR
            done = chat.append_message("c1", said(f"{n}", sender, client_id=f"u{n}"))
            assert isinstance(done, Appended)
            assert done.is_new
            return done.seq

    assert sorted(at_once(80, speak)) == list(range(1, 81))
    assert [message.seq for message in read(record, shop)] == list(range(1, 81))


def test_one_client_id_is_one_message_however_often_it_is_sent_at_once(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())

    def speak(n: int) -> Appended | Unchanged:
        with record.writing() as connection:
            chat = Conversations(connection, shop.workspace_id)
            return chat.append_message("c1", said(f"{n}", client_id=f"u{n % 4}"))

    done = at_once(40, speak)
    assert sum(one.is_new for one in done if isinstance(one, Appended)) == 4
    assert {one.seq for one in done if isinstance(one, Appended)} == {1, 2, 3, 4}
    assert len(read(record, shop)) == 4


def test_a_message_whose_transaction_fails_leaves_no_gap(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    try:
        with record.writing() as connection:
            Conversations(connection, shop.workspace_id).append_message("c1", said("아니"))
            raise ZeroDivisionError
    except ZeroDivisionError:
        say(record, shop, "c1", said("네"))
    assert [message.seq for message in read(record, shop)] == [1]


def test_a_visitor_cannot_take_the_client_id_that_a_reply_will_have(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("심술", client_id="reply:1"))
    say(record, shop, "c1", said("답", Sender.AGENT, client_id="reply:1"))
    assert [message.sender for message in read(record, shop)] == [Sender.VISITOR, Sender.AGENT]


def test_messages_without_a_client_id_are_all_kept(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("같은 말"), said("같은 말"))
    assert len(read(record, shop)) == 2


def test_hostile_ids_are_kept_and_not_obeyed(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun()._replace(anonymous_id="a\0b\ud800'; DROP TABLE messages --"))
    for client_id in ("\0", "half \ud800", "'; DELETE FROM messages --", "x" * 10_000):
        say(record, shop, "c1", said("x", client_id=client_id), said("x", client_id=client_id))
    assert len(read(record, shop)) == 4
    with record.writing() as connection:
        chat = Conversations(connection, shop.workspace_id)
        assert chat.read_conversation("c1\0") is None
        assert chat.read_messages("\ud800") == []
        assert chat.append_message("\0", said("x")) == Unchanged(Refused.UNKNOWN, None)


def test_a_visitor_has_one_open_conversation_in_however_many_tabs(
    record: Record, shop: Workspace
) -> None:
    def arrive(n: int) -> tuple[str, bool]:
        with record.writing() as connection:
            chat = Conversations(connection, shop.workspace_id)
            done = chat.open_conversation(begun(f"c{n}"))
            return done.conversation.conversation_id, done.is_new

    done = at_once(16, arrive)
    assert len({conversation_id for conversation_id, _ in done}) == 1
    assert sum(is_new for _, is_new in done) == 1


def test_an_anonymous_id_alone_opens_nobodys_conversation(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun("mine"))
    begin(record, shop, begun("of-another-ticket", ticket="t2"), begun("no-ticket", ticket=""))
    begin(record, shop, begun("no-ticket-2", ticket=""))
    other_visitor = begun("after-logout")._replace(anonymous_id="익명-2")
    begin(record, shop, other_visitor)
    with record.reading() as connection:
        chat = Conversations(connection, shop.workspace_id)
        assert chat.read_newest("t2") == begun("of-another-ticket", ticket="t2")
        assert chat.read_newest("") is None
        assert chat.read_newest("t3") is None


def test_one_conversation_id_is_opened_once(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun(ticket=""))
    with record.writing() as connection:
        again = Conversations(connection, shop.workspace_id).open_conversation(begun(ticket=""))
    assert not again.is_new


def test_after_a_closed_conversation_a_new_one_begins(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun("c1"))
    with record.writing() as connection:
        Handoffs(connection, shop.workspace_id).close("c1", now=at(5))
    begin(record, shop, begun("c2", second=6))
    with record.reading() as connection:
        newest = Conversations(connection, shop.workspace_id).read_newest("t1")
    assert newest is not None
    assert newest.conversation_id == "c2"


def test_a_visitor_who_writes_opens_a_closed_conversation_again(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        Handoffs(connection, shop.workspace_id).close("c1", now=at(1))
    with record.writing() as connection:
        chat = Conversations(connection, shop.workspace_id)
        done = chat.append_message("c1", said("답", Sender.AGENT))
        assert isinstance(done, Unchanged)
        assert done.reason is Refused.CLOSED
        assert isinstance(chat.append_message("c1", said("저기요", second=2)), Appended)
        changes = Handoffs(connection, shop.workspace_id).read_changes("c1")
        found = chat.read_conversation("c1")
    assert found is not None
    assert found.state is ConversationState.OPEN
    assert [(one.was, one.state, one.reason) for one in changes] == [
        (ConversationState.OPEN, ConversationState.CLOSED, ""),
        (ConversationState.CLOSED, ConversationState.OPEN, "visitor_wrote"),
    ]


def test_what_was_seen_never_goes_back_and_never_beyond_the_end(
    record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("질문"), *[said(f"{n}", Sender.AGENT) for n in range(4)])
    with record.writing() as connection:
        chat = Conversations(connection, shop.workspace_id)
        assert chat.count_unread("c1") == 4
        assert chat.mark_seen("c1", Sender.VISITOR, 3)
        assert chat.count_unread("c1") == 2
        assert not chat.mark_seen("c1", Sender.VISITOR, 2)
        assert not chat.mark_seen("c1", Sender.VISITOR, -(10**30))
        assert chat.mark_seen("c1", Sender.VISITOR, 10**30)
        assert not chat.mark_seen("none", Sender.VISITOR, 1)
        assert chat.count_unread("c1") == 0
        found = chat.read_conversation("c1")
    assert found is not None
    assert (found.seen_seq_visitor, found.seen_seq_operator) == (5, 0)


def test_the_context_is_written_with_a_new_message_alone(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    with record.writing() as connection:
        chat = Conversations(connection, shop.workspace_id)
        chat.append_message("c1", said("a", client_id="1"), context=b"one")
        chat.append_message("c1", said("a", client_id="1"), context=b"two")
        found = chat.read_conversation("c1")
        assert found is not None
        assert found.context == b"one"
        assert chat.write_context("c1", b"\x00\xff")
        assert not chat.write_context("c2", b"")
        found = chat.read_conversation("c1")
        assert found is not None
        assert found.context == b"\x00\xff"


def test_workspaces_do_not_see_each_others_conversations(record: Record, shop: Workspace) -> None:
    other = another_shop(record)
    begin(record, shop, begun())
    say(record, shop, "c1", said("비밀"))
    with record.writing() as connection:
        chat = Conversations(connection, other.workspace_id)
        assert chat.read_conversation("c1") is None
        assert chat.read_messages("c1") == []
        assert chat.read_newest("t1") is None
        assert chat.read_of_person("p1") == []
        assert chat.count_unread("c1") == 0
        assert not chat.mark_seen("c1", Sender.OPERATOR, 1)
        assert not chat.write_context("c1", b"x")
        assert chat.append_message("c1", said("x")) == Unchanged(Refused.UNKNOWN, None)
        hands = Handoffs(connection, other.workspace_id)
        assert hands.read_changes("c1") == []
        for done in (
            hands.ask_person("c1", now=NOW),
            hands.join("c1", "o1", now=NOW),
            hands.hand_back("c1", "o1", now=NOW),
            hands.close("c1", now=NOW),
        ):
            assert done == Unchanged(Refused.UNKNOWN, None)
        assert read_inbox(connection, other.workspace_id) == []
        assert read_unanswered(connection, other.workspace_id) == []
    begin(record, other, begun())
    assert read(record, other) == []
    assert len(read(record, shop)) == 1


def test_a_person_who_was_merged_takes_their_conversations_along(
    record: Record, shop: Workspace
) -> None:
    for n, person_id in enumerate(("p1", "p2", "p3", "stranger")):
        begin(record, shop, begun(f"c{n}", person_id, ticket=f"t{n}", second=n))
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p3", "p2", 1, NOW), MergeRow("p2", "p1", 1, NOW)])
        unit.write_merges([MergeRow("x", "stranger", 1, NOW)])
    with record.reading() as connection:
        chat = Conversations(connection, shop.workspace_id)
        for person_id in ("p1", "p2", "p3"):
            found = chat.read_of_person(person_id)
            assert [row.conversation_id for row in found] == ["c2", "c1", "c0"]
            assert [row.person_id for row in found] == ["p3", "p2", "p1"]
            assert read_survivor(connection, shop.workspace_id, person_id) == "p1"
        assert len(chat.read_of_person("p1", limit=2)) == 2
        assert read_ids_of(connection, shop.workspace_id, "nobody") == {"nobody"}
        assert read_survivor(connection, shop.workspace_id, "nobody") == "nobody"


def test_merges_that_run_in_a_ring_end(record: Record, shop: Workspace) -> None:
    with record.transaction(shop.workspace_id) as unit:
        unit.write_merges([MergeRow("p1", "p2", 1, NOW), MergeRow("p2", "p1", 1, NOW)])
    with record.reading() as connection:
        assert read_ids_of(connection, shop.workspace_id, "p1") == {"p1", "p2"}
        assert read_survivor(connection, shop.workspace_id, "p1") == "p1"


def test_what_was_said_is_there_after_opening_again(
    record_url: str, record: Record, shop: Workspace
) -> None:
    begin(record, shop, begun())
    say(record, shop, "c1", said("안녕하세요"))
    record.close()
    again = open_record(record_url)
    assert [message.seq for message in read(again, shop)] == [1]
    again.close()


def test_no_read_or_write_of_a_conversation_walks_a_table_on_sqlite(tmp_path: Path) -> None:
    record = open_record(f"sqlite:///{tmp_path}/a.sqlite")
    shop = another_shop(record)
    heard: list[tuple[str, tuple[object, ...]]] = []

    def listen(_: object, __: object, statement: str, values: tuple[object, ...], *___: object):
        heard.append((statement, values))

    event.listen(record.engine, "before_cursor_execute", listen)
    begin(record, shop, begun())
    say(record, shop, "c1", said("a", client_id="1"))
    with record.writing() as connection:
        chat, hands = (cls(connection, shop.workspace_id) for cls in (Conversations, Handoffs))
        chat.read_messages("c1")
        chat.read_newest("t1")
        chat.read_of_person("p1")
        chat.mark_seen("c1", Sender.VISITOR, 1)
        chat.count_unread("c1")
        hands.ask_person("c1", now=NOW)
        hands.read_changes("c1")
        read_inbox(connection, shop.workspace_id)
        read_unanswered(connection, shop.workspace_id)
        read_ids_of(connection, shop.workspace_id, "p1")
        read_survivor(connection, shop.workspace_id, "p1")
    record.close()
    plain = sqlite3.connect(tmp_path / "a.sqlite")
    asked = [one for one in heard if one[0].startswith(("SELECT", "UPDATE", "WITH"))]
    assert len(asked) > 15
    for statement, values in asked:
        for step in plain.execute("EXPLAIN QUERY PLAN " + statement, values):
            said_of = str(step[3])
            is_walk = said_of.startswith("SCAN") and not said_of.endswith(("up", "down", "ROW"))
            assert not is_walk, (statement, said_of)
            assert not said_of.endswith("(workspace_id=?)") or "INDEX" in said_of, said_of
    plain.close()


def test_a_message_keeps_any_bytes(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    hostile = MessageRow(9, "m", "", Sender.SYSTEM, "", Instant(1), bytes(range(256)), b"", "")
    say(record, shop, "c1", hostile)
    assert read(record, shop) == [hostile._replace(seq=1)]
