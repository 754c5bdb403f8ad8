"""Notes out of files, Channel Talk exports and the workspace's own conversations.

A file with columns gives a note a row. Of a Channel Talk desk export and of the workspace, a note
is what the customer wrote in one conversation, without the words of agents and bots.
"""

import csv
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from dangol.engine.insight.delimited import header_of
from dangol.engine.insight.encodings import encoding_of, open_lines
from dangol.engine.insight.known_names import known_name
from dangol.engine.insight.reading import FileRows, columns_of, read_rows, sheets_of
from dangol.engine.tables import TableError
from dangol.insight.voc.report import Note

CHATS, MESSAGES = "UserChat data", "Message data"
MOST_CHARACTERS = 20_000
"""Of one note; what is longer is cut, and counted."""
PAGE = 200

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAYS = tuple(
    re.compile(shape + r"(?!\d)")
    for shape in (
        # 2026-08-14, 2026. 8. 14. 오후 3:05, 2026/08, 2026年8月14日
        _YEAR + r"\s*[-/.年년]\s*(?P<month>\d{1,2})(?:\s*[-/.月월]\s*(?P<day>\d{1,2}))?",
        _YEAR + r"(?P<month>\d\d)(?P<day>\d\d)",
        r"(?P<month>\d\d)[-/.](?P<day>\d\d)[-/.]" + _YEAR,
    )
)


class _Part(msgspec.Struct):
    """As much of a message's part as is needed."""

    text: str = ""


class ReadNotes(msgspec.Struct, frozen=True):
    """Notes, and what was left out on the way."""

    source: str
    rows: int
    notes: tuple[Note, ...]
    empty: int = 0
    """Rows without text."""
    undated: int = 0
    """Of notes with a date column: those whose date is not one."""
    odd: int = 0
    """Lines of a CSV with more or fewer fields than its header."""
    cut: int = 0
    """Notes longer than MOST_CHARACTERS."""
    columns: tuple[tuple[str, str], ...] = ()
    """What each column was taken for, and its name."""
    human: tuple[tuple[str, ...], ...] = ()
    """The themes that a person gave each note, where a column of them was asked for."""


def read_notes(
    path: Path,
    *,
    text: str | None = None,
    stage: str | None = None,
    account: str | None = None,
    at: str | None = None,
    human: str | None = None,
    sheet: str | None = None,
) -> ReadNotes:
    """The notes of the file. A column that is not named is found by its usual names.

    Raises: TableError where it cannot be read, or lacks a column.
    """
    sheets = sheets_of(path) if path.suffix.lower() == ".xlsx" else ()
    if text is None and sheet is None and {CHATS, MESSAGES} <= set(sheets):
        return _channel_talk(path)
    names = columns_of(path, sheet=sheet)
    text = text or known_name(names, "text")
    if text is None:
        raise TableError(
            f"which column of {path.name} holds the text?",
            hint=f"name it with --text; its columns are {', '.join(names)}",
        )
    taken = [text, *(name for name in (stage, account, at, human) if name)]
    account = account or known_name(names, "account", taken)
    stage = stage or known_name(names, "stage", taken)
    at = at or known_name(names, "at", taken)
    given = [text, *(name for name in (stage, account, at, human) if name)]
    columns, odd = _columns_of(path, tuple(dict.fromkeys(given)), sheet)
    rows = (
        (
            columns[text][row],
            columns[account][row] if account else "",
            columns[stage][row] if stage else "",
            columns[at][row] if at else "",
            columns[human][row] if human else "",
        )
        for row in range(len(columns[text]))
    )
    read = _notes_of(path.name, rows, has_date=at is not None, has_human=human is not None)
    meant = (("text", text), ("stage", stage), ("account", account), ("at", at), ("human", human))
    taken_as = tuple((meaning, name) for meaning, name in meant if name)
    return msgspec.structs.replace(read, odd=odd, rows=read.rows + odd, columns=taken_as)


def read_workspace(record: Any, workspace_id: str, name: str) -> ReadNotes:
    """What visitors wrote in the workspace's conversations, a note each.

    The stage is the conversation's state, the account its person.
    """
    from dangol.store.chat_rows import ConversationRow, ConversationState, Sender
    from dangol.store.conversations import Conversations
    from dangol.store.inbox import read_inbox

    rows: list[tuple[str, str, str, str, str]] = []
    after: ConversationRow | None = None
    with record.reading() as connection:
        conversations = Conversations(connection, workspace_id)
        while found := read_inbox(
            connection, workspace_id, limit=PAGE, after=after, states=tuple(ConversationState)
        ):
            for line in found:
                held = line.conversation
                said = [
                    _said(message.parts)
                    for message in _messages(conversations, held.conversation_id)
                    if message.sender is Sender.VISITOR
                ]
                opened = datetime.fromtimestamp(held.opened_at / 1_000_000, UTC)
                rows.append(
                    (
                        "\n".join(filter(None, said)),
                        held.person_id,
                        held.state.value,
                        opened.date().isoformat(),
                        "",
                    )
                )
            after = found[-1].conversation
    return _notes_of(name, rows, has_date=True, has_human=False)


