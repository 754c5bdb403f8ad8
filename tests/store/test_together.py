"""The promise: writes that come at the same time share a commit, and each stands or falls alone."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, event, func, select, text
from tests.store.chat import begin, begun, said

from dangol.store import schema_chat
from dangol.store.chat_rows import Appended
from dangol.store.conversations import Conversations
from dangol.store.record import Record
from dangol.store.workspaces import Workspace
from dangol.terms.errors import RecordError

WRITERS = 8


def saying(shop: Workspace, words: str) -> Callable[[Connection], int]:
    def work(connection: Connection) -> int:
        done = Conversations(connection, shop.workspace_id).append_message("c1", said(words))
        assert isinstance(done, Appended)
        return done.seq

    return work


def at_once(record: Record, *works: Callable[[Connection], int]) -> "list[Future[int]]":
    """All of them wait for the writer at the same time, then go on."""
    waiting = record._together._waiting
    with ThreadPoolExecutor(len(works)) as pool:
        if record.is_postgres:
            return [pool.submit(record.write, work) for work in works]
        with record.writing():
            futures = [pool.submit(record.write, work) for work in works]
            while len(waiting) < len(works):
                assert not any(one.done() for one in futures)
        return futures


def test_all_of_them_stand_in_their_order(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    futures = at_once(record, *(saying(shop, f"말 {n}") for n in range(WRITERS)))
    assert sorted(one.result(30) for one in futures) == list(range(1, WRITERS + 1))
    with record.reading() as connection:
        found = Conversations(connection, shop.workspace_id).read_messages("c1")
    assert [one.seq for one in found] == list(range(1, WRITERS + 1))


@pytest.mark.parametrize("record_url", ["sqlite"], indirect=True)  # PostgreSQL groups by itself
def test_on_sqlite_they_are_one_commit(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    commits: list[object] = []
    event.listen(record.engine, "commit", commits.append)
    futures = at_once(record, *(saying(shop, f"말 {n}") for n in range(WRITERS)))
    assert len({one.result(30) for one in futures}) == WRITERS
    assert len(commits) == 2  # that of the test, which kept them waiting, and theirs


def test_one_that_fails_takes_nobody_with_it(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())

    def refuse(connection: Connection) -> int:
        saying(shop, "지워질 말")(connection)
        raise ValueError("no")

    def contradict(connection: Connection) -> int:
        saying(shop, "이것도")(connection)
        connection.execute(text("INSERT INTO nowhere VALUES (1)"))
        return 0

    works = (saying(shop, "하나"), refuse, saying(shop, "둘"), contradict, saying(shop, "셋"))
    first, refused, second, contradicted, third = at_once(record, *works)
    assert sorted(one.result(30) for one in (first, second, third)) == [1, 2, 3]
    with pytest.raises(ValueError, match="no"):
        refused.result(30)
    with pytest.raises(RecordError):
        contradicted.result(30)
    with record.reading() as connection:
        assert connection.execute(select(func.count(schema_chat.messages.c.seq))).scalar() == 3


def test_one_alone_that_fails_leaves_nothing(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())

    def refuse(connection: Connection) -> int:
        saying(shop, "지워질 말")(connection)
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        record.write(refuse)
    assert record.write(saying(shop, "하나")) == 1


@pytest.mark.parametrize("record_url", ["sqlite"], indirect=True)
def test_a_group_that_cannot_be_stored_tells_everybody(record: Record, shop: Workspace) -> None:
    begin(record, shop, begun())
    commits: list[object] = []

    def fail(connection: object) -> None:
        commits.append(connection)
        if len(commits) == 2:  # the first is that of the test
            raise OSError("the disk is gone")

    event.listen(record.engine, "commit", fail)
    futures = at_once(record, *(saying(shop, f"말 {n}") for n in range(WRITERS)))
    for one in futures:
        with pytest.raises(OSError, match="the disk is gone"):
            one.result(30)
    assert record.write(saying(shop, "나중에")) == 1
