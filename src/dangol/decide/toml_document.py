"""TOML text to its document and the lines to name faults by; a text that is none is refused."""

import re
import tomllib

from msgspec import Struct

from dangol.decide.toml_faults import Fault, Faults
from dangol.decide.toml_lines import lines_of
from dangol.decide.toml_table import Table

LONGEST_LINE = 4_000
"""Bound on what is read at all: far beyond a text written by hand, and short enough to be cheap."""


class Limits(Struct, frozen=True):
    """How much text is read, and what is said where there is more."""

    most_characters: int
    too_long: str
    too_deep: str


class UnreadableTomlError(Exception):
    """No document can be had from a text; `fault` says why. Each reader tells it in its own way."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


def parse_document(text: str | bytes, file: str, limits: Limits) -> Table:
    """The document as a table whose faults are noted under the name of the file.

    Raises: UnreadableTomlError.
    """
    decoded = decode_text(text, file, limits)
    document = _parse(decoded, file, limits)
    return Table(document, (), Faults(file, lines_of(decoded)))


def decode_text(text: str | bytes, file: str, limits: Limits) -> str:
    """The text with its line ends as `\\n`, if it is one that may be parsed at all.

    Raises: UnreadableTomlError.
    """
    if isinstance(text, str):
        text = text.encode("utf-8", "surrogatepass")
    try:
        decoded = text.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as fault:
        line = text.count(b"\n", 0, fault.start) + 1
        hint = "save the file as UTF-8 in the editor"
        raise _refusal(file, line, "is not written in UTF-8 here", hint) from fault
    if len(decoded) > limits.most_characters:
        problem = f"has {len(decoded):,} characters, where {limits.most_characters:,} are the most"
        raise _refusal(file, 1, problem, limits.too_long)
    for line, content in enumerate(decoded.split("\n"), start=1):
        if len(content) > LONGEST_LINE:
            problem = f"has {len(content):,} characters, where {LONGEST_LINE:,} are the most"
            raise _refusal(file, line, f"the line {problem}", "break the line")
    return decoded


def _parse(text: str, file: str, limits: Limits) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except RecursionError as fault:
        problem = "brackets stand inside brackets too deeply"
        raise _refusal(file, _deepest_line(text), problem, limits.too_deep) from fault
    except ValueError as fault:
        # The parser's one word of place is at the end of its message.
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", str(fault))
        line = int(place[1]) if place and place[1] else text.rstrip("\n").count("\n") + 1
        reason = str(fault)[: place.start()] if place else str(fault)
        hint = 'each line is key = value, with texts in "quotes", or a [table]'
        raise _refusal(
            file, line, f"this is not TOML: {reason[:1].lower()}{reason[1:]}", hint
        ) from fault


def _refusal(file: str, line: int, problem: str, hint: str) -> UnreadableTomlError:
    return UnreadableTomlError(Fault(file, line, "", problem, hint))


def _deepest_line(text: str) -> int:
    depths: list[int] = []
    depth = 0
    for line in text.split("\n"):
        depth += sum(line.count(mark) for mark in "[{") - sum(line.count(mark) for mark in "]}")
        depths.append(depth)
    return depths.index(max(depths)) + 1