def day_of_text(text: str) -> date | None:
    """The day that a text begins with or names, in the usual ways of writing one."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = next(filter(None, (shape.match(plain) for shape in _DAYS)), None)
    if found:
        year, month, day = (int(found[part] or 1) for part in ("year", "month", "day"))
        try:
            return date(year, month, day)
        except ValueError:
            return None
    try:
        return datetime.strptime(plain, "%a %b %d %H:%M:%S %z %Y").date()
    except ValueError:
        pass
    try:
        return parsedate_to_datetime(plain).date()
    except (ValueError, TypeError, IndexError):
        return None


def _notes_of(
    source: str,
    rows: Iterable[tuple[str, str, str, str, str]],
    *,
    has_date: bool,
    has_human: bool,
) -> ReadNotes:
    notes: list[Note] = []
    given: list[tuple[str, ...]] = []
    count = empty = undated = cut = 0
    for row, (text, account, stage, at, themes) in enumerate(rows):
        count += 1
        if not text.strip():
            empty += 1
            continue
        day = day_of_text(at) if has_date else None
        undated += has_date and day is None
        cut += len(text) > MOST_CHARACTERS
        notes.append(Note(text[:MOST_CHARACTERS], row, account.strip(), stage.strip(), day))
        given.append(themes_of(themes))
    if not notes:
        raise TableError(f"{source} has no note with text", hint="choose the column with --text")
    return ReadNotes(
        source,
        count,
        tuple(notes),
        empty=empty,
        undated=undated,
        cut=cut,
        human=tuple(given) if has_human else (),
    )


def themes_of(text: str) -> tuple[str, ...]:
    """The themes of a cell: a JSON list, or ids between commas, semicolons or bars."""
    plain = text.strip()
    if plain.startswith("["):
        try:
            return tuple(msgspec.json.decode(plain, type=list[str]))
        except msgspec.DecodeError:
            plain = plain.strip("[]")
    for sign in ";|\n":
        plain = plain.replace(sign, ",")
    return tuple(filter(None, (one.strip().strip("'\"") for one in plain.split(","))))


def _columns_of(
    path: Path, names: Sequence[str], sheet: str | None
) -> tuple[dict[str, list[str]], int]:
    """The columns as texts; and how many lines of a CSV were left out, not fitting its header."""
    option = "--text, --stage, --account, --at or --human"
    try:
        table = read_rows(path, sheet=sheet)
    except TableError:
        if path.suffix.lower() not in (".csv", ".tsv", ".txt"):
            raise
        return _fitting_lines(path, names, option)
    for name in names:
        table.require(name, option=option)
    return {name: _texts(table, name) for name in names}, 0


def _fitting_lines(
    path: Path, names: Sequence[str], option: str
) -> tuple[dict[str, list[str]], int]:
    encoding = encoding_of(path)
    head = header_of(path, encoding)
    missing = [name for name in names if name not in head.names]
    if missing:
        raise TableError(
            f"{path.name} has no column “{missing[0]}”",
            hint=f"its columns are {', '.join(head.names)}; choose one with {option}",
        )
    places = {name: head.names.index(name) for name in names}
    columns: dict[str, list[str]] = {name: [] for name in names}
    odd = 0
    with open_lines(path, encoding) as file:
        rows = csv.reader(file, delimiter=head.delimiter)
        for row in islice((row for row in rows if row), 1, None):
            if len(row) != len(head.names):
                odd += 1
                continue
            for name, place in places.items():
                columns[name].append(row[place])
    return columns, odd


def _texts(rows: FileRows, name: str) -> list[str]:
    values: list[Any] = rows.table.column(name).to_pylist()
    return ["" if value is None else str(value) for value in values]


def _channel_talk(path: Path) -> ReadNotes:
    """The conversations of a desk export, with what the customer wrote in each."""
    chats, messages = read_rows(path, sheet=CHATS), read_rows(path, sheet=MESSAGES)
    chat_id = _named(messages, "chatid", "userchatid")
    writer = _named(messages, "persontype", "sendertype", "writertype")
    text = _named(messages, "plaintext", "message", "text", "content")
    of_chat: dict[str, list[str]] = {}
    pairs = zip(*(_texts(messages, one) for one in (chat_id, writer, text)), strict=True)
    for chat, person, said in pairs:
        if person.strip().casefold() in ("user", "customer", "고객", "유저", "lead", "member"):
            of_chat.setdefault(chat, []).append(said)
    ids = _texts(chats, _named(chats, "id", "userchatid", "chatid"))
    accounts = _texts(chats, _named(chats, "userid", "memberid", "name"))
    states = _texts(chats, _named(chats, "state"))
    days = _texts(chats, _named(chats, "createdat", "openedat", "firstopenedat"))
    rows = [
        ("\n".join(of_chat.get(one, [])), account, state, day, "")
        for one, account, state, day in zip(ids, accounts, states, days, strict=True)
    ]
    return _notes_of(path.name, rows, has_date=True, has_human=False)


def _named(rows: FileRows, *wanted: str) -> str:
    """The column whose name, bare of spaces and capitals, is one of these."""
    bare = {"".join(filter(str.isalnum, name.casefold())): name for name in rows.columns}
    found = next((bare[one] for one in wanted if one in bare), None)
    if found is None:
        raise TableError(
            f"{rows.path.name} ({rows.sheet}) has no column like “{wanted[0]}”",
            hint=f"its columns are {', '.join(rows.columns)}; or name a sheet and --text",
        )
    return found


def _messages(conversations: Any, conversation_id: str) -> Iterable[Any]:
    after = 0
    while found := conversations.read_messages(conversation_id, after, PAGE):
        yield from found
        after = found[-1].seq


def _said(parts: bytes) -> str:
    """The text of a message's parts."""
    try:
        held = msgspec.json.decode(parts, type=list[_Part])
    except msgspec.DecodeError:
        return ""
    return "\n".join(part.text for part in held if part.text)
