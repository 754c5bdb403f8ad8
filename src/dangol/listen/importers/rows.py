"""What every importer takes and gives, and how a row becomes a Segment call."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from typing import BinaryIO, Literal, NamedTuple, TypeAlias

import msgspec
import xxhash

from dangol.listen.importers.column_map import ColumnMap
from dangol.terms.errors import InputError
from dangol.terms.instants import EPOCH


class BadRow(msgspec.Struct, frozen=True):
    """A row that cannot be used, kept with its bytes; the rows after it go on."""

    line: int
    """Counted from 1, in the file as it is before any mending."""
    reason: str
    """In the user's words; never quotes the row, which may name a person."""
    raw: bytes


class ImportOptions(msgspec.Struct, frozen=True):
    """What a file does not say about itself."""

    timezone: tzinfo = UTC
    """The zone of times that are written without an offset."""
    currency: str = ""
    """The currency of prices that come without one; empty takes the format's own."""
    column_map: ColumnMap | None = None
    """Which column means what; `csv` only."""


class Call(msgspec.Struct, omit_defaults=True, rename="camel", gc=False):
    """One Segment call, as far as imports need it."""

    type: Literal["track", "page", "screen"]
    message_id: str
    timestamp: datetime
    event: str = ""
    name: str = ""
    user_id: str = ""
    anonymous_id: str = ""
    properties: dict[str, object] = {}
    context: dict[str, object] = {}


Imported: TypeAlias = tuple[int, bytes] | BadRow
"""A line number with the compact JSON of one Segment call, or a row that cannot be used."""


class Block(NamedTuple):
    """Rows that can be used, many at once: to hand them on one by one is 2% of a rehearsal."""

    lines: Sequence[int]
    """The line number of each."""
    raws: Sequence[bytes]
    """The compact JSON of each."""


Importer: TypeAlias = Callable[[BinaryIO, ImportOptions], Iterator[Imported]]
"""Turns one raw export into Segment calls in file order.

Raises: InputError on the first step, where the file as a whole is not of the format.
"""

Record: TypeAlias = tuple[int, bytes, list[str]]
"""A row of a table: its first line, its bytes, its fields."""

BLOCK_ROWS = 256

encode_call = msgspec.json.Encoder().encode


class WrongFormatError(InputError):
    """A file that is not of the format it was said to be."""

    code = "import.format_wrong"


def blocks_of(rows: Iterable[Imported]) -> Iterator[Block | BadRow]:
    """The same rows in the same order, in blocks."""
    lines: list[int] = []
    raws: list[bytes] = []
    for row in rows:
        if isinstance(row, BadRow):
            if raws:
                yield Block(lines, raws)
                lines, raws = [], []
            yield row
            continue
        lines.append(row[0])
        raws.append(row[1])
        if len(raws) == BLOCK_ROWS:
            yield Block(lines, raws)
            lines, raws = [], []
    if raws:
        yield Block(lines, raws)


def calls_of_records(
    records: Iterable[Record | BadRow], call_of: Callable[[list[str], str], Call | str]
) -> Iterator[Imported]:
    """Every record as the call that `call_of` makes of it, or as the row it says is bad.

    Shape: `call_of(fields, message_id)` gives a call, or the reason why there is none.
    """
    for record in records:
        if isinstance(record, BadRow):
            yield record
            continue
        line, raw, fields = record
        call = call_of(fields, message_id_of(raw))
        if isinstance(call, str):
            yield BadRow(line, call, raw)
        else:
            yield line, encode_call(call)


def message_id_of(content: bytes) -> str:
    """The id of a row that has none: a hash of its bytes, so a verbatim repeat is a duplicate."""
    return "row-" + xxhash.xxh3_128_hexdigest(content)


def order_id_of(*parts: str) -> str:
    """The id of an order that has none: lines of one person at one moment are one order."""
    return "order-" + xxhash.xxh3_128_hexdigest("\0".join(parts).encode())


def order_of_product(order_id: str, product: dict[str, object]) -> dict[str, object]:
    """The properties of an order of this one product, with revenue where its price is known."""
    properties: dict[str, object] = {"order_id": order_id, "products": [product]}
    price, quantity = product.get("price"), product.get("quantity", 1)
    if isinstance(price, int | float) and isinstance(quantity, int | float):
        properties["revenue"] = round(price * quantity, 6)
    return properties


def parse_epoch(text: str, unit_us: int) -> datetime | None:
    """The UTC moment of a count since 1970, or None where it is none. Units: `unit_us` each."""
    try:
        if text.isdigit():
            return EPOCH + timedelta(microseconds=int(text) * unit_us)
        count = Decimal(text)
        if not count.is_finite() or count.adjusted() > 18:
            return None
        return EPOCH + timedelta(microseconds=int(count * unit_us))
    except (ValueError, OverflowError, InvalidOperation):
        return None


def parse_moment(text: str, zone: tzinfo) -> datetime | None:
    """The UTC moment of an ISO 8601 text, or None; without an offset it is taken in `zone`."""
    try:
        if text.endswith(" UTC"):
            return datetime.fromisoformat(text[:-4]).replace(tzinfo=UTC)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def plain_fault(fault: Exception) -> str:
    """What is wrong with some JSON, in words that quote nothing of it."""
    if isinstance(fault, UnicodeDecodeError):
        return "it is not UTF-8"
    if isinstance(fault, RecursionError):
        return "it is nested too deep"
    return str(fault).removeprefix("JSON is malformed: ")
