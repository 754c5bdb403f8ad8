"""What conversations with the sample shop and with the sample company have in common: the sites,
with people around the clock, and what a reply and the record hold.
"""

import time
from collections.abc import Callable
from typing import Any

from tests.server.chat.conftest import Browser, Frame
from tests.server.conftest import Server, Shop

from dangol.cli.demo_workspace import DemoWorkspace
from dangol.store.record import Record, open_record
from dangol.store.workspaces import write_hours
from dangol.terms.instants import Instant
from dangol.terms.languages import Language

LANGUAGES = tuple(Language)
FIRST_S = 180.0
"""The catalogue and the articles are read and their meanings learned, however long it takes."""


def now() -> Instant:
    return Instant(time.time_ns() // 1000)


def open_in_each_language(
    server: Server, make: Callable[[Record, Language], DemoWorkspace]
) -> dict[str, Shop]:
    """The sites that are made, ready to answer; their people are there around the clock."""
    record = open_record(server.database_url)
    found: dict[str, Shop] = {}
    try:
        for language in LANGUAGES:
            made = make(record, language)
            workspace = made.workspace
            with record.writing() as connection:
                write_hours(connection, workspace.workspace_id, "daily 00:00-24:00")
            found[language.value] = Shop(
                server, workspace.workspace_id, workspace.browser_key, made.server_key
            )
    finally:
        record.close()
    for lang, shop in found.items():
        _wait_for_first_answer(Browser(shop, lang=lang))
    return found


def _wait_for_first_answer(browser: Browser) -> None:
    browser.come_in()
    browser.say("?")
    end = time.monotonic() + FIRST_S
    while browser.next(end - time.monotonic())["t"] != "message":
        pass
    browser.stack.close()


def of(frame: Frame, kind: str) -> list[dict[str, Any]]:
    """The parts of that kind."""
    return [part for part in frame["parts"] if part["type"] == kind]


def words(frame: Frame) -> str:
    return "\n".join(part["text"] for part in of(frame, "text"))


def contact_frame(reply: Frame, client_id: str, email: str, *, agreed: bool = True) -> Frame:
    """The form in the reply, filled in."""
    (form,) = of(reply, "contact")
    return {
        "t": "contact",
        "clientId": client_id,
        "seq": reply["seq"],
        "email": email,
        "agreed": agreed,
        "version": form["consent"]["version"],
    }


def rows(browser: Browser, table: str, *columns: str) -> list[dict[str, Any]]:
    """What the table holds of this conversation or of its person."""
    conversation = browser.conversation_id
    (person,) = [
        person
        for one, person in browser.shop.rows("conversations", "conversation_id", "person_id")
        if one == conversation
    ]
    found = browser.shop.rows(table, *columns)
    every = [dict(zip(columns, row, strict=True)) for row in found]
    return [one for one in every if conversation in one.values() or person in one.values()]
