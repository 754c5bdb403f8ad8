"""The address by which a guest moves or cancels a meeting is a key: who only reads in the inbox
sees that there is one, and does not have it."""

from typing import Any
from uuid import uuid4

import msgspec
import pytest
from sqlalchemy import Connection
from tests.server.console.conftest import House
from tests.server.console.test_leads import now

from dangol.engine.sales.change_links import change_url
from dangol.store.chat_rows import Appended, MessageRow, Sender
from dangol.store.conversations import Conversations
from dangol.store.operators import Role
from dangol.store.record import open_record
from dangol.terms.ids import WorkspaceId

HOME = "https://chat.example"


def says(house: House, conversation_id: str) -> str:
    """The agent confirms a booking; returns the address of its page."""
    record = open_record(house.shop.server.database_url)
    try:
        workspace = record.read_workspace(WorkspaceId(house.shop.workspace_id))
        assert workspace is not None
        url = change_url(HOME, workspace, str(uuid4()))
        source = {"title": "Time", "url": url, "kind": "time"}
        parts: list[dict[str, Any]] = [
            {"type": "text", "text": "Booked."},
            {"type": "source", "title": "Move or cancel", "url": url},
            {"type": "source", "title": "", "url": url},
            {"type": "source", "title": "Prices", "url": "https://company.example/m/prices"},
        ]
        encode = msgspec.json.encode
        facts = encode([{"text": "Tuesday", "source": source}])
        message = MessageRow(
            0, uuid4().hex, uuid4().hex, Sender.AGENT, "", now(), encode(parts), facts, "meet"
        )

        def work(connection: Connection) -> None:
            rows = Conversations(connection, workspace.workspace_id)
            assert isinstance(rows.append_message(conversation_id, message), Appended)

        record.write(work)
        return url
    finally:
        record.close()


@pytest.mark.parametrize(("role", "has_it"), [(Role.ANALYST, False), (Role.OPERATOR, True)])
@pytest.mark.parametrize("page", ["", "/talk", "/messages?after=0"])
def test_who_only_reads_cannot_change_a_guest_s_meeting(
    house: House, role: Role, has_it: bool, page: str
) -> None:
    visitor = house.visitor("내일 뵐 수 있나요?")
    url = says(house, visitor.conversation_id)
    shown = house.seat(role).get(f"/console/conversations/{visitor.conversation_id}{page}").text
    assert "Booked." in shown
    assert "Move or cancel" in shown
    assert "https://company.example/m/prices" in shown
    assert (url in shown) is has_it
    assert (url.rpartition("/")[2] in shown) is has_it
