"""A Markdown document as tables and sentences, each with its line."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import msgspec

from dangol.insight.audit.reading.figures import plain_width

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,5000}?)\n---[ \t]*(?:\n|\Z)", re.DOTALL)
_SENTENCE_END = re.compile(
    r"(?<=[。!?])\s*|(?<=[^0-9][.])\s+(?=\S)|(?<=[0-9][.])\s+(?=[^0-9\s])|(?<=[.][)\"'])\s+(?=\S)"
)
MAX_COLUMNS = 200


class Sentence(msgspec.Struct, frozen=True):
    """One sentence of the running text, its widths made plain."""

    text: str
    line: int
    section: int
    breaks: tuple[int, ...] = ()
    """Where in the text a new line of the file begins."""
    is_heading: bool = False

    def line_at(self, place: int) -> int:
        """The line of the file that the letter at `place` stands in."""
        return self.line + sum(1 for one in self.breaks if one <= place)


class RawCell(msgspec.Struct, frozen=True):
    """What stands in one cell."""

    text: str
    line: int


class RawTable(msgspec.Struct, frozen=True):
    """A table, or a list whose items read like one."""

    head: tuple[RawCell, ...]
    rows: tuple[tuple[RawCell, ...], ...]
    section: int
    caption: str
    """The heading over it and the words directly before it."""
    is_list: bool = False


class Document(msgspec.Struct, frozen=True):
    """What the auditor reads of a Markdown file."""

    tables: tuple[RawTable, ...]
    sentences: tuple[Sentence, ...]
    headings: tuple[str, ...]
    """Of each section; the first stands for what comes before any heading."""

    def proses(self) -> list[str]:
        """All sentences of each section, its heading first."""
        parts: list[list[str]] = [[] for _ in self.headings]
        for one in self.sentences:
            parts[one.section].append(one.text)
        return [" ".join(part) for part in parts]


class _Reader:
    def __init__(self) -> None:
        self.tables: list[RawTable] = []
        self.sentences: list[Sentence] = []
        self.headings: list[str] = [""]
        self.before = ""
        self.items: list[tuple[str, int]] = []
        self.item_depth = 0

    @property
    def section(self) -> int:
        return len(self.headings) - 1

    def take_prose(self, text: str, line: int, *, is_heading: bool = False) -> None:
        for sentence in split_sentences(text, line, self.section):
            self.sentences.append(
                msgspec.structs.replace(sentence, is_heading=True) if is_heading else sentence
            )

    def end_list(self) -> None:
        if len(self.items) > 1:
            rows = tuple((RawCell(text, line),) for text, line in self.items)
            caption = f"{self.headings[-1]}\n{self.before}"
            self.tables.append(RawTable((), rows, self.section, caption, is_list=True))
        self.items = []


def parse_document(text: str) -> Document:
    """The document that the Markdown text says.

    Laws: never raises; time is linear in the text.
    """
    from markdown_it import MarkdownIt

    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _FRONT.match(text):
        text = "\n" * found[0].count("\n") + text[found.end() :]
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 20})
    tokens = parser.enable(["table", "strikethrough"]).parse(text)
    reader = _Reader()
    place = 0
    is_heading = False
    while place < len(tokens):
        token = tokens[place]
        line = (token.map[0] if token.map else 0) + 1
        if token.type == "table_open":
            reader.end_list()
            place = _take_table(tokens, place, reader)
            continue
        if token.type in ("bullet_list_open", "ordered_list_open"):
            reader.end_list()
            reader.item_depth += 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            reader.end_list()
            reader.item_depth -= 1
        elif token.type == "heading_open":
            is_heading = True
        elif token.type == "inline":
            words = words_of(token)
            if is_heading:
                reader.headings.append(words.replace("\n", " "))
                reader.before, is_heading = "", False
                reader.take_prose(words, line, is_heading=True)
            else:
                reader.take_prose(words, line)
                if reader.item_depth:
                    reader.items.append((words.replace("\n", " "), line))
                else:
                    reader.before = words.replace("\n", " ")
        place += 1
    reader.end_list()
    return Document(tuple(reader.tables), tuple(reader.sentences), tuple(reader.headings))


def words_of(inline: "Token") -> str:
    """The words a reader sees, one line of the file a line; code and struck words are left out."""
    parts: list[str] = []
    struck = 0
    for child in inline.children or ():
        if child.type == "s_open":
            struck += 1
        elif child.type == "s_close":
            struck -= 1
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type == "html_inline" and child.content.lower().startswith("<br"):
            parts.append(" ")
        elif child.type == "code_inline":
            parts.append(" … ")
        elif child.type in ("text", "image") and not struck:
            parts.append(child.content)
    return plain_width("".join(parts)).strip(" ")


def split_sentences(text: str, line: int, section: int) -> Iterable[Sentence]:
    """The sentences of a paragraph that begins in that line of the file."""
    start = 0
    ends = [one.start() for one in _SENTENCE_END.finditer(text) if one.start()]
    for end in (*ends, len(text)):
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip())
        body = piece.strip()
        if body:
            begun = line + text.count("\n", 0, start + lead)
            yield _joined(body, begun, section)
        start = end


_JOINING = re.compile(r"(?<=[ぁ-んァ-ヶー一-龥、。）」%0-9])\n(?=[ぁ-んァ-ヶー一-龥（「0-9])")


def _joined(body: str, line: int, section: int) -> Sentence:
    """The lines of a sentence as one: Japanese goes on without a space."""
    breaks: list[int] = []
    parts: list[str] = []
    length = 0
    for at, piece in enumerate(body.split("\n")):
        if at:
            before = parts[-1][-1:] if parts[-1] else ""
            is_joined = bool(_JOINING.search(f"{before}\n{piece[:1]}"))
            parts.append(piece if is_joined else f" {piece}")
            breaks.append(length)
        else:
            parts.append(piece)
        length += len(parts[-1])
    return Sentence("".join(parts), line, section, tuple(breaks))


def _take_table(tokens: "list[Token]", place: int, reader: _Reader) -> int:
    head: tuple[RawCell, ...] = ()
    rows: list[tuple[RawCell, ...]] = []
    row: list[RawCell] = []
    line = 0
    while tokens[place].type != "table_close":
        token = tokens[place]
        if token.type == "tr_open":
            row, line = [], (token.map[0] if token.map else line) + 1
        elif token.type == "inline" and len(row) < MAX_COLUMNS:
            row.append(RawCell(words_of(token).replace("\n", " ").strip(), line))
        elif token.type == "tr_close":
            if head:
                rows.append(tuple(row))
            else:
                head = tuple(row)
        place += 1
    caption = f"{reader.headings[-1]}\n{reader.before}"
    reader.tables.append(RawTable(head, tuple(rows), reader.section, caption))
    reader.before = ""
    return place + 1
