"""What conversations in the tests are made of."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tests.store.conftest import NOW

from dangol.store.chat_rows import (
    Appended,
    ConversationRow,
    MessageRow,
    Sender,
    begun_conversation,
)
from dangol.store.conversations import Conversations
from dangol.store.record import Record
from dangol.store.workspaces import Workspace, new_workspace
from dangol.terms.instants import SECOND_US, Instant

Made = TypeVar("Made")


def at(second: int) -> Instant:
    """That many seconds after now."""
    return Instant(NOW + second * SECOND_US)


def begun(
    conversation_id: str = "c1", person_id: str = "p1", ticket: str = "t1", second: int = 0
) -> ConversationRow:
    return begun_conversation(
        conversation_id,
        person_id=person_id,
        anonymous_id="익명-1",
        ticket_hash=ticket,
        language="ko",
        now=at(second),
    )


def said(
    text: str, sender: Sender = Sender.VISITOR, client_id: str = "", second: int = 1, by: str = ""
) -> MessageRow:
    parts = f'[{{"type":"text","text":"{text}"}}]'.encode()
    return MessageRow(
        seq=0,
        message_id=f"m-{text}",
        client_id=client_id,
        sender=sender,
        operator_id=by,
        at=at(second),
        parts=parts,
        facts=b"[]",
        skill="size" if sender is Sender.AGENT else "",
    )


def say(record: Record, shop: Workspace, conversation_id: str, *messages: MessageRow) -> None:
    """All of them are taken."""
    with record.writing() as connection:
        chat = Conversations(connection, shop.workspace_id)
        for message in messages:
            assert isinstance(chat.append_message(conversation_id, message), Appended)


def begin(record: Record, shop: Workspace, *rows: ConversationRow) -> None:
    with record.writing() as connection:
        for row in rows:
            assert Conversations(connection, shop.workspace_id).open_conversation(row).is_new


def another_shop(record: Record) -> Workspace:
    return record.create_workspace(
        new_workspace(
            "別の店",
            zone="Asia/Tokyo",
            currency="JPY",
            languages=("ja",),
            now=NOW,
            chance=b"y" * 80,
        )
    )


def at_once(count: int, act: Callable[[int], Made], threads: int = 8) -> list[Made]:
    """What `act` returns for each number, several at a time."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(act, range(count)))
