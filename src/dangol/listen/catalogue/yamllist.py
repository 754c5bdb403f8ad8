"""The entries of a YAML list, one at a time, out of the parser's events.

No values are constructed by YAML: every scalar stays text, so that no tag can call anything. An
anchor gives its text where it names a text; collections are not repeated, so that no document
grows while it is read. Nesting is bounded here because libyaml's composer overflows the stack.
"""

from collections.abc import Iterator
from typing import Protocol, cast

import yaml

from dangol.listen.catalogue.product import SkippedRow

_MAX_DEPTH = 32
_NULLS = frozenset(["", "~", "null", "Null", "NULL"])
_MAX_ANCHORS = 10_000


class _Mark(Protocol):
    line: int


class _Event(Protocol):
    """What events of every kind carry, where they carry it."""

    start_mark: _Mark
    anchor: str | None
    value: str
    implicit: tuple[bool, bool]


class _Open:
    """A collection that has begun."""

    def __init__(self, values: dict[str, object] | list[object], line: int) -> None:
        self.values = values
        self.line = line
        self.key: str | None = None
        self.is_rows = False

    def take(self, value: object) -> None:
        if isinstance(self.values, list):
            if not self.is_rows:
                self.values.append(value)
        elif self.key is None:
            self.key = value if isinstance(value, str) else ""
        else:
            self.values.setdefault(self.key, value)
            self.key = None


def read_yaml_rows(
    text: str, list_names: tuple[str, ...]
) -> Iterator[tuple[int, dict[str, object] | SkippedRow]]:
    """Each object of the document's list with its line; where the YAML breaks off, why.

    The list is the document itself, or stands under one of `list_names`; a document that is one
    object without such a list is one row.
    """
    opened: list[_Open] = []
    anchors: dict[str, str] = {}
    found_list = False
    line = 1
    try:
        for kind, event in _events_of(text):
            line = event.start_mark.line + 1
            match kind:
                case "SequenceStartEvent" | "MappingStartEvent":
                    if len(opened) >= _MAX_DEPTH:
                        yield line, SkippedRow(line, "the YAML is nested too deeply from here on")
                        return
                    part = _Open([] if kind == "SequenceStartEvent" else {}, line)
                    if isinstance(part.values, list):
                        part.is_rows = _holds_rows(opened, list_names)
                        found_list = found_list or part.is_rows
                    opened.append(part)
                case "SequenceEndEvent" | "MappingEndEvent":
                    part = opened.pop()
                    is_row = opened[-1].is_rows if opened else not found_list
                    if is_row and isinstance(part.values, dict):
                        yield part.line, part.values
                    elif is_row and not part.is_rows:
                        yield part.line, _not_an_object(part.line)
                    elif opened:
                        opened[-1].take(part.values)
                case "ScalarEvent" | "AliasEvent":
                    value = _text_of(kind, event, anchors)
                    if opened and not opened[-1].is_rows:
                        opened[-1].take(value)
                    else:
                        yield line, _not_an_object(line)
                case _:
                    pass
    except (yaml.YAMLError, ValueError) as fault:
        problem = str(getattr(fault, "problem", None) or "a character that YAML does not allow")
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark is not None else line
        yield line, SkippedRow(line, f"the YAML breaks off here: {problem}")


def _events_of(text: str) -> Iterator[tuple[str, _Event]]:
    events = cast(
        Iterator[_Event],
        yaml.parse(text, Loader=yaml.CSafeLoader),  # pyright: ignore[reportUnknownMemberType]
    )
    for event in events:
        yield type(event).__name__, event


def _holds_rows(opened: list[_Open], list_names: tuple[str, ...]) -> bool:
    """The document's own list, or the one under a known name at the top."""
    if not opened:
        return True
    return len(opened) == 1 and (opened[0].key or "").casefold() in list_names


def _text_of(kind: str, event: _Event, anchors: dict[str, str]) -> str | None:
    if kind == "AliasEvent":
        return anchors.get(event.anchor or "")
    if event.implicit[0] and event.value in _NULLS:
        return None
    if event.anchor and len(anchors) < _MAX_ANCHORS:
        anchors[event.anchor] = event.value
    return event.value


def _not_an_object(line: int) -> SkippedRow:
    return SkippedRow(line, "the entry is not an object with names and values")
