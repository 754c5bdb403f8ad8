"""The column map: which column of a delimited file means what, as TOML that a person writes."""

import codecs
import re
import tomllib
from datetime import tzinfo
from typing import Any, Literal

import msgspec

from dangol.terms.errors import InputError
from dangol.terms.instants import SECOND_US, UnknownZoneError, access_zone

UNITS_US = {"s": SECOND_US, "ms": 1000, "us": 1}

ENCODINGS = (
    "utf-8",
    "cp949",
    "euc-kr",
    "shift_jis",
    "cp932",
    "euc-jp",
    "gb18030",
    "big5",
    "cp1252",
    "latin-1",
)
"""Encodings in which a line feed, a comma and a quotation mark are the bytes they are in ASCII."""

_NAMES = {codecs.lookup(name).name: name for name in ENCODINGS} | {"utf-8-sig": "utf-8"}


class ColumnMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which column means what. Every text but the settings names a column of the header."""

    timestamp: str
    timestamp_unit: Literal["iso", "s", "ms", "us"] = "iso"
    """How time is written: a date, or a count since 1970."""
    timezone: str = ""
    """The zone of dates without an offset; empty takes that of the workspace."""
    anonymous_id: str = ""
    user_id: str = ""
    event: str
    message_id: str = ""
    """A column that tells rows apart; empty takes a hash of the row."""
    encoding: str = "utf-8"
    delimiter: str = ","
    currency: str = ""
    """A currency for every price, where no column says it."""
    events: dict[str, str] = {}
    """Value in the event column = Segment name. Other values are kept as they are."""
    properties: dict[str, str] = {}
    """Segment property = column."""

    def columns(self) -> list[str]:
        """Every column that the map reads, each once."""
        named = (self.timestamp, self.anonymous_id, self.user_id, self.event, self.message_id)
        return list(dict.fromkeys([*filter(None, named), *self.properties.values()]))

    def zone(self) -> tzinfo | None:
        """The zone named by the map, or None."""
        return access_zone(self.timezone) if self.timezone else None


class ColumnMapError(InputError):
    """A column map that cannot be used."""

    code = "import.column_map_unusable"


def parse_column_map(text: str) -> ColumnMap:
    """The map that a TOML text says.

    Raises: ColumnMapError, with the line and what to write instead.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        raise ColumnMapError(
            f"the column map is no TOML: {fault}",
            hint='texts, and names in Korean or Japanese, stand in quotes: "구매" = "text"',
        ) from fault
    except RecursionError as fault:
        raise ColumnMapError("the column map is nested too deep") from fault
    _check_keys(text, given)
    try:
        found = msgspec.convert(given, ColumnMap)
    except msgspec.ValidationError as fault:
        raise _shape_error(text, str(fault)) from fault
    _check_settings(text, found)
    return msgspec.structs.replace(found, encoding=_NAMES[codecs.lookup(found.encoding).name])


def _check_keys(text: str, given: dict[str, Any]) -> None:
    known = ColumnMap.__struct_fields__
    for key in given:
        if key not in known:
            raise ColumnMapError(
                f"{_line_of(text, key)}: the column map knows no {key!r}",
                hint=f"use {', '.join(known)}",
            )
    for key in ("timestamp", "event"):
        if key not in given:
            raise ColumnMapError(
                f"line 1: the column map does not say {key!r}",
                hint=f'add a line such as {key} = "name of the column", above the first [section]',
            )


def _shape_error(text: str, fault: str) -> ColumnMapError:
    path = re.search(r"at `\$\.?([a-z_]*)", fault)
    key = path.group(1) if path else ""
    if key == "timestamp_unit":
        hint = "timestamp_unit is one of iso, s, ms, us"
    elif key in ("events", "properties"):
        hint = f'every line under [{key}] is name = "text"'
    else:
        hint = f'write {key or "it"} = "text"'
    return ColumnMapError(
        f"{_line_of(text, key)}: {fault.partition(' - at')[0]} for {key!r}", hint=hint
    )


def _check_settings(text: str, found: ColumnMap) -> None:
    if not found.anonymous_id and not found.user_id:
        raise ColumnMapError(
            "line 1: the column map names neither 'anonymous_id' nor 'user_id'",
            hint='add user_id = "name of the column" (or anonymous_id for visitors)',
        )
    try:
        is_known = codecs.lookup(found.encoding).name in _NAMES
    except (LookupError, ValueError):
        is_known = False
    if not is_known:
        raise ColumnMapError(
            f"{_line_of(text, 'encoding')}: files in {found.encoding!r} cannot be read",
            hint=f"save the file as UTF-8, or use one of {', '.join(ENCODINGS)}",
        )
    if len(found.delimiter) != 1 or found.delimiter in '"\r\n\0 ':
        raise ColumnMapError(
            f"{_line_of(text, 'delimiter')}: the delimiter is one character",
            hint=r'use ",", ";", "|" or "\t"',
        )
    try:
        found.zone()
    except UnknownZoneError as fault:
        raise ColumnMapError(
            f"{_line_of(text, 'timezone')}: {fault.message}", hint=fault.hint
        ) from fault


def _line_of(text: str, key: str) -> str:
    """The line on which a key or a section of that name stands."""
    name = re.escape(key)
    begins = re.compile(rf"""\s*\[?\s*["']?{name}["']?\s*[=.\]]""")
    for number, line in enumerate(text.splitlines(), 1):
        if begins.match(line):
            return f"line {number}"
    return "line 1"
