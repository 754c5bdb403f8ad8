"""The line of every key in a TOML text.

`tomllib` says what stands in a document and forgets where. This walks the same text once, follows
tables, arrays of tables, dotted keys, arrays and inline tables, and notes the line on which each
path begins. It trusts that `tomllib` has accepted the text, so it needs no judgement of its own.
"""

import re
import tomllib
from bisect import bisect_right

Path = tuple[str | int, ...]
"""Keys, and positions in arrays counted from 0: `("openings", 0, "text", "ko")`."""

DEEPEST = 16
"""Paths longer than this are not noted, so that a hostile text costs no more than its length."""

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_INDENT = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}#\n]+")
_STRINGS = (
    re.compile(r'"""(?:[^"\\]|\\.|"(?!""))*""""{0,2}', re.DOTALL),
    re.compile(r"'''(?:[^']|'(?!''))*''''{0,2}"),
    re.compile(r'"(?:[^"\\\n]|\\.)*"'),
    re.compile(r"'[^'\n]*'"),
)


def lines_of(text: str) -> dict[Path, int]:
    """The line, counted from 1, on which every key and array element of a valid TOML text begins.

    A table that is named by a header has the header's line; one that exists only because a longer
    key names it has the line of the first such key. The root is `()`, on line 1.

    Laws: the paths are those of the parsed document, none more and none fewer.
    """
    return _Walk(text.replace("\r\n", "\n")).run()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.newlines = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {(): 1}
        self.last_of_array: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self._skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self.lines

    def _header(self) -> Path:
        line = self._line()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        keys = self._key()
        self.at += 2 if is_array else 1
        table: Path = ()
        for key in keys[:-1]:
            table = self._inside((*table, key), line)
        table = (*table, keys[-1])
        if not is_array:
            self._note(table, line, instead=True)
            return table
        self._note(table, line)
        position = self.last_of_array.get(table, -1) + 1
        self.last_of_array[table] = position
        self._note((*table, position), line)
        return (*table, position)

    def _inside(self, table: Path, line: int) -> Path:
        """The table that a header's prefix means: of an array of tables, its last element."""
        self._note(table, line)
        position = self.last_of_array.get(table)
        return table if position is None else (*table, position)

    def _pair(self, table: Path) -> None:
        line = self._line()
        for key in self._key():
            table = (*table, key)
            self._note(table, line)
        self.at += 1  # the equals sign
        self._skip(_INDENT)
        self._value(table)

    def _value(self, path: Path) -> None:
        start = self.text[self.at]
        if start == "[":
            self._array(path)
        elif start == "{":
            self._inline_table(path)
        elif start in "\"'":
            self._string()
        else:
            self._skip(_BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.at += 1
        position = 0
        self._skip(_BLANK)
        while self.text[self.at] != "]":
            element = (*path, position)
            self._note(element, self._line())
            self._value(element)
            position += 1
            self._skip_comma()
        self.at += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        self._skip(_BLANK)
        while self.text[self.at] != "}":
            self._pair(path)
            self._skip_comma()
        self.at += 1

    def _skip_comma(self) -> None:
        self._skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self._skip(_BLANK)

    def _key(self) -> list[str]:
        """The parts of a dotted key; afterwards stands what follows the key."""
        parts: list[str] = []
        while True:
            self._skip(_INDENT)
            if self.text[self.at] in "\"'":
                start = self.at
                self._string()
                parts.append(_unquoted(self.text[start : self.at]))
            else:
                start = self.at
                self._skip(_BARE_KEY)
                parts.append(self.text[start : self.at])
            self._skip(_INDENT)
            if self.text[self.at] != ".":
                return parts
            self.at += 1

    def _string(self) -> None:
        for pattern in _STRINGS:
            if match := pattern.match(self.text, self.at):
                self.at = match.end()
                return

    def _skip(self, pattern: re.Pattern[str]) -> None:
        if match := pattern.match(self.text, self.at):
            self.at = match.end()

    def _line(self) -> int:
        return bisect_right(self.newlines, self.at) + 1

    def _note(self, path: Path, line: int, *, instead: bool = False) -> None:
        if len(path) <= DEEPEST and (instead or path not in self.lines):
            self.lines[path] = line


def _unquoted(quoted: str) -> str:
    """The key that a quoted key means; its escapes are those of TOML's strings."""
    if "\\" not in quoted:
        return quoted[1:-1]
    (value,) = tomllib.loads(f"key = {quoted}").values()
    return str(value)
